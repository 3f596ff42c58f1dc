"""Two wordings side by side, character by character: what was taken out, what was put in. Pure."""

from difflib import SequenceMatcher
from typing import NamedTuple

ISLAND = 2
"""Shorter runs that stayed the same between two changes count as changed: one is easier to follow than three."""


class Piece(NamedTuple):
    """Some characters: "same", "del" (only before), "ins" (only after)."""

    kind: str
    text: str


def pieces(before: str, after: str) -> list[Piece]:
    """How ``before`` became ``after``, in order; what was taken out stands before what came in its place.

    In long texts the commonest characters begin no match (``autojunk``): without that, two thousand repeated ones would
    cost seconds on every page that shows them.
    """
    found: list[Piece] = []
    out = into = ""
    steps = SequenceMatcher(a=before, b=after).get_opcodes()
    for number, (tag, a, b, c, d) in enumerate(steps):
        inside = 0 < number < len(steps) - 1
        if tag == "equal" and not (inside and b - a < ISLAND):
            found += _changed(out, into)
            found.append(Piece("same", before[a:b]))
            out = into = ""
        else:
            out, into = out + before[a:b], into + after[c:d]
    return [*found, *_changed(out, into)]


def _changed(out: str, into: str) -> list[Piece]:
    return [piece for piece in (Piece("del", out), Piece("ins", into)) if piece.text]
