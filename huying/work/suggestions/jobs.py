"""What the tick does here, each case in its own command; idempotent, and what cannot move now is left for later."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime

from django.utils import timezone

from huying.base.notices.commands import tell
from huying.base.organs import queries as organs
from huying.base.people import queries as people
from huying.kernel.actor import SYSTEM, Role
from huying.kernel.errors import HouseError
from huying.playbooks import shelf
from huying.work.suggestions import commands
from huying.work.suggestions.commands.evaluating import evaluation_ends
from huying.work.suggestions.commands.handling import last_silent_day
from huying.work.suggestions.models import Commitment, Suggestion, Task

BATCH = 500


def run(now: datetime) -> int:
    """Everything, once a day soon after midnight; returns how many acts were carried out."""
    return sum(job(now) for job in (hand_on, deem_accepted, close_evaluations, remind_of_promises))


def deem_accepted(now: datetime) -> int:
    """Tasks neither signed for nor returned in time, and return requests nobody decided, where the playbook says so."""
    on = timezone.localdate(now)
    place = ("suggestion__edition", "suggestion__region")
    offered = Task.objects.filter(state="offered", suggestion__state="handling").order_by("pk")
    asked = Task.objects.filter(state="return_asked", suggestion__state="handling", returns__decision="").order_by("pk")
    rows = [(False, *row) for row in offered.values_list("pk", "offered_on", *place)]
    rows += [(True, *row) for row in asked.values_list("pk", "returns__asked_at", *place)]
    due = []
    for waits, pk, since, edition, region in rows:
        anchor = timezone.localdate(since) if waits else since
        last = last_silent_day(shelf.by_edition(edition).suggestions, anchor, organs.calendar_for(region), asked=waits)
        if last is not None and last < on:
            due.append(pk)
    return _each(commands.deem_accepted, "task", due, now)


def close_evaluations(now: datetime) -> int:
    """Rounds whose time for evaluation is over."""
    on = timezone.localdate(now)
    waiting = Suggestion.objects.filter(state="answered", answered_on__lt=on).order_by("pk")
    rows = waiting.only("region", "edition", "answered_on").iterator(chunk_size=BATCH)
    return _each(commands.close_evaluation, "suggestion", [row.pk for row in rows if evaluation_ends(row) < on], now)


def hand_on(now: datetime) -> int:
    """Open tasks of units that were merged into another."""
    left = Task.objects.filter(unit__successor__isnull=False, suggestion__state="handling")
    open_tasks = left.exclude(state__in=("sent", "opinion_given", "returned", "cancelled"))
    return _each(commands.take_over, "task", open_tasks.order_by("pk").values_list("pk", flat=True), now)


def remind_of_promises(now: datetime) -> int:
    """When a promise is due and not settled, ask its deputy and its unit whether it was kept; once."""
    on = timezone.localdate(now)
    due = Commitment.objects.filter(settled_on=None, by__lte=on).select_related("suggestion").order_by("pk")
    rows = list(due[:BATCH])
    for row in rows:
        case = row.suggestion
        heads = people.holders(on, (Role.UNIT_CLERK, Role.UNIT_HEAD), organ=row.unit_id)
        tell(
            {case.lead, *heads},
            "suggestion.commitment_due",
            case=case,
            url=f"/desk/suggestions/{case.uid}",
            key=f"{case.subject}:{row.about}:due",
            now=now,
            data={"number": case.number or 0},
        )
    return len(rows)


def _each(run_one: Callable[..., object], name: str, pks: Iterable[int], now: datetime) -> int:
    done = 0
    for pk in list(pks):
        with suppress(HouseError):
            run_one(actor=SYSTEM, now=now, **{name: pk})
            done += 1
    return done
