"""What the citizen says of it at the end: solved, partly, not solved and why; and what they may still add before."""

import copy
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from huying.base.ledger.models import Entry
from huying.base.ledger.tests.shared import shared
from huying.field.voices import commands, permissions, queries
from huying.field.voices.models import Voice
from huying.field.voices.tests import make
from huying.field.voices.tests.test_commands import PNG
from huying.field.voices.tests.test_pages import say, signed_in
from huying.kernel.actor import CITIZEN
from huying.kernel.errors import Invalid

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(make.NOW, tick=False):
        yield


county_once = shared(make.county)


@pytest.fixture
def county(county_once: make.County) -> make.County:
    return copy.deepcopy(county_once)


def reported(county: make.County) -> tuple[Voice, str]:
    key = uuid.uuid4()
    row = make.voice(county, command_id=key)
    return make.do("answer", county, row, text="已经请电工换好"), queries.by_command(key).code


def judge(client: Client, code: str, **given: str) -> int:
    return client.post(f"/track/{code}/confirm", {"command_id": str(uuid.uuid4()), **given}).status_code


@pytest.mark.parametrize(
    ("verdict", "why", "state", "told"),
    [
        ("not_solved", "", "triaged", "您说还没有解决，联络站再过问"),
        ("not_solved", "again", "triaged", "您说还没有解决，联络站再过问（办好了又坏了、又犯了）"),
        ("partly", "half", "triaged", "您说只解决了一部分，联络站再过问（只办了一部分）"),
        ("partly", "", "closed", "您的评价：解决了一部分"),
        ("solved", "half", "closed", "您的评价：解决了"),
        ("unknown", "half", "closed", "您的评价：不清楚"),
    ],
)
def test_the_verdict_and_its_reason_decide_whether_it_is_taken_up_again(
    county: make.County, client: Client, verdict: str, why: str, state: str, told: str
) -> None:
    row, code = reported(county)
    page = client.get(f"/track/{code}").text
    assert "哪里没有解决" in page and "办的不是我说的那件事" in page
    assert judge(client, code, verdict=verdict, why=why, reason="灯又灭了") == 302
    row.refresh_from_db()
    assert (row.state, row.reopened) == (state, 1 if state == "triaged" else 0)
    page = client.get(f"/track/{code}").text
    assert f"{told}<" in page and "灯又灭了" in page
    if state == "triaged":
        assert "灯又灭了" in signed_in(county, "yunxi_officer").get(f"/desk/voices/{row.uid}").text
    assert all("灯又灭了" not in str(line.data) for line in Entry.objects.filter(subject=row.subject))


def test_it_is_taken_up_twice_and_then_closed_as_what_was_said(county: make.County) -> None:
    row, _ = reported(county)
    for _nth in range(permissions.REOPENINGS):
        row = commands.confirm(actor=CITIZEN, now=make.NOW, voice=row.pk, verdict="partly", why="half")
        assert row.state == "triaged"
        row = make.do("answer", county, row, text="再换一次")
    row = commands.confirm(actor=CITIZEN, now=make.NOW, voice=row.pk, verdict="partly", why="half")
    assert (row.state, row.verdict) == ("closed", "partly")


def test_a_reason_nobody_wrote_is_refused(county: make.County, client: Client) -> None:
    row, code = reported(county)
    assert judge(client, code, verdict="partly", why="nonsense") == 422
    with pytest.raises(Invalid):
        commands.confirm(actor=CITIZEN, now=make.NOW, voice=row.pk, verdict="partly", why="nonsense")


def test_a_photo_is_added_later_and_it_is_withdrawn(
    county: make.County, client: Client, settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    key = uuid.uuid4()
    row = make.voice(county, command_id=key)
    code = queries.by_command(key).code
    added = {"command_id": str(uuid.uuid4()), "photos": SimpleUploadedFile("灯.png", PNG, "image/png")}
    assert client.post(f"/track/{code}/add_words", added).status_code == 302
    assert "?thumb=1" in client.get(f"/track/{code}").text
    assert client.post(f"/track/{code}/withdraw", {"command_id": str(uuid.uuid4())}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.exit, row.photos) == ("closed", "withdrawn", 1)


def test_each_who_says_me_too_follows_by_a_code_of_their_own(county: make.County, client: Client) -> None:
    first = make.voice(county)
    make.do("publish", county, first)
    codes = set()
    for text in ("桥头小学门口的路灯我也看见坏了", "桥头小学门口路灯坏了，我家孩子也怕黑"):
        sent = say(client, text=text, like=str(first.pk), seen="1")
        codes.add(queries.by_command(uuid.UUID(sent["Location"].rsplit("/", 1)[1])).code)
    assert len(codes) == 2
    for row in Voice.objects.filter(like=first):
        make.do("join", county, row, into=first.pk)
    make.do("answer", county, first, text="灯换好了")
    for code in codes:
        assert "灯换好了" in client.get(f"/track/{code}").text
        assert judge(client, code, verdict="solved") == 302
    first.refresh_from_db()
    assert first.state == "reported"  # each judges for themselves
