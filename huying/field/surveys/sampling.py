"""Drawing a sample that anybody can draw again: strata by township, without replacement, from a seed. Pure.

In every stratum people are put in the order of ``sha256("<seed>:<public id>")``; the first ones are drawn. Whoever has
the list, the seed and any program that hashes gets the same names.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple


class Listed(NamedTuple):
    """Somebody who may be drawn: their public id and the stratum (division code) they belong to."""

    ident: str
    stratum: str


def shares(sizes: Mapping[str, int], size: int) -> dict[str, int]:
    """How many to draw from each stratum: by size, the largest remainders first (equal ones: the smaller code)."""
    whole = sum(sizes.values())
    size = min(size, whole)
    found = {name: size * n // whole for name, n in sizes.items()} if whole else {}
    by_rest = sorted(found, key=lambda name: (-(size * sizes[name] % whole), name))
    for name in by_rest[: size - sum(found.values())]:
        found[name] += 1
    return found


def order(seed: str, ident: str) -> str:
    """The place of somebody in the order of the draw."""
    return hashlib.sha256(f"{seed}:{ident}".encode()).hexdigest()


def draw(frame: Iterable[Listed], size: int, seed: str) -> set[str]:
    """The public ids that this seed draws from this list."""
    rows = sorted(frame, key=lambda row: order(seed, row.ident))
    left = shares(Counter(row.stratum for row in rows), size)
    drawn = set()
    for row in rows:
        if left[row.stratum]:
            left[row.stratum] -= 1
            drawn.add(row.ident)
    return drawn


def fingerprint(frame: Iterable[Listed]) -> str:
    """What the ledger keeps of a list, so that nobody can exchange it afterwards."""
    lines = sorted(f"{row.stratum} {row.ident}\n" for row in frame)
    return hashlib.sha256("".join(lines).encode()).hexdigest()
