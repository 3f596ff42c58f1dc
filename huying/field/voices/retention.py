"""How long what a voice says about people is kept (保存期限): what is due to go, and when. Nothing is done here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from huying.base.ledger import queries as ledger
from huying.field.voices.models import Voice
from huying.kernel.words import N_
from huying.playbooks import shelf

CHUNK = 500
KINDS = {"contact": N_("删除姓名和电话"), "words": N_("匿名处理原话、地点和照片")}
DAYS = {"contact": "retention_days", "words": "anonymise_days"}


@dataclass(frozen=True, slots=True)
class Due:
    """One voice of which something goes on a day."""

    voice: Voice
    kind: str
    on: date


def due(kind: str, now: datetime, *, ahead: int = 0, region: str = "", chunks: int = 0) -> Iterator[Due]:
    """What goes by today or within ``ahead`` days, the oldest voices first; two statements for every ``CHUNK`` voices.

    The days are those of the voice's own playbook edition, from the last thing that happened to it; 0 keeps for ever.

    Args:
        chunks: look at so many chunks at most; 0 for all.
    """
    shortest = _shortest(kind, timezone.localdate(now))
    if not shortest:
        return
    rows = _kept(kind).filter(region__startswith=region, created_at__lt=now + timedelta(days=ahead - shortest))
    last = timezone.localdate(now) + timedelta(days=ahead)
    after, looked = Q(), 0
    while (not chunks or looked < chunks) and (chunk := list(rows.filter(after)[:CHUNK])):
        looked += 1
        changes = ledger.changes(row.subject for row in chunk)
        for row in chunk:
            days = getattr(shelf.by_edition(row.edition).voices, DAYS[kind])
            on = timezone.localdate(changes.get(row.subject, row.created_at)) + timedelta(days=days)
            if days and on <= last:
                yield Due(row, kind, on)
        end = chunk[-1]
        after = Q(created_at__gt=end.created_at) | Q(created_at=end.created_at, pk__gt=end.pk)


def _kept(kind: str) -> QuerySet[Voice]:
    rows = Voice.objects.filter(state="closed", anonymised=False).select_related("station")
    rows = rows.filter(contact__isnull=False) if kind == "contact" else rows
    return rows.order_by("created_at", "pk")


def _shortest(kind: str, today: date) -> int:
    """The fewest days of any playbook on the shelf: nothing younger need be looked at; 0 when all keep for ever."""
    days = (getattr(shelf.open_book(name, today).voices, DAYS[kind]) for name in shelf.ids())
    return min((n for n in days if n), default=0)
