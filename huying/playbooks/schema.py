"""What a playbook may say, typed. A key that is not here is refused; nothing here names a state, a class or a formula.

Lists are tuples, periods are kernel ``Period``s; everything is frozen, so a book may be shared and cached.
``basis`` tables give the law or document behind plain numbers: ``suggestions.basis["cosigners_min_motion"]``.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic.dataclasses import dataclass

from huying.playbooks.parts import APPROVERS, PASSED, STRICT, Code, Days, Limit, Name, Option, Part, Periods, Text
from huying.playbooks.voices import Category, CheckRequired, Flood, Guide, Question, Revisiting, Voices

__all__ = [
    "APPROVERS",
    "PASSED",
    "Category",
    "CheckRequired",
    "Clocks",
    "Content",
    "Evaluation",
    "Flood",
    "Guide",
    "Labels",
    "Name",
    "Option",
    "Part",
    "Periods",
    "Question",
    "ResultClass",
    "Revisiting",
    "Stations",
    "Suggestions",
    "Voices",
]

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


@dataclass(frozen=True, config=STRICT)
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
