"""How a day's seal is drawn and redrawn.

A seal covers the lines with ids after the last line of the seal before up to its own ``last_entry``; its leaves are the
newest hash of every case among them, sorted, so that anybody who holds a case's hash finds its place.
"""

from collections.abc import Iterator
from datetime import date

from huying.base.ledger import chain
from huying.base.ledger.models import Entry, Seal

_PAGE = 5000


def heads_between(after: int, upto: int) -> tuple[list[str], int]:
    """The sorted leaves of the lines with ``after < id <= upto``, and how many lines there are."""
    heads: dict[str, tuple[int, str]] = {}
    lines = 0
    for subject, seq, line_hash in _lines(after, upto):
        lines += 1
        if seq > heads.get(subject, (0, ""))[0]:
            heads[subject] = seq, line_hash
    return sorted(line_hash for _, line_hash in heads.values()), lines


def _lines(after: int, upto: int) -> Iterator[tuple[str, int, str]]:
    while after < upto:
        page = list(
            Entry.objects.filter(id__gt=after, id__lte=upto)
            .order_by("id")
            .values_list("id", "subject", "seq", "hash")[:_PAGE]
        )
        if not page:
            return
        yield from ((subject, seq, line_hash) for _, subject, seq, line_hash in page)
        after = page[-1][0]


def next_seal(before: Seal | None, day: date, last_entry: int) -> Seal:
    """The seal of ``day``, chained to the one ``before``; unsaved."""
    leaves, lines = heads_between(before.last_entry if before else 0, last_entry)
    drawn = Seal(day=day, cases=len(leaves), entries=lines, last_entry=last_entry, root=chain.merkle_root(leaves))
    drawn.hash = hash_of(drawn, before)
    return drawn


def hash_of(seal: Seal, before: Seal | None) -> str:
    """The hash that chains a seal to the one before."""
    fields = [seal.day.isoformat(), seal.cases, seal.entries, seal.last_entry, seal.root]
    return chain.link(before.hash if before else chain.merkle_root([]), fields)


def proof_for(seal: Seal, head: str) -> list[tuple[str, str]] | None:
    """The path from a case's hash to the root of a day's seal (see ``chain.climb``); None when it is not under it."""
    before = Seal.objects.filter(day__lt=seal.day).order_by("-day").first()
    leaves, _ = heads_between(before.last_entry if before else 0, seal.last_entry)
    return chain.proof(leaves, leaves.index(head)) if head in leaves else None
