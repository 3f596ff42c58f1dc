"""Counting tries. Not commands of a case: nothing to prove later, only to slow somebody down now."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import F

from huying.base.limits.models import Attempt
from huying.kernel.errors import TooOften
from huying.kernel.words import N_

KEEP = timedelta(days=2)
"""Longer than any window in use; older counters say nothing any more."""


def hit(key: str, limit: int, seconds: int, now: datetime) -> int:
    """Count one try and return how many there were in this window; TooOften beyond ``limit``.

    Call it outside a transaction: a refusal inside one would take the count back with it.

    Args:
        key: what is counted, with its purpose: "login:account:zhang". Stored only as a keyed hash.
        limit: tries allowed in a window.
        seconds: length of a window; windows stand on the clock, not on the first try.

    Raises:
        TooOften: with ``params["seconds"]`` (and ``minutes``, rounded up) until the window ends.
    """
    start = _window(seconds, now)
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO limits_attempt (key, "window", count) VALUES (%s, %s, 1) '  # window is a word of PostgreSQL's
            'ON CONFLICT (key, "window") DO UPDATE SET count = limits_attempt.count + 1 RETURNING count',
            [_hashed(key, seconds), connection.ops.adapt_datetimefield_value(start)],
        )
        count: int = cursor.fetchone()[0]
    if count > limit:
        left = max(1, round((start + timedelta(seconds=seconds) - now).total_seconds()))
        raise TooOften(N_("试的次数太多了，请 %(minutes)s 分钟后再试。"), seconds=left, minutes=-(-left // 60))
    return count


def forgive(key: str, seconds: int, now: datetime, *, all_of_it: bool = False) -> None:
    """Take one try back (it turned out to be a good one), or all of this window."""
    rows = Attempt.objects.filter(key=_hashed(key, seconds), window=_window(seconds, now), count__gt=0)
    rows.update(count=0 if all_of_it else F("count") - 1)


def sweep(now: datetime) -> int:
    """Delete counters of windows long past; returns how many."""
    return Attempt.objects.filter(window__lt=now - KEEP).delete()[0]


def _window(seconds: int, now: datetime) -> datetime:
    stamp = int(now.timestamp())
    return datetime.fromtimestamp(stamp - stamp % seconds, tz=UTC)


def _hashed(key: str, seconds: int) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"limits:{seconds}:{key}".encode(), hashlib.sha256).hexdigest()
