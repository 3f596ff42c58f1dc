"""What every act on a topic does first and last."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from huying.base.ledger.commands import expect, record
from huying.base.ledger.models import Audience, Entry
from huying.base.tallies.commands import move as count
from huying.field.topics import permissions
from huying.field.topics.models import Concentration, Topic
from huying.field.topics.permissions import Facts
from huying.field.topics.states import LINES, MACHINE
from huying.field.voices.rules import clean
from huying.kernel.actor import Actor, Post
from huying.kernel.errors import BadMove, Invalid, Missing
from huying.kernel.words import N_

GONE = N_("没有这个民情专题，或者您不能查看。")
OVER = N_("集中反映的名单每天夜里重新归并，这一条已经不在了，请回到名单看看。")
MOST = 500
"""Voices that one act may put into a topic."""


def facts_of(row: Topic) -> Facts:
    """What the rights depend on."""
    return Facts(row.region)


def begin(pk: int, verb: str, *, actor: Actor, version: int | None) -> tuple[Topic, Post, str]:
    """Lock, check who, check the version, step the machine; with the state it was in."""
    row = Topic.objects.select_for_update().filter(pk=pk).first()
    if row is None:
        raise Missing(GONE)
    post = permissions.check(verb, actor, facts_of(row))
    expect(row, version)
    was = row.state
    row.state = MACHINE.after(was, verb)
    return row, post, was


def write(
    row: Topic,
    verb: str,
    *,
    actor: Actor,
    now: datetime,
    post: Post,
    was: str | None = None,
    save: Iterable[str] = (),
    data: dict[str, Any] | None = None,
) -> Entry:
    """One line; what happens to a published topic is public. Moves the counter of states."""
    audience = Audience.PUBLIC if row.published or verb == "unpublish" else Audience.CONGRESS
    line = LINES.get(verb, "topic.proposed")
    entry = record(row, line, actor, now=now, save=["state", *save], post=post, audience=audience, data=data)
    if was != row.state:
        count("topics", row.region, out_of=was, into=row.state)
    return entry


def words(text: str, field: str, most: int, *, needed: str = "", lines: bool = True) -> str:
    """What somebody wrote, cleaned; ``needed`` is what to say when it is empty."""
    text = clean(text, lines=lines)
    if needed and not text:
        raise Invalid(needed, field=field)
    if len(text) > most:
        raise Invalid(N_("最多 %(limit)d 个字。"), field=field, limit=most)
    return text


def concentration(pk: int, region: str) -> Concentration:
    """What was counted, locked, if it lies inside this congress and nothing was made of it yet (or it has grown)."""
    row = Concentration.objects.select_for_update(of=("self",)).select_related("topic").filter(pk=pk).first()
    if row is None or not row.region.startswith(region):
        raise Missing(OVER)
    if row.topic is not None and row.topic.state != "dropped":
        raise BadMove(N_("这一条已经在民情专题“%(title)s”里了。"), title=row.topic.title)
    return row
