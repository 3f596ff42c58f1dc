"""Migration operations that let the database itself refuse what no command did.

Triggers, written once for SQLite and once for PostgreSQL. They catch ``QuerySet.update()``, admin edits, scripts and
the SQL prompt; whoever owns the database can still drop them, which is what chains and published seals are for.

Beware: on SQLite Django rebuilds a table to alter it, and its triggers are lost. A migration that alters a protected
table repeats the operation afterwards; ``unguarded()`` (part of ``huying ledger verify``) names a table left open.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.migrations.operations.base import Operation

_GUARDED = ("state", "version", "head", "edition", "region", "uid")


class Guard(Operation):
    """Put triggers on one table, or take them off again.

    Args:
        table: name of the table.
        kind: "append" for lines that are only ever added; otherwise the ``case_kind`` of a case table.
    """

    reversible = True
    reduces_to_sql = False

    def __init__(self, table: str, kind: str) -> None:
        self.table = table
        self.kind = kind

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__qualname__, [self.table, self.kind], {}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models stay as they are."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self.database_backwards(app_label, schema_editor, from_state, to_state)
        for statement in statements(schema_editor.connection.vendor, self.table, self.kind):
            schema_editor.execute(statement, params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for event in ("insert", "update", "delete", "truncate"):
            on = f" ON {self.table}" if schema_editor.connection.vendor == "postgresql" else ""
            schema_editor.execute(f"DROP TRIGGER IF EXISTS guard_{self.table}_{event}{on}", params=None)

    def describe(self) -> str:
        return f"Guard {self.table} as {self.kind}"


def append_only(table: str) -> Guard:
    """Lines of ``table`` may be added, never changed, never deleted."""
    return Guard(table, "append")


def protect_case(table: str, kind: str) -> Guard:
    """A row of a case table changes its state only together with a new ledger line, and is never deleted.

    Args:
        table: the table of a ``Case`` subclass, "voices_voice".
        kind: its ``case_kind``, "voice".
    """
    return Guard(table, kind)


def statements(vendor: str, table: str, kind: str) -> list[str]:
    """The SQL that makes the triggers of one table."""
    always = "1 = 1" if vendor == "sqlite" else "true"
    if kind == "append":
        rules = {"update": always, "delete": always}
    else:
        changed = " OR ".join(f"NEW.{column} <> OLD.{column}" for column in _GUARDED)
        lines = f"SELECT 1 FROM ledger_entry WHERE subject = '{kind}:' || NEW.id"  # noqa: S608 - names from migrations
        backed = (
            f"NEW.uid = OLD.uid AND NEW.version > OLD.version AND NOT EXISTS ({lines} AND seq > NEW.version) "
            f"AND EXISTS ({lines} AND seq = NEW.version AND hash = NEW.head)"
        )
        rules = {
            "insert": "NEW.version <> 1 OR length(NEW.head) <> 64",
            "update": f"({changed}) AND NOT ({backed})",
            "delete": always,
        }
    make = _on_sqlite if vendor == "sqlite" else _on_postgresql
    return make(table, rules)


def _on_sqlite(table: str, rules: dict[str, str]) -> list[str]:
    return [
        f"CREATE TRIGGER guard_{table}_{event} BEFORE {event.upper()} ON {table} WHEN {rule} "
        f"BEGIN SELECT RAISE(ABORT, 'guard: {event} of {table} without a command'); END"
        for event, rule in rules.items()
    ]


def _on_postgresql(table: str, rules: dict[str, str]) -> list[str]:
    made = []
    for event, rule in {**rules, "truncate": "true"}.items():
        name = f"guard_{table}_{event}"
        back = {"delete": "OLD", "truncate": "NULL"}.get(event, "NEW")
        each = "STATEMENT" if event == "truncate" else "ROW"
        made += [
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {rule} THEN "
            f"RAISE EXCEPTION 'guard: {event} of {table} without a command' "
            f"USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {back}; END $$",
            f"CREATE TRIGGER {name} BEFORE {event.upper()} ON {table} FOR EACH {each} EXECUTE FUNCTION {name}()",
        ]
    return made


def unguarded(tables: Iterable[str]) -> list[str]:
    """Which of these tables have lost, or never had, their triggers. One statement."""
    if connection.vendor == "sqlite":
        sql = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        sql = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    with connection.cursor() as cursor:
        cursor.execute(sql)
        standing = {name for (name,) in cursor.fetchall()}
    return [table for table in tables if not {f"guard_{table}_update", f"guard_{table}_delete"} <= standing]


@contextmanager
def lifted() -> Iterator[None]:
    """Let rows go while the block runs: for the tests' emptying of tables between transactions, for nothing else."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                r"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard\_%' ESCAPE '\'"
            )
            found = cursor.fetchall()
            off, on = [f"DROP TRIGGER {name}" for name, _ in found], [sql for _, sql in found]
        else:
            cursor.execute(
                "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE starts_with(tgname::text, 'guard_')"
            )
            tables = [table for (table,) in cursor.fetchall()]
            off = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables]
            on = [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables]
    _run(off)
    try:
        yield
    finally:
        _run(on)


def _run(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
