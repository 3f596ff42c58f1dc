"""Questions, the conditions under which they are asked, and what counts as an answer. Pure.

Every answer is a list of texts: the code of an option, several codes, a number, a day, or words.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import count
from typing import Any

from huying.field.voices.rules import clean
from huying.kernel.errors import HouseError, Invalid
from huying.kernel.words import N_

Answers = Mapping[str, Sequence[str]]

FEWEST = 5
"""Figures of fewer people are not shown to anybody (小单元抑制)."""
KINDS = {
    "one": N_("选一项"),
    "many": N_("可选几项"),
    "scale": N_("打分（1 到 5 分）"),
    "number": N_("填数字"),
    "text": N_("写几句话"),
    "date": N_("填日期"),
}
OPS = {
    "one": {"is": N_("选了"), "is_not": N_("没有选")},
    "many": {"contains": N_("选了"), "lacks": N_("没有选")},
    "scale": {"is": N_("是"), "at_least": N_("不低于"), "at_most": N_("不高于")},
    "number": {"is": N_("是"), "at_least": N_("不小于"), "at_most": N_("不大于")},
}
"""By the kind of the earlier question; words and days are no condition."""
SCALE = ("1", "2", "3", "4", "5")
MOST_QUESTIONS, MOST_OPTIONS, TEXT_MAX, NUMBER_MAX = 40, 20, 500, 999_999
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)
A_PAGE = 3
"""So many questions stand on one page of a phone."""


@dataclass(frozen=True, slots=True)
class Option:
    """Something to tick; ``code`` is stored and counted, ``label`` shown."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Condition:
    """Ask only if the earlier ``question`` was answered so. An unanswered one never fits, whatever the ``op``."""

    question: str
    op: str
    value: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question. ``low`` and ``high`` bound a number."""

    code: str
    kind: str
    text: str
    help: str = ""
    required: bool = False
    options: tuple[Option, ...] = ()
    low: int = 0
    high: int = NUMBER_MAX
    when: Condition | None = None

    @property
    def values(self) -> tuple[str, ...]:
        """What may be ticked."""
        return SCALE if self.kind == "scale" else tuple(option.code for option in self.options)

    def plain(self) -> dict[str, Any]:
        """For a JSON column."""
        return asdict(self)


def question(row: Mapping[str, Any]) -> Question:
    """What ``Question.plain`` wrote."""
    options = tuple(Option(**option) for option in row["options"])
    return Question(**{**row, "options": options, "when": Condition(**row["when"]) if row["when"] else None})


# ── building ──


def new_code(questions: Sequence[Question]) -> str:
    """A code that no question of this questionnaire has."""
    return f"q{max((int(each.code[1:]) for each in questions), default=0) + 1}"


def options(labels: Sequence[str], old: Sequence[Option] = ()) -> tuple[Option, ...]:
    """Options for these labels; who keeps its label keeps its code, a reworded one takes over the code it had."""
    said = [label for label in (clean(each, lines=False) for each in labels) if label]
    known = {option.label: option.code for option in old}
    free = [option.code for option in old if option.label not in said]
    used = {int(option.code[1:]) for option in old}
    fresh = (f"o{n}" for n in count(1) if n not in used)
    return tuple(Option(known.get(label) or (free.pop(0) if free else next(fresh)), label) for label in said)


def tidy(given: Question) -> Question:
    """The question with clean words; Invalid at the field that is wrong."""
    if given.kind not in KINDS:
        raise Invalid(N_("请从列出的项目里选一项。"), field="kind")
    text = _limited(given.text, "text", 200)
    if not text:
        raise Invalid(N_("请写上问什么。"), field="text")
    listed = _listed(given.options) if given.kind in ("one", "many") else ()
    if not 0 <= given.low <= given.high <= NUMBER_MAX:
        raise Invalid(N_("数字的范围要从小到大，在 0 到 %(most)d 之间。"), field="high", most=NUMBER_MAX)
    about = _limited(given.help, "help", 300)
    return Question(given.code, given.kind, text, about, given.required, listed, given.low, given.high, given.when)


def _listed(given: Sequence[Option]) -> tuple[Option, ...]:
    labels = [_limited(option.label, "options", 60) for option in given]
    if not 2 <= len(labels) <= MOST_OPTIONS:
        raise Invalid(N_("选项要有 2 到 %(most)d 个，一行一个。"), field="options", most=MOST_OPTIONS)
    if len(set(labels)) < len(labels):
        raise Invalid(N_("有两个选项是一样的。"), field="options")
    if len({option.code for option in given}) < len(given):
        raise Invalid(N_("有两个选项的代码是一样的。"), field="options")
    return tuple(given)


def _limited(text: str, field: str, most: int) -> str:
    said = clean(text, lines=False)
    if len(said) > most:
        raise Invalid(N_("最多 %(limit)d 个字。"), field=field, limit=most)
    return said


def check(questions: Sequence[Question]) -> None:
    """Refuse what cannot be asked: a condition may only look back, at something that can be answered so.

    So there is never a circle, nor a question that hangs on one that is gone.
    """
    if len(questions) > MOST_QUESTIONS:
        raise Invalid(N_("一份问卷最多 %(most)d 题，题少答的人才多。"), most=MOST_QUESTIONS)
    before: dict[str, Question] = {}
    for number, each in enumerate(questions, 1):
        if each.code in before:
            raise Invalid(N_("第 %(n)d 题的代码和前面的一样。"), n=number)
        if each.when is not None and not _fits(each.when, before.get(each.when.question)):
            raise Invalid(
                N_("第 %(n)d 题的出现条件落空了：它看的那一题不在它前面，或者没有那个选项。请先改条件。"),
                field="when",
                n=number,
            )
        before[each.code] = each


def _fits(when: Condition, earlier: Question | None) -> bool:
    if earlier is None or when.op not in OPS.get(earlier.kind, {}):
        return False
    if earlier.kind == "number":
        return _whole(when.value) is not None
    return when.value in earlier.values


# ── asking ──


def holds(when: Condition, answers: Answers) -> bool:
    """Whether the earlier question was answered so."""
    given = answers.get(when.question) or []
    if not given:
        return False
    if when.op in ("at_least", "at_most"):
        number, bound = _whole(given[0]), _whole(when.value)
        if number is None or bound is None:
            return False
        return number >= bound if when.op == "at_least" else number <= bound
    return (when.value in given) == (when.op in ("is", "contains"))


def asked(questions: Sequence[Question], answers: Answers) -> list[Question]:
    """The questions that these answers lead to. An answer to a question that is not asked counts for nothing."""
    found: list[Question] = []
    counted: dict[str, Sequence[str]] = {}
    for each in questions:
        if each.when is None or holds(each.when, counted):
            found.append(each)
            if each.code in answers:
                counted[each.code] = answers[each.code]
    return found


@dataclass(frozen=True, slots=True)
class Step:
    """One page: what it asks, what it asks at once where a script can (``inline``), and whether it is the ``last``."""

    base: tuple[Question, ...]
    inline: tuple[Question, ...]
    last: bool


def step(questions: Sequence[Question], answers: Answers, seen: Collection[str]) -> Step:
    """The page after ``seen``. A question that hangs on this very page ends it: it is asked next, or in place."""
    asking = {each.code for each in asked(questions, answers)}
    base: list[Question] = []
    inline: list[Question] = []
    here: set[str] = set()
    left = [each for each in questions if each.code not in seen]
    for each in left:
        if each.when is not None and each.when.question in here:
            inline.append(each)
        elif each.code not in asking:
            continue
        elif inline or len(base) == A_PAGE:
            break
        else:
            base.append(each)
        here.add(each.code)
    return Step(tuple(base), tuple(inline), not _may_follow(left, asking, here))


def _may_follow(left: Sequence[Question], asking: Collection[str], here: Collection[str]) -> bool:
    """Whether anything behind this page can still be asked."""
    open_still = set(here)
    for each in left:
        if each.code not in here and (each.code in asking or (each.when and each.when.question in open_still)):
            open_still.add(each.code)
    return len(open_still) > len(here)


def judge(questions: Sequence[Question], given: Answers) -> tuple[dict[str, list[str]], dict[str, HouseError]]:
    """(what was answered, what is wrong) of these questions, by code; unanswered ones are left out."""
    good: dict[str, list[str]] = {}
    wrong: dict[str, HouseError] = {}
    for each in questions:
        try:
            if value := _answer(each, [text for text in given.get(each.code, []) if text.strip()]):
                good[each.code] = value
            elif each.required:
                wrong[each.code] = Invalid(N_("这一题请您回答。"), field=each.code)
        except HouseError as error:
            wrong[each.code] = error
    return good, wrong


def settle(questions: Sequence[Question], given: Answers) -> dict[str, list[str]]:
    """The whole sheet as it is kept: only what was asked, checked; Invalid at the first question that is wrong."""
    if unknown := set(given) - {each.code for each in questions}:
        raise Invalid(N_("问卷里没有这一题。"), field=min(unknown))
    good, _ = judge(questions, given)
    asking = asked(questions, good)
    kept, wrong = judge(asking, given)
    if wrong:
        raise next(iter(wrong.values()))
    return kept


def _answer(each: Question, given: list[str]) -> list[str]:
    if not given:
        return []
    if len(given) > 1 and each.kind != "many":
        raise Invalid(N_("这一题只能有一个回答。"), field=each.code)
    if each.kind in ("one", "many", "scale"):
        if not set(given) <= set(each.values):
            raise Invalid(N_("请从列出的选项里选。"), field=each.code)
        return [value for value in each.values if value in given]
    if each.kind == "number":
        number = _whole(given[0])
        if number is None or not each.low <= number <= each.high:
            raise Invalid(N_("请填 %(low)d 到 %(high)d 之间的整数。"), field=each.code, low=each.low, high=each.high)
        return [str(number)]
    return [_day(each, given[0]) if each.kind == "date" else _words(each, given[0])]


def _words(each: Question, text: str) -> str:
    said = clean(text)
    if len(said) > TEXT_MAX:
        raise Invalid(N_("最多 %(limit)d 个字。"), field=each.code, limit=TEXT_MAX)
    return said


def _day(each: Question, text: str) -> str:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        day = date.min
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Invalid(N_("请填一个日期，比如 2026-08-03。"), field=each.code)
    return day.isoformat()


def _whole(text: str) -> int | None:
    """A plain whole number of at most nine digits."""
    said = text.strip()
    return int(said) if said.isascii() and said.isdigit() and len(said) <= 9 else None
