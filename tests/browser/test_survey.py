"""A questionnaire on a phone: with script a question that hangs on another appears at once, without it comes next."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Walks


@pytest.mark.parametrize(("script", "language"), [(True, "zh"), (False, "zh"), (True, "en")])
def test_citizens_answer_with_and_without_script(walk: Walks, script: bool, language: str) -> None:
    with walk("phone", language) as story:
        page = story.stranger(script=script)
        story.go(page, "/surveys")
        story.look(page, "list")
        page.get_by_role("link", name="云溪镇村村通公交").click()
        page.get_by_text("逢场天").click()
        hanging = page.get_by_text("现在怎么去")
        expect(hanging).to_have_count(1 if script else 0)
        if script:
            page.get_by_text("很少去").click()
            expect(hanging).to_have_count(0)
            page.get_by_text("逢场天").click()
        story.look(page, "first page")
        if not script:
            page.locator("button[value=next]").click()
        page.get_by_text("摩托车、电动车").click()
        if script:
            page.locator("button[value=next]").click()
            page.locator("button[value=back]").click()
            expect(page.get_by_label("摩托车、电动车")).to_be_checked()
            page.locator("button[value=next]").click()
        page.locator("[name=q4]").fill("多少钱都行")
        page.locator("button[value=send], button[value=next]").first.click()
        expect(page.locator("[role=alert]")).to_be_visible()
        expect(page.locator("[name=q4]")).to_have_value("多少钱都行")
        story.look(page, "wrong number")
        page.locator("[name=q4]").fill("3")
        while page.locator("button[value=next]").count():
            page.locator("button[value=next]").click()
        page.locator("button[value=send]").click()
        page.wait_for_url("**/thanks")
        story.look(page, "thanks")
        story.go(page, "/surveys")
        page.get_by_role("link", name="云溪镇村村通公交").click()
        expect(page.locator("form[data-ask]")).to_have_count(0)
