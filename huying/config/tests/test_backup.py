"""Backup and restore on real files, each verb in a process of its own as an operator runs it."""

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from huying.config import archive
from huying.config.commands import Fault

pytestmark = pytest.mark.slow


def huying(data: Path, *argv: str, given: str = "") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "HUYING_DATA": str(data), "HUYING_DATABASE_URL": ""}
    command = [sys.executable, "-m", "huying.config.cli", *argv]
    return subprocess.run(command, env=environment, input=given, capture_output=True, text=True, check=False)


def well(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def refused(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with a county, an administrator, a file and a waiting letter; and a backup of it."""
    home = tmp_path_factory.mktemp("house")
    data = home / "instance"
    assert "还差" in refused(huying(data, "count"))
    well(huying(data, "migrate"))
    admin = ["createadmin", "admin", "--name", "陈敏", "--region", "430599", "--region-name", "呼应县"]
    well(huying(data, *admin, "--password-stdin", given="Qiao-tou-2026\n"))
    file = data / "media/2026/0701/a.jpg"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"a picture")
    with closing(sqlite3.connect(data / "huying.sqlite3")) as database:
        database.execute(
            "INSERT INTO notices_notice (id, person, verb, subject, url, data, key, at)"
            " VALUES (1, 1, 'x.y', '', '/', '{}', 'k', '2026-07-01')"
        )
        database.execute(
            "INSERT INTO notices_delivery (notice_id, channel, state, tries, next_try, error)"
            " VALUES (1, 'email', 'waiting', 0, '2026-07-01', '')"
        )
        database.commit()
    assert "已经核对" in well(huying(data, "backup", str(home / "copy")))
    return home


@pytest.fixture
def house(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "house")
    return tmp_path / "house"


def accounts(data: Path) -> list[str]:
    with closing(sqlite3.connect(data / "huying.sqlite3")) as database:
        return [row[0] for row in database.execute("SELECT username FROM people_account ORDER BY 1")]


def test_a_backup_holds_everything_and_says_what(made: Path) -> None:
    manifest = json.loads((made / "copy/manifest.json").read_text())
    assert set(manifest["files"]) == {"database.sqlite3", "media/2026/0701/a.jpg", "secret"}
    assert manifest["rows"]["people_account"] == 1
    assert (made / "copy").stat().st_mode & 0o077 == 0
    assert not list(made.glob(".*.part"))


def test_a_backup_goes_only_into_a_new_folder(made: Path) -> None:
    with pytest.raises(Fault, match="已经有东西"):
        archive.fresh_folder(made / "copy")


def test_an_empty_house_takes_a_backup(house: Path, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh"
    said = well(huying(fresh, "restore", str(house / "copy")))
    assert "1 封信没有再发" in said
    assert accounts(fresh) == ["admin"]
    assert (fresh / "media/2026/0701/a.jpg").read_bytes() == b"a picture"
    assert (fresh / "secret").read_text() == (house / "instance/secret").read_text()
    assert (fresh / "secret").stat().st_mode & 0o077 == 0
    well(huying(fresh, "ledger", "verify"))


def test_a_house_with_data_is_replaced_only_by_force_and_kept_aside(house: Path) -> None:
    data = house / "instance"
    with closing(sqlite3.connect(data / "huying.sqlite3")) as database:
        database.execute("UPDATE people_account SET username = 'later'")
        database.commit()
    assert "--force" in refused(huying(data, "restore", str(house / "copy")))
    assert accounts(data) == ["later"]
    well(huying(data, "restore", str(house / "copy"), "--force"))
    assert accounts(data) == ["admin"]
    (aside,) = data.glob("before-restore-*")
    assert accounts(aside) == ["later"]
    assert (aside / "media/2026/0701/a.jpg").exists()


@pytest.mark.parametrize(
    ("harm", "says"),
    [("cut", "与写下时不同"), ("missing", "少了"), ("climb", "文件名"), ("foreign", "别的版本"), ("junk", "读不懂")],
)
def test_a_harmed_backup_is_known(house: Path, harm: str, says: str) -> None:
    copy = house / "copy"
    manifest = json.loads((copy / "manifest.json").read_text())
    if harm == "cut":
        (copy / "media/2026/0701/a.jpg").write_bytes(b"a pictur3")
    elif harm == "missing":
        (copy / "database.sqlite3").unlink()
    elif harm == "climb":
        manifest["files"]["../instance/secret"] = {"size": 1, "sha256": ""}
    elif harm == "foreign":
        manifest["format"] = 99
    (copy / "manifest.json").write_text("[" if harm == "junk" else json.dumps(manifest))
    with pytest.raises(Fault, match=says):
        archive.checked_manifest(copy)


def test_a_harmed_backup_is_refused_before_anything_is_touched(house: Path) -> None:
    (house / "copy/secret").write_text("other")
    refused(huying(house / "instance", "restore", str(house / "copy"), "--force"))
    assert accounts(house / "instance") == ["admin"]
    assert not list((house / "instance").glob("before-restore-*"))


def test_a_backup_of_a_touched_ledger_is_not_made(house: Path) -> None:
    data = house / "instance"
    with closing(sqlite3.connect(data / "huying.sqlite3")) as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        database.execute("UPDATE ledger_entry SET verb = 'x' WHERE seq = 1")
        database.commit()
    assert "台账核对没有通过" in refused(huying(data, "backup", str(house / "new")))
    assert not (house / "new").exists()
    assert not list(house.glob(".*.part"))


def started(data: Path, *argv: str) -> "subprocess.Popen[str]":
    environment = {**os.environ, "HUYING_DATA": str(data), "HUYING_DATABASE_URL": ""}
    command = [sys.executable, "-m", "huying.config.cli", *argv]
    return subprocess.Popen(command, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def stopped(process: Any) -> str:
    process.send_signal(signal.SIGTERM)
    said, wrong = process.communicate(timeout=30)
    assert process.returncode == 0, wrong
    return str(said)


def test_a_worker_ticks_and_stops_when_asked_and_no_restore_meanwhile(house: Path) -> None:
    data = house / "instance"
    worker = started(data, "worker", "--every", "0.2", "--tick-every", "0.5")
    try:
        deadline = time.monotonic() + 20
        while not (data / "last-tick.json").exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        assert "还在运行" in refused(huying(data, "restore", str(house / "copy"), "--force"))
        assert "停下了" in stopped(worker)
    finally:
        worker.kill()
    assert (data / "last-tick.json").exists()


def test_serving_answers_refuses_a_taken_port_and_stops_when_asked(house: Path) -> None:
    data = house / "instance"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.listen()
        assert "端口用不了" in refused(huying(data, "serve", "--port", str(port)))
    server = started(data, "serve", "--port", str(port), "--workers", "1")
    try:
        assert _answer(port) in (200, 404)
        stopped(server)
    finally:
        server.kill()


def _answer(port: int) -> int:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/no-such-page", timeout=5) as response:
                return int(response.status)
        except urllib.error.HTTPError as answer:
            return answer.code
        except OSError:
            time.sleep(0.1)
    return 0
