"""Due dates, each with its explanation; numbers are those of the pitfalls in the research."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.kernel.calendar import add_months, national
from huying.kernel.errors import Invalid
from huying.kernel.periods import STEPS, Due, Period, Step, due, extended, sentence

THREE_MONTHS = Period(3, "months", "assigned", basis="代表法第51条")
SIX_IN_ALL = Period(6, "months", "assigned", in_all=True, basis="代表法第51条")
PERIODS = st.builds(
    Period,
    value=st.integers(1, 60),
    unit=st.sampled_from(["working_days", "days", "months"]),
    roll=st.sampled_from(["next", "none", "previous"]),
    count_first_day=st.booleans(),
    start=st.sampled_from(["assigned", "received", ""]),
)
DAYS = st.dates(date(2005, 1, 1), date(2026, 12, 31))


def on(text: str, anchor: str, **more) -> Due:
    return due(Period.parse(text, **more), date.fromisoformat(anchor), national())


def test_pitfall_1_three_months_end_in_the_national_day_week():
    got = due(THREE_MONTHS, date(2026, 7, 1), national())
    assert got.due == date(2026, 10, 8)
    assert got.provisional is False
    assert got.text == "交办 2026-07-01 + 3 个月 = 2026-10-01，国庆节放假，顺延至 2026-10-08；代表法第51条"


@pytest.mark.parametrize(
    ("anchor", "expected"),
    [("2026-02-12", "2026-02-26"), ("2026-09-30", "2026-10-13"), ("2026-09-18", "2026-09-24")],
)
def test_pitfalls_2_to_4_worked_weekends_count(anchor, expected):
    assert on("5 working-days", anchor).due == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("anchor", "text", "expected"),
    [
        ("2025-11-30", "3 months", "2026-02-28"),
        ("2026-01-31", "1 month", "2026-02-28"),
        ("2026-01-31", "2 months", "2026-03-31"),
        ("2023-11-30", "3 months", "2024-02-29"),
        ("2024-02-29", "12 months", "2025-02-28"),
        ("2024-02-29", "48 months", "2028-02-29"),
    ],
)
def test_pitfall_5_month_ends(anchor, text, expected):
    assert on(text, anchor, roll="none").due == date.fromisoformat(expected)


def test_clipping_is_explained():
    assert "当月没有 30 日，取月末" in on("3 months", "2025-11-30").text


def test_pitfall_6_in_all_counts_from_the_anchor_more_from_the_due_date_people_know():
    anchor, rolled = date(2026, 3, 2), date(2026, 10, 8)
    assert extended(SIX_IN_ALL, date(2026, 7, 1), rolled, national()).due == date(2027, 1, 4)
    assert extended(Period(1, "months"), date(2026, 7, 1), rolled, national()).due == date(2026, 11, 9)
    assert extended(Period(5), anchor, date(2026, 6, 2), national()).due == date(2026, 6, 9)


def test_pitfall_7_six_months_exactly_and_one_day_over():
    anchor = date(2026, 3, 2)
    first = due(THREE_MONTHS, anchor, national()).due
    assert first == date(2026, 6, 2)
    assert extended(Period(3, "months"), anchor, first, national(), limit=SIX_IN_ALL).due == date(2026, 9, 2)
    with pytest.raises(Invalid, match="最长只能延到 2026-09-02，不能到 2026-09-03"):
        extended(Period(93, "days"), anchor, first, national(), limit=SIX_IN_ALL)


def test_extension_must_gain_something():
    with pytest.raises(Invalid, match="不晚于现在的到期日"):
        extended(SIX_IN_ALL, date(2026, 3, 2), date(2026, 9, 2), national())


def test_pitfall_8_a_year_without_notice_makes_it_provisional():
    got = on("3 months", "2026-10-08")
    assert (got.due, got.provisional) == (date(2027, 1, 8), True)
    assert "2027 年放假安排尚未公布，暂定" in got.text
    assert on("3 months", "2026-09-28").provisional is False
    assert on("20 working-days", "2026-12-20").provisional is True


def test_calendar_days_that_do_not_roll_need_no_notice():
    assert on("3 months", "2026-10-08", roll="none").provisional is False


def test_pitfall_9_calendar_edit_shortens_or_lengthens():
    week = Period(5, "working_days")
    before = due(week, date(2026, 7, 1), national()).due
    longer = due(week, date(2026, 7, 1), national().with_local({date(2026, 7, 6): False}, "a")).due
    shorter = due(week, date(2026, 7, 1), national().with_local({date(2026, 7, 4): True}, "b")).due
    assert (shorter, before, longer) == (date(2026, 7, 7), date(2026, 7, 8), date(2026, 7, 9))


def test_pitfall_19_no_working_day_in_reach():
    empty = national().with_local({date(2000, 1, 1) + timedelta(n): False for n in range(22281)}, "empty")
    for period in (Period(5), THREE_MONTHS):
        with pytest.raises(Invalid, match="没有足够的工作日"):
            due(period, date(2026, 7, 1), empty)


@pytest.mark.parametrize("fixed", ["2026-09-31", "09-31", "2026-02-29", "13-01"])
def test_pitfall_20_impossible_fixed_dates_are_refused(fixed):
    with pytest.raises(Invalid, match="没有"):
        Period(fixed=fixed)


def test_fixed_dates():
    assert on("2026-08-31", "2026-03-02").due == date(2026, 8, 31)
    assert on("08-31", "2026-09-01", roll="none").due == date(2027, 8, 31)
    assert on("06-30", "2026-06-30").due == date(2026, 6, 30)
    assert on("2026-10-01", "2026-03-02").due == date(2026, 10, 8)
    with pytest.raises(Invalid, match="早于起算日"):
        on("2026-08-31", "2026-09-01")
    with pytest.raises(Invalid, match="不是每年都有"):
        Period(fixed="02-29")
    with pytest.raises(Invalid, match="只能写一个"):
        Period(3, "months", fixed="08-31")


def test_first_day_counted():
    assert on("10 days", "2026-07-01", count_first_day=True, roll="none").due == date(2026, 7, 10)
    assert on("10 days", "2026-07-01", roll="none").due == date(2026, 7, 11)
    assert on("3 months", "2026-03-01", count_first_day=True, roll="none").due == date(2026, 5, 31)
    assert on("1 month", "2026-01-31", count_first_day=True, roll="none").due == date(2026, 2, 28)
    assert on("1 working-day", "2026-07-01", count_first_day=True).due == date(2026, 7, 1)
    assert on("1 working-day", "2026-07-04", count_first_day=True).due == date(2026, 7, 6)
    assert "当日计入" in on("10 days", "2026-07-01", count_first_day=True).text


def test_roll_rules():
    assert on("3 months", "2026-07-01", roll="none").due == date(2026, 10, 1)
    assert on("3 months", "2026-07-01", roll="previous").due == date(2026, 9, 30)
    assert "逢休息日，顺延至 2026-07-06" in on("3 days", "2026-07-01").text
    assert "不顺延" in on("3 days", "2026-07-01", roll="none").text
    assert "国庆节放假，提前到 2026-09-30" in on("3 months", "2026-07-01", roll="previous").text


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("3 months", 3, "months"),
        ("7 working-days", 7, "working_days"),
        ("10 days", 10, "days"),
        ("1 Month", 1, "months"),
        (" 5个工作日 ", 5, "working_days"),
        ("6 个月", 6, "months"),
        ("15日", 15, "days"),
        ("2 working days", 2, "working_days"),
    ],
)
def test_parse(text, value, unit):
    assert Period.parse(text, start="assigned") == Period(value, unit, "assigned")


@pytest.mark.parametrize("text", ["", "months", "3 moons", "-3 days", "3.5 months", "three months", "3 months later"])
def test_parse_says_how_to_write_it(text):
    with pytest.raises(Invalid, match="3 months、7 working-days、10 days"):
        Period.parse(text)


@pytest.mark.parametrize("text", ["0 days", "99999 days", "121 months"])
def test_lengths_nobody_means_are_refused(text):
    with pytest.raises(Invalid, match="时长要在 1 到"):
        Period.parse(text)


def test_unknown_unit_and_roll_are_refused():
    with pytest.raises(Invalid, match="时间单位"):
        Period(3, "weeks")
    with pytest.raises(Invalid, match="顺延规则"):
        Period(3, "days", roll="forward")


def test_steps_survive_storage_and_translation():
    got = due(SIX_IN_ALL, date(2026, 7, 1), national())
    again = tuple(Step.from_json(step.to_json()) for step in got.steps)
    assert sentence(again) == got.text
    assert sentence(again, lambda msgid: {"交办": "Assigned", "元旦": "New Year"}.get(msgid, msgid)).startswith(
        "Assigned"
    )


@given(PERIODS)
def test_period_survives_storage(period):
    assert Period.from_json(period.to_json()) == period


@given(PERIODS, DAYS)
def test_due_dates_are_sane(period, anchor):
    calendar = national()
    got = due(period, anchor, calendar)
    assert all(step.code in STEPS and step.text for step in got.steps)
    if period.roll == "next" or period.unit == "working_days":
        assert calendar.works(got.due)
        assert got.due >= anchor
    if period.unit == "months" and period.roll == "none" and not period.count_first_day:
        assert got.due == add_months(anchor, period.value)[0]


@given(PERIODS, DAYS, st.integers(1, 30))
def test_later_event_never_gives_an_earlier_due_date(period, anchor, later):
    assert due(period, anchor, national()).due <= due(period, anchor + timedelta(later), national()).due


def test_ten_thousand_due_dates_at_one_sitting():
    anchors = [date(2026, 1, 1) + timedelta(n % 300) for n in range(10_000)]
    assert len({due(THREE_MONTHS, anchor, national()).due for anchor in anchors}) > 150
