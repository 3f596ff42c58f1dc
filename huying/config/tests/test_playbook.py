import json
from pathlib import Path

import pytest

from huying.config.cli import main
from huying.playbooks import shelf

Said = pytest.CaptureFixture[str]
SHIPPED = sorted(path.stem for path in Path(shelf.__file__).parent.glob("*.toml"))


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_books_are_sound_and_explain_themselves(name: str, capsys: Said) -> None:
    assert main(["playbook", "check", name]) == 0
    assert "没有发现问题" in capsys.readouterr().out
    assert main(["playbook", "explain", name]) == 0
    assert "3 个月" in capsys.readouterr().out
    assert main(["playbook", "explain", name, "--json"]) == 0
    assert all(row["text"] for row in json.loads(capsys.readouterr().out))


def test_what_differs_is_told(capsys: Said) -> None:
    assert main(["playbook", "diff", "county", "xunyang"]) == 0
    assert "旬阳" in capsys.readouterr().out
    assert main(["playbook", "diff", "baseline", "county"]) == 0
    assert capsys.readouterr().out.strip()
    assert main(["playbook", "diff", "county", "county", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []
    assert main(["playbook", "diff", "county"]) == 1


def test_a_faulty_file_is_told_by_line(tmp_path: Path, capsys: Said) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('extends = "county"\nname = "试"\n\n[suggestions]\nno_such_key = 3\n', encoding="utf-8")
    assert main(["playbook", "check", str(file)]) == 1
    said = capsys.readouterr().out
    assert "mine.toml 第 5 行" in said
    assert "no_such_key" in said
    assert main(["playbook", "explain", str(file)]) == 1
    assert main(["playbook", "check", str(tmp_path / "absent.toml"), "--json"]) == 1


def test_names_do_not_climb(capsys: Said) -> None:
    assert main(["playbook", "check", "../kernel/x"]) == 1
    assert "没有“../kernel/x”这份办法" in capsys.readouterr().err
