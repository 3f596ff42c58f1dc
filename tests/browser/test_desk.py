"""A station officer's morning: twenty voices cleared by keyboard alone; and the same desk without any script."""

import re
import subprocess
import sys

import pytest
from playwright.sync_api import Page, expect

from tests.browser import deeds, house
from tests.browser.conftest import Walks
from tests.browser.house import Site
from tests.browser.test_voice import SIZES

SAID = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "huying.config.settings"
django.setup()
from django.utils import timezone
from huying.field.stations import queries as stations
from huying.field.voices import commands
from huying.kernel.actor import PUBLIC
station = next(row for row in stations.network("") if row.name == {station!r})
for n in range({count}):
    text = f"{word}第 {{n}} 件：桥头小学门口的路灯坏了好几天，放学天就黑了"
    commands.receive(actor=PUBLIC, now=timezone.now(), channel="qr", station=station.pk, text=text)
"""
PLAN = "123456" + "12346" * 2 + "1246"


def said(site: Site, word: str, count: int) -> None:
    """So many voices of one morning, taken in by the command every door uses."""
    script = SAID.format(station=house.STATION, word=word, count=count)
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=house.environment(site.data),
        cwd=site.data,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()


def send_out(page: Page, key: str) -> None:
    """Open one of the six ways out by its number, fill in what it asks, send; not a hand on the mouse."""
    page.keyboard.press(key)
    name = {"1": "text", "2": "unit", "3": "deputy", "4": "guide", "5": "into", "6": "reason"}[key]
    page.wait_for_function("(name) => document.activeElement.name === name", arg=name)
    if key == "1":
        page.keyboard.insert_text("今天上午电工已经换好灯泡，请看看还有没有问题。")
    elif key in "23":
        page.keyboard.press("ArrowDown")
    else:
        page.keyboard.press("Space")
    if key == "6":
        page.keyboard.press("Tab")
        page.keyboard.insert_text("这段路归县公路站管，已经转告。")
    before = page.url
    page.keyboard.press("Control+Enter")
    page.wait_for_url(lambda address: address != before and "done=" in address)


def opened(page: Page) -> str:
    """Enter opens the first voice; whoever pressed while a dialog was still closing presses again."""
    for _ in range(5):
        page.keyboard.press("Enter")
        page.wait_for_timeout(2000)
        if re.search(r"/desk/voices/[0-9a-f-]{36}", page.url):
            break
    page.wait_for_url(re.compile(r"/desk/voices/[0-9a-f-]{36}"))
    return page.url


@pytest.mark.parametrize("language", ["zh", "en"])
def test_twenty_voices_by_keyboard_alone(walk: Walks, site: Site, language: str) -> None:
    word = {"zh": "清队", "en": "清晨"}[language]
    said(site, word, len(PLAN))
    with walk("desk", language) as story:
        officer = story.person("tangxiaoling")
        story.go(officer, f"/desk/voices/?stand=received&q={word}")
        story.look(officer, "queue")
        expect(officer.locator(".queue-list li")).to_have_count(len(PLAN))
        officer.keyboard.press("?")
        expect(officer.locator("#keys")).to_be_visible()
        story.look(officer, "keys")
        officer.keyboard.press("Escape")
        expect(officer.locator("#keys")).to_be_hidden()
        first = opened(officer)
        # What is typed waits while one looks at the next.
        officer.keyboard.press("1")
        officer.keyboard.insert_text("先记一句")
        officer.keyboard.press("Escape")
        officer.keyboard.press("j")
        officer.wait_for_url(lambda address: address != first)
        officer.keyboard.press("k")
        officer.wait_for_url(first)
        officer.wait_for_load_state("load")
        officer.keyboard.press("1")
        expect(officer.locator("#door-answer textarea")).to_have_value("先记一句")
        officer.keyboard.press("Control+A")
        officer.keyboard.press("Delete")
        officer.keyboard.press("Escape")
        for count, key in enumerate(PLAN, start=1):
            officer.wait_for_load_state("networkidle")
            if count <= 6:
                story.look(officer, f"voice {key}")
            send_out(officer, key)
            expect(officer.locator(".queue-list li")).to_have_count(len(PLAN) - count)
        story.look(officer, "cleared")
        expect(officer.locator(".queue .empty")).to_be_visible()


@pytest.mark.parametrize("size", SIZES)
def test_the_desk_without_script(walk: Walks, site: Site, size: str) -> None:
    word = f"素页{size}"
    said(site, word, 2)
    with walk(size) as story:
        page = story.stranger(script=False)
        story.enter(page, "tangxiaoling")
        story.go(page, f"/desk/voices/?stand=received&q={word}")
        story.look(page, "queue")
        page.locator(".queue-list a").first.click()
        story.look(page, "voice")
        page.locator("#advice a").first.click()
        story.look(page, "alike")
        page.locator("#join input[name=into]").first.check()
        page.locator("#join button").click()
        page.wait_for_url(re.compile("done=join"))
        page.locator("#door-pass_up summary").click()
        page.locator("#door-pass_up .door-form a").click()
        form = page.locator('form[action$="/pass_up"]')
        deeds.fill(form, deputy="黄秀英")
        story.look(page, "pass up")
        deeds.send(form)
        page.wait_for_url(re.compile("done=pass_up"))
        expect(page.locator(".queue .empty")).to_be_visible()
        story.look(page, "cleared")


def test_two_at_one_desk_see_each_other(walk: Walks, site: Site) -> None:
    said(site, "同桌", 2)
    with walk("desk") as story:
        officer, head = story.person("tangxiaoling"), story.person("xiedongying")
        for page in (officer, head):
            story.go(page, "/desk/voices/?stand=received&q=同桌")
        officer.keyboard.press("Enter")
        officer.wait_for_url(re.compile(r"/desk/voices/[0-9a-f-]{36}"))
        address = officer.url
        head.goto(address)
        expect(head.locator("form.hold")).to_be_visible()
        story.look(head, "held")
        head.locator("form.hold button").click()
        expect(head.locator("form.hold")).to_have_count(0)
        officer.reload()
        expect(officer.locator("form.hold")).to_be_visible()
