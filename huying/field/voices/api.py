"""Voices for programs: anybody speaks, reads what is published and follows a code; the desks do their work by token."""

import inspect
import uuid
from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from ninja import Query, Router

from huying.base.clocks import queries as clocks
from huying.base.clocks.queries import Clock
from huying.base.ledger.commands import repeated
from huying.base.limits import commands as limits
from huying.base.limits.queries import address_of
from huying.base.papers import queries as papers
from huying.base.papers.views import send
from huying.base.people.api import OPEN, SIGNED
from huying.base.search import queries as search
from huying.base.web import api
from huying.base.web.api import Done, Given, Key
from huying.field.stations import queries as stations
from huying.field.stations.queries import Station
from huying.field.voices import codes, commands, matters, permissions, queries, telling
from huying.field.voices.commands.steps import facts_of
from huying.field.voices.masking import masked
from huying.field.voices.models import Voice, VoiceContact
from huying.field.voices.publishing import decision
from huying.field.voices.schemas import (
    KINDS,
    VoiceDesk,
    VoicePage,
    VoicePublished,
    VoiceSeen,
    VoiceSpeak,
    VoiceSpoken,
    VoiceTodo,
    VoiceTracked,
    VoiceWanted,
)
from huying.field.voices.states import ACTS
from huying.field.voices.views import CITIZEN_VERBS, OWN, SPEAK_LIMIT, TRACK_LIMIT, WINDOW
from huying.kernel.actor import CITIZEN, PUBLIC, Actor
from huying.kernel.errors import Invalid, Missing
from huying.kernel.words import N_
from huying.playbooks import shelf

router = Router(auth=SIGNED, tags=["voices"])
track = Router(auth=OPEN, tags=["track"])
ROW = (
    *("id", "uid", "state", "returned", "region", "village", "place", "category", "exit", "verdict", "text"),
    *("created_at", "published", "version", "unit", "station__uid", "station__name"),
)


@router.get("", response=api.reads(VoicePage), summary="民声", operation_id="voices")
def listing(request: HttpRequest, asked: Query[VoiceWanted]) -> HttpResponse:
    """What the caller deals with or watches over by post, newest first."""
    actor = api.actor_of(request)
    rows = queries.mine(actor)
    if asked.words.strip():
        regions = {post.region[:6] for post in actor.posts if post.region}
        rows = rows.filter(search.holding("voice", asked.words, min(regions, default="")))
    return _page(rows, asked)


@router.get(
    "/published", auth=OPEN, response=api.reads(VoicePage), summary="公开的民声", operation_id="voices_published"
)
def published(request: HttpRequest, asked: Query[VoicePublished]) -> HttpResponse:
    """What anybody may read, newest first."""
    station = stations.by_code(asked.station) if asked.station else None
    if asked.station and station is None:
        raise Missing(N_("没有这个联络站。"), field="station")
    given = {name: getattr(asked, name) for name in ("region", "category", "outcome", "words")}
    if asked.outcome and asked.outcome not in queries.OUTCOMES:
        raise Invalid(N_("请从列出的项目里选一项。"), field="outcome")
    return _page(queries.public(**given, station=station.pk if station else 0), asked, stranger=True)


def _page(rows: Any, asked: VoiceWanted, *, stranger: bool = False) -> HttpResponse:
    same = {"state": asked.state, "category": asked.category}
    rows = rows.filter(**{name: value for name, value in same.items() if value})
    if asked.region:
        rows = rows.filter(region__startswith=asked.region)
    if asked.before is not None:
        rows = rows.filter(pk__lt=asked.before)
    found = list(rows.select_related(None).order_by("-id").values(*ROW)[: asked.size + 1])
    items, following = api.listed([_row(row, stranger) for row in found], asked.size)
    return api.answer({"items": items, "next": following})


def _row(row: dict[str, Any], stranger: bool) -> dict[str, Any]:
    if stranger:
        row["place"] = masked(row["place"])
    text = " ".join(row.pop("text").split())
    unit = row.pop("unit")
    row["headline"] = text[:40] + ("…" if len(text) > 40 else "")
    row["station"] = {"uid": row.pop("station__uid"), "name": row.pop("station__name")}
    row["unit"] = {"id": unit, "name": telling.unit_name(unit)} if unit else None
    return row


@router.get("/todo", response=api.reads(list[VoiceTodo]), summary="待办", operation_id="voices_todo")
def todo(request: HttpRequest) -> HttpResponse:
    """What the caller's stations and units owe in voices, the most urgent first; at most fifty."""
    today = timezone.localdate()
    return api.answer(
        [
            {"uid": item.voice.uid, "title": item.title, "kind": item.clock.kind, "due": item.clock.due}
            for item in queries.todo_for(api.actor_of(request), today)
        ]
    )


@router.get(
    "/published/{uuid:uid}",
    auth=OPEN,
    response=api.reads(VoiceSeen),
    summary="一件公开的民声",
    operation_id="voice_published",
)
def published_one(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """A published voice as anybody may read it."""
    voice = queries.get_for(PUBLIC, uid)
    shown = queries.photos([voice]).get(voice.subject, [])
    links = [f"/voices/{uid}/photo/{row.uid}" for row in shown]
    return api.answer(_told(voice, ["public"], stranger=True) | {"photos": links})


@router.get("/{uuid:uid}", response=api.reads(VoiceDesk), summary="一件民声", operation_id="voice")
def detail(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Whose turn it is, what the caller may do, what happened; name and phone only for those who may know."""
    actor, today = api.actor_of(request), timezone.localdate()
    voice = queries.get_for(actor, uid)
    seen = queries.audiences(actor, voice)
    running = clocks.of(voice.subject)
    contact = queries.contact_for(actor, voice)
    keeps = permissions.keeper(actor, facts_of(voice)) is not None
    handles = queries.handles(actor, voice)
    told = _told(voice, seen, stranger=not handles, owed=[clock for clock in running if clock.settled is None])
    told |= {
        "channel": voice.channel,
        **_own(voice, handles),
        "on_behalf": voice.on_behalf,
        "consent": voice.consent,
        "clocks": [_clock(telling.deadline(clock, today)) for clock in running],
        "papers": [
            _paper(row, f"/api/v1/voices/{uid}/papers/{row.uid}", handles) for row in papers.of(voice.subject, seen)
        ],
        "verbs": [_button(verb) for verb in queries.verbs_for(actor, voice)],
        "matters": _matters(voice) if handles else [],
        **_handled(voice, party=len(seen) > 1),
        "contact": _contact(contact, keeps) if contact else None,
    }
    return api.answer(told)


@router.get("/{uuid:uid}/papers/{uuid:paper}", summary="照片", operation_id="voice_paper", response=api.reads(None))
def paper(request: HttpRequest, uid: uuid.UUID, paper: uuid.UUID) -> FileResponse:
    """A photo, for those who may read the voice and this paper of it."""
    actor = api.actor_of(request)
    voice = queries.get_for(actor, uid)
    found = papers.open_for(voice.subject, paper, queries.audiences(actor, voice))
    return send(found, name="" if queries.handles(actor, voice) else queries.plain_name(found))


@router.post("", auth=OPEN, response=api.writes(VoiceSpoken, 201), summary="反映民声", operation_id="voice_speak")
def speak(request: HttpRequest, given: VoiceSpeak, key: Key = None) -> HttpResponse:
    """Say what is wrong. Anybody may; ``reception``, ``phone`` and ``deputy`` need a token with such a post.

    ``code`` follows the voice to its end. It is told here only; a repeat with the same key tells it again.
    """
    actor, now = api.actor_of(request), timezone.now()
    if not actor.signed_in:
        limits.hit(f"speak:{address_of(request)}", SPEAK_LIMIT, WINDOW, now)
    said = {"channel": "api", "text": "", **given.given(), "sender": "" if actor.signed_in else address_of(request)}
    said["station"] = _station(given.station) if given.station else 0
    if given.like:
        said["like"] = queries.public().filter(uid=given.like).values_list("pk", flat=True).first() or 0
    voice = queries.veiled(commands.receive(actor=actor, now=now, command_id=key, **said))
    return api.answer(api.picked(voice, "uid", "state", "version", "code"), 201)


def _station(code: str) -> Station:
    found = stations.by_code(code)
    if found is None:
        raise Missing(N_("没有这个联络站。"), field="station")
    return found


def _verb(verb: str) -> None:
    run = getattr(commands, verb)

    def act(request: HttpRequest, uid: uuid.UUID, given: Given, key: Key = None) -> HttpResponse:
        actor, told = api.actor_of(request), given.given()
        voice = _voice(actor, uid, run, key)
        if "into" in told:
            told["into"] = _other(actor, told["into"])
        return _done(run(actor=actor, now=timezone.now(), command_id=key, voice=voice.pk, **told))

    act.__annotations__["given"] = KINDS[verb]
    router.post(f"/{{uuid:uid}}/{verb}", operation_id=f"voice_{verb}", **_described(verb))(act)


def _voice(actor: Actor, uid: uuid.UUID, run: Callable[..., Voice], key: uuid.UUID | None) -> Voice:
    """The voice, also for whom their own act has taken it out of sight: a repeat gets its answer again."""
    try:
        return queries.get_for(actor, uid)
    except Missing:
        done = repeated(run, key, actor)
        if isinstance(done, Voice) and done.uid == uid:
            return done
        raise


def _other(actor: Actor, uid: uuid.UUID) -> int:
    """The voice to join to; 0, which the command refuses, when the caller may not read it."""
    try:
        return queries.get_for(actor, uid).pk
    except Missing:
        return 0


def _citizen_verb(verb: str) -> None:
    run = getattr(commands, verb)

    def act(request: HttpRequest, code: str, given: Given, key: Key = None) -> HttpResponse:
        now, voice = timezone.now(), _followed(request, code)
        limits.hit(f"speak:{address_of(request)}", SPEAK_LIMIT, WINDOW, now)
        return _done(run(actor=CITIZEN, now=now, command_id=key, voice=voice.pk, **given.given()))

    act.__annotations__["given"] = KINDS[verb]
    track.post(f"/{{code}}/{verb}", operation_id=f"track_{verb}", **_described(verb))(act)


def _described(verb: str) -> dict[str, Any]:
    about = inspect.getdoc(getattr(commands, verb))
    return {"response": api.writes(Done), "summary": ACTS[verb], "description": about}


for name in KINDS:
    _verb(name)
for name in CITIZEN_VERBS:
    _citizen_verb(name)


@track.get("/{code}", response=api.reads(VoiceTracked), summary="查询进展", operation_id="track")
def tracked(request: HttpRequest, code: str) -> HttpResponse:
    """Follow a voice by its code. Wrong and unknown codes get the same answer, and are counted against the address."""
    voice = _followed(request, code)
    files = queries.sent(voice)
    guides = {guide.code: guide for guide in shelf.by_edition(voice.edition).voices.guides}
    told = _told(voice, ["public"], citizen=True) | {
        "guide": guides[voice.guide].told(get_language() or "") if voice.guide in guides else "",
        **_own(voice, True),
        "papers": [_paper(row, f"/api/v1/track/{codes.tidy(code)}/papers/{row.uid}") for row in files],
        "verbs": [_button(verb) for verb in queries.verbs_for(CITIZEN, voice) if verb.name in CITIZEN_VERBS],
        "matters": _matters(voice, citizen=True),
        "waits_until": voice.waits_until,
    }
    return api.answer(told)


@track.get("/{code}/papers/{uuid:paper}", response=api.reads(None), summary="自己的照片", operation_id="track_paper")
def track_paper(request: HttpRequest, code: str, paper: uuid.UUID) -> FileResponse:
    """A photo of the citizen's own voice."""
    return send(papers.open_for(_followed(request, code).subject, paper, OWN))


def _followed(request: HttpRequest, code: str) -> Voice:
    try:
        return queries.by_code(code)
    except Missing:
        limits.hit(f"track:{address_of(request)}", TRACK_LIMIT, WINDOW, timezone.now())
        raise


def _told(
    voice: Voice,
    seen: Collection[Any],
    *,
    citizen: bool = False,
    stranger: bool = False,
    owed: Iterable[Clock] | None = None,
) -> dict[str, Any]:
    row = api.picked(voice, *(name for name in ROW if "__" not in name and name not in ("id", "unit")))
    row |= {"unit": voice.unit_id, "station__uid": voice.station.uid, "station__name": voice.station.name}
    turn = queries.turn_of(voice, timezone.localdate(), owed, citizen=citizen)
    lines = queries.timeline(voice, seen, citizen=citizen)
    return _row(row, stranger) | {
        "text": voice.text,
        "turn": str(turn),
        "lines": [{"at": line.at, "verb": line.verb, "text": line.text, "note": line.note} for line in lines],
    }


def _own(voice: Voice, handles: bool) -> dict[str, Any]:
    """What its author and those who handle it read besides; empty for others."""
    if not handles:
        return {"original": "", "withheld": "", "answers": []}
    besides = [{"question": question, "answer": answer} for question, answer in telling.besides(voice)]
    return {"original": voice.original, "withheld": decision(voice).withheld, "answers": besides}


def _contact(contact: VoiceContact, keeps: bool) -> dict[str, str]:
    """Who spoke; who else came is for the station alone."""
    return {"name": contact.name, "phone": contact.phone, "others": contact.others if keeps else ""}


def _matters(voice: Voice, *, citizen: bool = False) -> list[dict[str, Any]]:
    found = matters.of(voice, timezone.localdate(), citizen=citizen)
    return [
        {"uid": None if citizen else each.voice.uid, "turn": each.turn, "answer": each.answer}
        | api.picked(each.voice, "headline", "state")
        for each in found
    ]


def _handled(voice: Voice, *, party: bool) -> dict[str, Any]:
    """What the station asks, has checked and was told at the desk; empty for who merely reads a published voice."""
    blank = Voice(station=voice.station)
    names = ("waits_until", "checked", "revisit_on", "visiting", "matter", "visitors", "confidential")
    return api.picked(voice if party else blank, *names)


def _clock(found: telling.Deadline) -> dict[str, Any]:
    return api.picked(found, "kind", "due", "provisional", "settled", "steps") | {"left": found.due_text}


def _paper(row: Any, href: str, handles: bool = True) -> dict[str, Any]:
    name = row.name if handles else queries.plain_name(row)
    return api.picked(row, "uid", "kind", "mime", "size") | {"name": name, "href": href}


def _button(verb: queries.Verb) -> dict[str, Any]:
    return api.picked(verb, *api.VerbOut.model_fields)


def _done(row: Voice) -> HttpResponse:
    return api.answer(api.picked(row, "uid", "state", "version"))
