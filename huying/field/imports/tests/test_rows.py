"""What a row of an old ledger becomes, and what is said of one that is wrong."""

import copy
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from huying.base.clocks.models import Clock
from huying.base.ledger import queries as ledger
from huying.base.ledger.tests.shared import shared
from huying.base.notices.models import Notice
from huying.base.organs import queries as organs
from huying.base.search import queries as search
from huying.field.imports import commands, queries, work
from huying.field.imports.tests import make
from huying.field.stations.tests import make as station_make
from huying.field.voices import queries as voice_queries
from huying.field.voices.commands.publication import PUBLIC_KIND
from huying.field.voices.models import Remark, Voice, VoiceContact
from huying.field.voices.tests import make as voice_make
from huying.kernel.coordinates import Point, from_wgs84
from huying.kernel.errors import BadMove, Invalid

pytestmark = pytest.mark.django_db


county_once = shared(make.county)


@pytest.fixture
def county(county_once: make.County) -> make.County:
    return copy.deepcopy(county_once)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "BREATH", 0)


def only(county: make.County, **cells: Any) -> Voice:
    """The one voice that a ledger of one row becomes."""
    plan = {key: cells.pop(key) for key in ("who", "publish", "undated", "datum", "station") if key in cells}
    batch = make.done(county, (make.HEADERS, make.row(**cells)), **plan)
    assert make.problems(batch) == {}
    return Voice.objects.select_related("station").get()


def wrong(county: make.County, **cells: Any) -> list[tuple[str, str]]:
    """What is said of the one row of a ledger."""
    plan = {key: cells.pop(key) for key in ("who", "undated", "station") if key in cells}
    batch = make.checked(county, (make.HEADERS, make.row(**cells)), **plan)
    assert batch.good == 0 and not Voice.objects.exists()
    return make.problems(batch)[2]


# ── what a row becomes ──────────────────────────────────────────────────────────────────────────────


def test_a_row_that_ended_long_ago_comes_in_with_its_end_and_owes_nobody_anything(county: make.County) -> None:
    row = only(county)
    assert (row.channel, row.state, row.verdict, row.exit) == ("import", "closed", "solved", "answered")
    assert (row.station, row.region, row.village, row.place) == (county.yunxi, make.QIAOTOU, make.QIAOTOU, "小学门口")
    assert timezone.localtime(row.created_at).isoformat() == "2025-03-01T14:22:00+08:00"
    lines = ledger.timeline(row.subject, ["public", "parties"])
    assert [(line.verb, line.effective) for line in lines] == [
        ("voice.received", date(2025, 3, 1)),
        ("voice.answered", date(2025, 3, 4)),
        ("voice.confirmed", date(2025, 3, 4)),
    ]
    assert {line.at for line in lines} == {make.NOW}
    assert Remark.objects.get().text == "云溪镇人民政府：已经换好灯头"
    assert not Clock.objects.exists() and not Notice.objects.exclude(verb="import.finished").exists()
    told = voice_queries.timeline(row, ["public"])
    assert "补登2025 年 3 月 1 日的事" in told[0].text and "旧台账导入" in told[0].text


def test_a_row_that_goes_on_waits_at_its_station_from_the_day_it_reached_us(county: make.County) -> None:
    batch = make.done(county)
    assert (batch.rows, batch.good, batch.made, batch.ended) == (2, 2, 2, 1)
    row = Voice.objects.get(state="received")
    assert (row.station, timezone.localdate(row.created_at)) == (county.shiqiao, date(2026, 11, 10))
    clock = Clock.objects.get()
    assert (clock.subject, clock.kind, clock.anchor) == (row.subject, "register", make.TODAY)
    assert clock.due > make.TODAY
    assert voice_queries.counts(county.actor("shiqiao_officer"))["received"] == 1
    voice_make.do("register", county, row, "shiqiao_officer")


def test_one_that_ended_lately_still_waits_for_the_citizen(county: make.County) -> None:
    row = only(county, said_on="2026-11-10", ended_on="2026-11-16", verdict="")
    assert row.state == "reported" and row.verdict_until and row.verdict_until > make.TODAY
    voice_make.do("confirm", county, row, "citizen", verdict="solved", now=make.NOW)


def test_silence_then_is_silence_now(county: make.County) -> None:
    row = only(county, verdict="")
    assert (row.state, row.verdict) == ("closed", "")
    last = ledger.last(row.subject)
    assert last is not None and last.verb == "voice.closed" and date(2025, 3, 4) < last.effective < date(2025, 6, 1)


def test_what_stayed_unsolved_is_told_and_not_taken_up_by_itself(county: make.County) -> None:
    row = only(county, verdict="未解决")
    assert (row.state, row.verdict, row.reopened) == ("closed", "not_solved", 0)
    assert not Clock.objects.exists()
    voice_make.do("reopen", county, row, "yunxi_clerk", reason="再看看")


def test_names_with_dots_and_rare_characters_stay_whole(county: make.County) -> None:
    only(county, said_on="2026-11-01", ended_on="", contact="𠮷田·阿不都热依木\U000323af", phone="+86 139-0739-0001")
    found = VoiceContact.objects.get()
    assert (found.name, found.phone) == ("𠮷田·阿不都热依木\U000323af", "+8613907390001")


def test_contacts_past_their_retention_are_not_taken_over(county: make.County) -> None:
    batch = make.done(county, (make.HEADERS, make.row(said_on="2019-03-01", ended_on="2019-04-01")))
    assert batch.expired == 1 and not VoiceContact.objects.exists()


def test_masked_numbers_are_left_out(county: make.County) -> None:
    only(county, phone="139****0001")
    assert VoiceContact.objects.get().phone == ""


@pytest.mark.parametrize("datum", ["wgs84", "gcj02", "bd09"])
def test_places_are_kept_in_wgs84(county: make.County, datum: str) -> None:
    shown = from_wgs84(Point(27.0, 111.2), datum)
    row = only(county, latitude=str(shown.latitude), longitude=str(shown.longitude), datum=datum)
    assert (round(row.latitude or 0, 5), round(row.longitude or 0, 5), row.datum) == (27.0, 111.2, datum)


def test_what_an_open_row_says_of_its_handling_is_not_lost(county: make.County) -> None:
    headers = (*make.HEADERS[:11], "办理状态")
    cells = (*make.row(said_on="2026-11-01", answer="已派人看过", unit="县交通运输局")[:11], "办理中")
    batch = make.done(county, (headers, cells))
    assert batch.made == 1
    row = Voice.objects.get()
    assert (
        row.state == "received" and "【原办理情况】已派人看过" in row.text and "【原承办单位】县交通运输局" in row.text
    )


def test_an_end_without_words_says_so(county: make.County) -> None:
    only(county, answer="", unit="")
    assert "没有留下答复" in Remark.objects.get().text


def test_an_unknown_village_and_a_long_address_are_kept_as_words(county: make.County) -> None:
    row = only(county, village="大坝村", place="老井旁边")
    assert (row.village, row.place, row.region) == ("", "大坝村 老井旁边", make.YUNXI)


def test_a_long_address_goes_into_the_text(county: make.County) -> None:
    row = only(county, place="很长的地址" * 30)
    assert row.place == "" and "【地点】很长的地址" in row.text


def test_the_category_is_known_by_its_label(county: make.County) -> None:
    known = organs.book_for(make.YUNXI, make.TODAY).voices.categories[0]
    assert only(county, category=f"{known.label}-其他").category == known.code


def test_published_only_when_the_batch_says_so_and_the_words_name_nobody(county: make.County) -> None:
    rows = [
        make.row(),
        make.row(number="2", text="请打 13907390001 找我"),
        make.row(number="3", text="我叫刘翠莲，家里停水"),
        make.row(number="4", said_on="2026-11-10", ended_on="", answer=""),
    ]
    assert make.done(county, (make.HEADERS, *rows), publish=True).made == 4
    (row,) = Voice.objects.filter(published=True)
    assert row.text == "路灯坏了一个多星期"
    assert search.find(PUBLIC_KIND, "路灯", make.COUNTY) == [row.pk]


def test_nothing_is_published_by_itself(county: make.County) -> None:
    row = only(county)
    assert not row.published and not row.consent


def test_secrecy_asked_for_is_kept(county: make.County) -> None:
    data = ((*make.HEADERS, "是否保密"), (*make.row(), "保密"))
    make.done(county, data, publish=True)
    assert not Voice.objects.get().consent


# ── what is wrong ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("cells", "field", "said"),
    [
        ({"said_on": "2025-02-30"}, "said_on", "没有这一天"),
        ({"said_on": "1899-12-31"}, "said_on", "太早"),
        ({"said_on": "2062-01-01"}, "said_on", "还没有到"),
        ({"said_on": ""}, "said_on", "看不懂"),
        ({"ended_on": "2025-02-01"}, "ended_on", "早于"),
        ({"ended_on": "2025-02-30"}, "ended_on", "没有这一天"),
        ({"text": ""}, "text", "请写几句话"),
        ({"text": "长" * 2001}, "text", "最多 2000"),
        ({"phone": "找村长"}, "phone", "电话号码"),
        ({"contact": "很" * 41}, "contact", "最多 40"),
        ({"town": "火星镇"}, "town", "没有这个乡镇"),
        ({"town": ""}, "town", "没有写"),
        ({"verdict": "大概吧"}, "verdict", "是否解决"),
        ({"latitude": "27", "longitude": ""}, "latitude", "都写"),
        ({"latitude": "111", "longitude": "27"}, "latitude", "填反"),
        ({"latitude": "900", "longitude": "900"}, "latitude", "不在国内"),
    ],
)
def test_every_kind_of_wrong_row(county: make.County, cells: dict[str, str], field: str, said: str) -> None:
    ((named, sentence),) = wrong(county, **cells)
    assert named == field and said in sentence


def test_everything_wrong_in_a_row_is_told_at_once(county: make.County) -> None:
    told = wrong(county, said_on="x", text="", phone="y", latitude="z")
    assert {field for field, _ in told} == {"said_on", "text", "phone", "latitude"}


def test_an_end_without_a_day_needs_a_decision(county: make.County) -> None:
    data = ((*make.HEADERS, "办理状态"), (*make.row(ended_on=""), "已办结"))
    batch = make.checked(county, data)
    assert "没有办结时间" in make.problems(batch)[2][0][1]
    batch = make.done(county, data, undated=True)
    assert batch.made == 1
    assert ledger.timeline(Voice.objects.get().subject, ["public"])[1].effective == date(2025, 3, 1)


def test_what_stood_there_is_kept_short(county: make.County) -> None:
    batch = make.checked(county, (make.HEADERS, make.row(said_on="<script>" * 99)))
    value = queries.problems(batch).get().problems[0]["value"]
    assert len(value) == 31


def test_a_ledger_without_its_needed_columns_says_which(county: make.County) -> None:
    batch = make.upload(county, [("甲", "乙"), ("1", "2")])
    for mapping in ({}, {"text": 0}):
        with pytest.raises(Invalid) as refusal:
            commands.plan(actor=county.actor("county_clerk"), now=make.NOW, batch=batch.pk, mapping=mapping)
        assert refusal.value.field == ("said_on" if mapping else "text")
    with pytest.raises(Invalid):
        plan = {"text": 0, "said_on": 9}
        commands.plan(actor=county.actor("county_clerk"), now=make.NOW, batch=batch.pk, mapping=plan)


def test_nothing_good_nothing_starts(county: make.County) -> None:
    batch = make.checked(county, (make.HEADERS, make.row(said_on="x")))
    with pytest.raises(BadMove, match="没有一行"):
        commands.start(actor=county.actor("county_clerk"), now=make.NOW, batch=batch.pk)


def test_names_of_stations_and_townships(county: make.County) -> None:
    station_make.station(make.QIAOTOU, "桥头村代表联络点", parent=county.yunxi.pk, code="qiaotou")
    rows = [
        make.row(number=str(n), town=name)
        for n, name in enumerate(["云溪镇", "云溪", "云溪镇代表联络站", "yunxi", "桥头村代表联络点"])
    ]
    assert make.done(county, (make.HEADERS, *rows)).made == 5
    assert Voice.objects.filter(station=county.yunxi).count() == 4
