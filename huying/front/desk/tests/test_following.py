"""Following: whoever may read it is told once, by whatever way they follow; nobody of what they may not read."""

import copy
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huying.base.ledger.tests.shared import shared
from huying.base.notices import following, queries
from huying.base.notices.models import Follow, Notice
from huying.base.people import commands as people
from huying.field.voices.followers import ROOM
from huying.field.voices.tests import make
from huying.field.voices.tests.make import COUNTY, NOW, QIAOTOU
from huying.kernel.actor import SYSTEM

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
NEW, MORE = "您关注的地方或者类别有一件新的民声，请看看。", "您关注的一件民声有了新进展，请看看。"


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


county_once = shared(make.county)


@pytest.fixture
def county(county_once: make.County) -> make.County:
    found = copy.deepcopy(county_once)
    spread()
    return found


def spread(now: datetime = NOW) -> int:
    return following.spread(now, {"voice": ROOM})


def follow(county: make.County, who: str, kind: str, target: Any, now: datetime = NOW) -> None:
    following.follow(county.actor(who).person, kind, str(target), now=now)


def told(county: make.County, who: str) -> list[str]:
    """What follows told somebody, oldest first."""
    rows = Notice.objects.filter(person=county.actor(who).person, key__endswith=":follow").order_by("id")
    return queries.sentences_of(list(rows))


def client(county: make.County, who: str) -> Client:
    made = Client()
    made.force_login(county.accounts[who])
    return made


def change(county: make.County, who: str, kind: str, target: Any, deed: str = "follow") -> Any:
    return client(county, who).post("/desk/following/change", {"kind": kind, "target": str(target), "deed": deed})


def test_a_case_is_followed_line_by_line_but_not_ones_own(county: make.County) -> None:
    row = make.voice(county)
    spread()
    for who in ("yunxi_deputy", "yunxi_officer"):
        follow(county, who, "voice", row.uid)
    make.do("register", county, row, now=LATER)
    make.do("answer", county, row, text="已经请电工换好", now=LATER)
    spread()
    assert told(county, "yunxi_deputy") == [MORE, MORE]
    assert told(county, "yunxi_officer") == []
    assert spread() == 0
    assert Notice.objects.get(person=county.actor("yunxi_deputy").person, key__contains=":2:").url == (
        f"/desk/voices/{row.uid}"
    )


def test_one_event_is_one_message_however_many_ways_it_is_followed(county: make.County) -> None:
    category = f"{COUNTY}:lighting"
    for kind, target in (("station", county.yunxi.pk), ("village", QIAOTOU), ("category", category)):
        follow(county, "yunxi_deputy", kind, target)
    row = make.voice(county, now=LATER)
    follow(county, "yunxi_deputy", "voice", row.uid, now=LATER)
    make.do("register", county, row, now=make.later(1))
    spread()
    assert told(county, "yunxi_deputy") == [NEW, MORE]
    assert Notice.objects.filter(key__contains=":1:follow").count() == 1


def test_a_new_voice_is_told_once_not_again_when_it_is_published(county: make.County) -> None:
    follow(county, "yunxi_deputy", "station", county.yunxi.pk)
    row = make.voice(county, now=LATER)
    spread()
    make.do("publish", county, row, "county_clerk", now=LATER)
    spread()
    assert told(county, "yunxi_deputy") == [NEW]


def test_who_may_not_read_it_hears_of_it_only_when_it_is_published(county: make.County) -> None:
    follow(county, "traffic_unit", "village", QIAOTOU)
    row = make.voice(county)
    follow(county, "traffic_unit", "voice", row.uid)
    make.do("register", county, row, now=LATER)
    spread()
    assert told(county, "traffic_unit") == []
    make.do("publish", county, row, "county_clerk", now=LATER)
    spread()
    assert NEW in told(county, "traffic_unit")


def test_it_is_the_right_of_the_moment_that_counts(county: make.County) -> None:
    row = make.voice_in(county, "referred")
    spread()
    follow(county, "yunxi_town_unit", "voice", row.uid)
    make.do("unit_return", county, row, "yunxi_town_unit", reason="不归本单位", now=LATER)
    make.do("answer", county, row, text="已经请电工换好", now=LATER)
    people.close_account(actor=SYSTEM, now=NOW, account=county.accounts["yunxi_deputy"].pk)
    follow(county, "yunxi_deputy", "voice", row.uid)
    spread()
    assert told(county, "yunxi_town_unit") == []
    assert not Notice.objects.filter(key__endswith=":follow").exists()


def test_nobody_hears_the_same_twice_who_is_told_anyway(county: make.County) -> None:
    row = make.voice(county)
    spread()
    follow(county, "yunxi_officer", "voice", row.uid)
    make.do("add_words", county, row, "citizen", text="现在两盏都不亮", now=LATER)
    spread()
    mine = Notice.objects.filter(person=county.actor("yunxi_officer").person, subject=row.subject)
    assert [notice.verb for notice in mine.order_by("id")] == ["voice.added"]


def test_the_past_is_not_told_and_unfollowing_ends_it(county: make.County) -> None:
    row = make.voice(county)
    follow(county, "yunxi_deputy", "voice", row.uid, now=LATER)
    make.do("add_words", county, row, "citizen", text="还不亮")
    spread()
    assert told(county, "yunxi_deputy") == []
    change(county, "yunxi_deputy", "voice", row.uid, "unfollow")
    make.do("register", county, row, now=make.later(1))
    spread()
    assert told(county, "yunxi_deputy") == []


def test_after_an_outage_everything_is_told_once_in_batches(
    county: make.County, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "BATCH", 3)
    monkeypatch.setattr(following, "OVERLAP", 2)
    follow(county, "yunxi_deputy", "station", county.yunxi.pk)
    for n in range(5):
        make.voice(county, f"又一件事 {n}", now=LATER)
    spread()
    assert told(county, "yunxi_deputy") == [NEW] * 5


def test_the_tick_costs_next_to_nothing_where_nobody_follows(county: make.County) -> None:
    for n in range(3):
        make.voice(county, f"又一件事 {n}")
    with CaptureQueriesContext(connection) as seen:
        spread()
    assert len(seen) <= 7


def test_the_page_names_what_one_follows_in_few_statements(county: make.County) -> None:
    rows = [make.voice(county, f"又一件事 {n}") for n in range(4)]
    mine = client(county, "yunxi_deputy")

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            mine.get("/desk/following/")
        return len(seen)

    for kind, target in (("voice", rows[0].uid), ("station", county.yunxi.pk), ("village", QIAOTOU)):
        assert change(county, "yunxi_deputy", kind, target)["Location"] == "/desk/following/?done=follow"
    asked()
    first = asked()
    for row in rows[1:]:
        change(county, "yunxi_deputy", "voice", row.uid)
    assert asked() == first
    page = mine.get("/desk/following/").text
    for said in ("又一件事 0", "云溪镇代表联络站", "桥头村"):
        assert said in page


def test_what_one_may_no_longer_read_keeps_no_title(county: make.County) -> None:
    row = make.voice(county, "隐蔽的一件事")
    assert change(county, "shiqiao_deputy", "voice", row.uid).status_code == 404
    make.do("publish", county, row, "county_clerk", now=LATER)
    assert change(county, "shiqiao_deputy", "voice", row.uid).status_code == 302
    make.do("unpublish", county, row, "county_clerk", now=LATER)
    page = client(county, "shiqiao_deputy").get("/desk/following/").text
    assert "现在看不到了" in page
    assert "隐蔽的一件事" not in page
    assert client(county, "shiqiao_deputy").get(f"/desk/following/ask?kind=voice&target={row.uid}").status_code == 404


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        *(("voice", "x"), ("voice", uuid.UUID(int=1)), ("station", "0"), ("station", "9" * 40), ("village", "x")),
        *(("category", "430599:nonsense"), ("category", ":"), ("person", "1"), ("", ""), ("suggestion", "'")),
    ],
)
def test_nonsense_cannot_be_followed(county: make.County, kind: str, target: Any) -> None:
    assert change(county, "yunxi_deputy", kind, target).status_code == 404
    assert not Follow.objects.exists()


def test_asking_first_works_without_a_script(county: make.County) -> None:
    row = make.voice(county)
    mine = client(county, "yunxi_deputy")
    here = f"/desk/following/ask?kind=voice&target={row.uid}"
    assert 'value="follow"' in mine.get(here).text
    assert here.replace("&", "&amp;") in mine.get(f"/desk/voices/{row.uid}").text
    change(county, "yunxi_deputy", "voice", row.uid)
    assert 'value="unfollow"' in mine.get(here).text


def test_there_is_an_end_to_following(county: make.County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "MOST", 1)
    assert change(county, "yunxi_deputy", "village", QIAOTOU).status_code == 302
    assert change(county, "yunxi_deputy", "station", county.yunxi.pk).status_code == 400


def test_an_old_ledger_is_no_news(county: make.County) -> None:
    follow(county, "yunxi_deputy", "station", county.yunxi.pk)
    make.voice(county, now=LATER, actor=SYSTEM, channel="import", said_at=NOW - timedelta(days=300))
    spread()
    assert told(county, "yunxi_deputy") == []
