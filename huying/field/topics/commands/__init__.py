"""Every write to a topic, and the nightly counting of what concentrates."""

from huying.field.topics.commands.citing import cite, uncite
from huying.field.topics.commands.counting import concentrate
from huying.field.topics.commands.deciding import drop, end, list_topic, publish, schedule, supervise, unpublish
from huying.field.topics.commands.gathering import add, dismiss, edit, join, propose, remove

__all__ = [
    "add",
    "cite",
    "concentrate",
    "dismiss",
    "drop",
    "edit",
    "end",
    "join",
    "list_topic",
    "propose",
    "publish",
    "remove",
    "schedule",
    "supervise",
    "uncite",
    "unpublish",
]
