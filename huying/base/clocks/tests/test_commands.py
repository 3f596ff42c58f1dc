from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone as django_timezone

from huying.base.clocks import commands, queries
from huying.base.clocks.models import Clock, Extension
from huying.base.clocks.tests.make import ANCHOR, NOW, case, clock
from huying.kernel.calendar import national
from huying.kernel.errors import Invalid
from huying.kernel.periods import Period, sentence

pytestmark = pytest.mark.django_db
DUE = date(2026, 10, 8)
SIX_MONTHS = Period.parse("6 months", in_all=True)


def test_a_clock_knows_its_due_day_and_how_it_was_found() -> None:
    """Pitfall 1."""
    made = clock()
    made.refresh_from_db()
    assert (made.due, made.provisional, made.state, made.region) == (DUE, False, "running", "430599")
    assert (made.calendar, made.edition) == (national().version, "test@2026-01-01#0")
    assert "2026-07-01 + 3 个月 = 2026-10-01" in sentence(tuple(queries.steps(made)))
    assert made.next_action == date(2026, 9, 10) and made.plan[0] == ["2026-09-10", 15]


def test_the_same_debt_is_open_once() -> None:
    clock()
    with pytest.raises(IntegrityError), transaction.atomic():
        clock()
    clock(debtor="organ:6")
    clock(about="task:5")


@pytest.mark.parametrize(
    ("on", "state"), [(DUE - timedelta(days=9), "met"), (DUE, "met"), (DUE + timedelta(days=1), "missed")]
)
def test_done_in_time_or_not(on: date, state: str) -> None:
    clock()
    (done,) = commands.meet(case(), "reply", on=on)
    assert (done.state, done.settled, done.next_action, done.plan) == (state, on, None, [])
    assert queries.open_of("matter:1") == []
    assert commands.meet(case(), "reply", on=on) == []


def test_only_the_part_and_debtor_meant_are_settled() -> None:
    clock(about="task:1")
    clock(about="task:2")
    clock(about="task:2", debtor="organ:6")
    assert commands.meet(case(), "reply", on=ANCHOR) == []
    assert [c.about for c in commands.meet(case(), "reply", on=ANCHOR, about="task:1")] == ["task:1"]
    assert [c.debtor for c in commands.meet(case(), "reply", on=ANCHOR, about="task:2", debtor="organ:6")] == [
        "organ:6"
    ]
    assert [c.debtor for c in queries.open_of("matter:1")] == ["organ:5"]


@pytest.mark.parametrize("server", ["UTC", "America/New_York", "Asia/Shanghai", "Pacific/Auckland"])
def test_the_last_second_of_the_due_day_is_in_time_wherever_the_server_stands(server: str) -> None:
    """Pitfall 12: the day is the county's, not the server's or the browser's."""
    china = timezone(timedelta(hours=8))
    last = datetime(2026, 10, 8, 23, 59, 59, tzinfo=china).astimezone(ZoneInfo(server))
    clock(about="task:1")
    clock(about="task:2")
    (done,) = commands.meet(case(), "reply", on=django_timezone.localdate(last), about="task:1")
    assert done.state == "met"
    (late,) = commands.meet(case(), "reply", on=django_timezone.localdate(last + timedelta(seconds=1)), about="task:2")
    assert late.state == "missed"


def test_a_request_on_the_last_minute_and_a_window_that_ends_on_a_rest_day() -> None:
    """Pitfall 13: 5 working days from Friday 18 September count the make-up Sunday; a rest day is never the last."""
    window = clock("5 working-days", kind="return", anchor=date(2026, 9, 18))
    assert window.due == date(2026, 9, 24)
    rolled = clock("3 days", kind="sign", anchor=date(2026, 9, 30))
    assert rolled.due == date(2026, 10, 8)
    (asked,) = commands.meet(case(), "return", on=date(2026, 9, 24))
    assert asked.state == "met"


def test_a_request_after_the_window_was_settled_changes_nothing() -> None:
    """Pitfall 13: deemed accepted first, asked afterwards."""
    clock("5 working-days", kind="return")
    (closed,) = commands.cancel(case(), on=date(2026, 7, 8), kind="return")
    assert commands.meet(case(), "return", on=date(2026, 7, 9)) == []
    closed.refresh_from_db()
    assert (closed.state, closed.settled) == ("cancelled", date(2026, 7, 8))


def test_a_letter_sent_in_time_and_entered_late_was_in_time() -> None:
    """Pitfall 15: the day of dispatch counts; the tick had already called it missed."""
    made = clock()
    commands.tick(DUE + timedelta(days=3))
    made.refresh_from_db()
    assert made.state == "missed"
    (done,) = commands.meet(case(), "reply", on=DUE)
    assert (done.state, done.settled) == ("met", DUE)


def test_missed_and_not_done_is_still_owed() -> None:
    clock()
    commands.tick(DUE + timedelta(days=1))
    (owed,) = queries.owed_by(["organ:5"])
    assert (owed.state, owed.settled) == ("missed", None)
    assert queries.late("430599", DUE + timedelta(days=1)) == [owed]


def test_cancelling_does_not_wash_off_that_it_was_late() -> None:
    clock(about="task:1")
    clock(about="task:2", period="9 months")
    ended = commands.cancel(case(), on=DUE + timedelta(days=1))
    assert sorted((c.about, c.state) for c in ended) == [("task:1", "missed"), ("task:2", "cancelled")]
    assert queries.owed_by(["organ:5"]) == []


def test_cancelling_one_part() -> None:
    clock(about="task:1")
    clock(about="task:2")
    commands.cancel(case(), on=ANCHOR, about="task:1")
    assert [c.about for c in queries.open_of("matter:1")] == ["task:2"]


def test_another_unit_goes_on_with_the_same_clock_or_begins_anew() -> None:
    """Pitfall 14: a return granted after two months; the old anchor keeps the day, a new one begins anew."""
    clock()
    given = {"on": date(2026, 9, 1), "calendar": national(), "url": "/x", "period": Period.parse("3 months")}
    goes_on = commands.restart(case(), "reply", debtor="organ:6", anchor=ANCHOR, **given)
    assert (goes_on.due, goes_on.debtor) == (DUE, "organ:6")
    anew = commands.restart(case(), "reply", debtor="organ:6", anchor=date(2026, 9, 1), **given)
    assert anew.due == date(2026, 12, 1)
    assert [c.state for c in queries.of("matter:1")] == ["superseded", "superseded", "running"]


def test_more_time_from_the_due_day_or_in_all() -> None:
    """Pitfall 6: one month more counts from the rolled day people know; six months in all from the anchor."""
    given = {"calendar": national(), "reason": "要到省里批", "approver": 3, "now": NOW}
    more = commands.extend(clock(about="task:1"), Period.parse("1 months"), **given)
    assert more.due == date(2026, 11, 9)
    whole = commands.extend(clock(about="task:2"), SIX_MONTHS, **given)
    assert whole.due == date(2027, 1, 4) and whole.provisional
    kept = Extension.objects.get(clock=whole)
    assert (kept.before, kept.after, kept.approver, kept.reason) == (DUE, whole.due, 3, "要到省里批")


def test_extensions_may_fill_the_limit_but_not_pass_it_by_a_day() -> None:
    """Pitfall 7."""
    given = {"calendar": national(), "reason": "x", "approver": 3, "now": NOW, "limit": SIX_MONTHS}
    made = clock("6 months", anchor=date(2026, 3, 2), about="task:1")
    assert made.due == date(2026, 9, 2)
    with pytest.raises(Invalid, match="最长只能延到 2026-09-02"):
        commands.extend(made, Period.parse("1 days"), **given)
    made = clock("5 months", anchor=date(2026, 3, 2), about="task:2")
    exact = commands.extend(made, Period.parse("29 days"), **given)
    assert exact.due == date(2026, 9, 2) - timedelta(days=1)
    assert commands.extend(exact, Period.parse("1 days"), **given).due == date(2026, 9, 2)
    with pytest.raises(Invalid):
        commands.extend(exact, Period.parse("1 days"), **given)
    assert Extension.objects.filter(clock=exact).count() == 2


def test_no_extension_of_what_is_over_or_was_asked_too_late() -> None:
    given = {"calendar": national(), "reason": "x", "approver": 3, "now": NOW}
    made = clock()
    commands.tick(DUE + timedelta(days=1))
    for asked in (None, DUE + timedelta(days=1)):
        with pytest.raises(Invalid):
            commands.extend(made, Period.parse("1 months"), asked=asked, **given)
    again = commands.extend(made, Period.parse("1 months"), asked=DUE, **given)
    assert (again.state, again.due) == ("running", date(2026, 11, 9))
    commands.meet(case(), "reply", on=DUE)
    with pytest.raises(Invalid):
        commands.extend(made, Period.parse("1 months"), **given)


def test_the_database_keeps_states_and_settling_together() -> None:
    made = clock()
    with pytest.raises(IntegrityError), transaction.atomic():
        Clock.objects.filter(pk=made.pk).update(state="met")
    with pytest.raises(IntegrityError), transaction.atomic():
        Clock.objects.filter(pk=made.pk).update(settled=ANCHOR)
