"""A voice from the QR code to the citizen's page that says how it ended, through every role."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import deeds, parts
from tests.browser.conftest import Walks

SIZES = ("phone", "desk")


def ended(story: Any, citizen: Any, code: str, path: str) -> None:
    """The citizen reads how it ended, says it is solved, and the page says that it is over."""
    story.go(citizen, f"/track/{code}")
    story.look(citizen, "tracked")
    verdict = citizen.locator('form[action$="/confirm"]')
    deeds.fill(verdict, verdict="solved", reason="谢谢")
    deeds.send(verdict)
    expect(citizen.locator('form[action$="/confirm"]')).to_have_count(0)
    story.look(citizen, "over")
    story.go(citizen, path.removeprefix("/desk"))
    story.look(citizen, "public suggestion")
    expect(citizen.locator("main")).to_contain_text("错车道三处已经建成")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_a_voice_comes_home_by_way_of_a_suggestion(walk: Walks, size: str, language: str) -> None:
    with walk(size, language) as story:
        words = f"{size}{language} 桥头公路三公里处会车难"
        citizen = story.citizen()
        code = deeds.speak(
            story,
            citizen,
            f"{words}，昨天倒车倒了两百多米",
            place="三公里处",
            photos=deeds.picture(),
            phone="13900000001",
        )
        officer = story.person("tangxiaoling")
        deeds.open_voice(story, officer, words)
        deeds.on_voice(story, officer, "register", category="roads", note="先请代表看看")
        voice = re.sub(r".*voices/", "", officer.url)
        deeds.on_voice(story, officer, "pass_up", deputy="黄秀英")
        deputy = story.person("huangxiuying")
        story.look(deputy, "home")
        path = parts.draft(story, deputy, f"关于{words}增设错车道的建议", voice)
        parts.filed(story, path)
        government = story.person("hewenbin")
        story.go(government, "/desk/suggestions/pool")
        story.look(government, "pool")
        deeds.on_case(story, government, path, "assign", lead="交通运输局", on=deeds.days(0))
        parts.handled(story, path, {"text": "错车道三处已经建成，请代表验收。", "outcome_class": "A"})
        parts.dispatched(story, path, "交运函〔2026〕7 号")
        deeds.on_case(story, deputy, path, "evaluate", attitude="satisfied", result="satisfied")
        clerk = story.person("zhaoli")
        deeds.on_case(story, clerk, path, "publish", publication="full")
        deeds.on_case(story, clerk, path, "close_evaluation")
        deeds.on_case(story, clerk, path, "conclude")
        ended(story, citizen, code, path)
