"""Division codes and the names of sessions: plain values in, plain values out."""

from datetime import date, timedelta

from huying.kernel.calendar import WorkCalendar
from huying.kernel.errors import Invalid
from huying.kernel.words import N_

LEVELS: dict[int, frozenset[str]] = {
    6: frozenset({"county"}),
    9: frozenset({"town", "street"}),
    12: frozenset({"village"}),
}
"""Digits of an official division code (GB/T 2260, GB/T 10114, 统计用区划代码) -> the levels it can name."""

_DIGITS = "零一二三四五六七八九"


def check_code(code: str, level: str) -> None:
    """Refuse a code that is no division code, or that does not fit ``level``."""
    if not (code.isascii() and code.isdigit()) or len(code) not in LEVELS:
        raise Invalid(N_("行政区划代码应为 6 位、9 位或 12 位数字。"), field="code")
    if level not in LEVELS[len(code)]:
        raise Invalid(N_("代码的位数与级别不符：县 6 位，乡镇、街道 9 位，村、社区 12 位。"), field="level")


def parent(code: str) -> str:
    """The code of the region right above, "" for a county."""
    return code[:-3] if len(code) in (9, 12) else ""


def prefixes(code: str) -> list[str]:
    """The code and every region around it, the nearest first: ``430599101`` -> ``[430599101, 430599]``."""
    return [code[:length] for length in (12, 9, 6) if length <= len(code)]


def home(code: str) -> str:
    """The congress whose register a place belongs to: its township for a village, itself otherwise."""
    return code[:9]


def numeral(number: int) -> str:
    """A number from 0 to 99 as a Chinese numeral: 18 -> 十八."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def level_of(code: str) -> str:
    """What a code names by its digits: 统计用区划代码 give 001 to 099 to streets."""
    if len(code) == 9:
        return "street" if code[6] == "0" else "town"
    return "county" if len(code) == 6 else "village"


def holidays(calendar: WorkCalendar, year: int) -> list[tuple[str, date, date]]:
    """The rest days of a year that have a name, in spans: (name, first, last)."""
    found: list[tuple[str, date, date]] = []
    for day in _days(year):
        if name := calendar.name(day):
            if found and found[-1][0] == name and found[-1][2] == day - timedelta(days=1):
                found[-1] = (name, found[-1][1], day)
            else:
                found.append((name, day, day))
    return found


def make_up_days(calendar: WorkCalendar, year: int) -> list[date]:
    """The Saturdays and Sundays of a year that are worked."""
    return [day for day in _days(year) if day.weekday() >= 5 and calendar.works(day)]


def _days(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]
