"""A topic rests on a questionnaire; a voice or a questionnaire leads to a topic."""

import copy
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huying.base.ledger import queries as ledger
from huying.base.ledger.models import Audience
from huying.base.ledger.tests.shared import shared
from huying.base.people.tests.make import enter
from huying.field.surveys.models import Survey
from huying.field.surveys.tests import make as surveys
from huying.field.topics import commands
from huying.field.topics.commands.citing import MOST
from huying.field.topics.models import Topic, TopicSurvey, TopicVoice
from huying.field.topics.tests import make
from huying.field.topics.tests.make import COUNTY, LAMPS, NOW, SHIQIAO, YUNXI, do, say, topic_in
from huying.kernel.errors import BadMove, Denied, Invalid

pytestmark = pytest.mark.django_db

SECRET = "一份没有公布的问卷"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def asked_county() -> make.County:
    """The county, where 云溪镇 asked twice; one came back published."""
    county = make.county()
    given = {"who": "yunxi_clerk", "region": YUNXI}
    surveys.closed(county, title=SECRET, **given)
    surveys.do("publish", county, surveys.closed(county, title="路灯装在哪里", **given), "yunxi_clerk")
    return county


county_once = shared(asked_county)


@pytest.fixture
def county(county_once: make.County) -> make.County:
    return copy.deepcopy(county_once)


@pytest.fixture
def closed(county: make.County) -> Survey:
    return Survey.objects.get(title=SECRET)


@pytest.fixture
def published(county: make.County) -> Survey:
    return Survey.objects.get(title="路灯装在哪里")


def desk(row: Topic, verb: str = "") -> str:
    return f"/desk/topics/{row.uid}{verb and '/'}{verb}"


def form(**given: Any) -> dict[str, Any]:
    return {"command_id": str(uuid.uuid4()), **given}


def signed_in(county: make.County, name: str) -> Client:
    return enter(county.accounts[name])


# ── by commands ──


def test_a_topic_cites_a_question_and_stops(county: make.County, closed: Survey) -> None:
    row = do("cite", county, topic_in(county, "proposed"), survey=closed.uid, question="q1")
    line = ledger.timeline(row.subject, list(Audience))[-1]
    assert (line.verb, line.data) == ("topic.cited", {"survey": str(closed.uid), "question": "q1"})
    with pytest.raises(Invalid, match="已经引用"):
        do("cite", county, row, survey=closed.uid, question="q1")
    row = do("cite", county, row, survey=closed.uid)
    row = do("uncite", county, row, survey=closed.uid, question="q1")
    assert list(TopicSurvey.objects.values_list("survey", "question")) == [(closed.pk, "")]
    with pytest.raises(Invalid, match="没有引用"):
        do("uncite", county, row, survey=closed.uid, question="q1")


def test_only_what_has_figures_of_the_same_congress_is_cited(county: make.County, closed: Survey) -> None:
    row = topic_in(county, "proposed")
    for question in ("q5", "q9"):
        with pytest.raises(Invalid, match="没有这一题"):
            do("cite", county, row, survey=closed.uid, question=question)
    still = surveys.opened(county, who="yunxi_clerk", region=YUNXI)
    other = surveys.closed(county, who="shiqiao_clerk", region=SHIQIAO)
    above = surveys.do("publish", county, surveys.closed(county))
    for uid in (still.uid, other.uid, above.uid, uuid.UUID(int=1)):
        with pytest.raises(Invalid, match="本级已经截止或者公布"):
            do("cite", county, row, survey=uid)


def test_what_an_office_may_not_read_it_may_not_cite(county: make.County) -> None:
    row = make.proposed(county, "county_clerk", COUNTY)
    surveys.stations.unit(county, "finance", COUNTY, "呼应县人大财经委")
    organ = county.organs["finance"].pk
    surveys.stations.member(county, "finance_clerk", make.Role.SPECIAL_COMMITTEE, COUNTY, organ=organ)
    theirs = surveys.closed(county, who="finance_clerk")
    with pytest.raises(Invalid, match="本级已经截止或者公布"):
        do("cite", county, row, "county_clerk", survey=theirs.uid)
    surveys.do("publish", county, theirs, "finance_clerk")
    assert do("cite", county, row, "county_clerk", survey=theirs.uid, question="q1").version == row.version + 1


def test_who_cites_and_until_when(county: make.County, published: Survey) -> None:
    row = topic_in(county, "listed")
    for who in ("yunxi_officer", "county_clerk", "yunxi_deputy"):
        with pytest.raises(Denied):
            do("cite", county, row, who, survey=published.uid)
    row = do("cite", county, row, survey=published.uid)
    with pytest.raises(BadMove):
        do("uncite", county, row, survey=published.uid)
    with pytest.raises(BadMove):
        do("cite", county, topic_in(county, "ended"), survey=published.uid)


def test_a_topic_cites_so_much_and_no_more(county: make.County, closed: Survey, published: Survey) -> None:
    row = topic_in(county, "proposed")
    every = [(each, code) for each in (closed, published) for code in ("", "q1", "q2", "q3", "q4", "q6")]
    for each, code in every[:MOST]:
        row = do("cite", county, row, survey=each.uid, question=code)
    with pytest.raises(Invalid, match="最多引用"):
        do("cite", county, row, survey=every[MOST][0].uid, question=every[MOST][1])


def test_a_topic_grows_out_of_a_questionnaire_alone(county: make.County, published: Survey) -> None:
    clerk = county.actor("yunxi_clerk")
    given: dict[str, Any] = {"actor": clerk, "now": NOW, "region": YUNXI, "title": "路灯装在哪里"}
    with pytest.raises(Invalid, match="至少一件"):
        commands.propose(**given)
    with pytest.raises(Invalid, match="没有这一题"):
        commands.propose(**given, survey=published.uid, question="q5")
    row = commands.propose(**given, survey=published.uid, question="q1")
    assert (row.size, row.first_on, TopicSurvey.objects.get().question) == (0, None, "q1")
    with pytest.raises(Invalid, match="只有这一份问卷"):
        do("uncite", county, row, survey=published.uid, question="q1")
    row = do("list_topic", county, row)
    do("publish", county, row, "yunxi_head")
    page = Client().get(f"/topics/{row.uid}").text
    assert "依据的是问卷的结果" in page and "每周多少件" not in page and "常去" in page
    assert "0 件民声" not in Client().get("/topics").text
    page = signed_in(county, "yunxi_clerk").get(desk(row)).text
    assert "根据问卷提出" in page and "还没有加入民声" in page
    assert signed_in(county, "yunxi_clerk").get(f"/desk/topics/paper?region={YUNXI}").status_code == 200
    assert do("add", county, row, said=[say(county, LAMPS[0]).uid]).size == 1


# ── on pages ──


def test_the_page_of_a_topic_cites_and_draws(county: make.County, closed: Survey) -> None:
    row, clerk = topic_in(county, "proposed"), signed_in(county, "yunxi_clerk")
    assert desk(row, "cite") in clerk.get(desk(row)).text
    page = clerk.get(desk(row, "cite")).text
    assert SECRET in page and f'value="{closed.uid}:q1"' in page and "最想添什么" not in page and "整份问卷" in page
    assert clerk.post(desk(row, "cite"), form(survey="nonsense")).status_code == 422
    assert clerk.post(desk(row, "cite"), form(survey=f"{closed.uid}:q1", version=row.version)).status_code == 302
    page = clerk.get(desk(row)).text
    assert "6 人的回答" in page and f"/desk/surveys/{closed.uid}/results" in page and "不再引用" in page
    assert f'value="{closed.uid}:q1"' not in clerk.get(desk(row, "cite")).text
    wrong = clerk.post(desk(row, "uncite"), form(survey="nonsense"))
    assert wrong.status_code == 422 and "没有引用" in wrong.text
    assert clerk.post(desk(row, "uncite"), form(survey=f"{closed.uid}:q1")).status_code == 302
    assert "6 人的回答" not in clerk.get(desk(row)).text
    assert clerk.get(desk(row, "uncite")).status_code == 302
    assert signed_in(county, "yunxi_officer").get(desk(row, "cite")).status_code == 403
    said = [say(county, LAMPS[0], station=county.shiqiao.pk, village="").uid]
    far = make.proposed(county, "shiqiao_clerk", SHIQIAO, said=said)
    assert "没有别的问卷可以引用" in signed_in(county, "shiqiao_clerk").get(desk(far, "cite")).text


def test_only_published_results_are_public(county: make.County, closed: Survey, published: Survey) -> None:
    row = do("cite", county, topic_in(county, "listed"), survey=closed.uid, question="q1")
    row = do("publish", county, row, "yunxi_head")
    assert "6 人的回答" not in Client().get(f"/topics/{row.uid}").text
    page = signed_in(county, "yunxi_deputy").get(desk(row)).text
    assert "结果还没有公布，您现在不能查看" in page and SECRET not in page and "6 人的回答" not in page
    assert "6 人的回答" in signed_in(county, "yunxi_head").get(desk(row)).text
    do("cite", county, row, survey=published.uid, question="q1")
    page = Client().get(f"/topics/{row.uid}").text
    assert page.count("6 人的回答") == 1 and f"/surveys/{published.uid}" in page and SECRET not in page
    surveys.do("publish", county, closed, "yunxi_clerk")
    assert Client().get(f"/topics/{row.uid}").text.count("6 人的回答") == 2


def test_a_page_asks_as_often_for_many_citations(county: make.County, closed: Survey, published: Survey) -> None:
    row, clerk = topic_in(county, "proposed"), signed_in(county, "yunxi_clerk")
    do("cite", county, row, survey=published.uid, question="q1")
    few = [cost(clerk, desk(row)), cost(clerk, desk(row, "cite"))]
    for code in ("q1", "q3"):
        do("cite", county, row, survey=closed.uid, question=code)
    assert [cost(clerk, desk(row)), cost(clerk, desk(row, "cite"))] == few and max(few) <= 26


def cost(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as counted:
        assert client.get(path).status_code == 200
    return len(counted)


def test_from_a_questionnaire_to_a_topic(county: make.County, closed: Survey) -> None:
    clerk, new = signed_in(county, "yunxi_clerk"), f"/desk/topics/new?survey={closed.uid}"
    assert new in clerk.get(f"/desk/surveys/{closed.uid}").text
    page = clerk.get(new).text
    assert f'value="{SECRET}"' in page and "依据问卷" in page
    assert clerk.post(new, form(title="", survey=f"{closed.uid}:q1")).status_code == 422
    assert clerk.post(new, form(title="灯装在哪", survey="nonsense")).status_code == 422
    made = clerk.post(new, form(title="灯装在哪", survey=f"{closed.uid}:q1"))
    assert made.url == desk(Topic.objects.get()) and "6 人的回答" in clerk.get(made.url).text
    watching = signed_in(county, "chair")
    assert watching.get(new).status_code == 403
    page = watching.get(f"/desk/surveys/{closed.uid}").text
    assert new not in page and "民情专题由本级人大代工委或者乡镇人大提出" in page
    assert signed_in(county, "shiqiao_clerk").get(new).status_code == 404


# ── from a voice ──


def test_from_a_voice_into_a_topic(county: make.County) -> None:
    other = make.proposed(county, title="桥要修", said=[say(county, LAMPS[1], category="").uid])
    row = make.proposed(county, category="roads")
    newest = make.proposed(county, title="环境", said=[say(county, LAMPS[2], category="").uid])
    voice = say(county, LAMPS[0])
    clerk, into = signed_in(county, "yunxi_clerk"), f"/desk/topics/into?voice={voice.uid}"
    page = clerk.get(into).text
    assert page.index(row.title) < page.index(newest.title) < page.index(other.title) and LAMPS[0] in page
    assert clerk.post(into, form()).status_code == 422
    made = clerk.post(into, form(topic=row.pk))
    assert made.status_code == 302 and made.url == desk(row)
    assert TopicVoice.objects.filter(topic=row, voice=voice).exists()
    page = clerk.get(into).text
    assert "已经在这些专题里" in page and f'value="{row.pk}"' not in page
    assert clerk.post(into, form(topic=row.pk)).status_code == 422


def test_from_a_voice_to_a_new_topic(county: make.County) -> None:
    voice = say(county, LAMPS[0])
    clerk, new = signed_in(county, "yunxi_clerk"), f"/desk/topics/new?voice={voice.uid}"
    assert new in clerk.get(f"/desk/topics/into?voice={voice.uid}").text
    assert "云溪镇" in clerk.get(new).text and clerk.post(new, form(title="", region=YUNXI)).status_code == 422
    assert clerk.post(new, form(title="路灯", region=COUNTY)).status_code == 422
    made = clerk.post(new, form(title="路灯", region=YUNXI, category="roads"))
    row = Topic.objects.get()
    assert made.url == desk(row) and (row.size, row.category) == (1, "roads")


@pytest.mark.parametrize("path", ["into", "new"])
def test_only_offices_enter_voices(county: make.County, path: str) -> None:
    voice = say(county, LAMPS[0])
    at = f"/desk/topics/{path}?voice={voice.uid}"
    for who, status in (("yunxi_officer", 403), ("shiqiao_clerk", 404), ("traffic_unit", 403), ("county_clerk", 200)):
        assert signed_in(county, who).get(at).status_code == status, who
        shown = path == "into" and f'href="{at}"' in signed_in(county, who).get(f"/desk/voices/{voice.uid}").text
        assert shown is (path == "into" and status == 200), who
    assert signed_in(county, "yunxi_clerk").get(f"/desk/topics/{path}").status_code == 404
    assert signed_in(county, "yunxi_clerk").get(f"/desk/topics/{path}?voice=x").status_code == 404
