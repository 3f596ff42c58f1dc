"""Somebody who owns the database writes past the house: ``huying ledger verify`` names the line."""

import json
from collections.abc import Callable

import pytest

from tests.faults.house import POSTGRES, House

pytestmark = pytest.mark.slow

COLUMNS = "verb, actor_kind, account, person, role, organ, on_behalf_of, at, effective, audience, data, hash"


def unguard(house: House) -> None:
    if POSTGRES:
        tables = ("ledger_entry", "suggestions_suggestion", "organs_register")
        house.sql(*(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables))
        return
    rows = house.sql("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard%'")
    house.sql(*(f"DROP TRIGGER {name}" for (name,) in rows))


def altered(subject: str, last: int) -> tuple[int, str]:
    return 2, f"UPDATE ledger_entry SET person = person + 1 WHERE subject = '{subject}' AND seq = 2"


def removed(subject: str, last: int) -> tuple[int, str]:
    return 2, f"DELETE FROM ledger_entry WHERE subject = '{subject}' AND seq = 2"


def truncated(subject: str, last: int) -> tuple[int, str]:
    return last, f"DELETE FROM ledger_entry WHERE subject = '{subject}' AND seq = {last}"


def inserted(subject: str, last: int) -> tuple[int, str]:
    return last + 1, (
        f"INSERT INTO ledger_entry (subject, seq, {COLUMNS}) SELECT subject, {last + 1}, {COLUMNS} "
        f"FROM ledger_entry WHERE subject = '{subject}' AND seq = {last}"
    )


def head(subject: str, last: int) -> tuple[int, str]:
    return last, f"UPDATE suggestions_suggestion SET head = '{'0' * 64}' WHERE id = {subject.split(':')[1]}"


HARMS: list[Callable[[str, int], tuple[int, str]]] = [altered, removed, truncated, inserted, head]


def test_each_first_broken_line_is_named(house: House) -> None:
    """The triggers refuse each harm; with the triggers gone, each is found, at its line, and nothing else is."""
    house.run("file_many", "lead")
    cases = house.sql("SELECT id, version FROM suggestions_suggestion ORDER BY id DESC LIMIT 5")
    expected, wanted = set(), []
    for (pk, last), harm in zip(cases, HARMS, strict=True):
        line, statement = harm(f"suggestion:{pk}", last)
        expected.add((f"suggestion:{pk}", line, harm.__name__))
        wanted.append(statement)
        if harm is not inserted:  # a line alone is harmless until a case points at it; the chain shows it
            with pytest.raises(Exception, match="guard"):
                house.sql(statement)
    assert house.huying("ledger", "verify")[0] == 0
    unguard(house)
    house.sql(*wanted)
    code, said = house.huying("ledger", "verify", "--json")
    assert code == 1
    faults = [fault for fault in json.loads(said)["faults"] if fault["what"] != "unguarded"]
    assert {(fault["subject"], fault["line"], fault["what"]) for fault in faults} == expected
    assert all(fault["text"] for fault in faults)
