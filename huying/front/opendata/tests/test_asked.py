"""What is asked for, at its edges."""

from datetime import datetime, timedelta

import pytest

from huying.front.opendata.asked import MOST, SPAN, moment, wanted
from huying.front.opendata.tests.make import NOW
from huying.kernel.errors import Invalid


def test_without_dates_the_last_ninety_days_and_a_thousand() -> None:
    asked = wanted({}, NOW)
    assert (asked.since, asked.until, asked.first, asked.size) == (NOW - SPAN, None, 0, MOST)
    assert (asked.ids, asked.services, asked.statuses, asked.near) == (None, (), (), None)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-06T09:30:00+08:00",
        "2026-03-06T09:30:00 08:00",
        "2026-03-06T01:30:00Z",
        " 2026-03-06T01:30Z ",
        "2026-03-06T01:30:00.0Z",
        "2026-03-05T20:30:00-0500",
    ],
)
def test_dates_as_clients_write_them(text: str) -> None:
    assert moment(text, "start_date") == datetime.fromisoformat("2026-03-06T09:30:00+08:00")


@pytest.mark.parametrize(
    "text",
    [
        *("2026-03-06", "2026-03-06T09:30:00", "06.03.2026", "2026-02-30T00:00:00Z", "0001-01-01T00:00:00+08:00"),
        *(
            "9999-12-31T23:59:59-08:00",
            "2026-03-06T24:00:01Z",
            "2026-03-06T09:30:00+99:00",
            "\x00",
            "٢٠٢٦-03-06T00:00Z",
        ),
    ],
)
def test_what_is_no_date_is_refused_at_its_field(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        wanted({"end_date": text}, NOW)
    assert refusal.value.field == "end_date"


@pytest.mark.parametrize(("first", "last"), [("start_date", "end_date"), ("updated_after", "updated_before")])
def test_ninety_days_and_not_a_second_more(first: str, last: str) -> None:
    end, start = NOW.isoformat(), (NOW - SPAN).isoformat()
    assert wanted({first: start, last: end}, NOW)
    for query in ({first: (NOW - SPAN - timedelta(seconds=1)).isoformat(), last: end}, {first: end, last: start}):
        with pytest.raises(Invalid):
            wanted(query, NOW)


def test_one_date_takes_the_ninety_days_beside_it_and_a_change_takes_no_other() -> None:
    start = wanted({"start_date": NOW.isoformat()}, NOW)
    assert (start.since, start.until) == (NOW, NOW + SPAN)
    end = wanted({"end_date": NOW.isoformat()}, NOW)
    assert (end.since, end.until) == (NOW - SPAN, NOW)
    changed = wanted({"updated_after": NOW.isoformat()}, NOW)
    assert (changed.since, changed.changed_since, changed.changed_until) == (None, NOW, NOW + SPAN)


@pytest.mark.parametrize(
    ("query", "rows"),
    [({"page": "1"}, (0, 50)), ({"page": "3", "page_size": "20"}, (40, 20)), ({"page_size": "200"}, (0, 200))],
)
def test_pages_begin_at_one(query: dict[str, str], rows: tuple[int, int]) -> None:
    asked = wanted(query, NOW)
    assert (asked.first, asked.size) == rows


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("page", bad) for bad in ("0", "-1", "x", "1e9", "nan", "１")),
        *(("page_size", bad) for bad in ("0", "201", "all")),
        *(("status", bad) for bad in ("pending", "open;closed")),
        *(("near", bad) for bad in ("27", "27,111", "27,111,0", "27,111,50001", "91,111,5", "0,0,5", "a,b,c", "27,,5")),
    ],
)
def test_nonsense_is_refused_at_its_field(name: str, value: str) -> None:
    with pytest.raises(Invalid) as refusal:
        wanted({name: value}, NOW)
    assert refusal.value.field == name


def test_lists_by_commas_and_ids_that_are_none() -> None:
    asked = wanted({"service_code": " roads, water,,roads", "status": "Open,CLOSED", "service_request_id": "x,y"}, NOW)
    assert (asked.services, asked.statuses, asked.ids) == (("roads", "water"), ("open", "closed"), ())
