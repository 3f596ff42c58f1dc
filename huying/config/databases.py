"""Copying a database while it is used, and putting a copy back: SQLite and PostgreSQL, the two we run on."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from huying.config.commands import Fault

SQLITE, POSTGRES = "database.sqlite3", "database.dump"


def is_postgres() -> bool:
    return connection.vendor == "postgresql"


def sqlite_file() -> Path:
    return Path(settings.DATABASES["default"]["NAME"])


def copy_sqlite(target: Path) -> dict[str, int]:
    """Copy by SQLite's online backup, check the copy, and return its rows by table.

    The rows of both are counted inside the one read transaction the copy is made in, so they must agree exactly.

    Raises:
        Fault: the copy is not sound.
    """
    with closing(sqlite3.connect(sqlite_file(), isolation_level=None)) as source:
        source.execute("BEGIN")
        counts = _sqlite_counts(source)
        with closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
            # One plain file: no journal beside it.
            copy.execute("PRAGMA journal_mode=DELETE")
            problems = [row[0] for row in copy.execute("PRAGMA integrity_check(5)") if row[0] != "ok"]
            problems += [f"{row[0]} #{row[1]}" for row in copy.execute("PRAGMA foreign_key_check")][:5]
            counted = _sqlite_counts(copy)
        source.execute("ROLLBACK")
    if problems:
        raise Fault(f"复制出来的数据库不完好（{'；'.join(problems)}），没有做成备份。")
    if counted != counts:
        raise Fault("复制出来的行数与原来不同，没有做成备份，请再试一次。")
    return counted


def _sqlite_counts(database: sqlite3.Connection) -> dict[str, int]:
    names = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    # Names come from the database itself; a quote in one is doubled.
    quoted = {name: '"' + name.replace('"', '""') + '"' for name in names if not name.startswith("sqlite_")}
    return {name: database.execute(f"SELECT count(*) FROM {q}").fetchone()[0] for name, q in quoted.items()}  # noqa: S608


def verify_ledger(sqlite_copy: Path | None) -> None:
    """Check every chain of a SQLite copy, or of the database in use, in a process of its own.

    Raises:
        Fault: the ledger does not agree with itself.
    """
    environment = dict(os.environ)
    if sqlite_copy is not None:
        environment["HUYING_DATABASE_URL"] = f"sqlite:///{sqlite_copy.resolve()}"
    done = subprocess.run(
        [sys.executable, "-m", "huying.config.cli", "ledger", "verify"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Fault(f"台账核对没有通过：{(done.stdout + done.stderr).strip()[-500:]}")
    if sqlite_copy is not None:
        with closing(sqlite3.connect(sqlite_copy)) as copy:
            copy.execute("PRAGMA journal_mode=DELETE")


def dump_postgres(target: Path) -> dict[str, int]:
    """``pg_dump -Fc`` of one snapshot, its table of contents read back; returns the rows by table of that snapshot."""
    with connection.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = str(cursor.fetchone()[0])
            counts = {}
            for name in sorted(connection.introspection.table_names(cursor)):
                cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")  # noqa: S608
                counts[name] = cursor.fetchone()[0]
            _postgres("pg_dump", "-Fc", "--no-owner", f"--snapshot={snapshot}", "-f", str(target), _name())
        finally:
            cursor.execute("ROLLBACK")
    _postgres("pg_restore", "--list", str(target))
    return counts


def restore_postgres(source: Path) -> None:
    """Put a dump into the database, replacing what is there, all or nothing."""
    connection.close()
    flags = ("--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error")
    _postgres("pg_restore", *flags, "-d", _name(), str(source))


def _name() -> str:
    return str(settings.DATABASES["default"]["NAME"])


def _postgres(*command: str) -> None:
    given: dict[str, Any] = settings.DATABASES["default"]
    # Through the environment, so that the password is in no list of processes.
    access = {
        "PGHOST": given["HOST"],
        "PGPORT": given["PORT"],
        "PGUSER": given["USER"],
        "PGPASSWORD": given["PASSWORD"],
    }
    environment = {**os.environ, **{key: value for key, value in access.items() if value}}
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise Fault(f"找不到 {command[0]}，请先装上 PostgreSQL 的客户端程序。") from None
    if done.returncode:
        raise Fault(f"{command[0]} 没有做成：{done.stderr.strip()[-500:]}")


def hold_letters() -> int:
    """After a restore: letters that waited then have most likely gone since, so they wait for a person's decision."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE notices_delivery SET state = 'failed', error = 'restored', next_try = NULL WHERE state = 'waiting'"
        )
        return int(cursor.rowcount)
