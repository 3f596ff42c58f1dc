"""Every read of suggestions: who sees which, lists, to-do, counts, figures. The case page is in ``story.py``."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from huying.base.clocks import queries as clocks
from huying.base.clocks.models import Clock
from huying.base.people import queries as people
from huying.base.search import queries as search
from huying.base.tallies import queries as tallies
from huying.kernel.actor import Actor, Role
from huying.kernel.errors import Missing
from huying.kernel.words import N_
from huying.work.suggestions import permissions, telling
from huying.work.suggestions.buttons import Verb, task_verbs_for, verbs_for
from huying.work.suggestions.desks import assigner_of, committee_of
from huying.work.suggestions.models import Commitment, Contact, CoSigner, Suggestion, Task
from huying.work.suggestions.story import PublicStory, Story, audiences, hides_names, public_story, story
from huying.work.suggestions.telling import Line, Turn

__all__ = [
    "Figure",
    "Line",
    "Listing",
    "PublicStory",
    "Row",
    "Story",
    "Todo",
    "Turn",
    "Verb",
    "audiences",
    "counts",
    "figures",
    "get_for",
    "group_of",
    "listing",
    "number",
    "public",
    "public_story",
    "similar",
    "story",
    "task_for",
    "task_verbs_for",
    "todo_for",
    "turn_of",
    "usual_units",
    "verbs_for",
    "visible_to",
]

GONE = N_("没有这件建议，或者您不能查看。")
CONGRESS = (*permissions.COMMITTEE, Role.SPECIAL_COMMITTEE, Role.CONGRESS_LEADER, Role.AUDITOR)
UNIT = (Role.UNIT_CLERK, Role.UNIT_HEAD)
PRIVATE = ("draft", "cosigning", "discarded")
BEFORE_FILING = (*PRIVATE, "submitted", "revising", "not_filed")
number = telling.number


def visible_to(actor: Actor) -> QuerySet[Suggestion]:
    """What the actor may read: their own and those they were asked to sign, their congress's, their units' tasks.

    What hangs on a person or a unit is one UNION of ids, which both databases answer from indexes, not an OR of scans.
    """
    over = Q()
    for post in actor.posts:
        if post.role in CONGRESS and post.region:
            over |= Q(region__startswith=post.region) & ~Q(state__in=PRIVATE)
        if post.role == Role.GOVERNMENT_CLERK and post.region:
            over |= Q(region__startswith=post.region) & ~Q(state__in=BEFORE_FILING)
    near: list[QuerySet[Any, Any]] = []
    units = [post.organ for post in actor.posts if post.role in UNIT and post.organ]
    if units:
        held = Task.objects.exclude(state="returned")
        near += [
            held.filter(unit__in=units).values("suggestion"),
            held.filter(unit__successor__in=units).values("suggestion"),
        ]
    if actor.person:
        signed = CoSigner.objects.filter(person=actor.person).exclude(state=CoSigner.State.DECLINED)
        near += [signed.values("suggestion"), Suggestion.objects.filter(lead=actor.person).values("pk")]
    if near:
        over |= Q(pk__in=near[0].union(*near[1:]))
    return Suggestion.objects.filter(over) if over else Suggestion.objects.none()


def get_for(actor: Actor, uid: uuid.UUID | str) -> Suggestion:
    """The suggestion; Missing for strangers as for ids that never were. One statement."""
    try:
        found = visible_to(actor).filter(uid=uuid.UUID(str(uid))).first()
    except ValueError:
        found = None
    if found is None:
        raise Missing(GONE)
    return found


def task_for(actor: Actor, task: int) -> Task:
    """A task with its suggestion, round and unit, when the actor may read that; Missing otherwise. One statement."""
    rows = Task.objects.select_related("suggestion", "round", "unit")
    found = rows.filter(pk=task, suggestion__in=visible_to(actor).values("pk")).first()
    if found is None:
        raise Missing(GONE)
    return found


def turn_of(case: Suggestion, on: date, owed: Iterable[Clock] | None = None) -> Turn:
    """Whose turn it is, in one sentence (``str``), with the clock behind it. With ``owed`` (lists): no statement."""
    return telling.turn(case, on, clocks.open_of(case.subject) if owed is None else owed)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list."""

    case: Suggestion
    number: str
    lead: str
    unit: str
    turn: Turn

    @property
    def url(self) -> str:
        return f"/desk/suggestions/{self.case.uid}"


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of a list; ``next`` goes into ``before`` for the page after it, None at the end."""

    items: list[Row]
    next: int | None


FIELDS = (
    *("uid", "region", "state", "edition", "version", "title", "category", "kind", "number", "lead"),
    *("identity_protected", "lead_unit", "round_no", "outcome", "verdict", "created_at", "filed_on", "answered_on"),
)


def listing(
    actor: Actor,
    *,
    on: date,
    state: str = "",
    unit: int = 0,
    category: str = "",
    words: str = "",
    before: int | None = None,
    size: int = 50,
) -> Listing:
    """A page of what the actor may read, newest first, with whose turn it is. At most four statements.

    Args:
        on: today's local day.
        state, category: codes; several states joined by commas.
        unit: organ pk of the leading unit.
        words: what title or body must hold.
        before: ``Listing.next`` of the page before.
    """
    rows = visible_to(actor)
    if state:
        rows = rows.filter(state__in=state.split(","))
    if unit:
        rows = rows.filter(lead_unit=unit)
    if category:
        rows = rows.filter(category=category)
    if words.strip():
        rows = rows.filter(pk__in=search.find("suggestion", words))
    return page(actor, rows, on=on, before=before, size=size)


def page(actor: Actor, rows: QuerySet[Suggestion], *, on: date, before: int | None, size: int) -> Listing:
    """One page of these rows, newest first, each with names and turn. Three statements."""
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.only(*FIELDS).order_by("-pk")[: size + 1])
    shown = found[:size]
    owed = clocks.open_of_all([case.subject for case in shown])
    named = people.names({case.lead for case in shown if not hides_names(actor, case)})
    items = [
        Row(case, number(case), named.get(case.lead, ""), telling.organ_name(case.lead_unit_id), turn)
        for case in shown
        for turn in [telling.turn(case, on, owed.get(case.subject, []))]
    ]
    return Listing(items, shown[-1].pk if len(found) > size else None)


@dataclass(frozen=True, slots=True)
class Todo:
    """Something the actor owes, or is asked to confirm (then without a clock)."""

    clock: Clock | None
    case: Suggestion
    title: str
    url: str


def todo_for(actor: Actor, on: date, limit: int = 50) -> list[Todo]:
    """What the actor, their units and their offices owe in suggestions, the most urgent first. Four statements."""
    debtors = _debtors(actor, on)
    if not debtors:
        return []
    owed = [clock for clock in clocks.owed_by(debtors, limit=4 * limit) if clock.subject.startswith("suggestion:")][
        :limit
    ]
    asked = [*_to_confirm(actor)]
    ids = [int(clock.subject.partition(":")[2]) for clock in owed]
    rows = Suggestion.objects.in_bulk({*ids, *asked})
    found = [
        Todo(clock, rows[pk], str(telling.turn(rows[pk], on, [clock])), clock.url)
        for clock, pk in zip(owed, ids, strict=True)
        if pk in rows
    ]
    ask = N_("请确认承办单位登记的沟通或承诺")
    return [*found, *(Todo(None, rows[pk], ask, f"/desk/suggestions/{rows[pk].uid}") for pk in sorted(set(asked)))]


def _debtors(actor: Actor, on: date) -> list[str]:
    found = {f"person:{actor.person}"} if actor.person else set()
    for post in actor.posts:
        if post.role in UNIT and post.organ:
            found.add(f"organ:{post.organ}")
        elif post.role in permissions.COMMITTEE and post.region:
            found.add(f"organ:{committee_of(post.region, on)}")
        elif post.role == Role.GOVERNMENT_CLERK and post.region:
            found.add(f"organ:{assigner_of(post.region, on, 'government_office')}")
    return sorted(found)


def _to_confirm(actor: Actor) -> list[int]:
    if not actor.person:
        return []
    talks = Contact.objects.filter(deputy=actor.person, confirmed=None).values_list("task__suggestion")
    kept = Commitment.objects.filter(suggestion__lead=actor.person, state=Commitment.State.REPORTED)
    return [pk for (pk,) in talks.union(kept.values_list("suggestion"))]


def group_of(actor: Actor, case: Suggestion) -> list[Suggestion]:
    """The other suggestions of its handling group that the actor may read: seeing one is not seeing all."""
    if case.group_id is None:
        return []
    return list(visible_to(actor).filter(group=case.group_id).exclude(pk=case.pk).order_by("pk"))


def similar(actor: Actor, case: Suggestion) -> list[Suggestion]:
    """Suggestions of the last three years like this one that the actor may read, the closest first."""
    scored = search.similar(
        "suggestion",
        f"{case.title}\n{case.body}",
        case.region,
        case.created_at - timedelta(days=3 * 365),
        without=case.pk,
    )
    order = {pk: place for place, (pk, _) in enumerate(scored)}
    return sorted(visible_to(actor).filter(pk__in=order), key=lambda row: order[row.pk]) if order else []


def usual_units(case: Suggestion) -> list[tuple[int, str, list[str]]]:
    """Who usually handles such a thing: organ pk, short name, the words that speak for it. A person decides."""
    ranked = search.usual_unit(f"{case.title}\n{case.body}", case.region)
    return [(unit, telling.organ_name(unit), words) for unit, words in ranked]


def counts(actor: Actor) -> dict[str, int]:
    """How many suggestions stand where, for tabs: from counters for offices and units, by index for a deputy.

    Keys are suggestion states; for a unit its task states, each with the prefix "task:".
    """
    found: dict[str, int] = {}
    for region in _outermost(actor):
        for state, n in tallies.by_key("suggestion.state", region).items():
            found[state] = found.get(state, 0) + n
    for post in actor.posts:
        if post.role in UNIT and post.organ and post.region:
            for key, n in tallies.by_key("task.unit_state", post.region).items():
                organ, _, state = key.partition(":")
                if int(organ) == post.organ:
                    found[f"task:{state}"] = n
    if not found and actor.person:
        own = Suggestion.objects.filter(lead=actor.person).order_by()
        found = dict(own.values_list("state").annotate(n=Count("pk")))
    return found


def _outermost(actor: Actor) -> list[str]:
    """The regions the actor oversees, without those that lie inside another of them."""
    regions = {p.region for p in actor.posts if p.role in (*CONGRESS, Role.GOVERNMENT_CLERK) and p.region}
    return sorted(code for code in regions if not any(code != o and code.startswith(o) for o in regions))


def public(
    region: str = "", *, category: str = "", unit: int = 0, words: str = "", before: tuple[object, int] | None = None
) -> QuerySet[Suggestion]:
    """What anybody may read, newest published first; page on with ``before=(published_at, pk)``."""
    rows = Suggestion.objects.filter(published_at__isnull=False)
    if region:
        rows = rows.filter(region=region)
    if category:
        rows = rows.filter(category=category)
    if unit:
        rows = rows.filter(lead_unit=unit)
    if words.strip():
        rows = rows.filter(pk__in=search.find("suggestion", words))
    if before is not None:
        at, pk = before
        rows = rows.filter(Q(published_at__lt=at) | Q(published_at=at, pk__lt=pk))
    return rows.order_by("-published_at", "-pk")


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the published figures: numerators with their own denominators, and the silent beside them.

    办成率 is resolved of answered; 满意率 is satisfied of judged, where the silent are not judged; promises are kept of
    those settled. 办结率 is read from the counts of states.
    """

    key: str
    label: str
    filed: int
    answered: int
    resolved: int
    judged: int
    satisfied: int
    silent: int
    settled: int
    kept: int


def figures(region: str, by: str = "all") -> list[Figure]:
    """The figures inside a region, from counters. Four statements.

    Args:
        by: "all", "category" or "unit".
    """
    told: dict[str, dict[str, dict[str, int]]] = {}
    for name in ("filed", "outcome", "verdict", "commitment"):
        for key, n in tallies.by_key(f"suggestion.{name}", region).items():
            head, _, code = key.rpartition(":")
            group, _, value = head.partition(":")
            if group == by:
                told.setdefault(value, {}).setdefault(name, {})[code] = n
    return [_figure(region, by, value, codes) for value, codes in sorted(told.items())]


def _figure(region: str, by: str, value: str, codes: dict[str, dict[str, int]]) -> Figure:
    outcome, verdict, promises = codes.get("outcome", {}), codes.get("verdict", {}), codes.get("commitment", {})
    judged = verdict.get("satisfied", 0) + verdict.get("unsatisfied", 0)
    return Figure(
        value,
        telling.organ_name(value) if by == "unit" else value,
        sum(codes.get("filed", {}).values()),
        sum(outcome.values()),
        outcome.get("resolved", 0),
        judged,
        verdict.get("satisfied", 0),
        verdict.get("silent", 0),
        sum(promises.values()),
        promises.get("kept", 0),
    )
