"""Telling people. Called last inside another room's command, in its transaction: a refused act tells nobody."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from huying.base.ledger.commands import command
from huying.base.ledger.models import Case, Entry
from huying.base.notices import gateway, wishes
from huying.base.notices.models import Delivery, Message, Notice, Outgoing
from huying.base.notices.permissions import check_mind_outbox
from huying.base.organs import commands as organs
from huying.base.people import queries as people
from huying.kernel.actor import Actor
from huying.kernel.errors import Missing
from huying.kernel.words import N_

EMAIL, DIGEST = "email", "digest"
NOT_THERE = N_("没有这一条，或者已经发出、已经不发了。")


def tell(
    person_ids: Iterable[int],
    verb: str,
    *,
    case: Case | str,
    url: str,
    key: str,
    now: datetime,
    data: dict[str, Any] | None = None,
) -> None:
    """Put one notice into each person's box, and a letter into the outbox for those with an e-mail address.

    Args:
        verb: a key of ``sentences.SENTENCES``.
        case: the case, or its subject ("voice:12"); "" for none.
        url: the local address the notice opens.
        key: names the event; one person is never told the same key twice ("voice:12:7", at most 80 characters).
        data: codes, ids, days and counts only; no names of people, no text of cases, no scores.
    """
    people_once = sorted({person for person in person_ids if person})
    if not people_once:
        return
    subject = case if isinstance(case, str) else case.subject
    given = data or {}
    Notice.objects.bulk_create(
        [
            Notice(person=person, verb=verb, subject=subject, url=url, data=given, key=key, at=now)
            for person in people_once
        ],
        ignore_conflicts=True,
        batch_size=500,
    )
    if settings.MAIL:
        _put_letters(people_once, key, now)


def _put_letters(person_ids: list[int], key: str, now: datetime) -> None:
    reached = list(people.letter_boxes(person_ids))
    if not reached:
        return
    paces, morning = wishes.paces(reached), wishes.next_digest(now)
    wanted = [person for person in reached if paces.get(person) != "app"]
    letters = [
        Delivery(notice_id=notice, channel=DIGEST, next_try=morning)
        if paces.get(person) == "daily"
        else Delivery(notice_id=notice, channel=EMAIL, next_try=now)
        for notice, person in Notice.objects.filter(person__in=wanted, key=key).values_list("id", "person")
    ]
    Delivery.objects.bulk_create(letters, ignore_conflicts=True)


def text(subject: str, verb: str, *, now: datetime, data: dict[str, Any] | None = None, channel: str = "sms") -> bool:
    """Put one short message (短信) into the outbox, for whoever stands behind a case; False when none is to go.

    It goes by day only (07:00 to 21:00), and the same case says the same thing once a day. Where no gateway is set
    nothing is written. Whom it reaches is asked at the moment of sending (``config.tick.REACH``): the number, or "".

    Args:
        subject: "voice:12".
        verb: a key of ``sentences.TEXTS``.
        data: what the sentence names: days as ISO text, public names, the end of a code. No name, no phone.
    """
    if channel not in gateway.open_channels():
        return False
    once = {"channel": channel, "subject": subject, "verb": verb, "day": timezone.localdate(now)}
    return Message.objects.get_or_create(**once, defaults={"data": data or {}, "at": now, "next_try": now})[1]


def read(person: int, notice: int, *, now: datetime) -> str | None:
    """Mark one notice of this person as read; its address, or None when it is not theirs."""
    mine = Notice.objects.filter(person=person, pk=notice)
    url = mine.values_list("url", flat=True).first()
    if url is not None:
        mine.filter(read_at=None).update(read_at=now)
    return url


def read_all(person: int, up_to: int, *, now: datetime) -> int:
    """Mark as read what stood in the box when it was shown (ids up to ``up_to``), not what came since."""
    return Notice.objects.filter(person=person, pk__lte=up_to, read_at=None).update(read_at=now)


@command
def try_again(*, actor: Actor, now: datetime, channel: str, pk: int) -> Outgoing:
    """Put something that was given up back into the outbox (再发一次)."""
    return _settle("outbox.retried", actor, now, channel, pk, state=Outgoing.State.WAITING, tries=0, next_try=now)


@command
def try_all_again(*, actor: Actor, now: datetime) -> Entry:
    """Put everything that was given up back into the outbox, as after a long outage."""
    post = check_mind_outbox(actor)
    again = {"state": Outgoing.State.WAITING, "tries": 0, "next_try": now}
    letters, messages = (
        kind._default_manager.filter(state=Outgoing.State.FAILED).update(**again) for kind in (Delivery, Message)
    )
    data = {"letters": letters, "messages": messages}
    return organs.note(post.region, "outbox.retried", actor, now=now, post=post, data=data)


@command
def drop(*, actor: Actor, now: datetime, channel: str, pk: int) -> Outgoing:
    """Send it no more (不再发): it leaves the list."""
    return _settle("outbox.dropped", actor, now, channel, pk, state=Outgoing.State.DROPPED, next_try=None)


def _settle(verb: str, actor: Actor, now: datetime, channel: str, pk: int, **fields: Any) -> Outgoing:
    post = check_mind_outbox(actor)
    kind: type[Outgoing] = Delivery if channel in (EMAIL, DIGEST) else Message
    row = kind._default_manager.select_for_update(of=("self",)).filter(pk=pk, **{"channel": channel}).first()
    if row is None or row.state not in (Outgoing.State.FAILED, Outgoing.State.WAITING):
        raise Missing(NOT_THERE)
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=list(fields))
    organs.note(post.region, verb, actor, now=now, post=post, data={"channel": channel, "row": pk})
    return row
