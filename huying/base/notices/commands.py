"""Telling people. Called last inside another room's command, in its transaction: a refused act tells nobody."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings

from huying.base.ledger.models import Case
from huying.base.notices.models import Delivery, Notice
from huying.base.people import queries as people


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
    notices = Notice.objects.filter(person__in=reached, key=key).values_list("id", flat=True)
    Delivery.objects.bulk_create(
        [Delivery(notice_id=notice, channel="email", next_try=now) for notice in notices], ignore_conflicts=True
    )


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


def try_again(delivery_ids: Iterable[int], *, now: datetime) -> int:
    """Put letters that were given up back into the outbox."""
    failed = Delivery.objects.filter(pk__in=list(delivery_ids), state=Delivery.State.FAILED)
    return failed.update(state=Delivery.State.WAITING, tries=0, next_try=now)
