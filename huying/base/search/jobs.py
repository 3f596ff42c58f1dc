"""Search's part of the tick."""

from datetime import datetime

from huying.base.search import commands


def recount(now: datetime) -> int:
    """Once a day, at a quiet hour: count how common tokens are. Harmless to repeat; ``now`` is not needed."""
    return commands.recount()
