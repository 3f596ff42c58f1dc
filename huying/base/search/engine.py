"""All that differs between SQLite and PostgreSQL: how the tokens are indexed, and how they are matched.

SQLite: an FTS5 table without text of its own over the tokens (Debian 12's SQLite knows no ``contentless_delete``), kept
by triggers. PostgreSQL: a GIN index on an expression. A migration that alters ``search_document`` on SQLite loses the
triggers and repeats ``Index()`` afterwards.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from django.db import connection
from django.db.migrations.operations.base import Operation

from huying.base.search.rules import Term

# The "ascii" tokenizer cuts at blanks and takes every character beyond ASCII as it is; "unicode61" knows no character
# newer than Unicode 6.1 and would cut rare Chinese names apart. ``rules.tokens`` has folded case and width already.
_OLD = "INSERT INTO search_index(search_index, rowid, tokens) VALUES ('delete', old.id, old.tokens);"
_NEW = "INSERT INTO search_index(rowid, tokens) VALUES (new.id, new.tokens);"
_FORWARDS = {
    "sqlite": [
        "CREATE VIRTUAL TABLE search_index USING fts5("
        "tokens, content='search_document', content_rowid='id', detail=none, tokenize='ascii')",
        f"CREATE TRIGGER search_added AFTER INSERT ON search_document BEGIN {_NEW} END",
        f"CREATE TRIGGER search_gone AFTER DELETE ON search_document BEGIN {_OLD} END",
        f"CREATE TRIGGER search_changed AFTER UPDATE OF tokens ON search_document BEGIN {_OLD} {_NEW} END",
        "INSERT INTO search_index(search_index) VALUES ('rebuild')",
    ],
    "postgresql": ["CREATE INDEX search_tokens ON search_document USING gin (to_tsvector('simple', tokens))"],
}
_BACKWARDS = {
    "sqlite": [
        "DROP TRIGGER IF EXISTS search_added",
        "DROP TRIGGER IF EXISTS search_gone",
        "DROP TRIGGER IF EXISTS search_changed",
        "DROP TABLE IF EXISTS search_index",
    ],
    "postgresql": ["DROP INDEX IF EXISTS search_tokens"],
}


class Index(Operation):
    """Migration operation: make the index over what is there already."""

    reversible = True
    reduces_to_sql = False

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models stay as they are."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        vendor = schema_editor.connection.vendor
        for statement in _BACKWARDS[vendor] + _FORWARDS[vendor]:
            schema_editor.execute(statement, params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for statement in _BACKWARDS[schema_editor.connection.vendor]:
            schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        return "Make the token index"


# Newest first is by row number in the index: SQLite then stops at the limit; created_at orders the answer afterwards.
_SQLITE = """
SELECT d.object_id, d.created_at, {column} FROM search_index JOIN search_document d ON d.id = search_index.rowid
WHERE search_index MATCH %s AND {where} ORDER BY search_index.rowid DESC LIMIT %s
"""
# Without MATERIALIZED the planner walks the primary key backwards for common tokens: seconds instead of milliseconds.
_POSTGRESQL = """
WITH hits AS MATERIALIZED (
    SELECT d.id FROM search_document d
    WHERE to_tsvector('simple', d.tokens) @@ to_tsquery('simple', %s) AND {where}
), newest AS MATERIALIZED (SELECT id FROM hits ORDER BY id DESC LIMIT %s)
SELECT d.object_id, d.created_at, {column} FROM search_document d JOIN newest USING (id)
"""


def match(
    terms: Sequence[Term],
    *,
    column: Literal["", "text", "tokens"],
    every: bool,
    kind: str,
    region: str,
    since: datetime | None,
    limit: int,
) -> list[tuple[int, str]]:
    """The newest documents that hold every term, or any of them: (object id, that column), newest first.

    Args:
        column: what to read of each; "" for nothing.
        terms: at least one, from ``rules`` (tokens hold letters and digits only).
        region: division code prefix, "" for all.
        since: only documents from this moment on.
    """
    where, values = ["d.kind = %s"], [kind]
    if region:
        where.append("d.region >= %s AND d.region < %s")
        values += [region, region + "~"]
    if since:
        where.append("d.created_at >= %s")
        values.append(connection.ops.adapt_datetimefield_value(since))
    sqlite = connection.vendor == "sqlite"
    sql = (_SQLITE if sqlite else _POSTGRESQL).format(
        where=" AND ".join(where), column=f"d.{column}" if column else "''"
    )
    asked = _fts5(terms, every=every) if sqlite else _tsquery(terms, every=every)
    with connection.cursor() as cursor:
        cursor.execute(sql, [asked, *values, limit])
        rows = sorted(cursor.fetchall(), key=lambda row: (row[1], row[0]), reverse=True)
    return [(object_id, value) for object_id, _, value in rows]


def _fts5(terms: Sequence[Term], *, every: bool) -> str:
    return (" AND " if every else " OR ").join(f'"{term.token}"{"*" if term.prefix else ""}' for term in terms)


def _tsquery(terms: Sequence[Term], *, every: bool) -> str:
    return (" & " if every else " | ").join(f"'{term.token}'{':*' if term.prefix else ''}" for term in terms)
