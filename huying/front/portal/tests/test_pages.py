"""The public pages: for an empty county and a full one, for hostile words and addresses, in weight and statements."""

import copy
import gzip
import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
import time_machine
from django.contrib.staticfiles import finders
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huying.base.ledger.chain import merkle_root
from huying.base.ledger.tests.shared import shared
from huying.base.organs import memory
from huying.base.people import queries as people
from huying.field.voices import commands as voice_commands
from huying.front.portal.tests import make
from huying.front.portal.tests.make import HOSTILE, NOW, PHONE, SHIQIAO, YUNXI, Filled
from huying.kernel.numbers import uuid7

pytestmark = pytest.mark.django_db
PAGES = ("/", "/about", "/map", "/stations", "/suggestions", "/voices", "/deputies", "/figures", "/playbook", "/seals")
ASSETS = ("app.css", "app.js", "icons.svg", "mark.svg")
FIRST_LOAD = 60_000


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


full_once = shared(make.filled)


@pytest.fixture
def full(full_once: Filled) -> Filled:
    return copy.deepcopy(full_once)


def read(path: str, status: int = 200, **headers: str) -> str:
    answer = Client(headers=headers or None).get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


def details(full: Filled) -> list[str]:
    person = people.person(full.public.lead).uid
    return [
        "/s/yunxi",
        "/screen/yunxi",
        f"/suggestions/{full.public.uid}",
        f"/suggestions/{full.summary.uid}",
        f"/voices/{full.shown.uid}",
        f"/voices/{full.reported.uid}",
        f"/deputies/{person}",
    ]


@pytest.mark.parametrize("path", [*PAGES, "/robots.txt", "/seals.json"])
def test_an_empty_site_says_what_will_stand_there(path: str) -> None:
    html = read(path)
    assert len(html) > 10


def test_every_page_of_a_full_county_stands_in_both_languages(full: Filled) -> None:
    for path in [*PAGES, *details(full)]:
        assert "<h1" in read(path)
        client = Client()
        client.cookies["django_language"] = "en"
        assert 'lang="en"' in client.get(path).content.decode()


def test_hostile_words_stay_words(full: Filled) -> None:
    for path in ["/", "/voices", f"/voices/{full.reported.uid}", "/s/yunxi", "/screen/yunxi", "/voices?q=有害的文字"]:
        html = read(path)
        assert "<script>alert" not in html, path
        assert "<img src=x" not in html, path
    assert "&lt;script&gt;" in read(f"/voices/{full.reported.uid}")


@pytest.mark.parametrize(
    "path", ["/suggestions", "/voices", "/stations", "/deputies", "/figures", "/playbook", "/seals"]
)
@pytest.mark.parametrize("nonsense", [HOSTILE, "\x00", "9" * 40, "-1", "٣"])
def test_nonsense_in_a_filter_is_left_out(path: str, nonsense: str) -> None:
    names = ("q", "region", "state", "category", "unit", "session", "outcome", "town", "station", "before")
    answer = Client().get(path, dict.fromkeys(names, nonsense))
    assert answer.status_code == 200
    assert b"<script>alert" not in answer.content


def test_what_is_not_published_is_not_there(full: Filled) -> None:
    for path in [f"/voices/{full.hidden.uid}", f"/suggestions/{full.unpublished.uid}", f"/voices/{uuid7()}"]:
        assert "没有" in read(path, 404)
    lists = "".join(
        read(path) for path in ("/", "/voices", "/voices?q=隐蔽", "/suggestions", "/s/yunxi", "/screen/yunxi")
    )
    assert "隐蔽的一件事" not in lists
    assert "没有公开的事" not in lists


def test_no_personal_data_anywhere(full: Filled) -> None:
    for path in [*PAGES, *details(full)]:
        html = read(path)
        assert PHONE not in html, path
        assert "李大爷" not in html, path


def test_a_protected_proposer_is_named_nowhere(full: Filled) -> None:
    page = read(f"/suggestions/{full.secret.uid}")
    assert "代表要求不公开姓名" in page
    assert not re.search(r">(lead|second)<", page)
    lead = people.person(full.secret.lead)
    theirs = read(f"/deputies/{lead.uid}")
    assert "关于修好桥头村公路的建议" in theirs
    assert "关于保护举报人的建议" not in theirs


def test_a_summary_hides_the_text_from_page_and_search(full: Filled) -> None:
    page = read(f"/suggestions/{full.summary.uid}")
    assert "路面将在七月底前修好。" in page
    assert "每秒三升" not in page
    assert "现答复如下" not in page
    assert "关于加固水库大坝的建议" not in read("/suggestions?q=每秒三升")
    assert "关于加固水库大坝的建议" in read("/suggestions?q=水库大坝")


def test_satisfaction_is_shown_only_after_the_round_closed(full: Filled) -> None:
    assert "代表满意" in read(f"/suggestions/{full.public.uid}")
    open_round = read(f"/suggestions/{full.secret.uid}")
    assert "代表满意" not in open_round
    assert "测评还没有结束" in open_round


def test_filters_narrow_and_page_on(full: Filled) -> None:
    listed = read("/suggestions?category=transport&state=answered")
    assert "关于保护举报人的建议" in listed
    assert "关于修好桥头村公路的建议" not in listed
    assert "路灯坏了半个月" in read("/voices?outcome=solved")
    assert "路灯坏了半个月" not in read("/voices?outcome=told")
    assert "路灯坏了半个月" in read("/voices?q=路灯&town=" + make.YUNXI)
    assert "路灯坏了半个月" not in read("/voices?town=" + make.SHIQIAO)


def test_pages_follow_each_other_without_a_gap(full: Filled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huying.front.portal.views.cases.SIZE", 1)
    for path, rows in (("/suggestions", 3), ("/voices", 2)):
        seen, here = [], path
        while here:
            html = read(here)
            seen += re.findall(rf'href="({path}/[0-9a-f-]{{36}})"', html)
            more = re.search(r'rel="next" href="([^"]+)"', html)
            here = path + more[1].replace("&amp;", "&") if more else ""
        assert len(seen) == len(set(seen)) == rows


def test_a_station_says_who_when_and_what_became(full: Filled) -> None:
    page = read("/s/yunxi")
    assert "云溪镇人民路 1 号" in page
    assert "yunxi_officer" in page
    assert 'href="/s/yunxi/speak"' in page
    assert re.search(r"<b>1</b> 群众说解决了", page)
    assert "一共 3 件，3 件已有结果" in page


def test_a_merged_station_leads_to_its_successor_and_a_forged_code_to_a_way_on(full: Filled) -> None:
    make.merge(full.county)
    answer = Client().get("/s/shiqiao")
    assert answer.status_code == 302
    assert answer["Location"] == "/s/yunxi?moved=1"
    assert "已经并到这里" in read("/s/yunxi?moved=1")
    assert Client().get("/s/YUNXI")["Location"] == "/s/yunxi"
    for code in ("nosuch", "%3Cscript%3E", "%00", "x" * 500):
        lost = read(f"/s/{code}", 404)
        assert 'href="/stations"' in lost
        assert 'href="/speak"' in lost
    assert "请直接说" in read("/s/yunxi?k=forged")


def test_deputies_are_found_by_name_and_by_place(full: Filled) -> None:
    assert "second" in read("/deputies?q=second")
    assert ">third<" not in read("/deputies?q=second")
    assert ">yunxi_deputy<" in read("/deputies?region=" + make.YUNXI)
    assert ">yunxi_deputy<" not in read("/deputies")


def test_figures_show_numerator_denominator_and_the_silent(full: Filled) -> None:
    page = read("/figures")
    assert "4 件，共 4 件" in page
    assert "2 件，共 2 件" in page
    assert 'href="/suggestions?category=transport"' in page
    assert "没有测评的另列" in page


def test_the_rules_in_english_are_numbers_and_the_rest_is_marked(full: Filled) -> None:
    client = Client()
    client.cookies["django_language"] = "en"
    page = client.get("/playbook").content.decode()
    assert "Transport" in page
    assert "代表法第51条" in page
    assert page.count("<svg") >= 3


def test_seals_can_be_checked_by_the_lines_on_the_page(full: Filled) -> None:
    data, before = [], ""
    while before is not None:
        page = json.loads(read(f"/seals.json?before={before}"))
        data, before = data + page["seals"], page["next"]
    assert len(data) > 30
    code = re.search(r"<pre[^>]*>(.*?)</pre>", read("/seals"), re.S)
    assert code
    known: dict[str, object] = {}
    exec(unescape(code[1]), known)  # the very lines that the page tells people to run
    last = merkle_root([])
    for row in reversed(data):
        assert known["seal"](last, row) == row["hash"]  # type: ignore[operator]
        last = row["hash"]


def test_the_screen_renews_itself_with_and_without_script(full: Filled) -> None:
    page = read("/screen/yunxi")
    assert '<noscript><meta http-equiv="refresh"' in page
    assert 'data-every="300"' in page
    assert "路灯坏了半个月" in page


def _weight(answer: HttpResponse) -> int:
    return len(gzip.compress(answer.content))


def test_first_loads_are_light(full: Filled) -> None:
    files = [finders.find(f"web/build/{name}") for name in ASSETS]
    assets = sum(len(gzip.compress(Path(file).read_bytes())) for file in files if isinstance(file, str))
    for path in [*PAGES, *details(full)]:
        assert _weight(Client().get(path)) + assets <= FIRST_LOAD, path


def _statements(path: str) -> int:
    memory.forget()
    with CaptureQueriesContext(
        connection,
    ) as caught:
        read(path)
    return len(caught)


def test_statements_do_not_grow_with_the_rows(full: Filled) -> None:
    paths = [*PAGES, *details(full)]
    before = {path: _statements(path) for path in paths}
    for number in range(3):
        make.voice(full.county, f"第{number}件：水渠堵了田里进不了水")
        make.suggestion(full.world, f"关于第{number}条水渠的建议")
    after = {path: _statements(path) for path in paths}
    assert after == before
    assert max(before.values()) <= 16, before


def test_nothing_is_written_by_reading_and_posting_is_refused(full: Filled) -> None:
    for path in ["/", "/suggestions", "/s/yunxi"]:
        assert Client().post(path).status_code == 405
        assert Client().head(path).status_code == 200


def test_whoever_took_another_door_is_counted_on_the_station_and_in_the_figures(full: Filled) -> None:
    assert "走了别的渠道" not in read("/s/yunxi") + read("/figures")
    for guide in ("petition", "petition", "emergency"):
        voice_commands.guide_away(station=full.county.yunxi, guide=guide, now=NOW)
    for path in ("/s/yunxi", "/figures", f"/figures?region={YUNXI}"):
        assert "另有 3 人看了提示" in (said := read(path)) and "引导到信访渠道 2" in said, path
    assert "走了别的渠道" not in read("/s/shiqiao") + read(f"/figures?region={SHIQIAO}")
