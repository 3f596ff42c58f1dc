"""``huying import voices``: checked, brought in, gone on with; what is not understood is said."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from huying.config import cli
from huying.field.imports import work
from huying.field.imports.models import Batch
from huying.field.imports.tests import make
from huying.field.voices.models import Voice

pytestmark = pytest.mark.django_db


@pytest.fixture
def county(monkeypatch: pytest.MonkeyPatch) -> make.County:
    monkeypatch.setattr(work, "BREATH", 0)
    return make.county()


def huying(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str]:
    code = cli.main(["import", "voices", *argv])
    told = capsys.readouterr()
    return code, told.out + told.err


def test_the_command_checks_brings_in_and_never_doubles(
    county: make.County, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "热线.csv"
    file.write_bytes(make.as_csv((make.HEADERS, make.LAMP, make.row(number="2", phone="找村长"))))
    code, said = huying(capsys, str(file), "--dry-run")
    assert code == 0 and "能导入 1 行" in said and "第 3 行 电话：" in said and "找村长" in said
    assert not Voice.objects.exists() and Batch.objects.get().state == "dropped"
    code, said = huying(capsys, str(file), "--as", "county_clerk", "--station", "yunxi")
    assert code == 0 and "进来 1 件" in said
    assert Batch.objects.latest("pk").by == county.actor("county_clerk").person
    code, said = huying(capsys, str(file), "--json")
    told = json.loads(said)
    assert (code, told["good"], told["twice"], told["refused"]) == (1, 0, 1, 1)
    assert told["columns"]["text"] == "诉求内容" and told["problems"][0]["row"] == 2
    assert Voice.objects.count() == 1


def test_the_command_takes_columns_and_says_what_it_does_not_know(
    county: make.County, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "l.csv"
    file.write_bytes(make.as_csv([("何时", "何事"), ("2025-03-01", "路灯坏了")]))
    code, said = huying(capsys, str(file), "--map", "何时=said_on", "B=text", "--station", "yunxi")
    assert code == 0 and Voice.objects.get().text == "路灯坏了"
    for wrong, told in (
        (("--map", "何人=text"), "--map"),
        (("--map", "何事"), "--map"),
        (("--station", "nowhere"), "没有编码"),
        (("--as", "nobody"), "账号"),
        (("--resume",), "没有导到一半"),
        (("--sheet", "x"), "请选哪一列|没有"),
    ):
        code, said = huying(capsys, str(file), *wrong)
        assert code == 1 and re.search(told, said), said
    assert huying(capsys, str(tmp_path / "none.csv"))[0] == 1


def test_the_command_goes_on_where_it_was_broken_off(
    county: make.County, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "CHUNK", 2)
    rows = [make.row(number=str(i), text=f"第 {i} 件") for i in range(9)]
    file = tmp_path / "l.csv"
    file.write_bytes(make.as_csv((make.HEADERS, *rows)))
    inner, calls = work._take_in, [3]

    def broken(*args: Any) -> bool:
        calls[0] -= 1
        if not calls[0]:
            raise KeyboardInterrupt
        return inner(*args)

    monkeypatch.setattr(work, "_take_in", broken)
    assert huying(capsys, str(file))[0] == 130
    assert Voice.objects.count() == 4
    code, said = huying(capsys, str(file), "--resume")
    assert code == 0 and "进来 9 件" in said
    assert Voice.objects.count() == 9
