"""What the offices and units have on their tables, read whole: to assign, to decide, to do, to wait for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F, Q, QuerySet

from huying.base.clocks import queries as clocks
from huying.base.organs import queries as organs
from huying.base.people import queries as people
from huying.base.search import queries as search
from huying.base.web.words import gettext
from huying.kernel.actor import Actor, Role
from huying.playbooks import shelf
from huying.work.suggestions import permissions, rules, telling
from huying.work.suggestions.buttons import Verb, task_verbs_for
from huying.work.suggestions.desks import assigner_of
from huying.work.suggestions.models import Commitment, Contact, ExtensionRequest, Reply, ReturnRequest, Suggestion, Task
from huying.work.suggestions.rows import Row, told
from huying.work.suggestions.sentences import CLOCKS
from huying.work.suggestions.states import CLOSED_TASK, LABELS, TASK_STATES
from huying.work.suggestions.stepping import Pace, pace
from huying.work.suggestions.story import leads
from huying.work.suggestions.telling import Deadline

UNIT = (Role.UNIT_CLERK, Role.UNIT_HEAD)
MOST = 200
POOL = 30
REPLIES = ("second_reply", "fast_reply", "reply", "complex_reply")
UNITS_OWE = ("sign", *REPLIES, "co_opinion", "contact")
"""What a unit owes in a task; of two with one day, the first is named."""


def assigned_by(actor: Actor, on: date) -> list[str]:
    """The congresses whose suggestions the actor assigns: by their playbook, government office or presidium."""
    found = set()
    for post in actor.posts:
        if not post.region or post.role not in (Role.GOVERNMENT_CLERK, *permissions.COMMITTEE):
            continue
        presidium = organs.book_for(post.region, on).suggestions.assigner == "presidium"
        if presidium == (post.role in permissions.COMMITTEE):
            found.add(post.region)
    return sorted(found)


def vetted_by(actor: Actor) -> list[str]:
    """The congresses whose replies the actor may vet."""
    roles = (Role.GOVERNMENT_CLERK, *permissions.COMMITTEE)
    return sorted({post.region for post in actor.posts if post.role in roles and post.region})


@dataclass(frozen=True, slots=True)
class Pooled:
    """A filed suggestion to be assigned; ``unit`` usually handles such a thing, for the words in ``because``."""

    row: Row
    wished: int
    unit: int
    because: str


def pool(actor: Actor, on: date) -> list[Pooled]:
    """What the actor has to assign, the oldest first, with the unit that usually handles it. Four statements."""
    regions = assigned_by(actor, on)
    if not regions:
        return []
    cases = list(Suggestion.objects.filter(region__in=regions, state="filed").order_by("pk")[:POOL])
    likely: dict[int, tuple[int, list[str]]] = {}
    for region in {case.region for case in cases}:
        own = [case for case in cases if case.region == region]
        guesses = search.usual_units([f"{case.title}\n{case.body}" for case in own], region, top=1)
        known = {unit.pk for unit in organs.units(region, on)}
        for case, guess in zip(own, guesses, strict=True):
            now = organs.successor_of(guess[0][0]).pk if guess else 0
            if now in known:
                likely[case.pk] = now, guess[0][1]
    pooled = []
    for row in told(actor, cases, on):
        unit, words = likely.get(row.case.pk, (0, []))
        pooled.append(Pooled(row, row.case.suggested_unit_id or 0, unit, gettext("、").join(words)))
    return pooled


@dataclass(frozen=True, slots=True)
class Decision:
    """A unit asks, an office answers: a return (``more``: to whom instead), more time (``until``), a reply to vet."""

    task: Task
    number: str
    unit: str
    text: str
    more: str
    until: date | None
    deadline: Deadline | None

    @property
    def url(self) -> str:
        return f"/desk/suggestions/{self.task.suggestion.uid}/tasks/{self.task.pk}"


@dataclass(frozen=True, slots=True)
class Decisions:
    """What an office has to decide."""

    returns: list[Decision]
    extensions: list[Decision]
    vetting: list[Decision]


def decisions(actor: Actor, on: date) -> Decisions:
    """What units asked of the actor's office, and what waits to be vetted. Four statements."""
    regions, vets = assigned_by(actor, on), vetted_by(actor)
    linked = ("task__suggestion", "task__unit")
    asked = ReturnRequest.objects.filter(decision="", task__suggestion__region__in=regions).select_related(*linked)
    longer = ExtensionRequest.objects.filter(granted=None, task__suggestion__region__in=regions).select_related(*linked)
    signed = Task.objects.filter(state="vetting", suggestion__region__in=vets).select_related("suggestion", "unit")
    returns, extensions, vetting = list(asked[:MOST]), list(longer[:MOST]), list(signed[:MOST])
    tasks = [*(row.task for row in returns), *(row.task for row in extensions), *vetting]
    owed = clocks.open_of_all({task.suggestion.subject for task in tasks})

    def due(task: Task, *kinds: str) -> Deadline | None:
        found = [c for c in owed.get(task.suggestion.subject, []) if c.about == task.about and c.kind in kinds]
        return telling.deadline(found[0], on) if found else None

    return Decisions(
        [
            _decision(row.task, due(row.task, "return_decision"), row.text, telling.organ_name(row.proposed_id))
            for row in returns
        ],
        [_decision(row.task, due(row.task, "extension"), row.reason, until=row.until) for row in extensions],
        [_decision(task, due(task, *REPLIES)) for task in vetting],
    )


def _decision(
    task: Task, deadline: Deadline | None, text: str = "", more: str = "", until: date | None = None
) -> Decision:
    case = task.suggestion
    return Decision(task, telling.number(case), telling.organ_name(task.unit_id), text, more, until, deadline)


@dataclass(frozen=True, slots=True)
class Duty:
    """One line of a unit's inbox: what it owes to whom by when, how far it is, and the next thing to do.

    ``next`` is what the reader may do about it; ``mine`` whether it waits for just them: a clerk works, a head signs.
    """

    case: Suggestion
    number: str
    lead: str
    role: str
    state: str
    deadline: Deadline | None
    next: Verb | None
    url: str
    pace: Pace | None = None
    mine: bool = False

    @property
    def due(self) -> date:
        return self.deadline.due if self.deadline else date.max


def inbox(actor: Actor, on: date) -> list[Duty]:
    """What the actor's units have in hand, by due date, promises included. Six statements."""
    units = [post.organ for post in actor.posts if post.role in UNIT and post.organ]
    if not units:
        return []
    tasks = [task for task in _in_hand(units) if task.round.number == task.suggestion.round_no]
    promises = list(_promised(units))
    cases = {case.pk: case for case in (*(row.suggestion for row in tasks), *(row.suggestion for row in promises))}
    owed = clocks.open_of_all([case.subject for case in cases.values()])
    named = leads(actor, cases.values())
    paces = _paces(tasks, on)
    return sorted(
        [
            *(
                _duty(
                    actor,
                    task,
                    owed.get(task.suggestion.subject, []),
                    on,
                    lead=named.get(task.suggestion_id, ""),
                    step=paces[task.pk],
                )
                for task in tasks
            ),
            *(_promise(row, owed.get(row.suggestion.subject, []), named, on) for row in promises),
        ],
        key=lambda duty: (duty.due, duty.case.pk),
    )


def _in_hand(units: Sequence[int]) -> "QuerySet[Task]":
    mine = Q(unit__in=units) | Q(unit__successor__in=units)
    done = (*CLOSED_TASK, "sent", "opinion_given")
    rows = Task.objects.filter(mine, suggestion__state="handling").exclude(state__in=done)
    return rows.select_related("suggestion", "round").order_by("pk")[:MOST]


def _promised(units: Sequence[int]) -> "QuerySet[Commitment]":
    mine = Q(unit__in=units) | Q(unit__successor__in=units)
    return Commitment.objects.filter(mine, state="open").select_related("suggestion").order_by("by", "pk")[:MOST]


def _paces(tasks: Sequence[Task], on: date) -> dict[int, Pace]:
    """How far each task is, by pk. Two statements."""
    waiting = {task.pk for task in tasks if task.state in ("planned", "drafting")}
    held: dict[int, list[tuple[str, bool | None]]] = {}
    for pk, phase, confirmed in Contact.objects.filter(task__in=waiting).values_list("task", "phase", "confirmed"):
        held.setdefault(pk, []).append((phase, confirmed))
    back = dict(Reply.objects.filter(task__in=waiting).order_by("version").values_list("task", "back_reason"))
    found = {}
    for task in tasks:
        case = task.suggestion
        section = shelf.by_edition(case.edition).suggestions
        asked = section.contacts_required if task.pk in waiting and not case.identity_protected else ()
        found[task.pk] = pace(
            task.state,
            task.role,
            missing=rules.contacts_missing(asked, held.get(task.pk, [])),
            back=bool(back.get(task.pk)),
            vetted=section.vetting,
            office=telling.organ_name(assigner_of(case.region, on, section.assigner)),
        )
    return found


def _duty(actor: Actor, task: Task, owed: Iterable[clocks.Clock], on: date, *, lead: str, step: Pace) -> Duty:
    case = task.suggestion
    mine = [c for c in owed if c.about == task.about and c.kind in UNITS_OWE]
    mine.sort(key=lambda c: (c.due, UNITS_OWE.index(c.kind)))
    able = {verb.name: verb for verb in task_verbs_for(actor, task, cosigners=[], tasks=[task], asked_extension=False)}
    verb = next((able[name] for name in step.deeds if name in able and able[name].allowed), None)
    url = f"/desk/suggestions/{case.uid}"
    whose = Role.UNIT_HEAD if verb and verb.name == "sign" else Role.UNIT_CLERK
    return Duty(
        case,
        telling.number(case),
        lead,
        task.role,
        task.state,
        telling.deadline(mine[0], on) if mine else None,
        verb,
        f"{url}/tasks/{task.pk}/{verb.name}" if verb else url,
        step,
        verb is not None and actor.post(whose) is not None,
    )


def _promise(row: Commitment, owed: Iterable[clocks.Clock], named: dict[int, str], on: date) -> Duty:
    case = row.suggestion
    clock = next((c for c in owed if c.about == row.about), None)
    url = f"/desk/suggestions/{case.uid}/promises/{row.pk}/report"
    deadline = telling.deadline(clock, on) if clock else None
    name = "report_commitment"
    report = Verb(name, gettext(LABELS[name]), True)
    near = deadline is not None and deadline.due_level != "ok"
    return Duty(case, telling.number(case), named.get(case.pk, ""), "promise", "", deadline, report, url, mine=near)


@dataclass(frozen=True, slots=True)
class Silent:
    """An answered suggestion that somebody has not judged yet."""

    case: Suggestion
    number: str
    names: list[str]
    deadline: Deadline


def silent(actor: Actor, on: date, limit: int = 20) -> list[Silent]:
    """Who has not judged a reply, by the day on which their time is over, for a committee. Three statements."""
    regions = [post.region for post in actor.posts if post.role in permissions.COMMITTEE and post.region]
    if not regions:
        return []
    cases = list(Suggestion.objects.filter(region__in=regions, state="answered").order_by("answered_on", "pk")[:limit])
    owed = clocks.open_of_all([case.subject for case in cases])
    waiting = {case.pk: [c for c in owed.get(case.subject, []) if c.kind == "evaluate"] for case in cases}
    named = people.names(int(c.debtor.partition(":")[2]) for found in waiting.values() for c in found)
    return [
        Silent(
            case,
            telling.number(case),
            [named.get(int(c.debtor.partition(":")[2]), "") for c in waiting[case.pk]],
            telling.deadline(waiting[case.pk][0], on),
        )
        for case in cases
        if waiting[case.pk]
    ]


@dataclass(slots=True)
class Slow:
    """One organ that is behind: with how many things, of which kinds, and for how long at most."""

    debtor: str
    name: str
    n: int = 0
    oldest: date = date.max
    days: int = 0
    owes: list[tuple[str, int]] = field(default_factory=list)


def slow(region: str, on: date, most: int = 8) -> list[Slow]:
    """The organs furthest behind with suggestions, those with most first; never a deputy. One statement."""
    found: dict[str, Slow] = {}
    for row in clocks.late_by(region, on, "suggestion:"):
        name = telling.organ_name(row.debtor)
        if not name:
            continue
        each = found.setdefault(row.debtor, Slow(row.debtor, name))
        each.n, each.oldest = each.n + row.n, min(each.oldest, row.oldest)
        each.owes.append((gettext(CLOCKS.get(row.kind, "")), row.n))
    for each in found.values():
        each.days = (on - each.oldest).days
    return sorted(found.values(), key=lambda each: (-each.n, each.oldest))[:most]


def stuck(rows: Iterable[Row]) -> Mapping[int, str]:
    """Why it is late, as far as the house knows: where the unit's own work stands, by suggestion. One statement."""
    late = {row.case.pk: row.late.clock.debtor for row in rows if row.late}
    tasks = Task.objects.filter(suggestion__in=late, round__number=F("suggestion__round_no"))
    return {
        case: gettext(TASK_STATES[state])
        for case, unit, state in tasks.values_list("suggestion", "unit", "state")
        if late[case] == f"organ:{unit}"
    }
