"""``huying ledger verify``: recompute every chain, head and seal, and name the first broken line of each.

It reads page by page and keeps no more than one page of lines and one day of heads.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from django.apps import apps
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat

from huying.base.ledger import chain, guard
from huying.base.ledger.commands import fields_of
from huying.base.ledger.models import Case, Entry, Seal
from huying.base.ledger.sealing import hash_of, next_seal
from huying.kernel.words import N_

_PAGE = 2000

WHAT: Mapping[str, str] = {
    "altered": N_("这一行被改动过"),
    "removed": N_("这一行不见了"),
    "inserted": N_("这一行是多出来的"),
    "truncated": N_("从这一行起，后面的记录不见了"),
    "head": N_("案卷上记的最后一行与台账不符"),
    "no case": N_("有台账记录，却没有这件案卷"),
    "no lines": N_("有这件案卷，却没有台账记录"),
    "seal altered": N_("这一天的封签被改动过"),
    "seal removed": N_("这一天的封签不见了"),
    "seal broken": N_("封签之后，这一天的记录被改动过"),
    "unguarded": N_("这张表没有数据库保护"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it was written.

    Args:
        subject: "voice:12", "seal:2026-07-01", or the name of a table.
        seq: the first broken line of that case; 0 where no line is meant.
        what: a key of ``WHAT``.
    """

    subject: str
    seq: int
    what: str


@dataclass(slots=True)
class Report:
    """What was checked and what was found."""

    lines: int = 0
    cases: int = 0
    seals: int = 0
    faults: list[Fault] = field(default_factory=list)


def case_models() -> list[type[Case]]:
    """Every kind of case that is installed."""
    return [model for model in apps.get_models() if issubclass(model, Case)]


def verify(models: Iterable[type[Case]] | None = None) -> Report:
    """Check everything: chains, heads, cases without lines, seals, triggers.

    Args:
        models: the case tables; every installed one when None.
    """
    kinds = {model.case_kind: model for model in (case_models() if models is None else models)}
    report = Report()
    for lines, case in _chains(kinds):
        report.cases += 1
        report.lines += _check_chain(lines, case, report.faults)
    for model in kinds.values():
        report.faults += _without_lines(model)
    _check_seals(report)
    tables = ["ledger_entry", "ledger_seal", *(model._meta.db_table for model in kinds.values())]
    report.faults += [Fault(table, 0, "unguarded") for table in guard.unguarded(tables)]
    return report


def _pages() -> Iterator[list[Entry]]:
    """Every line by case and sequence. Keyset, for a cursor behind PgBouncer would fetch the whole ledger at once."""
    lines = Entry.objects.order_by("subject", "seq")
    page = list(lines[:_PAGE])
    while page:
        yield page
        at = page[-1]
        page = list(lines.filter(subject__gte=at.subject).exclude(subject=at.subject, seq__lte=at.seq)[:_PAGE])


def _chains(kinds: Mapping[str, type[Case]]) -> Iterator[tuple[list[Entry], Case | None]]:
    """The lines of each case, with its row."""
    held: list[Entry] = []
    for page in _pages():
        groups: dict[str, list[Entry]] = {}
        for line in held + page:
            groups.setdefault(line.subject, []).append(line)
        # The last case of a page may go on in the next one.
        tail = page[-1].subject
        held = groups.pop(tail)
        yield from _with_rows(groups, kinds)
    if held:
        yield from _with_rows({held[0].subject: held}, kinds)


def _with_rows(
    groups: Mapping[str, list[Entry]], kinds: Mapping[str, type[Case]]
) -> Iterator[tuple[list[Entry], Case | None]]:
    rows: dict[str, Case] = {}
    for kind, model in kinds.items():
        ids = [int(subject.split(":")[1]) for subject in groups if subject.startswith(f"{kind}:")]
        if ids:
            cases = model._default_manager.filter(pk__in=ids).only("uid", "version", "head")
            rows.update({case.subject: case for case in cases})
    for subject, lines in groups.items():
        yield lines, rows.get(subject)


def _check_chain(lines: list[Entry], case: Case | None, faults: list[Fault]) -> int:
    if fault := _first_fault(lines, case):
        faults.append(fault)
    return len(lines)


def _first_fault(lines: list[Entry], case: Case | None) -> Fault | None:
    subject = lines[0].subject
    if case is None:
        return Fault(subject, lines[0].seq, "no case")
    before, expected = chain.genesis(case.uid), 1
    for line in lines:
        if line.seq != expected:
            return Fault(subject, expected, "removed")
        if line.seq > case.version:
            return Fault(subject, line.seq, "inserted")
        if chain.link(before, fields_of(line)) != line.hash:
            return Fault(subject, line.seq, "altered")
        before, expected = line.hash, expected + 1
    if expected <= case.version:
        return Fault(subject, expected, "truncated")
    return None if case.head == before else Fault(subject, case.version, "head")


def _without_lines(model: type[Case]) -> list[Fault]:
    subject = Concat(Value(f"{model.case_kind}:"), Cast(OuterRef("pk"), CharField()), output_field=CharField())
    bare = model._default_manager.filter(~Exists(Entry.objects.filter(subject=subject))).order_by("pk").only("pk")
    return [Fault(case.subject, 1, "no lines") for case in bare]


def _check_seals(report: Report) -> None:
    before: Seal | None = None
    for seal in Seal.objects.order_by("day").iterator(chunk_size=500):
        report.seals += 1
        name = f"seal:{seal.day}"
        redrawn = next_seal(before, seal.day, seal.last_entry)
        if before and seal.day != before.day + timedelta(days=1):
            report.faults.append(Fault(f"seal:{before.day + timedelta(days=1)}", 0, "seal removed"))
        elif seal.hash != hash_of(seal, before):
            report.faults.append(Fault(name, 0, "seal altered"))
        elif seal.root != redrawn.root or seal.entries != redrawn.entries:
            report.faults.append(Fault(name, 0, "seal broken"))
        before = seal
