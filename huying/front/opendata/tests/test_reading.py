"""Reading by Open311: services, requests, tokens, discovery; in both formats, and only what is public."""

from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from huying.field.voices.tests import make as voices
from huying.front.opendata import door, records
from huying.front.opendata.asked import MOST
from huying.front.opendata.tests import make
from huying.front.opendata.tests.make import BASE, COUNTY, HOSTILE, NOW, PHONE, QIAOTOU, SHIQIAO, YUNXI, Api

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def ids(told: list[dict[str, Any]]) -> list[str]:
    return [row["service_request_id"] for row in told]


# ── services ────────────────────────────────────────────────────────────────────────────────────────


def test_the_services_are_the_places_categories(api: Api) -> None:
    roads = api.get("/services.json")[0]
    assert roads["service_code"] == "roads"
    assert (roads["service_name"], roads["group"], roads["type"], roads["metadata"]) == (
        *("道路交通", "基础设施", "realtime"),
        True,
    )
    assert "路灯" in roads["keywords"].split(",")
    english = api.get("/services.json", {"lang": "en"})[0]
    assert (english["service_name"], english["group"]) == ("Roads and transport", "Infrastructure")
    assert api.response["Content-Language"] == "en"
    tree = ElementTree.fromstring(api.get("/services.xml"))
    assert tree.tag == "services"
    assert [row.findtext("service_code") for row in tree] == [row["service_code"] for row in api.get("/services.json")]
    assert api.response["Content-Type"] == "application/json; charset=utf-8"


def test_a_definition_asks_the_categories_questions(api: Api) -> None:
    told = api.get("/services/roads.json")
    assert told["service_code"] == "roads"
    first, second = told["attributes"]
    assert (first["code"], first["datatype"], first["required"], first["order"]) == (
        "passable",
        "singlevaluelist",
        False,
        1,
    )
    assert first["values"][2] == {"key": "no", "name": "过不去"}
    assert (second["datatype"], "values" in second, second["variable"]) == ("string", False, True)
    kinds = {
        api.get(f"/services/{code}.json")["attributes"][0]["datatype"] for code in ("water", "environment", "utilities")
    }
    assert kinds == {"number", "multivaluelist", "datetime"}
    tree = ElementTree.fromstring(api.get("/services/roads.xml", {"lang": "en"}))
    assert tree.findtext("attributes/attribute/values/value/name") == "Yes"
    assert tree.findtext("attributes/attribute/required") == "false"
    assert api.get("/services/education.json") == {"service_code": "education", "attributes": []}


def test_a_jurisdiction_is_a_congress_or_the_sites_domain(api: Api, settings: Settings) -> None:
    for path in ("/services", "/services/roads", "/requests"):
        settings.PUBLIC_URL = "https://rd.huying.gov.cn"
        for known in ("", COUNTY, YUNXI, "testserver", "rd.huying.gov.cn"):
            api.get(f"{path}.json", {"jurisdiction_id": known})
            assert api.status == 200, known
        for unknown in ("chicago.gov", QIAOTOU, "4305", "\x00"):
            assert api.get(f"{path}.json", {"jurisdiction_id": unknown})[0]["code"] == "404"


# ── requests ────────────────────────────────────────────────────────────────────────────────────────


def test_a_request_says_what_the_public_page_says(api: Api) -> None:
    row = make.published(api.county, latitude=27.1, longitude=111.3, place="桥头村口", ago=DAY)
    voices.do("refer", api.county, row, unit=api.county.organs["yunxi_town"].pk)
    told = api.get("/requests.json")
    assert told == api.get(f"/requests/{row.uid}.json")
    assert told[0] == {
        "service_request_id": str(row.uid),
        "status": "open",
        "status_notes": told[0]["status_notes"],
        "service_name": "道路交通",
        "service_code": "roads",
        "description": row.text,
        "agency_responsible": "云溪镇人民政府",
        "service_notice": "由云溪镇代表联络站受理",
        "requested_datetime": "2026-11-17T09:30:00+08:00",
        "updated_datetime": "2026-11-18T09:30:00+08:00",
        "expected_datetime": "2026-11-20T23:59:59+08:00",
        "address": "桥头村口",
        "address_id": QIAOTOU,
        "zipcode": "",
        "lat": 27.1,
        "long": 111.3,
        "media_url": "",
    }
    assert told[0]["status_notes"].startswith("等云溪镇人民政府签收")
    tree = ElementTree.fromstring(api.get("/requests.xml"))
    assert tree.tag == "service_requests"
    assert {part.tag: part.text or "" for part in tree[0]} == {name: str(value) for name, value in told[0].items()}


def test_nothing_private_is_told_in_any_form(api: Api) -> None:
    hidden = voices.voice(api.county, "不公开的一件事", contact="李大爷", phone=PHONE)
    taken_back = make.published(api.county, "后来又取消公开的事")
    voices.do("unpublish", api.county, taken_back)
    shown = make.published(api.county, HOSTILE, answers={"passable": "no", "lamp_post": "请找王五"})
    voices.do("add_words", api.county, shown, "citizen", text="我家电话 0739-1234567")
    code = shown.code or voices.voice(api.county).code
    for fmt in ("json", "xml"):
        told = api.get(f"/requests.{fmt}") if fmt == "xml" else str(api.get("/requests.json"))
        told += str(api.get(f"/requests/{shown.uid}.{fmt}", {"extensions": "true"}))
        for secret in (
            "不公开的",
            "取消公开",
            PHONE,
            "李大爷",
            "1234567",
            "王五",
            "过不去",
            code,
            code.replace("-", ""),
        ):
            assert secret not in told
        for gone in (hidden.uid, taken_back.uid):
            api.get(f"/requests/{gone}.{fmt}")
            assert api.status == 404
    listed = api.get("/requests.json", {"service_request_id": f"{hidden.uid},{taken_back.uid},{shown.uid}"})
    assert ids(listed) == [str(shown.uid)]


def test_hostile_words_stay_words_in_xml(api: Api) -> None:
    row = make.published(api.county, HOSTILE + "\x0b\x00", place="]]><x/>")
    text = api.get("/requests.xml")
    assert api.response["Content-Type"] == "text/xml; charset=utf-8"
    assert api.response["X-Content-Type-Options"] == "nosniff"
    assert "<script" not in text
    read = ElementTree.fromstring(text)[0]
    assert read.findtext("description") == row.text == HOSTILE
    assert read.findtext("address") == "]]><x/>"


def test_the_edges_of_ninety_days(api: Api) -> None:
    at_the_edge, over = (
        make.published(api.county, ago=90 * DAY + more) for more in (timedelta(), timedelta(seconds=1))
    )
    new = make.published(api.county)
    assert ids(api.get("/requests.json")) == [str(new.uid), str(at_the_edge.uid)]
    end = {"end_date": (NOW - DAY).isoformat()}
    assert ids(api.get("/requests.json", end)) == [str(at_the_edge.uid), str(over.uid)]
    start = {"start_date": NOW.isoformat().replace("+", " ")}
    assert ids(api.get("/requests.json", start)) == [str(new.uid)]
    # Ids override every other filter.
    by_id = {
        "service_request_id": f"{over.uid},nonsense,{new.uid}",
        "status": "closed",
        "start_date": "2020-01-01T00:00:00Z",
    }
    assert ids(api.get("/requests.json", by_id)) == [str(new.uid), str(over.uid)]


def test_status_service_and_place_narrow_the_list(api: Api) -> None:
    lamp = make.published(api.county, latitude=27.1, longitude=111.3)
    water = make.published(api.county, "停水三天", category="water", latitude=27.11, longitude=111.3)
    guided = make.published(api.county, "邻里纠纷", category="")
    voices.do("guide", api.county, guided, guide="court", text="请向法院起诉")
    done = voices.voice_in(api.county, "closed", text="沟渠已经疏通", category="farming")
    voices.do("publish", api.county, done)
    told = voices.voice_in(api.county, "reported", text="等评价的事", category="health")
    voices.do("publish", api.county, told)

    def names(**query: str) -> set[str]:
        return {row["description"] for row in api.get("/requests.json", query)}

    assert names(status="closed") == {guided.text, done.text}
    assert names(status="open") == {lamp.text, water.text, told.text}
    assert len(names(status="open,closed")) == 5
    assert names(service_code="water,farming") == {water.text, done.text}
    assert names(service_code="nonsense") == set()
    assert names(near="27.1,111.3,1000") == {lamp.text}
    assert names(near="27.1,111.3,1200") == {lamp.text, water.text}
    assert names(near="26,111.3,1000") == set()
    assert names(jurisdiction_id=YUNXI) == names()
    assert names(jurisdiction_id=SHIQIAO) == set()
    rows = {row["description"]: row["status"] for row in api.get("/requests.json")}
    assert rows[guided.text] == "closed"
    assert rows[told.text] == "open"


def test_who_asks_for_changes_gets_what_changed_and_what_appeared(api: Api) -> None:
    quiet = make.published(api.county, "三天前公开的", ago=3 * DAY)
    late = voices.voice(api.county, "早就说过，后来才公开", now=NOW - 200 * DAY)
    voices.do("publish", api.county, late, now=NOW + DAY)
    since = {"updated_after": (NOW + timedelta(hours=1)).isoformat()}
    assert ids(api.get("/requests.json", since)) == [str(late.uid)]
    voices.do("answer", api.county, quiet, now=NOW + 2 * DAY, text="已经修好")
    assert ids(api.get("/requests.json", since)) == [str(quiet.uid), str(late.uid)]
    between = since | {"updated_before": (NOW + 2 * DAY).isoformat()}
    assert ids(api.get("/requests.json", between)) == [str(late.uid)]
    stamped = api.get(f"/requests/{quiet.uid}.json")[0]["updated_datetime"]
    assert stamped == (NOW + 2 * DAY).isoformat()


def test_what_parties_do_among_themselves_is_no_change(api: Api) -> None:
    row = make.published(api.county)
    voices.do("add_words", api.county, row, "citizen", now=NOW + DAY, text="补充")
    lines = {line["type"] for line in api.get(f"/requests/{row.uid}.json", {"extensions": "true"})[0]["notes"]}
    changed = api.get(f"/requests/{row.uid}.json")[0]["updated_datetime"]
    assert (changed == (NOW + DAY).isoformat()) == ("voice.words_added" in lines)


def test_pages_end_in_an_empty_list_and_a_thousand_is_the_most(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [make.published(api.county, ago=n * DAY) for n in range(5)]
    every = [str(row.uid) for row in rows]
    assert [ids(api.get("/requests.json", {"page": n, "page_size": 2})) for n in (1, 2, 3, 4)] == [
        every[:2],
        every[2:4],
        every[4:],
        [],
    ]
    assert MOST == 1000
    monkeypatch.setattr(records, "MOST", 3)
    assert ids(api.get("/requests.json")) == every[:3]
    assert ids(api.get("/requests.json", {"page": 2, "page_size": 2})) == every[2:3]


def test_statements_do_not_grow_with_the_list(api: Api) -> None:
    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            api.get("/requests.json")
        return len(caught)

    make.published(api.county)
    api.get("/requests.json")
    few = statements()
    for _ in range(4):
        row = make.published(api.county, village=QIAOTOU)
        voices.do("refer", api.county, row, unit=api.county.organs["yunxi_town"].pk)
    assert statements() == few <= 8


def test_one_tells_its_steps_when_asked(api: Api) -> None:
    row = make.published(api.county)
    voices.do("answer", api.county, row, text="已请电工换好")
    assert "notes" not in api.get(f"/requests/{row.uid}.json")[0]
    notes = api.get(f"/requests/{row.uid}.json", {"extensions": "true"})[0]["notes"]
    assert notes[-1]["description"].endswith("已请电工换好")
    tree = ElementTree.fromstring(api.get(f"/requests/{row.uid}.xml", {"extensions": "true"}))
    assert len(tree.findall("request/notes/note")) == len(notes)


# ── tokens, discovery, an empty county ──────────────────────────────────────────────────────────────


def test_a_token_is_the_id_and_tells_nothing_else(api: Api) -> None:
    hidden = voices.voice(api.county)
    assert api.get(f"/tokens/{hidden.uid}.json") == [{"service_request_id": str(hidden.uid), "token": str(hidden.uid)}]
    for nothing in ("7KQD-M3XR-9TWP", hidden.code, "0190f3d2-0000-7000-8000-000000000001"):
        api.get(f"/tokens/{nothing}.json")
        assert api.status == 404


def test_discovery_leads_to_the_endpoint(api: Api, settings: Settings) -> None:
    settings.PUBLIC_URL = "https://rd.huying.gov.cn"
    told = api.get("/open311/discovery.json")
    assert told["endpoints"][0]["url"] == "https://rd.huying.gov.cn/open311/v2"
    assert told["endpoints"][0]["type"] == "production"
    settings.DEMO = True
    tree = ElementTree.fromstring(api.get("/open311/discovery.xml"))
    assert tree.findtext("endpoints/endpoint/type") == "test"
    assert [part.text for part in tree.iter("format")] == ["text/xml", "application/json"]
    assert Client().get("/data/").status_code == 200


def test_an_empty_county_answers_too() -> None:
    api = Api(None, "hy_nothing", Client())  # type: ignore[arg-type]
    assert api.get("/requests.json") == []
    assert ElementTree.fromstring(api.get("/requests.xml")).tag == "service_requests"
    assert len(api.get("/services.json")) == 15
    assert api.get("/services/roads.json")["attributes"]
    api.post(service_code="roads", address_string="村口", description="灯坏了")
    assert api.status == 403


# ── manners ─────────────────────────────────────────────────────────────────────────────────────────


def test_another_suffix_is_no_address(api: Api) -> None:
    for path in [
        *("/services", "/services.", "/services.csv", "/services.JSON", "/services.json.xml/", "/requests/x", "/"),
        *("/services/roads.yaml", "/nonsense.xml", "/tokens.xml", "/tokens/1"),
    ]:
        text = api.get(path)
        assert api.status == 404
        assert ElementTree.fromstring(text).findtext("error/code") == "404"


def test_unknown_ones_are_missing_in_the_format_asked_for(api: Api) -> None:
    for path in ("/services/nonsense.json", "/requests/nonsense.json", "/tokens/nonsense.json", "/nonsense.json"):
        told = api.get(path)
        assert api.status == 404, path
        assert told[0]["code"] == "404"
        assert told[0]["description"]
    english = api.get("/services/nonsense.json", {"lang": "en"})[0]["description"]
    assert english.isascii()


def test_wrong_questions_are_told_in_a_list_of_errors(api: Api) -> None:
    for query in ({"start_date": "yesterday"}, {"status": "pending"}, {"page": "0"}, {"near": "1"}):
        told = api.get("/requests.json", query)
        assert (api.status, told[0]["code"]) == (400, "400")
        assert ElementTree.fromstring(api.get("/requests.xml", query)).tag == "errors"


def test_no_jsonp(api: Api) -> None:
    told = api.get("/services.json", {"callback": "alert", "jsonp": "alert"})
    assert told[0]["service_code"] == "roads"
    assert b"alert" not in api.response.content


def test_other_sites_may_read_and_never_write(api: Api) -> None:
    api.get("/requests.json")
    assert api.response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in api.response
    asked = api.client.options(f"{BASE}/requests.json")
    assert (asked.status_code, asked["Allow"]) == (204, "GET, POST, OPTIONS, HEAD")
    assert asked["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert api.client.options(f"{BASE}/services.json")["Allow"] == "GET, OPTIONS, HEAD"


def test_head_is_get_without_the_words_and_other_methods_are_refused(api: Api) -> None:
    head, get = api.client.head(f"{BASE}/services.json"), api.client.get(f"{BASE}/services.json")
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", get["ETag"])
    for method in ("put", "delete", "patch"):
        answer = getattr(api.client, method)(f"{BASE}/requests.json")
        assert (answer.status_code, answer.json()[0]["code"]) == (405, "405")
        assert "POST" in answer["Allow"]
    assert api.client.post(f"{BASE}/services.json").status_code == 405


def test_who_has_it_already_is_told_so(api: Api) -> None:
    row = make.published(api.county)
    api.get("/requests.json")
    etag, changed = api.response["ETag"], api.response["Last-Modified"]
    api.get("/requests.json", None, **{"If-None-Match": etag})
    assert (api.status, api.response.content) == (304, b"")
    assert api.response["Access-Control-Allow-Origin"] == "*"
    api.get("/requests.json", None, **{"If-Modified-Since": changed})
    assert api.status == 200
    voices.do("answer", api.county, row, now=NOW + timedelta(seconds=1), text="修好了")
    api.get("/requests.json", None, **{"If-None-Match": etag})
    assert api.status == 200
    api.get("/requests.json", {"status": "nonsense"})
    assert (api.response["Cache-Control"], "ETag" in api.response) == ("no-store", False)


def test_reading_is_limited(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "READS", 2)
    assert [(api.get("/services.json"), api.status)[1] for _ in range(3)] == [200, 200, 429]
    assert int(api.response["Retry-After"]) <= door.WINDOW
    assert api.response.json()[0]["code"] == "429"
    assert ElementTree.fromstring(api.get("/services.xml")).findtext("error/code") == "429"


def test_switched_off_it_is_not_there(api: Api, settings: Settings) -> None:
    settings.OPEN = ("voices",)
    for path in ("/services.json", "/requests.json", "/open311/discovery.json"):
        api.get(path)
        assert api.status == 404
    assert api.client.options(f"{BASE}/services.json").status_code == 404
    api.post(service_code="roads", address_string="村口", description="灯坏了")
    assert api.status == 404


def test_a_cookie_counts_for_nothing(api: Api) -> None:
    hidden = voices.voice(api.county, "不公开的一件事")
    api.client.force_login(api.county.accounts["yunxi_officer"])
    api.get(f"/requests/{hidden.uid}.json")
    assert api.status == 404
    assert api.get("/requests.json") == []
