"""What the tick does here, each case in its own command; idempotent, and what cannot move now is left for later."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime

from django.utils import timezone

from huying.base.notices.commands import tell
from huying.base.people import queries as people
from huying.kernel.actor import SYSTEM, Role
from huying.kernel.errors import HouseError
from huying.work.suggestions import commands
from huying.work.suggestions.commands.evaluating import evaluation_ends
from huying.work.suggestions.models import Commitment, Suggestion, Task

BATCH = 500


def run(now: datetime) -> int:
    """Everything; returns how many acts were carried out."""
    return sum(job(now) for job in (deem_accepted, close_evaluations, hand_on, remind_of_promises))


def deem_accepted(now: datetime) -> int:
    """Tasks neither signed for nor returned in time, and return requests nobody decided, where the playbook says so."""
    waiting = Task.objects.filter(state__in=("offered", "return_asked"), suggestion__state="handling")
    return _each(commands.deem_accepted, "task", waiting.order_by("pk").values_list("pk", flat=True), now)


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
    """On the day a promise is due and unconfirmed, ask its deputy whether it was kept; once."""
    on = timezone.localdate(now)
    due = Commitment.objects.filter(settled_on=None, by__lte=on).select_related("suggestion").order_by("pk")
    for row in due[:BATCH]:
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
    return 0


def _each(run_one: Callable[..., object], name: str, pks: Iterable[int], now: datetime) -> int:
    done = 0
    for pk in list(pks):
        with suppress(HouseError):
            run_one(actor=SYSTEM, now=now, **{name: pk})
            done += 1
    return done
