"""Reading boxes, sentences and the outbox."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.utils.translation import gettext

from huying.base.notices import rules, sentences
from huying.base.notices.models import Delivery, Message, Notice, Outgoing
from huying.base.notices.permissions import check_mind_outbox
from huying.base.organs import queries as organs
from huying.base.people import queries as people
from huying.kernel.actor import Actor

PAGE = 30
MOST_SHOWN = 99
_DAY = timedelta(days=1)
# Asked on every page of the desk: as SQL it costs a fifth of what building the query does.
_UNREAD = "SELECT count(*) FROM (SELECT 1 FROM notices_notice WHERE person = %s AND read_at IS NULL LIMIT %s) AS few"


@dataclass(frozen=True, slots=True)
class Box:
    """One page of a person's box, newest first: notices with their sentences, and where the next page begins."""

    items: list[tuple[Notice, str]]
    next: int | None


def unread(person: int) -> int:
    """How many notices this person has not read, counted no further than 100 (shown as 99+)."""
    if not person:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_UNREAD, [person, MOST_SHOWN + 1])
        return int(cursor.fetchone()[0])


def box(person: int, before_id: int | None = None) -> Box:
    """Thirty notices of this person older than ``before_id``; two statements at most."""
    mine = Notice.objects.filter(person=person)
    if before_id is not None:
        mine = mine.filter(pk__lt=before_id)
    rows = list(mine.order_by("-id")[: PAGE + 1])
    shown = rows[:PAGE]
    return Box(list(zip(shown, sentences_of(shown), strict=True)), shown[-1].pk if len(rows) > PAGE else None)


def sentence(notice: Notice) -> str:
    """What this notice says, in the language of the moment."""
    return sentences_of([notice])[0]


def sentences_of(notices: Sequence[Notice]) -> list[str]:
    """The sentences of many notices, in order; names of organs in one statement."""
    ids = {int(notice.data[key]) for notice in notices for key in sentences.ORGANS & notice.data.keys()}
    names = {pk: organ.short or organ.name for pk, organ in organs.organs_by_id(ids).items()} if ids else {}
    return [_sentence(notice, names) for notice in notices]


def _sentence(notice: Notice, names: dict[int, str]) -> str:
    text = sentences.SENTENCES.get(notice.verb, sentences.OTHERWISE)
    if notice.verb in sentences.SHORTER and "%(due)s" in text and "due" not in notice.data:
        text = sentences.SHORTER[notice.verb]
    text = gettext(text)
    given: dict[str, Any] = defaultdict(lambda: "…")
    for key, value in notice.data.items():
        if key in sentences.ORGANS:
            given[key] = names.get(int(value), "…")
        elif key in sentences.DAYS:
            given[key] = _day(value)
        elif key == "kind":
            given[key] = gettext(sentences.KINDS.get(value, sentences.OTHER_KIND))
        else:
            given[key] = value
    given["counts"] = _counts(notice.data)
    return text % given


def _counts(data: dict[str, Any]) -> str:
    counted = [gettext(said) % {"n": n} for key, said in sentences.COUNTS.items() if (n := data.get(key))]
    return gettext("，").join(counted)


def _day(iso: str) -> str:
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return iso
    return gettext("%(month)s 月 %(day)s 日") % {"month": day.month, "day": day.day}


def text_of(message: Message) -> str:
    """What a short message says."""
    given: dict[str, Any] = defaultdict(lambda: "…")
    given |= {key: _day(value) if key in sentences.DAYS else value for key, value in message.data.items()}
    given["counts"] = _counts(message.data)
    return gettext(sentences.TEXTS[message.verb]) % given


@dataclass(frozen=True, slots=True)
class Stuck:
    """One thing that did not go, for whoever runs the site: which way, whose letter, why, since when. Never what."""

    channel: str
    pk: int
    whose: str
    reason: str
    at: datetime
    tries: int
    given_up: bool


def outbox(actor: Actor, now: datetime) -> list[Stuck]:
    """What did not go, the newest first; for the system administrator. Three statements, however many.

    Raises:
        Denied: for everybody else.
    """
    check_mind_outbox(actor)
    rows = stuck(now)
    names = people.names(row.notice.person for row in rows if isinstance(row, Delivery))
    return sorted((_stuck(row, names) for row in rows), key=lambda each: each.at, reverse=True)


def _stuck(row: Outgoing, names: dict[int, str]) -> Stuck:
    if isinstance(row, Delivery):
        channel, whose, at = row.channel, names.get(row.notice.person, ""), row.notice.at
    else:
        assert isinstance(row, Message)  # noqa: S101 - there are only these two
        channel, whose, at = row.channel, "", row.at
    why = gettext(rules.reason(row.error)) % {"error": row.error}
    return Stuck(channel, row.pk, whose, why, at, row.tries, row.state == Outgoing.State.FAILED)


def stuck(now: datetime, limit: int = 100) -> list[Outgoing]:
    """What was given up, and what waits for more than a day; each kind newest first. For whoever runs the site."""
    found: list[Outgoing] = []
    for kind, with_it in ((Delivery, ["notice"]), (Message, [])):
        rows = kind._default_manager.select_related(*with_it) if with_it else kind._default_manager.all()
        found += rows.filter(state=Outgoing.State.FAILED).order_by("-id")[:limit]
        found += rows.filter(state=Outgoing.State.WAITING, next_try__lt=now - _DAY).order_by("next_try")[:limit]
    return found
