"""A calendar (iCalendar, RFC 5545): plain values in, a document out. Days only, with a reminder the morning before."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

TYPE = "text/calendar; charset=utf-8"
_WIDTH = 75
"""Bytes of a line; longer ones are folded, never inside a character."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something due on a day. ``uid`` never changes; ``stamp`` is the day it was entered."""

    uid: str
    day: date
    stamp: date
    summary: str
    url: str = ""


def document(name: str, events: Iterable[Event]) -> str:
    """The calendar, its lines folded and ended as the standard asks."""
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Huying//Huying//ZH", "CALSCALE:GREGORIAN")
    lines = [*head, f"X-WR-CALNAME:{_escaped(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT1H"]
    for event in events:
        lines += _event(event)
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in _folded(line))


def _event(event: Event) -> list[str]:
    said = _escaped(event.summary)
    return [
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{event.stamp:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{said}",
        *([f"URL:{_plain(event.url)}"] if event.url else []),
        "TRANSP:TRANSPARENT",
        *("BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT15H", f"DESCRIPTION:{said}", "END:VALARM"),
        "END:VEVENT",
    ]


def _plain(text: str) -> str:
    return "".join(char for char in text if char.isprintable())


def _escaped(text: str) -> str:
    """Words as a value: separators escaped, line ends as ``\\n``, other control characters gone."""
    lines = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").splitlines()
    return "\\n".join(_plain(line) for line in lines)


def _folded(line: str) -> Iterator[str]:
    part, size = "", 0
    for char in line:
        more = len(char.encode())
        if size + more > _WIDTH:
            yield part
            part, size = " ", 1
        part, size = part + char, size + more
    yield part
