import json
import subprocess
import sys
from typing import Any

import pytest

from huying.config import cli
from huying.config.cli import VERBS, main

Said = pytest.CaptureFixture[str]


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_helps_in_chinese_and_english(verb: str, capsys: Said) -> None:
    assert main([verb, "--help"]) == 0
    said = capsys.readouterr().out
    assert VERBS[verb][0] in said
    assert VERBS[verb][1][1:] in said.replace("\n", " ")


def test_the_overview_names_every_verb(capsys: Said) -> None:
    assert main(["--help"]) == 0
    said = capsys.readouterr().out
    assert all(verb in said for verb in VERBS)
    assert main([]) == 2


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["nonsense"], "没有“nonsense”这个命令"),
        (["due"], "参数不对"),
        (["due", "2026-02-31", "3 months"], "没有 2026 年 2 月 31 日"),
        (["due", "2026-07-01", "three moons"], "看不懂"),
        (["due", "2026-07-01", "0 days"], "1"),
        (["due", "2026-07-01", "3 months", "--roll", "up"], "参数不对"),
        (["flow", "draw", "nothing"], "参数不对"),
        (["flow", "draw", "voice", "-o", "/no/such/folder/x.svg"], "No such file"),
        (["playbook", "check", "nosuchplace"], "nosuchplace"),
        (["worker", "--every", "0"], "间隔"),
        (["serve", "--port", "0"], "端口"),
        (["simulate", "--months", "0"], "月数"),
        (["tick", "--now", "yesterday"], "看不懂时刻"),
        (["backup", "/proc/version"], "已经有东西"),
        (["restore", "/tmp"], "不是一份完整的备份"),
    ],
)
@pytest.mark.django_db
def test_a_fault_is_one_clear_sentence(argv: list[str], says: str, capsys: Said) -> None:
    assert main(argv) != 0
    said = capsys.readouterr()
    assert says in said.err
    assert said.err.count("\n") == 1
    assert "Traceback" not in said.err


def test_due_says_when_and_why(capsys: Said) -> None:
    assert main(["due", "2026-07-01", "3 months", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["due"], found["provisional"]) == ("2026-10-08", False)
    assert any("2026-10-01" in step for step in found["steps"])
    assert main(["due", "2026-07-01", "3 months", "--roll", "none", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["due"] == "2026-10-01"
    assert main(["due", "2026-07-01", "10 days", "--count-first-day", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["due"] == "2026-07-10"
    assert main(["due", "2029-07-01", "7 working-days"]) == 0
    assert "暂定" in capsys.readouterr().out


def test_due_needs_no_django() -> None:
    code = "import sys; from huying.config.cli import main; main(['due', '2026-07-01', '3 months']); "
    done = subprocess.run(
        [sys.executable, "-c", code + "sys.exit('django' in sys.modules)"], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", ["voice", "suggestion", "unit-task"])
def test_flowcharts_are_drawn(name: str, tmp_path: Any, capsys: Said) -> None:
    assert main(["flow", "draw", name, "-o", str(tmp_path / "a.svg")]) == 0
    drawing = (tmp_path / "a.svg").read_text(encoding="utf-8")
    capsys.readouterr()
    assert main(["flow", "draw", name]) == 0
    assert capsys.readouterr().out.strip() == drawing.strip()
    assert drawing.lstrip().startswith("<svg")


@pytest.mark.django_db
def test_the_ledger_of_a_new_house_is_whole(capsys: Said) -> None:
    assert main(["ledger", "verify", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["ok"] is True
    assert main(["ledger", "verify"]) == 0
    assert "全部对得上" in capsys.readouterr().out


@pytest.mark.django_db
def test_count_gives_tables_and_cases(capsys: Said) -> None:
    assert main(["count", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["tables"]["ledger_entry"] == 0
    assert found["cases"]["voice"] == {}


def test_an_unreachable_database_is_a_sentence(capsys: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    def broken(*_: Any) -> int:
        raise OperationalError("could not connect")

    monkeypatch.setattr(cli, "_run", broken)
    assert main(["count"]) == 1
    assert "数据库用不了：could not connect" in capsys.readouterr().err


def test_our_own_mistakes_keep_their_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> int:
        raise RuntimeError("a bug")

    monkeypatch.setattr(cli, "_run", broken)
    with pytest.raises(RuntimeError):
        main(["count"])
