"""What a playbook says of voices: categories and what is asked, ways out, publication, keeping, floods, periods."""

import hashlib
import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator
from pydantic.dataclasses import dataclass

from huying.playbooks.parts import STRICT, Code, Days, Limit, Name, Option, Part, Periods, Text

GuideCode = Literal["petition", "court", "hotline", "emergency"]


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


# Dataclasses rather than models: a model may not have a field called "register".
@dataclass(frozen=True, config=STRICT)
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
