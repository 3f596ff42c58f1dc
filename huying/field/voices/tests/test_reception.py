"""Reception on site: who came, what for, what they asked to be kept secret, and the paper the station keeps."""

import copy
import uuid
from collections.abc import Iterator

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from huying.base.ledger.tests.shared import shared
from huying.field.voices import queries
from huying.field.voices.models import Voice
from huying.field.voices.tests import make
from huying.field.voices.tests.test_commands import PNG
from huying.field.voices.tests.test_pages import signed_in
from huying.kernel.errors import Denied, Invalid, Missing

pytestmark = pytest.mark.django_db
county_once = shared(make.county)
SECRET = "邻居半夜放鞭炮，请不要说是我讲的"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(make.NOW, tick=False):
        yield


@pytest.fixture
def county(county_once: make.County) -> make.County:
    return copy.deepcopy(county_once)


def _came(county: make.County, **more: object) -> Voice:
    given = {"channel": "reception", "contact": "王大姐", "phone": "13800000000", "matter": "dispute", "visitors": 3}
    return make.voice(county, actor=county.actor("yunxi_officer"), **{**given, **more})


def test_a_visitors_own_words_with_those_who_came_along(county: make.County) -> None:
    row = _came(county, others="李四\n赵六")
    assert (row.matter, row.visitors, row.on_behalf) == ("dispute", 3, True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, phone, others FROM voices_voicecontact")
        stored = "".join(cursor.fetchone())
    assert not any(name in stored for name in ("王大姐", "李四", "13800000000"))
    assert queries.get_for(county.actor("yunxi_officer"), row.uid, "contact").contact.others == "李四\n赵六"
    assert make.voice(county, actor=county.actor("yunxi_officer"), channel="phone").visitors == 1


@pytest.mark.parametrize(
    "given",
    [{"matter": "party"}, {"visitors": -1}, {"visitors": 501}, {"others": "字" * 501}],
)
def test_what_is_amiss_is_refused(county: make.County, given: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        _came(county, **given)


@pytest.mark.parametrize("given", [{"matter": "dispute"}, {"visitors": 2}, {"others": "李四"}, {"confidential": True}])
def test_citizens_do_not_fill_in_the_stations_form(county: make.County, given: dict[str, object]) -> None:
    with pytest.raises(Invalid, match="接待登记"):
        make.voice(county, **given)


def test_what_is_said_in_confidence_stays_with_the_station_and_the_units_clerk(county: make.County) -> None:
    row = _came(county, text=SECRET, confidential=True, publish=True)
    assert not row.consent
    readers = {name for name in county.accounts if row in queries.visible_to(county.actor(name))}
    assert readers == {name for name in county.accounts if _reads(county, name, row)}
    assert {"yunxi_officer"} <= readers and not {"yunxi_clerk", "county_clerk", "yunxi_deputy"} & readers
    make.do("refer", county, row, unit=county.organs["yunxi_town"].pk)
    assert row in queries.mine(county.actor("yunxi_town_unit"))
    for name in ("yunxi_clerk", "county_clerk", "yunxi_deputy"):
        with pytest.raises(Missing):
            queries.get_for(county.actor(name), row.uid)
        assert SECRET not in signed_in(county, name).get("/desk/voices/?stand=all&q=鞭炮").text
        assert SECRET not in signed_in(county, name).get("/desk/search?q=鞭炮").text
    assert SECRET in signed_in(county, "yunxi_officer").get("/desk/search?q=鞭炮").text
    assert queries.recent(make.YUNXI, make.later(-1), 9) == [] and queries.by_ids([row.pk]) == []


def _reads(county: make.County, name: str, row: Voice) -> bool:
    try:
        return queries.get_for(county.actor(name), row.uid) == row
    except Missing:
        return False


def test_nothing_secret_is_published_joined_or_passed_up(county: make.County) -> None:
    row, other = _came(county, text=SECRET, confidential=True), make.voice(county)
    deputy = county.accounts["yunxi_deputy"].person_id
    for verb, given in (("publish", {}), ("join", {"into": other.pk}), ("pass_up", {"deputy": deputy})):
        with pytest.raises(Denied, match="要求保密"):
            make.do(verb, county, row, **given)
    with pytest.raises(Invalid, match="要求保密"):
        make.do("join", county, other, into=row.pk)
    part = make.do("split", county, row, parts=["半夜放鞭炮", "楼道堆东西"]).parts.first()
    assert part.confidential and part not in queries.visible_to(county.actor("yunxi_clerk"))


def test_a_mediation_is_recorded_and_told_to_who_came(county: make.County, client: Client) -> None:
    row = _came(county, text="和邻居争地界")
    code = row.code
    with pytest.raises(Denied, match="矛盾调处"):
        make.do("mediate", county, make.do("register", county, make.voice(county)), outcome="agreed", text="好了")
    make.do("register", county, row)
    for wrong in ({"outcome": "peace", "text": "好了"}, {"outcome": "agreed", "text": " "}):
        with pytest.raises(Invalid):
            make.do("mediate", county, row, **wrong)
    with pytest.raises(Denied):
        make.do("mediate", county, row, "yunxi_town_unit", outcome="agreed", text="好了")
    photo = SimpleUploadedFile("a.png", PNG, "image/png")
    done = make.do("mediate", county, row, outcome="agreed", text="张主任主持，各让半米", photos=[photo])
    assert (done.state, done.photos) == ("triaged", 1)
    page = client.get(f"/track/{code}").text
    assert "调处：达成一致" in page and "各让半米" in page
    assert "达成一致" not in str([line.text for line in queries.timeline(done, ["public"])])


def test_the_officer_fills_in_the_form_and_prints_the_record(county: make.County) -> None:
    officer = signed_in(county, "yunxi_officer")
    page = officer.get("/desk/voices/new").text
    assert "来访事由" in page and "来访人要求保密" in page
    given = {
        **{"command_id": str(uuid.uuid4()), "channel": "reception", "text": SECRET, "matter": "dispute"},
        **{"visitors": "2", "others": "李四", "contact": "王大姐", "confidential": "on"},
    }
    assert officer.post("/desk/voices/new", {**given, "visitors": "0"}).status_code == 422
    assert officer.post("/desk/voices/new", given).status_code == 302
    row = Voice.objects.get()
    page = officer.get(f"/desk/voices/{row.uid}").text
    assert "打印接待登记表" in page and "来访人要求保密" in page
    assert "并入选中的" not in officer.get(f"/desk/voices/{row.uid}/alike").text
    paper = officer.get(f"/desk/voices/{row.uid}/record")
    for told in ("接待登记表", "王大姐", "李四", SECRET, "2 人", "矛盾调处", "来访人签字"):
        assert told in paper.text
    assert paper["Cache-Control"] == "no-store" and f"{make.TODAY} " in paper.text


def test_who_else_came_is_for_the_station_alone(county: make.County) -> None:
    row = _came(county, others="李四", share_contact=True)
    make.do("refer", county, row, unit=county.organs["yunxi_town"].pk)
    for name, shown in (("yunxi_town_unit", False), ("yunxi_officer", True)):
        page = signed_in(county, name).get(f"/desk/voices/{row.uid}").text
        assert "王大姐" in page and ("李四" in page) is shown


def test_the_record_is_the_stations_alone(county: make.County) -> None:
    row = _came(county)
    told = {"yunxi_deputy": 403, "county_clerk": 403, "shiqiao_officer": 404, "yunxi_officer": 200}
    for name, status in told.items():
        assert signed_in(county, name).get(f"/desk/voices/{row.uid}/record").status_code == status, name
    said = make.voice(county)
    assert signed_in(county, "yunxi_officer").get(f"/desk/voices/{said.uid}/record").status_code == 403
