"""The home of every role, the frame around the desk, and finding things."""

import copy
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huying.base.ledger.tests.shared import shared
from huying.field.stations import commands as stations
from huying.field.stations import queries
from huying.field.stations.models import Station
from huying.field.voices import commands as voices
from huying.field.voices.models import Voice
from huying.kernel.actor import PUBLIC, SYSTEM, Role
from huying.work.suggestions.tests import make
from huying.work.suggestions.tests.web import client_of, press

pytestmark = pytest.mark.django_db
STATION = "云溪镇代表联络站"
LAMP = "桥头小学门口的路灯坏了一个多星期"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(make.NOW, tick=False):
        yield


def place() -> make.World:
    """The county's congress, with a station in its township and its officer."""
    made = make.world()
    stations.open_station(actor=SYSTEM, now=make.NOW, region=make.TOWN, name=STATION, kind="station", code="yunxi")
    make.member(made, "chair", Role.CONGRESS_LEADER, made.organs["congress"])
    make.member(made, "admin", Role.SYSTEM_ADMIN, made.organs["congress"])
    at_station(made, "officer")
    return made


w_once = shared(place)


@pytest.fixture
def w(w_once: make.World) -> make.World:
    return copy.deepcopy(w_once)


def at_station(w: make.World, name: str) -> None:
    make.member(w, name, Role.STATION_OFFICER, None, region=make.TOWN, station=station().pk)


def station() -> Station:
    found = queries.by_code("yunxi")
    assert found is not None
    return found


def say(w: make.World, text: str = LAMP) -> Voice:
    return voices.receive(actor=PUBLIC, now=w.now, channel="qr", station=station().pk, region=make.TOWN, text=text)


def home(w: make.World, name: str) -> str:
    page = client_of(w, name).get("/desk/")
    assert page.status_code == 200
    return page.text


def statements(w: make.World, name: str, path: str = "/desk/") -> int:
    client = client_of(w, name)
    client.get(path)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(path).status_code == 200
    return len(caught)


def test_the_desk_asks_for_a_log_in() -> None:
    for path in ("/desk/", "/desk/search?q=路灯"):
        assert Client().get(path).url.startswith("/desk/login?next=")


def test_a_deputy_sees_what_to_do_their_own_and_what_nobody_took(w: make.World) -> None:
    make.answered(w)
    say(w)
    page = home(w, "lead")
    assert "评一评答复：第 1 号" in page and "/evaluate" in page and "还剩" in page
    assert "我的建议" in page and make.TITLE in page
    assert LAMP[:10] in page and "?voice=" in page
    assert "随手拍" in page and "第十八届" in page
    assert "审查立案" not in page


def test_a_deputy_is_asked_about_talks_only_while_it_matters(w: make.World) -> None:
    case = make.assigned(w)
    make.planned(w, case)
    make.contacted(w, case)
    assert home(w, "lead").count("请看看单位登记的沟通是否属实") == 2
    make.signed(w, case)
    make.do(w, "roads_clerk", "send", task=make.task(w, case).pk, number="1号")
    make.judged(w, make.fresh(case))
    assert "登记的沟通" not in home(w, "lead")


def test_each_office_sees_its_own(w: make.World) -> None:
    make.submitted(w)
    make.filed(w)
    asked = make.assigned(w)
    make.do(w, "roads_head", "ask_return", task=make.task(w, asked).pk, reason="not_ours", text="三定")
    make.answered(w)
    clerk, office, unit = home(w, "clerk"), home(w, "office"), home(w, "roads_clerk")
    assert "待审查" in clerk and "还没测评的代表" in clerk and ">lead<" in clerk
    assert "待交办" in office and "退办和延期" in office and "/desk/suggestions/pool" in office
    assert "等您办" in unit and make.TITLE in unit
    assert "办成率" in home(w, "chair") and "1 / 1" in home(w, "chair")
    assert "系统情况" in home(w, "admin") and "正常" in home(w, "admin")


def test_a_unit_sees_at_which_step_its_work_waits_and_for_whom(w: make.World) -> None:
    case = make.assigned(w)
    clerk, head = home(w, "roads_clerk"), home(w, "roads_head")
    assert clerk.index("轮到您：签收") < clerk.index("本单位在办")
    assert head.index("本单位在办") < head.index("等经办签收")
    make.planned(w, case)
    assert "还缺办前、办中" in home(w, "roads_clerk")
    make.contacted(w, case)
    pk = make.task(w, case).pk
    make.do(w, "roads_clerk", "draft_reply", task=pk, text="黄秀英代表：已经修好。", outcome_class="A")
    make.do(w, "roads_clerk", "ask_signature", task=pk)
    clerk, head = home(w, "roads_clerk"), home(w, "roads_head")
    assert head.index("轮到您：签发") < head.index("本单位在办") and f"tasks/{pk}/sign" in head
    assert clerk.index("本单位在办") < clerk.index("等负责人签字") and f"tasks/{pk}/sign" not in clerk


def test_every_figure_of_a_leader_opens_the_list_that_makes_it(w: make.World) -> None:
    make.judged(w, make.answered(w), "dissatisfied")
    make.assigned(w)
    with time_machine.travel(make.NOW + timedelta(days=200), tick=False):
        client = client_of(w, "chair")
        page = client.get("/desk/").text
        figures = re.findall(r'figure-n"><a href="([^"]+)">([^<]+)<', page)
        assert len(figures) == 8
        for href, n in figures:
            rows = client.get(href.replace("&amp;", "&")).text.count("<tr>") - 1
            if n.isdigit():
                assert max(rows, 0) == int(n), href
        assert "慢在哪里" in page and "debtor=organ" in page
        slow = re.search(rf'href="([^"]+debtor=[^"]+)">{make.COUNTY}roads', page)
        assert slow is not None
        assert f"{make.COUNTY}roads超期的" in client.get(slow[1].replace("&amp;", "&")).text


def test_a_station_sees_new_voices_as_one_line_when_there_are_many(w: make.World) -> None:
    for place in ("桥头", "下坝", "上坝"):
        say(w, f"{place}的路灯坏了")
    page = home(w, "officer")
    assert "新来的民声" in page and "联络站登记 3 件" in page and "/desk/voices/?stand=received" in page


def test_several_posts_at_once_share_one_list(w: make.World) -> None:
    say(w)
    make.submitted(w)
    make.assigned(w)
    make.member(w, "lead", Role.COMMITTEE_CLERK, w.organs["committee"])
    make.member(w, "lead", Role.UNIT_CLERK, w.organs["roads"])
    at_station(w, "lead")
    page = home(w, "lead")
    for words in ("审查", "本单位在办", "联络站登记", "我的建议", "随手拍"):
        assert words in page, words
    assert page.count("<h1") == 1


def test_a_home_takes_as_many_statements_with_one_row_as_with_thirty(w: make.World) -> None:
    names = ("lead", "clerk", "office", "roads_clerk", "chair", "admin", "officer")

    def more() -> None:
        say(w)
        make.submitted(w)
        make.filed(w)
        make.answered(w)
        case = make.assigned(w)
        make.planned(w, case)
        make.contacted(w, case, phases=("before",))

    more()
    few = {name: statements(w, name) for name in names}
    for _ in range(5):
        more()
    assert {name: statements(w, name) for name in names} == few
    assert max(few.values()) <= 21


def test_the_way_around_follows_the_posts_and_costs_one_statement(w: make.World) -> None:
    seen = {name: home(w, name) for name in ("lead", "clerk", "office", "roads_clerk", "admin")}
    assert {name for name, page in seen.items() if 'href="/desk/suggestions/pool"' in page} == {"office"}
    assert {name for name, page in seen.items() if 'href="/desk/suggestions/inbox"' in page} == {"roads_clerk"}
    assert {name for name, page in seen.items() if 'href="/desk/people/"' in page} == {"clerk", "admin"}
    assert all("呼应县人大" in page for page in seen.values())
    make.answered(w)
    assert 'class="count">' in home(w, "lead")
    assert statements(w, "lead", "/desk/search") <= 4
    public = Client()
    with CaptureQueriesContext(connection) as caught:
        public.get("/about")
    assert not [query for query in caught if "notices" in query["sql"]]


def test_finding_shows_only_what_one_may_see(w: make.World) -> None:
    make.start(w)
    make.filed(w, title="关于村卫生室夜间值班的建议")
    say(w)
    clerk = client_of(w, "clerk").get("/desk/search", {"q": "开学"}).text
    assert "卫生室" in clerk and make.TITLE not in clerk
    assert make.TITLE in client_of(w, "lead").get("/desk/search", {"q": "开学"}).text
    assert LAMP[:10] in client_of(w, "clerk").get("/desk/search", {"q": "路灯"}).text
    assert "没有找到您能看的民声" in client_of(w, "roads_clerk").get("/desk/search", {"q": "路灯"}).text
    assert "卫生室" in client_of(w, "clerk").get("/desk/search", {"q": "第1号"}).text
    for odd in ("", " ", "%", "\x00", "<script>", "第 号", "9" * 60, "长" * 400):
        assert client_of(w, "clerk").get("/desk/search", {"q": odd}).status_code == 200, odd


def test_a_deputy_says_in_passing_what_they_saw(w: make.World) -> None:
    stations.open_station(actor=SYSTEM, now=make.NOW, region=make.COUNTY, name="县联络总站", kind="home", code="main")
    client = client_of(w, "lead")
    assert client_of(w, "clerk").get("/desk/voices/snap").status_code == 403
    page = press(client, "/desk/voices/snap", text=LAMP)
    row = Voice.objects.get()
    assert (row.channel, row.speaker, row.station.name) == ("deputy", w.persons["lead"], "县联络总站")
    assert LAMP in page.text
    assert client.post("/desk/voices/snap", {}).status_code == 422
