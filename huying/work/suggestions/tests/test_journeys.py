"""Whole ways through, by commands only."""

import copy
from datetime import date

import pytest

from huying.base.clocks import queries as clocks
from huying.base.ledger.tests.shared import shared
from huying.work.suggestions import queries
from huying.work.suggestions.models import Commitment, Evaluation, Round
from huying.work.suggestions.tests import make

pytestmark = pytest.mark.django_db


w_once = shared(make.world)


@pytest.fixture
def w(w_once: make.World) -> make.World:
    return copy.deepcopy(w_once)


def test_satisfied_path_ends_in_the_archive(w: make.World) -> None:
    case = make.answered(w, "second")
    assert (case.state, case.number, case.outcome, case.lead_unit_id) == ("answered", 1, "resolved", w.unit("roads"))
    case = make.judged(w, case, "satisfied", "lead", "second")
    assert (case.state, case.verdict) == ("evaluated", "satisfied")
    make.do(w, "clerk", "publish", suggestion=case.pk, publication="full")
    case = make.do(w, "clerk", "conclude", suggestion=case.pk)
    assert case.state == "concluded"
    case = make.do(w, "clerk", "archive", suggestion=case.pk)
    assert case.state == "archived"
    assert clocks.open_of(case.subject) == []
    assert queries.public_story(case.uid).replies[0].text.startswith("经研究")


def test_unsatisfied_ladder_meets_then_assigns_again_then_hears(w: make.World) -> None:
    case = make.judged(w, make.answered(w), "dissatisfied")
    assert case.verdict == "unsatisfied"
    make.do(w, "clerk", "call_meeting", suggestion=case.pk, kind="meeting", on=date(2026, 3, 6), place="云溪镇联络站")
    w.later(5)
    make.do(w, "clerk", "record_meeting", suggestion=case.pk, on=date(2026, 3, 6), resolved=False, note="没有谈拢")
    owed = {clock.kind for clock in clocks.open_of(case.subject)}
    assert "second_assign" in owed
    case = make.do(w, "office", "assign_again", suggestion=case.pk, lead=w.unit("water"))
    assert (case.state, case.round_no) == ("handling", 2)
    second = next(clock for clock in clocks.open_of(case.subject) if clock.kind == "second_reply")
    assert second.debtor == f"organ:{w.unit('water')}"
    make.sent(w, case, "water", outcome="C")
    case = make.judged(w, case, "dissatisfied")
    assert Round.objects.filter(suggestion=case).count() == 2
    make.do(w, "clerk", "call_meeting", suggestion=case.pk, kind="hearing", on=w.now.date(), place="县人大会议室")
    case = make.do(
        w, "clerk", "record_meeting", suggestion=case.pk, on=w.now.date(), resolved=True, note="代表理解，列入明年计划"
    )
    assert make.do(w, "clerk", "conclude", suggestion=case.pk).state == "concluded"
    figure = {row.key: row for row in queries.figures(w.region, "unit")}
    assert (figure[str(w.unit("water"))].judged, figure[str(w.unit("water"))].satisfied) == (1, 0)
    assert figure[str(w.unit("roads"))].judged == 0


def test_promise_is_followed_until_the_deputy_says_it_was_kept(w: make.World) -> None:
    case = make.judged(w, make.answered(w, outcome="B"))
    case = make.do(w, "clerk", "conclude", suggestion=case.pk)
    assert case.state == "tracking"
    promise = Commitment.objects.get(suggestion=case)
    assert [c.kind for c in clocks.open_of(case.subject) if c.about == promise.about] == ["commitment"]
    w.now = make.at("2026-12-10")
    make.do(w, "roads_clerk", "report_commitment", commitment=promise.pk, evidence="路面已验收")
    case = make.do(w, "lead", "keep_commitment", commitment=promise.pk, kept=True)
    promise.refresh_from_db()
    assert (case.state, promise.state) == ("concluded", "kept")
    assert queries.figures(w.region)[0].kept == 1


def test_promise_not_kept_in_time_is_broken(w: make.World) -> None:
    case = make.judged(w, make.answered(w, outcome="B"))
    make.do(w, "clerk", "conclude", suggestion=case.pk)
    promise = Commitment.objects.get(suggestion=case)
    w.now = make.at("2026-12-25")
    make.do(w, "lead", "keep_commitment", commitment=promise.pk, kept=False, text="路还是老样子")
    promise.refresh_from_db()
    assert promise.state == "broken"
    assert make.fresh(case).state == "concluded"


def test_separate_units_each_reply_and_the_last_one_opens_evaluation(w: make.World) -> None:
    case = make.assigned(w, separate=("roads", "water"))
    make.sent(w, case, "roads")
    assert make.fresh(case).state == "handling"
    make.sent(w, case, "water", outcome="C")
    assert make.fresh(case).state == "answered"


def test_township_presidium_assigns_and_its_deadline_is_two_months(w: make.World) -> None:
    town = make.world(make.TOWN, "township", places=False)
    case = make.assigned(town)
    reply = next(clock for clock in clocks.open_of(case.subject) if clock.kind == "reply")
    assert reply.due == date(2026, 5, 6)  # 2026-03-02 + 2 个月 = 05-02，劳动节放假，顺延
    make.sent(town, case)
    case = make.judged(town, make.fresh(case))
    assert make.do(town, "clerk", "conclude", suggestion=case.pk).state == "concluded"


def test_silent_deputies_are_counted_as_silent_never_as_satisfied(w: make.World) -> None:
    case = make.answered(w, "second")
    w.later(40)
    case = make.do(w, "system", "close_evaluation", suggestion=case.pk)
    held = Round.objects.get(suggestion=case)
    assert (held.verdict, held.silent, case.verdict) == ("silent", 2, "silent")
    figure = queries.figures(w.region)[0]
    assert (figure.judged, figure.satisfied, figure.silent) == (0, 0, 1)
    assert not Evaluation.objects.exists()


def test_fast_track_has_shorter_periods(w: make.World) -> None:
    case = make.assigned(w, kind="small_urgent")
    kinds = {clock.kind for clock in clocks.open_of(case.subject)}
    assert "fast_reply" in kinds
    assert "reply" not in kinds
