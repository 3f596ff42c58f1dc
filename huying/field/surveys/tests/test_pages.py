"""The pages: writing without a script, answering with and without, reading, posters, tablets, Excel."""

import copy
import io
import re
import uuid
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huying.base.ledger.tests.shared import shared
from huying.base.organs import commands as organs
from huying.base.people.tests.make import enter
from huying.field.surveys import views
from huying.field.surveys.models import Roll, Sheet, Survey, Words
from huying.field.surveys.tests import make
from huying.field.surveys.tests.make import do, later, say

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(make.NOW, tick=False):
        yield


county_once = shared(make.county)


@pytest.fixture
def county(county_once: make.County) -> make.County:
    return copy.deepcopy(county_once)


def signed_in(county: make.County, name: str) -> Client:
    return enter(county.accounts[name])


def form(**given: Any) -> dict[str, Any]:
    return {"command_id": str(uuid.uuid4()), **given}


def path(row: Survey) -> str:
    return f"/surveys/{row.uid}"


def desk(row: Survey, rest: str = "") -> str:
    return f"/desk/surveys/{row.uid}{rest}"


def hidden(page: str) -> dict[str, list[str]]:
    """What the form of a page carries along, as a browser without script would send it."""
    page = re.sub(r"<template.*?</template>", "", page, flags=re.S)
    found: dict[str, list[str]] = {}
    for name, value in re.findall(
        r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.partition("data-ask")[2]
    ):
        found.setdefault(name, []).append(value)
    return found


# ── writing ──


def test_a_questionnaire_is_written_without_a_script(county: make.County) -> None:
    clerk = signed_in(county, "county_clerk")
    given = form(
        title="路灯怎么装", audience="anyone", opens_on="2026-11-18", closes_on="2026-11-30", region=make.COUNTY
    )
    made = clerk.post("/desk/surveys/new", given)
    assert made.status_code == 302
    row = Survey.objects.get()
    assert "还没有题目" in clerk.get(desk(row)).text
    new = desk(row, "/questions?kind=one")
    refused = clerk.post(new, form(text="晚上看得见路吗", options="看得见"))
    assert refused.status_code == 422 and "2 到 20 个" in refused.text and "晚上看得见路吗" in refused.text
    assert clerk.post(new, form(text="晚上看得见路吗", options="看得见\n\n看不见")).status_code == 302
    assert clerk.post(desk(row, "/questions?kind=number"), form(text="几盏", low=0, high=50)).status_code == 302
    page = clerk.get(desk(row, "/questions?kind=text")).text
    assert 'value="q1|is|o2"' in page and 'value="q2|at_least|"' in page
    assert clerk.post(desk(row, "/questions?kind=text"), form(text="哪里", when="q1|is|o2")).status_code == 302
    more = form(text="为什么要这么多", when="q2|at_least|", when_number=10)
    assert clerk.post(desk(row, "/questions?kind=text"), more).status_code == 302
    page = clerk.get(desk(row)).text
    assert "第 1 题选了“看不见”时才问" in page and "第 2 题不小于“10”时才问" in page
    edit = clerk.get(desk(row, "/questions/q4")).text
    assert 'value="q2|at_least|" selected' in edit and 'value="10"' in edit
    assert clerk.post(desk(row, "/questions/q3"), form(text="哪些地方", when="q1|is|o2")).status_code == 302
    refused = clerk.post(desk(row, "/questions/q1/remove"), form())
    assert refused.status_code == 422 and "第 2 题的出现条件落空" in refused.text
    assert clerk.post(desk(row, "/questions/q4/up"), form()).status_code == 302
    assert clerk.post(desk(row, "/questions/q4/remove"), form()).status_code == 302
    assert clerk.post(desk(row, "/open"), form(version=Survey.objects.get().version)).status_code == 302
    assert Survey.objects.get().state == "open"
    assert clerk.get(desk(row, "/questions/q1")).status_code == 409


def test_a_stale_form_keeps_its_words(county: make.County) -> None:
    clerk, row = signed_in(county, "county_clerk"), make.written(county)
    do("edit", county, row, intro="变了")
    answer = clerk.post(desk(row, "/questions?kind=text"), form(text="我写的字还在", version=row.version))
    assert answer.status_code == 422 and "我写的字还在" in answer.text and "有了新的变化" in answer.text


def test_a_double_tap_adds_one_question(county: make.County) -> None:
    clerk, row = signed_in(county, "county_clerk"), make.draft(county)
    given = form(text="一次")
    for _ in range(2):
        assert clerk.post(desk(row, "/questions?kind=text"), given).status_code == 302
    assert len(Survey.objects.get().questions) == 1


def test_script_in_a_questionnaire_is_only_text(county: make.County) -> None:
    evil = "<script>alert(1)</script>"
    ask = [{"kind": "one", "text": evil, "options": [evil, "=1+1"], "help": evil}]
    row = make.opened(county, title=evil, intro=evil, questions=ask)
    clerk = signed_in(county, "county_clerk")
    for page in (desk(row), desk(row, "/preview"), desk(row, "/poster"), path(row), "/surveys", "/desk/surveys/"):
        text = clerk.get(page).text
        assert evil not in text and "&lt;script&gt;" in text, page


# ── answering ──


def test_page_by_page_without_a_script(county: make.County) -> None:
    row, phone = make.opened(county, intro="五分钟"), Client()
    page = phone.get(path(row)).text
    assert "不记名" in page and "五分钟" in page and "您常去镇文化站吗" in page and "给文化站打几分" in page
    assert page.index("不记名") < page.index("您常去镇文化站吗")
    assert 'name="q2"' not in re.sub(r"<template.*?</template>", "", page, flags=re.S)
    missed = phone.post(path(row), {**hidden(page), "go": "next"})
    assert missed.status_code == 422 and "这一题请您回答" in missed.text
    second = phone.post(path(row), {**hidden(page), "q1": "o3", "go": "next"})
    plain = re.sub(r"<template.*?</template>", "", second.text, flags=re.S)
    assert second.status_code == 200 and "为什么没去" in plain and "给文化站打几分" not in plain
    back = phone.post(path(row), {**hidden(second.text), "q2": ["o1", "o2"], "go": "back"})
    assert re.search(r'value="o3" checked', back.text)
    again = phone.post(path(row), {**hidden(back.text), "q1": "o3", "go": "next"})
    assert re.search(r'name="q2" value="o1" checked', again.text)
    third = phone.post(path(row), {**hidden(again.text), "q2": ["o1", "o2"], "q4": "3", "q5": "书", "go": "next"})
    assert "哪天方便" in third.text and not Sheet.objects.exists()
    sent = phone.post(path(row), {**hidden(third.text), "q6": "", "go": "send"})
    assert sent.status_code == 302 and sent.url == f"{path(row)}/thanks"
    assert "答卷收到了" in phone.get(sent.url).text
    assert Sheet.objects.get().answers == {"q1": ["o3"], "q2": ["o1", "o2"], "q4": ["3"], "q5": ["书"]}
    assert "答卷收到了" in phone.get(path(row)).text


def test_in_place_with_a_script(county: make.County) -> None:
    """The script posts what it showed on the same page; the house comes to the same sheet."""
    row, phone = make.opened(county), Client()
    page = phone.get(path(row)).text
    assert 'data-when="q1|is|o3"' in page and 'data-when="q1|is_not|o3"' in page
    both = phone.post(path(row), {**hidden(page), "q1": "o1", "shown": "q3", "q3": "5", "go": "next"})
    plain = re.sub(r"<template.*?</template>", "", both.text, flags=re.S)
    assert "家里几口人" in plain and "给文化站打几分" not in plain
    assert phone.post(path(row), {**hidden(both.text), "q4": "2", "go": "send"}).status_code == 302
    assert Sheet.objects.get().answers == {"q1": ["o1"], "q3": ["5"], "q4": ["2"]}


def test_the_last_look_where_nothing_more_is_asked(county: make.County) -> None:
    listed = [{"kind": "text", "text": f"第{n}"} for n in range(3)]
    why = {"kind": "text", "text": "为什么", "when": make.Condition("q4", "is", "o3")}
    row = make.opened(county, questions=[*listed, make.QUESTIONS[0], why])
    phone = Client()
    first = phone.post(path(row), {"trail": "", "q1": "甲", "go": "next"})
    look = phone.post(path(row), {**hidden(first.text), "q4": "o1", "go": "next"})
    assert "都答完了" in look.text and "常去" in look.text and not Sheet.objects.exists()
    assert phone.post(path(row), {**hidden(look.text), "go": "send"}).status_code == 302


def test_what_is_forged_gets_a_sentence_and_keeps_the_words(county: make.County) -> None:
    row, phone = make.opened(county), Client()
    phone.get(path(row))
    forged = {"trail": "q1,q3;q4,q5,q6", "q1": "o9", "q5": "我写了很多", "go": "send"}
    answer = phone.post(path(row), forged)
    assert answer.status_code == 422 and "请从列出的选项里选" in answer.text and "我写了很多" in answer.text
    for trail in ("q99;;", "q1," * 900, "<script>"):
        assert phone.post(path(row), {"trail": trail, "go": "next"}).status_code in (200, 422)
    assert not Sheet.objects.exists()


def test_a_double_tap_hands_in_one_sheet(county: make.County) -> None:
    row, phone = make.opened(county, questions=make.QUESTIONS[:1]), Client()
    phone.get(path(row))
    for _ in range(2):
        answer = phone.post(path(row), {"trail": "", "q1": "o1", "go": "send"}, follow=True)
        assert "答卷收到了" in answer.text
    assert Sheet.objects.count() == 1


def test_a_browser_is_known_for_this_questionnaire_only(county: make.County) -> None:
    row, other, phone = make.opened(county), make.opened(county), Client()
    phone.get(path(row))
    phone.get(path(other))
    first, second = (phone.cookies[f"hy_survey_{each.uid.hex[:16]}"] for each in (row, other))
    assert first.value != second.value and first["httponly"] and first["path"] == path(row)
    say(row, token=first.value)
    assert first.value not in str(Roll.objects.values_list("token", flat=True))
    assert "答卷收到了" in phone.get(path(row)).text and "您常去" in phone.get(path(other)).text


def test_too_many_from_one_address_wait(county: make.County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "LIMIT", 3)
    row = make.opened(county, questions=make.QUESTIONS[:1])
    codes = []
    for _ in range(4):
        phone = Client()
        phone.get(path(row))
        codes.append(phone.post(path(row), {"q1": "o1", "go": "send"}).status_code)
    assert codes == [302, 302, 302, 429] and Sheet.objects.count() == 3


def test_its_days_and_its_end(county: make.County) -> None:
    early, row = make.opened(county, opens_on=make.day(3)), make.opened(county)
    phone = Client()
    assert "2026-11-21" in phone.get(path(early)).text and 'name="q1"' not in phone.get(path(early)).text
    with time_machine.travel(later(11), tick=False):
        assert "已经截止" in phone.get(path(row)).text
        assert "已经截止" in phone.post(path(row), {"q1": "o1", "go": "send"}).text
    do("close_survey", county, row)
    assert "已经截止" in phone.get(path(row)).text and not Sheet.objects.exists()
    do("void", county, row)
    for gone in (path(row), path(make.written(county)), f"/surveys/{uuid.uuid4()}", f"{path(row)}/thanks"):
        assert phone.get(gone).status_code == 404


def test_deputies_answer_after_they_logged_in(county: make.County) -> None:
    make.deputy(county, "sun", make.YUNXI)
    row = make.opened(county, audience="deputies", named=True)
    assert Client().get(path(row)).url.startswith("/desk/login")
    assert signed_in(county, "yunxi_officer").get(path(row)).status_code == 404
    page = signed_in(county, "sun").get(path(row)).text
    assert "记名" in page and page.index("您的姓名会和答案一起") < page.index("您常去镇文化站吗")
    assert path(row) not in Client().get("/surveys").text


# ── posters and tablets ──


def test_a_station_hangs_up_its_poster_and_lends_its_tablet(county: make.County) -> None:
    row, officer = make.opened(county, questions=make.QUESTIONS[:1]), signed_in(county, "yunxi_officer")
    page = officer.get("/desk/surveys/").text
    assert row.title in page and desk(row, "/poster") in page and desk(row) + '"' not in page
    poster = officer.get(desk(row, "/poster")).text
    assert "<svg" in poster and f"{path(row)}?at=yunxi" in poster
    tablet = officer.get(desk(row, "/tablet")).url
    stand = Client()
    for _ in range(2):
        page = stand.get(tablet).text
        assert "hy_survey" not in str(stand.cookies)
        sent = stand.post(tablet, {**hidden(page), "q1": "o1", "go": "send"})
        assert sent.status_code == 302 and "下一位来答" in stand.get(sent.url).text
    assert Sheet.objects.count() == 2 and {each.place for each in Sheet.objects.all()} == {make.YUNXI}
    again = stand.post(tablet, {**hidden(page), "q1": "o2", "go": "send"})
    assert again.status_code == 200 and Sheet.objects.count() == 2
    with time_machine.travel(later(1), tick=False):
        assert "hy_survey" in str(stand.get(tablet).cookies)
    for forged in (tablet + "x", f"{path(row)}?k=abc", f"{path(make.opened(county))}?k={tablet.partition('?k=')[2]}"):
        assert "hy_survey" in str(Client().get(forged).cookies)


def test_a_poster_tells_only_the_place(county: make.County) -> None:
    row = make.opened(county, questions=make.QUESTIONS[:1])
    for at, place in (("shiqiao", make.SHIQIAO), ("nowhere", ""), ("", "")):
        phone = Client()
        phone.get(f"{path(row)}?at={at}")
        phone.post(f"{path(row)}?at={at}", {"q1": "o1", "go": "send"})
        assert Sheet.objects.filter(place=place).exists()


# ── what came back ──


def test_only_the_desk_reads_words_and_anybody_what_is_published(county: make.County) -> None:
    row = make.opened(county)
    for _ in range(6):
        say(row)
        say(row, {"q1": ["o3"], "q2": ["o1", "o2"]})
    do("close_survey", county, row)
    clerk, chair = signed_in(county, "county_clerk"), signed_in(county, "chair")
    page = clerk.get(desk(row, "/results")).text
    assert "问到 6 人，6 人答了" in page and "各项加起来会超过" in page and "100.0%" in page and "看留言" in page
    assert "留言只有发起单位能看" in chair.get(desk(row, "/results")).text
    for rest in ("/words/q5", "/results.xlsx"):
        assert chair.get(desk(row, rest)).status_code == 403
        assert signed_in(county, "yunxi_clerk").get(desk(row, rest)).status_code == 404
    words = [str(pk) for pk in Words.objects.values_list("pk", flat=True)]
    page = clerk.get(desk(row, "/words/q5")).text
    assert "添一间书法室" in page
    assert clerk.post(desk(row, "/words/q5"), form(shown=words[:1])).status_code == 302
    assert clerk.get(desk(row, "/words/q1")).status_code == 404
    assert "数字" not in Client().get(path(row)).text
    version = Survey.objects.get().version
    assert clerk.post(desk(row, "/publish"), form(version=version)).status_code == 302
    public = Client().get(path(row)).text
    assert public.count("添一间书法室") == 1 and "留言由发起单位挑选公开" in public and "没有回收率" in public
    assert path(row) in Client().get("/surveys").text


def test_the_sample_can_be_checked_by_anybody(county: make.County) -> None:
    for n in range(9):
        make.deputy(county, f"deputy{n}", make.YUNXI)
    row = make.opened(county, audience="sample")
    rest = f"{path(row)}/sample.csv"
    for who, status in (("county_clerk", 200), ("deputy0", 404), ("yunxi_clerk", 404)):
        assert signed_in(county, who).get(rest).status_code == status, who
    assert Client().get(rest).status_code == 404
    for n in range(9):
        actor = county.actor(f"deputy{n}")
        if Roll.objects.filter(survey=row, person=actor.person, drawn=True).exists():
            say(row, actor=actor)
    do("close_survey", county, row)
    do("publish", county, row)
    lines = Client().get(rest).text.splitlines()
    assert len(lines) == 10 and sum(line.endswith(",1") for line in lines[1:]) == 5 and "deputy" not in "".join(lines)
    page = Client().get(path(row)).text
    assert "回收率" in page and "5 / 5" in page and "种子 20261118" in page


def test_excel_holds_figures_and_no_formula(county: make.County) -> None:
    row = make.opened(county)
    for text in ("=HYPERLINK(1)", "@sum", "+1", "-1", "http://x.cn", "=cmd|' /C calc'!A0"):
        say(row, {**make.ANSWERS, "q5": [text]})
    do("close_survey", county, row)
    answer = signed_in(county, "county_clerk").get(desk(row, "/results.xlsx"))
    held = zipfile.ZipFile(io.BytesIO(answer.content))
    sheets = "".join(held.read(name).decode() for name in held.namelist() if name.startswith("xl/worksheets"))
    strings = held.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheets and "<hyperlink" not in sheets
    assert "=HYPERLINK(1)" in strings and "与截止时一致" in strings and "您常去镇文化站吗" in strings


def test_a_named_one_lists_its_people(county: make.County) -> None:
    make.deputy(county, "孙代表", make.YUNXI)
    row = make.opened(county, audience="deputies", named=True)
    say(row, actor=county.actor("孙代表"))
    do("close_survey", county, row)
    content = signed_in(county, "county_clerk").get(desk(row, "/results.xlsx")).content
    assert "孙代表" in zipfile.ZipFile(io.BytesIO(content)).read("xl/sharedStrings.xml").decode()


@pytest.mark.parametrize("where", ["/desk/surveys/", "/surveys"])
def test_lists_need_the_same_few_statements(county: make.County, where: str) -> None:
    clerk = signed_in(county, "county_clerk")

    def look() -> int:
        clerk.get(where)
        with CaptureQueriesContext(connection) as seen:
            clerk.get(where)
        return len(seen)

    make.opened(county)
    before = look()
    for _ in range(6):
        make.opened(county)
    assert look() == before <= 9


def test_a_preview_keeps_nothing(county: make.County) -> None:
    row, clerk = make.written(county, questions=make.QUESTIONS[:1]), signed_in(county, "county_clerk")
    assert "这是预览" in clerk.get(desk(row, "/preview")).text
    assert "没有保存" in clerk.post(desk(row, "/preview"), {"q1": "o1", "go": "send"}).text
    assert not Sheet.objects.exists() and not Roll.objects.exists()


def test_a_township_asks_its_own(county: make.County) -> None:
    organs.add_region(actor=make.SYSTEM, now=make.NOW, code=f"{make.YUNXI}202", name="上坝村", level="village")
    row = make.opened(county, who="yunxi_clerk", region=make.YUNXI)
    assert row.title in signed_in(county, "yunxi_officer").get("/desk/surveys/").text
    assert row.title not in signed_in(county, "shiqiao_officer").get("/desk/surveys/").text
    assert signed_in(county, "shiqiao_officer").get(desk(row, "/poster")).status_code == 404
    assert signed_in(county, "yunxi_deputy").get("/desk/surveys/").status_code == 403
