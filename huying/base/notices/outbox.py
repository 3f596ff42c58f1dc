"""Emptying the outbox: letters and short messages, leased, sent, and tried again less and less.

At least once: a row is leased before it is sent, so two senders never take the same one; one killed between sending
and noting it sends again after ten minutes, under the same Message-ID or Idempotency-Key. When the other side does not
even answer, or only slowly, the rest of the batch goes back untried: a dead server never holds up the tick.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, TypeVar

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone, translation

from huying.base.limits import commands as limits
from huying.base.notices import gateway, mail, queries, rules
from huying.base.notices.commands import DIGEST
from huying.base.notices.models import Delivery, Message, Outgoing
from huying.base.people import queries as people
from huying.kernel.errors import TooOften

Row = TypeVar("Row", bound=Outgoing)
State = Outgoing.State
BACKLOG = 1000
"""Notices that one daily letter gathers, after however long an outage; the rest goes into the next."""
Reach = Mapping[str, Callable[[int], str]]
"""Kind of case -> who stands behind one: the number, or "" when it was taken back meanwhile."""


class Gone(Exception):
    """There is nobody any more to send it to."""


def letters(now: datetime, batch: int) -> int:
    """Send what waits for the mail server; returns how many letters went out. What was read meanwhile is left out of
    a daily letter, and a letter of which nothing is left is not sent."""
    rows = _lease(Delivery, now, batch, "notice")
    if not rows:
        return 0
    boxes = people.letter_boxes([row.notice.person for row in rows])
    through = mail.connection()

    def post(rows: Sequence[Delivery]) -> None:
        address, language = boxes.get(rows[0].notice.person, ("", ""))
        if not address:
            raise gateway.Refused("no address")
        if rows[0].channel != DIGEST:
            mail.letter(rows[0].notice, address, language, through).send()
        elif news := [row.notice for row in rows if row.notice.read_at is None]:
            most = rules.DIGEST_MAX
            mail.digest(news[:most], address, language, through, more=len(news[most:])).send()
        else:
            raise Gone("read meanwhile")

    try:
        return _empty(_together(rows, now), post, now)
    finally:
        through.close()


def _together(rows: Sequence[Delivery], now: datetime) -> list[list[Delivery]]:
    """One letter each; what goes into somebody's daily letter together, also what the batch did not reach."""
    persons = {row.notice.person for row in rows if row.channel == DIGEST}
    if not persons:
        return [[row] for row in rows]
    rest = Delivery.objects.filter(channel=DIGEST, state=State.WAITING, next_try__lte=now, notice__person__in=persons)
    daily = sorted(
        [*(row for row in rows if row.channel == DIGEST), *rest.select_related("notice").order_by("pk")[:BACKLOG]],
        key=lambda row: row.notice_id,
    )
    Delivery.objects.filter(pk__in=[row.pk for row in daily]).update(next_try=now + rules.LEASE)
    mine: dict[int, list[Delivery]] = {}
    for row in daily:
        mine.setdefault(row.notice.person, []).append(row)
    return [*([row] for row in rows if row.channel != DIGEST), *mine.values()]


def messages(now: datetime, batch: int, reach: Reach) -> int:
    """Send what waits for the gateway, by day only; the number is asked for at the last moment and kept nowhere."""
    if rules.quiet(timezone.localtime(now).time()):
        return 0

    def post(rows: Sequence[Message]) -> None:
        (row,) = rows
        with translation.override(settings.LANGUAGE_CODE):
            text = rules.one_line(queries.text_of(row), rules.TEXT_MAX)
        number = _number(row, reach)
        with _not_too_often(number, now):
            gateway.send(row.channel, uid=str(row.uid), to=number, text=text, now=now)

    return _empty([[row] for row in _lease(Message, now, batch)], post, now)


def _number(row: Message, reach: Reach) -> str:
    if row.channel != "sms":
        return ""
    kind, _, pk = row.subject.partition(":")
    number = reach[kind](int(pk))
    if not number:
        raise Gone("no number")
    return number


@contextmanager
def _not_too_often(number: str, now: datetime) -> Iterator[None]:
    """Whoever writes a stranger's number into many forms does not make that stranger's phone ring all day."""
    key, seconds = f"text:{number}", 24 * 3600
    try:
        if number:
            limits.hit(key, rules.TEXTS_A_DAY, seconds, now)
        yield
    except TooOften:
        raise Gone("too many to one number") from None
    except Exception:
        limits.forgive(key, seconds, now)
        raise


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


def _empty(posts: Sequence[Sequence[Row]], post: Callable[[Sequence[Row]], None], now: datetime) -> int:
    """Send one after the other; each is one row, or the several rows of a daily letter."""
    sent, dead, until = 0, 0, monotonic() + rules.BUDGET
    for place, rows in enumerate(posts):
        if dead == rules.PATIENCE or monotonic() > until:
            _give_back([row for later in posts[place:] for row in later], now)
            break
        try:
            post(rows)
        except Exception as fault:  # one that fails in whatever way must not hold up the rest
            dead = dead + 1 if mail.no_answer(fault) else 0
            _failed(rows, fault, now)
        else:
            sent, dead = sent + 1, 0
            _note(rows, state=State.SENT, tries=rows[0].tries + 1, next_try=None, error="")
    return sent


def _give_back(rows: Sequence[Outgoing], now: datetime) -> None:
    _note(rows, next_try=now + timedelta(minutes=1))


def _failed(rows: Sequence[Outgoing], fault: Exception, now: datetime) -> None:
    if isinstance(fault, Gone):
        _note(rows, state=State.DROPPED, next_try=None, error=str(fault))
        return
    tries = max(row.tries for row in rows) + 1
    wait = None if isinstance(fault, gateway.Refused) else rules.wait_after(tries)
    _note(
        rows,
        state=State.WAITING if wait else State.FAILED,
        tries=tries,
        next_try=now + wait if wait else None,
        error=mail.fault_words(fault),
    )


def _note(rows: Sequence[Outgoing], **fields: Any) -> None:
    type(rows[0])._default_manager.filter(pk__in=[row.pk for row in rows]).update(**fields)
