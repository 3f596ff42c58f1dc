from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.base.clocks import rules
from huying.kernel.calendar import national

DUE = date(2026, 10, 8)


def seen(on: date, *, state: str = "running", settled: date | None = None, calendar: object = None) -> tuple[str, str]:
    left = rules.days_left(SimpleNamespace(state=state, due=DUE, settled=settled), on, calendar)  # type: ignore[arg-type]
    return str(left), left.level


@pytest.mark.parametrize(
    ("on", "text", "level"),
    [
        (date(2026, 9, 26), "还剩 12 天", "ok"),
        (date(2026, 10, 1), "还剩 7 天", "soon"),
        (date(2026, 10, 7), "还剩 1 天", "soon"),
        (date(2026, 10, 8), "今天到期", "soon"),
        (date(2026, 10, 9), "超期 1 天", "late"),
        (date(2026, 12, 8), "超期 61 天", "late"),
    ],
)
def test_what_is_said_while_it_is_owed(on: date, text: str, level: str) -> None:
    assert seen(on) == (text, level)
    assert seen(on, state="missed") == (text, level)


def test_a_short_time_is_told_in_working_days() -> None:
    """National holiday: from 30 September only one day is left to work in before 8 October ends."""
    assert seen(date(2026, 9, 30), calendar=national()) == ("剩 1 个工作日", "ok")
    assert seen(date(2026, 9, 26), calendar=national()) == ("还剩 12 天", "ok")


@pytest.mark.parametrize(
    ("state", "settled", "text", "level"),
    [
        ("met", DUE, "按时完成", "ok"),
        ("missed", DUE + timedelta(days=2), "超期 2 天完成", "late"),
        ("cancelled", DUE - timedelta(days=2), "已取消", "ok"),
        ("superseded", DUE - timedelta(days=2), "已改期", "ok"),
    ],
)
def test_what_is_said_afterwards_never_changes(state: str, settled: date, text: str, level: str) -> None:
    for on in (DUE, DUE + timedelta(days=900)):
        assert seen(on, state=state, settled=settled) == (text, level)


def test_reminders_count_working_days() -> None:
    plan = rules.plan(date(2026, 7, 1), DUE, (3, 0, -1), national())
    assert plan == [(date(2026, 9, 28), 3), (DUE, 0), (date(2026, 10, 9), -1)]


def test_levels_before_the_start_are_left_out() -> None:
    assert [level for _, level in rules.plan(date(2026, 7, 1), date(2026, 7, 8), rules.LEVELS, national())] == [
        3,
        0,
        -1,
    ]
    assert [level for _, level in rules.plan(DUE, DUE, rules.LEVELS, national())] == [0, -1]


@given(st.dates(date(2026, 1, 1), date(2026, 12, 1)), st.sets(st.integers(-5, 30), max_size=8))
def test_reminders_are_in_order_one_a_day(due: date, levels: set[int]) -> None:
    plan = rules.plan(date(2025, 6, 1), due, tuple(levels), national())
    days = [day for day, _ in plan]
    assert days == sorted(set(days)) and {level for _, level in plan} <= levels


def test_after_a_silence_only_the_newest() -> None:
    plan = [(date(2026, 9, 1), 15), (date(2026, 9, 20), 7), (date(2026, 9, 28), 3)]
    assert rules.newest(plan, date(2026, 8, 31)) == (None, plan)
    assert rules.newest(plan, date(2026, 9, 25)) == (7, plan[2:])
    assert rules.newest(plan, date(2027, 1, 1)) == (3, [])


def test_every_usual_level_has_its_words() -> None:
    assert set(rules.LEVELS) == set(rules.LEVEL_LABELS)
