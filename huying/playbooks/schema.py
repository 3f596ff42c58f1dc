"""What a playbook may say, typed. A key that is not here is refused; nothing here names a state, a class or a formula.

Lists are tuples, periods are kernel ``Period``s; everything is frozen, so a book may be shared and cached.
``basis`` tables give the law or document behind plain numbers: ``suggestions.basis["cosigners_min_motion"]``.
"""

import hashlib
import re
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator
from pydantic.dataclasses import dataclass

from huying.kernel.errors import Invalid
from huying.kernel.periods import STARTS, Period
from huying.kernel.words import N_

# Who may have to consent, and what may follow when a time limit passes; stored codes -> words.
APPROVERS: dict[str, str] = {
    "": N_("不需批准"),
    "assigner": N_("交办机关"),
    "committee": N_("代工委"),
    "committee_leader": N_("代工委负责人"),
    "presidium": N_("主席团"),
    "chairpersons": N_("主任会议"),
}
PASSED: dict[str, str] = {
    "": N_("计为超期"),
    "deemed_accepted": N_("视为受理"),
    "deemed_declined": N_("视为不参加联名"),
    "excluded": N_("经提醒仍未反馈的不计入满意率"),
    "deemed_closed": N_("视为了结"),
    "reminded": N_("只作提醒"),
}

Outcome = Literal[
    "resolved",
    "partly_resolved",
    "in_progress",
    "planned",
    "referred_up",
    "cannot_now",
    "legally_impossible",
    "reference",
]
LadderStep = Literal["meeting", "second_assignment", "hearing", "democratic_review"]
Phase = Literal["before", "during", "after"]
GuideCode = Literal["petition", "court", "hotline", "emergency"]
Code = Annotated[str, Field(pattern=r"^[a-zA-Z][a-zA-Z0-9_]{0,39}$")]
Text = Annotated[str, Field(min_length=1, max_length=600)]
Days = Annotated[int, Field(ge=0, le=3660)]


def _period(value: Any) -> Any:
    """A kernel Period out of a table; unknown keys and impossible values become sentences."""
    if not isinstance(value, Mapping):
        return value
    unknown = sorted(set(value) - set(Period.__dataclass_fields__))
    if unknown:
        raise ValueError(f"不认识的键“{unknown[0]}”")
    if value.get("start", "") not in STARTS:
        raise ValueError(f"不认识的起算事项“{value['start']}”，可用：{'、'.join(filter(None, STARTS))}")
    if value.get("approver", "") not in APPROVERS:
        raise ValueError(f"不认识的批准人“{value['approver']}”，可用：{'、'.join(filter(None, APPROVERS))}")
    if value.get("passed", "") not in PASSED:
        raise ValueError(f"不认识的逾期后果“{value['passed']}”，可用：{'、'.join(filter(None, PASSED))}")
    for name, field in Period.__dataclass_fields__.items():
        if name in value and type(value[name]) is not field.type:
            raise ValueError(f"“{name}”的值类型不对，应为 {getattr(field.type, '__name__', field.type)}")
    try:
        return Period(**value)
    except Invalid as error:
        raise ValueError(str(error)) from None


Limit = Annotated[Period, BeforeValidator(_period)]


_STRICT = ConfigDict(extra="forbid", arbitrary_types_allowed=True)


class Part(BaseModel):
    """Everything in a playbook is frozen and knows its keys."""

    model_config = ConfigDict(**_STRICT, frozen=True)


class Name(Part):
    """A word as this place says it, in Chinese and, where the place wants it, in English."""

    label: Text
    en: str = ""

    def shown(self, language: str) -> str:
        """The label for a reader of ``language`` ("zh-hans", "en"); Chinese where no English is given."""
        return self.en if self.en and language.startswith("en") else self.label


class Option(Name):
    """One entry of a list people choose from; ``code`` is stored, the label is shown."""

    code: Code
    hint: str = ""
    basis: str = ""


class Choice(Name):
    """One of the answers that a question offers; ``guide`` is the other door to show to whoever chooses it."""

    code: Code
    guide: str = ""


class Question(Part):
    """What else to ask about a voice of one category. Words (``text``), many words (``long``), or what it names."""

    code: Code
    text: Text
    en: str = ""
    kind: Literal["text", "long", "number", "date", "one", "many"]
    required: bool = False
    options: tuple[Choice, ...] = ()
    help: str = ""
    help_en: str = ""

    def asked(self, language: str) -> str:
        return self.en if self.en and language.startswith("en") else self.text

    def helped(self, language: str) -> str:
        return self.help_en if self.help_en and language.startswith("en") else self.help

    @model_validator(mode="after")
    def _answerable(self) -> "Question":
        codes = [choice.code for choice in self.options]
        if self.kind in ("one", "many") and len(codes) < 2:
            raise ValueError("从中选择的问题至少要有两个选项（options）")
        if codes and self.kind not in ("one", "many"):
            raise ValueError(f"“{self.kind}”的问题没有选项可选，去掉 options")
        if twice := [code for code in codes if codes.count(code) > 1]:
            raise ValueError(f"选项“{twice[0]}”写了两次")
        return self


class Category(Option):
    """What a voice is about; ``keywords`` propose it from the citizen's own words, ``questions`` ask for more."""

    group: str = ""
    group_en: str = ""
    keywords: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()

    def grouped(self, language: str) -> str:
        return self.group_en if self.group_en and language.startswith("en") else self.group

    @model_validator(mode="after")
    def _asked_once(self) -> "Category":
        codes = [question.code for question in self.questions]
        if twice := [code for code in codes if codes.count(code) > 1]:
            raise ValueError(f"问题“{twice[0]}”写了两次")
        return self


class Guide(Option):
    """Where a matter that is not for deputies belongs (引导), with the words the citizen is told.

    ``keywords`` propose it from the citizen's own words.
    """

    code: GuideCode
    text: Text
    text_en: str = ""
    keywords: tuple[str, ...] = ()

    def told(self, language: str) -> str:
        return self.text_en if self.text_en and language.startswith("en") else self.text


class Template(Name):
    """Words to begin an answer with; “……” stands where the officer writes on, ``{station}`` is the station's name."""

    code: Code
    verb: Literal["answer", "explain", "report_back"]
    text: Text

    @field_validator("text")
    @classmethod
    def _places(cls, text: str) -> str:
        if unknown := [place for place in re.findall(r"\{[^}]*\}?", text) if place != "{station}"]:
            raise ValueError(f"模板里只能用 {{station}}，不认识“{unknown[0]}”")
        return text

    def filled(self, station: str) -> str:
        return self.text.replace("{station}", station)


class ResultClass(Option):
    """A local letter (A类) before one of the meanings that figures are computed from."""

    outcome: Outcome


class Evaluation(Part):
    """How deputies judge a reply: on which axes, in which grades, and what the grades set off."""

    axes: tuple[Option, ...]
    grades: tuple[Option, ...]
    who: Literal["lead", "each"]
    silent: Literal["excluded"]
    reassign_when: tuple[Code, ...]
    reason_when: tuple[Code, ...]
    basis: str = ""

    @model_validator(mode="after")
    def _known(self) -> "Evaluation":
        known = {grade.code for grade in self.grades}
        if unknown := [code for code in (*self.reassign_when, *self.reason_when) if code not in known]:
            raise ValueError(f"测评档次里没有“{unknown[0]}”")
        return self

    def counted(self, answers: Collection[str]) -> tuple[int, int, int]:
        """(best grade, counted, silent): how many gave the first grade, of how many who answered, and who did not.

        Args:
            answers: one grade code a deputy on one axis; "" for a deputy who did not answer.
        """
        given = [answer for answer in answers if answer]
        return given.count(self.grades[0].code), len(given), len(answers) - len(given)


class Stations(Part):
    kinds: tuple[Option, ...]
    modes: tuple[Option, ...]


class Periods:
    """The time limits of one process, by attribute, or by their key in the file: ``periods["return"]``."""

    def __getitem__(self, name: str) -> Period:
        found = getattr(self, "return_" if name == "return" else name, None)
        if not isinstance(found, Period):
            raise KeyError(name)
        return found


# Dataclasses rather than models: a model may not have a field called "register".
@dataclass(frozen=True, config=_STRICT)
class VoicePeriods(Periods):
    register: Limit
    answer: Limit
    refer_accept: Limit
    refer_answer: Limit
    report_back: Limit
    verdict: Limit
    revisit: Limit


class Concentration(Part):
    """When what people say concentrates: so many voices within so many days."""

    days: Annotated[int, Field(ge=7, le=366)] = 30
    voices: Annotated[int, Field(ge=2, le=1000)] = 5


class Asking(Part):
    """When the station asks the citizen: how many days it waits; whether its own time stands still meanwhile."""

    days: Annotated[int, Field(ge=1, le=90)] = 7
    pauses: bool = False


class CheckRequired(Part):
    """When a unit's answer is checked on site before the citizen is told: for which ways out, for which categories."""

    exits: tuple[Literal["unit"], ...] = ()
    categories: tuple[Code, ...] = ()

    def needed(self, door: str, category: str) -> bool:
        """Whether what was done by this way out, in this category, is looked at first."""
        return door in self.exits or (bool(category) and category in self.categories)


class Revisiting(Part):
    """Return visits: so many days after the end each; after how many calls nobody took one may be given up."""

    days: tuple[Annotated[int, Field(ge=1, le=1000)], ...] = ()
    tries: Annotated[int, Field(ge=1, le=10)] = 3

    @model_validator(mode="after")
    def _rising(self) -> "Revisiting":
        if list(self.days) != sorted(set(self.days)):
            raise ValueError("回访的天数要从小到大，不能重复")
        return self

    def following(self, done: int, on: date) -> date | None:
        """The day of the next visit when ``done`` are over, from the day of the end or of the last one; or None."""
        if done >= len(self.days):
            return None
        return on + timedelta(days=self.days[done] - (self.days[done - 1] if done else 0))


class Flood(Part):
    """When voices look like a flood: more than so many an hour from one sender, or nearly alike at one station.

    While a station is flooded, whoever speaks waits so many seconds, or their phone does a small piece of work:
    SHA-256 until so many bits are zero.
    """

    sender_per_hour: Annotated[int, Field(ge=1, le=10_000)] = 30
    alike_per_hour: Annotated[int, Field(ge=1, le=10_000)] = 10
    wait_seconds: Annotated[int, Field(ge=0, le=300)] = 20
    puzzle_bits: Annotated[int, Field(ge=0, le=24)] = 16


class Voices(Part):
    periods: VoicePeriods
    categories: tuple[Category, ...]
    guides: tuple[Guide, ...]
    explain_reasons: tuple[Option, ...]
    return_reasons: tuple[Option, ...]
    reopen_reasons: tuple[Option, ...] = ()
    templates: tuple[Template, ...] = ()
    retention_days: Days
    concentration: Concentration = Concentration()
    flood: Flood = Flood()
    asking: Asking = Asking()
    check_required: CheckRequired = CheckRequired()
    revisits: Revisiting = Revisiting()
    withhold_reasons: tuple[Option, ...] = ()
    public_places: Literal["rounded", "exact"] = "rounded"
    consent: str = ""
    consent_en: str = ""
    anonymise_days: Days = 0
    basis: Mapping[str, str] = {}

    @model_validator(mode="after")
    def _one_meaning(self) -> "Voices":
        known: dict[str, Question] = {}
        guides = {"", *(guide.code for guide in self.guides)}
        for question in (asked for category in self.categories for asked in category.questions):
            if strange := {choice.guide for choice in question.options} - guides:
                raise ValueError(f"问题“{question.code}”的选项指向没有写的渠道“{min(strange)}”")
            if known.setdefault(question.code, question) != question:
                raise ValueError(f"问题“{question.code}”在两个类别里问法不同，请换一个代码")
        return self

    @property
    def consent_version(self) -> str:
        """Which text of consent this is, by its content; "" where the place has none."""
        said = f"{self.consent}\n{self.consent_en}"
        return hashlib.sha256(said.encode()).hexdigest()[:8] if self.consent else ""

    def consented(self, language: str) -> str:
        return self.consent_en if self.consent_en and language.startswith("en") else self.consent

    def questions(self, category: str) -> tuple[Question, ...]:
        """What else is asked about a voice of this category."""
        return next((known.questions for known in self.categories if known.code == category), ())

    def question(self, code: str) -> Question | None:
        """The question of this code, in whatever category: a code means the same everywhere in a book."""
        every = (asked for category in self.categories for asked in category.questions)
        return next((asked for asked in every if asked.code == code), None)


@dataclass(frozen=True, config=_STRICT)
class SuggestionPeriods(Periods):
    cosign: Limit
    examine: Limit
    revise: Limit
    assign: Limit
    fast_assign: Limit
    sign: Limit
    return_: Annotated[Limit, Field(alias="return")]
    return_decision: Limit
    contact: Limit
    co_opinion: Limit
    reply: Limit
    fast_reply: Limit
    complex_reply: Limit
    extension: Limit
    evaluate: Limit
    meeting: Limit
    second_assign: Limit
    second_reply: Limit
    publish: Limit
    commitment_check: Limit


class Suggestions(Part):
    periods: SuggestionPeriods
    assigner: Literal["government_office", "presidium"]
    vetting: bool
    cosigners_min_motion: Annotated[int, Field(ge=1, le=100)]
    number_format: Annotated[str, Field(pattern=r"^[^{}]*\{n\}[^{}]*$", max_length=40)]
    publication: Literal["full", "summary", "none"]
    published_at: tuple[Literal["site", "platform"], ...]
    contacts_required: tuple[Phase, ...]
    ladder: tuple[LadderStep, ...]
    evaluation: Evaluation
    kinds: tuple[Option, ...]
    categories: tuple[Option, ...]
    classes: tuple[ResultClass, ...]
    return_reasons: tuple[Option, ...]
    revise_reasons: tuple[Option, ...]
    refuse_reasons: tuple[Option, ...]
    topics_fit: tuple[Option, ...]
    topics_unfit: tuple[Option, ...]
    methods: tuple[Option, ...] = ()
    basis: Mapping[str, str] = {}

    def unsatisfied(self, attitude: str, result: str) -> bool:
        """Whether these grades set off the ladder (一轴达到即启动)."""
        return attitude in self.evaluation.reassign_when or result in self.evaluation.reassign_when

    def next_step(self, taken: Collection[str]) -> LadderStep | None:
        """The first step of the ladder not taken yet; None when it is used up."""
        return next((step for step in self.ladder if step not in taken), None)


class Clocks(Part):
    remind_before: tuple[Days, ...]
    due_soon: Days
    basis: Mapping[str, str] = {}


class Labels(Part):
    """The place's own words for what the house calls by code."""

    committee: Name
    assigner: Name
    station: Name
    voice: Name
    fast: Name
    meeting: Name
    second_assignment: Name
    hearing: Name
    democratic_review: Name


class Content(Part):
    """One playbook, resolved: everything its ``extends`` chain left to say is said."""

    id: Code
    name: Text
    en: str = ""
    about: str = ""
    sources: tuple[str, ...] = ()
    effective: date
    stations: Stations
    voices: Voices
    suggestions: Suggestions
    clocks: Clocks
    labels: Labels

    @model_validator(mode="after")
    def _codes_once(self) -> "Content":
        for section in (self.stations, self.voices, self.suggestions, self.suggestions.evaluation):
            for key in type(section).model_fields:
                items = getattr(section, key)
                codes = [getattr(i, "code", i) for i in items] if isinstance(items, tuple) else []
                if twice := [code for code in codes if codes.count(code) > 1]:
                    raise ValueError(f"“{key}”里“{twice[0]}”写了两次")
        return self
