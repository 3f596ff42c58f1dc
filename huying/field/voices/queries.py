"""Every read of a voice. What one may see is decided here and in ``permissions``; tests prove that the two agree."""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from huying.base.clocks import queries as clocks
from huying.base.clocks.queries import Clock
from huying.base.clocks.rules import SOON_DAYS
from huying.base.ledger import queries as ledger
from huying.base.ledger.models import Audience
from huying.base.organs import queries as organs
from huying.base.search import queries as search
from huying.base.tallies import queries as tallies
from huying.field.stations import queries as stations
from huying.field.voices import codes, permissions, telling
from huying.field.voices.commands.flood import promised
from huying.field.voices.commands.steps import facts_of, period
from huying.field.voices.disclosure import (
    OUTCOMES,
    ROUNDED,
    address,
    guided_away,
    photo,
    photos,
    plain_name,
    public,
    public_outcomes,
    sent,
    spot,
    stands,
    stands_by_town,
    station_stands,
    visits,
    withheld,
)
from huying.field.voices.models import Remark, Voice, VoiceContact
from huying.field.voices.reach import ABOVE, found_by, handles, mine, similar, visible_to
from huying.field.voices.sentences import CONSEQUENCE_PERIOD, CONSEQUENCES, NOT_YET
from huying.field.voices.states import ACTS, MACHINE, UNCOUNTED
from huying.kernel.actor import Actor
from huying.kernel.errors import Denied, Missing
from huying.kernel.machine import Verb
from huying.kernel.words import N_
from huying.playbooks import shelf

__all__ = [
    "ABOVE",
    "GONE",
    "OUTCOMES",
    "ROUNDED",
    "WRONG_CODE",
    "Clock",
    "Todo",
    "Usual",
    "Verb",
    "address",
    "audiences",
    "by_code",
    "by_command",
    "by_ids",
    "clocks_of",
    "contact_for",
    "counts",
    "for_draft",
    "found_by",
    "get_for",
    "guided_away",
    "handles",
    "has_contact",
    "mine",
    "photo",
    "photos",
    "plain_name",
    "pressing",
    "public",
    "public_outcomes",
    "recent",
    "sent",
    "similar",
    "spot",
    "stands",
    "stands_by_town",
    "station_stands",
    "suggested_units",
    "taken_in",
    "timeline",
    "todo_for",
    "turn_of",
    "units_for",
    "untaken",
    "usual_units",
    "veiled",
    "verbs_for",
    "visible_to",
    "visits",
    "withheld",
]

GONE = N_("没有这件民声，或者您不能查看。")
WRONG_CODE = N_("没有查到。请核对查询码，一共 12 位，由字母和数字组成。")


@dataclass(frozen=True, slots=True)
class Todo:
    """Something owed in a voice by the actor's station or unit."""

    clock: Clock
    voice: Voice
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Usual:
    """A unit that usually handles such things, and the words that say so."""

    unit: int
    name: str
    reason: str

    @property
    def sentence(self) -> str:
        return gettext("以往多由%(unit)s办理，因为说到：%(words)s") % {"unit": self.name, "words": self.reason}


def get_for(actor: Actor, uid: uuid.UUID | str, *also: str) -> Voice:
    """The voice with its station; Missing for strangers as for ids that never were. One statement.

    Args:
        also: what else comes with it: "contact", "hold__person".
    """
    try:
        found = Voice.objects.select_related("station", *also).filter(uid=uuid.UUID(str(uid))).first()
    except ValueError:
        found = None
    if found is None or not permissions.may_read(actor, facts_of(found)):
        raise Missing(GONE)
    return found


def by_code(code: str) -> Voice:
    """The voice of this tracking code; wrong and unknown codes get the same answer. One statement."""
    rows = Voice.objects.select_related("station")
    found = rows.filter(code_hash__in=codes.digests(code)).first() if codes.possible(code) else None
    if found is None:
        raise Missing(WRONG_CODE, field="code")
    return veiled(found)


def veiled(voice: Voice) -> Voice:
    """As its sender sees it: what is put aside as one of a flood looks like one that lies at the station."""
    if voice.state == "held":
        voice.state, voice.veiled = "received", True
    return voice


def taken_in(uid: uuid.UUID) -> bool:
    """Whether a voice with this public id was ever taken in, published or not; nothing else about it."""
    return Voice.objects.filter(uid=uid).exists()


def by_command(command_id: uuid.UUID) -> Voice:
    """The voice that a form with this command id sent, for its done page; with its plain ``code``."""
    found = by_code(codes.derive(command_id))
    found.code = codes.derive(command_id)
    return found


def contact_for(actor: Actor, voice: Voice) -> VoiceContact | None:
    """Who spoke, for those who may know; None for others and when nobody left a name."""
    if not permissions.may_read_contact(actor, facts_of(voice)):
        return None
    if voice.parent_id:
        return VoiceContact.objects.filter(pk=voice.parent_id).first()
    return getattr(voice, "contact", None)


def has_contact(voice: Voice) -> bool:
    """Whether the citizen left a name or a phone; not who."""
    return VoiceContact.objects.filter(pk=voice.pk).exists()


def audiences(actor: Actor, voice: Voice) -> list[Audience]:
    """Which lines and papers of a voice the actor may read, given that they may read the voice."""
    facts = facts_of(voice)
    party = permissions.overseer(actor, facts) or permissions.unit_post(actor, facts)
    party = party or permissions.deputy_post(actor, facts)
    return [Audience.PUBLIC, Audience.PARTIES] if party else [Audience.PUBLIC]


def verbs_for(actor: Actor, voice: Voice) -> list[Verb]:
    """The buttons of a voice: what may be done now, and what is worth knowing that it may not be yet. No statement."""
    facts, found = facts_of(voice), []
    for verb in ACTS:
        reason = NOT_YET.get((verb, voice.state), "")
        if (reason or MACHINE.may(voice.state, verb)) and not (verb == "unit_accept" and voice.accepted):
            try:
                permissions.check(verb, actor, facts)
            except Denied as refusal:
                overseen = verb == "publish" and not facts.published and permissions.overseer(actor, facts)
                if not overseen and refusal.text != permissions.CHECK_FIRST:
                    continue
                reason = refusal.text
            label = gettext("代记群众评价") if verb == "confirm" and actor.kind != "citizen" else gettext(ACTS[verb])
            why = gettext(reason) if reason else ""
            found.append(Verb(verb, label, not reason, why, _consequence(voice, verb)))
    return found


def _consequence(voice: Voice, verb: str) -> str:
    text = gettext(CONSEQUENCES[verb])
    if verb not in CONSEQUENCE_PERIOD:
        return text
    words, params = period(shelf.by_edition(voice.edition), CONSEQUENCE_PERIOD[verb]).length
    return text % {"length": gettext(words) % params}


def turn_of(voice: Voice, on: date, owed: Iterable[Clock] | None = None, *, citizen: bool = False) -> telling.Turn:
    """Whose turn it is, in one sentence (``str``), with the clock behind it. With ``owed`` (lists): no statement."""
    running = clocks.open_of(voice.subject) if owed is None else owed
    if voice.veiled and citizen:
        running = [promised(voice, timezone.localdate(voice.created_at))]
    return telling.turn(voice, on, running, citizen=citizen)


def timeline(voice: Voice, seen: Collection[Audience], *, citizen: bool = False) -> list[telling.Line]:
    """What happened, in sentences, oldest first, with what is public of its topics. Three statements."""
    seen = [*seen, Audience.PARTIES] if citizen else seen
    entries = ledger.story(voice.subject, seen)
    remarks = Remark.objects.filter(voice=voice.pk, audience__in=[str(word) for word in seen])
    stranger = not citizen and Audience.PARTIES not in seen
    return telling.lines(voice, entries, remarks, citizen=citizen, stranger=stranger)


def todo_for(actor: Actor, on: date, limit: int = 50) -> list[Todo]:
    """What the actor's stations and units owe in voices, the most urgent first. Three statements."""
    debtors = _debtors(actor)
    if not debtors:
        return []
    owed = clocks.owed_by(debtors, limit, about="voice")
    ids = [int(clock.subject.partition(":")[2]) for clock in owed]
    rows = Voice.objects.select_related("station").in_bulk(ids)
    return [
        Todo(clock, row, str(turn_of(row, on, [clock])), clock.url)
        for clock, pk in zip(owed, ids, strict=True)
        if (row := rows.get(pk))
    ]


def counts(actor: Actor, kept: list[int] | None = None) -> dict[str, int]:
    """How many voices stand where, for the queue of a station or township, from the counters. No counting of rows.

    Keys are the stands: received, triaged, returned, referred, answered, raised, joined, reported, closed; "mine",
    what the actor has in hand; "asking" and "visiting", which wait for the citizen's answer or for a return visit.
    """
    found: dict[str, int] = {}
    regions = {post.region for post in actor.posts if post.role in permissions.CLERKS and post.region}
    own = set(stations.kept_by(actor) if kept is None else kept)
    towns = regions or {post.region[:9] for post in actor.posts if post.role in permissions.STAFF and post.region}
    for code in sorted(towns):
        counted = tallies.by_keys(("voices", "voices.parts", "voices.hand", "voices.flags"), code)
        found["mine"] = found.get("mine", 0) + counted["voices.hand"].get(str(actor.person), 0)
        for key, n in (pair for name, keys in counted.items() if name != "voices.hand" for pair in keys.items()):
            station, _, stand = key.partition(":")
            if regions or int(station) in own:
                found[stand] = found.get(stand, 0) + n
    return found


def pressing(actor: Actor, on: date, kept: list[int] | None = None) -> dict[int, date]:
    """The voices past their day or within a week of it, of what the actor owes or watches over: pk -> due day."""
    debtors = _debtors(actor, kept)
    found = clocks.owed_days(debtors) if debtors else []
    until = on + timedelta(days=SOON_DAYS + 1)
    for code in {post.region for post in actor.posts if post.role in ABOVE and post.region}:
        found += clocks.late_days(code, until)
    due: dict[int, date] = {}
    for subject, day in found:
        kind, _, pk = subject.partition(":")
        if kind == "voice" and day < until:
            due[int(pk)] = min(day, due.get(int(pk), day))
    return due


def _debtors(actor: Actor, kept: list[int] | None = None) -> list[str]:
    own = [f"station:{pk}" for pk in (stations.kept_by(actor) if kept is None else kept)]
    return own + [f"organ:{post.organ}" for post in actor.posts if post.role in permissions.UNIT and post.organ]


def clocks_of(rows: Iterable[Voice]) -> dict[str, list[Clock]]:
    """The open clocks of a page of voices, by subject. One statement."""
    return clocks.open_of_all([row.subject for row in rows])


def recent(region: str, since: datetime, limit: int) -> list[dict[str, Any]]:
    """What the newest voices of a region say and where, undone and withdrawn ones left out. One statement."""
    rows = Voice.objects.filter(
        created_at__gte=since, region__startswith=region, parent=None, confidential=False
    ).exclude(Q(exit__in=("withdrawn", "undone")) | Q(state__in=UNCOUNTED))
    fields = ("pk", "category", "town", "village", "latitude", "longitude", "text", "created_at")
    return list(rows.order_by("-id").values(*fields)[:limit])


def by_ids(ids: Iterable[int]) -> list[Voice]:
    """These voices, for rooms that keep their ids; who may read them is for ``visible_to`` to say. One statement.

    Those said in confidence are in no topic and no search of another room.
    """
    return list(Voice.objects.filter(pk__in=list(ids), confidential=False).order_by("id"))


def suggested_units(voice: Voice) -> list[Usual]:
    """Who usually handles such things, with the words that say so; a person decides."""
    return usual_units(voice.words, voice.region)


def usual_units(text: str, region: str) -> list[Usual]:
    """The same for any text of a place."""
    ranked = search.usual_unit(text, region[:6], top=3)
    names = organs.organs_by_id([unit for unit, _ in ranked])
    return [Usual(unit, names[unit].name, "、".join(words)) for unit, words in ranked if unit in names]


def units_for(voice: Voice, on: date) -> dict[int, str]:
    """The units a voice may be referred to, its township's and its county's: name by id."""
    codes_around = [code for code in dict.fromkeys((voice.region[:9], voice.region[:6])) if code]
    return {unit.pk: unit.name for code in codes_around for unit in organs.units(code, on)}


def untaken(actor: Actor, home: str) -> QuerySet[Voice]:
    """Voices of a deputy's township that nobody took yet, newest first.

    Args:
        home: division code of where the deputy lives or works; "" for the whole congress.
    """
    rows = mine(actor, []).filter(state__in=("received", "triaged"), deputy=0).select_related("station")
    return (rows.filter(town=home[:9]) if len(home) >= 9 else rows).order_by("-id")


def for_draft(actor: Actor, *, home: str = "", wanted: Iterable[str] = (), limit: int = 12) -> list[Voice]:
    """What a deputy may make a suggestion of: the voices asked for, those the station recommended to them and out of
    which nothing grew, and the newest of their township that nobody took. Three statements.

    Args:
        home: as for ``untaken``.
        wanted: uids as they came from a page; nonsense is left out.
    """
    uids = [uid for uid in map(_uid, wanted) if uid]
    open_still = Q(state__in=("received", "triaged", "answered")) | Q(state="raised", deputy=actor.person)
    near = mine(actor, []).filter(open_still).select_related("station")
    asked = list(near.filter(uid__in=uids)[:50]) if uids else []
    given = list(near.filter(state="raised").order_by("-id")[:limit])
    taken = {origin for origin, _ in ledger.traces((row.subject for row in given), "suggestion")}
    rows = [*asked, *(row for row in given if row.subject not in taken), *untaken(actor, home)[:limit]]
    return list({row.pk: row for row in rows}.values())


def _uid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
