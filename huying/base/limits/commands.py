"""Counting tries. Not commands of a case: nothing to prove later, only to slow somebody down now."""

import hashlib
import hmac
from collections.abc import Sequence
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
    (count,) = tally([key], seconds, now)
    if count > limit:
        left = max(1, round((_window(seconds, now) + timedelta(seconds=seconds) - now).total_seconds()))
        raise TooOften(N_("试的次数太多了，请 %(minutes)s 分钟后再试。"), seconds=left, minutes=-(-left // 60))
    return count


def tally(keys: Sequence[str], seconds: int, now: datetime) -> list[int]:
    """Count one more of each key and return how many there were of each in this window; nothing is refused."""
    hashed = [_hashed(key, seconds) for key in keys]
    each = sorted(set(hashed))  # in one order, so that two never wait for each other crosswise
    start = connection.ops.adapt_datetimefield_value(_window(seconds, now))
    rows = ", ".join(["(%s, %s, 1)"] * len(each))
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO limits_attempt (key, "window", count) VALUES {rows} '  # noqa: S608 - only placeholders
            'ON CONFLICT (key, "window") DO UPDATE SET count = limits_attempt.count + 1 RETURNING key, count',
            [value for key in each for value in (key, start)],
        )
        counted: dict[str, int] = dict(cursor.fetchall())
    return [counted[key] for key in hashed]


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
