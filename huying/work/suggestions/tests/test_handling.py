"""Returns, extensions, co-handlers, contacts, replies, and the clocks behind them (casework §9: 13, 14, 15, 26, 28)."""

import copy
from datetime import date
from typing import Any

import pytest

from huying.base.clocks import queries as clocks
from huying.base.clocks.models import Clock
from huying.base.ledger import queries as ledger
from huying.base.ledger.tests.shared import shared
from huying.kernel.errors import BadMove, Denied, HouseError, Invalid, Stale
from huying.work.suggestions import jobs
from huying.work.suggestions.models import Contact, Reply, ReturnRequest, Task
from huying.work.suggestions.tests import make

pytestmark = pytest.mark.django_db
NOT_OURS = {"reason": "not_ours", "text": "三定方案里没有这项职责"}


w_once = shared(make.world)


@pytest.fixture
def w(w_once: make.World) -> make.World:
    return copy.deepcopy(w_once)


def clock(case: Any, kind: str) -> Clock:
    return next(found for found in clocks.open_of(case.subject) if found.kind == kind)


def ask(w: make.World, own: Task, **more: Any) -> Task:
    return make.do(w, "roads_head", "ask_return", task=own.pk, **{**NOT_OURS, "proposed": w.unit("water"), **more})


def test_13_return_is_asked_until_the_end_of_the_window_and_not_a_day_later(w: make.World) -> None:
    case = make.assigned(w)  # 2026-03-02 + 5 个工作日 = 03-09
    own = make.task(w, case)
    make.do(w, "roads_clerk", "accept", task=own.pk)
    w.now = make.at("2026-03-10", 0)
    with pytest.raises(BadMove, match="2026-03-09"):
        ask(w, own)
    w.now = make.at("2026-03-09", 23)
    assert ask(w, own).state == "return_asked"


def test_13_silence_is_acceptance_and_then_nothing_is_returned(w: make.World) -> None:
    own = make.task(w, make.assigned(w))
    w.now = make.at("2026-03-09", 23)
    assert jobs.deem_accepted(w.now) == 0
    w.now = make.at("2026-03-10", 0)
    assert jobs.deem_accepted(w.now) == 1
    assert jobs.deem_accepted(w.now) == 0
    own.refresh_from_db()
    assert (own.state, own.deemed) == ("accepted", True)
    with pytest.raises(BadMove, match="视为签收"):
        ask(w, own)


def test_14_reply_clock_runs_on_through_a_granted_return(w: make.World) -> None:
    case = make.assigned(w)
    own, due = make.task(w, case), clock(case, "reply").due
    w.later(3)
    ask(w, own)
    w.later(3)
    made = make.do(w, "office", "grant_return", task=own.pk, new_unit=w.unit("water"), text="改由水利局承办")
    own.refresh_from_db()
    assert (own.state, made.state, made.role, made.unit_id) == ("returned", "offered", "lead", w.unit("water"))
    reply = clock(case, "reply")
    assert (reply.due, reply.debtor, reply.anchor) == (due, f"organ:{w.unit('water')}", date(2026, 3, 2))
    assert clock(case, "sign").anchor == date(2026, 3, 8)
    assert ReturnRequest.objects.get(task=own).decision == "granted"
    assert make.fresh(case).lead_unit_id == w.unit("water")
    make.sent(w, case, "water")
    assert make.fresh(case).state == "answered"


def test_28_a_refused_return_is_locked_and_a_late_grant_changes_nothing(w: make.World) -> None:
    own = make.task(w, make.assigned(w))
    ask(w, own)
    make.do(w, "office", "refuse_return", task=own.pk, text="属于贵局职责")
    with pytest.raises(BadMove, match="已有结论"):
        ask(w, own)
    with pytest.raises(BadMove):
        make.do(w, "office", "grant_return", task=own.pk, new_unit=w.unit("water"))
    own.refresh_from_db()
    assert (own.state, own.return_locked) == ("accepted", True)


@pytest.mark.parametrize("unit", ["roads", "police"])
def test_return_goes_to_a_unit_that_does_not_have_it_yet(w: make.World, unit: str) -> None:
    own = make.task(w, make.assigned(w, co=("police",)))
    ask(w, own)
    with pytest.raises(Invalid):
        make.do(w, "office", "grant_return", task=own.pk, new_unit=w.unit(unit))


def test_return_is_signed_by_the_head(w: make.World) -> None:
    own = make.task(w, make.assigned(w))
    with pytest.raises(Denied):
        make.do(w, "roads_clerk", "ask_return", task=own.pk, **NOT_OURS)


def test_15_assignment_may_be_entered_for_an_earlier_day_and_shows_it(w: make.World) -> None:
    case = make.filed(w)
    w.later(2)
    lead = {"lead": w.unit("roads")}
    for day in ("2026-03-05", "2026-03-01"):  # to come, and before filing
        with pytest.raises(Invalid):
            make.do(w, "office", "assign", suggestion=case.pk, on=date.fromisoformat(day), **lead)
    make.do(w, "office", "assign", suggestion=case.pk, on=date(2026, 3, 3), **lead)
    line = ledger.last(case.subject)
    assert line is not None
    assert (line.effective, line.at.date()) == (date(2026, 3, 3), date(2026, 3, 4))
    assert clock(case, "reply").anchor == date(2026, 3, 3)


def test_15_a_unit_does_not_backdate_its_reply_but_the_office_may_enter_a_paper(w: make.World) -> None:
    case = make.assigned(w)
    own = make.signed(w, case)
    w.now = make.at("2026-07-01")
    given = {"task": own.pk, "number": "呼交函〔2026〕8号", "on": date(2026, 5, 20)}
    with pytest.raises(Denied, match="日期早于今天"):
        make.do(w, "roads_clerk", "send", **given)
    make.do(w, "office", "send", **given)
    reply = next(found for found in clocks.of(case.subject) if found.kind == "reply")
    assert (reply.state, reply.settled) == ("met", date(2026, 5, 20))


def test_a_late_reply_misses_its_clock_and_is_still_sent(w: make.World) -> None:
    case = make.assigned(w)
    own = make.signed(w, case)
    w.now = make.at("2026-07-01")
    make.do(w, "roads_clerk", "send", task=own.pk, number="呼交函〔2026〕8号")
    reply = next(found for found in clocks.of(case.subject) if found.kind == "reply")
    assert reply.state == "missed"


def test_extension_is_asked_before_the_day_and_bounded_by_six_months_in_all(w: make.World) -> None:
    case = make.assigned(w)
    own = make.planned(w, case)
    given = {"task": own.pk, "reason": "要等设计评审"}
    with pytest.raises(Invalid, match="2026-09-02"):
        make.do(w, "roads_head", "ask_extension", **given, until=date(2026, 9, 3))
    make.do(w, "roads_head", "ask_extension", **given, until=date(2026, 8, 3))
    with pytest.raises(BadMove):
        make.do(w, "roads_head", "ask_extension", **given)
    assert clock(case, "reply").due == date(2026, 6, 2)
    make.do(w, "office", "decide_extension", task=own.pk, granted=True)
    found = next(found for found in clocks.of(case.subject) if found.kind == "reply")
    assert found.due == date(2026, 8, 3)
    assert [(e.before, e.after) for e in found.extensions.all()] == [(date(2026, 6, 2), date(2026, 8, 3))]
    w.now = make.at("2026-08-04")
    with pytest.raises(BadMove, match="超期"):
        make.do(w, "roads_head", "ask_extension", **given)


def test_extension_refused_leaves_the_day(w: make.World) -> None:
    case = make.assigned(w)
    own = make.planned(w, case)
    make.do(w, "roads_head", "ask_extension", task=own.pk, reason="要等设计评审")
    with pytest.raises(Invalid):
        make.do(w, "office", "decide_extension", task=own.pk, granted=False)
    make.do(w, "office", "decide_extension", task=own.pk, granted=False, text="请抓紧")
    assert clock(case, "reply").due == date(2026, 6, 2)


def test_lead_waits_for_co_handlers_or_says_why_not(w: make.World) -> None:
    case = make.assigned(w, co=("police", "water"))
    police = make.task(w, case, "police")
    make.do(w, "police_clerk", "accept", task=police.pk)
    make.do(w, "police_clerk", "hand_opinion", task=police.pk, text="可以增设标线")
    with pytest.raises(Invalid, match="1 个协办单位"):
        make.signed(w, case)
    own = make.task(w, case)
    make.do(w, "roads_clerk", "ask_signature", task=own.pk, opinions_missing="水利局电话答复无意见")
    own = make.do(w, "roads_head", "sign", task=own.pk)
    make.do(w, "office", "vet", task=own.pk, passed=True)
    make.do(w, "roads_clerk", "send", task=own.pk, number="呼交函〔2026〕8号")
    assert make.task(w, case, "water").state == "cancelled"
    assert make.fresh(case).state == "answered"


def test_co_handlers_do_not_reply_and_leads_hand_no_opinion(w: make.World) -> None:
    case = make.assigned(w, co=("police",))
    police = make.planned(w, case, "police")
    with pytest.raises(BadMove, match="协办"):
        make.drafted(w, case, "police")
    own = make.planned(w, case)
    with pytest.raises(BadMove):
        make.do(w, "roads_clerk", "hand_opinion", task=own.pk, text="意见")
    with pytest.raises(Denied):
        make.do(w, "roads_clerk", "hand_opinion", task=police.pk, text="意见")


def test_reply_needs_the_contacts_the_playbook_names_and_a_denied_one_does_not_count(w: make.World) -> None:
    case = make.assigned(w)
    own = make.planned(w, case)
    make.drafted(w, case)
    with pytest.raises(Invalid, match="办前、办中"):
        make.do(w, "roads_clerk", "ask_signature", task=own.pk)
    make.contacted(w, case)
    before = Contact.objects.get(task=own, phase="before")
    with pytest.raises(BadMove):
        make.do(w, "second", "confirm_contact", contact=before.pk, confirmed=True)
    make.do(w, "lead", "confirm_contact", contact=before.pk, confirmed=False)
    with pytest.raises(Invalid, match="办前沟通"):
        make.do(w, "roads_clerk", "ask_signature", task=own.pk)
    make.contacted(w, case, phases=("before",))
    assert make.do(w, "roads_clerk", "ask_signature", task=own.pk).state == "signing"


def test_26_an_old_draft_is_neither_signed_nor_vetted(w: make.World) -> None:
    case = make.assigned(w)
    own = make.planned(w, case)
    make.contacted(w, case)
    make.drafted(w, case)
    old = make.last_reply(own)
    make.drafted(w, case, outcome="C", text="换一种说法")
    make.do(w, "roads_clerk", "ask_signature", task=own.pk)
    with pytest.raises(Stale):
        make.do(w, "roads_head", "sign", task=own.pk, reply=old.pk)
    new = make.last_reply(own)
    make.do(w, "roads_head", "sign", task=own.pk, reply=new.pk)
    with pytest.raises(Stale):
        make.do(w, "office", "vet", task=own.pk, passed=True, reply=old.pk)
    with pytest.raises(Stale):
        make.do(w, "office", "vet", task=own.pk, passed=True, version=make.fresh(case).version - 1)
    make.do(w, "office", "vet", task=own.pk, passed=False, reason="请写明时限")
    own.refresh_from_db()
    assert own.state == "drafting"
    assert Reply.objects.get(pk=new.pk).back_reason == "请写明时限"


def test_28_a_reply_vetted_once_and_sent_back_must_be_signed_and_vetted_again(w: make.World) -> None:
    case = make.assigned(w)
    own = make.signed(w, case)
    make.do(w, "office", "send_back", task=own.pk, reason="数字不对")
    with pytest.raises(BadMove):
        make.do(w, "roads_clerk", "send", task=own.pk, number="8号")
    own = make.signed(w, case)
    assert own.state == "ready"


def test_a_clerk_does_not_take_a_reply_back_out_of_vetting(w: make.World) -> None:
    case = make.assigned(w)
    own = make.planned(w, case)
    make.contacted(w, case)
    make.drafted(w, case)
    make.do(w, "roads_clerk", "ask_signature", task=own.pk)
    make.do(w, "roads_head", "sign", task=own.pk)
    for who in ("roads_clerk", "roads_head"):
        with pytest.raises(HouseError):
            make.do(w, who, "send_back", task=own.pk, reason="想改")
    assert make.do(w, "clerk", "send_back", task=own.pk, reason="请补充").state == "drafting"


def test_a_protected_deputy_need_not_be_contacted_by_the_unit(w: make.World) -> None:
    case = make.assigned(w, identity_protected=True)
    own = make.planned(w, case)
    make.drafted(w, case)
    assert make.do(w, "roads_clerk", "ask_signature", task=own.pk).state == "signing"


def test_32_a_case_keeps_the_edition_it_was_assigned_under(w: make.World) -> None:
    from huying.base.organs import commands as organs
    from huying.kernel.actor import SYSTEM

    case = make.assigned(w)
    given = {"region": w.region, "playbook": "xunyang", "since": date(2026, 3, 3)}
    organs.adopt_playbook(actor=SYSTEM, now=w.now, **given)
    w.later(5)
    assert make.filed(w).edition.startswith("xunyang@")
    make.sent(w, case)
    case = make.judged(w, make.fresh(case), "basically_satisfied")
    assert (case.edition.split("@")[0], case.verdict) == ("county", "satisfied")


def test_31_a_merged_unit_hands_its_open_task_to_its_successor(w: make.World) -> None:
    from huying.base.organs import commands as organs
    from huying.kernel.actor import SYSTEM

    case = make.assigned(w)
    due = clock(case, "reply").due
    w.later(1)
    organs.merge_units(actor=SYSTEM, now=w.now, old=w.unit("roads"), new=w.unit("water"))
    assert jobs.hand_on(w.now) == 1
    assert jobs.hand_on(w.now) == 0
    own = Task.objects.get(suggestion=case)
    assert own.unit_id == w.unit("water") == make.fresh(case).lead_unit_id
    assert (clock(case, "reply").due, clock(case, "reply").debtor) == (due, f"organ:{w.unit('water')}")
    assert make.sent(w, case, "water").state == "sent"
    line = next(line for line in ledger.timeline(case.subject, ["parties"]) if line.verb.endswith("taken_over"))
    assert line.data["from"] == w.unit("roads")
