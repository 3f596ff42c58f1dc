"""While a station is flooded, whoever speaks waits a little, or their phone does a small piece of work meanwhile.

Every form carries a signed moment. Nobody is asked to read crooked letters, and nothing leaves this house.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core import signing

from huying.base.limits import commands as limits
from huying.field.stations.queries import Station
from huying.field.voices import flood
from huying.field.voices.models import Voice
from huying.kernel.errors import TooOften
from huying.playbooks.schema import Flood

SALT = "huying.voices.puzzle"
DAY, USES = 86_400, 5
"""How long a form may lie open, and how often it may be sent: it comes back when something is amiss in it."""


def flooded(station: Station, now: datetime) -> bool:
    """Whether voices were put aside at this station within the last hour. One statement."""
    since = now - timedelta(seconds=flood.WINDOW)
    return Voice.objects.filter(station=station, state="held", created_at__gte=since).exists()


def fresh(now: datetime) -> str:
    """A new moment for a form."""
    return signing.dumps([int(now.timestamp()), secrets.token_hex(4)], salt=SALT)


def kept(given: Mapping[str, Any], now: datetime) -> str:
    """The form's own moment while it is good, so that nobody waits twice; else a fresh one."""
    token = str(given.get("puzzle", ""))[:200]
    return token if _age(token, now) is not None else fresh(now)


def paid(given: Mapping[str, Any], numbers: Flood, now: datetime) -> bool:
    """Whether whoever sent this form has waited long enough, or their phone has solved its puzzle."""
    token, nonce = str(given.get("puzzle", ""))[:200], str(given.get("nonce", ""))[:20]
    age = _age(token, now)
    if age is None or not (age >= numbers.wait_seconds or flood.solved(token, nonce, numbers.puzzle_bits)):
        return False
    try:
        limits.hit(f"puzzle:{token}", USES, DAY, now)
    except TooOften:
        return False
    return True


def _age(token: str, now: datetime) -> float | None:
    """Seconds since the form was made; None when it is forged or too old."""
    try:
        at, _ = signing.loads(token, salt=SALT)
        age = now.timestamp() - float(at)
    except (signing.BadSignature, TypeError, ValueError):
        return None
    return age if 0 <= age <= DAY else None
