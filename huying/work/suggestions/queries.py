"""Every read of suggestions: who sees which, lists, to-do, counts, figures. The case page is in ``story.py``."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext

from huying.base.clocks import queries as clocks
from huying.base.clocks.queries import Clock
from huying.base.search import queries as search
from huying.base.tallies import queries as tallies
from huying.kernel.actor import Actor, Role
from huying.kernel.errors import Missing
from huying.kernel.words import N_
from huying.work.suggestions import permissions, telling
from huying.work.suggestions.buttons import Verb, task_verbs_for, verbs_for
from huying.work.suggestions.desks import assigner_of, committee_of
from huying.work.suggestions.disclosure import (
    Figure,
    PublicListing,
    PublicStory,
    all_figures,
    figures,
    public,
    public_listing,
    public_story,
    stands,
)
from huying.work.suggestions.models import Commitment, Contact, CoSigner, Suggestion, Task
from huying.work.suggestions.rows import FIELDS, Row, told
from huying.work.suggestions.sentences import CLOCKS, OPENS
from huying.work.suggestions.states import FAST, SUGGESTION
from huying.work.suggestions.story import Story, audiences, story
from huying.work.suggestions.telling import Line, Turn

__all__ = [
    "Figure",
    "Line",
    "Listing",
    "PublicListing",
    "PublicStory",
    "Row",
    "Story",
    "Todo",
    "Turn",
    "Verb",
    "Wanted",
    "all_figures",
    "audiences",
    "counts",
    "figures",
    "get_for",
    "group_of",
    "latest",
    "listing",
    "number",
    "public",
    "public_listing",
    "public_story",
    "similar",
    "stands",
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
class Listing:
    """A page of a list; ``next`` goes into ``before`` for the page after it, None at the end."""

    items: list[Row]
    next: int | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; everything left out shows all.

    Args:
        state, category: codes; several states joined by commas.
        unit: organ pk of the leading unit. session: pk of a session of the congress.
        verdict: "satisfied", "unsatisfied" or "silent". number: the public number.
        words: what title or body must hold.
        fast: only small and urgent ones. mine: only those the reader leads. again: only those assigned more than once.
        late: only where somebody is past a day. debtor: and it is this one, "organ:5".
        outcome: what the reply came to, "resolved". promise: with a promise in this state, "open", "kept", "broken".
    """

    state: str = ""
    unit: int = 0
    category: str = ""
    session: int = 0
    verdict: str = ""
    number: int = 0
    words: str = ""
    fast: bool = False
    late: bool = False
    mine: bool = False
    again: bool = False
    debtor: str = ""
    outcome: str = ""
    promise: str = ""


def listing(
    actor: Actor, *, on: date, wanted: Wanted | None = None, before: int | None = None, size: int = 50, **more: Any
) -> Listing:
    """A page of what the actor may read, newest first, with whose turn it is. At most five statements.

    Args:
        on: today's local day.
        wanted: what it is narrowed to; or the same by keyword (``state="filed"``).
        before: ``Listing.next`` of the page before.
    """
    return page(actor, _narrowed(actor, on, wanted or Wanted(**more)), on=on, before=before, size=size)


def _narrowed(actor: Actor, on: date, wanted: Wanted) -> QuerySet[Suggestion]:
    rows = visible_to(actor)
    exact = {
        "lead_unit": wanted.unit,
        "category": wanted.category,
        "session": wanted.session,
        "verdict": wanted.verdict,
        "outcome": wanted.outcome,
        "number": wanted.number,
        "kind": FAST if wanted.fast else "",
        "lead": actor.person if wanted.mine else 0,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if wanted.state:
        rows = rows.filter(state__in=wanted.state.split(","))
    if wanted.again:
        rows = rows.filter(round_no__gt=1)
    if wanted.promise:
        states = ("open", "reported") if wanted.promise == "open" else (wanted.promise,)
        rows = rows.filter(pk__in=Commitment.objects.filter(state__in=states).values("suggestion"))
    if wanted.late or wanted.debtor:
        rows = rows.filter(pk__in=_late(actor, on, wanted.debtor))
    if wanted.words.strip():
        rows = rows.filter(search.holding("suggestion", wanted.words))
    return rows


def _late(actor: Actor, on: date, debtor: str = "", limit: int = 2000) -> list[int]:
    """Suggestions in the actor's regions in which somebody (or this debtor) owes something past its day, the oldest
    debt first. A statement a region."""
    regions = {post.region for post in actor.posts if post.region}
    outer = [code for code in regions if not any(code != other and code.startswith(other) for other in regions)]
    owed = [each for code in sorted(outer) for each in clocks.late_days(code, on, limit=limit, debtor=debtor)]
    parts = (subject.partition(":") for subject, _ in sorted(owed, key=lambda each: each[1]))
    return list(dict.fromkeys(int(pk) for kind, _, pk in parts if kind == "suggestion"))


def latest(actor: Actor, on: date, size: int = 8) -> tuple[list[Row], int]:
    """Where somebody is furthest behind, the oldest debt first, and how many there are in all. Four statements."""
    ids = _late(actor, on)
    rows = visible_to(actor).filter(pk__in=ids[: 3 * size]).only(*FIELDS)
    return told(actor, sorted(rows, key=lambda row: ids.index(row.pk))[:size], on), len(ids)


def page(actor: Actor, rows: QuerySet[Suggestion], *, on: date, before: int | None, size: int) -> Listing:
    """One page of these rows, newest first, each with names and turn. Three statements."""
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.only(*FIELDS).order_by("-pk")[: size + 1])
    shown = found[:size]
    return Listing(told(actor, shown, on), shown[-1].pk if len(found) > size else None)


@dataclass(frozen=True, slots=True)
class Todo:
    """Something the actor owes, or is asked to confirm (then without a clock)."""

    clock: Clock | None
    case: Suggestion
    title: str
    url: str

    @property
    def what(self) -> str:
        """What is owed, in a word or two."""
        return gettext(CLOCKS[self.clock.kind]) if self.clock and self.clock.kind in CLOCKS else gettext("请您确认")


def todo_for(actor: Actor, on: date, limit: int = 50) -> list[Todo]:
    """What the actor, their units and their offices owe in suggestions, the most urgent first. Five statements."""
    debtors = _debtors(actor, on)
    if not debtors:
        return []
    owed = clocks.owed_by(debtors, limit, about="suggestion")
    asked = _to_confirm(actor, limit) if actor.person else []
    ids = [int(clock.subject.partition(":")[2]) for clock in owed]
    rows = Suggestion.objects.in_bulk({*ids, *(pk for pk, _, _ in asked)})
    found = [
        Todo(clock, rows[pk], str(telling.turn(rows[pk], on, [clock])), clock.url + _form(clock.kind, rows[pk].state))
        for clock, pk in zip(owed, ids, strict=True)
        if pk in rows
    ]
    for pk, part, path in asked:
        said, tail = ASKED[path]
        found.append(Todo(None, rows[pk], gettext(said), f"/desk/suggestions/{rows[pk].uid}/{path}/{part}{tail}"))
    return found


def _form(kind: str, state: str) -> str:
    """The end of the address of the form that settles a debt; "" where the case's own page does."""
    return next((f"/{verb}" for verb in OPENS.get(kind, ()) if SUGGESTION.may(state, verb)), "")


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


ASKED = {
    "contacts": (N_("请看看单位登记的沟通是否属实"), ""),
    "promises": (N_("单位说答应的事办到了，请看看是否属实"), "/keep"),
}
"""What a deputy is asked to confirm: the words, and the end of its address."""


def _to_confirm(actor: Actor, limit: int) -> list[tuple[int, int, str]]:
    """Talks and promises the actor is asked about, the oldest first: suggestion, part, and which of ``ASKED``."""
    talks = Contact.objects.filter(
        deputy=actor.person,
        confirmed=None,
        task__suggestion__state__in=("handling", "answered"),
        task__round__number=F("task__suggestion__round_no"),
    )
    kept = Commitment.objects.filter(suggestion__lead=actor.person, state=Commitment.State.REPORTED)
    told = talks.order_by("pk").values_list("task__suggestion", "pk")[:limit]
    reported = kept.order_by("pk").values_list("suggestion", "pk")[:limit]
    return [*((case, pk, "contacts") for case, pk in told), *((case, pk, "promises") for case, pk in reported)]


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

    Keys are suggestion states, without those that the reader's lists never show; for a unit its task states, each with
    the prefix "task:".
    """
    found: dict[str, int] = {}
    hidden = PRIVATE if actor.post(*CONGRESS) else BEFORE_FILING
    for region in _outermost(actor):
        for state, n in tallies.by_key("suggestion.state", region).items():
            if state not in hidden:
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
