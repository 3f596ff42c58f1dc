"""The style guide in a real browser: no accessibility finding, nothing wider than the screen, the script's promises."""

import gzip
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from huying.base.web.tests import urls

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[4]
AXE = ROOT / "frontend/node_modules/axe-core/axe.min.js"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

SHOWN = [
    (PHONE, "public", "light", "large"),
    (PHONE, "desk", "dark", ""),
    (DESK, "desk", "light", ""),
    (DESK, "public", "dark", "large"),
]
# Everything to press that is lower than a thumb needs; links inside sentences are free (WCAG 2.5.8).
SMALL = """least => [...document.querySelectorAll(".btn, .link, .tabs a, .side nav a, .option, .entry select, input")]
  .filter(each => each.checkVisibility() && !["radio", "checkbox", "hidden"].includes(each.type)
    && each.getBoundingClientRect().height < least - 0.5).map(each => each.outerHTML.slice(0, 80))"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        shown = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        # Playwright runs its own loop in this thread; Django takes that for an async view.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
        yield shown
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
        shown.close()


def findings(page: Page) -> list[str]:
    page.add_script_tag(path=str(AXE))
    found = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", TAGS)
    return [f"{each['id']}: {node['html'][:120]}" for each in found["violations"] for node in each["nodes"]]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("size", "frame", "colours", "large"), SHOWN)
def test_styleguide_has_no_accessibility_finding(
    browser: Browser, live_server: Any, settings: Any, size: dict[str, int], frame: str, colours: str, large: str
) -> None:
    settings.DEMO = True
    # The page's own policy is lifted only here, to let axe in.
    context = browser.new_context(viewport=size, color_scheme=colours, bypass_csp=True)
    if large:
        context.add_cookies([{"name": "large", "value": "1", "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/desk/styleguide?frame={frame}")
    if shots := os.environ.get("HUYING_SHOTS"):
        page.screenshot(path=f"{shots}/styleguide-{size['width']}-{frame}-{colours}{large}.png", full_page=True)
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    small = page.evaluate(SMALL, 60 if large else 44)
    assert small == []
    context.close()


@pytest.fixture
def page(browser: Browser, live_server: Any, settings: Any, transactional_db: None) -> Iterator[Page]:
    settings.ROOT_URLCONF = "huying.base.web.tests.urls"
    urls.taken.clear()
    context = browser.new_context(viewport=PHONE, base_url=live_server.url)
    shown = context.new_page()
    wrong: list[str] = []
    shown.on("pageerror", lambda error: wrong.append(str(error)))
    shown.on("console", lambda line: wrong.append(line.text) if "Security Policy" in line.text else None)
    yield shown
    assert wrong == []
    context.close()


def test_words_stay_until_the_form_is_taken(page: Page) -> None:
    page.goto("/words")
    page.fill("[name=text]", "路灯坏了")
    page.fill("[name=mobile]", "13800000000")
    page.goto("/words")
    assert page.input_value("[name=text]") == "路灯坏了"
    assert page.input_value("[name=mobile]") == "", "a phone number is never kept in the browser"
    expect(page.locator(".draft-note")).to_be_visible()
    page.fill("[name=text]", "太坏")
    page.click("text=提交")
    expect(page.locator("#problem")).to_be_focused()
    assert page.input_value("[name=text]") == "太坏"
    page.fill("[name=text]", "路灯坏了一个星期")
    page.click("text=提交")
    page.wait_for_url("**/taken")
    assert urls.taken == ["路灯坏了一个星期"]
    page.goto("/words")
    assert page.input_value("[name=text]") == ""


def test_a_draft_that_is_not_wanted_goes(page: Page) -> None:
    page.goto("/words")
    page.fill("[name=text]", "写错了")
    page.reload()
    page.click(".draft-note button")
    assert page.input_value("[name=text]") == ""
    page.reload()
    expect(page.locator(".draft-note")).to_have_count(0)


def test_a_double_tap_sends_once(page: Page) -> None:
    page.goto("/words")
    page.fill("[name=text]", "只要一次")
    page.evaluate("() => { const b = document.querySelector('.actions .btn-main'); b.click(); b.click(); }")
    page.wait_for_url("**/taken")
    assert urls.taken == ["只要一次"]


def test_a_dead_network_keeps_the_words_and_can_be_tried_again(page: Page) -> None:
    page.goto("/words")
    page.fill("[name=text]", "桥头没有信号")
    page.context.set_offline(True)
    page.click("text=提交")
    expect(page.locator("#offline")).to_contain_text("网络断了，您写的字")
    assert page.input_value("[name=text]") == "桥头没有信号"
    page.context.set_offline(False)
    page.click("#offline button")
    page.wait_for_url("**/taken")
    assert urls.taken == ["桥头没有信号"]


def test_a_picture_is_shown_and_made_smaller_before_it_is_sent(page: Page, tmp_path: Path) -> None:
    picture = tmp_path / "big.png"
    Image.effect_noise((2600, 1300), 80).save(picture)
    page.goto("/words")
    page.set_input_files("[name=photos]", str(picture))
    expect(page.locator(".entry .papers img")).to_have_count(1)
    kind, size = page.evaluate(
        "() => { const f = document.querySelector('[name=photos]').files[0]; return [f.type, f.size]; }"
    )
    assert kind == "image/jpeg"
    assert size < picture.stat().st_size / 2


def test_everything_works_without_script(
    browser: Browser, live_server: Any, settings: Any, transactional_db: None
) -> None:
    settings.ROOT_URLCONF = "huying.base.web.tests.urls"
    urls.taken.clear()
    context = browser.new_context(viewport=PHONE, base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/words")
    expect(page.locator(".ask form")).to_be_hidden()
    page.click(".ask summary")
    expect(page.locator(".ask .card")).to_contain_text("撤回后不能恢复。")
    page.fill("[name=text]", "没有脚本")
    page.click("text=提交")
    page.wait_for_url("**/taken")
    assert urls.taken == ["没有脚本"]
    context.close()


def test_a_first_page_weighs_no_more_than_60_kb() -> None:
    build = ROOT / "huying/base/web/static/web/build"
    weight = {
        name: len(gzip.compress((build / name).read_bytes())) for name in ("app.css", "app.js", "mark.svg", "icons.svg")
    }
    assert weight["app.css"] <= 15_000
    assert sum(weight.values()) <= 45_000, "15 kB stay for the page itself"
