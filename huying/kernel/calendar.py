"""Which days are worked, which are not, and which nobody can know yet.

A due date is a local day, never an instant. The national table is data (``data/rest_days.toml``, source inside); a
county adds its own rest days with ``with_local``. A year whose notice (放假安排) is not out yet follows the week and
the days the law itself fixes, and every date that reaches into it is provisional (暂定).
"""

import re
import tomllib
from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files

from huying.kernel.errors import Invalid
from huying.kernel.words import N_

_FIRST, _LAST = date(2000, 1, 1), date(2060, 12, 31)
_DATE = re.compile(r"(\d{4})\s*(?:-|/|\.|年)\s*(\d{1,2})\s*(?:-|/|\.|月)\s*(\d{1,2})\s*日?")

HOLIDAYS = (
    N_("元旦"),
    N_("春节"),
    N_("清明节"),
    N_("劳动节"),
    N_("端午节"),
    N_("中秋节"),
    N_("国庆节"),
    N_("抗战胜利纪念日"),
)


class WorkCalendar:
    """A sorted list of working days, searched by halves.

    Args:
        rest_days: the days that differ from the week or have a name: day -> whether it is worked. Monday to Friday is
            worked otherwise, Saturday and Sunday are not.
        published_years: years whose official notice is out.
        version: names this table in clocks ("national-2026"); at most 40 characters.
        names: rest day -> name of its holiday (国庆节), for explanations.
    """

    __slots__ = ("_days", "_exceptions", "_names", "_published", "version")

    def __init__(
        self,
        rest_days: Mapping[date, bool],
        published_years: frozenset[int] | set[int],
        version: str,
        names: Mapping[date, str] | None = None,
    ) -> None:
        self._exceptions = dict(rest_days)
        self._published = frozenset(published_years)
        self._names = dict(names or {})
        self.version = version
        special = {day.toordinal(): works for day, works in self._exceptions.items()}
        self._days = [
            number
            for number in range(_FIRST.toordinal(), _LAST.toordinal() + 1)
            if special.get(number, (number + 6) % 7 < 5)
        ]

    def works(self, day: date) -> bool:
        """Whether ``day`` is a working day."""
        return self._exceptions.get(day, day.weekday() < 5)

    def published(self, day: date) -> bool:
        """Whether the notice for the year of ``day`` is out; if not, a date there is provisional."""
        return day.year in self._published

    def name(self, day: date) -> str:
        """The holiday a rest day belongs to (国庆节), or "" when it is a plain weekend or a working day."""
        return self._names.get(day, "")

    def add_working_days(self, day: date, n: int) -> date:
        """The ``n``-th working day after ``day`` (itself not counted); a negative ``n`` counts backwards, 0 is ``day``.

        Raises:
            Invalid: there are not so many working days within reach of the table (2000 to 2060).
        """
        if n == 0:
            return day
        at = day.toordinal()
        return self._at(bisect_right(self._days, at) + n - 1 if n > 0 else bisect_left(self._days, at) + n, day)

    def next_working_day(self, day: date) -> date:
        """``day`` itself when it is worked, else the first working day after it."""
        return self._at(bisect_left(self._days, day.toordinal()), day)

    def previous_working_day(self, day: date) -> date:
        """``day`` itself when it is worked, else the last working day before it."""
        return self._at(bisect_right(self._days, day.toordinal()) - 1, day)

    def working_days_between(self, after: date, until: date) -> int:
        """How many working days lie after ``after``, up to and with ``until``; negative when ``until`` is earlier."""
        return bisect_right(self._days, until.toordinal()) - bisect_right(self._days, after.toordinal())

    def with_local(self, changes: Mapping[date, bool], version: str) -> "WorkCalendar":
        """This calendar with a county's own days (day -> works) laid over it, under a new version name."""
        names = {day: name for day, name in self._names.items() if not changes.get(day, False)}
        return WorkCalendar({**self._exceptions, **changes}, self._published, version, names)

    def _at(self, index: int, near: date) -> date:
        if not _FIRST <= near <= _LAST:
            raise Invalid(N_("工作日历只到 %(first)s 至 %(last)s，%(day)s 不在其中。"), **_reach(near))
        if not 0 <= index < len(self._days):
            raise Invalid(N_("工作日历里从 %(day)s 起没有足够的工作日，请先检查节假日设置。"), **_reach(near))
        return date.fromordinal(self._days[index])


def _reach(near: date) -> dict[str, str]:
    return {"first": str(_FIRST), "last": str(_LAST), "day": str(near)}


@cache
def national() -> WorkCalendar:
    """The calendar of the State Council's notices, 2004 to 2026, with the days fixed by law after that."""
    table = tomllib.loads((files("huying.kernel") / "data" / "rest_days.toml").read_text(encoding="utf-8"))
    years = {int(year): days for year, days in table.items() if year != "version"}
    names = {day: name for days in years.values() for name, rest in days["rest"].items() for day in rest}
    works = {day: True for days in years.values() for group in days.get("work", {}).values() for day in group}
    published = {year for year, days in years.items() if days["published"]}
    return WorkCalendar({**dict.fromkeys(names, False), **works}, published, table["version"], names)


def add_months(day: date, months: int) -> tuple[date, bool]:
    """The corresponding day ``months`` later, or the month's last day where there is none (民法典第202条).

    Returns:
        the day, and whether it was clipped to the month's end.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        raise Invalid(N_("%(months)s 个月太长了，算不出日期。"), months=months)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last)), day.day > last


def parse_day(text: str) -> date:
    """A date a person wrote: 2026-07-01, 2026/7/1, 2026.7.1 or 2026年7月1日.

    Raises:
        Invalid: two-digit years and spreadsheet serial numbers (ambiguous), and days that do not exist (31 September).
    """
    match = _DATE.fullmatch(text.strip())
    if not match:
        raise Invalid(N_("“%(given)s”不是日期，请写成 2026-07-01 这样，年份用四位数。"), given=text.strip()[:40])
    year, month, day = (int(part) for part in match.groups())
    try:
        return date(year, month, day)
    except ValueError:
        raise Invalid(N_("没有 %(year)s 年 %(month)s 月 %(day)s 日这一天。"), year=year, month=month, day=day) from None
