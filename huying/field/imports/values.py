"""What stands in a cell: days, degrees, yes and no. Pure; every refusal says what to write instead."""

import re
import unicodedata
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from huying.field.imports.columns import WORDS
from huying.field.imports.reading import Cell, shown
from huying.kernel.coordinates import Point
from huying.kernel.errors import Invalid
from huying.kernel.words import N_

HERE = ZoneInfo("Asia/Shanghai")
FIRST_YEAR = 1990
"""Older than every hotline and station: an earlier year is a slip, or the 1900 of an empty cell."""

_MOMENT = re.compile(WORDS["cells"]["moment"])
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?")
_EXCEL_DAY_0 = datetime(1899, 12, 30)
_SERIAL = (20_000, 80_000)
_MASKED = re.compile(r"[*xX×＊#]{2,}")
_CHINA = ((3.0, 54.0), (73.0, 136.0))

ENDED, OPEN = frozenset(WORDS["status"]["ended"]), frozenset(WORDS["status"]["open"])
SOLVED = {word: verdict for verdict, words in WORDS["verdict"].items() for word in words}
NOT_SECRET = frozenset(WORDS["secret"]["no"])


def moment(cell: Cell, now: datetime) -> datetime:
    """The moment a cell tells, midnight when it names only the day.

    Raises:
        Invalid: no date, no such day, before any ledger, in the future.
    """
    found = _moment(cell)
    if found.year < FIRST_YEAR:
        raise Invalid(N_("年份太早，请核对。一般是单元格空着或者填错了。"))
    if found > now:
        raise Invalid(N_("这一天还没有到，请核对年份。"))
    return found


def _moment(cell: Cell) -> datetime:
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=HERE) if cell.tzinfo is None else cell.astimezone(HERE)
    text = unicodedata.normalize("NFKC", shown(cell)).strip()
    if isinstance(cell, int | float) and _SERIAL[0] < cell < _SERIAL[1]:
        return (_EXCEL_DAY_0 + timedelta(days=float(cell))).replace(microsecond=0, tzinfo=HERE)
    found = _MOMENT.fullmatch(text) or _DIGITS.fullmatch(text)
    if found is None:
        raise Invalid(N_("看不懂这个日期，请写成 2025-03-01 或 2025-03-01 14:30。"))
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=HERE)
    except ValueError as fault:
        raise Invalid(N_("日历上没有这一天或这个时刻，请核对。")) from fault


def degrees(latitude: Cell, longitude: Cell) -> Point | None:
    """The place two cells tell; None when both are empty or nought, as systems write what they do not know.

    Raises:
        Invalid: only one, no number, exchanged, outside the country.
    """
    north, east = _degree(latitude), _degree(longitude)
    if not north and not east:
        return None
    if north is None or east is None:
        raise Invalid(N_("经度和纬度要么都写，要么都空着。"))
    (south, top), (west, right) = _CHINA
    if south <= east <= top and west <= north <= right:
        raise Invalid(N_("经度和纬度好像填反了，请对调。"))
    if not (south <= north <= top and west <= east <= right):
        raise Invalid(N_("这个坐标不在国内，请核对；不知道就空着。"))
    return Point(north, east)


def _degree(cell: Cell) -> float | None:
    text = unicodedata.normalize("NFKC", shown(cell)).strip(WORDS["cells"]["degree"])
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        raise Invalid(N_("坐标要写成小数，例如 111.4689；不知道就空着。")) from None


def masked(text: str) -> bool:
    """Whether a number was made unreadable by the system it comes from: 139****0001."""
    return bool(_MASKED.search(text))


def ended(text: str) -> bool | None:
    """Whether a status says that it is over; None when it says nothing.

    Raises:
        Invalid: a word we do not know.
    """
    word = _word(text)
    if word and word not in ENDED | OPEN:
        raise Invalid(N_("看不懂这个办理状态，请写“已办结”或“办理中”。"))
    return word in ENDED if word else None


def verdict(text: str) -> str:
    """The citizen's verdict; "" when the ledger says nothing of it."""
    word = _word(text)
    if word and word not in SOLVED:
        raise Invalid(N_("是否解决请写“已解决”“部分解决”或“未解决”，不知道就空着。"))
    return str(SOLVED.get(word, ""))


def secret(text: str) -> bool:
    """Whether secrecy was asked for; a word we do not know counts as yes."""
    return bool(_word(text)) and _word(text) not in NOT_SECRET


def _word(text: str) -> str:
    return re.sub(r"[\s.,;。]", "", unicodedata.normalize("NFKC", text)).lower()
