"""Everything a case page needs, in seven statements, through the reader's own eyes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from huying.base.clocks import queries as clock_queries
from huying.base.clocks.queries import Clock
from huying.base.ledger import queries as ledger
from huying.base.ledger.models import Audience
from huying.base.organs import queries as organs
from huying.base.papers import queries as papers
from huying.base.papers.queries import Paper
from huying.base.people import queries as people
from huying.kernel.actor import Actor, Role
from huying.work.suggestions import parts, permissions, telling
from huying.work.suggestions.buttons import Verb, task_verbs_for, verbs_for
from huying.work.suggestions.models import (
    Commitment,
    Contact,
    CoSigner,
    Evaluation,
    ExtensionRequest,
    Meeting,
    Reply,
    ReturnRequest,
    Round,
    Suggestion,
    Task,
)

OFFICES = (*permissions.COMMITTEE, Role.SPECIAL_COMMITTEE, Role.CONGRESS_LEADER, Role.AUDITOR)


@dataclass(frozen=True, slots=True)
class TaskPart:
    """One unit's work in one round."""

    task: Task
    unit: str
    verbs: list[Verb]
    contacts: list[Contact]
    returns: list[ReturnRequest]
    extensions: list[ExtensionRequest]
    replies: list[Reply]
    clocks: list[Clock]

    @property
    def reply(self) -> Reply | None:
        """The version that counts: the last one the reader may see."""
        return self.replies[-1] if self.replies else None


@dataclass(frozen=True, slots=True)
class RoundPart:
    """One assignment and what came of it. ``evaluations`` are what the seal lets the reader see; units see no names."""

    round: Round
    tasks: list[TaskPart]
    evaluations: list[Evaluation]
    meetings: list[Meeting]
    mine: Evaluation | None


@dataclass(frozen=True, slots=True)
class Story:
    """A case page. ``names`` resolves the person ids the reader may know; an id that is not in it stays unnamed."""

    case: Suggestion
    number: str
    turn: telling.Turn
    verbs: list[Verb]
    cosigners: list[CoSigner]
    rounds: list[RoundPart]
    commitments: list[Commitment]
    clocks: list[Clock]
    lines: list[telling.Line]
    papers: list[Paper]
    names: Mapping[int, str]
    insider: bool

    @property
    def lead(self) -> str:
        return self.names.get(self.case.lead, "")


def insider(actor: Actor, case: Suggestion, signed: Iterable[int] = ()) -> bool:
    """Whether the reader belongs to the deputies' side: proposers, those asked to sign, the congress's own people."""
    own = bool(actor.person) and actor.person in {case.lead, *signed}
    return own or actor.covers(case.region, *OFFICES)


def hides_names(actor: Actor, case: Suggestion, signed: Iterable[int] = ()) -> bool:
    """Whether the proposers stay unnamed for this reader (代表要求保密)."""
    return case.identity_protected and not insider(actor, case, signed)


def leads(actor: Actor, cases: Iterable[Suggestion]) -> dict[int, str]:
    """The leading proposers' names by case, without those this reader may not know. One statement.

    By case and not by person: somebody may stay unnamed in one suggestion and be named in the next line.
    """
    known = [case for case in cases if not hides_names(actor, case)]
    names = people.names({case.lead for case in known})
    return {case.pk: names.get(case.lead, "") for case in known}


def audiences(actor: Actor, case: Suggestion, signed: Iterable[int] | None = None) -> list[Audience]:
    """Which lines and papers the actor may read, given that they may read the suggestion. Sealed ones never."""
    if signed is None:
        signed = CoSigner.objects.filter(suggestion=case).values_list("person", flat=True)
    inner = [Audience.CONGRESS] if insider(actor, case, signed) else []
    return [Audience.PUBLIC, Audience.PARTIES, *inner]


def story(suggestion: Suggestion, actor: Actor, *, on: date) -> Story:
    """The page of a suggestion the actor may read. Seven statements, however many rounds and replies.

    Args:
        suggestion: as ``get_for`` returned it.
        on: today's local day.
    """
    case = suggestion
    small = parts.load(case.pk, actor.person)
    cosigners: list[CoSigner] = small[CoSigner]
    signed = [row.person for row in cosigners]
    inner = insider(actor, case, signed)
    seen = [Audience.PUBLIC, Audience.PARTIES, *([Audience.CONGRESS] if inner else [])]
    tasks = list(Task.objects.filter(suggestion=case).select_related("round").order_by("pk"))
    for task in tasks:
        task.suggestion = case
    replies = [r for r in Reply.objects.filter(task__suggestion=case).order_by("version") if _shown(r, tasks, actor)]
    clocks = clock_queries.of(case.subject, extensions=False)
    entries = ledger.timeline(case.subject, seen)
    hidden = {case.lead, *signed} if case.identity_protected and not inner else set()
    names = people.names(_persons(case, small, replies, [entry.person for entry in entries]) - hidden)
    reading = _Reading(actor, small, tasks, replies, clocks, [(row.person, row.state) for row in cosigners])
    owed = sorted((c for c in clocks if c.settled is None), key=lambda c: (c.due, c.pk))
    return Story(
        case,
        telling.number(case),
        telling.turn(case, on, owed, actor.person),
        _verbs(actor, case, small, tasks),
        [] if hidden else cosigners,
        _rounds(reading, inner),
        small[Commitment],
        clocks,
        telling.lines(entries, names, hidden),
        papers.of(case.subject, seen),
        names,
        inner,
    )


def _verbs(actor: Actor, case: Suggestion, small: parts.Parts, tasks: Sequence[Task]) -> list[Verb]:
    return verbs_for(
        actor,
        case,
        cosigners=[(row.person, row.state) for row in small[CoSigner]],
        tasks=[task for task in tasks if task.round.number == case.round_no],
        meetings=[(row.kind, row.resolved) for row in small[Meeting]],
    )


def _shown(reply: Reply, tasks: Iterable[Task], actor: Actor) -> bool:
    """A draft is its unit's own; once signed it is also for whoever vets it; once sent for every party."""
    if reply.sent_on:
        return True
    task = next(task for task in tasks if task.pk == reply.task_id)
    if actor.post(Role.UNIT_CLERK, Role.UNIT_HEAD, organ=organs.successor_of(task.unit_id).pk):
        return True
    vets = actor.post(Role.GOVERNMENT_CLERK, *permissions.COMMITTEE, region=task.suggestion.region)
    return reply.signed_at is not None and vets is not None


def _persons(case: Suggestion, small: parts.Parts, replies: Iterable[Reply], more: Iterable[int]) -> set[int]:
    found = {case.lead, *more}
    for model, rows in small.items():
        # A promise's ``by`` is a day.
        for row in rows if model is not Commitment else ():
            found |= {getattr(row, name, 0) or 0 for name in ("person", "deputy", "by", "asked_by", "decided_by")}
    for reply in replies:
        found |= {reply.drafted_by, reply.signed_by, reply.vetted_by}
    return found - {0}


@dataclass(frozen=True, slots=True)
class _Reading:
    """What was loaded for one reader."""

    actor: Actor
    small: parts.Parts
    tasks: Sequence[Task]
    replies: Sequence[Reply]
    clocks: Sequence[Clock]
    signed: Sequence[tuple[int, str]]


def _rounds(reading: _Reading, inner: bool) -> list[RoundPart]:
    rounds = {task.round_id: task.round for task in reading.tasks}
    found = []
    for pk, held in sorted(rounds.items(), key=lambda pair: pair[1].number):
        given = [row for row in reading.small[Evaluation] if row.round_id == pk]
        mine = next((row for row in given if row.person == reading.actor.person), None)
        if not inner:
            for row in given:
                row.person = 0
        tasks = [_task(reading, task) for task in reading.tasks if task.round_id == pk]
        found.append(RoundPart(held, tasks, given, [m for m in reading.small[Meeting] if m.round_id == pk], mine))
    return found


def _task(reading: _Reading, task: Task) -> TaskPart:
    now = task.suggestion.round_no
    mates = [mate for mate in reading.tasks if mate.round_id == task.round_id] if task.round.number == now else []
    extensions = [row for row in reading.small[ExtensionRequest] if row.task_id == task.pk]
    asked = any(row.granted is None for row in extensions)
    return TaskPart(
        task,
        telling.organ_name(task.unit_id),
        task_verbs_for(reading.actor, task, cosigners=reading.signed, tasks=mates, asked_extension=asked),
        [row for row in reading.small[Contact] if row.task_id == task.pk],
        [row for row in reading.small[ReturnRequest] if row.task_id == task.pk],
        extensions,
        [row for row in reading.replies if row.task_id == task.pk],
        [clock for clock in reading.clocks if clock.about == task.about],
    )
