"""Questionnaires by API: written, answered and read as by the pages."""

import uuid
from collections.abc import Callable, Iterator

import pytest
import time_machine

from huying.field.surveys.api import COMMANDS, QUESTION
from huying.field.surveys.models import Sheet
from huying.field.surveys.schemas import SurveyDetail, SurveyPage, SurveyResults, SurveySaidPage
from huying.field.surveys.states import MACHINE
from huying.field.surveys.tests import make
from huying.field.surveys.tests.make import County
from tests.api.caller import Caller

By = Callable[[str], Caller]


@pytest.fixture
def county(db: None) -> Iterator[County]:
    with time_machine.travel(make.NOW, tick=False):
        yield make.more_deputies(make.county(), 6)


NEW = {"region": make.COUNTY, "title": "路灯怎么装", "audience": "anyone", "opens_on": "2026-11-18"}
NEW |= {"closes_on": "2026-11-30"}


def test_the_life_of_a_questionnaire_by_api(county: County, by: By) -> None:
    clerk, key = by("county_clerk"), uuid.uuid4()
    made = clerk.post("/surveys", NEW, key=key)
    assert (clerk.status, clerk.post("/surveys", NEW, key=key)) == (201, made)
    home = f"/surveys/{made['uid']}"
    clerk.post(f"{home}/questions", {"kind": "one", "text": "看得见路吗", "options": ["看得见", "看不见"]})
    when = {"question": "q1", "op": "is", "value": "o2"}
    clerk.post(f"{home}/questions", {"kind": "text", "text": "哪里", "when": when})
    told = clerk.post(f"{home}/questions/q1/move", {"up": False})
    assert (clerk.status, told["errors"][0]["field"]) == (422, "when")
    clerk.post(f"{home}/questions/q1/edit", {"required": True, "version": 3})
    clerk.post(f"{home}/edit", {"intro": "两分钟"})
    assert by("").get(home)["status"] == by("finance_clerk").get(home)["status"] == 404
    told = clerk.post(f"{home}/open")
    assert told["state"] == "open"
    _answered_and_published(clerk, by, home, when)


def _answered_and_published(clerk: Caller, by: By, home: str, when: dict[str, str]) -> None:
    nobody = by("")
    page = nobody.get("/surveys")
    SurveyPage.model_validate(page)
    detail = nobody.get(home)
    SurveyDetail.model_validate(detail)
    assert (detail["intro"], detail["verbs"], detail["questions"][1]["when"]) == ("两分钟", [], when)
    for n in range(6):
        answers = {"q1": ["o2"], "q2": [f"第{n}条路"]}
        sent = {"answers": answers, "token": f"t{n}", "station": "yunxi"}
        assert nobody.post(f"{home}/answers", sent) == {"taken": True} and nobody.status == 201
        assert nobody.post(f"{home}/answers", sent) == {"taken": False}
    for bad in ({"q1": ["o7"]}, {}, {"q9": ["x"]}, {"q1": ["o1", "o2"]}):
        nobody.post(f"{home}/answers", {"answers": bad, "token": "x"})
        assert nobody.status == 422
    assert Sheet.objects.count() == 6
    assert clerk.get(f"{home}/results")["status"] == 404
    clerk.post(f"{home}/close")
    assert nobody.post(f"{home}/answers", {"answers": {"q1": ["o1"]}, "token": "z"})["type"].endswith("bad-move")
    found = clerk.get(f"{home}/results")
    SurveyResults.model_validate(found)
    assert found["figures"][0]["bars"] == [{"label": "看得见", "n": 0}, {"label": "看不见", "n": 6}]
    assert nobody.get(f"{home}/results")["status"] == 404
    said = clerk.get(f"{home}/words/q2")
    SurveySaidPage.model_validate(said)
    keys = [each["uid"] for each in said["items"]]
    clerk.post(f"{home}/choose", {"question": "q2", "shown": keys[:1], "among": keys})
    assert clerk.post(f"{home}/publish")["state"] == "published"
    assert nobody.get(f"{home}/results") == found
    assert by("yunxi_clerk").get(f"{home}/words/q2")["status"] == 404


def test_deputies_are_asked_by_api(county: County, by: By) -> None:
    row = make.opened(county, audience="sample")
    clerk, asked = by("county_clerk"), 0
    for n in range(6):
        caller = by(f"deputy{n}")
        waiting = [each["uid"] for each in caller.get("/surveys/todo")]
        caller.post(f"/surveys/{row.uid}/answers", {"answers": {"q1": ["o1"]}})
        assert caller.status == (201 if waiting else 404)
        asked += len(waiting)
    assert asked == 5 == clerk.get(f"/surveys/{row.uid}")["answered"]
    assert by("").get(f"/surveys/{row.uid}")["status"] == 404
    assert clerk.get("/surveys/desk")["items"][0]["uid"] == str(row.uid)


def test_every_verb_has_its_operation() -> None:
    assert set(COMMANDS) == set(MACHINE.verbs) - {"answer"}
    assert set(QUESTION) == {"edit", "move", "remove"}
