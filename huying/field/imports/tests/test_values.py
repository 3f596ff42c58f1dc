"""What stands in a cell: every way to write a day, impossible days and places, yes and no."""

from datetime import datetime, timedelta

import pytest

from huying.field.imports import values
from huying.field.imports.tests.make import NOW
from huying.kernel.errors import Invalid


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("2025-03-01", "2025-03-01 00:00"),
        ("2025/3/1 14:22", "2025-03-01 14:22"),
        ("2025.3.1", "2025-03-01 00:00"),
        ("2025年3月1日", "2025-03-01 00:00"),
        ("2025年3月1日 14时22分", "2025-03-01 14:22"),
        ("2025年3月1日14点", "2025-03-01 14:00"),
        ("2025-03-01T14:22:05.123", "2025-03-01 14:22"),
        ("２０２５－０３－０１", "2025-03-01 00:00"),
        ("20250301", "2025-03-01 00:00"),
        ("20250301142205", "2025-03-01 14:22"),
        (20250301.0, "2025-03-01 00:00"),
        (45717, "2025-03-01 00:00"),
        (45717.598611, "2025-03-01 14:21"),
        (datetime(2025, 3, 1, 14, 22), "2025-03-01 14:22"),
    ],
)
def test_every_way_to_write_a_day(cell: values.Cell, said: str) -> None:
    assert values.moment(cell, NOW).strftime("%Y-%m-%d %H:%M") == said


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("2025-02-30", "没有这一天"),
        ("2025-13-01", "没有这一天"),
        ("2025-03-01 25:00", "没有这一天"),
        ("1899-12-31", "太早"),
        ("1900-01-00", "没有这一天"),
        (datetime(1900, 1, 1), "太早"),
        ("2062-03-01", "还没有到"),
        (NOW + timedelta(minutes=1), "还没有到"),
        ("去年三月", "看不懂"),
        ("25-3-1", "看不懂"),
        ("2025-03", "看不懂"),
        ("", "看不懂"),
        (7, "看不懂"),
        ("2025-03-01' OR 1=1", "看不懂"),
    ],
)
def test_impossible_days_are_named(cell: values.Cell, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        values.moment(cell, NOW)


def test_places() -> None:
    assert values.degrees("27.0012", 111.2) == (27.0012, 111.2)
    assert values.degrees("27.0012°N", "东经111.2°") == (27.0012, 111.2)
    assert values.degrees("", "") is None
    assert values.degrees(0, "0.0") is None


@pytest.mark.parametrize(
    ("north", "east", "said"),
    [
        (111.2, 27.0, "填反了"),
        (27.0, "", "都写"),
        (27.0, 999, "不在国内"),
        (91, 111, "不在国内"),
        (-27, 111, "不在国内"),
        ("nan", "nan", "小数"),
        ("inf", 111, "不在国内"),
        ("村口", 111, "小数"),
        ("27,0", 111, "小数"),
    ],
)
def test_impossible_places_are_named(north: values.Cell, east: values.Cell, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        values.degrees(north, east)


def test_words_for_over_solved_and_secret() -> None:
    assert values.ended(" 已办结 ") is True and values.ended("办理中") is False and values.ended("") is None
    assert values.verdict("已解决") == "solved" and values.verdict("") == ""
    assert (
        values.secret("要求保密") and values.secret("看不懂的词") and not values.secret("否") and not values.secret("")
    )
    for read in (values.ended, values.verdict):
        with pytest.raises(Invalid):
            read("也许吧")


def test_a_masked_number_is_none() -> None:
    assert values.masked("139****0001") and not values.masked("13907390001")
