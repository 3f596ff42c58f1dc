"""When a voice is asked about, checked and visited again. Plain values in, plain values out."""

from collections.abc import Sequence
from datetime import date, timedelta

from huying.playbooks.schema import CheckRequired

VISITED = frozenset(("answered", "unit", "suggestion", "joined"))
"""Ways out after whose end the citizen is visited again: something was done, not only explained."""


def next_visit(days: Sequence[int], done: int, on: date) -> date | None:
    """The day of the next return visit; None when there is none.

    Args:
        days: after the end, rising, as the playbook says.
        done: how many visits are over.
        on: the day of the end, or of the last visit.
    """
    if done >= len(days):
        return None
    return on + timedelta(days=days[done] - (days[done - 1] if done else 0))


def needs_check(required: CheckRequired, door: str, category: str) -> bool:
    """Whether what a unit did is looked at on site before the citizen is told."""
    return door in required.exits or (bool(category) and category in required.categories)
