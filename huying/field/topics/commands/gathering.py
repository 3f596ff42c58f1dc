"""Making a topic out of voices: propose, put in, take out, or say why not."""

import uuid
from collections.abc import Collection, Iterable
from datetime import datetime

from django.utils import timezone

from huying.base.ledger.commands import command, grow
from huying.base.organs import queries as organs
from huying.field.topics import permissions
from huying.field.topics.commands import citing, steps
from huying.field.topics.commands.steps import begin, words, write
from huying.field.topics.models import Concentration, Topic, TopicSurvey, TopicVoice
from huying.field.topics.states import MACHINE, ON_LIST
from huying.field.voices import queries as voices
from huying.field.voices.queries import Voice
from huying.kernel.actor import Actor
from huying.kernel.errors import Invalid
from huying.kernel.words import N_

TITLE, SUMMARY, REASON = 60, 500, 300
NO_TITLE = N_("请给专题起个名称，写清是哪里的什么事。")
NO_REASON = N_("请写明为什么不列入。")


@command
def propose(
    *,
    actor: Actor,
    now: datetime,
    region: str,
    title: str,
    summary: str = "",
    category: str = "",
    said: Collection[uuid.UUID] = (),
    concentration: int = 0,
    survey: uuid.UUID | None = None,
    question: str = "",
) -> Topic:
    """Begin a topic (提出民情专题) of one's own congress, out of voices, of what concentrates, or of a questionnaire.

    Args:
        said: public ids of voices that the actor may read, inside the congress.
        concentration: number of what was counted; its voices and its category are taken.
        survey, question: what it cites, as for ``cite``; then it needs no voices.
    """
    post = permissions.check_propose(actor, region)
    counted = steps.concentration(concentration, region) if concentration else None
    asked = citing.citable(actor, region, survey, question) if survey else None
    found = _counted(counted) if counted else _named(actor, region, said) if said or not asked else []
    row = _new(now, region, title, counted.category if counted else category)
    row.summary = words(summary, "summary", SUMMARY)
    fresh = _enter(row, found)
    cited = citing.line(asked, question) if asked else {}
    write(row, "propose", actor=actor, now=now, post=post, data={"voices": len(fresh), **cited})
    _keep(row, fresh, counted)
    if asked:
        TopicSurvey.objects.create(topic=row, survey=asked, question=question)
    return row


@command
def dismiss(*, actor: Actor, now: datetime, region: str, concentration: int, title: str, reason: str) -> Topic:
    """Say why what concentrates is not taken up (不列): kept as a dropped topic, it stays away until it has grown."""
    post = permissions.check_propose(actor, region)
    counted = steps.concentration(concentration, region)
    row = _new(now, region, title, counted.category)
    fresh = _enter(row, _counted(counted))
    row.reason = words(reason, "reason", REASON, needed=NO_REASON)
    write(row, "propose", actor=actor, now=now, post=post, data={"voices": len(fresh)})
    was, row.state = row.state, MACHINE.after(row.state, "drop")
    write(row, "drop", actor=actor, now=now, post=post, was=was)
    _keep(row, fresh, counted)
    return row


@command
def join(*, actor: Actor, now: datetime, topic: int, concentration: int, version: int | None = None) -> Topic:
    """Put what concentrates into a topic that there is already (并入已有专题)."""
    row, post, _ = begin(topic, "add", actor=actor, version=version)
    counted = steps.concentration(concentration, row.region)
    fresh = _enter(row, _counted(counted))
    write(row, "add", actor=actor, now=now, post=post, save=SIZED, data={"voices": len(fresh)})
    _keep(row, fresh, counted)
    return row


@command
def add(*, actor: Actor, now: datetime, topic: int, said: Collection[uuid.UUID], version: int | None = None) -> Topic:
    """Put more voices into a topic (加入民声). Of a topic on the list, their citizens are told with the next step."""
    row, post, _ = begin(topic, "add", actor=actor, version=version)
    fresh = _enter(row, _named(actor, row.region, said))
    if not fresh:
        raise Invalid(N_("请选要加入的民声；已经在里面的不用再选。"), field="said")
    write(row, "add", actor=actor, now=now, post=post, save=SIZED, data={"voices": len(fresh)})
    _keep(row, fresh)
    return row


@command
def remove(*, actor: Actor, now: datetime, topic: int, said: uuid.UUID, version: int | None = None) -> Topic:
    """Take a voice out (移出民声), before the topic is on the list."""
    row, post, _ = begin(topic, "remove", actor=actor, version=version)
    gone = TopicVoice.objects.filter(topic=row, voice__uid=said)
    if not gone.exists():
        raise Invalid(N_("这件民声不在专题里。"), field="said")
    if row.size == 1:
        raise Invalid(N_("这是最后一件了。整个不要，请用“不列入”。"), field="said")
    gone.delete()
    _measure(row)
    write(row, "remove", actor=actor, now=now, post=post, save=SIZED, data={"voices": 1})
    return row


@command
def edit(
    *,
    actor: Actor,
    now: datetime,
    topic: int,
    title: str,
    summary: str = "",
    category: str = "",
    version: int | None = None,
) -> Topic:
    """Change what a topic is called and how it is described (修改名称和说明)."""
    row, post, _ = begin(topic, "edit", actor=actor, version=version)
    row.title = words(title, "title", TITLE, needed=NO_TITLE, lines=False)
    row.summary = words(summary, "summary", SUMMARY)
    row.category = _category(row.region, category, now)
    write(row, "edit", actor=actor, now=now, post=post, save=["title", "summary", "category"])
    return row


SIZED = ("size", "first_on", "last_on")


def _new(now: datetime, region: str, title: str, category: str) -> Topic:
    row = Topic(region=region, state=MACHINE.start, created_at=now)
    row.edition = organs.book_for(region, timezone.localdate(now)).edition
    row.title = words(title, "title", TITLE, needed=NO_TITLE, lines=False)
    row.category = _category(region, category, now)
    return row


def _category(region: str, code: str, now: datetime) -> str:
    known = {each.code for each in organs.book_for(region, timezone.localdate(now)).voices.categories}
    if code and code not in known:
        raise Invalid(N_("请从列出的类别里选一项。"), field="category")
    return code


def _named(actor: Actor, region: str, uids: Collection[uuid.UUID]) -> list[Voice]:
    """The voices with these public ids; all of them must be readable and inside the congress."""
    wanted = set(uids)
    rows = voices.visible_to(actor).filter(uid__in=list(wanted)[: steps.MOST], region__startswith=region)
    found = list(rows.exclude(state="void"))
    if not wanted or len(found) < len(wanted):
        raise Invalid(N_("请选本地区的民声，至少一件；选中的里面有查不到的。"), field="said")
    return found


def _counted(row: Concentration) -> list[Voice]:
    return voices.by_ids(row.voices)


def _enter(row: Topic, found: Iterable[Voice]) -> list[Voice]:
    """Those that the topic does not hold yet; its size and days are reckoned with them."""
    known: set[int] = set()
    if row.pk:
        known = set(TopicVoice.objects.filter(topic=row).values_list("voice", flat=True))
    fresh = [each for each in found if each.pk not in known]
    days = [timezone.localdate(each.created_at) for each in fresh]
    row.size += len(fresh)
    row.first_on = min([*days, *filter(None, [row.first_on])], default=None)
    row.last_on = max([*days, *filter(None, [row.last_on])], default=None)
    return fresh


def _keep(row: Topic, fresh: Collection[Voice], counted: Concentration | None = None) -> None:
    """Write down what was entered. From the list on, the voices' own stories tell of it."""
    TopicVoice.objects.bulk_create(
        [
            TopicVoice(topic=row, voice=each, town=each.town, said_on=timezone.localdate(each.created_at))
            for each in sorted(fresh, key=lambda each: each.pk)
        ],
        batch_size=500,
    )
    if row.state in ON_LIST:
        grow(fresh, row)
    if counted is not None:
        counted.topic = row
        counted.save(update_fields=["topic"])


def _measure(row: Topic) -> None:
    days = list(TopicVoice.objects.filter(topic=row).order_by("said_on").values_list("said_on", flat=True))
    row.size, row.first_on, row.last_on = len(days), days[0], days[-1]
