"""Who may call, in which language it is answered, and how a refusal looks."""

import uuid
from collections.abc import Callable

import pytest
from django.test import Client

from huying.base.people import commands as people
from huying.base.people import queries
from huying.field.voices.tests import make
from huying.field.voices.tests.make import County
from tests.api.caller import HOME, Caller

By = Callable[[str], Caller]


def test_a_token_has_the_rights_of_its_account(county: County, by: By) -> None:
    told = by("yunxi_officer").get("/me")
    assert told["name"] == "yunxi_officer"
    assert [(post["role"], post["station"]) for post in told["posts"]] == [("station_officer", county.yunxi.pk)]


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer ", "Bearer hy_guessed", "Basic aHk6aHk=", "hy_x"])
def test_without_a_good_token_nothing_but_a_problem(county: County, given: str) -> None:
    caller = Caller(**{"Authorization": given})
    for path in ("/me", "/voices", "/suggestions", "/voices/published", "/stations"):
        told = caller.get(path)
        assert (caller.status, told["type"]) == (401, "urn:huying:problem:unauthorized")
        assert caller.response.headers["Content-Type"] == "application/problem+json"
        assert caller.response.headers["WWW-Authenticate"] == "Bearer"


def test_a_revoked_token_and_a_closed_account_are_nobody(county: County) -> None:
    account = county.accounts["yunxi_officer"]
    actor = queries.actor_of(account, make.TODAY)
    token = people.issue_token(actor=actor, now=make.NOW, account=account.pk, name="小程序", days=1)
    caller = Caller(Authorization=f"Bearer {token.raw}")
    caller.get("/me")
    assert caller.status == 200
    people.revoke_token(actor=actor, now=make.NOW, token=token.pk)
    caller.get("/me")
    assert caller.status == 401


def test_a_cookie_counts_for_nothing(county: County) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(county.accounts["yunxi_officer"])
    assert client.get(f"{HOME}/me").status_code == 401
    row = make.voice_in(county, "received")
    posted = client.post(f"{HOME}/voices/{row.uid}/register", "{}", content_type="application/json")
    assert posted.status_code == 401
    row.refresh_from_db()
    assert row.state == "received"


def test_a_token_needs_no_csrf_word(county: County, by: By) -> None:
    caller = by("yunxi_officer")
    caller.client = Client(enforce_csrf_checks=True)
    row = make.voice_in(county, "received")
    assert caller.post(f"/voices/{row.uid}/register") == {"uid": str(row.uid), "state": "triaged", "version": 2}


@pytest.mark.parametrize(
    ("asked", "language"),
    [("", "zh-hans"), ("zh-CN", "zh-hans"), ("en-GB,en;q=0.8", "en"), ("fr, en;q=0.5", "en"), ("ko", "zh-hans")],
)
def test_it_answers_in_the_language_that_is_asked_for(county: County, asked: str, language: str) -> None:
    caller = Caller(**{"Accept-Language": asked})
    caller.get("/me")
    assert caller.response.headers["Content-Language"] == language
    assert Caller().get("/me")["title"] == "需要令牌"


def test_what_is_sent_wrongly_is_named_with_its_field(county: County, by: By) -> None:
    row, caller = make.voice_in(county, "received"), by("yunxi_officer")
    told = caller.post(f"/voices/{row.uid}/refer", {"unit": -1, "note": "啊" * 20_001, "state": "closed"})
    assert (caller.status, told["type"], told["status"]) == (422, "urn:huying:problem:invalid", 422)
    assert {(fault["field"], fault["detail"]) for fault in told["errors"]} == {
        ("unit", "不能小于 0。"),
        ("note", "最多 20000 个字。"),
        ("state", "没有这一项，请照接口说明填写。"),
    }


@pytest.mark.parametrize(
    "raw", ["{", "[1]", '"x"', "null", "", "text=1", '{"text": "\\ud800"}', '{"text": "a\\u0000b"}']
)
def test_odd_bodies_get_a_sentence(county: County, by: By, raw: str) -> None:
    row, caller = make.voice_in(county, "received"), by("yunxi_officer")
    told = caller.post(f"/voices/{row.uid}/answer", raw=raw)
    assert caller.status in (400, 422)
    assert told["detail"]


def test_a_body_that_is_too_large_gets_a_sentence(county: County, by: By) -> None:
    told = by("").post("/voices", {"text": "x", "photos": [{"name": "a.jpg", "content": "A" * 3_000_000}]})
    assert told["type"] == "urn:huying:problem:too-large"


def test_unknown_filters_are_refused_not_ignored(county: County, by: By) -> None:
    caller = by("yunxi_officer")
    for path in ("/voices", "/suggestions", "/stations", "/voices/published"):
        told = caller.get(path, stat="closed")
        assert (caller.status, told["errors"][0]["field"]) == (422, "stat")
        assert caller.get(path, size=101)["errors"] == [{"field": "size", "detail": "不能大于 100。"}]


def test_unknown_addresses_are_problems_too(county: County, by: By) -> None:
    caller = by("")
    for path in ("/nothing", "/voices/not-a-uid", f"/voices/{uuid.uuid4()}/close"):
        assert caller.get(path)["type"] == "urn:huying:problem:missing"


def test_an_odd_key_is_refused(county: County, by: By) -> None:
    caller = by("")
    caller.headers["Idempotency-Key"] = "again"
    told = caller.post("/voices", {"text": make.LAMP, "station": "yunxi"})
    assert (caller.status, told["errors"][0]["field"]) == (422, "Idempotency-Key")


def test_codes_units_and_deputies_of_a_place(county: County, by: By) -> None:
    caller = by("yunxi_officer")
    assert [unit["name"] for unit in caller.get("/units", region=make.COUNTY)] == ["呼应县交通运输局"]
    assert [row["name"] for row in caller.get("/deputies", region=make.YUNXI)] == ["yunxi_deputy"]
    codes = caller.get("/codes", region=make.YUNXI)["codes"]
    assert {"voices.categories", "voices.guides", "suggestions.classes", "suggestions.grades"} <= set(codes)
    caller.get("/codes", region="999999")
    assert caller.status == 404
