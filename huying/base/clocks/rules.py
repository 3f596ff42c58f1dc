"""How a clock is read: whose days are left, how warm it is, when to remind. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from typing import Any, Protocol

from huying.kernel.calendar import WorkCalendar
from huying.kernel.words import N_

# Working days before the due day on which its debtor is reminded; a minus counts after it.
LEVELS: tuple[int, ...] = (15, 7, 3, 0, -1)
SOON_DAYS = 7
# Below so many days the count is told in working days, when a calendar is at hand: that is what is left to work in.
TELL_WORKING_DAYS = 10

LEVEL_LABELS: Mapping[int, str] = {
    15: N_("还有 15 个工作日"),
    7: N_("还有 7 个工作日"),
    3: N_("还有 3 个工作日"),
    0: N_("今天到期"),
    -1: N_("已经超期"),
}


class Warmth(IntEnum):
    """How warmly a clock is coloured, from cool to hot."""

    OK = 0
    SOON = 1
    LATE = 2

    @property
    def key(self) -> str:
        """The word the style sheet knows: ok, soon, late."""
        return self.name.lower()


class Reading(Protocol):
    """What a clock shows to these rules."""

    state: str
    due: date
    settled: date | None


@dataclass(frozen=True, slots=True)
class Left:
    """What to say of a clock today.

    Args:
        days: calendar days until the due day; negative when it has passed.
        level: "ok", "soon" or "late".
        text: the sentence, marked for translation, with places for ``params``.
    """

    days: int
    level: str
    text: str
    params: Mapping[str, Any]

    def __str__(self) -> str:
        return self.text % self.params


def outcome(due: date, on: date) -> str:
    """ "met" when it was done on or before the due day, else "missed"; the time of day never matters."""
    return "met" if on <= due else "missed"


def days_left(clock: Reading, on: date, calendar: WorkCalendar | None = None, *, soon: int = SOON_DAYS) -> Left:
    """还剩 12 天 · 剩 3 个工作日 · 今天到期 · 超期 2 天 · 按时完成 · 超期 2 天完成 · 已取消 · 已改期.

    Args:
        clock: the clock, or anything with its state, due and settled days.
        on: today's local day.
        calendar: when given, a short time is told in working days.
        soon: so many calendar days before the due day it counts as soon.
    """
    days = (clock.due - on).days
    if clock.settled is not None:
        return _settled(clock, clock.settled)
    if days < 0:
        return Left(days, Warmth.LATE.key, N_("超期 %(days)s 天"), {"days": -days})
    if days == 0:
        return Left(0, Warmth.SOON.key, N_("今天到期"), {})
    level = (Warmth.SOON if days <= soon else Warmth.OK).key
    if calendar is not None and days <= TELL_WORKING_DAYS:
        working = calendar.working_days_between(on, clock.due)
        if working > 0:
            return Left(days, level, N_("剩 %(days)s 个工作日"), {"days": working})
    return Left(days, level, N_("还剩 %(days)s 天"), {"days": days})


def _settled(clock: Reading, settled: date) -> Left:
    late = (settled - clock.due).days
    if clock.state == "missed":
        # Ended unfinished on the day it was found late, or done late: both are late for good.
        return Left(-late, Warmth.LATE.key, N_("超期 %(days)s 天完成"), {"days": late})
    text = {"met": N_("按时完成"), "cancelled": N_("已取消")}.get(clock.state, N_("已改期"))
    return Left(-late, Warmth.OK.key, text, {})


def plan(anchor: date, due: date, levels: Sequence[int], calendar: WorkCalendar) -> list[tuple[date, int]]:
    """When to remind, in time order: (day, level). Days on or before the anchor are left out; two never share a day.

    Args:
        levels: working days before the due day (0 the day itself, minus after it); the due day of a period that does
            not roll may be a rest day.
    """
    days: dict[date, int] = {}
    for level in sorted(set(levels), reverse=True):
        day = due if level == 0 else calendar.add_working_days(due, -level)
        if day > anchor or level <= 0:
            days[day] = level
    return sorted(days.items())


def newest(reminders: Sequence[tuple[date, int]], on: date) -> tuple[int | None, list[tuple[date, int]]]:
    """After a silence of any length: the one level to speak of now (None when nothing is due), and what remains."""
    passed = [level for day, level in reminders if day <= on]
    return (passed[-1] if passed else None), [(day, level) for day, level in reminders if day > on]


def day_after(due: date) -> date:
    """The first day on which a clock due on ``due`` is late."""
    return due + timedelta(days=1)
