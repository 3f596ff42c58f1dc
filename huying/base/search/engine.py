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
from django.db.models import OuterRef, Q, Subquery, TextField, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat, StrIndex
from django.db.models.lookups import GreaterThan

from huying.base.search.models import Document
from huying.base.search.rules import Term, mark

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
    # Without fastupdate every search would first read through what was written lately.
    "postgresql": [
        "CREATE INDEX search_tokens ON search_document USING gin (to_tsvector('simple', tokens)) "
        "WITH (fastupdate = off)",
    ],
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
WHERE {where} ORDER BY search_index.rowid DESC LIMIT %s
"""
_SQLITE_ALL = """
SELECT d.object_id FROM search_index JOIN search_document d ON d.id = search_index.rowid WHERE {where}
"""
# What is there, up to a limit: some of it, and how much.
_SOME = """
WITH found AS MATERIALIZED ({every} LIMIT %s)
SELECT object_id, (SELECT count(*) FROM found) FROM found LIMIT %s
"""
# Without MATERIALIZED the planner walks the primary key backwards for common tokens: seconds instead of milliseconds.
_POSTGRESQL = """
WITH hits AS MATERIALIZED (SELECT d.id FROM search_document d WHERE {where}),
newest AS MATERIALIZED (SELECT id FROM hits ORDER BY id DESC LIMIT %s)
SELECT d.object_id, d.created_at, {column} FROM search_document d JOIN newest USING (id)
"""
_POSTGRESQL_ALL = """
WITH hits AS MATERIALIZED (SELECT d.object_id FROM search_document d WHERE {where}) SELECT object_id FROM hits
"""


def match(
    terms: Sequence[Term],
    *,
    column: Literal["text", "tokens"],
    every: bool,
    kind: str,
    region: str,
    since: datetime | None,
    limit: int,
) -> list[tuple[int, str]]:
    """The newest documents that hold every term, or any of them: (object id, that column), newest first.

    Args:
        column: what to read of each.
        terms: at least one, from ``rules`` (tokens hold letters and digits only).
        region: division code prefix, "" for all.
        since: only documents from this moment on.
    """
    where, values = _where(terms, every=every, kind=kind, region=region, since=since)
    sql = _SQLITE if _sqlite() else _POSTGRESQL
    with connection.cursor() as cursor:
        cursor.execute(sql.format(where=where, column=f"d.{column}"), [*values, limit])
        rows = sorted(cursor.fetchall(), key=lambda row: (row[1], row[0]), reverse=True)
    return [(object_id, value) for object_id, _, value in rows]


def matching(terms: Sequence[Term], *, kind: str, region: str, few: int, many: int) -> Q:
    """Rows whose documents hold every term. One statement, to learn how common the words are together.

    Up to ``few`` their keys are a list. Beyond, the question itself is asked inside the room's own, so that no long
    list travels to and fro; never before, because PostgreSQL thinks that it will soon meet a rare word, and reads a
    whole table. Of more than ``many`` nobody makes a list at all: the room reads its own rows in its order and looks
    into each one's document; it soon meets what is common.
    """
    where, values = _where(terms, every=True, kind=kind, region=region, since=None)
    every = (_SQLITE_ALL if _sqlite() else _POSTGRESQL_ALL).format(where=where)
    with connection.cursor() as cursor:
        cursor.execute(_SOME.format(every=every), [*values, many + 1, few + 1])
        found = cursor.fetchall()
    if len(found) <= few:
        return Q(pk__in=[object_id for object_id, _ in found])
    if found[0][1] <= many:
        return Q(pk__in=RawSQL(every, values))  # noqa: S611 - our own words, the user's as values
    own = Document.objects.filter(object_id=OuterRef("pk"), kind=kind, region__startswith=region)
    line = Concat(Value(" "), "tokens", Value(" "), output_field=TextField())
    # As a value of the row, not as EXISTS: that PostgreSQL would turn round and read all documents first. And no LIKE:
    # it would think that hardly a row fits, and sort them all instead of walking along an index.
    said = Subquery(own.values(line=line)[:1])
    at = (StrIndex(said, Value(f" {term.token}" if term.prefix else f" {term.token} ")) for term in terms)
    return Q(*(GreaterThan(place, 0) for place in at))


def _where(
    terms: Sequence[Term], *, every: bool, kind: str, region: str, since: datetime | None
) -> tuple[str, list[Any]]:
    """The kind stands among the tokens too, so that documents of other kinds are not even looked at."""
    own = Term(mark(kind), prefix=False)
    if _sqlite():
        parts = ["search_index MATCH %s"]
        values: list[Any] = [f"{_fts5([own], ' AND ')} AND ({_fts5(terms, ' AND ' if every else ' OR ')})"]
    else:
        parts = ["to_tsvector('simple', d.tokens) @@ to_tsquery('simple', %s)"]
        values = [f"{_tsquery([own], ' & ')} & ({_tsquery(terms, ' & ' if every else ' | ')})"]
    if region:
        parts.append("d.region >= %s AND d.region < %s")
        values += [region, region + "~"]
    if since:
        parts.append("d.created_at >= %s")
        values.append(connection.ops.adapt_datetimefield_value(since))
    return " AND ".join(parts), values


def _sqlite() -> bool:
    return connection.vendor == "sqlite"


def _fts5(terms: Sequence[Term], joined: str) -> str:
    return joined.join(f'"{term.token}"{"*" if term.prefix else ""}' for term in terms)


def _tsquery(terms: Sequence[Term], joined: str) -> str:
    return joined.join(f"'{term.token}'{':*' if term.prefix else ''}" for term in terms)
