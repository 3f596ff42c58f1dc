"""A county is kept up in the browser: regions, bodies, terms and sessions, playbook, calendar; no script."""

import copy
from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huying.base.clocks import jobs as clock_jobs
from huying.base.clocks import queries as clocks
from huying.base.ledger.tests.shared import shared
from huying.base.organs import queries as organs
from huying.base.organs.models import Adoption, Organ, Session, Term
from huying.base.people.tests.make import enter, form, holder
from huying.config import tick
from huying.kernel.actor import Role
from huying.work.suggestions import jobs
from huying.work.suggestions.models import Task
from huying.work.suggestions.tests import make as suggest
from tests.journeys.make import COUNTY, NOW, OTHER_TOWN, TOWN, House, house
from tests.journeys.test_changes import raised

pytestmark = pytest.mark.django_db
PLACES = "/desk/places/"
PAGES = ("", "organs", "sessions", "playbook", "calendar")


h_once = shared(house)


@pytest.fixture
def h(h_once: House) -> Iterator[House]:
    with time_machine.travel(NOW, tick=False):
        yield copy.deepcopy(h_once)


@pytest.fixture
def admin(h: House) -> Client:
    return enter(holder(Role.SYSTEM_ADMIN, "keeper"))


@pytest.fixture
def clerk(h: House) -> Client:
    return enter(h.world.accounts["clerk"])


def text(client: Client, page: str, status: int = 200) -> str:
    answer = client.get(f"{PLACES}{page}")
    assert answer.status_code == status, (page, answer.status_code)
    return str(answer.content.decode())


def done(client: Client, page: str, **fields: object) -> None:
    answer = client.post(f"{PLACES}{page}", form(**fields))
    assert answer.status_code == 302, answer.content.decode()


def refused(client: Client, page: str, **fields: object) -> str:
    answer = client.post(f"{PLACES}{page}", form(**fields))
    assert answer.status_code == 422
    return str(answer.content.decode())


# ── who sees what ──


def test_each_of_the_two_sees_everything_and_why_the_other_decides(admin: Client, clerk: Client) -> None:
    for page in PAGES:
        decides = page in ("sessions", "playbook", "calendar")
        for client, may in ((admin, not decides), (clerk, decides)):
            said = text(client, page)
            assert ('class="btn btn-off"' in said) is not may
            assert ("由本级代工委设置" in said) is (decides and not may)
            assert ("只有本级的系统管理员可以调整" in said) is (not decides and not may)
    for client, page in (
        (clerk, "add"),
        (clerk, "organs/add"),
        (clerk, f"{TOWN}/rename"),
        (admin, "sessions/term"),
        (admin, "sessions/open"),
        (admin, "playbook/adopt"),
        (admin, "calendar/declare"),
    ):
        assert client.get(f"{PLACES}{page}").status_code == 403
        assert client.post(f"{PLACES}{page}", form()).status_code == 403


def test_the_menu_leads_there_for_those_who_may(admin: Client, clerk: Client, h: House) -> None:
    for client in (admin, clerk):
        assert f'href="{PLACES}"' in client.get("/desk/").content.decode()
    office = enter(h.world.accounts["office"])
    assert f'href="{PLACES}"' not in office.get("/desk/").content.decode()
    assert office.get(PLACES).status_code == 403


def test_a_townships_keeper_keeps_the_township_only(h: House) -> None:
    own = enter(holder(Role.SYSTEM_ADMIN, "town_keeper", region=TOWN))
    assert "云溪镇" in text(own, "organs")
    text(own, f"organs?place={COUNTY}", 404)
    text(own, f"organs?place={OTHER_TOWN}", 404)
    assert own.get(f"{PLACES}{COUNTY}/rename").status_code == 403
    body = Organ.objects.get(pk=h.world.unit("roads"))
    assert own.get(f"{PLACES}organs/{body.uid}/edit").status_code == 403
    assert own.get(f"{PLACES}organs/{body.uid}/merge").status_code == 403
    done(own, "organs/add", region=TOWN, kind="unit:bureau", name="云溪镇水利站", since="2026-01-01")
    elsewhere = {"kind": "unit:bureau", "name": "x", "since": "2026-01-01"}
    refused(own, "organs/add", region=COUNTY, **elsewhere)


# ── regions and bodies ──


def test_a_village_is_registered_and_its_name_corrected(admin: Client) -> None:
    code = f"{TOWN}299"
    done(admin, "add", level="village", code=code, name="新桥村")
    assert "新桥村" in text(admin, "")
    assert "已经登记过" in refused(admin, "add", level="village", code=code, name="新桥村")
    assert "代码的位数与级别不符" in refused(admin, "add", level="town", code=f"{TOWN}298", name="x")
    assert "只有本级的系统管理员" in refused(admin, "add", level="town", code="430588101", name="别县的镇")
    done(admin, f"{code}/rename", name="新桥社区")
    assert organs.region(code).name == "新桥社区"
    assert admin.get(f"{PLACES}999999/rename").status_code == 404


def test_a_unit_is_added_and_its_name_corrected(admin: Client, h: House) -> None:
    given = {"region": COUNTY, "kind": "unit:company", "short": "县供电公司", "since": "2026-01-01"}
    done(admin, "organs/add", name="国网呼应县供电公司", **given)
    row = Organ.objects.get(name="国网呼应县供电公司")
    assert (row.kind, row.unit_kind, row.short) == ("unit", "company", "县供电公司")
    assert row in organs.units(COUNTY, NOW.date())
    assert "本级已有同名机构" in refused(admin, "organs/add", name=row.name, **given)
    congress = {**given, "kind": "congress", "name": "又一个人大"}
    assert "本级人民代表大会已经登记过" in refused(admin, "organs/add", **congress)
    done(admin, f"organs/{row.uid}/edit", name="国网呼应供电公司", short="", duties="电线、变压器")
    assert "电线、变压器" in text(admin, "organs")
    assert organs.organ(row.pk).short == "国网呼应供电公司"
    other = organs.organ(h.world.unit("roads")).name
    assert "本级已有同名机构" in refused(admin, f"organs/{row.uid}/edit", name=other)


def test_a_merger_is_shown_before_it_is_decided(admin: Client, h: House) -> None:
    row = h.speak()
    h.at_station("register", row)
    case = raised(h, row)
    suggest.planned(h.world, case)
    roads, water = (organs.organ(h.world.unit(key)) for key in ("roads", "water"))
    page = f"organs/{roads.uid}/merge"
    assert "看看会怎样" in text(admin, page) and "不能撤回" not in text(admin, page)
    said = text(admin, f"{page}?new={water.pk}")
    assert "正在办的代表建议 1 件" in said and "没有转来未答复的群众反映" in said
    assert "在这里任职的 2 人" in said and "不能撤回" in said
    assert admin.get(f"{PLACES}{page}?new={roads.pk}").status_code == 422
    refused(admin, page, new=h.world.organs["office"].pk)
    done(admin, page, new=water.pk)
    assert organs.successor_of(roads.pk).pk == water.pk
    assert "并入" in text(admin, "organs") and "已经撤并" in text(admin, "organs")
    assert "这个机构已经撤并" in text(admin, page)
    assert jobs.run(h.later(1).now) >= 1
    assert Task.objects.get(suggestion=case).unit_id == water.pk


# ── what the congress decides ──


def test_a_term_and_its_first_session(clerk: Client) -> None:
    assert "现在立案的代表建议归第十八届第五次会议编号" in text(clerk, "sessions")
    done(clerk, "sessions/term", region=COUNTY, number=19, since="2027-01-05", until="2031-12-31")
    assert "这一届已经登记过" in refused(clerk, "sessions/term", region=COUNTY, number=19, since="2027-01-05")
    term = Term.objects.get(region=COUNTY, number=19)
    days = {"opens": "2027-01-05", "closes": "2027-01-08"}
    assert "要在本届任期之内" in refused(
        clerk, "sessions/open", term=term.pk, number=1, opens="2026-12-30", closes="2027-01-08"
    )
    done(clerk, "sessions/open", term=term.pk, number=1, **days)
    assert Session.objects.filter(term=term).count() == 1
    said = text(clerk, "sessions")
    assert "第十九届第一次会议" in said and "还没有开幕" in said
    with time_machine.travel("2027-01-06T09:00:00+08:00"):
        assert organs.current_session(COUNTY, date(2027, 1, 6)).number == 1


def test_a_place_with_nothing_yet_is_told_where_to_begin(admin: Client, clerk: Client) -> None:
    new = f"{COUNTY}199"
    done(admin, "add", level="town", code=new, name="新设镇")
    assert "没有承办单位，建议就没有地方交办" in text(admin, f"organs?place={new}")
    assert "还没有登记下面的地区" in text(admin, f"?place={new}")
    said = text(clerk, f"sessions?place={new}")
    assert "先设立届次" in said and "还没有届次" in said
    done(clerk, "sessions/term", region=new, number=1, since="2026-03-01")
    assert "这一届还没有召开会议" in text(clerk, f"sessions?place={new}")
    assert "按呼应县定的" in text(clerk, f"playbook?place={new}")


def test_a_playbook_is_adopted_after_its_differences_were_read(clerk: Client) -> None:
    assert "“县级通用办法”" in text(clerk, "playbook")
    chosen = "playbook/adopt?playbook=xunyang&since=2026-07-01"
    said = text(clerk, chosen)
    assert "2026-07-01 起，“县级通用办法”改为“旬阳办法”" in said
    assert "原来“自交办之日起 10 个工作日内”，现在“自交办之日起 7 个工作日内”" in said
    assert "正在办的件按原来的版本办完" in said
    same = text(clerk, "playbook/adopt?playbook=county&since=2026-07-01")
    assert "规定完全一样" in same
    text(clerk, "playbook/adopt?playbook=nonsense&since=2026-07-01", 422)
    done(clerk, chosen, playbook="xunyang", since="2026-07-01")
    assert organs.book_for(COUNTY, date(2026, 7, 1)).id == "xunyang"
    assert organs.book_for(COUNTY, date(2026, 6, 30)).id == "county"
    assert "到时启用" in text(clerk, "playbook")
    assert "另选生效日" in refused(clerk, chosen, playbook="county", since="2026-07-01")
    refused(clerk, chosen, playbook="../x", since="2026-08-01")
    town = text(clerk, f"playbook?place={TOWN}")
    assert "按呼应县定的" in town and Adoption.objects.filter(region=TOWN).count() == 0


def test_a_rest_day_moves_open_clocks_at_the_next_tick(clerk: Client, h: House) -> None:
    case = raised(h, h.speak())
    reply = next(clock for clock in clocks.open_of(case.subject) if clock.kind == "reply")
    day = reply.due.isoformat()
    assert "没有本地定的休息日" in text(clerk, "calendar")
    given = {"region": COUNTY, "day": day, "reason": "县庆"}
    done(clerk, "calendar/declare", works="0", **given)
    assert "县庆" in text(clerk, "calendar")
    assert next(c.due for c in clocks.open_of(case.subject) if c.kind == "reply") == reply.due
    (moved,) = (r for r in tick.run(h.now) or [] if r.job == "clocks.correct")
    assert moved.ok and moved.done >= 1
    assert next(c.due for c in clocks.open_of(case.subject) if c.kind == "reply") > reply.due
    assert "这一天本来就休息" in refused(clerk, "calendar/declare", works="0", **given)
    done(clerk, "calendar/declare", works="1", **given)
    assert clock_jobs.correct(h.now) >= 1
    assert next(c.due for c in clocks.open_of(case.subject) if c.kind == "reply") == reply.due
    with CaptureQueriesContext(connection) as seen:
        assert clock_jobs.correct(h.now) == 0
    assert len(seen) <= 3


def test_a_day_gone_by_cannot_become_a_working_day(clerk: Client) -> None:
    given = {"region": COUNTY, "reason": "补班"}
    assert "只能定明天以后" in refused(clerk, "calendar/declare", day="2026-02-28", works="1", **given)
    assert "这一天本来就上班" in refused(clerk, "calendar/declare", day="2026-03-04", works="1", **given)
    assert "请填写这一项" in refused(clerk, "calendar/declare", day="2026-03-04", works="0", region=COUNTY)


def test_the_calendar_says_which_years_are_out(clerk: Client) -> None:
    said = text(clerk, "calendar")
    assert "2027 年的放假安排还没有公布" in said and "暂定" in said
    assert "2026 年全国放假安排" in said and "国庆节" in said


def test_what_is_typed_in_names_stays_text_and_a_double_tap_is_one(admin: Client) -> None:
    given = form(region=COUNTY, kind="unit:bureau", name="<script>局", since="2026-01-01")
    for _tap in range(2):
        assert admin.post(f"{PLACES}organs/add", given).status_code == 302
    assert Organ.objects.filter(name="<script>局").count() == 1
    assert "&lt;script&gt;局" in text(admin, "organs")


def test_pages_cost_the_same_however_much_there_is(admin: Client, clerk: Client) -> None:
    for client in (admin, clerk):
        for page in PAGES:
            text(client, page)
            with CaptureQueriesContext(connection) as seen:
                text(client, page)
            assert len(seen) <= 10, (page, len(seen))
