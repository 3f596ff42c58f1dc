"""The ledger's part of the tick."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from huying.base.ledger.models import Entry, Seal
from huying.base.ledger.sealing import next_seal

# A command that began before midnight has long ended by now, so that no line slips in behind a seal.
GRACE = timedelta(minutes=10)


def seal(now: datetime) -> list[Seal]:
    """Seal every finished local day since the last seal; returns the new seals, oldest first.

    May run as often as one likes and twice at once: the day is the primary key and both would write the same.
    """
    made = []
    day = _first_open_day()
    while day is not None and now >= _end_of(day) + GRACE:
        with transaction.atomic():
            before = Seal.objects.order_by("-day").first()
            if before is None or before.day < day:
                drawn = next_seal(before, day, _last_entry_by(_end_of(day), before))
                Seal.objects.bulk_create([drawn], ignore_conflicts=True)
                made.append(drawn)
        day += timedelta(days=1)
    return made


def _first_open_day() -> date | None:
    if newest := Seal.objects.order_by("-day").first():
        return newest.day + timedelta(days=1)
    first = Entry.objects.order_by("at").values_list("at", flat=True).first()
    return timezone.localdate(first) if first else None


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def _last_entry_by(end: datetime, before: Seal | None) -> int:
    sealed = before.last_entry if before else 0
    newest = Entry.objects.filter(id__gt=sealed, at__lt=end).order_by("-id").values_list("id", flat=True).first()
    return newest or sealed
