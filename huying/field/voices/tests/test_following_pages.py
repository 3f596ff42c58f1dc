"""What the station asks, checks and asks again, through the pages and the API people have."""

import copy
import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from huying.base.ledger.tests.shared import shared
from huying.base.organs import commands as organs
from huying.field.voices import jobs
from huying.field.voices.models import Voice
from huying.field.voices.tests import make
from huying.field.voices.tests.test_commands import PNG
from huying.field.voices.tests.test_following import OURS
from huying.field.voices.tests.test_pages import signed_in
from huying.kernel.actor import SYSTEM

pytestmark = pytest.mark.django_db
county_once = shared(make.county)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(make.NOW, tick=False):
        yield


@pytest.fixture
def county(county_once: make.County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> make.County:
    (tmp_path / "ours.toml").write_text(OURS, "utf-8")
    monkeypatch.setenv("HUYING_PLAYBOOKS", str(tmp_path))
    organs.adopt_playbook(actor=SYSTEM, now=make.NOW, region=make.COUNTY, playbook="ours", since=date(2026, 1, 1))
    return copy.deepcopy(county_once)


@pytest.fixture
def officer(county: make.County) -> Client:
    return signed_in(county, "yunxi_officer")


def desk(client: Client, row: Voice, verb: str, **given: object):
    path = f"/desk/voices/{row.uid}"
    return client.post(f"{path}/{verb}", {"command_id": str(uuid.uuid4()), **given})


def track(client: Client, row: Voice, verb: str, **given: object):
    return client.post(f"/track/{row.code}/{verb}", {"command_id": str(uuid.uuid4()), **given})


def test_a_question_goes_to_the_citizens_page_and_back(county: make.County, officer: Client, client: Client) -> None:
    row = make.voice(county)
    page = officer.get(f"/desk/voices/{row.uid}?stand=received")
    assert "请群众补充" in page.text
    assert desk(officer, row, "ask", text="东头还是西头？").status_code == 302
    assert "已经请群众补充" in officer.get(f"/desk/voices/{row.uid}").text
    assert "等群众补充" in officer.get("/desk/voices/?stand=asking").text
    page = client.get(f"/track/{row.code}").text
    assert "联络站想请您补充，等到" in page and "东头还是西头？" in page and page.count('name="photos"') == 1
    sent = track(client, row, "add_words", text="东头", photos=SimpleUploadedFile("a.png", PNG, "image/png"))
    assert sent.status_code == 302
    page = client.get(f"/track/{row.code}").text
    assert "您回答了联络站的问题" in page and "联络站想请您补充<" not in page
    assert "东头" in officer.get(f"/desk/voices/{row.uid}").text
    assert 'href="?stand=asking"' not in officer.get("/desk/voices/").text


def test_strangers_see_nothing_of_a_question(county: make.County, officer: Client, client: Client) -> None:
    row = make.voice(county, category="roads")
    make.do("publish", county, row)
    desk(officer, row, "ask", text="您家住几楼？")
    track(client, row, "add_words", text="三楼")
    for path in (f"/voices/{row.uid}", f"/api/v1/voices/published/{row.uid}"):
        answer = client.get(path)
        assert answer.status_code == 200, path
        for secret in ("几楼", "三楼", "请反映人补充", "想请您补充", "回答了"):
            assert secret not in answer.text, path


def test_the_check_comes_before_the_report_where_it_must(county: make.County, officer: Client, client: Client) -> None:
    row = make.voice(county)
    make.do("refer", county, row, unit=county.organs["yunxi_town"].pk)
    make.do("unit_answer", county, row, "yunxi_town_unit", text="灯头已换好")
    page = officer.get(f"/desk/voices/{row.uid}").text
    assert "请先记下核查情况" in page and "现场核查" in page
    assert desk(officer, row, "report_back", text="换好了").status_code == 403
    assert desk(officer, row, "check", found="partly").status_code == 422
    photo = SimpleUploadedFile("a.png", PNG, "image/png")
    assert desk(officer, row, "check", found="solved", text="亮了", photos=photo).status_code == 302
    page = client.get(f"/track/{row.code}").text
    assert "联络站现场核查：已经办好" in page and "现场核查的照片" in page and "亮了" in page
    assert desk(officer, row, "report_back", text="换好了").status_code == 302


def test_the_page_asks_again_after_four_weeks(county: make.County, officer: Client, client: Client) -> None:
    row = make.voice_in(county, "closed")
    shown = make.voice(county)
    make.do("answer", county, shown, text="换好了")
    make.do("confirm", county, shown, "citizen", verdict="solved")
    assert "周过去了" not in client.get(f"/track/{shown.code}").text
    assert track(client, shown, "revisit", outcome="solved").status_code == 422
    with time_machine.travel(make.NOW + timedelta(days=28), tick=False):
        jobs.ask_again(make.later(28))
        officer = signed_in(county, "yunxi_officer")
        assert "4 周过去了，还好吗？" in client.get(f"/track/{shown.code}").text
        assert "待回访" in officer.get("/desk/voices/?stand=visiting").text
        page = officer.get(f"/desk/voices/{row.uid}").text
        assert "没打通" in page and "未能联系，不再打" not in page
        assert desk(officer, row, "revisit", outcome="no_answer").status_code == 302
        assert "已经打过 1 次没打通" in officer.get(f"/desk/voices/{row.uid}").text
        assert track(client, shown, "revisit", outcome="no_answer").status_code == 422
        assert track(client, shown, "revisit", outcome="not_solved", reason="又黑了").status_code == 302
        page = client.get(f"/track/{shown.code}").text
        assert "您说还没有解决，联络站再过问" in page and "周过去了" not in page


def test_programs_ask_and_answer_too(county: make.County, client: Client) -> None:
    row = make.voice(county)
    make.do("ask", county, row, text="哪一盏？")
    told = client.get(f"/api/v1/track/{row.code}").json()
    assert (
        told["waits_until"]
        and told["lines"][-1]["note"] == "哪一盏？"
        and "revisit" not in {verb["name"] for verb in told["verbs"]}
    )
    for verb, said, status in (("revisit", {"outcome": "solved"}, 403), ("add_words", {"text": "东头"}, 200)):
        sent = client.post(f"/api/v1/track/{row.code}/{verb}", said, content_type="application/json")
        assert sent.status_code == status
    assert Voice.objects.get(pk=row.pk).waits_until is None
