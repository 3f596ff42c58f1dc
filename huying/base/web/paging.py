"""Pages of a list without counting it and without skipping over rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: its rows, and the key after which the next page begins (None at the end)."""

    items: Sequence[Any]
    next: int | None


def keyset(
    queryset: "QuerySet[Any, Any]",
    *,
    size: int = 50,
    before: int | str | None = None,
    key: str = "id",
    oldest: bool = False,
) -> Page:
    """The newest ``size`` rows whose ``key`` lies below ``before``; nonsense in ``before`` is the first page.

    Args:
        oldest: the other way round: the oldest rows whose key lies above it.
    """
    limit = number(before)
    if limit is not None:
        queryset = queryset.filter(**{f"{key}__{'gt' if oldest else 'lt'}": limit})
    rows = list(queryset.order_by(key if oldest else f"-{key}")[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    return Page(rows, _key(rows[-1], key) if more else None)


def number(text: int | str | None) -> int | None:
    """A page key from an address: a plain number that a database can hold, or None."""
    if isinstance(text, int):
        return text
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 18 else None


def _key(row: Any, key: str) -> int:
    return int(row[key] if isinstance(row, dict) else getattr(row, key))
