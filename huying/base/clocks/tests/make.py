"""Clocks without a room above: a stand-in for a case, which the clocks only ask three things."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from huying.base.clocks import commands
from huying.base.clocks.models import Clock
from huying.kernel.calendar import national
from huying.kernel.periods import Period

NOW = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)
ANCHOR = date(2026, 7, 1)
FEW = (3, 0, -1)


@dataclass(frozen=True)
class Matter:
    pk: int = 1
    region: str = "430599"
    edition: str = "test@2026-01-01#0"

    @property
    def subject(self) -> str:
        return f"matter:{self.pk}"


def case(pk: int = 1, region: str = "430599") -> Any:
    return Matter(pk, region)


def clock(
    period: str = "3 months", *, of: Any = None, kind: str = "reply", anchor: date = ANCHOR, **more: Any
) -> Clock:
    given = {"debtor": "organ:5", "calendar": national(), "url": "/desk/matters/1", **more}
    return commands.start(of or case(), kind, anchor=anchor, period=Period.parse(period), **given)
