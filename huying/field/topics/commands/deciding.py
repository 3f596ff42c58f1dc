"""What is decided about a topic, from the list to its end."""

from datetime import date, datetime

from django.utils import timezone

from huying.base.ledger.commands import command, grow
from huying.base.notices import commands as notices
from huying.base.people import queries as people
from huying.field.topics import permissions
from huying.field.topics.commands.gathering import NO_REASON, REASON
from huying.field.topics.commands.steps import begin, words, write
from huying.field.topics.models import Decision, Topic, TopicVoice
from huying.field.topics.states import BODIES
from huying.field.voices import queries as voices
from huying.kernel.actor import Actor
from huying.kernel.errors import BadMove, Invalid
from huying.kernel.words import N_

MEETING, NOTE, OUTCOME = 80, 500, 1000


@command
def list_topic(*, actor: Actor, now: datetime, topic: int, version: int | None = None) -> Topic:
    """Put a topic on the list (列入民情清单). Its voices tell of it from now on, citizens once it is published."""
    row, post, was = begin(topic, "list", actor=actor, version=version)
    row.listed_on = timezone.localdate(now)
    write(row, "list", actor=actor, now=now, post=post, was=was, save=["listed_on"], data={"voices": row.size})
    grow(voices.by_ids(TopicVoice.objects.filter(topic=row).values_list("voice", flat=True)), row)
    leaders = people.holders(row.listed_on, permissions.DECIDERS, region=row.region)
    others = [person for person in leaders if person != actor.person]
    url = f"/desk/topics/{row.uid}"
    notices.tell(others, "topic.listed", case=row, url=url, key=f"{row.subject}:listed", now=now)
    return row


@command
def supervise(
    *,
    actor: Actor,
    now: datetime,
    topic: int,
    body: str,
    on: date,
    meeting: str = "",
    note: str = "",
    version: int | None = None,
) -> Topic:
    """Make it an item that the congress supervises (列入监督清单), by decision of a meeting.

    Args:
        body: a key of ``states.BODIES``.
        on: the day of the meeting; not in the future.
        meeting: which one, “第 32 次主任会议”.
    """
    made = Decision(body=body, on=on, meeting=meeting, note=note)
    return _decide("supervise", made, topic, version, actor=actor, now=now)


@command
def schedule(
    *,
    actor: Actor,
    now: datetime,
    topic: int,
    body: str,
    on: date,
    meeting: str = "",
    note: str = "",
    version: int | None = None,
) -> Topic:
    """Put it on the agenda of the committee or the presidium (列为会议议题), by decision of a meeting.

    Args: as for ``supervise``.
    """
    made = Decision(body=body, on=on, meeting=meeting, note=note)
    return _decide("schedule", made, topic, version, actor=actor, now=now)


def _decide(verb: str, made: Decision, topic: int, version: int | None, *, actor: Actor, now: datetime) -> Topic:
    row, post, was = begin(topic, verb, actor=actor, version=version)
    if made.body not in BODIES:
        raise Invalid(N_("请选是哪个会议决定的。"), field="body")
    if made.on > timezone.localdate(now):
        raise Invalid(N_("开会的日子还没有到。"), field="on")
    made.meeting = words(made.meeting, "meeting", MEETING, lines=False)
    made.note = words(made.note, "note", NOTE)
    data = {"state": row.state, "body": made.body, "on": made.on.isoformat()}
    entry = write(row, verb, actor=actor, now=now, post=post, was=was, data=data)
    made.topic, made.seq, made.state = row, entry.seq, row.state
    made.save(force_insert=True)
    return row


@command
def end(*, actor: Actor, now: datetime, topic: int, outcome: str, version: int | None = None) -> Topic:
    """Say what came of it (写明结果); nothing more is put in."""
    row, post, was = begin(topic, "end", actor=actor, version=version)
    row.outcome = words(outcome, "outcome", OUTCOME, needed=N_("请写明这件事有了什么结果。"))
    write(row, "end", actor=actor, now=now, post=post, was=was, save=["outcome"])
    return row


@command
def drop(*, actor: Actor, now: datetime, topic: int, reason: str, version: int | None = None) -> Topic:
    """Not to be on the list, or no longer (不列入), with the reason. A published topic is taken back first."""
    row, post, was = begin(topic, "drop", actor=actor, version=version)
    if row.published:
        raise BadMove(N_("这个专题已经公开，请先取消公开。"))
    row.reason = words(reason, "reason", REASON, needed=NO_REASON)
    write(row, "drop", actor=actor, now=now, post=post, was=was, save=["reason"])
    return row


@command
def publish(*, actor: Actor, now: datetime, topic: int, version: int | None = None) -> Topic:
    """Show it to everybody (公开): name, description, figures, decisions, what came of it, and its published voices.

    The citizens who spoke of it read on their tracking pages that it is on the list.
    """
    row, post, was = begin(topic, "publish", actor=actor, version=version)
    if row.published:
        raise BadMove(N_("这个专题已经公开了。"))
    row.published = True
    write(row, "publish", actor=actor, now=now, post=post, was=was, save=["published"], data={"state": row.state})
    return row


@command
def unpublish(*, actor: Actor, now: datetime, topic: int, version: int | None = None) -> Topic:
    """Take it back from the public pages (取消公开); what was public of its story stays with the voices."""
    row, post, was = begin(topic, "unpublish", actor=actor, version=version)
    if not row.published:
        raise BadMove(N_("这个专题没有公开。"))
    row.published = False
    write(row, "unpublish", actor=actor, now=now, post=post, was=was, save=["published"])
    return row
