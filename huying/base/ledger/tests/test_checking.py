"""Whatever was done to the ledger behind its back, the first broken line is named."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.base.ledger import chain, checking, guard, jobs, queries
from huying.base.ledger.checking import Fault
from huying.base.ledger.commands import fields_of
from huying.base.ledger.models import Entry, Seal
from huying.base.ledger.sealing import proof_for
from huying.base.ledger.tests.make import NOW, ZHANG, Matter, matter, move

pytestmark = pytest.mark.django_db


def faults() -> list[Fault]:
    return queries.verify([Matter]).faults


def copy_of(line: Entry, **change: object) -> None:
    line.pk = None
    for name, value in change.items():
        setattr(line, name, value)
    line.save(force_insert=True)


def test_nothing_wrong_and_everything_counted() -> None:
    for _ in range(3):
        matter(2)
    jobs.seal(NOW + timedelta(days=2))
    report = queries.verify([Matter])
    assert (report.lines, report.cases, report.seals, report.faults) == (9, 3, 2, [])


def forge_forward(case: Matter) -> None:
    """Alter the second line and reckon all later hashes and the head anew, as a clever forger would."""
    lines = list(Entry.objects.filter(subject=case.subject).order_by("seq"))
    before = chain.genesis(case.uid)
    for line in lines:
        if line.seq == 2:
            line.data = {"to": "forged"}
        line.hash = before = chain.link(before, fields_of(line))
        line.save()
    Matter.objects.filter(pk=case.pk).update(head=before)


TAMPERED: list[tuple[str, int, Callable[[Matter, "object"], object]]] = [
    ("altered", 2, lambda case, lines: lines.filter(seq=2).update(data={"to": "x"})),
    ("altered", 3, lambda case, lines: lines.filter(seq=3).update(person=8)),
    ("altered", 1, lambda case, lines: lines.filter(seq=1).update(at=NOW + timedelta(seconds=1))),
    ("altered", 2, lambda case, lines: lines.filter(seq=2).update(hash="0" * 64)),
    ("altered", 1, lambda case, lines: Matter.objects.filter(pk=case.pk).update(uid=Matter().uid)),
    ("removed", 2, lambda case, lines: lines.filter(seq=2).delete()),
    ("removed", 1, lambda case, lines: lines.filter(seq=1).delete()),
    ("inserted", 5, lambda case, lines: copy_of(lines.get(seq=4), seq=5)),
    ("truncated", 4, lambda case, lines: lines.filter(seq=4).delete()),
    ("no lines", 1, lambda case, lines: lines.delete()),
    ("head", 4, lambda case, lines: Matter.objects.filter(pk=case.pk).update(head="0" * 64)),
    ("inserted", 4, lambda case, lines: Matter.objects.filter(pk=case.pk).update(version=3)),
    ("truncated", 5, lambda case, lines: Matter.objects.filter(pk=case.pk).update(version=5)),
    ("no case", 1, lambda case, lines: Matter.objects.filter(pk=case.pk).delete()),
]


@pytest.mark.parametrize(("what", "seq", "tamper"), TAMPERED)
@pytest.mark.parametrize("page", [2, 2000])
def test_each_kind_of_tampering(
    what: str, seq: int, tamper: Callable[..., object], page: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "_PAGE", page)
    matter(3)
    case = matter(3)
    matter(3)
    with guard.lifted():
        tamper(case, Entry.objects.filter(subject=case.subject))
    assert faults() == [Fault(case.subject, seq, what)]
    assert what in checking.WHAT


def test_a_line_pushed_in_between() -> None:
    case = matter(3)
    with guard.lifted():
        copy_of(Entry.objects.get(subject=case.subject, seq=1), seq=0)
    assert [fault.what for fault in faults()] == ["removed"]


def test_a_forged_chain_that_fits_itself_breaks_the_seal() -> None:
    case = matter(3)
    jobs.seal(NOW + timedelta(days=1))
    with guard.lifted():
        forge_forward(case)
    assert faults() == [Fault("seal:2026-07-01", 0, "seal broken")]


def test_seals_that_were_touched() -> None:
    matter()
    jobs.seal(NOW + timedelta(days=4))
    with guard.lifted():
        Seal.objects.filter(day=date(2026, 7, 2)).delete()
    assert faults() == [Fault("seal:2026-07-02", 0, "seal removed")]
    with guard.lifted():
        Seal.objects.filter(day__lte=date(2026, 7, 1)).update(entries=9)
    assert Fault("seal:2026-07-01", 0, "seal altered") in faults()


def test_a_table_that_lost_its_guard() -> None:
    with guard.lifted():
        assert Fault("ledger_matter", 0, "unguarded") in faults()


def test_it_reads_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "_PAGE", 10)
    for _ in range(10):
        matter(4)
    with CaptureQueriesContext(connection) as seen:
        assert queries.verify([Matter]).lines == 50
    # five full pages and an empty one, the rows of each page's cases, then bare cases, seals, triggers
    assert len(seen) <= 6 + 6 + 3


def test_days_are_sealed_once_each_and_chained() -> None:
    case = matter(1)
    first = jobs.seal(NOW + timedelta(days=1))
    assert [seal.day for seal in first] == [date(2026, 7, 1)]
    assert (first[0].cases, first[0].entries, first[0].root) == (1, 2, chain.merkle_root([case.head]))
    assert jobs.seal(NOW + timedelta(days=1)) == []
    move(actor=ZHANG, now=NOW + timedelta(days=2), matter=case.pk)
    later = jobs.seal(NOW + timedelta(days=3))
    assert [(seal.day.day, seal.entries) for seal in later] == [(2, 0), (3, 1)]
    assert faults() == []
    assert [seal.day.day for seal in queries.seals()] == [3, 2, 1]
    assert [seal.day.day for seal in queries.seals(before=date(2026, 7, 3), limit=1)] == [2]


def test_a_day_is_the_local_day_and_waits_for_what_began_before_midnight() -> None:
    matter(now=NOW.replace(hour=15, minute=59, second=59))
    matter(now=NOW.replace(hour=16, minute=0))
    midnight = NOW.replace(hour=16, minute=0)
    assert jobs.seal(midnight + timedelta(minutes=9)) == []
    (seal,) = jobs.seal(midnight + timedelta(minutes=10))
    assert (seal.day, seal.entries) == (date(2026, 7, 1), 1)


def test_nothing_to_seal_before_the_first_line() -> None:
    assert jobs.seal(NOW) == []


def test_two_ticks_at_once_make_one_seal(monkeypatch: pytest.MonkeyPatch) -> None:
    matter()
    draw = jobs.next_seal

    def other_tick_was_faster(before: Seal | None, day: date, last: int) -> Seal:
        draw(before, day, last).save(force_insert=True)
        return draw(before, day, last)

    monkeypatch.setattr(jobs, "next_seal", other_tick_was_faster)
    jobs.seal(NOW + timedelta(days=2))
    assert Seal.objects.count() == 2
    assert faults() == []


def test_anybody_finds_their_case_under_the_published_root() -> None:
    cases = [matter(1) for _ in range(5)]
    (seal,) = jobs.seal(NOW + timedelta(days=1))
    path = proof_for(seal, cases[2].head)
    assert path is not None and chain.climb(cases[2].head, path) == seal.root
    assert proof_for(seal, "0" * 64) is None
