"""How a person wants to be told, and the key of their calendar. Private preferences: no line of the ledger."""

import secrets
from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.utils import timezone

from huying.base.notices.models import Wish
from huying.base.people import queries as people
from huying.base.people.queries import token_hash
from huying.kernel.actor import Actor
from huying.kernel.errors import Invalid
from huying.kernel.words import N_

PACES: dict[str, str] = {
    "now": N_("有事马上发邮件"),
    "daily": N_("每天早上 8 点一封汇总邮件"),
    "app": N_("不发邮件，只在网站里看"),
}
DIGEST_AT = time(8)


def wish_of(person: int) -> Wish:
    """How this person wants to be told; the usual way when they never said."""
    return Wish.objects.filter(pk=person).first() or Wish(person=person)


def set_pace(person: int, pace: str) -> None:
    """At once, once a day, or only on the site."""
    if pace not in PACES:
        raise Invalid(N_("请从列出的项目里选一项。"), field="pace")
    Wish.objects.update_or_create(person=person, defaults={"pace": pace})


def paces(persons: Iterable[int]) -> dict[int, str]:
    """Who of these people wants it otherwise than at once. One statement."""
    return dict(Wish.objects.filter(person__in=list(persons)).exclude(pace="now").values_list("person", "pace"))


def next_digest(now: datetime) -> datetime:
    """The next eight o'clock of the place."""
    local = timezone.localtime(now)
    today = local.replace(hour=DIGEST_AT.hour, minute=0, second=0, microsecond=0)
    return today if local < today else today + timedelta(days=1)


def new_calendar(person: int, *, now: datetime) -> str:
    """A new key for this person's calendar, shown this once; the old one dies."""
    raw = secrets.token_urlsafe(32)
    Wish.objects.update_or_create(person=person, defaults={"calendar": token_hash(raw), "calendar_at": now})
    return raw


def drop_calendar(person: int) -> None:
    """Make the key worthless at once."""
    Wish.objects.filter(person=person).update(calendar="", calendar_at=None)


def calendar_reader(raw: str, now: datetime) -> Actor | None:
    """Whose calendar this key opens, with today's posts; None for an unknown or dead key or a closed account."""
    person = Wish.objects.filter(calendar=token_hash(raw)).values_list("person", flat=True).first() if raw else None
    return people.actors([person], timezone.localdate(now)).get(person) if person else None
