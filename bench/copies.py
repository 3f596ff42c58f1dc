"""Copies of a county's year: the same rows with other ids, in exactly the shape the commands wrote.

The county is played once through commands; a copy is every row that belongs to its cases, with every id moved by one
distance per table, new public ids, and the chain of each case computed anew. Who, where and when stay: a copy is the
same year once more, in the same county. Not copied: notices (their readers stay the same few hundred people), seals
and the few papers (their files would have to be copied too).
"""

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from huying.base.ledger import chain
from huying.base.search import rules
from huying.kernel.numbers import uuid7

Cells = list[Any]
CASES = {"voice": "voices_voice", "suggestion": "suggestions_suggestion"}
LABELS = {"voices.voice": "voices_voice", "suggestions.suggestion": "suggestions_suggestion"}

# Which column holds the id of a row of which table; every other column is copied as it is.
SHIFTED: Mapping[str, Mapping[str, str]] = {
    "voices_voice": {"joined_to_id": "voices_voice", "like_id": "voices_voice", "parent_id": "voices_voice"},
    "voices_voicecontact": {"voice_id": "voices_voice"},
    "voices_remark": {"voice_id": "voices_voice"},
    "suggestions_suggestion": {},
    "suggestions_textversion": {"suggestion_id": "suggestions_suggestion"},
    "suggestions_cosigner": {"suggestion_id": "suggestions_suggestion"},
    "suggestions_round": {"suggestion_id": "suggestions_suggestion"},
    "suggestions_task": {"suggestion_id": "suggestions_suggestion", "round_id": "suggestions_round"},
    "suggestions_returnrequest": {"task_id": "suggestions_task"},
    "suggestions_extensionrequest": {"task_id": "suggestions_task"},
    "suggestions_contact": {"task_id": "suggestions_task"},
    "suggestions_reply": {"task_id": "suggestions_task"},
    "suggestions_evaluation": {"round_id": "suggestions_round"},
    "suggestions_meeting": {"suggestion_id": "suggestions_suggestion", "round_id": "suggestions_round"},
    "suggestions_commitment": {"suggestion_id": "suggestions_suggestion", "reply_id": "suggestions_reply"},
    "ledger_entry": {},
    "ledger_trace": {},
    "ledger_receipt": {},
    "clocks_clock": {},
    "clocks_extension": {"clock_id": "clocks_clock"},
    "search_document": {},
}
# Tables of all kinds of cases: only what belongs to ours.
_OURS = "(substr({0}, 1, 6) = 'voice:' OR substr({0}, 1, 11) = 'suggestion:')"
WHERE = {
    "ledger_entry": f"{_OURS.format('subject')} ORDER BY subject, seq",
    "ledger_receipt": "result LIKE 'voices.voice:%' OR result LIKE 'suggestions.suggestion:%'",
    "clocks_clock": _OURS.format("subject"),
}


@dataclass(slots=True)
class Table:
    """A table's columns, its rows as they stand, and what differs in a copy: (cell, what to put there)."""

    columns: list[str]
    rows: list[tuple[Cells, list[tuple[int, Callable[["Copy"], Any]]]]] = field(default_factory=list)


@dataclass(slots=True)
class Copy:
    """The k-th copy: its public ids and chains by case, and the documents in which a word is planted."""

    k: int
    uids: dict[str, UUID]
    chains: dict[str, list[str]]
    planted: set[tuple[str, int]]
    word: str


class Year:
    """The played county, ready to be copied.

    Args:
        base: the SQLite file it was played into.
        cell: how the store to be filled wants a value.
    """

    def __init__(self, base: Path, cell: Callable[[Any], Any]) -> None:
        self.cell = cell
        self.database = sqlite3.connect(base)
        self.strides = {name: self._last(name) for name in SHIFTED}
        self.numbers = self.database.execute("SELECT max(number) FROM suggestions_suggestion").fetchone()[0]
        self.links = self._links()
        self.genesis = {subject: UUID(uid) for subject, uid in self._roots()}
        self.tables = {name: self._table(name) for name in SHIFTED}
        self.cases = len(self.genesis)
        # A protected or unpublished case may be searched too; the clerk who asks sees every submitted one.
        self.plantable = self._plantable()

    def _last(self, table: str) -> int:
        key = {"voices_voicecontact": "voice_id", "ledger_receipt": "rowid"}.get(table, "id")
        return int(self.database.execute(f"SELECT coalesce(max({key}), 0) FROM {table}").fetchone()[0])

    def _roots(self) -> Iterator[tuple[str, str]]:
        for kind, table in CASES.items():
            for pk, uid in self.database.execute(f"SELECT id, uid FROM {table}"):
                yield f"{kind}:{pk}", uid

    def _links(self) -> dict[str, list[bytes]]:
        """The text that each line adds to its chain; checked against the hashes that the commands wrote."""
        sql = (
            "SELECT subject, seq, verb, actor_kind, account, person, role, organ, on_behalf_of, at, effective, "
            f"audience, data, hash FROM ledger_entry WHERE {WHERE['ledger_entry']}"
        )
        uids, found, before = dict(self._roots()), {}, ""
        for subject, *fields, hashed in self.database.execute(sql):
            fields[8] = datetime.fromisoformat(fields[8]).replace(tzinfo=UTC).isoformat(timespec="microseconds")
            fields[11] = json.loads(fields[11])
            before = before if fields[0] > 1 else chain.genesis(UUID(uids[subject]))
            if (before := chain.link(before, fields)) != hashed:
                raise SystemExit(f"{subject}#{fields[0]}: the chain is not computed as the ledger computes it.")
            text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
            found.setdefault(subject, []).append(f"\n{text}".encode())
        return found

    def _plantable(self) -> list[tuple[str, int]]:
        kept = "state NOT IN ('draft', 'cosigning', 'discarded', 'withdrawn')"
        found = []
        for kind, table in CASES.items():
            rows = self.database.execute(
                f"SELECT o.id FROM {table} o JOIN search_document d ON d.object_id = o.id AND d.kind = ? "
                f"WHERE o.{kept} AND o.region LIKE '430599%' ORDER BY o.id",
                [kind],
            )
            found.append([(kind, pk) for (pk,) in rows])
        return [pair for both in zip(*found, strict=False) for pair in both]

    # ── what differs in a copy ──

    def _table(self, name: str) -> Table:
        cursor = self.database.execute(f"SELECT * FROM {name} WHERE {WHERE.get(name, '1 = 1')}")
        table = Table([column[0] for column in cursor.description])
        for row in cursor:
            given = dict(zip(table.columns, row, strict=True))
            changes = [(i, make) for i, column in enumerate(table.columns) if (make := self._made(name, column, given))]
            table.rows.append(([self.cell(value) for value in row], changes))
        return table

    def _made(self, table: str, column: str, row: dict[str, Any]) -> Callable[[Copy], Any] | None:
        """What a copy puts into this cell; None where it stays as it is."""
        value = row[column]
        if value in (None, ""):
            return None
        special = getattr(self, f"_{table}_{column}", None) or getattr(self, f"_any_{column}", None)
        if special:
            made: Callable[[Copy], Any] | None = special(table, value, row)
            return made
        target = table if column == "id" else SHIFTED[table].get(column)
        return self._moved(target, value) if target else None

    def _moved(self, table: str, value: int) -> Callable[[Copy], int]:
        stride = self.strides[table]
        return lambda copy: value + copy.k * stride

    def _named(self, value: str, tables: Mapping[str, str]) -> Callable[[Copy], str] | None:
        """``voice:12``, ``task:55`` with the id of the copy."""
        head, _, pk = value.rpartition(":")
        if head not in tables:
            return None
        first, stride = int(pk), self.strides[tables[head]]
        return lambda copy: f"{head}:{first + copy.k * stride}"

    def _any_subject(self, _table: str, value: str, _row: Any) -> Any:
        return self._named(value, CASES)

    _ledger_trace_origin = _ledger_trace_grown = _any_subject

    def _clocks_clock_about(self, _table: str, value: str, _row: Any) -> Any:
        return self._named(value, {"task": "suggestions_task", "commitment": "suggestions_commitment"})

    def _ledger_receipt_result(self, _table: str, value: str, _row: Any) -> Any:
        return self._named(value, LABELS)

    def _ledger_receipt_command_id(self, *_: Any) -> Callable[[Copy], str]:
        return lambda _copy: uuid7().hex

    def _voices_voice_code_hash(self, _table: str, value: str, _row: Any) -> Callable[[Copy], str]:
        return lambda copy: hashlib.sha256(f"{value}{copy.k}".encode()).hexdigest()

    def _suggestions_suggestion_number(self, _table: str, value: int, _row: Any) -> Callable[[Copy], int]:
        return lambda copy: value + copy.k * self.numbers

    def _any_uid(self, table: str, _value: str, row: dict[str, Any]) -> Callable[[Copy], str]:
        subject = f"{next(kind for kind, name in CASES.items() if name == table)}:{row['id']}"
        return lambda copy: copy.uids[subject].hex

    def _any_head(self, table: str, _value: str, row: dict[str, Any]) -> Callable[[Copy], str]:
        subject = f"{next(kind for kind, name in CASES.items() if name == table)}:{row['id']}"
        return lambda copy: copy.chains[subject][-1]

    def _ledger_entry_hash(self, _table: str, _value: str, row: dict[str, Any]) -> Callable[[Copy], str]:
        subject, place = row["subject"], row["seq"] - 1
        return lambda copy: copy.chains[subject][place]

    def _clocks_clock_url(self, _table: str, value: str, row: dict[str, Any]) -> Callable[[Copy], str]:
        subject = row["subject"]
        head, tail = value.split(str(self.genesis[subject]))
        return lambda copy: f"{head}{copy.uids[subject]}{tail}"

    def _search_document_object_id(self, _table: str, value: int, row: dict[str, Any]) -> Callable[[Copy], int]:
        return self._moved(CASES[row["kind"].partition("_")[0]], value)

    def _said(self, place: tuple[str, int], value: str) -> Callable[[Copy], Any]:
        plain = self.cell(value)
        return lambda copy: self.cell(f"{value} {copy.word}") if place in copy.planted else plain

    def _voices_voice_text(self, _table: str, value: str, row: dict[str, Any]) -> Callable[[Copy], Any]:
        return self._said(("voice", row["id"]), value)

    def _suggestions_suggestion_body(self, _table: str, value: str, row: dict[str, Any]) -> Callable[[Copy], Any]:
        return self._said(("suggestion", row["id"]), value)

    def _search_document_text(self, _table: str, value: str, row: dict[str, Any]) -> Callable[[Copy], Any]:
        return self._said((row["kind"], row["object_id"]), value)

    def _search_document_tokens(self, _table: str, value: str, row: dict[str, Any]) -> Callable[[Copy], Any]:
        place, plain, mark = (row["kind"], row["object_id"]), self.cell(value), rules.mark(row["kind"])

        def tokens(copy: Copy) -> Any:
            if place not in copy.planted:
                return plain
            return self.cell(" ".join([mark, *rules.tokens(f"{row['text']} {copy.word}")]))

        return tokens

    # ── copying ──

    def copy(self, k: int, word: str = "", plant: int = 0) -> Copy:
        """The k-th copy, with ``word`` planted into ``plant`` voices and as many suggestions."""
        uids = {subject: uuid7() for subject in self.genesis}
        chains = {}
        for subject, lines in self.links.items():
            at, found = chain.genesis(uids[subject]), []
            for line in lines:
                at = hashlib.sha256(at.encode() + line).hexdigest()
                found.append(at)
            chains[subject] = found
        return Copy(k, uids, chains, set(self.plantable[: 2 * plant]), word)

    def rows(self, table: str, copy: Copy) -> Iterator[Cells]:
        """The rows of one table in a copy, in the order of ``Table.columns``."""
        for cells, changes in self.tables[table].rows:
            row = cells.copy()
            for place, make in changes:
                row[place] = make(copy)
            yield row
