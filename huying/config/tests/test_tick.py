import fcntl
import json
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from huying.config import findings, tick
from huying.config.cli import main
from huying.config.commands import doctor

NOW = datetime(2026, 7, 1, 3, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data(settings: Any, tmp_path: Path) -> Path:
    settings.DATA = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path


def fails(_: datetime) -> int:
    raise RuntimeError("no luck")


def test_one_job_that_fails_does_not_stop_the_rest(caplog: pytest.LogCaptureFixture) -> None:
    results = tick.run(NOW, {"bad": fails, "good": lambda now: 3, "many": lambda now: [1, 2]})
    assert results is not None
    assert [(r.job, r.ok, r.done) for r in results] == [("bad", False, 0), ("good", True, 3), ("many", True, 2)]
    assert "no luck" in results[0].error
    assert tick.last() == (NOW, {"bad": "RuntimeError: no luck"})


@contextmanager
def other_tick(data: Path) -> Iterator[None]:
    """Somebody else's tick is running."""
    if connection.vendor == "postgresql":
        other = connection.copy()
        with closing(other), other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [tick._PG_LOCK])
            yield
            # Closing alone frees it only when the server has noticed that we left.
            cursor.execute("SELECT pg_advisory_unlock(%s)", [tick._PG_LOCK])
        return
    with (data / "tick.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def test_two_ticks_do_not_meet(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with other_tick(data):
        assert tick.run(NOW, {}) is None
        assert main(["tick"]) == 1
    assert "另一个时钟正在走" in capsys.readouterr().err
    assert tick.run(NOW, {}) == []


def test_tick_runs_every_job_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tick", "--now", "2026-07-01T08:00", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["job"] for row in rows] == [*tick.JOBS, *tick.NIGHTLY]
    assert [row["error"] for row in rows if not row["ok"]] == []


def test_nightly_jobs_run_once_a_night(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[datetime] = []
    monkeypatch.setattr(tick, "JOBS", {})
    monkeypatch.setattr(tick, "NIGHTLY", {"night": ran.append})
    noon = datetime(2026, 7, 1, 4, 0, tzinfo=UTC)
    for hours in (0, 1, 14, 15, 16, 30):  # from noon here: 12, 13, 02, 03, 04 and 18 o'clock
        tick.run(noon + timedelta(hours=hours))
    assert [moment.hour for moment in ran] == [4, 18]


def said(now: datetime = NOW) -> str:
    return "\n".join(finding.what for finding in doctor.look(now))


def test_the_doctor_tells_a_clock_that_stands_still() -> None:
    assert "从来没有走过" in said()
    tick.run(NOW, {"seal": fails})
    assert "“seal”上一次没有做成" in said()
    tick.run(NOW, {})
    assert "时钟" not in said()
    assert "60 分钟没有走" in said(NOW + timedelta(hours=1))


def test_the_doctor_tells_loose_settings(settings: Any, data: Path) -> None:
    settings.DEBUG = True
    settings.ALLOWED_HOSTS = ["*"]
    (data / "secret").write_text("x" * 50)
    (data / "secret").chmod(0o644)
    found = said()
    assert "调试方式开着" in found
    assert "任何域名" in found
    assert "密钥文件" in found
    (data / "secret").chmod(stat.S_IRUSR | stat.S_IWUSR)
    settings.DEBUG, settings.ALLOWED_HOSTS = False, ["rd.example.gov.cn"]
    found = said()
    assert not any(word in found for word in ("调试", "域名。", "密钥"))


def test_the_doctor_asks_for_next_years_calendar_from_december() -> None:
    year = 2040
    assert f"没有 {year} 年的放假安排" in said(datetime(year, 6, 1, tzinfo=UTC))
    november = list(findings.calendar_known(datetime(2026, 11, 30, 3, tzinfo=UTC)))
    december = list(findings.calendar_known(datetime(2026, 12, 1, 3, tzinfo=UTC)))
    assert [f.grave for f in november] == []
    assert [f.grave for f in december] == [False]


def test_the_doctor_tells_counters_that_lie() -> None:
    from huying.base.tallies.commands import move

    assert "计数" not in said()
    move("voices", "430599101", into="1:received")
    move("suggestion.state", "430599", into="draft")
    assert said().count("对不上") == 2


def test_the_doctor_answers_with_a_code_and_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--json", "--now", "2026-07-01T08:00"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["ok"] is False
    assert all(row["what"].endswith("。") or "：" in row["what"] for row in found["findings"])
    assert all(row["do"] for row in found["findings"])


def test_the_doctor_speaks_without_a_database(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    def gone() -> list[str]:
        raise OperationalError("unable to open database file")

    monkeypatch.setattr(doctor, "pending_migrations", gone)
    assert "数据库连不上：unable to open database file" in said()
