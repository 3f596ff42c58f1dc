import copy

import pytest

from huying.base.ledger.queries import timeline, verify
from huying.base.ledger.tests.shared import shared
from huying.field.stations import commands, queries, rules
from huying.field.stations.models import Station
from huying.field.stations.states import MACHINE, VERBS
from huying.field.stations.tests import make
from huying.kernel.actor import PUBLIC, Role
from huying.kernel.errors import BadMove, Denied, Invalid, Missing, Stale

pytestmark = pytest.mark.django_db


county_once = shared(lambda: make.people_of(make.county()))


@pytest.fixture
def county(county_once: make.County) -> make.County:
    return copy.deepcopy(county_once)


def test_the_table_is_sound() -> None:
    assert MACHINE.problems() == []


def test_the_network_is_a_tree(county: make.County) -> None:
    point = make.station(make.QIAOTOU, "桥头村代表联络点", kind="point", parent=county.yunxi.pk)
    found = [(row.name, row.depth) for row in queries.network(make.COUNTY)]
    assert found[0] == (county.main.name, 0)
    assert found[found.index((county.yunxi.name, 1)) + 1] == (point.name, 2)
    assert [row.depth for row in queries.network(make.YUNXI)] == [0, 1]


def test_a_clerk_opens_in_the_own_township_only(county: make.County) -> None:
    clerk = county.actor("yunxi_clerk")
    opened = commands.open_station(actor=clerk, now=make.NOW, region=make.YUNXI, name="云溪镇第二站")
    assert len(opened.code) == 6 and opened.active
    for actor in (clerk, county.actor("yunxi_officer"), county.actor("yunxi_deputy"), PUBLIC):
        with pytest.raises(Denied):
            commands.open_station(actor=actor, now=make.NOW, region=make.SHIQIAO, name="石桥镇第二站")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": " \u202e\x00 "}, "name"),
        ({"kind": "palace"}, "kind"),
        ({"mode": "flying"}, "mode"),
        ({"parent": 999}, "parent"),
    ],
)
def test_what_cannot_be_a_station(county: make.County, given: dict, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        commands.open_station(
            actor=county.actor("county_clerk"), now=make.NOW, region=make.YUNXI, **{"name": "新站", **given}
        )
    assert refusal.value.field == field


def test_names_and_codes_are_once(county: make.County) -> None:
    for more in ({"name": county.yunxi.name}, {"name": "别的站", "code": "YUNXI"}):
        with pytest.raises(Invalid):
            make.station(make.YUNXI, **more)


def test_editing_says_what_changed_and_refuses_the_stale(county: make.County) -> None:
    officer, station = county.actor("yunxi_officer"), county.yunxi
    edited = commands.edit_station(
        actor=officer,
        now=make.NOW,
        station=station.pk,
        version=station.version,
        open_hours="9:00–11:30",
        zones=["接待区", "接待区", "议事厅"],
    )
    assert edited.zones == ["接待区", "议事厅"]
    last = timeline(station.subject, ["public"])[-1]
    assert (last.verb, last.data) == ("station.edited", {"fields": ["open_hours", "zones"]})
    with pytest.raises(Stale):
        commands.edit_station(actor=officer, now=make.NOW, station=station.pk, version=station.version, phone="1")
    with pytest.raises(Denied):
        commands.edit_station(actor=county.actor("shiqiao_officer"), now=make.NOW, station=station.pk, phone="1")
    with pytest.raises(Invalid):
        commands.edit_station(actor=officer, now=make.NOW, station=station.pk, state="closed")
    with pytest.raises(Denied):
        commands.edit_station(actor=officer, now=make.NOW, station=station.pk, parent=0)


def test_a_station_is_not_above_itself(county: make.County) -> None:
    with pytest.raises(Invalid):
        commands.edit_station(
            actor=county.actor("county_clerk"), now=make.NOW, station=county.main.pk, parent=county.yunxi.pk
        )


def test_merging_keeps_history_and_the_qr_code(county: make.County) -> None:
    clerk = county.actor("county_clerk")
    old = make.station(make.YUNXI, "云溪老站", code="old1")
    older = make.station(make.YUNXI, "云溪更老的站", code="old2")
    point = make.station(make.QIAOTOU, "桥头点", kind="point", parent=old.pk)
    commands.merge_station(actor=clerk, now=make.NOW, station=older.pk, into=old.pk)
    commands.merge_station(actor=clerk, now=make.NOW, station=old.pk, into=county.yunxi.pk)
    for code in ("old1", "OLD2 "):
        assert queries.by_code(code) == county.yunxi
    point.refresh_from_db()
    assert point.parent_id == county.yunxi.pk
    assert set(queries.kept_by(county.actor("yunxi_officer"))) == {county.yunxi.pk, old.pk, older.pk}
    assert [line.verb for line in timeline(f"station:{old.pk}", ["public"])][-1] == "station.merged"
    with pytest.raises(BadMove):
        commands.merge_station(actor=clerk, now=make.NOW, station=old.pk, into=county.shiqiao.pk)


def test_merging_a_station_into_the_one_below_it(county: make.County) -> None:
    below = make.station(make.YUNXI, "云溪新站", parent=county.yunxi.pk)
    commands.merge_station(actor=county.actor("yunxi_clerk"), now=make.NOW, station=county.yunxi.pk, into=below.pk)
    assert Station.objects.get(pk=below.pk).parent_id == county.main.pk


@pytest.mark.parametrize("into", ["itself", "nowhere", "foreign"])
def test_merging_refused(county: make.County, into: str) -> None:
    target = {"itself": county.yunxi.pk, "nowhere": 0, "foreign": county.shiqiao.pk}[into]
    with pytest.raises((Invalid, Missing, Denied)):
        commands.merge_station(actor=county.actor("yunxi_clerk"), now=make.NOW, station=county.yunxi.pk, into=target)


def test_closing_waits_for_those_below(county: make.County) -> None:
    clerk = county.actor("county_clerk")
    with pytest.raises(BadMove):
        commands.close_station(actor=clerk, now=make.NOW, station=county.main.pk)
    commands.close_station(actor=clerk, now=make.NOW, station=county.shiqiao.pk)
    assert county.shiqiao not in queries.network(make.COUNTY)
    commands.reopen_station(actor=clerk, now=make.NOW, station=county.shiqiao.pk)
    assert county.shiqiao in queries.network(make.COUNTY)


def test_staff(county: make.County) -> None:
    person = county.accounts["yunxi_deputy"].person_id
    clerk = county.actor("yunxi_clerk")
    commands.appoint(actor=clerk, now=make.NOW, station=county.yunxi.pk, person=person, role=Role.STATION_HEAD)
    staff = queries.staff(county.yunxi, make.TODAY)
    assert staff[Role.STATION_HEAD] == [person]
    assert staff[Role.STATION_OFFICER] == [county.accounts["yunxi_officer"].person_id]
    with pytest.raises(Invalid):
        commands.appoint(actor=clerk, now=make.NOW, station=county.yunxi.pk, person=person, role=Role.UNIT_CLERK)


def test_links_are_signed(county: make.County) -> None:
    plain = queries.qr_url(county.yunxi)
    assert plain == "/s/yunxi"
    token = queries.qr_url(county.yunxi, village=make.QIAOTOU, place="村口").partition("k=")[2]
    assert queries.read_link(county.yunxi, token) == {"village": make.QIAOTOU, "place": "村口"}
    assert queries.read_link(county.yunxi, "") == {}
    for forged in (token[:-1], token + "x", "a:b:c", "\x00", "x" * 5000):
        assert queries.read_link(county.yunxi, forged) is None
    assert queries.read_link(county.shiqiao, token) is None


def test_serving_finds_the_nearest(county: make.County) -> None:
    assert queries.serving(make.QIAOTOU) == county.yunxi
    assert queries.serving("430599999") == county.main
    assert queries.serving("110101") is None


def test_qr_is_plain_svg() -> None:
    svg = queries.qr_svg("https://huying.example/s/yunxi")
    assert svg.startswith("<svg") and "<script" not in svg and "viewBox" in svg


def test_codes_have_no_look_alikes() -> None:
    assert not set("01ilo") & set(rules.ALPHABET)
    assert rules.clean_code(" Ｙunxi-1 ") == "yunxi1"


def test_the_chain_holds(county: make.County) -> None:
    assert not [fault for fault in verify().faults if fault.subject.startswith("station")]
    assert all(line.verb in VERBS for line in timeline(county.yunxi.subject, ["public"]))
