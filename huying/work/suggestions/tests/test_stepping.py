"""How far a unit's task is, for whom it waits, and the deed that takes it on."""

import pytest

from huying.work.suggestions.states import CLOSED_TASK, TASK, TASK_ACTS, TASK_STATES
from huying.work.suggestions.stepping import AT, DEEDS, pace


def labels(state: str, role: str = "lead", **more: object) -> str:
    steps = pace(state, role, **more).steps  # type: ignore[arg-type]  # as given
    return " ".join({"done": "✓", "now": "*", "next": ""}[mark] + label for label, mark in steps)


def test_every_open_state_has_its_step_and_every_deed_is_a_verb() -> None:
    assert set(AT) == set(TASK_STATES) - CLOSED_TASK - {"sent", "opinion_given"}
    assert {deed for deeds in DEEDS.values() for deed in deeds} <= set(TASK_ACTS)


@pytest.mark.parametrize("role", ["lead", "separate", "co"])
@pytest.mark.parametrize("state", sorted(AT))
def test_what_is_offered_can_be_done_there(state: str, role: str) -> None:
    if role == "co" and state not in ("offered", "return_asked", "accepted", "planned"):
        return
    found = pace(state, role, office="政府办")
    assert [mark for _, mark in found.steps].count("now") == 1
    assert "%" not in found.waits and "等" in found.waits
    assert all(TASK.may(state, deed) for deed in found.deeds)


def test_it_says_at_which_step_it_waits() -> None:
    assert labels("offered") == "*签收 方案 沟通 拟稿 签字 审核 寄出"
    assert labels("signing") == "✓签收 ✓方案 ✓沟通 ✓拟稿 *签字 审核 寄出"
    assert labels("ready", vetted=False) == "✓签收 ✓方案 ✓沟通 ✓拟稿 ✓签字 *寄出"
    assert labels("planned", "co") == "✓签收 *协办意见"


def test_talks_come_before_the_reply_and_are_named() -> None:
    waiting = pace("drafting", "lead", missing=("before", "during"))
    assert waiting.waits == "等经办与代表沟通，还缺办前、办中" and waiting.deeds == ("log_contact",)
    assert labels("planned", missing=("before",)) == "✓签收 ✓方案 *沟通 拟稿 签字 审核 寄出"
    assert pace("drafting", "lead").deeds == ("ask_signature", "draft_reply")


def test_what_came_back_and_what_another_office_holds_is_said() -> None:
    assert pace("drafting", "lead", back=True).waits == "退回来了，等经办重拟"
    assert pace("return_asked", "lead", office="政府办").waits == "已申请退办，等政府办裁定"
    assert pace("vetting", "lead", office="政府办").deeds == ()
