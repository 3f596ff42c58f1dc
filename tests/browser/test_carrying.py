"""What a phone carries besides words: a voice note, photos over a line that breaks; and a station that is flooded."""

import subprocess
import sys

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import deeds, house
from tests.browser.conftest import Walks
from tests.browser.deeds import main_form, send
from tests.browser.house import Site
from tests.browser.test_hard import station

FLOODED = "南门社区代表联络室"
FLOOD = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "huying.config.settings"
django.setup()
from django.utils import timezone
from huying.field.stations import queries as stations
from huying.field.voices import commands
from huying.kernel.actor import PUBLIC
station = next(row for row in stations.network("") if row.name == {station!r})
for n in range(14):
    commands.receive(actor=PUBLIC, now=timezone.now(), channel="qr", station=station.pk, sender="203.0.113.7",
                     text=f"全镇的水费为什么涨了，请公开账目！{{n}}")
print(station.code)
"""


HEARD = """(each) => new Promise((done, failed) => {
  each.addEventListener("loadeddata", () => done(each.readyState));
  each.addEventListener("error", failed);
  each.preload = "auto";
  each.load();
})"""
"""Whether the browser can play it."""


def test_a_voice_note_is_recorded_on_the_page_and_heard_at_the_desk(walk: Walks) -> None:
    with walk() as story:
        page = story.citizen()
        page.context.grant_permissions(["microphone"])
        story.go(page, station(story, page) + "/speak")
        page.locator("[data-record]").click()
        page.wait_for_timeout(1500)
        page.locator("[data-record]").click()
        expect(page.locator("main audio")).to_be_visible()
        story.look(page, "recorded")
        send(main_form(page))
        deeds.taken(story, page)
        page.locator("main a.btn-main").click()
        page.wait_for_url("**/track/*")
        page.locator("details:has(.said) summary").click()
        expect(page.locator("main .said ~ audio")).to_be_visible()
        story.look(page, "own voice")
        assert page.locator("main .said ~ audio").evaluate(HEARD) >= 2
        officer = story.person("tangxiaoling")
        story.go(officer, "/desk/voices/")
        officer.locator(".queue-list a", has_text="一段录音").first.click()
        officer.wait_for_url("**/desk/voices/*-*")
        expect(officer.locator(".said ~ audio, audio").first).to_be_visible()
        story.look(officer, "a voice to hear")


def test_a_line_that_breaks_in_mid_upload_loses_nothing(walk: Walks) -> None:
    with walk() as story:
        page = story.citizen()
        story.go(page, station(story, page) + "/speak")
        deeds.fill(main_form(page), text="断在半路：水渠边的护栏掉了两根", photos=deeds.picture())
        expect(page.locator(".shots img")).to_have_count(1)

        def broken(route: Route) -> None:
            route.abort("connectionreset") if route.request.method == "POST" else route.continue_()

        story.dead.add(page.context)
        page.route("**/s/*/speak", broken)
        send(main_form(page))
        expect(page.locator("#offline button")).to_be_visible()
        story.look(page, "broken line")
        expect(page.locator(".shots img")).to_have_count(1)
        page.unroute("**/s/*/speak", broken)
        story.dead.discard(page.context)
        page.locator("#offline button").click()
        code = deeds.taken(story, page)
        story.go(page, f"/track/{code}")
        expect(page.locator("main")).to_contain_text("断在半路")
        expect(page.locator("main .said ~ * img, main details img")).to_have_count(1)


def test_photos_of_an_unsent_form_wait_on_the_phone(walk: Walks) -> None:
    with walk() as story:
        page = story.citizen()
        address = station(story, page) + "/speak"
        story.go(page, address)
        deeds.fill(main_form(page), text="没有发出去的一件", photos=deeds.picture())
        expect(page.locator(".shots img")).to_have_count(1)
        page.wait_for_timeout(300)
        again = page.context.new_page()
        page.close()
        story.go(again, address)
        expect(again.locator(".shots img")).to_have_count(1)
        again.locator(".draft-note button").click()
        again.wait_for_timeout(300)
        story.go(again, address)
        expect(again.locator(".shots img")).to_have_count(0)


@pytest.fixture(scope="module")
def flooded(site: Site) -> str:
    """Path of a station that is flooded; nobody else's stories play there."""
    script = FLOOD.format(station=FLOODED)
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=house.environment(site.data),
        cwd=site.data,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return f"/s/{done.stdout.decode().strip()}/speak"


def hurried(page: Page, text: str) -> None:
    deeds.fill(main_form(page), text=text)
    send(main_form(page))


def test_in_a_flood_the_phone_works_so_that_nobody_waits(walk: Walks, flooded: str) -> None:
    with walk() as story:
        page = story.citizen()
        story.go(page, flooded)
        page.wait_for_function("() => document.querySelector('[name=nonce]').value !== ''")
        expect(page.locator("#puzzle-note")).to_have_count(0)
        hurried(page, "茶厂后面的小桥断了一块板")
        deeds.taken(story, page)


def test_in_a_flood_without_script_one_is_asked_to_wait_and_loses_no_word(walk: Walks, flooded: str) -> None:
    with walk() as story:
        page = story.stranger(script=False)
        story.go(page, flooded)
        story.look(page, "flooded")
        hurried(page, "茶厂门口的路灯不亮")
        expect(page.locator("[role=alert]")).to_be_visible()
        story.look(page, "wait")
        expect(main_form(page).locator("[name=text]")).to_have_value("茶厂门口的路灯不亮")


@pytest.mark.parametrize("size", ["phone", "desk"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_desk_looks_at_a_flood_and_makes_codes(walk: Walks, flooded: str, size: str, language: str) -> None:
    with walk(size, language) as story:
        clerk = story.person("zhaoli")
        story.go(clerk, "/desk/voices/")
        story.look(clerk, "queue with a flood")
        clerk.locator('a[href="/desk/voices/flood"]').click()
        story.look(clerk, "floods")
        clerk.locator("main section a.btn").first.click()
        clerk.wait_for_url("**/desk/voices/flood/*")
        story.look(clerk, "one flood")
        clerk.locator('form[action$="/release"]').last.locator("button").click()
        clerk.wait_for_url("**done=release*")
        story.look(clerk, "one let through")
        code = flooded.split("/")[2]
        story.go(clerk, f"/desk/voices/codes/{code}?make=1&campaign=3月6日")
        story.look(clerk, "codes")
        clerk.locator("aside a.btn-main").click()
        clerk.wait_for_url("**/poster*")
        story.look(clerk, "poster")
