"""What does not satisfy climbs: a meeting, a second assignment, a second reply, and then an end, through every role."""

import pytest
from playwright.sync_api import expect

from tests.browser import parts
from tests.browser.conftest import Walks
from tests.browser.deeds import days, on_case
from tests.browser.test_voice import SIZES


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_unsatisfied_through_a_meeting_and_a_second_assignment_to_the_end(
    walk: Walks, size: str, language: str
) -> None:
    with walk(size, language) as story:
        deputy, colleague = story.person("huangxiuying"), story.person("zhoujianguo")
        path = parts.draft(story, deputy, f"关于{size}{language} 下坝路段错车难的建议", cosigners="周建国")
        on_case(story, colleague, path, "cosign", agree="yes")
        parts.filed(story, path)
        government, clerk, unit = story.person("hewenbin"), story.person("zhaoli"), story.person("chenmin")
        on_case(story, government, path, "assign", lead="交通运输局", co="自然资源局", on=days(0))
        land = story.person("wangqian")
        on_case(story, land, path, "accept")
        on_case(story, land, path, "hand_opinion", text="三处都是边角地，不占基本农田。")
        first = {"text": "已列入年度计划。", "outcome_class": "B", "promise": "年内完成前期", "promise_by": days(60)}
        parts.handled(story, path, first)
        parts.dispatched(story, path, "交运函〔2026〕31 号")
        on_case(story, unit, path, "log_contact", phase="after", form="phone", on=days(0), note="电话回访")
        no = {"attitude": "satisfied", "result": "dissatisfied", "reason": "说来说去还是列入计划"}
        on_case(story, deputy, path, "evaluate", **no)
        on_case(story, colleague, path, "evaluate", attitude="satisfied", result="basically_satisfied")
        on_case(story, clerk, path, "close_evaluation")
        story.go(unit, path)
        expect(unit.locator("main")).not_to_contain_text("周建国 态度")
        on_case(story, clerk, path, "call_meeting", kind="meeting", on=days(0), place="桥头村村部")
        on_case(story, clerk, path, "record_meeting", on=days(0), resolved="no", note="到会十四人，没有谈拢。")
        on_case(story, government, path, "assign_again", lead="交通运输局", on=days(0), note="逐项写明工期")
        second = {"text": "资金已下达，三处月底建成。", "outcome_class": "A"}
        parts.handled(story, path, second)
        parts.dispatched(story, path, "交运函〔2026〕58 号")
        for judge in (deputy, colleague):
            on_case(story, judge, path, "evaluate", attitude="satisfied", result="satisfied")
        on_case(story, clerk, path, "close_evaluation")
        on_case(story, clerk, path, "conclude")
        # Both rounds stand side by side, for the deputy and for the leader who only reads.
        for page in (deputy, story.person("jiangzhengqing")):
            story.go(page, path)
            story.look(page, "the whole story")
            expect(page.locator("main")).to_contain_text("资金已下达，三处月底建成。")
            expect(page.locator("main")).to_contain_text("到会十四人，没有谈拢。")
