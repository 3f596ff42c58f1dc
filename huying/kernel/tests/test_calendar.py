"""Which days are worked: checked against two independent packages, and against what must never happen."""

from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.kernel.calendar import WorkCalendar, add_months, national, parse_day
from huying.kernel.errors import Invalid

DAYS = st.dates(date(2005, 1, 1), date(2026, 12, 31))


def every_day(first_year: int, last_year: int) -> list[date]:
    start = date(first_year, 1, 1)
    return [start + timedelta(n) for n in range((date(last_year, 12, 31) - start).days + 1)]


def test_table_agrees_with_chinesecalendar_on_every_day():
    wrong = [day for day in every_day(2004, 2026) if national().works(day) != chinese_calendar.is_workday(day)]
    assert wrong == []


def test_table_agrees_with_holidays_since_2019():
    theirs = holidays.China(years=range(2019, 2027))
    wrong = [day for day in every_day(2019, 2026) if national().works(day) != theirs.is_working_day(day)]
    assert wrong == []


def test_make_up_days_of_2026_are_worked():
    made_up = [day for day in every_day(2026, 2026) if national().works(day) and day.weekday() > 4]
    assert made_up == [date(2026, *md) for md in ((1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10))]


def test_year_without_notice_is_unpublished_but_knows_what_the_law_fixes():
    calendar = national()
    assert calendar.published(date(2026, 12, 31))
    assert not calendar.published(date(2027, 1, 1))
    assert not calendar.works(date(2027, 10, 1))
    assert calendar.name(date(2027, 10, 1)) == "国庆节"
    assert not any(calendar.works(day) for day in every_day(2027, 2027) if day.weekday() > 4)


def test_pitfall_10_county_rest_day_on_a_national_working_day():
    storm = date(2026, 7, 3)
    local = national().with_local({storm: False, date(2026, 7, 4): True}, "430599-3")
    assert national().works(storm)
    assert not local.works(storm)
    assert local.works(date(2026, 7, 4))
    assert local.next_working_day(storm) == date(2026, 7, 4)
    assert local.version == "430599-3"
    assert national().next_working_day(storm) == storm


def test_pitfall_11_holiday_that_crosses_the_year():
    calendar = national()
    assert calendar.works(date(2018, 12, 29))
    assert [calendar.works(date(2018, 12, 31)), calendar.works(date(2019, 1, 1))] == [False, False]
    assert calendar.add_working_days(date(2018, 12, 28), 2) == date(2019, 1, 2)


def test_pitfall_19_calendar_without_a_working_day_is_refused():
    empty = WorkCalendar(dict.fromkeys(every_day(2000, 2060), False), {2026}, "empty")
    for attempt in (
        lambda: empty.add_working_days(date(2026, 7, 1), 1),
        lambda: empty.add_working_days(date(2026, 7, 1), -1),
        lambda: empty.next_working_day(date(2026, 7, 1)),
        lambda: empty.previous_working_day(date(2026, 7, 1)),
    ):
        with pytest.raises(Invalid, match="没有足够的工作日"):
            attempt()


@pytest.mark.parametrize("day", [date(1999, 12, 31), date(2061, 1, 1)])
def test_days_out_of_reach_are_refused(day):
    with pytest.raises(Invalid, match="2000-01-01 至 2060-12-31"):
        national().next_working_day(day)


@pytest.mark.parametrize("text", ["2026-09-31", "2026-02-29", "2026年13月1日", "2026-0-1"])
def test_pitfall_20_days_that_do_not_exist_are_named(text):
    with pytest.raises(Invalid, match="没有 2026 年"):
        parse_day(text)


@pytest.mark.parametrize("text", ["26-09-30", "45900", "", "30/9/2026", "20260930", "2026-09", "明天"])
def test_pitfall_20_serial_numbers_and_short_years_are_refused(text):
    with pytest.raises(Invalid, match="不是日期"):
        parse_day(text)


@pytest.mark.parametrize("text", ["2026-07-01", " 2026/7/1 ", "2026.7.1", "2026年7月1日", "2026 年 07 月 01 日"])
def test_dates_as_people_write_them(text):
    assert parse_day(text) == date(2026, 7, 1)


def test_months_end_where_the_corresponding_day_is_missing():
    assert add_months(date(2026, 1, 31), 1) == (date(2026, 2, 28), True)
    assert add_months(date(2026, 1, 31), 2) == (date(2026, 3, 31), False)
    assert add_months(date(2028, 2, 29), 12) == (date(2029, 2, 28), True)
    assert add_months(date(2026, 10, 15), 3) == (date(2027, 1, 15), False)


@given(DAYS, st.integers(1, 300))
def test_counting_forth_and_back_meets(day, n):
    calendar = national()
    there = calendar.add_working_days(day, n)
    assert calendar.works(there)
    assert calendar.working_days_between(day, there) == n
    assert calendar.add_working_days(there, -n) == calendar.previous_working_day(day)


@given(DAYS)
def test_rolling_stays_on_or_beside(day):
    calendar = national()
    after, before = calendar.next_working_day(day), calendar.previous_working_day(day)
    assert before <= day <= after
    assert (before == day == after) is calendar.works(day)


@given(DAYS, st.integers(0, 60))
def test_months_are_never_longer_than_the_calendar(day, months):
    there, clipped = add_months(day, months)
    assert (there.year * 12 + there.month) - (day.year * 12 + day.month) == months
    assert clipped is (there.day != day.day)
    assert not clipped or (there + timedelta(1)).day == 1
