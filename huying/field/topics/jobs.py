"""What the tick does here."""

from datetime import datetime

from django.utils import timezone

from huying.base.organs import queries as organs
from huying.field.topics import commands


def concentrate(now: datetime) -> int:
    """Once a night: count anew what concentrates, congress by congress; harmless to repeat."""
    return sum(commands.concentrate(region, now) for region in organs.highest(timezone.localdate(now)))
