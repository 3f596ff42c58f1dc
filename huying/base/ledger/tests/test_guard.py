"""Pitfall 34: the database refuses what no command did."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from huying.base.ledger import guard, jobs
from huying.base.ledger.models import Entry, Seal
from huying.base.ledger.tests.make import NOW, ZHANG, Matter, matter, move

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "change",
    [
        {"state": "closed"},
        {"version": 9},
        {"version": 1},
        {"head": "0" * 64},
        {"edition": "other"},
        {"region": "430588"},
        {"uid": "00000000-0000-7000-8000-000000000000"},
        {"version": 4, "head": "0" * 64, "state": "closed"},
    ],
)
def test_a_direct_update_raises(change: dict[str, object]) -> None:
    case = matter(1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Matter.objects.filter(pk=case.pk).update(**change)
    case.refresh_from_db()
    assert (case.state, case.version) == ("step0", 2)


def test_other_columns_and_no_change_are_free() -> None:
    case = matter(1)
    assert Matter.objects.filter(pk=case.pk).update(note="x", state="step0") == 1


def test_a_line_alone_does_not_open_the_door_to_its_hash() -> None:
    case = matter(1)
    line = Entry.objects.get(subject=case.subject, seq=2)
    line.pk, line.seq, line.hash = None, 3, "1" * 64
    line.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Matter.objects.filter(pk=case.pk).update(version=3, head="2" * 64, state="closed")


def test_a_case_is_made_with_its_line_and_never_deleted() -> None:
    case = matter()
    with pytest.raises(IntegrityError), transaction.atomic():
        Matter.objects.create(region="430599", state="open", edition="x", created_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        case.delete()


def test_lines_and_seals_stay_as_they_are() -> None:
    case = matter()
    jobs.seal(NOW.replace(day=3))
    for rows, change in ((Entry.objects.all(), {"verb": "x"}), (Seal.objects.all(), {"root": "x"})):
        assert rows.exists()
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.delete()
    assert Seal.objects.earliest("day").day == date(2026, 7, 1)
    assert case.version == 1


def test_commands_pass() -> None:
    case = matter(3)
    move(actor=ZHANG, now=NOW, matter=case.pk, state="closed")
    assert Matter.objects.get(pk=case.pk).state == "closed"


def test_what_is_guarded_is_known_and_the_guard_can_be_taken_off() -> None:
    tables = ["ledger_entry", "ledger_seal", "ledger_matter"]
    assert guard.unguarded([*tables, "ledger_trace"]) == ["ledger_trace"]
    case = matter()
    with guard.lifted():
        assert guard.unguarded(tables) == tables
        Matter.objects.filter(pk=case.pk).update(state="anything")
    assert guard.unguarded(tables) == []


def test_the_operation_is_reversible() -> None:
    operation = guard.append_only("ledger_trace")
    assert operation.reversible and operation.deconstruct() == ("Guard", ["ledger_trace", "append"], {})
    schema = type("Editor", (), {"connection": connection, "execute": staticmethod(_execute)})
    operation.database_forwards("ledger", schema, None, None)
    assert guard.unguarded(["ledger_trace"]) == []
    operation.database_backwards("ledger", schema, None, None)
    assert guard.unguarded(["ledger_trace"]) == ["ledger_trace"]


def _execute(sql: str, params: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.django_db(transaction=True)
def test_tests_with_real_transactions_can_clean_up_and_the_guard_stands_again() -> None:
    """Run twice, so that the second run meets what the first one's cleaning left."""
    assert guard.unguarded(["ledger_entry", "ledger_seal", "ledger_matter"]) == []
    assert not Seal.objects.exists()
    Seal.objects.create(day=date(2026, 7, 1), cases=0, entries=0, last_entry=0, root="", hash="")


@pytest.mark.django_db(transaction=True)
def test_again() -> None:
    test_tests_with_real_transactions_can_clean_up_and_the_guard_stands_again()
