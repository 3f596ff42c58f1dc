"""What may be said, and the arithmetic of a voice. Plain values in, plain values out."""

import math
import unicodedata
from collections.abc import Collection, Iterable
from datetime import date
from typing import Protocol

from huying.kernel.coordinates import SYSTEMS, Point, possible, to_wgs84
from huying.kernel.errors import Invalid
from huying.kernel.words import N_

TEXT_MAX = 2000
PHOTOS_MAX = 9
PHONE_MAX = 20
CAMPAIGN_MAX = 30

_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\ufeff")


def _rare(char: str) -> bool:
    """A Chinese character, also one younger than this Python's tables (people's names bear them)."""
    return 0x20000 <= ord(char) <= 0x3FFFD and ord(char) & 0xFFFF < 0xFFFE


def clean(text: str, *, lines: bool = True) -> str:
    """The text without control, bidirectional and unassigned characters; line ends as ``\\n``, outer blanks gone.

    Args:
        lines: keep line breaks; otherwise they become blanks.
    """
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    kept = "".join(
        char
        for char in text
        if char == "\n" or _rare(char) or (unicodedata.category(char) not in ("Cc", "Cs", "Cn") and char not in _BIDI)
    )
    return kept.strip() if lines else " ".join(kept.split())


def words(text: str, *, field: str = "text", needed: bool = True, limit: int = TEXT_MAX) -> str:
    """Cleaned words of at most ``limit`` characters.

    Raises:
        Invalid: at ``field``, when nothing is left though something is needed, or when there are too many.
    """
    said = clean(text)
    if needed and not said:
        raise Invalid(N_("请写几句话。"), field=field)
    if len(said) > limit:
        raise Invalid(
            N_("写了 %(count)d 个字，最多 %(limit)d 个，请删去 %(over)d 个。您写的都还在。"),
            field=field,
            count=len(said),
            limit=limit,
            over=len(said) - limit,
        )
    return said


def spoken(text: str, photos: int, sounds: int = 0) -> str:
    """What a citizen said: words, or at least a photo or a voice note (then the words may be empty)."""
    said = words(text, needed=False)
    if not said and not photos and not sounds:
        raise Invalid(N_("请写几句话，或者拍一张照片、录一段话，我们才知道是什么事。"), field="text")
    if photos > PHOTOS_MAX:
        raise Invalid(N_("一次最多 %(limit)d 张照片。"), field="photos", limit=PHOTOS_MAX)
    return said


def campaign(name: str) -> str:
    """What a campaign is called, on one line.

    Raises:
        Invalid: too long.
    """
    given = clean(name, lines=False)
    if len(given) > CAMPAIGN_MAX:
        raise Invalid(N_("活动的名字最多 %(limit)d 个字。"), field="campaign", limit=CAMPAIGN_MAX)
    return given


def phone(number: str) -> str:
    """A phone number as digits with an optional ``+`` in front, or "".

    Raises:
        Invalid: when it is no phone number; kept loose: landlines, service numbers and extensions are real.
    """
    given = unicodedata.normalize("NFKC", clean(number, lines=False)).replace(" ", "").replace("-", "")
    if given and not (given.lstrip("+").isdigit() and given.isascii() and 5 <= len(given) <= PHONE_MAX):
        raise Invalid(N_("电话号码好像不对，请只填数字；也可以不留。"), field="phone")
    return given


def day(on: date, *, earliest: date, today: date) -> date:
    """A day on which something was done: not before it was said, not in the future.

    Raises:
        Invalid: at "on", saying which days may be given.
    """
    if not earliest <= on <= today:
        raise Invalid(
            N_("日期要在 %(first)s 到 %(last)s 之间。"), field="on", first=earliest.isoformat(), last=today.isoformat()
        )
    return on


def point(latitude: float | None, longitude: float | None, system: str) -> Point | None:
    """The place in WGS-84 from degrees in ``system``; None when none was given.

    Raises:
        Invalid: half a place, a place that is not on the globe, an unknown system.
    """
    if latitude is None and longitude is None:
        return None
    given = Point(math.nan if latitude is None else latitude, math.nan if longitude is None else longitude)
    if system not in SYSTEMS or not possible(given):
        raise Invalid(N_("这个坐标不对，请重新定位，或者用文字写清地点。"), field="place")
    return to_wgs84(given, system)


def one_of(value: str, known: Collection[str], *, field: str, needed: bool = True) -> str:
    """``value`` when it is on the list (or empty and not needed)."""
    if (value or needed) and value not in known:
        raise Invalid(N_("请从列出的项目里选一项。"), field=field)
    return value


def triage_period(reopened: int) -> str:
    """Which period runs while a voice lies at the station: the first time ``answer``, after “还没有” ``revisit``."""
    return "revisit" if reopened else "answer"


class Named(Protocol):
    """An entry of the playbook that its keywords propose: a category, a guide."""

    @property
    def code(self) -> str: ...
    @property
    def keywords(self) -> Collection[str]: ...


def likely(text: str, options: Iterable[Named]) -> tuple[str, list[str]]:
    """The option most of whose keywords stand in the text, with the words that say so; ("", []) when none does.

    A word inside a longer one that was found counts once; of equals the option that comes first.
    """
    best: tuple[str, list[str]] = ("", [])
    for option in options:
        found = [word for word in option.keywords if word in text]
        told = [word for word in found if not any(word in other and word != other for other in found)]
        if len(told) > len(best[1]):
            best = (option.code, told)
    return best
