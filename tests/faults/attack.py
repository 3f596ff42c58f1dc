"""A reader of pages with bad intentions: finds every page and form a person can reach, then sends what nobody should.

Every request runs in a savepoint that is undone, so that the next attack meets the same house.
"""

import re
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve

LONG = "长" * 100_000
TEXTS = [
    "",
    " \u3000\u200b",
    "a\x00b",
    "\u202egnp.\u2066exe\u2069",
    "<script>alert(1)</script>",
    LONG,
    "{{7*7}}%(x)s{0}",
]
NUMBERS = ["-1", "0", "²", "９９", "9" * 30, str(2**63), "1e309", "NaN", "0x10", "1_0", "True", "١٢"]
DAYS = ["0001-01-01", "9999-12-31", "2026-02-30", "26-1-1", "46082", "2026-13-01", "-2026-01-01"]
NAMES = ["__class__", "../../etc/passwd", "430599'--", "not-a-uuid", "0" * 36, "x\r\nSet-Cookie: a=b"]
ABSURD = [*TEXTS, *NUMBERS, *DAYS, *NAMES]
SEGMENTS = ["²", "9" * 30, str(2**63), "-" * 36, "\x00", "..", "%2e%2e", "\u202e", "长" * 300, "a\r\nb", "'", "0"]
EXTRA = {
    "state": "closed",
    "version": "0",
    "head": "0" * 64,
    "is_staff": "1",
    "actor": "system",
    "region": "43",
    "person": "1",
    "account": "1",
    "now": "2020-01-01",
    "on_behalf": "1",
    "id": "1",
    "pk": "1",
    "role": "auditor",
}


@dataclass
class Form:
    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)


class Page(HTMLParser):
    """The links and forms of one page, every field with a value that a person might leave in it."""

    def __init__(self, at: str, text: str) -> None:
        super().__init__()
        self.at, self.links, self.forms = at, [], []
        self.form: Form | None = None
        self.select = self.area = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag == "a":
            self.links.append(given.get("href", ""))
        elif tag == "form":
            self.form = Form(given.get("action") or self.at, given.get("method", "get").lower())
            self.forms.append(self.form)
        elif self.form and tag == "select":
            self.select = given.get("name", "")
            self.form.fields.setdefault(self.select, [])
        elif self.form and tag == "option" and self.select and given.get("value") and not self.form.fields[self.select]:
            self.form.fields[self.select] = [given["value"]]
        elif self.form and tag == "textarea":
            self.form.fields[given.get("name", "")] = ["桥头村的路灯坏了，请尽快修好"]
        elif self.form and tag in ("input", "button") and given.get("name"):
            self._input(self.form, given)

    def _input(self, form: Form, given: dict[str, str]) -> None:
        name, kind, value = given["name"], given.get("type", "text"), given.get("value", "")
        if kind == "file":
            form.files.append(name)
        elif kind in ("radio", "checkbox"):
            form.fields[name] = form.fields.get(name) or [value or "on"]
        else:
            usual = {"date": "2026-12-01", "number": "1", "email": "a@hy.cn", "tel": "13800000000"}
            form.fields[name] = [value or usual.get(kind, "第 8 号")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = ""


@dataclass
class Attack:
    """One person's raid. ``faults`` holds "METHOD address values: exception" for everything that broke."""

    client: Client
    name: str
    faults: dict[str, str] = field(default_factory=dict)
    pages: dict[str, list[str]] = field(default_factory=dict)
    forms: dict[tuple[str, str, tuple[str, ...]], Form] = field(default_factory=dict)
    sent: int = 0

    def send(self, what: str, call: Callable[[], Any]) -> Any:
        """The answer, with everything undone; what breaks is noted, once for each place in the code."""
        self.sent += 1
        answer = None
        with transaction.atomic():
            try:
                answer = call()
                if answer.status_code >= 500:
                    self.faults.setdefault(what, str(answer.status_code))
                b"".join(answer.streaming_content) if answer.streaming else answer.content
            except Exception as fault:
                own = [f for f in traceback.extract_tb(fault.__traceback__) if "/huying/" in f.filename]
                where = f"{own[-1].filename.split('/huying/')[-1]}:{own[-1].lineno}" if own else "?"
                self.faults.setdefault(f"{type(fault).__name__} {where}", f"{what[:300]} :: {str(fault)[:200]}")
            transaction.set_rollback(True)
        return answer

    def crawl(self, *starts: str, each: int = 2, limit: int = 300) -> None:
        """Read on from ``starts``: ``each`` pages of every route."""
        queue, seen = list(starts), set(starts)
        while queue and len(seen) < limit:
            url = queue.pop(0)
            answer = self.send(f"{self.name} GET {url}", lambda url=url: self.client.get(url, follow=False))
            if answer is None:
                continue
            if answer.status_code in (301, 302):
                found = [answer["Location"]]
            elif "html" in answer.get("Content-Type", ""):
                page = Page(url, answer.content.decode())
                found = page.links
                for form in page.forms:
                    self._learn(form, url, each)
            else:
                found = []
            for link in found:
                there = _local(link, url)
                if there and there not in seen and self._fresh(there, each):
                    seen.add(there)
                    queue.append(there)

    def _fresh(self, url: str, each: int) -> bool:
        kept = self.pages.setdefault(route(url), [])
        kept.append(url)
        return len(kept) <= each

    def _learn(self, form: Form, url: str, each: int) -> None:
        form.action = _local(form.action, url)
        key = (form.method, route(form.action), tuple(sorted(form.fields)))
        if form.action and "logout" not in form.action:
            self.forms.setdefault(key, form)

    def raid_queries(self, names: list[str], values: list[str]) -> None:
        """Every page with every name at once set to each value."""
        for urls in self.pages.values():
            path = urlsplit(urls[0]).path
            for value in values:
                query = urlencode(dict.fromkeys(names, value))
                self.send(f"{self.name} GET {path}?{query[:200]}", lambda q=query, p=path: self.client.get(f"{p}?{q}"))

    def raid_paths(self, values: list[str]) -> None:
        """Every page with each part of its address replaced by each value."""
        for urls in self.pages.values():
            parts = urlsplit(urls[0]).path.split("/")
            for at in range(2, len(parts)):
                for value in values:
                    path = "/".join([*parts[:at], quote(value, safe="%"), *parts[at + 1 :]])
                    self.send(f"{self.name} GET {path[:200]}", lambda p=path: self.client.get(p))
                    self.send(f"{self.name} POST {path[:200]}", lambda p=path: self.client.post(p, {"text": "灯"}))

    def raid_forms(self, values: list[str]) -> None:
        """Every field of every form with every value, left out, and given twice."""
        for form in self.forms.values():
            for given in mutations(form, values):
                self._send_form(form, given)

    def skirmish(self, values: Iterator[str], each: int) -> None:
        """Every form as it stands and with fields added; ``each`` of its fields with the next value."""
        for form in self.forms.values():
            names = [name for name in form.fields if name != "csrfmiddlewaretoken"]
            chosen = [names[(self.sent + at * 7) % len(names)] for at in range(min(each, len(names)))]
            for given in ({}, EXTRA, *({name: [next(values)]} for name in chosen)):
                self._send_form(form, {**form.fields, **given})

    def _send_form(self, form: Form, given: dict[str, Any]) -> None:
        said = urlencode({key: str(value)[:40] for key, value in given.items()})[:250]
        call = self.client.get if form.method == "get" else self.client.post
        self.send(f"{self.name} {form.method.upper()} {form.action} {said}", lambda: call(form.action, given))


def mutations(form: Form, values: list[str]) -> Iterator[dict[str, Any]]:
    """The form as it stands; then each field in turn with each value, left out, given twice; then with fields added."""
    yield dict(form.fields)
    for name in form.fields:
        if name == "csrfmiddlewaretoken":
            continue
        for value in values:
            yield {**form.fields, name: [value]}
        yield {key: value for key, value in form.fields.items() if key != name}
        yield {**form.fields, name: ["1", "²"]}
    yield {**form.fields, **EXTRA}


def route(url: str) -> str:
    try:
        return resolve(urlsplit(url).path).route
    except Resolver404:
        return "?"


def _local(link: str, at: str) -> str:
    parts = urlsplit(link)
    if parts.scheme or parts.netloc or not link or link.startswith("#"):
        return ""
    path = parts.path or urlsplit(at).path
    if not path.startswith("/"):
        path = urlsplit(at).path.rsplit("/", 1)[0] + "/" + path
    query = urlencode(parse_qsl(parts.query))
    return f"{path}?{query}" if query else path


def query_names(source: str) -> set[str]:
    """Every name that some view reads from an address."""
    return set(re.findall(r"""GET(?:\.get|\.getlist)?[\[(]\s*["'](\w+)["']""", source))
