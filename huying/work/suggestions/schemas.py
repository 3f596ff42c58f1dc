"""What the API of suggestions takes: a body per verb. Limits are the commands'; here is only what stops floods."""

import uuid
from datetime import date
from typing import Annotated

from pydantic import Field

from huying.base.web.api import Act, Files, Given, Number, Place, Sized, Text, Word, among
from huying.work.suggestions.states import FORMS, MEETINGS, PHASES, PUBLICATION, STATES

Region = Annotated[str, Field(pattern=r"^([0-9]{6}|[0-9]{9}|[0-9]{12})?$", description="Official division code.")]
People = Annotated[list[Number], Field(max_length=400, description="Persons.")]
Units = Annotated[list[Number], Field(max_length=60, description="Organs.")]
Unit = Annotated[Number | None, Field(description="An organ.")]


class SuggestionWanted(Sized):
    """What a list is narrowed to. ``unit`` leads; ``mine``: only those the caller proposes first."""

    state: Annotated[Word, among(["", *STATES])] = ""
    region: Region = ""
    category: Word = ""
    unit: Number = 0
    number: Number = 0
    words: Word = ""
    mine: bool = False


class SuggestionsPublished(Sized):
    """What a public list is narrowed to; ``before`` is text here."""

    before: Word = ""  # type: ignore[assignment]  # published ones are ordered by their day, so their key is two numbers
    state: Annotated[Word, among(["", *STATES])] = ""
    region: Region = ""
    category: Word = ""
    unit: Number = 0
    lead: Number = 0
    words: Word = ""


class SuggestionDraft(Given):
    """A suggestion is begun, out of nothing or out of voices."""

    region: Annotated[Place, Field(description="The congress it is raised to.")]
    title: Text
    body: Text
    category: Word = ""
    kind: Word = "general"
    voices: Annotated[list[uuid.UUID], Field(max_length=50)] = Field(default_factory=list)
    cosigners: People = Field(default_factory=list)
    in_session: bool = False
    identity_protected: bool = False
    suggested_unit: Unit = None
    publication: Annotated[Word, among(["", *PUBLICATION])] = ""
    photos: Files = Field(default_factory=list)


class SuggestionEdit(Act):
    title: Text
    body: Text
    category: Word | None = None
    suggested_unit: Unit = None
    photos: Files = Field(default_factory=list)


class SuggestionInvite(Act):
    people: People


class SuggestionCosign(Act):
    agree: bool


class SuggestionWhy(Act):
    reason: Text = ""


class SuggestionReasoned(Act):
    """``reason`` is a code of the playbook."""

    reason: Word
    text: Text


class SuggestionFileIt(Act):
    category: Word
    kind: Word = ""


class SuggestionGroup(Given):
    others: Annotated[list[uuid.UUID], Field(min_length=1, max_length=50)]


class SuggestionAssign(Act):
    """One ``lead`` with ``co``, or several ``separate``; ``on`` is 交办之日, today when left out."""

    lead: Unit = None
    co: Units = Field(default_factory=list)
    separate: Units = Field(default_factory=list)
    complex: bool = False
    on: date | None = None
    note: Text = ""


class SuggestionEvaluate(Act):
    """Codes of the playbook's grades; ``round`` is the one that was read."""

    attitude: Word
    result: Word
    reason: Text = ""
    round: Number | None = None


class SuggestionCallMeeting(Act):
    kind: Annotated[Word, among(MEETINGS)] = "meeting"
    on: date
    place: Text


class SuggestionRecordMeeting(Act):
    on: date
    resolved: bool
    note: Text


class SuggestionPublish(Act):
    publication: Annotated[Word, among(PUBLICATION)]
    summary: Text = ""


class TaskAskReturn(SuggestionReasoned):
    proposed: Unit = None


class TaskGrantReturn(Act):
    new_unit: Unit = None
    text: Text = ""


class TaskWords(Act):
    text: Text


class TaskPlan(Act):
    leader: Text
    handler: Text
    phone: Text
    text: Text
    until: date


class TaskLogContact(Act):
    phase: Annotated[Word, among(PHASES)]
    form: Annotated[Word, among(FORMS)]
    on: date
    note: Text
    deputy: Annotated[Number | None, Field(description="A person; the leading proposer when left out.")] = None
    files: Files = Field(default_factory=list)


class TaskAskExtension(Act):
    reason: Text
    until: date | None = None


class TaskDecide(Act):
    granted: bool
    text: Text = ""


class TaskDraftReply(Act):
    text: Text
    outcome_class: Word
    promise: Text = ""
    promise_by: date | None = None


class TaskAskSignature(Act):
    opinions_missing: Text = ""


class TaskSign(Act):
    """``reply`` is the version that was read; a newer one makes it stale."""

    reply: Number | None = None


class TaskSendBack(Act):
    reason: Text


class TaskVet(Act):
    passed: bool
    reason: Text = ""
    reply: Number | None = None


class TaskSend(Act):
    """``number`` is the unit's own document number (文号)."""

    number: Text
    on: date | None = None
    files: Files = Field(default_factory=list)


class SuggestionConfirm(Act):
    confirmed: bool


class SuggestionReport(Act):
    evidence: Text
    files: Files = Field(default_factory=list)


class SuggestionKeep(Act):
    kept: bool = True
    text: Text = ""


CASE: dict[str, type[Act]] = {
    **dict.fromkeys(("submit", "discard", "ungroup", "close_evaluation", "conclude", "archive"), Act),
    **dict.fromkeys(("ask_revision", "refuse_filing"), SuggestionReasoned),
    **dict.fromkeys(("assign", "assign_again"), SuggestionAssign),
    "edit": SuggestionEdit,
    "invite": SuggestionInvite,
    "cosign": SuggestionCosign,
    "withdraw": SuggestionWhy,
    "file": SuggestionFileIt,
    "evaluate": SuggestionEvaluate,
    "call_meeting": SuggestionCallMeeting,
    "record_meeting": SuggestionRecordMeeting,
    "publish": SuggestionPublish,
}
TASK: dict[str, type[Act]] = {
    "accept": Act,
    "ask_return": TaskAskReturn,
    "grant_return": TaskGrantReturn,
    "refuse_return": TaskWords,
    "plan": TaskPlan,
    "log_contact": TaskLogContact,
    "hand_opinion": TaskWords,
    "draft_reply": TaskDraftReply,
    "ask_signature": TaskAskSignature,
    "sign": TaskSign,
    "send_back": TaskSendBack,
    "vet": TaskVet,
    "send": TaskSend,
    "ask_extension": TaskAskExtension,
    "decide_extension": TaskDecide,
}
CONTACT: dict[str, type[Act]] = {"confirm_contact": SuggestionConfirm}
COMMITMENT: dict[str, type[Act]] = {"report_commitment": SuggestionReport, "keep_commitment": SuggestionKeep}
"""The body of each verb; ``deem_accepted`` and ``take_over`` are the house's alone."""
