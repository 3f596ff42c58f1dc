"""Stations by API: anybody reads the doors, clerks and staff change them, in the pages' own words."""

import uuid
from collections.abc import Callable

import pytest
from pytest_django import DjangoAssertNumQueries

from huying.base.web.acts import sentence
from huying.field.stations import commands
from huying.field.stations.api import COMMANDS, StationDetail, StationPage
from huying.field.stations.models import Station
from huying.field.stations.states import MACHINE
from huying.field.voices.tests import make
from huying.field.voices.tests.make import County
from huying.kernel.errors import HouseError
from tests.api.caller import HOME, Caller

By = Callable[[str], Caller]


def test_anybody_reads_the_doors_and_only_those(county: County, by: By) -> None:
    nobody = by("")
    page = nobody.get("/stations", size=2)
    StationPage.model_validate(page)
    rest = nobody.get("/stations", size=2, before=page["next"])
    assert {row["name"] for row in page["items"] + rest["items"]} == {
        "呼应县代表联络总站",
        "云溪镇代表联络站",
        "石桥镇代表联络站",
    }
    assert [row["code"] for row in nobody.get("/stations", region=make.YUNXI)["items"]] == ["yunxi"]
    told = nobody.get(f"/stations/{county.yunxi.uid}")
    StationDetail.model_validate(told)
    assert told["parent"] == str(county.main.uid) and told["staff"] == []
    assert nobody.get("/stations/by-code/YUNXI") == told
    assert [who["name"] for who in by("yunxi_officer").get(f"/stations/{county.yunxi.uid}")["staff"]] == [
        "yunxi_officer"
    ]
    assert nobody.get(f"/stations/{uuid.uuid4()}")["status"] == nobody.get("/stations/by-code/zzz")["status"] == 404


def test_the_life_of_a_station_by_api(county: County, by: By) -> None:
    clerk, key = by("yunxi_clerk"), uuid.uuid4()
    data = {"region": make.QIAOTOU, "name": "桥头村代表联络点", "kind": "point", "parent": str(county.yunxi.uid)}
    made = clerk.post("/stations", data, key=key)
    assert (clerk.status, clerk.post("/stations", data, key=key)) == (201, made)
    home = f"/stations/{made['uid']}"
    told = clerk.post(f"{home}/edit", {"address": "桥头村部", "latitude": 27.1, "version": 1})
    assert told["version"] == 2 and clerk.get(home)["address"] == "桥头村部"
    person = county.accounts["yunxi_deputy"].person_id
    clerk.post(f"{home}/appoint", {"person": person, "role": "station_head"})
    assert [who["role"] for who in clerk.get(home)["staff"]] == ["station_head"]
    assert clerk.post(f"{home}/close", {"version": 1})["type"] == "urn:huying:problem:stale"
    assert clerk.post(f"{home}/close")["state"] == "closed"
    assert clerk.post(f"{home}/close")["type"] == "urn:huying:problem:bad-move"
    assert clerk.post(f"{home}/reopen")["state"] == "open"
    assert clerk.post(f"{home}/merge", {"into": str(county.yunxi.uid)})["state"] == "merged"
    assert clerk.get(home)["merged_into"] == str(county.yunxi.uid)
    assert clerk.get(f"/stations/by-code/{told['uid'][:1]}")["status"] == 404


@pytest.mark.parametrize("name", ["yunxi_officer", "shiqiao_officer", "shiqiao_clerk", "county_clerk", "yunxi_deputy"])
def test_refusals_are_the_commands_own(county: County, by: By, name: str) -> None:
    home = f"/stations/{county.yunxi.uid}"
    given = {"name": "云溪镇代表联络站", "address": "人民路 2 号"}
    try:
        commands.edit_station(actor=county.actor(name), now=make.NOW, station=county.yunxi.pk, **given)
        said = ""
    except HouseError as refusal:
        said = sentence(refusal)
    caller = by(name)
    told = caller.post(f"{home}/edit", given)
    assert (caller.status, told.get("detail", "")) == ((403, said) if said else (200, ""))
    bad = caller.post(f"{home}/edit", {"name": " "})
    assert bad["status"] == (403 if said else 422)
    assert Station.objects.get(pk=county.yunxi.pk).name == "云溪镇代表联络站"


def test_codes_off_the_list_are_refused(county: County, by: By) -> None:
    clerk = by("yunxi_clerk")
    told = clerk.post(f"/stations/{county.yunxi.uid}/edit", {"kind": "palace"})
    assert (clerk.status, told["errors"][0]["field"]) == (422, "kind")
    told = clerk.post(f"/stations/{county.yunxi.uid}/appoint", {"person": 1, "role": "system_admin"})
    assert (clerk.status, told["errors"][0]["field"]) == (422, "role")
    assert by("").post("/stations", {})["status"] == 401


def test_every_verb_has_its_operation() -> None:
    assert set(COMMANDS) == set(MACHINE.verbs)


def test_the_list_takes_one_statement(
    county: County, by: By, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        by("").client.get(f"{HOME}/stations")
