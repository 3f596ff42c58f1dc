import copy
import uuid
from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huying.base.ledger.tests.shared import shared
from huying.field.stations.models import Station
from huying.field.stations.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(make.NOW, tick=False):
        yield


county_once = shared(lambda: make.people_of(make.county()))


@pytest.fixture
def county(county_once: make.County) -> make.County:
    return copy.deepcopy(county_once)


def signed_in(county: make.County, name: str) -> Client:
    client = Client()
    client.force_login(county.accounts[name])
    return client


def form(**given) -> dict:
    plain = {"name": "云溪镇第二站", "kind": "station", "mode": "fixed", "region": make.YUNXI}
    return {"command_id": str(uuid.uuid4()), **plain, **given}


ROLES = {
    "yunxi_officer": 200, "yunxi_clerk": 200, "county_clerk": 200,
    "shiqiao_officer": 404, "shiqiao_clerk": 404, "yunxi_deputy": 404,
}  # fmt: skip


@pytest.mark.parametrize("page", ["", "/poster", "/edit"])
def test_who_opens_the_pages_of_a_station(county: make.County, page: str) -> None:
    path = f"/desk/stations/{county.yunxi.uid}{page}"
    for name, status in ROLES.items():
        assert signed_in(county, name).get(path).status_code == status, name
    assert Client().get(path).status_code == 302
    assert signed_in(county, "county_clerk").get(f"/desk/stations/{uuid.uuid4()}{page}").status_code == 404


def test_the_network_shows_each_their_part_in_constant_statements(county: make.County) -> None:
    clerk = signed_in(county, "county_clerk")

    def look() -> tuple[int, str]:
        clerk.get("/desk/stations/")
        with CaptureQueriesContext(connection) as seen:
            page = clerk.get("/desk/stations/").text
        return len(seen), page

    before, page = look()
    assert all(row.name in page for row in (county.main, county.yunxi, county.shiqiao))
    for n in range(9):
        make.station(make.YUNXI, f"云溪第 {n} 点", parent=county.yunxi.pk)
    assert look()[0] == before <= 7
    assert county.shiqiao.name not in signed_in(county, "yunxi_officer").get("/desk/stations/").text


def test_a_clerk_opens_edits_and_merges(county: make.County) -> None:
    clerk = signed_in(county, "yunxi_clerk")
    made = clerk.post("/desk/stations/new", form(zones="接待区\n\n议事厅", parent=str(county.yunxi.pk)))
    assert made.status_code == 302, made.text
    assert "接下来安排站长和联络员" in clerk.get(made.url).text
    at = made.url.partition("?")[0]
    station = Station.objects.get(name="云溪镇第二站")
    assert station.zones == ["接待区", "议事厅"] and station.parent_id == county.yunxi.pk
    assert clerk.post(f"{at}/edit", form(name="云溪镇河西站", version=station.version)).status_code == 302
    stale = clerk.post(f"{at}/edit", form(name="云溪镇河东站", version=station.version))
    assert stale.status_code == 422 and "云溪镇河东站" in stale.text
    merged = clerk.post(f"{at}/merge", {"command_id": str(uuid.uuid4()), "into": county.yunxi.pk})
    assert merged.status_code == 302
    assert "已并入" in clerk.get(made.url).text


def test_a_double_tap_opens_one_station(county: make.County) -> None:
    clerk, given = signed_in(county, "yunxi_clerk"), form()
    assert clerk.post("/desk/stations/new", given).url == clerk.post("/desk/stations/new", given).url
    assert Station.objects.filter(name=given["name"]).count() == 1


def test_what_is_refused(county: make.County) -> None:
    officer, clerk = signed_in(county, "yunxi_officer"), signed_in(county, "yunxi_clerk")
    assert officer.get("/desk/stations/new").status_code == 403
    assert officer.post(f"/desk/stations/{county.yunxi.uid}/merge", {}).status_code == 403
    for given in (
        {"name": " "},
        {"name": "字" * 100},
        {"region": make.SHIQIAO},
        {"kind": "palace"},
        {"latitude": "北"},
    ):
        page = clerk.post("/desk/stations/new", form(**given))
        assert page.status_code == 422, given
    assert Station.objects.count() == 3


def test_script_in_a_name_is_only_text(county: make.County) -> None:
    clerk = signed_in(county, "yunxi_clerk")
    made = clerk.post("/desk/stations/new", form(name="<script>alert(1)</script>"))
    for path in (made.url, f"{made.url}/poster", f"{made.url}/edit", "/desk/stations/"):
        page = clerk.get(path).text
        assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_a_clerk_appoints_staff(county: make.County) -> None:
    person = county.accounts["yunxi_deputy"].person_id
    path = f"/desk/stations/{county.yunxi.uid}"
    given = {"command_id": str(uuid.uuid4()), "person": person, "role": "station_head"}
    assert signed_in(county, "yunxi_clerk").post(f"{path}/appoint", given).status_code == 302
    assert "站长" in signed_in(county, "yunxi_officer").get(path).text


def test_the_poster_carries_the_address(county: make.County) -> None:
    page = signed_in(county, "yunxi_officer").get(f"/desk/stations/{county.yunxi.uid}/poster").text
    assert "/s/yunxi" in page and "<svg" in page and county.yunxi.name in page
