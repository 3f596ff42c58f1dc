"""What comes beside the words before they are sent: a category's questions, another door. With script and without."""

import copy
import gzip
import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from huying.base.ledger.tests.shared import shared
from huying.base.tallies import queries as tallies
from huying.field.voices import commands, queries, speaking
from huying.field.voices.commands.away import GUIDED
from huying.field.voices.models import Voice
from huying.field.voices.tests import make
from huying.field.voices.tests.test_commands import PNG
from huying.kernel.errors import Invalid

pytestmark = pytest.mark.django_db
POLE = "村口那根电杆歪了，风一吹就晃"
FIRE = "隔壁楼着火了"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(make.NOW, tick=False):
        yield


county_once = shared(make.county)


@pytest.fixture
def county(county_once: make.County) -> make.County:
    return copy.deepcopy(county_once)


def say(client: Client, **given: Any) -> HttpResponse:
    return client.post("/s/yunxi/speak", {"command_id": str(uuid.uuid4()), "text": POLE, "publish": "on", **given})


def beside(client: Client, by: str = "text", **given: Any) -> HttpResponse:
    said = {"station": "yunxi", "text": POLE, **given}
    return client.post("/speak/beside", said, headers={"HX-Request": "true", "HX-Trigger-Name": by})


def inputs(page: HttpResponse) -> set[str]:
    return set(re.findall(r'name="([\w.]+)"', page.text))


def test_without_script_a_chosen_category_asks_in_a_second_step(county: make.County, client: Client) -> None:
    asked = say(client, category="utilities", place="村口", phone="13800000000")
    assert asked.status_code == 200 and not Voice.objects.exists() and "还没有提交" in asked.text
    assert {"answers.since", "answers.households", "seen", "asked_for"} <= inputs(asked)
    assert POLE in asked.text and "村口" in asked.text and 'value="utilities" selected' in asked.text
    more = {"category": "utilities", "asked_for": "utilities", "seen": "1", "place": "村口"}
    wrong = say(client, **more, **{"answers.households": "许多", "answers.since": "2026-03-01"})
    assert wrong.status_code == 422 and "这里请填一个数" in wrong.text and "许多" in wrong.text
    assert 'value="2026-03-01"' in wrong.text and not Voice.objects.exists()
    assert say(client, **more, **{"answers.households": "40", "answers.since": "2026-03-01"}).status_code == 302
    assert Voice.objects.get().answers == {"since": "2026-03-01", "households": 40}


@pytest.mark.parametrize("given", [{}, {"category": "elderly"}, {"category": "utilities", "asked_for": "utilities"}])
def test_there_is_no_second_step_without_need(county: make.County, client: Client, given: dict[str, str]) -> None:
    assert say(client, **given).status_code == 302


def test_another_category_asks_its_own_and_forgets_the_others(county: make.County, client: Client) -> None:
    asked = say(client, category="water", asked_for="utilities", seen="1", **{"answers.since": "2026-03-01"})
    assert asked.status_code == 200 and {"answers.dry_days", "answers.households"} <= inputs(asked)
    assert "answers.since" not in inputs(asked)
    given = {"category": "water", "asked_for": "water", "seen": "1", "answers.dry_days": "3"}
    assert say(client, **given, **{"answers.since": "2026-03-01"}).status_code == 302
    assert Voice.objects.get().answers == {"dry_days": 3}


def test_while_writing_the_words_propose_a_category_and_its_questions(county: make.County, client: Client) -> None:
    part = beside(client)
    assert "<html" not in part.text and 'value="utilities" selected' in part.text and "因为说到：电杆" in part.text
    assert {"answers.since", "answers.households"} <= inputs(part) and "error" not in part.text
    kept = beside(client, category="utilities", **{"answers.households": "很多", "answers.since": "2026-03-02"})
    assert 'value="很多"' in kept.text and 'value="2026-03-02"' in kept.text and "error" not in kept.text
    chosen = beside(client, by="category", category="")
    assert "answers.since" not in inputs(chosen) and "category" in inputs(chosen)
    other = beside(client, category="water")
    assert "answers.dry_days" in inputs(other)


def test_beside_nothing_known(county: make.County, client: Client) -> None:
    assert beside(client, station="").status_code == 204
    assert beside(client, station="nowhere").status_code == 204
    assert beside(client, text="", category="x").status_code == 200
    assert client.get("/speak/beside").status_code == 405


def test_another_door_is_shown_first_and_passed_with_one_tick(county: make.County, client: Client) -> None:
    shown = say(client, text=FIRE)
    assert shown.status_code == 200 and not Voice.objects.exists() and FIRE in shown.text
    assert 'href="tel:119"' in shown.text and "我已了解，仍要告诉代表" in shown.text
    assert say(client, text=FIRE, seen="1").status_code == 200
    assert say(client, text=FIRE, seen="1", guided="court").status_code == 200
    assert say(client, text=FIRE, seen="1", guided="emergency").status_code == 302
    part = beside(client, text=FIRE)
    assert 'name="guided"' in part.text and "<html" not in part.text
    assert "checked" in beside(client, text=FIRE, guided="emergency").text


def test_photos_of_a_form_that_comes_back_are_asked_for_again(county: make.County, client: Client) -> None:
    shown = say(client, text=FIRE, photos=[SimpleUploadedFile("火.png", PNG, "image/png")])
    assert shown.status_code == 200 and "请再选一次" in shown.text
    assert "请再选一次" not in say(client, text=FIRE).text


def test_whoever_leaves_by_another_door_is_counted_and_nothing_kept(county: make.County, client: Client) -> None:
    form = {"command_id": str(uuid.uuid4()), "text": FIRE, "phone": "13800000000", "station": "yunxi"}
    left = client.post("/speak/guided", {**form, "guide": "emergency"})
    assert left.status_code == 302 and not Voice.objects.exists()
    page = client.get(left.url)
    assert 'href="tel:119"' in page.text and "没有留底" in page.text and "/s/yunxi/speak" in page.text
    key = f"{county.yunxi.pk}:emergency"
    assert tallies.by_key(GUIDED, make.YUNXI) == {key: 1}
    for number in range(speaking.GUIDED_LIMIT + 3):  # one person cannot make a crowd
        assert client.post("/speak/guided", {"station": "yunxi", "guide": "court", "n": number}).status_code == 302
    assert sum(tallies.by_key(GUIDED, make.YUNXI).values()) == speaking.GUIDED_LIMIT


@pytest.mark.parametrize("given", [{}, {"station": "yunxi"}, {"station": "x", "guide": "court"}, {"guide": "court"}])
def test_an_unknown_door_is_refused(county: make.County, client: Client, given: dict[str, str]) -> None:
    assert client.post("/speak/guided", given).status_code == client.get("/speak/guided", given).status_code == 404


def test_only_doors_of_the_playbook_are_counted(county: make.County) -> None:
    with pytest.raises(Invalid):
        commands.guide_away(station=county.yunxi, guide="elsewhere", now=make.NOW)


def test_numbers_can_be_tapped_and_words_stay_words() -> None:
    assert str(speaking.dial("<b>打12345，不打1110")) == '&lt;b&gt;打<a href="tel:12345">12345</a>，不打1110'


@pytest.mark.parametrize("path", ["/s/yunxi/speak", "/speak", "/track", ""])
def test_a_first_load_weighs_at_most_60_kb(county: make.County, client: Client, path: str) -> None:
    key = uuid.uuid4()
    make.voice(county, command_id=key)
    page = client.get(path or f"/track/{queries.by_command(key).code}")
    assets = {finders.find(name) for name in re.findall(r'(?:src|href)="/static/([^"#]+)', page.text)}
    parts = [page.content, *(Path(str(found)).read_bytes() for found in assets)]
    assert len(parts) >= 3
    assert sum(len(gzip.compress(part)) for part in parts) <= 60_000
