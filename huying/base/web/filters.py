"""How dates, numbers and texts are said on a page."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from markupsafe import Markup, escape

from huying.base.web.words import gettext
from huying.kernel.words import N_

WEEKDAYS = (N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"), N_("周日"))
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def site_name() -> str:
    return gettext("呼应")


def _local(value: date | datetime) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


def _english() -> bool:
    return (get_language() or "").startswith("en")


def _day(local: date, today: date) -> str:
    text = f"{local.day} {MONTHS[local.month - 1]}" if _english() else f"{local.month} 月 {local.day} 日"
    if local.year == today.year:
        return text
    return f"{text} {local.year}" if _english() else f"{local.year} 年 {text}"


def _weekday(local: date, today: date) -> str:
    return f"{_day(local, today)}{', ' if _english() else ' '}{gettext(WEEKDAYS[local.weekday()])}"


def day(value: date | datetime | None) -> str:
    """ "8 月 3 日", with the year when it is not this one."""
    return "–" if value is None else _day(_local(value), timezone.localdate())


def weekday(value: date | datetime | None) -> str:
    """ "8 月 3 日 周一", "3 Aug, Mon"."""
    return "–" if value is None else _weekday(_local(value), timezone.localdate())


def moment(value: date | datetime | None) -> str:
    """ "8 月 3 日 16:20"; only the day when the hour is not known."""
    return f"{day(value)} {timezone.localtime(value):%H:%M}" if isinstance(value, datetime) else day(value)


_NEAR = {1: N_("昨天"), -1: N_("明天"), -2: N_("后天")}


def ago(value: date | datetime | None) -> str:
    """明天, 今天, 昨天, 3 天前; further away the day itself."""
    if value is None:
        return "–"
    local, today = _local(value), timezone.localdate()
    days = (today - local).days
    if days == 0:
        return (
            gettext("今天 %(time)s") % {"time": f"{timezone.localtime(value):%H:%M}"}
            if isinstance(value, datetime)
            else gettext("今天")
        )
    if days in _NEAR:
        return gettext(_NEAR[days])
    if 1 < days <= 10:
        return ngettext("%(n)d 天前", "%(n)d 天前", days) % {"n": days}
    return _weekday(local, today) if days < 0 else _day(local, today)


def when(value: date | datetime | None, say: str = "ago") -> Markup:
    """A ``<time>`` that says it as people do and shows the exact moment on hover."""
    if value is None:
        return Markup("–")
    iso = exact = value.isoformat()
    if isinstance(value, datetime):
        value = timezone.localtime(value)
        exact = value.isoformat(" ", "minutes")[:16]
        value = value.date() if say in ("day", "weekday") else value
    said = escape(_WORDS[say](value))
    return Markup(f'<time datetime="{iso}" title="{exact}">{said}</time>')  # noqa: S704 - numbers, and words escaped


_WORDS = {"ago": ago, "day": day, "weekday": weekday, "moment": moment}


def number(value: int | float | None) -> str:
    """12 345, with thin groups as Chinese offices print them."""
    return "–" if value is None else f"{value:,}".replace(",", " ")


def filesize(size: int) -> str:
    """ "1.2 MB"."""
    return f"{size / 1048576:.1f} MB" if size >= 1048576 else f"{max(1, round(size / 1024))} kB"


def listed(items: Iterable[str]) -> str:
    """Names in a row: "甲、乙"."""
    return (", " if _english() else "、").join(str(each) for each in items)


def paragraphs(text: str) -> Markup:
    """Plain text as paragraphs and line breaks; everything in it stays text."""
    parts = [part.strip() for part in str(text).replace("\r\n", "\n").split("\n\n") if part.strip()]
    return Markup("").join(
        Markup("<p>{}</p>").format(Markup("<br>").join(escape(line) for line in part.split("\n"))) for part in parts
    )


def translated(text: str, **params: Any) -> str:
    """A text marked with ``N_`` in a pure file, in the reader's language."""
    said = gettext(text) if text else ""
    return said % params if params else said


ALL: dict[str, Callable[..., Any]] = {
    "ago": ago,
    "day": day,
    "weekday": weekday,
    "moment": moment,
    "when": when,
    "number": number,
    "filesize": filesize,
    "listed": listed,
    "paragraphs": paragraphs,
    "tr": translated,
}
