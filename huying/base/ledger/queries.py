"""Reading the ledger: timelines, stories, and the check that nobody touched it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, Max, Q, QuerySet
from django.db.models.functions import Cast, Substr

from huying.base.ledger.checking import Fault, Report, verify
from huying.base.ledger.models import Audience, Entry, Seal, Trace

__all__ = [
    "Fault",
    "Report",
    "by_person",
    "changed",
    "changes",
    "family",
    "last",
    "last_by_people",
    "seals",
    "story",
    "timeline",
    "traces",
    "verify",
]

EVERYBODY = (Audience.PUBLIC,)

# Up to where it came from, and down to what grew out of it; never sideways into another citizen's voice.
_FAMILY = """
WITH RECURSIVE up(subject) AS (
    SELECT origin FROM ledger_trace WHERE grown = %s
    UNION SELECT t.origin FROM ledger_trace t JOIN up ON t.grown = up.subject
), down(subject) AS (
    SELECT grown FROM ledger_trace WHERE origin = %s
    UNION SELECT t.grown FROM ledger_trace t JOIN down ON t.origin = down.subject
)
SELECT subject FROM up UNION SELECT subject FROM down
"""


def timeline(subject: str, audiences: Iterable[str]) -> list[Entry]:
    """The lines of one case that these audiences may read, oldest first."""
    return list(Entry.objects.filter(subject=subject, audience__in=list(audiences)).order_by("seq"))


def family(subject: str) -> list[str]:
    """The cases this one grew out of and the cases that grew out of it, near and far; without itself."""
    with connection.cursor() as cursor:
        cursor.execute(_FAMILY, [subject, subject])
        return sorted(row[0] for row in cursor.fetchall() if row[0] != subject)


def traces(subjects: Iterable[str], kind: str) -> list[tuple[str, str]]:
    """What of one kind ("suggestion") grew out of these cases: (origin, grown). One statement."""
    rows = Trace.objects.filter(origin__in=list(subjects), grown__startswith=f"{kind}:")
    return list(rows.values_list("origin", "grown"))


def story(subject: str, audiences: Iterable[str], *, others: Iterable[str] = EVERYBODY) -> list[Entry]:
    """The whole story of a case in time order, told across its traces both ways. Two statements, however long.

    Args:
        subject: "voice:12".
        audiences: what may be read of the case itself.
        others: what may be read of the cases it is traced to. Being a party to a voice makes nobody a party to the
            suggestion that grew out of it, so this is "public" unless the caller has checked more.
    """
    own = Q(subject=subject, audience__in=list(audiences))
    related = Q(subject__in=family(subject), audience__in=list(others))
    return list(Entry.objects.filter(own | related).order_by("at", "id"))


def by_person(
    person: int,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    verbs: Iterable[str] = (),
    before: tuple[datetime, int] | None = None,
    limit: int = 50,
) -> list[Entry]:
    """What one person did, newest first.

    Args:
        since, until: from this moment, up to but without that one.
        verbs: only these verbs; all when empty.
        before: ``(at, id)`` of the last line of the page before.
    """
    lines = Entry.objects.filter(person=person)
    if since:
        lines = lines.filter(at__gte=since)
    if until:
        lines = lines.filter(at__lt=until)
    if wanted := list(verbs):
        lines = lines.filter(verb__in=wanted)
    if before:
        at, pk = before
        lines = lines.filter(at__lte=at).exclude(at=at, id__gte=pk)
    return list(lines.order_by("-at", "-id")[:limit])


def last(subject: str) -> Entry | None:
    """The newest line of a case, or None."""
    return Entry.objects.filter(subject=subject).order_by("-seq").first()


def last_by_people(subjects: Iterable[str]) -> dict[str, int]:
    """The number of the newest line that a person wrote, by case; what the house did by itself is left out."""
    lines = Entry.objects.filter(subject__in=list(subjects)).exclude(actor_kind="system")
    return dict(lines.values_list("subject").annotate(Max("seq")).order_by())


def changes(subjects: Iterable[str], verbs: Iterable[str] = ()) -> dict[str, datetime]:
    """When each of these cases last changed for everybody: by a public line, or one of ``verbs``. One statement."""
    lines = Entry.objects.filter(_seen(verbs), subject__in=list(subjects)).order_by()
    return dict(lines.values_list("subject").annotate(Max("at")))


def changed(kind: str, since: datetime, verbs: Iterable[str] = ()) -> "QuerySet[Any, int]":
    """Ids of the cases of a kind that changed from this moment on, as ``changes`` means it; for a filter."""
    lines = Entry.objects.filter(_seen(verbs), at__gte=since, subject__startswith=f"{kind}:")
    number = Cast(Substr("subject", len(kind) + 2), BigIntegerField())
    return lines.values_list(number, flat=True)


def _seen(verbs: Iterable[str]) -> Q:
    return Q(audience=Audience.PUBLIC) | Q(verb__in=list(verbs))


def seals(*, before: date | None = None, limit: int = 60) -> list[Seal]:
    """The newest seals, newest first; ``before`` is the day of the last one on the page before."""
    found = Seal.objects.filter(day__lt=before) if before else Seal.objects.all()
    return list(found.order_by("-day")[:limit])
