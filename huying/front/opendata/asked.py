"""What a program asks for in its address, checked: one sentence for everything that cannot be used."""

import math
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from huying.kernel.coordinates import Point, possible
from huying.kernel.errors import Invalid
from huying.kernel.words import N_

SPAN = timedelta(days=90)
MOST = 1000
PAGE, LARGEST = 50, 200
FARTHEST = 50_000
STATUSES = ("open", "closed")
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)(Z|[+\- ]\d\d:?\d\d)")
_WHEN = N_("时间要写成 2026-03-06T09:30:00+08:00 这样，带上时区。")
_LONG = N_("一次最多查 %(days)d 天，请分几次查。")


class Circle(NamedTuple):
    """Around a place in WGS-84, so many metres."""

    at: Point
    metres: float


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which requests. ``ids`` overrides all else; None is “not asked for”, () is “none can fit”."""

    ids: tuple[uuid.UUID, ...] | None
    services: tuple[str, ...]
    statuses: tuple[str, ...]
    since: datetime | None
    until: datetime | None
    changed_since: datetime | None
    changed_until: datetime | None
    near: Circle | None
    first: int
    size: int


def wanted(query: Mapping[str, str], now: datetime) -> Wanted:
    """What ``GET requests`` asks for.

    Without a date: the last 90 days; with one, the 90 days before or after it. By last change instead when only that
    is asked. Without ``page`` and ``page_size`` everything up to 1 000.

    Raises:
        Invalid: a date, number or place that is none, or more than 90 days.
    """
    since, until = span(query, "start_date", "end_date")
    changed_since, changed_until = span(query, "updated_after", "updated_before")
    if since is None and until is None and changed_since is None:
        since = now - SPAN
    first, size = _page(query)
    return Wanted(
        _ids(query.get("service_request_id", "")),
        _words(query.get("service_code", "")),
        _statuses(query.get("status", "")),
        since,
        until,
        changed_since,
        changed_until,
        _near(query.get("near", "")),
        first,
        size,
    )


def moment(text: str, field: str) -> datetime:
    """A W3C date and time with its zone; a blank for the “+” that many clients forget to escape.

    Raises:
        Invalid: at ``field``.
    """
    found = _MOMENT.fullmatch(text.strip())
    try:
        value = datetime.fromisoformat(found[1] + found[2].replace(" ", "+")) if found else None
    except ValueError:
        value = None
    if value is None or not 1970 <= value.year <= 2200:
        raise Invalid(_WHEN, field=field)
    return value


def span(query: Mapping[str, str], first: str, last: str) -> tuple[datetime | None, datetime | None]:
    """From when until when; both None when neither is asked, 90 days when one is.

    Raises:
        Invalid: not in this order, or longer than 90 days.
    """
    since = moment(query[first], first) if query.get(first, "").strip() else None
    until = moment(query[last], last) if query.get(last, "").strip() else None
    if until is None:
        if since is None:
            return None, None
        until = since + SPAN
    since = since or until - SPAN
    if since > until:
        raise Invalid(N_("起止时间写反了。"), field=first)
    if until - since > SPAN:
        raise Invalid(_LONG, field=first, days=SPAN.days)
    return since, until


def number(text: str, field: str, low: float, high: float) -> float:
    """A plain decimal number within bounds."""
    try:
        value = float(text) if text.isascii() and "_" not in text else math.nan
    except ValueError:
        value = math.nan
    if not low <= value <= high:
        raise Invalid(N_("“%(name)s”要是 %(low)g 到 %(high)g 的数。"), field=field, name=field, low=low, high=high)
    return value


def _page(query: Mapping[str, str]) -> tuple[int, int]:
    """(first, how many) of the rows that fit."""
    if not query.get("page") and not query.get("page_size"):
        return 0, MOST
    page = int(number(query.get("page") or "1", "page", 1, MOST))
    size = int(number(query.get("page_size") or str(PAGE), "page_size", 1, LARGEST))
    return (page - 1) * size, size


def _ids(text: str) -> tuple[uuid.UUID, ...] | None:
    """Ids as they came, nonsense left out; None without the parameter."""
    if not text.strip():
        return None
    found = []
    for word in _words(text)[:MOST]:
        try:
            found.append(uuid.UUID(word))
        except ValueError:
            continue
    return tuple(found)


def _words(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in (part.strip() for part in text.split(",")) if word))


def _statuses(text: str) -> tuple[str, ...]:
    found = _words(text.lower())
    if set(found) - set(STATUSES):
        raise Invalid(N_("status 只能是 open、closed，用逗号隔开。"), field="status")
    return found


def _near(text: str) -> Circle | None:
    if not text.strip():
        return None
    parts = [part.strip() for part in text.split(",")]
    if len(parts) != 3:
        raise Invalid(N_("near 要写成“纬度,经度,米数”。"), field="near")
    at = Point(number(parts[0], "near", -90, 90), number(parts[1], "near", -180, 180))
    if not possible(at):
        raise Invalid(N_("near 要写成“纬度,经度,米数”。"), field="near")
    return Circle(at, number(parts[2], "near", 1, FARTHEST))
