"""The two databases we run on, filled far faster than through commands: triggers and indexes come back at the end."""

import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

from bench.copies import SHIFTED, Year
from bench.server import tree

FILLED = [*SHIFTED, "tallies_tally", "organs_series"]


class Store(Protocol):
    """One engine's databases, one per size."""

    name: str

    def url(self, stage: str) -> str:
        """The product's HUYING_DATABASE_URL of one size."""

    def start(self, stage: str, base: Path) -> None:
        """A new database that holds what the played county holds."""

    def clone(self, source: str, target: str) -> None:
        """The next size starts from the one before."""

    def pids(self) -> list[int]:
        """The database's own processes."""

    def cell(self, value: Any) -> Any:
        """A value as this engine's filling wants it."""

    def filling(self, stage: str) -> Any:
        """Context: ``fill(table, columns, rows)`` and ``run(sql, values)`` while triggers and indexes are away."""


class Filler(Protocol):
    def fill(self, table: str, columns: list[str], rows: Iterable[list[Any]]) -> None: ...
    def run(self, sql: str) -> None: ...


def fill(store: Store, stage: str, year: Year, *, before: int, after: int, word: str, plant: int) -> None:
    """Add copies ``before + 1`` to ``after``, with ``word`` planted into ``plant`` voices and as many suggestions."""
    with store.filling(stage) as filler:
        count = after - before
        for at in range(0, count, 8):
            copies = [
                year.copy(before + 1 + i, word, plant * (i + 1) // count - plant * i // count)
                for i in range(at, min(at + 8, count))
            ]
            for table in SHIFTED:
                rows = (row for copy in copies for row in year.rows(table, copy))
                filler.fill(table, year.tables[table].columns, rows)
        filler.run(f"UPDATE tallies_tally SET n = n / {before + 1} * {after + 1}")
        sessions = "SELECT 'suggestion:' || session_id, max(number) FROM suggestions_suggestion WHERE number > 0"
        filler.run(
            f"INSERT INTO organs_series (name, last) {sessions} GROUP BY session_id "
            "ON CONFLICT (name) DO UPDATE SET last = excluded.last"
        )


class Sqlite:
    """Files in a folder."""

    name = "sqlite"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def file(self, stage: str) -> Path:
        return self.folder / f"{stage}.sqlite3"

    def url(self, stage: str) -> str:
        return f"sqlite://{self.file(stage)}"

    def start(self, stage: str, base: Path) -> None:
        shutil.copyfile(base, self.file(stage))

    def clone(self, source: str, target: str) -> None:
        with closing(sqlite3.connect(self.file(source))) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copyfile(self.file(source), self.file(target))

    def pids(self) -> list[int]:
        return []

    def cell(self, value: Any) -> Any:
        return value

    @contextmanager
    def filling(self, stage: str) -> Iterator[Filler]:
        with closing(sqlite3.connect(self.file(stage), isolation_level=None)) as database:
            database.execute("PRAGMA synchronous=OFF")
            database.execute("PRAGMA cache_size=-400000")
            database.execute("PRAGMA temp_store=MEMORY")
            marks = ",".join("?" * len(FILLED))
            away = database.execute(
                f"SELECT type, name, sql FROM sqlite_master WHERE tbl_name IN ({marks}) AND sql NOTNULL "
                "AND (type = 'trigger' OR type = 'index')",
                FILLED,
            ).fetchall()
            for kind, name, _ in away:
                database.execute(f'DROP {kind} "{name}"')
            last = database.execute("SELECT coalesce(max(id), 0) FROM search_document").fetchone()[0]
            database.execute("BEGIN")
            yield _SqliteFiller(database)
            database.execute(
                f"INSERT INTO search_index (rowid, tokens) SELECT id, tokens FROM search_document WHERE id > {last}"
            )
            database.execute("COMMIT")
            for _, _, sql in sorted(away):
                database.execute(sql)
            # What SQLite's own advice is for an application to do now and then.
            database.execute("PRAGMA optimize")
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


class _SqliteFiller:
    def __init__(self, database: sqlite3.Connection) -> None:
        self.database = database

    def fill(self, table: str, columns: list[str], rows: Iterable[list[Any]]) -> None:
        names = ", ".join(f'"{column}"' for column in columns)
        marks = ", ".join("?" * len(columns))
        self.database.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)

    def run(self, sql: str) -> None:
        self.database.execute(sql)


class Postgres:
    """Databases of one cluster. ``url`` is any database of it, by a superuser."""

    name = "postgres"

    def __init__(self, url: str, migrate: Any) -> None:
        self.root = url.rpartition("/")[0]
        self.migrate = migrate
        self.postmaster: int | None = None

    def url(self, stage: str) -> str:
        return f"{self.root}/{stage}"

    def connect(self, stage: str = "postgres") -> Any:
        import psycopg

        return psycopg.connect(self.url(stage).replace("postgres://", "postgresql://"), autocommit=True)

    def start(self, stage: str, base: Path) -> None:
        with self.connect() as root:
            root.execute(f"CREATE DATABASE {stage}")
        self.migrate(self.url(stage))
        with closing(sqlite3.connect(base)) as played, self.filling(stage, everything=True) as filler:
            skipped = "name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search_index%' AND name <> 'django_migrations'"
            tables = played.execute(f"SELECT name FROM sqlite_master WHERE type = 'table' AND {skipped}").fetchall()
            for (table,) in tables:
                filler.run(f"TRUNCATE {table} CASCADE")
            for (table,) in tables:
                rows = played.execute(f"SELECT * FROM {table}")
                columns = [column[0] for column in rows.description]
                filler.fill(table, columns, ([self.cell(value) for value in row] for row in rows))

    def clone(self, source: str, target: str) -> None:
        with self.connect() as root:
            root.execute(f"CREATE DATABASE {target} TEMPLATE {source} STRATEGY FILE_COPY")

    def pids(self) -> list[int]:
        if self.postmaster is None:
            with self.connect() as root:
                backend = root.execute("SELECT pg_backend_pid()").fetchone()[0]
                self.postmaster = int(Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()[1])
        return tree(self.postmaster)

    def cell(self, value: Any) -> str:
        if value is None:
            return "\\N"
        text = str(value).replace("\\", "\\\\")
        return text.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")

    @contextmanager
    def filling(self, stage: str, *, everything: bool = False) -> Iterator[Filler]:
        with self.connect() as root:
            # Nothing is asked to survive a crash while it is filled.
            root.execute("ALTER SYSTEM SET fsync = off")
            root.execute("SELECT pg_reload_conf()")
        with self.connect(stage) as database:
            database.execute("SET session_replication_role = replica")
            database.execute("SET timezone = 'UTC'")
            database.execute("SET maintenance_work_mem = '1GB'")
            away = [] if everything else _indexes(database)
            for drop, _ in away:
                database.execute(drop)
            yield _PostgresFiller(database)
            for _, make in away:
                database.execute(make)
            for (sequence,) in _sequences(database):
                database.execute(sequence)
            database.execute("VACUUM (ANALYZE)")
        with self.connect() as root:
            root.execute("CHECKPOINT")
            root.execute("ALTER SYSTEM RESET fsync")
            root.execute("SELECT pg_reload_conf()")


class _PostgresFiller:
    def __init__(self, database: Any) -> None:
        self.database = database

    def fill(self, table: str, columns: list[str], rows: Iterable[list[Any]]) -> None:
        names = ", ".join(f'"{column}"' for column in columns)
        with self.database.cursor().copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            lines: list[str] = []
            for row in rows:
                lines.append("\t".join(map(str, row)))
                if len(lines) == 500:
                    copy.write("\n".join(lines) + "\n")
                    lines.clear()
            if lines:
                copy.write("\n".join(lines) + "\n")

    def run(self, sql: str) -> None:
        self.database.execute(sql)


def _indexes(database: Any) -> list[tuple[str, str]]:
    """How to drop, and make again, every index of the filled tables but the primary keys."""
    tables = ", ".join(f"'{table}'" for table in SHIFTED)
    constraints = database.execute(
        "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname), "
        "format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) "
        f"FROM pg_constraint WHERE contype = 'u' AND conrelid::regclass::text IN ({tables})"
    ).fetchall()
    plain = database.execute(
        "SELECT format('DROP INDEX %s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid) FROM pg_index i "
        "WHERE NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = i.indexrelid) "
        f"AND i.indrelid::regclass::text IN ({tables})"
    ).fetchall()
    return [*constraints, *plain]


def _sequences(database: Any) -> list[tuple[str]]:
    found: list[tuple[str]] = database.execute(
        "SELECT format('SELECT setval(pg_get_serial_sequence(%L, ''id''), greatest((SELECT max(id) FROM %I), 1))', "
        "table_name, table_name) FROM information_schema.columns "
        "WHERE table_schema = 'public' AND column_name = 'id' AND is_identity = 'YES'"
    ).fetchall()
    return found
