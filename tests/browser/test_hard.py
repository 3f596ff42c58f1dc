"""When things go wrong on the way: no script, a second tap, an old form, an ended session, a dead network, a forged
link. Nothing typed is lost, nothing is done twice."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import deeds, parts
from tests.browser.conftest import Walks
from tests.browser.deeds import main_form, send
from tests.browser.house import Site
from tests.browser.test_voice import SIZES
from tests.browser.walker import Walk

WRITTEN = "村口的排水沟堵了半个月，下雨就漫到路上"


def station(walk: Walk, page: Page) -> str:
    """Path of the station's page."""
    walk.go(page, "/stations")
    return page.get_by_role("link", name="云溪镇代表联络站").first.get_attribute("href") or ""


def log_in(page: Page, site: Site, username: str) -> None:
    """By name and password, on the log-in page that is open."""
    form = page.locator("main form").filter(has=page.locator("[name=password]"))
    form.locator("[name=username]").fill(username)
    form.locator("[name=password]").fill(site.password)
    send(form)


@pytest.mark.parametrize("size", SIZES)
def test_speaking_and_following_without_script(walk: Walks, size: str) -> None:
    with walk(size) as story:
        page = story.stranger(script=False)
        code = deeds.speak(story, page, f"{size} 无脚本：{WRITTEN}", photos=deeds.picture())
        story.go(page, "/track")
        form = page.locator("main form").first
        form.locator("[name=code]").fill(code.lower())
        send(form)
        page.wait_for_url("**/track/*")
        story.look(page, "tracked")
        more = page.locator('form[action$="/add_words"]')
        deeds.fill(more, text="昨天又漫上来了")
        send(more)
        expect(page.locator("main")).to_contain_text("昨天又漫上来了")
        # A wrong code: the same page says so, and what was typed stands there.
        story.go(page, "/track")
        page.locator("main form [name=code]").fill("AAAA-BBBB-CCCC")
        send(page.locator("main form").first)
        story.look(page, "wrong code")
        expect(page.locator("[role=alert]")).to_be_visible()
        expect(page.locator("main form [name=code]")).to_have_value("AAAA-BBBB-CCCC")


@pytest.mark.parametrize("script", [True, False])
def test_a_second_tap_says_it_once(walk: Walks, script: bool) -> None:
    with walk() as story:
        page = story.stranger(script=script)
        story.go(page, station(story, page) + "/speak")
        form = main_form(page)
        words = f"双击{'有' if script else '无'}脚本：操场边的井盖松了"
        deeds.fill(form, text=words)
        form.locator("button.btn-main").dblclick(no_wait_after=True)
        deeds.taken(story, page)
        # The same form once more, as after going back: the same code, not a second voice.
        code = page.locator("p.code").inner_text()
        page.reload()
        expect(page.locator("p.code")).to_have_text(code)
        officer = story.person("tangxiaoling")
        story.go(officer, "/desk/voices/")
        expect(officer.locator("main a", has_text=words)).to_have_count(1)


def test_an_old_form_keeps_its_words_and_can_be_sent_again(walk: Walks) -> None:
    with walk("desk") as story:
        words = "旧表单：卫生院门口的台阶太陡"
        deeds.speak(story, story.citizen(), words)
        officer, head = story.person("tangxiaoling"), story.person("xiedongying")
        deeds.open_voice(story, officer, words)
        deeds.open_voice(story, head, words)
        answer = officer.locator('form[action$="/answer"]')
        deeds.unfold(answer)
        deeds.fill(answer, text="台阶下月改缓坡")
        deeds.on_voice(story, head, "register", category="roads")
        send(answer)
        officer.wait_for_load_state("load")
        story.look(officer, "old form")
        expect(officer.locator(".problem")).to_be_visible()
        again = officer.locator('form[action$="/answer"]')
        expect(again.locator("[name=text]")).to_have_value("台阶下月改缓坡")
        send(again)
        officer.wait_for_url(re.compile("done=answer"))
        expect(officer.locator(".problem")).to_have_count(0)
        story.look(officer, "sent again")


def test_an_old_form_of_a_suggestion_keeps_its_words_and_can_be_sent_again(walk: Walks) -> None:
    with walk("desk") as story:
        deputy = story.person("huangxiuying")
        path = parts.draft(story, deputy, "关于旧表单的建议")
        story.go(deputy, f"{path}/edit")
        form = main_form(deputy)
        deeds.fill(form, title="关于旧表单的建议（改）")
        second = deputy.context.new_page()
        story.go(second, f"{path}/edit")
        deeds.fill(main_form(second), body="另一个窗口先改了正文。")
        send(main_form(second))
        second.wait_for_url(re.compile("done="))
        send(form)
        expect(deputy.locator(".problem")).to_be_visible()
        story.look(deputy, "old form")
        expect(main_form(deputy).locator("[name=title]")).to_have_value("关于旧表单的建议（改）")
        send(main_form(deputy))
        deputy.wait_for_url(re.compile("done="))


@pytest.mark.parametrize("script", [True, False])
def test_a_session_that_ends_in_mid_form_loses_no_word(walk: Walks, site: Site, script: bool) -> None:
    with walk("phone") as story:
        page = story.stranger(script=script)
        story.enter(page, "huangxiuying") if script else _enter_plainly(story, page, site)
        story.go(page, "/desk/suggestions/new")
        form = main_form(page)
        deeds.fill(form, title="关于会话断了的建议", body=parts.BODY, category="transport")
        page.context.clear_cookies(name="sessionid")
        send(form)
        page.wait_for_url("**/desk/login*")
        story.look(page, "log in again")
        log_in(page, site, "huangxiuying")
        page.wait_for_url("**/desk/suggestions/new*")
        form = main_form(page)
        expect(form.locator("[name=title]")).to_have_value("关于会话断了的建议")
        expect(form.locator("[name=body]")).to_have_value(parts.BODY)
        story.look(page, "words kept")
        send(form)
        page.wait_for_url(re.compile("done=draft"))


def _enter_plainly(story: Walk, page: Page, site: Site) -> None:
    story.go(page, "/desk/login")
    log_in(page, site, "huangxiuying")
    page.wait_for_url("**/desk/")


@pytest.mark.parametrize("size", SIZES)
def test_a_dead_network_keeps_the_words_until_it_lives_again(walk: Walks, size: str) -> None:
    with walk(size) as story:
        page = story.citizen()
        story.go(page, station(story, page) + "/speak")
        form, words = main_form(page), f"{size} 断网：{WRITTEN}"
        deeds.fill(form, text=words)
        page.wait_for_load_state("networkidle")
        story.network(page, alive=False)
        send(form)
        expect(page.locator("#offline")).to_be_visible()
        story.look(page, "no network")
        expect(form.locator("[name=text]")).to_have_value(words)
        story.network(page, alive=True)
        page.locator("#offline button").click()
        deeds.taken(story, page)


def test_words_wait_in_the_browser_when_the_page_is_closed(walk: Walks) -> None:
    with walk() as story:
        page = story.citizen()
        address = station(story, page) + "/speak"
        story.go(page, address)
        deeds.fill(main_form(page), text=WRITTEN, phone="13900000009")
        again = page.context.new_page()
        page.close()
        story.go(again, address)
        expect(main_form(again).locator("[name=text]")).to_have_value(WRITTEN)
        # A phone number is never kept in a browser that others may use.
        expect(main_form(again).locator("[name=phone]")).to_have_value("")
        expect(again.locator(".draft-note")).to_be_visible()
        again.locator(".draft-note button").click()
        expect(main_form(again).locator("[name=text]")).to_have_value("")


def test_a_step_back_does_not_offer_what_was_sent_for_sending_again(walk: Walks) -> None:
    with walk("phone") as story:
        page = story.citizen()
        story.go(page, station(story, page) + "/speak")
        deeds.fill(main_form(page), text="渡口边的护栏断了一截，等船的人多，怕挤下去")
        story.go(page, "/about")
        page.go_back()
        expect(page.locator("[name=text]")).to_have_value("渡口边的护栏断了一截，等船的人多，怕挤下去")
        send(main_form(page))
        deeds.taken(story, page)
        page.go_back()
        page.wait_for_url("**/speak")
        expect(page.locator("[name=text]")).to_have_value("")


def test_a_forged_link_of_a_station_is_told_gently_and_fills_nothing_in(walk: Walks) -> None:
    with walk() as story:
        page = story.citizen()
        address = station(story, page)
        for path in (address, f"{address}/speak"):
            story.go(page, f"{path}?k=eyJzIjoiSFkwMDAxIiwicGxhY2UiOiLlgYfnmoQifQ:1abcde:forged")
            story.look(page, "forged")
            expect(page.locator("main .flash-warn, main .note").first).to_be_visible()
            expect(page.locator("main")).not_to_contain_text("假的")
        expect(main_form(page).locator("[name=place]")).to_have_value("")
        story.go(page, "/s/HY9999/speak")
        story.look(page, "no such station")
        expect(page.locator("main")).to_be_visible()


def test_large_type_and_language_are_one_tap_and_remembered(walk: Walks) -> None:
    with walk() as story:
        page = story.citizen()
        story.go(page, "/speak")
        page.locator('.switches button[name=large][value="1"]').first.click()
        expect(page.locator("html")).to_have_class("large")
        story.go(page, "/track")
        expect(page.locator("html")).to_have_class("large")
        story.look(page, "large type")
        page.locator(".switches button[name=language][value=en]").first.click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        story.go(page, "/speak")
        expect(page.locator("html")).to_have_attribute("lang", "en")
