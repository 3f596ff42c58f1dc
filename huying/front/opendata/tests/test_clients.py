"""Clients that others wrote, against a served county: ``georeport`` reads, ``civicbot`` also reports."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from civicbot import Endpoint, HttpError, HttpTransport, Open311Client, ValidationError
from civicbot.http import RateLimiter
from georeport import GeoReport

from huying.field.voices import queries
from huying.front.opendata.tests import make
from huying.front.opendata.tests.make import BASE, Api

WHERE = {"lat": 27.12, "lng": 111.31}


@pytest.fixture
def home(live_server: Any) -> Iterator[tuple[Api, str]]:
    yield make.api(), f"{live_server.url}{BASE}"


@pytest.mark.parametrize("output", ["json", "xml"])
def test_georeport_reads_services_and_requests(home: tuple[Api, str], output: str) -> None:
    api, base = home
    rows = [make.published(api.county, text) for text in ("路灯坏了", make.HOSTILE)]
    client = GeoReport(base, jurisdiction=make.COUNTY, output_format=output)
    service = client.get_service_list()[0]
    assert (service["service_code"], service["group"]) == ("roads", "基础设施")
    attributes: Any = client.get_service_definition("roads")["attributes"]
    first = attributes[0] if output == "json" else attributes["attribute"][0]
    assert first["code"] == "passable"
    found = client.get_service_requests(status="open", service_code="roads", end_date=make.NOW.isoformat())
    assert [row["description"] for row in found] == [rows[1].text, rows[0].text]
    assert client.get_service_request(str(rows[0].uid))["status"] == "open"
    with pytest.raises(requests.HTTPError):
        client.get_service_request("0190f3d2-0000-7000-8000-000000000001")


def test_civicbot_reports_and_follows(home: tuple[Api, str]) -> None:
    api, base = home
    transport = HttpTransport(rate_limiter=RateLimiter(min_interval=0))
    client = Open311Client(Endpoint("huying", "呼应县", base, write=True), transport, jurisdiction_id=make.COUNTY)
    assert "roads" in {row["service_code"] for row in client.list_services()}
    assert client.get_service_definition("roads")["attributes"][0]["datatype"] == "singlevaluelist"
    with pytest.raises(ValidationError):
        client.create_request("roads", validate_remote=True, attributes={"passable": "perhaps"}, **WHERE)
    sent = client.create_request(
        "environment",
        dry_run=False,
        confirm="SEND",
        api_key=api.key,
        validate_remote=True,
        description="养殖场夜里臭",
        attributes={"worst_when": ["evening", "night"]},
        **WHERE,
    )
    uid = sent.response[0]["service_request_id"]
    voice = queries.Voice.objects.select_related("station").get()
    assert (str(voice.uid), voice.station.code) == (uid, "yunxi")
    assert voice.answers == {"worst_when": ["evening", "night"]}
    assert client.get_token(uid)[0]["service_request_id"] == uid
    assert client.list_requests() == []
    make.voices.do("publish", api.county, voice)
    assert [row["service_request_id"] for row in client.list_requests(service_request_ids=[uid])] == [uid]
    one = client.get_request(uid)
    assert one is not None
    assert (one["description"], one["lat"]) == ("养殖场夜里臭", 27.12)
    with pytest.raises(HttpError) as refusal:
        client.create_request(
            "roads", dry_run=False, confirm="SEND", api_key="hy_wrong", description="灯坏了", address_string="村口"
        )
    assert refusal.value.status == 403
