"""What the worker and the tick do here. Each may run twice, or late, without harm."""

from datetime import datetime, timedelta

from huying.field.imports import commands, queries, work
from huying.field.imports.models import Batch
from huying.field.imports.states import KEPT_DAYS, MACHINE, WORKING
from huying.kernel.actor import SYSTEM

SLICE = 20.0
"""Seconds for one go: letters and the clock wait no longer than that."""


def advance(now: datetime) -> int:
    """Go on with the oldest batch that is being checked, brought in or undone; how many still need it."""
    waiting = queries.working()
    if not waiting:
        return 0
    return len(waiting) - (not work.advance(waiting[0], now=now, seconds=SLICE))


def clear_old(now: datetime, batch: int = 200) -> int:
    """Delete the files that have been kept long enough; a batch nobody went on with is given up. Returns how many."""
    old = Batch.objects.filter(cleared=False, created_at__lt=now - timedelta(days=KEPT_DAYS)).exclude(state__in=WORKING)
    rows = list(old.order_by("id").values_list("pk", "state")[:batch])
    for pk, state in rows:
        run = commands.clear if MACHINE.may(state, "clear") else commands.drop
        run(actor=SYSTEM, now=now, batch=pk)
    return len(rows)
