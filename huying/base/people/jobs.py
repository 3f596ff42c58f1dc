"""What the tick does for people."""

from datetime import datetime

from huying.base.people.models import Session


def forget_sessions(now: datetime) -> int:
    """Delete log-ins that have run out; returns how many."""
    return Session.objects.filter(expire_date__lt=now).delete()[0]
