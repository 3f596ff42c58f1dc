"""What the tick does here; idempotent."""

from datetime import datetime

from django.db import transaction

from huying.base.clocks import commands
from huying.base.clocks.commands import Change
from huying.base.clocks.models import OPEN, Clock
from huying.base.organs import queries as organs
from huying.base.organs.commands import note
from huying.kernel.actor import SYSTEM

_BATCH = 200
"""Clocks in one transaction and, when they moved, in one line of the register."""


def correct(now: datetime) -> int:
    """A place's calendar has changed (a rest day declared, a year's notice come): its running clocks are reckoned anew.

    The register of each congress says which moved, from which day to which. Nobody is reminded for it. Returns how many
    moved. One statement while nothing has changed.
    """
    rows = Clock.objects.filter(OPEN, state=Clock.State.RUNNING).order_by().values_list("region", "calendar").distinct()
    stale = {region for region, version in rows if organs.calendar_for(region).version != version}
    return sum(_correct(region, now) for region in sorted(stale))


def _correct(region: str, now: datetime) -> int:
    calendar, moved = organs.calendar_for(region), 0
    while True:
        with transaction.atomic():
            changes = commands.recalculate(region, calendar, now, _BATCH)
            if changes:
                data = {"calendar": calendar.version, "moved": [_told(change) for change in changes]}
                note(region, "clocks.corrected", SYSTEM, now=now, data=data)
        if changes is None:
            return moved
        moved += len(changes)


def _told(change: Change) -> list[str]:
    return [change.clock.subject, change.clock.kind, change.before.isoformat(), change.after.isoformat()]
