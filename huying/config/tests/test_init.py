"""``huying init``: a place from one file, checked as a whole, added to when it is run again."""

import json
from datetime import date
from pathlib import Path

import pytest

from huying.base.organs import queries as organs
from huying.base.people import queries as people
from huying.base.people.commands import prove
from huying.config import cli
from huying.config.commands import parse_moment
from huying.config.commands.init import EXAMPLE

pytestmark = pytest.mark.django_db
COUNTY, TOWN, STREET = "430599", "430599101", "430599001"
NOW = ["--now", "2026-06-01T09:00"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "place.toml"
    made.write_text(EXAMPLE.read_text("utf-8"), encoding="utf-8")
    return made


def told(capsys: pytest.CaptureFixture[str], *given: object) -> dict[str, object]:
    code = cli.main(["init", *map(str, given), "--json", *NOW])
    answer: dict[str, object] = json.loads(capsys.readouterr().out)
    assert code == (0 if answer["ok"] else 1)
    return answer


def test_the_example_founds_a_county_that_can_begin(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["init", "--example"]) == 0
    assert capsys.readouterr().out == EXAMPLE.read_text("utf-8")
    answer = told(capsys, file)
    on = date(2026, 6, 1)
    assert organs.congress_of(TOWN).name == "云溪镇人民代表大会"
    assert {row.code: row.level for row in organs.regions_under(COUNTY)}[STREET] == "street"
    assert [row.short for row in organs.units(COUNTY, on)][:1] and len(organs.units(COUNTY, on)) == 4
    session = organs.current_session(COUNTY, on)
    assert session is not None and (session.term.number, session.number) == (18, 5)
    assert organs.book_for(TOWN, on).id == "county"
    assert not organs.calendar_for(TOWN).works(date(2027, 3, 18))
    for username, role in (("zhang-san", "system_admin"), ("li-si", "security_admin"), ("wang-wu", "auditor")):
        account = prove(username, answer["passwords"][username], "", parse_moment("2026-06-01T10:00"))
        assert account.must_change_password
        assert [post.role for post in people.posts_of(account.person)] == [role]
    assert cli.main(["ledger", "verify"]) == 0


def test_a_dry_run_changes_nothing(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = told(capsys, file, "--dry-run")
    assert len(answer["added"]) == 25 and answer["passwords"] == {}
    assert organs.names_of_regions([COUNTY]) == {}
    assert cli.main(["init", str(file), "--dry-run"]) == 0
    assert "什么都没有写入" in capsys.readouterr().out


def test_run_again_it_adds_what_is_new_and_says_what_differs(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told(capsys, file)
    text = file.read_text("utf-8").replace('"桥头村"', '"桥尾村"').replace('use = "county"', 'use = "xunyang"')
    text = text.replace(
        "  { number = 5,", "  { number = 6, opens = 2026-05-01, closes = 2026-05-02 },\n  { number = 5,"
    )
    text = text.replace("430599101201", '430599101202 = "石桥村"\n430599101201')
    file.write_text(text, encoding="utf-8")
    answer = told(capsys, file)
    assert answer["added"] == ["地区 430599101202 石桥村", "呼应县第 18 届第 6 次会议"]
    assert len(answer["there"]) == 25
    name, book = answer["different"]
    assert "第 19 行" in name and "已经登记为“桥头村”" in name
    assert "没有改成“xunyang”" in book
    assert organs.names_of_regions(["430599101201"]) == {"430599101201": "桥头村"}
    assert organs.book_for(COUNTY, date(2026, 6, 1)).id == "county"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("number = 5,", 'number = "五",', "“term.1.sessions.1.number”的值“五”应为整数"),
        ("works = false", "wroks = false", "不认识的键“rest_day.1.wroks”，是不是“works”"),
        ('kind = "company"', 'kind = "shop"', "“unit.4.kind”不能是“shop”"),
        ('430599101 = "云溪镇"', '43059910 = "云溪镇"', "行政区划代码应为 6 位、9 位或 12 位数字"),
        ('430599101 = "云溪镇"', '430588101 = "云溪镇"', "请先登记上一级地区"),
        ('level = "street"', 'level = "village"', "代码的位数与级别不符"),
        ('name = "呼应县水利局"', 'name = " "', "请填写名称"),
        ("opens = 2026-01-10", "opens = 2020-01-10", "会议要在本届任期之内"),
        ('use = "county"', 'use = "nowhere"', "没有名为“nowhere”的办法"),
        ("day = 2027-03-18", "day = 2027-03-20", "这一天本来就休息"),
        ("works = false", "works = true", "这一天本来就上班"),
        ('username = "li-si"', 'username = "zhang-san"', "zhang-san"),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_nothing_is_done(
    file: Path, capsys: pytest.CaptureFixture[str], before: str, after: str, said: str
) -> None:
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(after.join(text.rsplit(before, 1)), encoding="utf-8")
    assert cli.main(["init", str(file), *NOW]) == 1
    complaint = capsys.readouterr().err
    assert said in complaint
    assert "place.toml 第 " in complaint
    assert organs.names_of_regions([COUNTY]) == {}


def test_a_file_that_is_none_and_no_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = tmp_path / "x.toml"
    broken.write_text("region = ", encoding="utf-8")
    assert cli.main(["init", str(broken)]) == 1
    assert "不是正确的 TOML 文件" in capsys.readouterr().err
    assert cli.main(["init", str(tmp_path / "none.toml")]) == 1
    assert cli.main(["init"]) == 1
    assert "--example" in capsys.readouterr().err
