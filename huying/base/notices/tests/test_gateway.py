import json
import logging
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from huying.base.clocks import commands as clocks
from huying.base.notices import commands, gateway, jobs, queries, rules
from huying.base.notices.models import Message
from huying.base.notices.tests.gateways import SECRET, Gateway, certificate, listening
from huying.base.notices.tests.make import NOW
from huying.kernel.calendar import national
from huying.kernel.periods import Period

pytestmark = pytest.mark.django_db
PHONE = "13907390001"
DATA = {"station": "云溪镇联络站", "tail": "9TWP"}


@pytest.fixture
def far(settings: Any) -> Iterator[Gateway]:
    """A gateway that is set up and answers."""
    with listening() as known:
        settings.GATEWAY, settings.GATEWAY_SECRET = known.url, SECRET
        yield known


def reach(pk: int) -> str:
    return PHONE


def deliver(now: Any = NOW, to: Any = reach) -> int:
    return jobs.deliver(now, {"voice": to})


def said(n: int = 12, verb: str = "voice.received", **more: Any) -> bool:
    return commands.text(f"voice:{n}", verb, now=NOW, data=DATA, **more)


def test_a_short_message_is_signed_and_goes_once(far: Gateway) -> None:
    assert said()
    assert deliver() == 1
    assert deliver(NOW + timedelta(days=1)) == 0
    ((path, heads, body),) = far.heard
    row = Message.objects.get()
    assert path == "/sms?from=huying"
    assert json.loads(body) == {
        "kind": "sms",
        "id": str(row.uid),
        "recipient": PHONE,
        "text": "云溪镇联络站收到了您反映的事，查询码后四位 9TWP。有了结果会告诉您。",
    }
    assert heads["Idempotency-Key"] == str(row.uid)
    assert heads["X-Huying-Timestamp"] == str(int(NOW.timestamp()))
    signed = gateway.signature(SECRET, heads["X-Huying-Timestamp"], body)
    assert heads["X-Huying-Signature"] == f"sha256={signed}"


def test_the_same_is_said_once_a_day(far: Gateway) -> None:
    assert said()
    assert not said()
    assert said(verb="voice.reported")
    assert commands.text("voice:12", "voice.received", now=NOW + timedelta(days=1), data=DATA)


def test_nothing_is_written_where_no_gateway_is_set(settings: Any) -> None:
    settings.GATEWAY = ""
    assert not said()
    assert not Message.objects.exists()


def test_nobodys_phone_rings_all_day(far: Gateway) -> None:
    for n in range(rules.TEXTS_A_DAY + 3):
        said(n)
    assert deliver() == rules.TEXTS_A_DAY
    assert Message.objects.filter(state="dropped", error="too many to one number").count() == 3
    far.status = 503
    said(99)
    assert deliver(NOW + timedelta(days=1)) == 0  # a try that failed is not counted
    far.status = 200
    for n in range(rules.TEXTS_A_DAY - 1):
        commands.text(f"voice:{n}", "voice.closed", now=NOW + timedelta(days=1), data=DATA)
    assert deliver(NOW + timedelta(days=1, hours=1)) == rules.TEXTS_A_DAY


def test_nobodys_phone_rings_at_night(far: Gateway) -> None:
    said()
    night = NOW.replace(hour=14)  # ten in the evening here
    assert deliver(night) == 0
    assert Message.objects.get().tries == 0
    assert deliver(night + timedelta(hours=9)) == 1


def test_a_number_taken_back_is_not_missed_by_anybody(far: Gateway) -> None:
    said()
    assert deliver(to=lambda pk: "") == 0
    assert Message.objects.get().state == Message.State.DROPPED
    assert queries.stuck(NOW + timedelta(days=9)) == []
    assert far.heard == []


def test_the_number_is_in_no_table_and_no_log(
    far: Gateway, caplog: pytest.LogCaptureFixture, django_db_blocker: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    far.status = 503
    said()
    deliver()
    row = Message.objects.values().get()
    assert row["error"] == "HTTP 503"
    assert PHONE not in str(row)
    assert PHONE not in caplog.text


@pytest.mark.parametrize("status", [301, 302, 307, 401, 429, 500, 503])
def test_what_went_wrong_is_tried_again_with_the_same_key(far: Gateway, status: int) -> None:
    far.status, far.heads = status, {"Location": far.url}
    said()
    assert deliver() == 0
    assert len(far.heard) == 1  # no redirect is followed
    far.status = 200
    row = Message.objects.get()
    assert (row.state, row.tries) == (Message.State.WAITING, 1)
    assert deliver(row.next_try) == 1
    assert len({heads["Idempotency-Key"] for _, heads, _ in far.heard}) == 1


def test_what_the_gateway_finds_no_good_is_given_up_at_once(far: Gateway) -> None:
    far.status = 422
    said()
    deliver()
    (row,) = queries.stuck(NOW)
    assert (row.state, row.error, row.tries) == (Message.State.FAILED, "HTTP 422", 1)


def test_a_dead_gateway_does_not_hold_up_the_tick(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.GATEWAY = "https://gateway.invalid/sms"
    tried = []

    def dead(*_: Any, **given: Any) -> None:
        tried.append(given["uid"])
        raise TimeoutError

    monkeypatch.setattr(gateway, "send", dead)
    for n in range(9):
        said(n)
    assert deliver() == 0
    assert len(tried) == rules.PATIENCE
    assert sorted(Message.objects.values_list("tries", flat=True)) == [0] * 7 + [1] * 2
    assert Message.objects.filter(tries=0, next_try=NOW + timedelta(minutes=1)).count() == 7


def test_a_slow_gateway_does_not_hold_up_the_tick(far: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(0, 1000, 25))
    monkeypatch.setattr("huying.base.notices.outbox.monotonic", lambda: next(clock))
    for n in range(9):
        said(n)
    assert deliver() == 2
    assert deliver(NOW + timedelta(minutes=1)) == 2


def test_a_stranger_who_answers_in_its_place_gets_nothing(settings: Any, tmp_path: Path) -> None:
    with listening(certificate(tmp_path)) as known:
        settings.GATEWAY = known.url
        said()
        assert deliver() == 0
        assert known.heard == []
    assert Message.objects.get().error == "SSLCertVerificationError"


def test_a_message_sent_is_forgotten_after_a_month(far: Gateway) -> None:
    said()
    deliver()
    assert jobs.forget(NOW + timedelta(days=29)) == 0
    assert jobs.forget(NOW + timedelta(days=31)) == 1


@pytest.mark.parametrize("kind", ["wecom", "dingtalk"])
def test_robots_speak_to_their_own_group(settings: Any, kind: str) -> None:
    with listening() as known:
        settings.ROBOTS, settings.DINGTALK_SECRET = {kind: known.url}, "SEC1"
        gateway.send(kind, uid="1", to="", text="今天到期 1 件", now=NOW)
        known.body = b'{"errcode": 310000, "errmsg": "sign not match"}'
        with pytest.raises(gateway.Fault, match="errcode 310000"):
            gateway.send(kind, uid="1", to="", text="x", now=NOW)
        known.body = b"<html>"
        with pytest.raises(gateway.Fault, match="odd answer"):
            gateway.send(kind, uid="1", to="", text="x", now=NOW)
    path, _, body = known.heard[0]
    assert json.loads(body) == {"msgtype": "text", "text": {"content": "今天到期 1 件"}}
    assert ("&sign=" in path) == (kind == "dingtalk")


def test_work_groups_hear_once_a_working_day_how_much_is_due(settings: Any) -> None:
    for number, days in ((1, 10), (2, 30), (3, 31), (4, 90)):
        case: Any = SimpleNamespace(subject=f"suggestion:{number}", region="430599", edition="county@2026-01-01#0")
        period = Period(value=days, unit="days", roll="none")
        anchor, calendar = date(2026, 6, 1), national()
        clocks.start(case, "reply", debtor="person:7", anchor=anchor, period=period, calendar=calendar, url="/")
    with listening() as known:
        settings.ROBOTS = {"wecom": known.url, "dingtalk": ""}
        assert jobs.brief(NOW - timedelta(hours=4)) == 0  # seven in the morning
        assert [jobs.brief(NOW), jobs.brief(NOW)] == [1, 0]
        assert deliver() == 1
        saturday = NOW + timedelta(days=3)
        assert jobs.brief(saturday) == 0
    said = json.loads(known.heard[0][2])["text"]["content"]
    assert said == "今天的时限：超期 1 件，今天到期 1 件，快到期 1 件。请登录呼应，看看是哪些。"


def test_nothing_due_is_nothing_said(settings: Any) -> None:
    settings.ROBOTS = {"wecom": "https://qyapi.example.org/x", "dingtalk": ""}
    assert jobs.brief(NOW) == 0
    assert not Message.objects.exists()
