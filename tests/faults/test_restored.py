"""Restore from backup: what was sent after the backup is not sent again (pitfall 58)."""

import shutil
from pathlib import Path

import pytest

from tests.faults.house import POSTGRES, House

pytestmark = pytest.mark.slow

MORNING, NOON, NEXT = "2026-05-20T08:00:00+08:00", "2026-05-20T12:00:00+08:00", "2026-05-21T08:00:00+08:00"


@pytest.mark.skipif(POSTGRES and not shutil.which("pg_dump"), reason="needs PostgreSQL's client programs")
def test_nothing_is_sent_twice(house: House, tmp_path: Path) -> None:
    out = tmp_path / "letters"
    out.mkdir()

    def sent() -> list[str]:
        text = "".join(file.read_text() for file in sorted(out.iterdir()))
        return sorted(line for line in text.splitlines() if line.startswith("To: "))

    assert house.run("letter_boxes") > 0
    house.run("beat", "2026-03-03T08:00:00+08:00", str(out))
    first = len(sent())
    code, said = house.huying("backup", str(tmp_path / "copy"))
    assert code == 0, said
    house.run("beat", MORNING, str(out))
    by_noon = sent()
    assert len(by_noon) > first
    code, said = house.huying("restore", str(tmp_path / "copy"), "--force", "--now", NOON)
    assert code == 0, said
    house.run("beat", NOON, str(out))
    assert sent() == by_noon
    # In the box the reminder stands again, for the box of the backup did not have it.
    notices, _ = house.run("told")
    assert [key for _, key, _ in notices if key == "clock:2026-05-20"]
    house.run("beat", NEXT, str(out))
    assert len(sent()) >= len(by_noon)
