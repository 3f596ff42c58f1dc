"""Emptying the outbox: letters and short messages, leased, sent, and tried again less and less.

At least once: a row is leased before it is sent, so two senders never take the same one; one killed between sending
and noting it sends again after ten minutes, under the same Message-ID or Idempotency-Key. When the other side does not
even answer, the rest of the batch goes back untried, so that a dead server never holds up the tick.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone, translation

from huying.base.notices import gateway, mail, queries, rules
from huying.base.notices.models import Delivery, Message, Outgoing
from huying.base.people import queries as people

Row = TypeVar("Row", bound=Outgoing)
State = Outgoing.State
Reach = Mapping[str, Callable[[int], str]]
"""Kind of case -> who stands behind one: the number, or "" when it was taken back meanwhile."""


class Gone(Exception):
    """There is nobody any more to send it to."""


def letters(now: datetime, batch: int) -> int:
    """Send what waits for the mail server; returns how many letters went out."""
    rows = _lease(Delivery, now, batch, "notice")
    if not rows:
        return 0
    boxes = people.letter_boxes([row.notice.person for row in rows])
    through = mail.connection()

    def post(row: Delivery) -> None:
        address, language = boxes.get(row.notice.person, ("", ""))
        if not address:
            raise gateway.Refused("no address")
        mail.letter(row.notice, address, language, through).send()

    try:
        return _empty(rows, post, now)
    finally:
        through.close()


def messages(now: datetime, batch: int, reach: Reach) -> int:
    """Send what waits for the gateway, by day only; the number is asked for at the last moment and kept nowhere."""
    if rules.quiet(timezone.localtime(now).time()):
        return 0

    def post(row: Message) -> None:
        with translation.override(settings.LANGUAGE_CODE):
            text = rules.one_line(queries.text_of(row), rules.TEXT_MAX)
        gateway.send(row.channel, uid=str(row.uid), to=_number(row, reach), text=text, now=now)

    return _empty(_lease(Message, now, batch), post, now)


def _number(row: Message, reach: Reach) -> str:
    if row.channel != "sms":
        return ""
    kind, _, pk = row.subject.partition(":")
    number = reach[kind](int(pk))
    if not number:
        raise Gone
    return number


def _lease(kind: type[Row], now: datetime, batch: int, *with_it: str) -> list[Row]:
    with transaction.atomic():
        waiting = kind._default_manager.filter(state=State.WAITING, next_try__lte=now)
        if connection.features.has_select_for_update_skip_locked:
            waiting = waiting.select_for_update(skip_locked=True, of=("self",))
        if with_it:
            waiting = waiting.select_related(*with_it)
        rows = list(waiting.order_by("next_try")[:batch])
        kind._default_manager.filter(pk__in=[row.pk for row in rows]).update(next_try=now + rules.LEASE)
    return rows


def _empty(rows: Sequence[Row], post: Callable[[Row], None], now: datetime) -> int:
    sent = dead = 0
    for place, row in enumerate(rows):
        if dead == rules.PATIENCE:
            _give_back(rows[place:], now)
            break
        try:
            post(row)
        except Exception as fault:  # one that fails in whatever way must not hold up the rest
            dead = dead + 1 if mail.no_answer(fault) else 0
            _failed(row, fault, now)
        else:
            sent, dead = sent + 1, 0
            _note(row, state=State.SENT, tries=row.tries + 1, next_try=None, error="")
    return sent


def _give_back(rows: Sequence[Outgoing], now: datetime) -> None:
    kind = type(rows[0])
    kind._default_manager.filter(pk__in=[row.pk for row in rows]).update(next_try=now + timedelta(minutes=1))


def _failed(row: Outgoing, fault: Exception, now: datetime) -> None:
    if isinstance(fault, Gone):
        _note(row, state=State.DROPPED, next_try=None, error="no number")
        return
    final = isinstance(fault, gateway.Refused)
    wait = None if final else rules.wait_after(row.tries + 1)
    _note(
        row,
        state=State.WAITING if wait else State.FAILED,
        tries=row.tries + 1,
        next_try=now + wait if wait else None,
        error=mail.fault_words(fault),
    )


def _note(row: Outgoing, **fields: Any) -> None:
    type(row)._default_manager.filter(pk=row.pk).update(**fields)
