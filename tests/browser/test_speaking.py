"""The phone of somebody who speaks: “me too”, the whole way to the end, with script and without; and a slow line."""

import re
import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import deeds
from tests.browser.conftest import Walks
from tests.browser.deeds import main_form, send
from tests.browser.test_hard import station
from tests.browser.walker import Walk

SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
"""Slow 3G: 400 kbit/s, 400 ms there and back; bytes a second."""
PATIENCE = 3.0


def same(walk: Walk, page: Page, text: str) -> str:
    """Say the like of what stands there already, and that it is the same: its own code."""
    walk.go(page, station(walk, page) + "/speak")
    deeds.fill(main_form(page), text=text)
    if page in walk.plain:
        send(main_form(page))
    else:
        page.locator("#id_place").click()
    like = page.locator("input[name=like]").first
    expect(like).to_be_visible()
    like.check()
    walk.look(page, "me too")
    send(main_form(page))
    page.wait_for_url("**/speak/done/*")
    return page.locator("p.code").inner_text().strip()


def judged(walk: Walk, page: Page, code: str, **given: Any) -> None:
    """By the code on the slip to the page, and there the verdict."""
    walk.go(page, "/track")
    page.locator("main form [name=code]").fill(code.lower().replace("-", " "))
    send(page.locator("main form").first)
    page.wait_for_url(f"**/track/{code}")
    walk.look(page, "asked")
    verdict = page.locator('form[action$="/confirm"]')
    expect(verdict.locator("[name=why]").first).to_be_hidden()  # asked only when something is left to do
    deeds.fill(verdict, **given)
    send(verdict)
    expect(page.locator('form[action$="/confirm"]')).to_have_count(0)
    walk.look(page, "judged")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("script", [True, False])
def test_me_too_is_told_the_same_reopened_and_ended(walk: Walks, script: bool, language: str) -> None:
    with walk("phone", language) as story:
        place = f"老粮站{'东' if script else '西'}{'头' if language == 'zh' else '尾'}"
        first = deeds.speak(story, story.stranger(script=script), f"{place}的下水道井盖破了，夜里看不见会踩空")
        officer = story.person("tangxiaoling")
        deeds.open_voice(story, officer, place)
        deeds.on_voice(story, officer, "register", category="roads")
        deeds.on_voice(story, officer, "publish")
        kept = re.sub(r"[?#].*", "", officer.url)
        page = story.stranger(script=script)
        second = same(story, page, f"我也看到{place}的下水道井盖破了，差点踩空")
        assert first != second
        deeds.open_voice(story, officer, f"我也看到{place}")
        own = re.sub(r"[?#].*", "", officer.url)
        beside = officer.locator("form#join")
        expect(beside.locator("[name=into]:checked")).to_have_count(1)  # what the citizen pointed at
        beside.locator("button").last.click()
        officer.wait_for_url(re.compile("/desk/voices/[^/]*$"))
        officer.goto(kept)
        deeds.on_voice(story, officer, "answer", text="井盖已经换新。")
        judged(story, page, second, verdict="not_solved", why="half", reason="换的是东边那个，西边还破着")
        expect(page.locator("main")).to_contain_text("西边还破着")
        officer.goto(own)
        deeds.on_voice(story, officer, "answer", text="西边的也换好了。")
        judged(story, page, second, verdict="solved")
        expect(page.locator(".turn")).to_be_visible()
        # The first one is asked for its own verdict, whatever the second said.
        story.go(page, f"/track/{first}")
        expect(page.locator('form[action$="/confirm"]')).to_have_count(1)


@pytest.mark.parametrize("script", [True, False])
def test_a_danger_is_shown_its_number_before_anything_is_sent(walk: Walks, script: bool) -> None:
    with walk("phone") as story:
        page = story.stranger(script=script)
        story.go(page, station(story, page) + "/speak")
        form = main_form(page)
        deeds.fill(form, text="晒谷坪边的柴堆起火了")
        if script:
            page.locator("#id_place").click()
        else:
            send(form)
        expect(page.locator('#beside a[href="tel:119"]')).to_be_visible()
        story.look(page, "another door")
        page.locator("#beside button[name=guide]").click()
        page.wait_for_url("**/speak/guided?*")
        story.look(page, "guided")
        expect(page.locator('main a[href="tel:119"]')).to_be_visible()


@pytest.mark.parametrize("path", ["/speak", "/track"])
def test_on_a_slow_line_the_page_can_be_used_within_three_seconds(walk: Walks, path: str) -> None:
    with walk("phone") as story:
        story.go(story.citizen(), station(story, story.citizen()) + path if path == "/speak" else path)
        taken = [_usable(story, story.citizen().url) for _ in range(2)]
        assert min(taken) <= PATIENCE, taken  # a busy machine may spoil one


def _usable(walk: Walk, address: str) -> float:
    """Seconds from the tap until there is a field to write into, with nothing in the browser's cache."""
    page = walk.stranger()
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)
    began = time.monotonic()
    page.goto(address, wait_until="commit")
    field = page.locator("main form textarea, main form input[name=code]").first
    field.fill("字")
    page.wait_for_function(
        "() => [...document.querySelectorAll('.btn-main')].some(b => getComputedStyle(b).borderRadius !== '0px')"
    )
    return time.monotonic() - began
