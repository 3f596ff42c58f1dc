"""What the tick does for notices: turn due clocks into reminders, and empty the outbox."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from huying.base.clocks import commands as clocks
from huying.base.clocks import queries as clock_queries
from huying.base.clocks.commands import Action
from huying.base.clocks.rules import SOON_DAYS
from huying.base.notices import gateway, outbox, rules, wishes
from huying.base.notices.commands import tell, text
from huying.base.notices.models import Message
from huying.base.people import queries as people
from huying.kernel.calendar import national

BATCH = 500
KEEP = timedelta(days=30)
BRIEF_MAX = 5000
"""So many debts are counted for a brief."""


def remind(now: datetime) -> int:
    """Tell whoever owes something that it is due soon, due today or late. Returns how many people were told.

    One message per person and day, a digest when there is more than one thing; so after an outage everybody is told
    once. The clocks move on in the same transaction, so a crash repeats all of it or nothing.
    """
    on = timezone.localdate(now)
    with transaction.atomic():
        acts: list[Action] = []
        while batch := clocks.tick(on, BATCH):
            acts.extend(batch)
        mine = _by_person(acts, on)
        for person, owed in mine.items():
            _tell_one(person, owed, on, now)
    return len(mine)


def _by_person(acts: Iterable[Action], on: date) -> dict[int, list[Action]]:
    """Due actions by the person they concern; who holds a debtor's posts is asked once per debtor."""
    by_debtor: dict[str, list[Action]] = defaultdict(list)
    for act in acts:
        by_debtor[act.clock.debtor].append(act)
    mine: dict[int, list[Action]] = defaultdict(list)
    for debtor, owed in sorted(by_debtor.items()):
        for person in _holders(debtor, on, late=any(act.level < 0 for act in owed)):
            mine[person].extend(owed)
    return mine


def _holders(debtor: str, on: date, *, late: bool) -> list[int]:
    """The people behind a debtor: its clerks, and its head too when something is late."""
    kind, _, number = debtor.partition(":")
    if kind == "person":
        return [int(number)]
    if kind == "station":
        return people.holders(on, rules.STATION, station=int(number))
    return people.holders(on, rules.CLERKS + rules.HEADS if late else rules.CLERKS, organ=int(number))


def _word(level: int) -> str:
    """A clock's level (working days before the due day, a minus after it) as a word."""
    return "soon" if level > 0 else "late" if level < 0 else "today"


def _tell_one(person: int, owed: list[Action], on: date, now: datetime) -> None:
    if len(owed) == 1:
        clock = owed[0].clock
        data: dict[str, Any] = {"kind": clock.kind, "due": clock.due.isoformat()}
        verb, case, url = f"clock.{_word(owed[0].level)}", clock.subject, clock.url
    else:
        found = Counter(_word(act.level) for act in owed)
        data = {word: found[word] for word in ("soon", "today", "late")}
        verb, case, url = "clock.digest", "", "/desk/"
    tell([person], verb, case=case, url=url, key=f"clock:{on}", now=now, data=data)


def brief(now: datetime) -> int:
    """Tell the office's work groups, on every working day from eight, how much is late, due today and due soon.

    Once a day a group, nothing when there is nothing; only numbers, never whose. Returns how many groups were told.
    """
    groups = [channel for channel in gateway.open_channels() if channel != "sms"]
    local = timezone.localtime(now)
    if not groups or local.time() < wishes.DIGEST_AT or not national().works(local.date()):
        return 0
    told = Message.objects.filter(subject="", verb="site.brief", day=local.date()).values_list("channel", flat=True)
    if not (left := set(groups) - set(told)):
        return 0
    on = local.date()
    days = [due for _, due in clock_queries.late_days("", on + timedelta(days=SOON_DAYS + 1), BRIEF_MAX)]
    found = Counter("late" if due < on else "today" if due == on else "soon" for due in days)
    data = {word: found[word] for word in ("late", "today", "soon")}
    return sum(text("", "site.brief", now=now, data=data, channel=channel) for channel in sorted(left)) if days else 0


def deliver(now: datetime, reach: outbox.Reach | None = None, batch: int = 50) -> int:
    """Send what waits in the outbox; returns how many letters and short messages went out.

    Args:
        reach: by kind of case, the upper room's word for whom a short message goes to.
    """
    return outbox.letters(now, batch) + outbox.messages(now, batch, reach or {})


def forget(now: datetime) -> int:
    """Delete short messages that were sent or dropped a month ago; returns how many."""
    return Message.objects.filter(state__in=("sent", "dropped"), at__lt=now - KEEP).delete()[0]
