"""Every read of topics and of what concentrates. Voices beyond one's rights are counted, never opened."""

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import get_language

from huying.base.ledger import queries as ledger
from huying.base.ledger.models import Audience
from huying.base.organs import queries as organs
from huying.base.search import queries as search
from huying.base.tallies import queries as tallies
from huying.base.web import paging
from huying.base.web.filters import day
from huying.base.web.words import gettext
from huying.field.topics import permissions, rules
from huying.field.topics.commands.steps import GONE, OVER, facts_of
from huying.field.topics.models import Concentration, Decision, Topic, TopicVoice
from huying.field.topics.sentences import CONSEQUENCES, LINES, TURNS
from huying.field.topics.states import ACTS, BODIES, MACHINE, ON_LIST, OPEN, PUBLIC
from huying.field.voices import queries as voices
from huying.field.voices.queries import Usual, Voice
from huying.kernel.actor import Actor
from huying.kernel.errors import Denied, Missing
from huying.kernel.machine import Verb

SIZE, LIKE, MOST = 20, 3, 50
BUTTONS = ("list", "supervise", "schedule", "end", "publish", "add", "cite", "edit", "drop", "unpublish")
"""The verbs of a topic's page, what it waits for first."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened, in a sentence."""

    text: str
    at: object
    note: str
    state: str = "done"
    who: str = ""


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many voices in which week and in which township; each sums up to all."""

    weeks: list[tuple[date, int]]
    towns: list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Behind:
    """One voice of a topic: ``voice`` is None where the reader may not open it."""

    said_on: date
    town: str
    voice: Voice | None
    turn: str = ""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What concentrates, as a page shows it: the examples are those that the reader may read."""

    row: Concentration
    places: list[tuple[str, int]]
    weeks: list[tuple[date, int]]
    examples: list[str]
    category: str
    where: str


def visible_to(actor: Actor) -> QuerySet[Topic]:
    """The topics of one's congress, of those above it and of those inside it."""
    return Topic.objects.filter(_reach(permissions.reads(actor)))


def _reach(codes: Sequence[str]) -> Q:
    reach = Q(pk__in=())
    for code in codes:
        reach |= Q(region__startswith=code) | Q(region__in=[code[:n] for n in (6, 9) if n < len(code)])
    return reach


def get_for(actor: Actor, uid: uuid.UUID) -> Topic:
    """The topic at the desk; Missing for strangers as for ids that never were."""
    found = Topic.objects.filter(uid=uid).first()
    if found is None or not permissions.may_read(actor, facts_of(found)):
        raise Missing(GONE)
    return found


def public(region: str = "") -> QuerySet[Topic]:
    """What anybody may read."""
    rows = Topic.objects.filter(published=True, state__in=PUBLIC)
    return rows.filter(region__startswith=region) if region else rows


def get_public(uid: uuid.UUID) -> Topic:
    """A published topic."""
    found = public().filter(uid=uid).first()
    if found is None:
        raise Missing(GONE)
    return found


def counts(actor: Actor) -> dict[str, int]:
    """How many topics stand where, of those that the actor reads, from counters. One statement."""
    codes = permissions.reads(actor)
    found: Counter[str] = Counter()
    for (region, state), n in tallies.by_region("topics").items():
        if any(region.startswith(code) or code.startswith(region) for code in codes):
            found[state] += n
    return dict(found)


def concentrations(actor: Actor) -> QuerySet[Concentration]:
    """What concentrates where one works: without what was not taken up and has not grown by half since."""
    rows = Concentration.objects.filter(_reach(permissions.reads(actor))).select_related("topic")
    return rows.exclude(topic__state="dropped", size__lt=F("topic__size") * 3 / 2.0)


def waiting(actor: Actor) -> QuerySet[Concentration]:
    """Those of which nothing was made yet."""
    return concentrations(actor).filter(Q(topic=None) | Q(topic__state__in=("dropped", "ended")))


def concentration(actor: Actor, uid: uuid.UUID) -> Concentration:
    """What concentrates under this id tonight; Missing when it has gone, or for strangers."""
    found = concentrations(actor).filter(uid=uid).first()
    if found is None:
        raise Missing(OVER)
    return found


def gathered(actor: Actor, rows: Sequence[Concentration], on: date) -> list[Gathered]:
    """Rows as a page shows them. Two statements, however many."""
    wanted = [pk for row in rows for pk in row.examples]
    said = {voice.pk: voice for voice in voices.visible_to(actor).filter(pk__in=wanted)} if wanted else {}
    names = organs.names_of_regions({code for row in rows for code in (row.region, *row.places)})
    return [
        Gathered(
            row,
            sorted(((names.get(code, code), n) for code, n in row.places.items()), key=lambda pair: -pair[1]),
            rules.by_week({date.fromisoformat(day): n for day, n in row.days.items()}),
            [said[pk].headline for pk in row.examples if pk in said],
            category(row.region, row.category, on),
            names.get(row.region, row.region),
        )
        for row in rows
    ]


def category(region: str, code: str, on: date) -> str:
    """A category in the words of the place."""
    language = get_language() or "zh-hans"
    known = organs.book_for(region, on).voices.categories
    return next((each.shown(language) for each in known if each.code == code), "")


def numbers(row: Topic) -> Numbers:
    """A topic's voices by week and by township. One statement."""
    weeks: Counter[date] = Counter()
    towns: Counter[str] = Counter()
    grouped = TopicVoice.objects.filter(topic=row).values_list("town", "said_on").annotate(n=Count("id")).order_by()
    for town, said_on, n in grouped:
        weeks[said_on] += n
        towns[town] += n
    names = organs.names_of_regions(towns)
    listed = sorted(towns.items(), key=lambda pair: (-pair[1], pair[0]))
    return Numbers(rules.by_week(weeks), [(names.get(code, code), n) for code, n in listed])


def behind(row: Topic, actor: Actor, on: date, before: str | None = None) -> tuple[list[Behind], int | None]:
    """A page of the voices behind a topic, newest first, and the key of the next. Constant statements."""
    page = paging.keyset(TopicVoice.objects.filter(topic=row), size=SIZE, before=before)
    mine = voices.visible_to(actor).exclude(state="void").select_related("station", "unit")
    open_to_me = {voice.pk: voice for voice in mine.filter(pk__in=[each.voice_id for each in page.items])}
    owed = voices.clocks_of(open_to_me.values())
    names = organs.names_of_regions({each.town for each in page.items})
    told = []
    for each in page.items:
        voice = open_to_me.get(each.voice_id)
        turn = str(voices.turn_of(voice, on, owed.get(voice.subject, []))) if voice else ""
        told.append(Behind(each.said_on, names.get(each.town, each.town), voice, turn))
    return told, page.next


def published_voices(row: Topic, limit: int = 12) -> list[Voice]:
    """The newest published voices of a topic."""
    return list(voices.public().filter(pk__in=TopicVoice.objects.filter(topic=row).values("voice"))[:limit])


def grown(row: Topic) -> int:
    """How many suggestions grew out of its voices. Two statements."""
    held = TopicVoice.objects.filter(topic=row).values_list("voice", flat=True)
    return len({grown for _, grown in ledger.traces([f"voice:{pk}" for pk in held], "suggestion")})


def usual_units(row: Topic) -> list[Usual]:
    """Which units usually handle such things; a person decides."""
    return voices.usual_units(f"{row.title} {row.summary}", row.region)


def candidates(row: Topic, actor: Actor, on: date, words: str = "") -> list[Voice]:
    """Voices that may be put into a topic: those that hold the words, else those like its newest; not those in it."""
    if words:
        rows = voices.visible_to(actor).filter(search.holding("voice", words, row.region)).exclude(state="void")
        found = list(rows.select_related("station").order_by("-id")[:SIZE])
    else:
        newest = TopicVoice.objects.filter(topic=row).order_by("-id").values_list("voice", flat=True)[:LIKE]
        alike = [voices.similar(each.text, row.region, on, actor, most=SIZE) for each in voices.by_ids(newest)]
        found = list({voice.pk: voice for rows in zip_longest(*alike) for voice in rows if voice}.values())
    known = set(TopicVoice.objects.filter(topic=row, voice__in=found).values_list("voice", flat=True))
    return [each for each in found if each.pk not in known and each.region.startswith(row.region)][:SIZE]


def topics_for(voice: Voice, regions: Sequence[str]) -> tuple[list[Topic], list[Topic]]:
    """Open topics that a voice may go into, its kind and township first; and those that hold it. Three statements."""
    rows = list(Topic.objects.filter(region__in=regions, state__in=OPEN).order_by("-id")[:MOST])
    held = TopicVoice.objects.filter(topic__in=rows)
    towns = set(held.filter(town=voice.town).order_by().values_list("topic", flat=True).distinct())
    known = set(held.filter(voice=voice).values_list("topic", flat=True))
    free = [row for row in rows if row.pk not in known]
    free.sort(key=lambda row: (not row.category or row.category != voice.category, row.pk not in towns))
    return free, [row for row in rows if row.pk in known]


def turn_of(row: Topic, public: bool = False) -> str:
    """Whose turn it is, in one sentence."""
    key = f"{row.state}:public" if public and f"{row.state}:public" in TURNS else row.state
    key = f"{key}:asked" if not row.size and f"{key}:asked" in TURNS else key
    place = organs.names_of_regions([row.region]).get(row.region, "")
    return gettext(TURNS[key]) % {"n": row.size, "place": place, "day": day(row.listed_on) if row.listed_on else ""}


def verbs_for(actor: Actor, row: Topic) -> list[Verb]:
    """The buttons of a topic; what only leaders decide stands grey for its office. No statement."""
    office = actor.post(*permissions.OFFICE, region=row.region)
    found = []
    hidden = "publish" if row.published else "unpublish"
    for verb in BUTTONS:
        if verb == hidden or not MACHINE.may(row.state, verb):
            continue
        reason = ""
        try:
            permissions.check(verb, actor, facts_of(row))
        except Denied as refusal:
            if office is None or verb not in ("supervise", "schedule", "publish"):
                continue
            reason = refusal.text
        if verb == "drop" and row.published:
            continue
        found.append(Verb(verb, gettext(ACTS[verb]), not reason, gettext(reason), gettext(CONSEQUENCES[verb])))
    return found


def timeline(row: Topic) -> list[Line]:
    """What happened, oldest first, with what the meetings decided. Two statements."""
    made = {each.seq: each for each in Decision.objects.filter(topic=row)}
    lines = []
    for entry in ledger.timeline(row.subject, list(Audience)):
        n = entry.data.get("voices", "")
        key = entry.verb if n != 0 else f"{entry.verb}:asked"
        text = gettext(LINES.get(key, LINES[entry.verb])) % {"n": n}
        note = decided(made[entry.seq]) if entry.seq in made else ""
        if entry.verb in ("topic.dropped", "topic.ended"):
            note = row.reason or row.outcome
        lines.append(Line(text, entry.at, note))
    return lines


def decisions(rows: Iterable[Topic]) -> dict[int, list[Decision]]:
    """The decisions on a page of topics, oldest first. One statement."""
    found: dict[int, list[Decision]] = {}
    for each in Decision.objects.filter(topic__in=[row.pk for row in rows]).order_by("seq"):
        found.setdefault(each.topic_id, []).append(each)
    return found


def decided(made: Decision) -> str:
    """“11 月 3 日，主任会议（第 32 次）：请财经委牵头。”"""
    who = gettext(BODIES[made.body]) + (gettext("（%(which)s）") % {"which": made.meeting} if made.meeting else "")
    said = gettext("%(day)s，%(who)s决定") % {"day": day(made.on), "who": who}
    return gettext("%(said)s：%(note)s") % {"said": said, "note": made.note} if made.note else said


def on_list(actor: Actor, region: str, limit: int = 200) -> list[Topic]:
    """The list of one congress (民情清单), as it is printed: what is on it or has ended, the latest first."""
    rows = visible_to(actor).filter(region=region, state__in=(*ON_LIST, "ended"))
    return list(rows.order_by("-listed_on", "-id")[:limit])
