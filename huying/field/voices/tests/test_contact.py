"""A phone left later, and a lost code given anew at the desk."""

import copy
import uuid
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from huying.base.ledger.models import Entry
from huying.base.ledger.tests.shared import shared
from huying.field.voices import queries
from huying.field.voices.models import Voice, VoiceContact
from huying.field.voices.tests import make
from huying.field.voices.tests.test_pages import act, signed_in
from huying.kernel.errors import BadMove, Denied, Invalid, Missing

pytestmark = pytest.mark.django_db
PHONE = "13800000000"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(make.NOW, tick=False):
        yield


county_once = shared(make.county)


@pytest.fixture
def county(county_once: make.County) -> make.County:
    return copy.deepcopy(county_once)


def spoken(county: make.County, **more: str) -> tuple[Voice, str]:
    key = uuid.uuid4()
    row = make.voice(county, command_id=key, **more)
    return row, queries.by_command(key).code


def test_a_phone_is_left_later_by_code_put_right_and_erased(county: make.County, client: Client) -> None:
    row, code = spoken(county)
    page = client.get(f"/track/{code}").text
    assert "留个电话" in page and "删除我的姓名和电话" not in page

    def leave(**given: str):
        return client.post(f"/track/{code}/leave_contact", {"command_id": str(uuid.uuid4()), **given})

    assert leave(phone="").status_code == 422
    assert leave(phone="打我").status_code == 422 and not VoiceContact.objects.exists()
    assert leave(phone="138 0000 0000", contact="王大姐", share_contact="on").status_code == 302
    found = VoiceContact.objects.get()
    row.refresh_from_db()
    assert (found.phone, found.name, row.share_contact) == (PHONE, "王大姐", True)
    page = client.get(f"/track/{code}").text
    assert "换一个电话" in page and PHONE not in page and "王大姐" not in page
    assert leave(phone="13900000000").status_code == 302
    assert VoiceContact.objects.get().phone == "13900000000"
    assert PHONE in signed_in(county, "yunxi_officer").get(f"/desk/voices/{row.uid}").text.replace("13900000000", PHONE)
    said = [str(entry.data) for entry in Entry.objects.filter(subject=row.subject)]
    assert not any("139" in text or "王" in text for text in said)
    assert client.post(f"/track/{code}/erase", {"command_id": str(uuid.uuid4())}).status_code == 302
    assert not VoiceContact.objects.exists()


def test_a_phone_is_left_only_while_somebody_may_still_call(county: make.County) -> None:
    row = make.voice_in(county, "closed")
    with pytest.raises(BadMove):
        make.do("leave_contact", county, row, "citizen", phone=PHONE)
    with pytest.raises(Denied):
        make.do("leave_contact", county, make.voice(county), "shiqiao_officer", phone=PHONE)


def test_a_lost_code_is_given_anew_and_the_old_one_dies(county: make.County, client: Client) -> None:
    row, old = spoken(county, phone=PHONE)
    officer = signed_in(county, "yunxi_officer")
    assert "补发查询码" in officer.get(f"/desk/voices/{row.uid}").text
    assert act(officer, row, "reissue_code").status_code == 422
    assert act(officer, row, "reissue_code", checked="guess").status_code == 422
    assert client.get(f"/track/{old}").status_code == 200
    key = str(uuid.uuid4())
    given = act(officer, row, "reissue_code", checked="called", command_id=key)
    slip = officer.get(given.url)
    new = queries.by_command(uuid.UUID(key)).code
    assert slip.status_code == 200 and new in slip.text and new != old
    assert client.get(f"/track/{old}").status_code == 404
    page = client.get(f"/track/{new}").text
    assert make.LAMP in page and PHONE not in page
    assert act(officer, row, "reissue_code", checked="called", command_id=key).url == given.url
    line = Entry.objects.filter(subject=row.subject).latest("seq")
    assert (line.verb, line.data, line.audience) == ("voice.code_reissued", {"checked": "called"}, "parties")
    assert "补发了查询码" in officer.get(f"/desk/voices/{row.uid}").text
    row.refresh_from_db()
    assert new.replace("-", "") not in str(vars(row))


def test_without_anything_to_check_against_no_code_is_given(county: make.County) -> None:
    row, code = spoken(county)
    officer = signed_in(county, "yunxi_officer")
    assert "补发查询码" not in officer.get(f"/desk/voices/{row.uid}").text
    with pytest.raises(Invalid):
        make.do("reissue_code", county, row, checked="called")
    for who in ("yunxi_deputy", "county_clerk", "shiqiao_officer", "citizen"):
        with pytest.raises(Denied):
            make.do("reissue_code", county, row, who, checked="called")
    assert queries.by_code(code).pk == row.pk
    with pytest.raises(Missing):
        queries.by_code("7KQD-M3XR-9TWP")


def test_whoever_says_me_too_has_a_code_of_their_own(county: make.County, client: Client) -> None:
    first, one = spoken(county)
    second, other = spoken(county, like=make.do("publish", county, first).pk)
    assert one != other and second.like_id == first.pk
    make.do("join", county, second, into=first.pk)
    make.do("answer", county, first, text="两盏都换好了")
    for code in (one, other):
        page = client.get(f"/track/{code}").text
        assert "两盏都换好了" in page and "这件事解决了吗" in page


def test_what_the_station_was_told_on_the_phone_is_a_return_visit(county: make.County, client: Client) -> None:
    row, code = spoken(county, phone=PHONE)
    make.do("answer", county, row, text="换好了")
    row.refresh_from_db()
    officer = signed_in(county, "yunxi_officer")
    assert act(officer, row, "confirm", verdict="not_solved", reason="电话里说又灭了").status_code == 302
    assert "回访，" in officer.get(f"/desk/voices/{row.uid}").text
    page = client.get(f"/track/{code}").text
    assert "回访，您说还没有解决" in page and "电话里说又灭了" in page
    make.do("answer", county, row, text="线也换了")
    make.do("confirm", county, row, "citizen", verdict="solved")
    assert client.get(f"/track/{code}").text.count("回访，") == 1
