"""Feeds: valid Atom, only what is published, whatever was typed, and nothing sent twice."""

import copy
import re
import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huying.base.ledger.tests.shared import shared
from huying.field.voices import commands
from huying.field.voices.models import Voice
from huying.front.portal import atom
from huying.front.portal.tests import make
from huying.front.portal.tests.make import HOSTILE, NOW, PHONE, Filled
from huying.kernel.actor import CITIZEN

pytestmark = pytest.mark.django_db
A = "{http://www.w3.org/2005/Atom}"
FEEDS = ("/voices.atom", "/suggestions.atom", "/s/yunxi/feed.atom")


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


full_once = shared(make.filled)


@pytest.fixture
def full(full_once: Filled) -> Filled:
    return copy.deepcopy(full_once)


def fetch(path: str, **heads: str) -> Any:
    return Client(headers=heads or None).get(path)


def feed(path: str) -> ET.Element:
    """The feed, held against what RFC 4287 asks of one."""
    answer = fetch(path)
    assert answer.status_code == 200, (path, answer.status_code)
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = ET.fromstring(answer.content)
    assert root.tag == f"{A}feed"
    _sound(root)
    assert root.find(f"{A}author/{A}name").text
    assert {link.get("rel") for link in root.findall(f"{A}link")} == {"self", "alternate"}
    entries = root.findall(f"{A}entry")
    assert len(entries) <= atom.MOST
    for entry in entries:
        _sound(entry)
        assert entry.find(f"{A}link").get("href").startswith("http://testserver/")
    ids = [entry.findtext(f"{A}id") for entry in entries]
    assert len(set(ids)) == len(ids)
    return root


def _sound(element: ET.Element) -> None:
    for name in ("id", "title", "updated"):
        assert len(element.findall(A + name)) == 1, name
    assert element.findtext(f"{A}id").startswith("urn:uuid:")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", element.findtext(f"{A}updated"))
    assert {child.tag.removeprefix(A) for child in element} <= {
        *("id", "title", "updated", "published", "author", "link", "category", "content", "entry")
    }


def titles(path: str) -> list[str]:
    return [entry.findtext(f"{A}title") for entry in feed(path).findall(f"{A}entry")]


def test_only_what_is_published_is_told(full: Filled) -> None:
    said = titles("/voices.atom")
    assert "桥头村口的路灯坏了半个月" in said
    assert len(said) == 2
    assert titles("/s/yunxi/feed.atom") == said
    assert titles("/suggestions.atom") == [
        *("关于加固水库大坝的建议", "关于保护举报人的建议", "关于修好桥头村公路的建议")
    ]
    for path in (*FEEDS, f"/voices/{full.shown.uid}/feed.atom"):
        text = fetch(path).text
        for secret in ("隐蔽的一件事", PHONE, "关于没有公开的事", "坝体渗漏"):
            assert secret not in text, (path, secret)


def test_a_voice_can_be_followed_to_its_end(full: Filled) -> None:
    path = f"/voices/{full.reported.uid}/feed.atom"
    lines = titles(path)
    assert lines[0] == "决定公开" or "联络站答复" in lines
    assert lines[-1].startswith("云溪镇")
    before = fetch(path)["ETag"]
    commands.confirm(actor=CITIZEN, now=NOW, voice=full.reported.pk, verdict="solved")
    assert fetch(path)["ETag"] != before
    assert "群众评价：解决了" in titles(path)


def test_what_is_not_published_has_no_feed(full: Filled) -> None:
    for path in (f"/voices/{full.hidden.uid}/feed.atom", f"/voices/{uuid.uuid4()}/feed.atom", "/s/nowhere/feed.atom"):
        assert fetch(path).status_code == 404
    commands.unpublish(actor=full.county.actor("county_clerk"), now=NOW, voice=full.shown.pk)
    assert fetch(f"/voices/{full.shown.uid}/feed.atom").status_code == 404


def test_hostile_words_stay_words(full: Filled) -> None:
    entry = next(each for each in feed("/voices.atom").iter(f"{A}entry") if "script" in each.findtext(f"{A}title"))
    assert entry.findtext(f"{A}content").startswith(HOSTILE)
    assert entry.find(f"{A}content").get("type") == "text"


def test_what_xml_cannot_hold_is_left_out() -> None:
    entry = atom.Entry(
        uid=uuid.UUID(int=1), title="a\x0b]]>\ud800\ufffe&", link='"><x', updated=NOW, text="<![CDATA[", tags=('"<',)
    )
    made = atom.Feed(title="<&>", author="&", here="http://h/?a=1&b=<", page="", language='"', entries=(entry,))
    root = ET.fromstring(atom.document(made))
    assert root.findtext(f"{A}entry/{A}title") == "a]]>&"
    assert root.find(f"{A}entry/{A}link").get("href") == '"><x'


def test_nothing_is_sent_twice(full: Filled) -> None:
    for path in FEEDS:
        first = fetch(path)
        assert datetime.strptime(first["Last-Modified"], "%a, %d %b %Y %H:%M:%S GMT") <= NOW.replace(tzinfo=None)
        again = fetch(path, if_none_match=first["ETag"])
        assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("asked", "n"),
    [
        ("village=430599101204", 2),
        ("village=430599101999", 0),
        ("village=x", 2),
        ("category=lights", 2),
        ("station=999999", 2),
        ("outcome=solved", 1),
        ("town=430599101", 2),
        ("region=430599101&outcome=told", 1),
        ("before=-1;drop&q=%00", 0),
    ],
)
def test_filters_narrow_and_nonsense_breaks_nothing(full: Filled, asked: str, n: int) -> None:
    village = Voice.objects.get(pk=full.shown.pk).region
    assert len(titles("/voices.atom?" + asked.replace("430599101204", village))) == n


def test_the_feed_of_a_page_is_linked_from_it(full: Filled) -> None:
    for page, path in (
        ("/voices?outcome=open", "/voices.atom?outcome=open"),
        ("/suggestions", "/suggestions.atom"),
        ("/s/yunxi", "/s/yunxi/feed.atom"),
        (f"/voices/{full.shown.uid}", f"/voices/{full.shown.uid}/feed.atom"),
    ):
        html = fetch(page).text
        assert f'<link rel="alternate" type="application/atom+xml" href="{path}"' in html
        assert f'<a href="{path}"' in html
        feed(path)


def test_a_feed_takes_as_many_statements_however_long_it_is(full: Filled) -> None:
    def asked(path: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            fetch(path)
        return len(seen)

    for path in FEEDS:  # what is remembered is remembered now
        fetch(path)
    before = [asked(path) for path in FEEDS]
    for n in range(5):
        make.voice(full.county, f"又一件公开的事 {n}")
    assert [asked(path) for path in FEEDS] == before
    assert max(before) <= 12


def test_an_empty_feed_is_sound_too() -> None:
    made = atom.Feed(title="民声", author="呼应", here="http://h/voices.atom", page="", language="en", entries=())
    _sound(ET.fromstring(atom.document(made)))


def test_one_address_cannot_read_without_end(full: Filled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huying.front.portal.views.feeds.READS", 2)
    assert [fetch("/voices.atom").status_code for _ in range(3)] == [200, 200, 429]


def test_the_language_stands_in_the_address(full: Filled) -> None:
    english = Client()
    english.cookies["django_language"] = "en"
    assert english.get("/voices.atom").content == fetch("/voices.atom").content
    assert "Voices of" in feed("/voices.atom?lang=en").findtext(f"{A}title")
