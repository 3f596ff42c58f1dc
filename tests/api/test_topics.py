"""Topics by API: what concentrates is listed, decided, published and read as by the pages."""

import uuid
from collections.abc import Callable, Iterator

import pytest
import time_machine

from huying.field.surveys.tests import make as surveys
from huying.field.topics.api import COMMANDS
from huying.field.topics.schemas import Concentrated, TopicDetail, TopicPage
from huying.field.topics.states import MACHINE
from huying.field.topics.tests import make
from huying.field.topics.tests.make import County
from tests.api.caller import Caller

By = Callable[[str], Caller]


@pytest.fixture
def county(db: None) -> Iterator[County]:
    with time_machine.travel(make.NOW, tick=False):
        yield make.county()


def test_every_verb_has_its_door() -> None:
    assert set(COMMANDS) == {*MACHINE.verbs, "join"}


def test_the_life_of_a_topic_by_api(county: County, by: By) -> None:
    make.lamps(county)
    make.counted(county)
    clerk, head, key = by("yunxi_clerk"), by("yunxi_head"), uuid.uuid4()
    (found,) = clerk.get("/topics/concentrations")
    Concentrated.model_validate(found)
    assert (found["size"], found["topic"]) == (6, None)
    new = {"region": make.YUNXI, "title": "路灯不亮", "concentration": found["number"]}
    made = clerk.post("/topics", new, key=key)
    assert (clerk.status, clerk.post("/topics", new, key=key)) == (201, made)
    home = f"/topics/{made['uid']}"
    assert by("").get(home)["status"] == by("shiqiao_clerk").get(home)["status"] == 404
    assert clerk.post(f"{home}/list", {"version": 1})["state"] == "listed"
    stale = clerk.post(f"{home}/end", {"version": 1, "outcome": "好了"})
    assert (clerk.status, stale["type"]) == (409, "urn:huying:problem:stale")
    decision = {"body": "presidium", "on": "2026-11-18", "note": "镇长牵头"}
    clerk.post(f"{home}/supervise", decision)
    assert clerk.status == 403
    head.post(f"{home}/supervise", {**decision, "on": "2026-12-18"})
    assert head.status == 422
    assert head.post(f"{home}/supervise", decision)["state"] == "supervision"
    head.post(f"{home}/publish")
    page = by("").get("/topics", state="supervision")
    TopicPage.model_validate(page)
    detail = by("").get(home)
    TopicDetail.model_validate(detail)
    assert detail["decisions"] == [{**decision, "state": "supervision", "meeting": ""}]
    assert (detail["verbs"], detail["voices"], detail["size"]) == ([], [], 6)
    assert sum(each["n"] for each in detail["weeks"]) == sum(each["n"] for each in detail["towns"]) == 6
    mine = clerk.get(home)
    assert len(mine["voices"]) == 6 and {verb["name"] for verb in mine["verbs"]} >= {"end", "add"}


def test_what_is_dismissed_is_kept_inside(county: County, by: By) -> None:
    make.lamps(county)
    (found,) = make.counted(county)
    clerk = by("county_clerk")
    given = {"region": make.COUNTY, "concentration": found.pk, "title": "路灯", "reason": "在修"}
    made = clerk.post("/topics/dismiss", given)
    assert (clerk.status, made["state"]) == (201, "dropped")
    assert clerk.get(f"/topics/{made['uid']}")["reason"] == "在修"
    assert clerk.get("/topics/desk", state="dropped")["items"][0]["uid"] == made["uid"]
    assert clerk.get("/topics/concentrations") == [] and by("").get("/topics")["items"] == []


def test_strangers_are_refused(county: County, by: By) -> None:
    row = make.topic_in(county, "proposed")
    for who, status in (("", 401), ("shiqiao_clerk", 404), ("yunxi_deputy", 403)):
        caller = by(who)
        caller.post(f"/topics/{row.uid}/list")
        assert caller.status == status
    assert by("").get("/topics/desk")["status"] == by("").get("/topics/concentrations")["status"] == 401
    assert by("traffic_unit").get("/topics/desk")["items"] == []


def test_a_topic_out_of_a_questionnaire_by_api(county: County, by: By) -> None:
    asked = surveys.closed(county, who="yunxi_clerk", region=make.YUNXI)
    clerk = by("yunxi_clerk")
    new = {"region": make.YUNXI, "title": "文化站怎么改", "survey": str(asked.uid), "question": "q5"}
    clerk.post("/topics", new)
    assert clerk.status == 422
    home = f"/topics/{clerk.post('/topics', {**new, 'question': 'q1'})['uid']}"
    clerk.post(f"{home}/cite", {"survey": str(asked.uid)})
    assert clerk.status == 200
    detail = clerk.get(home)
    TopicDetail.model_validate(detail)
    one, whole = detail["surveys"]
    assert (one["question"], one["given"], one["bars"][0]) == ("q1", 6, {"label": "常去", "n": 6})
    assert (whole["question"], whole["given"], whole["bars"]) == ("", 6, [])
    assert by("yunxi_deputy").get(home)["surveys"] == []
    clerk.post(f"{home}/uncite", {"survey": str(asked.uid)})
    assert len(clerk.get(home)["surveys"]) == 1
    clerk.post(f"{home}/uncite", {"survey": str(uuid.uuid4())})
    assert clerk.status == 422
