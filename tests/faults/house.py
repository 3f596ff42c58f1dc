"""A house of its own for each fault: a founded database on file (SQLite) or in the cluster (PostgreSQL), and processes
that work in it as the site's processes do. Nothing here shares a connection, a transaction or memory with the tests."""

import multiprocessing
import os
import shutil
import sqlite3
import uuid
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

URL = os.environ.get("HUYING_DATABASE_URL", "")
POSTGRES = URL.startswith("postgres")


# One process loads the house once; every process of a test is forked from it and moves into its own database.
_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["tests.faults.worker"])


class Running:
    """A process at work: ``lines`` reads what it says until it ends."""

    def __init__(self, house: "House", argv: Sequence[str]) -> None:
        from tests.faults import doorway

        self.ear, mouth = _forks.Pipe()
        self.process = _forks.Process(
            target=doorway.enter, args=(mouth, str(house.data), house.url, list(argv)), daemon=True
        )
        self.process.start()
        mouth.close()
        assert self.ear.recv() == "ready"

    def lines(self) -> Iterator[Any]:
        with suppress(EOFError, ConnectionResetError):
            while True:
                yield self.ear.recv()

    def answer(self) -> Any:
        """Its last word; fails with its trace when it failed."""
        *_, last = self.lines()
        self.process.join(60)
        assert self.process.exitcode == 0, last
        return last


@dataclass
class House:
    """``data`` is its folder, ``url`` its database ("" for the SQLite file in the folder)."""

    data: Path
    url: str

    def start(self, *argv: str) -> Running:
        """A process that will do ``argv`` (a function of ``tests.faults.worker``) as soon as ``go`` is called."""
        return Running(self, argv)

    def run(self, *argv: str) -> Any:
        """What one process answers."""
        (found,) = together([self.start(*argv)])
        return found

    def huying(self, *argv: str) -> tuple[int, str]:
        """The operator's command on this house: exit code and what it said."""
        code, said = self.run("cli", *argv)
        return code, said

    def environment(self, **more: str) -> dict[str, str]:
        return {**os.environ, "HUYING_DATA": str(self.data), "HUYING_DATABASE_URL": self.url, **more}

    def sql(self, *statements: str) -> list[Any]:
        """Straight into the database, past every command; rows of the last statement."""
        if POSTGRES:
            import psycopg

            with psycopg.connect(self.url, autocommit=True) as link:
                cursor = [link.execute(statement) for statement in statements][-1]
                return cursor.fetchall() if cursor.description else []
        with closing(sqlite3.connect(self.data / "huying.sqlite3")) as link:
            rows = [link.execute(statement).fetchall() for statement in statements][-1]
            link.commit()
            return rows


def go(running: Sequence[Running]) -> None:
    """Let them begin at once."""
    for one in running:
        one.ear.send("go")


def together(running: Sequence[Running]) -> list[Any]:
    """Run these at once; what each answers."""
    go(running)
    return [one.answer() for one in running]


@contextmanager
def founded(folder: Path) -> Iterator[House]:
    """A migrated house with the county of the journeys; a template for ``copy``."""
    with _database(folder, template="") as made:
        code, said = made.huying("migrate")
        assert code == 0, said
        made.run("found")
        yield made


@contextmanager
def copy(of: House, folder: Path) -> Iterator[House]:
    """A house like it, in no time."""
    if not POSTGRES:
        shutil.copytree(of.data, folder / "copy")
        yield House(folder / "copy", "")
        return
    with _database(folder, template=of.url.rsplit("/", 1)[1]) as made:
        yield made


@contextmanager
def _database(folder: Path, *, template: str) -> Iterator[House]:
    data = folder / "data"
    data.mkdir()
    if not POSTGRES:
        yield House(data, "")
        return
    import psycopg

    name = f"faults_{uuid.uuid4().hex[:12]}"
    like = f" TEMPLATE {template}" if template else ""
    with psycopg.connect(URL, autocommit=True) as link:
        link.execute(f"CREATE DATABASE {name}{like}")
        try:
            yield House(data, f"{URL.rsplit('/', 1)[0]}/{name}")
        finally:
            link.execute(f"DROP DATABASE {name} WITH (FORCE)")
