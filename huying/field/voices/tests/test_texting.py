"""Short messages to the citizen: who said so, and only then; never the code, never the matter."""

import copy
import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from huying.base.ledger.tests.shared import shared
from huying.base.notices import jobs
from huying.base.notices.models import Message
from huying.base.notices.tests.gateways import SECRET, Gateway, listening
from huying.field.voices import texting
from huying.field.voices.models import VoiceContact
from huying.field.voices.tests import make
from huying.field.voices.tests.make import LAMP, NOW

pytestmark = pytest.mark.django_db
PHONE = "13907390001"

county_once = shared(make.county)


@pytest.fixture
def county(county_once: make.County) -> make.County:
    return copy.deepcopy(county_once)


@pytest.fixture
def far(settings: Any) -> Iterator[Gateway]:
    with listening() as known:
        settings.GATEWAY, settings.GATEWAY_SECRET = known.url, SECRET
        yield known


def deliver(now: datetime) -> int:
    return jobs.deliver(now, {"voice": texting.number_of})


def verbs() -> list[str]:
    return list(Message.objects.order_by("id").values_list("verb", flat=True))


def test_a_citizen_who_agreed_is_told_from_beginning_to_end(county: make.County, far: Gateway) -> None:
    row = make.voice(county, phone=PHONE, texts=True)
    make.do("answer", county, row, text="已经请电工换好")
    make.do("reopen", county, row, reason="又坏了")
    make.do("answer", county, row, text="换了新灯")  # the same words, the same day: once
    make.do("close", county, row, "system", now=make.later(90))
    assert verbs() == ["voice.received", "voice.reported", "voice.reopened", "voice.closed"]
    for when in (NOW, make.later(90)):
        deliver(when)
    bodies = [json.loads(body) for _, _, body in far.heard]
    assert {body["recipient"] for body in bodies} == {PHONE}
    told = "".join(body["text"] for body in bodies)
    assert f"查询码后四位 {row.code[-4:]}" in told
    assert row.code not in told
    assert LAMP[:6] not in told
    assert "云溪镇" in told
    assert "路灯" not in str(list(Message.objects.values()))


@pytest.mark.parametrize("given", [{"phone": PHONE}, {"texts": True}, {"contact": "刘翠莲", "texts": True}, {}])
def test_nobody_is_told_who_did_not_say_so(county: make.County, far: Gateway, given: dict[str, Any]) -> None:
    row = make.voice(county, **given)
    make.do("answer", county, row, text="已经请电工换好")
    assert verbs() == []


def test_citizens_are_not_told_what_they_did_themselves(county: make.County, far: Gateway) -> None:
    row = make.voice_in(county, "reported", phone=PHONE, texts=True)
    make.do("confirm", county, row, "citizen", verdict="not_solved")
    assert verbs() == ["voice.received", "voice.reported"]


def test_an_erased_phone_is_not_called(county: make.County, far: Gateway) -> None:
    row = make.voice(county, phone=PHONE, texts=True)
    make.do("erase", county, row, "citizen")
    assert deliver(NOW) == 0
    assert far.heard == []
    assert Message.objects.get().state == "dropped"


def test_leave_given_later_counts_from_then_and_can_be_taken_back(county: make.County, far: Gateway) -> None:
    row = make.voice(county)
    make.do("leave_contact", county, row, "citizen", phone=PHONE, texts=True)
    make.do("answer", county, row, text="已经请电工换好", now=NOW + timedelta(hours=1))
    assert verbs() == ["voice.reported"]
    make.do("leave_contact", county, row, "citizen", phone=PHONE)
    assert not VoiceContact.objects.get(pk=row.pk).texts
    assert deliver(NOW + timedelta(hours=1)) == 0


def test_the_page_asks_only_where_it_can_be_done(county: make.County, client: Client, settings: Any) -> None:
    page = f"/s/{county.yunxi.code}/speak"
    assert "发短信告诉我" not in client.get(page).text
    settings.GATEWAY = "https://sms.example.org/"
    assert 'name="texts"' in client.get(page).text


def test_those_joined_are_told_as_well(county: make.County, far: Gateway) -> None:
    main = make.voice(county)
    other = make.voice(county, phone=PHONE, texts=True, text="桥头村口两盏路灯不亮")
    make.do("join", county, other, into=main.pk)
    make.do("answer", county, main, text="已经请电工换好")
    assert verbs() == ["voice.received", "voice.reported"]
    assert Message.objects.filter(subject=other.subject).count() == 2


def test_whoever_changes_the_number_sees_what_they_agreed_to(county: make.County, far: Gateway, client: Client) -> None:
    row = make.voice(county, phone=PHONE, texts=True)
    page = client.get(f"/track/{row.code}").text
    assert re.search(r'<input type="checkbox" name="texts"[^>]* checked', page)
    make.do("leave_contact", county, row, "citizen", phone=PHONE)
    page = client.get(f"/track/{row.code}").text
    assert re.search(r'<input type="checkbox" name="texts"', page)
    assert not re.search(r'<input type="checkbox" name="texts"[^>]* checked', page)
