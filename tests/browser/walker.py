"""Walks through the site as people do, and notes what nobody should ever meet: an error in the console, a request to a
foreign host, a server fault, a page wider than the phone, a finding of axe."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import randrange
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

from huying.front.demo.corpus import load
from tests.browser.house import ROOT, Site

SIZES = {"phone": (390, 844), "desk": (1440, 900)}
AXE = (ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
ASK = """async () => (await axe.run(document, {resultTypes: ['violations']})).violations.map(
  (each) => `${each.id}: ${each.help}: ` + each.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | '))"""
WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
SAID = """() => [...document.querySelectorAll('button, summary, legend, th, dt, .btn, .consequence, .problem p,'
  + ' nav a, .entry > label, .stages li, .tag')]
  .filter((each) => !each.closest('[translate=no], .switches, nav.crumbs, .asked')).map((each) => {
    const copy = each.cloneNode(true);
    copy.querySelectorAll('[translate=no]').forEach((name) => name.remove());
    return copy.textContent;
  })"""
"""What the house itself says, as against what people wrote."""
PATIENCE = 60_000
"""Milliseconds; only a broken page takes them."""
NAMES = {one["user"]: one["name"] for one in load("cast.toml")["cast"] if "user" in one}
"""User name -> name, of the cast."""
PROPER = re.compile("|".join([*NAMES.values(), "呼应县", r"县\w{2,6}局", r"云溪\w*(站|政府)"]))
_asked: set[tuple[str, ...]] = set()
"""What axe has read in this run: the same kind of page, with the same things on it, need not be read again."""


def foreign(text: str) -> bool:
    """Whether Chinese is left in it when the names of people and bodies are taken out."""
    return re.search("[\u4e00-\u9fff]", PROPER.sub("", text)) is not None


class Walk:
    """One story at one size in one language. Everybody in it has a browser of their own."""

    def __init__(self, browser: Browser, site: Site, size: str, language: str, shots: Path) -> None:
        self.browser, self.site, self.size, self.language, self.shots = browser, site, size, language, shots
        self.problems: list[str] = []
        self.people: dict[str, Page] = {}
        self.opened: list[BrowserContext] = []
        self.dead: set[BrowserContext] = set()
        self.plain: set[Page] = set()
        shots.mkdir(parents=True, exist_ok=True)

    # ── who walks ──

    def stranger(self, *, script: bool = True) -> Page:
        """Somebody without an account, with a fresh browser."""
        width, height = SIZES[self.size]
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
            has_touch=self.size == "phone",
            java_script_enabled=script,
            # As behind a proxy: everybody comes from an address of their own, and none is slowed down for another.
            extra_http_headers={"X-Forwarded-For": f"10.{randrange(256)}.{randrange(256)}.{randrange(1, 255)}"},
        )
        context.set_default_timeout(PATIENCE)
        if self.language == "en":
            context.add_cookies([{"name": "django_language", "value": "en", "url": self.site.address}])
        page = self._watched(context)
        self.opened.append(context)
        if not script:
            self.plain.add(page)
        return page

    def citizen(self) -> Page:
        if "" not in self.people:
            self.people[""] = self.stranger()
        return self.people[""]

    def person(self, username: str) -> Page:
        """One of the cast, logged in by the demo's button."""
        if username not in self.people:
            self.people[username] = self.stranger()
            self.enter(self.people[username], username)
        return self.people[username]

    def enter(self, page: Page, username: str) -> None:
        """Press the button of this part on the demo's log-in page."""
        self.go(page, "/desk/login/demo")
        self.look(page, "log-in")
        part = page.locator("section").filter(has=page.get_by_role("heading", name=NAMES[username], exact=True))
        part.locator('button[name="account"]').click()
        page.wait_for_url("**/desk/")

    def _watched(self, context: BrowserContext) -> Page:
        own = urlsplit(self.site.address).netloc
        refused: set[str] = set()

        def asked(request: Request) -> None:
            parts = urlsplit(request.url)
            if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != own:
                self.problems.append(f"foreign host: {request.url}")

        def answered(response: Response) -> None:
            if response.status >= 500:
                log = (self.site.data / "serve.log").read_text(encoding="utf-8")
                self.problems.append(f"{response.status}: {response.url}\n{log[-1500:]}")
            if response.status >= 400 and response.request.is_navigation_request():
                refused.add(response.url)

        def said(message: ConsoleMessage) -> None:
            # A page that rightly answers 404 or 422 is reported to the console, too: by its own address.
            if message.type == "error" and context not in self.dead and message.location.get("url") not in refused:
                self.problems.append(f"console: {message.text} ({message.location.get('url')})")

        context.on("request", asked)
        context.on("response", answered)
        context.on("console", said)
        page = context.new_page()
        page.on("pageerror", lambda error: self.problems.append(f"script: {error}"))
        return page

    # ── walking and looking ──

    def go(self, page: Page, path: str) -> None:
        page.goto(self.site.address + path)

    def network(self, page: Page, *, alive: bool) -> None:
        """Cut this person off; the browser's own complaints about that are no fault of the site."""
        page.context.set_offline(not alive)
        (self.dead.discard if alive else self.dead.add)(page.context)

    def look(self, page: Page, name: str) -> None:
        """Keep a picture of the page and read it as a critic does."""
        page.wait_for_load_state("load")
        page.screenshot(path=self.shots / f"{len(list(self.shots.iterdir())):03} {name}.png", full_page=True)
        self.read(page, name)

    def read(self, page: Page, name: str) -> None:
        """Its language, its width; and axe, unless it has read such a page already or there is no script to ask."""
        where = f"{self.size} {self.language} {name} {urlsplit(page.url).path}"
        assert page.locator("html").get_attribute("lang") == ("en" if self.language == "en" else "zh-Hans"), where
        wider = page.evaluate(WIDE)
        if wider > 0:
            self.problems.append(f"{where}: {wider} px wider than the screen")
        if self.language == "en":
            said = [" ".join(each.split()) for each in page.evaluate(SAID)]
            self.problems += [f"not in English: {each[:80]} ({where})" for each in said if foreign(each)]
        if page not in self.plain and self._new_to_axe(page):
            found = page.evaluate(f"{AXE};({ASK})()")
            self.problems += [f"axe: {' '.join(each.split())} ({where})" for each in found]

    def _new_to_axe(self, page: Page) -> bool:
        """By its address without ids and by what stands on it, whatever the words are."""
        kind = re.sub(r"[0-9a-f-]{36}|/track/[\w-]+|\d+", "#", urlsplit(page.url).path)
        parts = page.evaluate(
            "() => [...document.querySelectorAll('main *')].map((e) => e.name || e.localName + e.className).sort()"
        )
        key = (self.size, kind, *dict.fromkeys(parts))
        fresh = key not in _asked
        _asked.add(key)
        return fresh

    def close(self) -> None:
        for context in self.opened:
            context.close()

    def sound(self) -> None:
        unlike = {re.sub(r"[0-9a-f-]{36}|[(].*|\d+", "", problem): problem for problem in self.problems}
        assert not unlike, "\n" + "\n".join(unlike.values())


@contextmanager
def walking(*given: Any) -> Iterator[Walk]:
    walk = Walk(*given)
    try:
        yield walk
        walk.sound()
    finally:
        walk.close()
