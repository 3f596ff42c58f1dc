"""What the tick does here. Every job may run twice, or late, without harm."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import islice

from django.db.models import QuerySet
from django.utils import timezone

from huying.base.notices import commands as notices
from huying.base.people import queries as people
from huying.field.voices import commands, permissions, retention
from huying.field.voices.commands.steps import keeper, url_of
from huying.field.voices.models import Voice
from huying.kernel.actor import SYSTEM
from huying.kernel.errors import HouseError

REMIND_DAYS = 3


def close_silent(now: datetime, batch: int = 200) -> int:
    """Close reported voices whose citizen said nothing until the last day; returns how many."""
    today = timezone.localdate(now)
    due = Voice.objects.filter(state="reported", verdict_until__lt=today)
    return _each(due.order_by("verdict_until"), commands.close, now, batch)


def remind(now: datetime, batch: int = 200) -> int:
    """Tell the station, some days before the end, whom to call for a return visit (回访). Once a voice."""
    today = timezone.localdate(now)
    soon = Voice.objects.filter(
        state="reported", verdict_until__range=(today, today + timedelta(days=REMIND_DAYS)), contact__isnull=False
    )
    rows = list(soon.select_related("station").order_by("verdict_until")[:batch])
    staff: dict[int, list[int]] = {}
    for row in rows:
        at = keeper(row)
        if at not in staff:
            staff[at] = people.holders(today, permissions.STAFF, station=at)
        notices.tell(
            staff[at],
            "voice.verdict_soon",
            case=row,
            url=url_of(row),
            key=f"{row.subject}:verdict:{row.verdict_until}",
            now=now,
            data={"due": str(row.verdict_until)},
        )
    return len(rows)


def stop_waiting(now: datetime, batch: int = 200) -> int:
    """Go on with voices whose citizen did not answer what the station asked; returns how many."""
    late = Voice.objects.filter(waits_until__isnull=False, waits_until__lt=timezone.localdate(now))
    return _each(late.order_by("waits_until"), commands.stop_waiting, now, batch)


def ask_again(now: datetime, batch: int = 200) -> int:
    """Begin the return visits whose day has come; returns how many."""
    due = Voice.objects.filter(revisit_on__isnull=False, revisit_on__lte=timezone.localdate(now))
    return _each(due.order_by("revisit_on"), commands.ask_again, now, batch)


def _each(rows: QuerySet[Voice], run: Callable[..., Voice], now: datetime, batch: int) -> int:
    return sum(_try(run, now, pk) for pk in list(rows.values_list("pk", flat=True)[:batch]))


def _try(run: Callable[..., Voice], now: datetime, pk: int) -> bool:
    try:
        run(actor=SYSTEM, now=now, voice=pk)
    except HouseError:  # somebody was quicker between our look and our lock
        return False
    return True


def erase_old(now: datetime, batch: int = 1000) -> int:
    """Delete name and phone of voices whose days of keeping them are over; returns how many."""
    return _gone("contact", commands.erase, now, batch)


def anonymise_old(now: datetime, batch: int = 1000) -> int:
    """Delete the words of voices whose days of keeping them are over; returns how many."""
    return _gone("words", commands.anonymise, now, batch)


def _gone(kind: str, run: Callable[..., Voice], now: datetime, batch: int) -> int:
    found = [each.voice.pk for each in islice(retention.due(kind, now), batch)]
    return sum(_try(run, now, pk) for pk in found)
