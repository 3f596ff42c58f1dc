"""What the tick does here; idempotent."""

from datetime import date, datetime

from django.db import transaction

from huying.base.clocks import commands
from huying.base.clocks.commands import Change
from huying.base.clocks.models import OPEN, Clock
from huying.base.organs import queries as organs
from huying.base.organs.commands import note
from huying.kernel.actor import SYSTEM

_LINE = 200


def correct(now: datetime) -> int:
    """A year's notice of rest days has come: provisional days become final. Returns how many moved.

    The register of each congress says which moved, from which day to which. Nobody is reminded for it.
    """
    rows = Clock.objects.filter(OPEN, state=Clock.State.RUNNING, provisional=True)
    known = {
        region
        for region, year in rows.values_list("region", "due__year").distinct()
        if organs.calendar_for(region).published(date(year, 1, 1))
    }
    # The innermost place first: its own rest days count for what lies in it.
    return sum(_correct(region, now) for region in sorted(known, key=len, reverse=True))


def _correct(region: str, now: datetime) -> int:
    calendar = organs.calendar_for(region)
    with transaction.atomic():
        changes = commands.recalculate(region, calendar, now, confirmed=True, provisional=True)
        for at in range(0, len(changes), _LINE):
            data = {"calendar": calendar.version, "moved": [_told(change) for change in changes[at : at + _LINE]]}
            note(region, "clocks.corrected", SYSTEM, now=now, data=data)
    return len(changes)


def _told(change: Change) -> list[str]:
    return [change.clock.subject, change.clock.kind, change.before.isoformat(), change.after.isoformat()]
