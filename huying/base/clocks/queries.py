"""What is owed, by whom, by when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, Q, QuerySet

from huying.base.clocks.models import OPEN, Clock
from huying.kernel.periods import Step

# Clock is a value that other rooms may hold and name; its table is not theirs.
__all__ = [
    "Clock",
    "Owing",
    "due_actions",
    "late",
    "late_by",
    "late_days",
    "of",
    "open_of",
    "open_of_all",
    "owed_by",
    "owed_days",
    "steps",
]

_LONG = ("plan", "levels", "period", "explanation")
"""What only the page of one case reads: left unread where many clocks are listed, fetched where asked for after all."""


_COUNTY = 6
"""Digits of a county's division code (GB/T 2260)."""


def owed_by(
    debtors: Iterable[str], limit: int = 50, after: tuple[date, int] | None = None, *, about: str = ""
) -> list[Clock]:
    """What these debtors still owe, the most urgent first.

    Args:
        debtors: "organ:5", "person:7", "station:3".
        after: ``(due, id)`` of the last clock of the page before.
        about: only subjects of one kind ("voice").
    """
    clocks = Clock.objects.filter(OPEN, debtor__in=list(debtors)).defer(*_LONG)
    if about:
        clocks = clocks.filter(subject__startswith=f"{about}:")
    return list(_page(clocks, after)[:limit])


def owed_days(debtors: Iterable[str], limit: int = 400) -> list[tuple[str, date]]:
    """The same as (subject, due) only: ten times cheaper, for marking and counting."""
    clocks = Clock.objects.filter(OPEN, debtor__in=list(debtors))
    return list(_page(clocks, None).values_list("subject", "due")[:limit])


def late_days(region: str, on: date, limit: int = 200, debtor: str = "") -> list[tuple[str, date]]:
    """What is owed inside a region and past its day, as (subject, due), the oldest debt first; by one debtor only."""
    clocks = Clock.objects.filter(OPEN, _inside(region), due__lt=on)
    if debtor:
        clocks = clocks.filter(debtor=debtor)
    return list(_page(clocks, None).values_list("subject", "due")[:limit])


def open_of(subject: str) -> list[Clock]:
    """What is still owed in one case, the most urgent first."""
    return list(Clock.objects.filter(OPEN, subject=subject).order_by("due", "id"))


def open_of_all(subjects: Iterable[str]) -> dict[str, list[Clock]]:
    """The same for a page of cases, in one statement: subject -> its open clocks, the most urgent first."""
    found: dict[str, list[Clock]] = {}
    clocks = Clock.objects.filter(OPEN, subject__in=list(subjects)).defer(*_LONG)
    for clock in clocks.order_by("due", "id"):
        found.setdefault(clock.subject, []).append(clock)
    return found


def of(subject: str, *, extensions: bool = True) -> list[Clock]:
    """Every clock a case ever had, oldest first. Two statements with their extensions, one without."""
    rows = Clock.objects.filter(subject=subject).order_by("id")
    return list(rows.prefetch_related("extensions") if extensions else rows)


def late(region: str, on: date, limit: int = 200, after: tuple[date, int] | None = None) -> list[Clock]:
    """What is owed inside a region and past its day, the oldest debt first."""
    clocks = Clock.objects.filter(OPEN, _inside(region), due__lt=on).defer(*_LONG)
    return list(_page(clocks, after)[:limit])


@dataclass(frozen=True, slots=True)
class Owing:
    """How much one debtor is behind with one kind of thing."""

    debtor: str
    kind: str
    n: int
    oldest: date


def late_by(region: str, on: date, prefix: str = "", limit: int = 200) -> list[Owing]:
    """Who is behind inside a region, with what and since when. One statement over what is open and late.

    Args:
        prefix: of the subject, "suggestion:".
    """
    clocks = Clock.objects.filter(OPEN, _inside(region), due__lt=on)
    clocks = clocks.filter(subject__startswith=prefix) if prefix else clocks
    rows = clocks.values("debtor", "kind").annotate(n=Count("id"), oldest=Min("due")).order_by("-n", "oldest")[:limit]
    return [Owing(**row) for row in rows]


def due_actions(on: date, limit: int = 200) -> list[Clock]:
    """The clocks the next tick will speak of; reading changes nothing."""
    return list(Clock.objects.filter(next_action__lte=on).order_by("next_action", "id")[:limit])


def steps(clock: Clock) -> list[Step]:
    """How its due day was computed, line by line."""
    return [Step.from_json(step) for step in clock.explanation]


def _inside(region: str) -> Q:
    """A region and all in it. A county holds nearly every debt of the house: there they are better read by their days
    than looked up by place and sorted, which SQLite would do for a range."""
    if len(region) <= _COUNTY:
        return Q(region__startswith=region)
    return Q(region__gte=region, region__lt=region + "~")


def _page(clocks: QuerySet[Clock], after: tuple[date, int] | None) -> QuerySet[Clock]:
    if after:
        due, pk = after
        clocks = clocks.filter(due__gte=due).exclude(due=due, id__lte=pk)
    return clocks.order_by("due", "id")
