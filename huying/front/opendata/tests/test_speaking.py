"""Reporting by Open311: who may, what becomes of it, what is refused and how."""

import uuid
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from huying.base.organs import commands as organs
from huying.base.papers.tests.make import picture
from huying.base.people import commands as people
from huying.base.people.models import Token
from huying.field.voices import queries
from huying.field.voices.queries import Voice
from huying.front.opendata import speaking
from huying.front.opendata.tests import make
from huying.front.opendata.tests.make import NOW, PHONE, QIAOTOU, YUNXI, Api
from huying.kernel.actor import SYSTEM

pytestmark = pytest.mark.django_db
LAMP: dict[str, Any] = {"service_code": "roads", "address_string": "桥头村口", "description": "路灯坏了"}


def only() -> Voice:
    return queries.Voice.objects.select_related("station").get()


def test_a_report_is_a_voice_with_an_id_at_once(api: Api) -> None:
    told = api.post(
        **LAMP,
        passable__="detour",
        lamp_post__="A-17",
        first_name="大爷",
        last_name="李",
        phone=PHONE,
        lat="27.19",
        long="111.39",
    )
    assert (api.status, len(told)) == (201, 1)
    row = only()
    assert told[0]["service_request_id"] == str(row.uid)
    assert told[0]["tracking_code"]
    assert "石桥镇代表联络站" in told[0]["service_notice"]
    assert "token" not in told[0]
    assert (row.channel, row.state, row.text, row.place, row.category) == (
        "api",
        "received",
        "路灯坏了",
        "桥头村口",
        "roads",
    )
    assert (row.latitude, row.longitude, row.datum) == (27.19, 111.39, "wgs84")
    assert row.answers == {"passable": "detour", "lamp_post": "A-17"}
    assert (row.published, row.consent, row.share_contact) == (False, True, False)
    assert (row.contact.name, row.contact.phone) == ("李大爷", PHONE)
    assert queries.by_code(told[0]["tracking_code"]).pk == row.pk
    assert api.response["Cache-Control"] == "no-store"
    assert api.get("/requests.json") == []


def test_the_answer_in_xml(api: Api) -> None:
    tree = ElementTree.fromstring(api.post(fmt="xml", **LAMP))
    assert (api.status, tree.tag) == (201, "service_requests")
    assert tree.findtext("request/service_request_id") == str(only().uid)


def test_the_place_says_which_station(api: Api) -> None:
    for where, station in WHERE:
        api.post(service_code="roads", description="路灯坏了", **where)
        assert api.status == 201, api.response.content.decode()
        assert queries.Voice.objects.latest("pk").station.code == station, where


WHERE: list[tuple[dict[str, str], str]] = [
    ({"address_string": "村口"}, "main"),
    ({"address_id": YUNXI}, "yunxi"),
    ({"address_id": QIAOTOU}, "yunxi"),
    ({"address_id": QIAOTOU, "lat": "27.2", "long": "111.4"}, "yunxi"),
    ({"lat": "27.12", "long": "111.31"}, "yunxi"),
    ({"lat": "27.2", "long": "111.41"}, "shiqiao"),
    ({"jurisdiction_id": YUNXI, "address_string": "村口"}, "yunxi"),
    ({"station": "shiqiao"}, "shiqiao"),
]


def test_pictures_come_with_it_and_a_link_is_only_words(api: Api) -> None:
    photo = SimpleUploadedFile("灯.jpg", picture(), "image/jpeg")
    link = "https://photos.example.org/1.jpg?a=1"
    api.post(**LAMP, address_id=YUNXI, media=[photo], media_url=link)
    assert api.status == 201, api.response.content.decode()
    row = only()
    assert row.photos == 1
    assert link not in row.text
    notes = [line.note for line in queries.timeline(row, ["public", "parties"])]
    assert link in notes
    make.voices.do("publish", api.county, row)
    assert link not in str(api.get(f"/requests/{row.uid}.json", {"extensions": "true"}))


def test_a_picture_alone_is_enough_and_no_picture_is_refused(api: Api) -> None:
    bare = {"service_code": "roads", "address_string": "村口"}
    api.post(**bare, media=[SimpleUploadedFile("灯.jpg", picture(), "image/jpeg")])
    assert api.status == 201
    api.post(**bare, media=[SimpleUploadedFile("灯.jpg", b"MZ no picture", "image/jpeg")])
    assert api.status == 400
    assert queries.Voice.objects.count() == 1


def test_not_to_be_published(api: Api) -> None:
    api.post(**LAMP, publish="false")
    assert only().consent is False


def test_names_in_their_own_order(api: Api) -> None:
    for first, last, name in [("小明", "李", "李小明"), ("Ming", "Li", "Ming Li"), ("", "李", "李")]:
        api.post(**LAMP, first_name=first, last_name=last)
        assert queries.Voice.objects.latest("pk").contact.name == name


def test_many_answers_by_brackets_or_repeated(api: Api) -> None:
    smell = {"service_code": "environment", "address_string": "村口", "description": "臭"}
    for given in ({"attribute[worst_when][]": ["day", "night"]}, {"attribute[worst_when]": ["night", "day"]}):
        api.post(**smell, **given)
        assert api.status == 201, api.response.content.decode()
    assert [row.answers for row in queries.Voice.objects.all()] == [{"worst_when": ["day", "night"]}] * 2


def test_a_retry_with_the_same_key_changes_nothing(api: Api) -> None:
    again = {"Idempotency-Key": str(uuid.uuid4())}
    first = api.post(**LAMP, media_url="https://example.org/1.jpg", **again)
    assert api.post(**LAMP, media_url="https://example.org/1.jpg", **again) == first
    assert api.status == 201
    row = only()
    assert len(queries.timeline(row, ["public", "parties"])) == 2
    api.post(**LAMP, **{"Idempotency-Key": "nonsense"})
    assert api.status == 400


# ── refusals ────────────────────────────────────────────────────────────────────────────────────────


def test_a_missing_or_wrong_key_is_403(api: Api) -> None:
    for key in ("", "hy_wrong", "\x00", "Bearer x"):
        told = api.post(key=key, **LAMP)
        assert (api.status, told[0]["code"]) == (403, "403")
        assert ElementTree.fromstring(api.post(fmt="xml", key=key, **LAMP)).findtext("error/code") == "403"
    assert not queries.Voice.objects.exists()


def test_a_key_that_was_revoked_or_ran_out_is_403(api: Api) -> None:
    with time_machine.travel(NOW + timedelta(days=31), tick=False):
        api.post(**LAMP)
        assert api.status == 403
    actor = api.county.actor("yunxi_officer")
    people.revoke_token(actor=actor, now=NOW, token=Token.objects.get().pk)
    api.post(**LAMP)
    assert api.status == 403


def test_a_key_in_the_address_is_not_read(api: Api) -> None:
    answer = api.client.post(f"{make.BASE}/requests.json?api_key={api.key}", LAMP)
    assert answer.status_code == 403


def test_every_refusal_is_a_sentence_and_leaves_nothing(api: Api) -> None:
    for change, status in AMISS:
        told = api.post(**{**LAMP, **change})
        assert (api.status, told[0]["code"]) == (status, str(status)), change
        assert len(told[0]["description"]) > 4
    assert not queries.Voice.objects.exists()


AMISS: list[tuple[dict[str, str], int]] = [
    ({"service_code": ""}, 400),
    ({"service_code": "nonsense"}, 404),
    ({"service_code": "\x00"}, 404),
    ({"jurisdiction_id": "chicago.gov"}, 404),
    ({"station": "nowhere"}, 404),
    ({"address_string": ""}, 400),
    ({"lat": "27.1"}, 400),
    ({"lat": "27.1", "long": "x"}, 400),
    ({"lat": "nan", "long": "111"}, 400),
    ({"lat": "0", "long": "0"}, 400),
    ({"lat": "91", "long": "111"}, 400),
    ({"lat": "39.9", "long": "116.4"}, 400),
    ({"lat": "71.1", "long": "27.3"}, 400),
    ({"address_id": "999999"}, 400),
    ({"address_id": "４３０５９９"}, 400),
    ({"address_id": "1 OR 1=1"}, 400),
    ({"address_string": "远" * 81}, 400),
    ({"description": ""}, 400),
    ({"description": "长" * 2001}, 400),
    ({"phone": "call me"}, 400),
    ({"attribute[passable]": "perhaps"}, 400),
    ({"attribute[nonsense]": "1"}, 400),
    ({"attribute[]": "1"}, 400),
    ({"attribute[a[b]]": "1"}, 400),
    ({"media_url": "file:///etc/passwd"}, 400),
    ({"media_url": "javascript:alert(1)"}, 400),
    ({"media_url": "https://[broken"}, 400),
    ({"media_url": "https://a/" + "x" * 300}, 400),
]


def test_too_much_and_broken_bodies(api: Api, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 500
    api.post(fmt="json", **{**LAMP, "description": "长" * 1000})
    assert api.status in (400, 403)
    for body, kind in ((b"x=" + b"y" * 1000, "application/x-www-form-urlencoded"), (b"--x", "multipart/form-data")):
        answer = api.client.post(f"{make.BASE}/requests.json", body, content_type=kind)
        assert answer.status_code == 400
        assert answer.json()[0]["code"] == "400"


def test_wrong_keys_and_eager_keys_are_limited(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speaking, "WRONG_KEYS", 2)
    assert [(api.post(key="hy_wrong", **LAMP), api.status)[1] for _ in range(3)] == [403, 403, 429]
    monkeypatch.setattr(speaking, "WRITES", 1)
    assert [(api.post(**LAMP), api.status)[1] for _ in range(2)] == [201, 429]


def test_a_needed_answer_is_asked_for(api: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ours.toml").write_text(OURS, "utf-8")
    monkeypatch.setenv("HUYING_PLAYBOOKS", str(tmp_path))
    organs.adopt_playbook(actor=SYSTEM, now=NOW, region=make.COUNTY, playbook="ours", since=date(2026, 1, 1))
    assert api.get("/services/lamp.json")["attributes"][0]["required"] is True
    told = api.post(**{**LAMP, "service_code": "lamp"})
    assert (api.status, told[0]["description"]) == (400, "请回答：灯杆编号")
    api.post(**{**LAMP, "service_code": "lamp"}, post__="7")
    assert api.status == 201


OURS = """extends = "county"
id = "ours"
name = "我县办法"
effective = 2026-01-01
[[voices.categories]]
code = "lamp"
label = "路灯"
[[voices.categories.questions]]
code = "post"
text = "灯杆编号"
kind = "text"
required = true
"""
