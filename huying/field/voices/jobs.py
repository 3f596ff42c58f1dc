"""What the tick does here. Every job may run twice, or late, without harm."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from huying.base.ledger import queries as ledger
from huying.base.notices import commands as notices
from huying.base.people import queries as people
from huying.field.voices import commands, permissions
from huying.field.voices.commands.steps import keeper, url_of
from huying.field.voices.models import Voice, VoiceContact
from huying.kernel.actor import SYSTEM
from huying.kernel.errors import HouseError
from huying.playbooks import shelf

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
    done = 0
    for pk in list(rows.values_list("pk", flat=True)[:batch]):
        try:
            run(actor=SYSTEM, now=now, voice=pk)
        except HouseError:  # somebody was quicker between our look and our lock
            continue
        done += 1
    return done


def erase_old(now: datetime, batch: int = 200) -> int:
    """Delete name and phone of voices closed longer ago than the playbook's retention days; returns how many."""
    today, done = timezone.localdate(now), 0
    kept = VoiceContact.objects.filter(voice__state="closed").select_related("voice").order_by("pk")
    for contact in kept.filter(voice__created_at__lt=now - timedelta(days=_shortest(today))).iterator():
        voice = contact.voice
        days = shelf.by_edition(voice.edition).voices.retention_days
        # Nothing is written to a closed voice, so its last line is the day it was closed.
        last = ledger.last(voice.subject)
        if last is not None and last.at < now - timedelta(days=days):
            commands.erase(actor=SYSTEM, now=now, voice=voice.pk)
            done += 1
        if done == batch:
            break
    return done


def _shortest(today: date) -> int:
    """The fewest retention days of any playbook on the shelf: nothing younger need be looked at."""
    return min(shelf.open_book(name, today).voices.retention_days for name in shelf.ids())
