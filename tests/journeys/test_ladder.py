"""What is not satisfied climbs; returned, extended, silent; and the township, where the presidium assigns."""

from datetime import date, timedelta

import pytest

from huying.base.clocks import queries as clocks
from huying.base.ledger import queries as ledger
from huying.base.notices import jobs as notices
from huying.field.voices.models import Voice
from huying.kernel.errors import BadMove, Denied, Stale
from huying.work.suggestions import jobs, queries
from huying.work.suggestions.models import Round, Suggestion
from huying.work.suggestions.tests import make as suggest
from tests.journeys.make import TOWN, House, house
from tests.journeys.test_voice_comes_home import raised, sound, stood

pytestmark = pytest.mark.django_db


def owed(case: Suggestion) -> dict[str, tuple[str, date]]:
    return {clock.kind: (clock.debtor, clock.due) for clock in clocks.open_of(case.subject)}


def voiced(h: House) -> tuple[Voice, Suggestion]:
    row = h.speak()
    h.at_station("register", row)
    return row, raised(h, row)


def test_the_unsatisfied_ladder_to_the_second_reply_and_the_citizen() -> None:
    h = house()
    row, case = voiced(h)
    suggest.sent(h.world, case, outcome="C")
    with pytest.raises(Denied):
        h.do("roads_clerk", "evaluate", suggestion=case.pk, attitude="satisfied", result="satisfied")
    case = suggest.judged(h.world, case, "dissatisfied")
    with pytest.raises(BadMove):
        h.do("clerk", "conclude", suggestion=case.pk)
    with pytest.raises(BadMove):
        h.do("office", "assign_again", suggestion=case.pk, lead=h.world.unit("roads"))
    assert stood(row)[0] == "raised"
    meets = h.now.date() + timedelta(days=4)
    h.do("clerk", "call_meeting", suggestion=case.pk, kind="meeting", on=meets, place="云溪镇联络站")
    h.later(4).do("clerk", "record_meeting", suggestion=case.pk, on=meets, resolved=False, note="没有谈拢")
    h.do("office", "assign_again", suggestion=case.pk, lead=h.world.unit("water"))
    # A paper of round one that arrives now is refused; round one's verdict stays what it was.
    with pytest.raises(BadMove):
        h.do("lead", "evaluate", suggestion=case.pk, attitude="satisfied", result="satisfied", round=1)
    h.later(20)
    suggest.sent(h.world, case, "water", outcome="A")
    case = suggest.judged(h.world, case)
    h.do("clerk", "conclude", suggestion=case.pk)
    assert stood(row)[0] == "reported"
    assert list(Round.objects.order_by("number").values_list("verdict", flat=True)) == ["unsatisfied", "satisfied"]
    figures = {figure.key: figure for figure in queries.figures(h.world.region, "unit")}
    assert figures[str(h.world.unit("water"))].satisfied == 1
    assert sound()


def test_a_return_and_an_extension_on_the_way() -> None:
    h = house()
    _, case = voiced(h)
    roads = suggest.task(h.world, case)
    reply_due = owed(case)["reply"][1]
    h.do("roads_head", "ask_return", task=roads.pk, reason="not_ours", text="三定规定不在我局")
    h.later(1).do("office", "grant_return", task=roads.pk, new_unit=h.world.unit("water"))
    unit, due = owed(case)["reply"]
    assert unit == f"organ:{h.world.unit('water')}"
    assert due >= reply_due
    # The first unit is out of it at once.
    with pytest.raises((Denied, BadMove)):
        h.do("roads_clerk", "accept", task=roads.pk)
    assert case not in queries.visible_to(h.world.actor("roads_clerk"))
    suggest.planned(h.world, case, "water")
    water = suggest.task(h.world, case, "water")
    h.world.now = h.now.replace(year=due.year, month=due.month, day=due.day)
    h.do("water_head", "ask_extension", task=water.pk, reason="要等汛期后施工")
    h.do("office", "decide_extension", task=water.pk, granted=True)
    later = owed(case)["reply"][1]
    assert due < later <= date(2026, 9, 10)  # 六个月内：从交办日起，最多顺延过周末
    h.later((later - due).days)
    suggest.contacted(h.world, case, "water")
    suggest.sent(h.world, case, "water")
    kept = [clock for clock in clocks.of(case.subject) if clock.kind == "reply" and clock.state == "met"]
    assert len(kept) == 1
    assert sound()


def test_silent_deputies_are_silent_and_the_case_goes_on() -> None:
    h = house()
    row, case = voiced(h)
    suggest.sent(h.world, case)
    last = owed(case)["evaluate"][1]
    h.later((last - h.now.date()).days)
    assert jobs.close_evaluations(h.now) == 0
    assert jobs.close_evaluations(h.later(1).now) == 1
    case = suggest.fresh(case)
    assert (case.state, case.verdict) == ("evaluated", "silent")
    with pytest.raises(BadMove):
        h.do("lead", "evaluate", suggestion=case.pk, attitude="satisfied", result="satisfied")
    h.do("clerk", "conclude", suggestion=case.pk)
    assert stood(row)[0] == "reported"
    assert queries.figures(h.world.region)[0].judged == 0
    assert sound()


def test_in_a_township_the_presidium_examines_assigns_and_closes() -> None:
    h = house(TOWN, "township")
    row, case = voiced(h)
    assert owed(case)["reply"][1] == date(2026, 5, 6)  # 2 个月到 5 月 2 日，劳动节后顺延
    suggest.sent(h.world, case)
    case = suggest.judged(h.world, case)
    h.do("clerk", "conclude", suggestion=case.pk)
    assert stood(row)[0] == "reported"
    assert {line.role for line in ledger.timeline(case.subject, ["public", "parties", "congress", "sealed"])} == {
        "deputy",
        "committee_clerk",
        "unit_clerk",
        "unit_head",
    }
    assert sound()


def test_an_old_form_and_a_late_reminder_meet_the_case_as_it_is() -> None:
    h = house()
    _, case = voiced(h)
    shown = case.version
    h.do("roads_clerk", "accept", task=suggest.task(h.world, case).pk)
    with pytest.raises(Stale):
        h.do("lead", "withdraw", suggestion=case.pk, version=shown)
    due = owed(case)["reply"][1]
    h.world.now = h.now.replace(year=due.year, month=due.month, day=due.day) + timedelta(days=3)
    told = notices.remind(h.now)
    assert told > 0
    assert notices.remind(h.now) == 0
    suggest.contacted(h.world, case)
    h.do(
        "roads_clerk",
        "plan",
        task=suggest.task(h.world, case).pk,
        leader="王局长",
        handler="小李",
        phone="07391234567",
        text="先勘察",
        until=date(2026, 12, 1),
    )
    suggest.sent(h.world, case)
    states = {clock.kind: clock.state for clock in clocks.of(case.subject)}
    assert states["reply"] == "missed"
    assert sound()
