"""What the API of suggestions gives: a story as plain data, with nothing but what the story lets its reader see."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from ninja import Schema

from huying.base.clocks.queries import Clock
from huying.base.web.api import Done, PaperOut, VerbOut, picked
from huying.work.suggestions import telling
from huying.work.suggestions.disclosure import PublicStory
from huying.work.suggestions.models import Suggestion
from huying.work.suggestions.story import RoundPart, Story, TaskPart

ROW = (
    *("uid", "region", "state", "version", "title", "category", "kind", "round_no", "outcome", "verdict"),
    *("created_at", "filed_on", "answered_on"),
)


class SuggestionUnit(Schema):
    id: int
    name: str


class SuggestionRow(Schema):
    """One line of a list. ``number`` as the place writes it, ``lead`` the first proposer where the caller may know."""

    uid: uuid.UUID
    region: str
    state: str
    version: int
    title: str
    category: str
    kind: str
    round_no: int
    outcome: str
    verdict: str
    created_at: datetime
    filed_on: date | None
    answered_on: date | None
    number: str
    lead: str
    unit: SuggestionUnit | None


class SuggestionPage(Schema):
    items: list[SuggestionRow]
    next: int | None


class SuggestionPublicRow(SuggestionRow):
    turn: str


class SuggestionPublicPage(Schema):
    items: list[SuggestionPublicRow]
    next: str | None


class SuggestionTodo(Schema):
    """Something owed by ``due``, or asked to be confirmed (then without a day)."""

    uid: uuid.UUID
    title: str
    what: str
    due: date | None


class SuggestionActed(Done):
    """``part`` is the number of the task or talk that it made or was about."""

    part: int | None


class SuggestionClock(Schema):
    kind: str
    who: str
    due: date
    left: str
    provisional: bool
    settled: bool
    steps: list[str]


class SuggestionLine(Schema):
    at: datetime
    effective: date
    verb: str
    label: str
    who: str
    role: str
    unit: str


class SuggestionSigner(Schema):
    person: int
    name: str
    state: str


class SuggestionTalk(Schema):
    id: int
    deputy: str
    phase: str
    form: str
    on: date
    note: str
    confirmed: bool | None


class TaskReturn(Schema):
    reason: str
    text: str
    proposed: SuggestionUnit | None
    asked_at: datetime
    decision: str
    answer: str


class TaskExtension(Schema):
    reason: str
    until: date
    granted: bool | None
    answer: str


class TaskReply(Schema):
    id: int
    version: int
    text: str
    outcome_class: str
    outcome: str
    promise: str
    promise_by: date | None
    back_reason: str
    document_number: str
    signed_at: datetime | None
    sent_on: date | None


class SuggestionTask(Schema):
    """One unit's work in one round."""

    id: int
    unit: SuggestionUnit | None
    role: str
    state: str
    offered_on: date
    accepted_on: date | None
    deemed: bool
    plan_leader: str
    plan_handler: str
    plan_phone: str
    plan_text: str
    plan_until: date | None
    opinion: str
    opinion_on: date | None
    sent_on: date | None
    contacts: list[SuggestionTalk]
    returns: list[TaskReturn]
    extensions: list[TaskExtension]
    replies: list[TaskReply]
    verbs: list[VerbOut]


class SuggestionJudgement(Schema):
    """What a proposer thinks; without a name for whoever may not know it."""

    attitude: str
    result: str
    reason: str
    who: str


class SuggestionMeeting(Schema):
    kind: str
    planned_on: date
    place: str
    held_on: date | None
    resolved: bool | None
    note: str


class SuggestionRound(Schema):
    """One assignment and what came of it; judgements are sealed until it is closed, but for one's own."""

    number: int
    assigned_on: date
    complex: bool
    note: str
    closed_at: datetime | None
    verdict: str
    silent: int
    tasks: list[SuggestionTask]
    evaluations: list[SuggestionJudgement]
    meetings: list[SuggestionMeeting]


class SuggestionPromise(Schema):
    id: int
    unit: SuggestionUnit | None
    text: str
    by: date
    state: str
    evidence: str


class SuggestionDetail(SuggestionRow):
    """A suggestion through the caller's own eyes."""

    body: str
    turn: str
    in_session: bool
    identity_protected: bool
    decision_code: str
    decision_text: str
    publication: str
    public_summary: str
    cosigners: list[SuggestionSigner]
    rounds: list[SuggestionRound]
    commitments: list[SuggestionPromise]
    clocks: list[SuggestionClock]
    lines: list[SuggestionLine]
    papers: list[PaperOut]
    verbs: list[VerbOut]


class SuggestionPublicReply(Schema):
    unit: str
    round: int
    outcome: str
    outcome_class: str
    text: str
    promise: str
    promise_by: date | None
    sent_on: date


class SuggestionPublished(SuggestionRow):
    """A published suggestion; with a summary only, ``body`` and the texts of the replies are empty."""

    body: str
    summary: str
    cosigners: list[str]
    replies: list[SuggestionPublicReply]
    lines: list[SuggestionLine]


def row(case: Suggestion, lead: str) -> dict[str, Any]:
    return picked(case, *ROW) | {"number": telling.number(case), "lead": lead, "unit": unit(case.lead_unit_id)}


def unit(pk: int | None) -> dict[str, Any] | None:
    return {"id": pk, "name": telling.organ_name(pk)} if pk else None


def detail(story: Story, on: date) -> dict[str, Any]:
    case, names = story.case, story.names
    told = story.insider or case.state == "withdrawn"
    same = picked(case, "body", "in_session", "identity_protected", "publication", "public_summary")
    return (
        row(case, story.lead)
        | same
        | {
            "turn": str(story.turn),
            "decision_code": case.decision_code if told else "",
            "decision_text": case.decision_text if told else "",
            "cosigners": [picked(s, "person", "state") | {"name": names.get(s.person, "")} for s in story.cosigners],
            "rounds": [_round(part, names) for part in story.rounds],
            "commitments": [
                picked(promise, "text", "by", "state", "evidence") | {"id": promise.pk, "unit": unit(promise.unit_id)}
                for promise in story.commitments
            ],
            "clocks": [_clock(clock, on) for clock in story.clocks],
            "lines": [picked(line, *SuggestionLine.model_fields) for line in story.lines],
            "papers": [
                picked(file, "uid", "name", "kind", "mime", "size")
                | {"href": f"/api/v1/suggestions/{case.uid}/papers/{file.uid}"}
                for file in story.papers
            ],
            "verbs": [picked(verb, *VerbOut.model_fields) for verb in story.verbs],
        }
    )


def _round(part: RoundPart, names: Mapping[int, str]) -> dict[str, Any]:
    held = part.round
    same = picked(held, "number", "assigned_on", "complex", "note", "closed_at", "verdict", "silent")
    return same | {
        "tasks": [_task(task, names) for task in part.tasks],
        "evaluations": [
            picked(judged, "attitude", "result", "reason") | {"who": names.get(judged.person, "")}
            for judged in part.evaluations
        ],
        "meetings": [picked(meeting, *SuggestionMeeting.model_fields) for meeting in part.meetings],
    }


def _task(part: TaskPart, names: Mapping[int, str]) -> dict[str, Any]:
    own = {"id", "unit", "contacts", "returns", "extensions", "replies", "verbs"}
    return picked(part.task, *(name for name in SuggestionTask.model_fields if name not in own)) | {
        "id": part.task.pk,
        "unit": unit(part.task.unit_id),
        "contacts": [
            picked(talk, "phase", "form", "on", "note", "confirmed")
            | {"id": talk.pk, "deputy": names.get(talk.deputy, "")}
            for talk in part.contacts
        ],
        "returns": [
            picked(asked, "reason", "text", "asked_at", "decision", "answer") | {"proposed": unit(asked.proposed_id)}
            for asked in part.returns
        ],
        "extensions": [picked(asked, *TaskExtension.model_fields) for asked in part.extensions],
        "replies": [picked(reply, *TaskReply.model_fields) for reply in part.replies],
        "verbs": [picked(verb, *VerbOut.model_fields) for verb in part.verbs],
    }


def _clock(clock: Clock, on: date) -> dict[str, Any]:
    found = telling.deadline(clock, on)
    return picked(found, "kind", "who", "due", "provisional", "settled", "steps") | {"left": found.due_text}


def published(story: PublicStory) -> dict[str, Any]:
    return row(story.case, story.lead) | {
        **picked(story, "body", "summary", "cosigners"),
        "replies": [picked(reply, *SuggestionPublicReply.model_fields) for reply in story.replies],
        "lines": [picked(line, *SuggestionLine.model_fields) for line in story.lines],
    }
