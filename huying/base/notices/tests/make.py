"""Notices, made by telling."""

from datetime import UTC, datetime
from typing import Any

from huying.base.notices import commands
from huying.base.people.tests import make as folk
from huying.kernel.actor import Actor, Role

NOW = datetime(2026, 7, 1, 3, 0, tzinfo=UTC)


def told(*person_ids: int, verb: str = "suggestion.filed", key: str = "suggestion:1:3", **data: Any) -> None:
    commands.tell(person_ids, verb, case="suggestion:1", url="/desk/suggestions/1", key=key, now=NOW, data=data)


def keeper() -> Actor:
    """Whoever runs the site of the county."""
    return folk.admin(Role.SYSTEM_ADMIN, "keeper")
