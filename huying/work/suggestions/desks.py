"""Which organ owes what a congress's own offices owe."""

from datetime import date

from huying.base.organs import queries as organs


def committee_of(region: str, on: date) -> int:
    """代工委; where there is none (a township), the presidium."""
    return _first(region, on, "deputy_affairs", "presidium", "standing_committee", "congress")


def assigner_of(region: str, on: date, assigner: str) -> int:
    """The government office, or the presidium, as the playbook says (代表法 第51条)."""
    first = "presidium" if assigner == "presidium" else "government_office"
    return _first(region, on, first, "deputy_affairs", "congress")


def _first(region: str, on: date, *kinds: str) -> int:
    found = {organ.kind: organ.pk for organ in reversed(organs.organs(region, on, *kinds))}
    return next((found[kind] for kind in kinds if kind in found), 0)
