"""What this process remembers of regions, organs and calendars, and when it forgets.

These tables are read on every page and change a few times a year. A command here forgets at once and renews the mark
(``Revision``); other processes look at the mark every few seconds and forget when it is another one.
"""

import time
import uuid
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, TypeVar

from django.db import transaction

from huying.base.organs.models import Revision

CHECK_SECONDS = 3.0

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class _Memory:
    """Forgetting takes a new dict, so that an answer read before a change never lands among those read after it."""

    def __init__(self) -> None:
        self.kept: dict[Any, Any] = {}
        self.mark: uuid.UUID | None = None
        self.next_check = 0.0


_memory = _Memory()


def recall(key: Hashable, load: Callable[[], Value]) -> Value:
    """The value kept under ``key``, loaded on the first call after a change."""
    kept = _fresh()
    if key not in kept:
        kept[key] = load()
    value: Value = kept[key]
    return value


def recall_many(kind: str, keys: Iterable[Key], load: Callable[[list[Key]], Mapping[Key, Value]]) -> dict[Key, Value]:
    """The values of one kind by key; ``load`` is asked once for all that are not kept, and may leave some out."""
    kept, wanted = _fresh(), set(keys)
    if absent := [key for key in wanted if (kind, key) not in kept]:
        kept.update({(kind, key): value for key, value in load(absent).items()})
    return {key: kept[kind, key] for key in wanted if (kind, key) in kept}


def _fresh() -> dict[Any, Any]:
    if time.monotonic() >= _memory.next_check:
        mark = Revision.objects.values_list("mark", flat=True).first()
        if mark != _memory.mark:
            _memory.kept = {}
        _memory.mark, _memory.next_check = mark, time.monotonic() + CHECK_SECONDS
    return _memory.kept


def changed() -> None:
    """Forget, and tell the other processes; called inside the command that changes something."""
    Revision.objects.update_or_create(pk=1, defaults={"mark": uuid.uuid4()})
    forget()
    transaction.on_commit(forget)


def forget() -> None:
    """Forget everything in this process; the next question looks at the mark again."""
    _memory.kept, _memory.mark, _memory.next_check = {}, None, 0.0
