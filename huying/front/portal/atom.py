"""Feeds (Atom, RFC 4287): plain values in, a document out. Everything is escaped; what XML cannot hold is left out."""

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

TYPE = "application/atom+xml"
MOST = 50
"""Entries of one feed."""
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
"""When a feed that is still empty last changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing to tell. ``uid`` never changes, ``link`` is where it is read."""

    uid: uuid.UUID
    title: str
    link: str
    updated: datetime
    published: datetime | None = None
    text: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """Who speaks about what: ``here`` is the feed's own address, ``page`` the same for people."""

    title: str
    author: str
    here: str
    page: str
    language: str
    entries: tuple[Entry, ...]

    @property
    def updated(self) -> datetime:
        return max((each.updated for each in self.entries), default=_BEGINNING)


def document(feed: Feed) -> str:
    """The feed as an XML 1.0 document. Its id is made of its address without the host, so a move keeps it."""
    path = re.sub(r"^https?://[^/]+", "", feed.here)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={_attribute(feed.language)}>',
        f"<id>{uuid.uuid5(uuid.NAMESPACE_URL, path).urn}</id>",
        _text("title", feed.title),
        f"<updated>{_moment(feed.updated)}</updated>",
        f"<author>{_text('name', feed.author)}</author>",
        f'<link rel="self" type={_attribute(TYPE)} href={_attribute(feed.here)}/>',
        f'<link rel="alternate" type="text/html" href={_attribute(feed.page)}/>',
        *(_entry(each) for each in feed.entries),
        "</feed>",
    ]
    return "\n".join(lines) + "\n"


def _entry(entry: Entry) -> str:
    parts: Iterable[str] = (
        f"<id>{entry.uid.urn}</id>",
        _text("title", entry.title),
        f"<updated>{_moment(entry.updated)}</updated>",
        f"<published>{_moment(entry.published)}</published>" if entry.published else "",
        f'<link rel="alternate" type="text/html" href={_attribute(entry.link)}/>',
        *(f"<category term={_attribute(tag)}/>" for tag in entry.tags),
        _text("content", entry.text) if entry.text else "",
    )
    return f"<entry>{''.join(parts)}</entry>"


def _text(name: str, words: str) -> str:
    kind = "" if name == "name" else ' type="text"'
    return f"<{name}{kind}>{escape(_NOT_XML.sub('', words))}</{name}>"


def _attribute(words: str) -> str:
    return quoteattr(_NOT_XML.sub("", words))


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
