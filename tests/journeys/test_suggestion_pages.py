"""A suggestion from draft to the archive through the pages alone: forms read, filled in and sent as without script."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from huying.work.suggestions import queries
from huying.work.suggestions.models import Commitment, Suggestion
from huying.work.suggestions.tests import make
from huying.work.suggestions.tests.web import client_of, press

pytestmark = pytest.mark.django_db
DESK = "/desk/suggestions"


@dataclass
class Browsers:
    """Everybody of the cast at their own browser, all on the same day."""

    world: make.World
    clock: Any
    clients: dict[str, Client] = field(default_factory=dict)

    def later(self, days: int) -> None:
        self.clock.shift(timedelta(days=days))
        self.world.later(days)
        self.clients.clear()

    def client(self, name: str) -> Client:
        if name not in self.clients:
            self.clients[name] = client_of(self.world, name)
        return self.clients[name]

    @property
    def case(self) -> Suggestion:
        return Suggestion.objects.get()

    def act(self, name: str, verb: str, **given: Any) -> str:
        """One verb on the suggestion; the page after it."""
        return str(press(self.client(name), f"{DESK}/{self.case.uid}/{verb}", **given).text)

    def task(self, name: str, verb: str, unit: str = "roads", **given: Any) -> str:
        own = make.task(self.world, self.case, unit).pk
        return self.act(name, f"tasks/{own}/{verb}", **given)

    def day(self, days: int = 0) -> str:
        return (self.world.now + timedelta(days=days)).date().isoformat()

    def turn(self) -> str:
        return str(queries.turn_of(self.case, self.world.now.date()))


@pytest.fixture
def b() -> Iterator[Browsers]:
    with time_machine.travel(make.NOW, tick=False) as clock:
        yield Browsers(make.world(), clock)


def to_assigned(b: Browsers, **more: Any) -> None:
    """Drafted with a colleague, signed, submitted, sent back once, filed and assigned."""
    signer = {"cosigners": [str(b.world.persons["second"])]}
    page = press(b.client("lead"), f"{DESK}/new", title="修路", body=make.BODY, **signer).text
    assert "草稿存好了" in page
    b.act("second", "cosign", agree="yes")
    assert "已经提交" in b.act("lead", "submit")
    b.act("clerk", "ask_revision", reason="several_matters", text="请写明是哪一段路")
    assert "请写明是哪一段路" in b.client("lead").get(f"{DESK}/{b.case.uid}").text
    b.act("lead", "edit", title=make.TITLE)
    b.act("lead", "submit")
    assert "第 1 号" in b.act("clerk", "file", category="transport")
    roads, police = (str(b.world.unit(name)) for name in ("roads", "police"))
    assert "已经交办" in b.act("office", "assign", lead=roads, co=[police], **more)


def to_answered(b: Browsers, unit: str = "roads", **outcome: Any) -> None:
    """Signed for, planned, talked over, opinion handed, drafted, signed, vetted, sent."""
    clerk, head = f"{unit}_clerk", f"{unit}_head"
    b.task(clerk, "accept", unit)
    given = {"leader": "王局长", "handler": "小李", "phone": "0739", "text": "先勘察", "until": b.day(60)}
    b.task(clerk, "plan", unit, **given)
    lead = b.world.persons["lead"]
    for phase in ("before", "during"):
        b.task(clerk, "log_contact", unit, deputy=lead, phase=phase, form="visit", note="到桥头村当面商量", on=b.day())
    b.task(clerk, "draft_reply", unit, text="经研究，现答复如下。", **outcome)
    b.task(clerk, "ask_signature", unit, opinions_missing="等不到了")
    b.task(head, "send_back", unit, reason="写清桩号")
    b.task(clerk, "draft_reply", unit, text="经研究，K3 处七月底前修好。")
    b.task(clerk, "ask_signature", unit, opinions_missing="等不到了")
    b.task(head, "sign", unit)
    b.task("office", "vet", unit)
    assert "答复已经寄出" in b.task(clerk, "send", unit, number="呼交函〔2026〕8号")


def test_the_satisfied_way_to_a_kept_promise(b: Browsers) -> None:
    to_assigned(b)
    b.task("police_clerk", "accept", "police")
    b.task("police_clerk", "hand_opinion", "police", text="同意，建议加装减速带。")
    promise = {"outcome_class": "B", "promise": "七月底前修好 K3 处", "promise_by": b.day(140)}
    to_answered(b, **promise)
    b.later(3)
    for name in ("lead", "second"):
        assert "已经封存" in b.act(name, "evaluate", attitude="satisfied", result="satisfied")
    assert "满意" in b.act("clerk", "close_evaluation")
    b.act("clerk", "publish", publication="full")
    b.act("clerk", "conclude")
    assert b.turn().startswith("等430599roads兑现承诺")
    b.later(100)
    kept = Commitment.objects.get().pk
    b.act("roads_clerk", f"promises/{kept}/report", evidence="路面已经验收")
    page = b.act("lead", f"promises/{kept}/keep", kept="yes")
    assert "已兑现" in page and b.case.state == "concluded"
    b.act("clerk", "archive")
    assert b.turn() == "已归档"


def test_the_unsatisfied_way_through_meeting_and_second_round(b: Browsers) -> None:
    to_assigned(b, complex="on")
    own = make.task(b.world, b.case).pk
    b.task("roads_head", "ask_return", reason="not_ours", text="三定没有这一条", proposed=str(b.world.unit("water")))
    decisions = b.client("office").get(f"{DESK}/decisions").text
    assert "三定没有这一条" in decisions and f"tasks/{own}/grant_return" in decisions
    b.task("office", "refuse_return", text="路归你们管")
    _answer_accepted(b, outcome_class="C")
    b.later(2)
    b.act("lead", "evaluate", attitude="satisfied", result="dissatisfied", reason="路还是老样子")
    b.act("second", "evaluate", attitude="satisfied", result="satisfied")
    assert "不满意" in b.act("clerk", "close_evaluation")
    assert "不能办结" in b.client("clerk").get(f"{DESK}/{b.case.uid}/conclude").text
    b.act("clerk", "call_meeting", on=b.day(3), place="云溪镇联络站")
    b.later(4)
    b.act("clerk", "record_meeting", resolved="no", note="代表问，单位答，没有谈拢")
    assert "二次交办" in b.turn()
    b.act("office", "assign_again", lead=str(b.world.unit("water")))
    assert b.case.round_no == 2
    to_answered(b, "water", outcome_class="A")
    for name in ("lead", "second"):
        b.act(name, "evaluate", attitude="satisfied", result="satisfied")
    b.act("clerk", "close_evaluation")
    page = b.act("clerk", "conclude")
    assert "第一轮答复" in page and "第二轮答复" in page and "知情议政会" in page
    assert b.case.state == "concluded"


def _answer_accepted(b: Browsers, **outcome: Any) -> None:
    """From a task already accepted to the reply sent, after an extension was asked for and granted."""
    given = {"leader": "王局长", "handler": "小李", "phone": "0739", "text": "先勘察", "until": b.day(60)}
    b.task("roads_clerk", "plan", **given)
    for phase in ("before", "during"):
        talk = {"deputy": b.world.persons["lead"], "form": "site", "note": "到现场看了", "on": b.day()}
        b.task("roads_clerk", "log_contact", phase=phase, **talk)
    b.task("roads_clerk", "draft_reply", text="经研究，暂不具备条件。", **outcome)
    b.task("roads_clerk", "ask_signature", opinions_missing="协办单位没有意见")
    b.task("roads_head", "sign")
    b.task("office", "vet")
    b.task("roads_clerk", "send", number="呼交函〔2026〕9号")


def test_an_extension_is_asked_for_and_granted(b: Browsers) -> None:
    to_assigned(b)
    b.task("roads_clerk", "accept")
    b.task("roads_head", "ask_extension", reason="等汛期过后才能施工")
    assert "等汛期过后才能施工" in b.client("office").get(f"{DESK}/decisions").text
    b.task("office", "decide_extension", granted="yes", text="同意")
    assert "同意延期" in b.client("lead").get(f"{DESK}/{b.case.uid}").text
