"""Open data: the page, the CSV, the JSON; every field described, nothing more than the public pages show."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from huying.field.voices.tests import make as voices
from huying.front.opendata import datasets, views
from huying.front.opendata.datasets import DATASETS
from huying.front.opendata.tests import make
from huying.front.opendata.tests.make import HOSTILE, NOW, PHONE, SHIQIAO, YUNXI, Api
from huying.work.suggestions.tests import make as suggestions

pytestmark = pytest.mark.django_db


def rows(api: Api, path: str) -> list[dict[str, str]]:
    """The lines of a CSV as a spreadsheet reads them."""
    response = api.client.get(path)
    text = b"".join(response).decode()  # type: ignore[call-overload]  # it is streamed
    assert text.startswith("\ufeff")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(text[1:])))


def data(api: Api, path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = api.get(path)["data"]
    return found


@pytest.fixture
def api() -> Api:
    """Not shared here: the congress below founds the same county."""
    return make.api()


@pytest.fixture
def told() -> Client:
    """A congress with a suggestion of each kind of publicity, in spring."""
    world = suggestions.world()
    for title, more in (("关于修路的建议", {}), ("关于保护举报人的建议", {"identity_protected": True})):
        case = suggestions.answered(world, "second", title=title, **more)
        suggestions.do(world, "clerk", "publish", suggestion=case.pk, publication="full", summary="")
    suggestions.answered(world, title="关于没有公开的事的建议")
    return Client()


def test_the_page_describes_every_field_of_every_set(api: Api, settings: Settings) -> None:
    page = api.client.get("/data/").content.decode()
    for known in DATASETS.values():
        assert f"/data/{known.code}.csv" in page
        for name in known.fields:
            assert f">{name}</code>" in page
    assert settings.OPEN_LICENSE in page
    assert "media_url" in page
    settings.OPEN = ("stations",)
    page = api.client.get("/data/").content.decode()
    assert "/data/voices.csv" not in page
    assert "GeoReport" not in page
    assert "/data/" in api.client.get("/about").content.decode()


def test_switched_off_nothing_is_there(api: Api, settings: Settings) -> None:
    settings.OPEN = ("open311",)
    for path in ("/data/voices.csv", "/data/voices.json", "/data/figures.json"):
        assert api.client.get(path).status_code == 404
    settings.OPEN = ()
    assert api.client.get("/data/").status_code == 404
    assert "/data/" not in api.client.get("/about").content.decode()


@pytest.mark.parametrize(
    "path", ["/data/nonsense.csv", "/data/voices.xml", "/data/voices", "/data/voices.csv?region=1"]
)
def test_what_is_not_there_is_missing(api: Api, path: str) -> None:
    assert api.client.get(path).status_code == 404


def test_voices_as_the_public_page_shows_them(api: Api) -> None:
    shown = make.published(
        api.county, latitude=27.1, longitude=111.3, place="=HYPERLINK(1)", answers={"passable": "no"}
    )
    hostile = make.published(api.county, "+" + HOSTILE)
    voices.do("explain", api.county, hostile, reason="policy", text="暂时不能办")
    voices.voice(api.county, "不公开的一件事", contact="李大爷", phone=PHONE)
    for found in (rows(api, "/data/voices.csv"), data(api, "/data/voices.json")):
        assert [row["id"] for row in found] == [str(hostile.uid), str(shown.uid)]
        assert list(found[0]) == list(DATASETS["voices"].fields)
        assert (found[0]["outcome"], found[0]["way"], found[1]["outcome"]) == ("told", "explained", "open")
        assert (found[1]["said_at"], found[1]["town_name"]) == (NOW.isoformat(), "云溪镇")
        assert PHONE not in str(found)
        assert "李大爷" not in str(found)
    line = rows(api, "/data/voices.csv")
    assert line[1]["place"] == "'=HYPERLINK(1)"
    assert line[0]["text"] == f"'{hostile.text}"
    assert line[1]["latitude"] == "27.1"
    assert data(api, "/data/voices.json")[0]["text"] == hostile.text
    assert api.response.content[:1] == b"{"


def test_suggestions_keep_back_who_asked_for_it(told: Client) -> None:
    api = Api(None, "", told)  # type: ignore[arg-type]
    for found in (rows(api, "/data/suggestions.csv"), data(api, "/data/suggestions.json")):
        by_title = {row["title"]: row for row in found}
        assert set(by_title) == {"关于修路的建议", "关于保护举报人的建议"}
        assert by_title["关于保护举报人的建议"]["proposer"] == ""
        assert by_title["关于修路的建议"]["proposer"]
        assert list(found[0]) == list(DATASETS["suggestions"].fields)
    assert "没有公开" not in str(data(api, "/data/suggestions.json"))


def test_figures_and_stations_have_the_fields_they_describe(told: Client, settings: Settings) -> None:
    settings.PUBLIC_URL = "https://rd.huying.gov.cn"
    api = Api(None, "", told)  # type: ignore[arg-type]
    figures = rows(api, "/data/figures.csv")
    assert list(figures[0]) == list(DATASETS["figures"].fields)
    assert {row["by"] for row in figures} == {"all", "category", "unit", "year"}
    whole = next(row for row in figures if row["by"] == "all")
    assert whole["answered"] == "3"
    years = [row for row in figures if row["by"] == "year"]
    counted = set(whole) - {"by", "key", "label"}
    assert [row["key"] for row in years] == [row["label"] for row in years] and all(row["key"] for row in years)
    assert all(sum(int(row[name]) for row in years) == int(whole[name]) for name in counted - {"region"})
    assert [list(row) == list(DATASETS["figures"].fields) for row in data(api, "/data/figures.json")]
    assert rows(api, "/data/stations.csv") == []


def test_stations_with_their_place_on_the_map(api: Api) -> None:
    found = {row["code"]: row for row in data(api, "/data/stations.json")}
    assert set(found) == {"main", "yunxi", "shiqiao"}
    assert (found["yunxi"]["parent"], found["yunxi"]["latitude"], found["main"]["latitude"]) == ("main", 27.1, None)
    assert list(found["main"]) == list(DATASETS["stations"].fields)


def test_one_place_alone(api: Api) -> None:
    make.published(api.county)
    assert len(data(api, f"/data/voices.json?region={YUNXI}")) == 1
    assert data(api, f"/data/voices.json?region={SHIQIAO}") == []
    assert [row["code"] for row in data(api, f"/data/stations.json?region={SHIQIAO}")] == ["shiqiao"]


def test_an_empty_county_has_empty_sets() -> None:
    api = Api(None, "", Client())  # type: ignore[arg-type]
    for known in DATASETS.values():
        assert rows(api, f"/data/{known.code}.csv") == []
        assert data(api, f"/data/{known.code}.json") == []
    assert api.client.get("/data/").status_code == 200


def test_pages_follow_each_other_and_each_costs_the_same(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    every = [str(make.published(api.county).uid) for _ in range(5)][::-1]
    monkeypatch.setattr(datasets, "SIZE", 2)
    seen, path, costs = [], "/data/voices.json", []
    data(api, path)
    while path:
        with CaptureQueriesContext(connection) as caught:
            told = api.get(path)
        costs.append(len(caught))
        seen += [row["id"] for row in told["data"]]
        path = told["links"].get("next", "")
    assert seen == every
    assert len(costs) == 3
    assert len(set(costs)) == 1
    assert [row["id"] for row in rows(api, "/data/voices.csv")] == every


def test_manners_of_downloads(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    head = api.client.head("/data/voices.csv")
    assert (head.status_code, head.content) == (200, b"")
    assert head["Content-Disposition"] == 'attachment; filename="voices-2026-11-18.csv"'
    assert api.client.post("/data/voices.csv").status_code == 405
    api.get("/data/voices.json")
    assert api.response["Access-Control-Allow-Origin"] == "*"
    api.get("/data/voices.json", None, **{"If-None-Match": api.response["ETag"]})
    assert (api.status, api.response["Access-Control-Allow-Origin"]) == (304, "*")
    assert api.get("/data/stations.json")["license"] == "CC BY 4.0"
    monkeypatch.setattr(views, "LOADS", 4)
    assert api.client.get("/data/voices.json").status_code == 429
    with time_machine.travel(NOW + timedelta(seconds=views.WINDOW), tick=False):
        assert api.client.get("/data/voices.json").status_code == 200
