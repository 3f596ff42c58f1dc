"""Answering page by page. Nothing is kept between pages but what the form carries: no script, no session is needed."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.http import QueryDict

from huying.base.web import acts
from huying.field.surveys import rules
from huying.field.surveys.rules import Question, Step

Trail = list[tuple[str, ...]]


@dataclass
class Page:
    """One page of the way through a questionnaire; ``sent`` when the last one was handed in."""

    questions: Sequence[Question]
    answers: dict[str, list[str]]
    trail: Trail
    wrong: dict[str, str] = field(default_factory=dict)
    sent: bool = False

    @property
    def seen(self) -> set[str]:
        return {code for group in self.trail for code in group}

    @property
    def step(self) -> Step:
        return rules.step(self.questions, self.answers, self.seen)

    @property
    def carried(self) -> list[tuple[str, str, bool]]:
        """Answers given on other pages, for hidden fields; True where a script asks them on this one."""
        here, inline = ({each.code for each in part} for part in (self.step.base, self.step.inline))
        given = [(code, text) for code, texts in self.answers.items() if code not in here for text in texts]
        return [(code, text, code in inline) for code, text in given]

    @property
    def path(self) -> str:
        return ";".join(",".join(group) for group in self.trail)

    @property
    def asking(self) -> list[Question]:
        """Everything that these answers lead to, for the progress and the last look."""
        return rules.asked(self.questions, self.answers)

    def number(self, code: str) -> int:
        return next(n for n, each in enumerate(self.questions, 1) if each.code == code)


def walk(questions: Sequence[Question], data: QueryDict) -> Page:
    """The page that follows what was posted; the first one when nothing was."""
    known = {each.code for each in questions}
    answers = {code: given for code in known if (given := [text for text in data.getlist(code)[:20] if text.strip()])}
    page = Page(questions, answers, _trail(data.get("trail", ""), known))
    go = data.get("go")
    if go == "back":
        page.trail = page.trail[:-1]
    elif go:
        _forward(page, data.getlist("shown"))
        page.sent = go == "send" and not page.wrong and not page.step.base
    return page


def _forward(page: Page, shown: Sequence[str]) -> None:
    """On to the next page, unless something on this one is wrong. ``shown`` are questions the script asked in place."""
    asking = {each.code for each in page.asking}
    inline = [each for each in page.step.inline if each.code in shown and each.code in asking]
    here = [*page.step.base, *inline]
    _, wrong = rules.judge(here, page.answers)
    page.wrong = {code: acts.sentence(error) for code, error in wrong.items()}
    if not wrong and here:
        page.trail = [*page.trail, tuple(each.code for each in here)]


def _trail(text: str, known: set[str]) -> Trail:
    groups = (tuple(code for code in group.split(",") if code in known) for group in text[:2000].split(";"))
    return [group for group in groups if group]
