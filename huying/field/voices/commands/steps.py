"""What every command on a voice shares: begin (lock, check, step the machine), finish (record, remark, count)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from huying.base.clocks import commands as clocks
from huying.base.ledger.commands import expect, record
from huying.base.ledger.models import Audience, Entry
from huying.base.notices import commands as notices
from huying.base.organs import queries as organs
from huying.base.people import queries as people
from huying.base.tallies.commands import move as count
from huying.field.voices import permissions, rules, texting
from huying.field.voices.models import Remark, Suspect, Voice
from huying.field.voices.states import ASKED, ENDS, LINES, MACHINE, UNCOUNTED, VISITED
from huying.kernel.actor import Actor, Post, Role
from huying.kernel.errors import Missing
from huying.kernel.periods import Period, due
from huying.kernel.words import N_
from huying.playbooks import shelf
from huying.playbooks.shelf import Book

CAMPAIGNS = "voices.campaign"
"""Counter of what was said by campaign, key ``<station>:<campaign>``."""
HANDLING = frozenset(
    (
        *("register", "answer", "refer", "guide", "join", "explain", "pass_up", "send_back", "report_back"),
        *("fall_back", "ask", "check", "split", "mediate"),
    )
)
"""The acts by which somebody takes a voice in hand; publishing or adding words for a visitor is none."""


FOLLOWED = ("waits_until", "revisit_on", "visiting", "visits", "tries")


@dataclass(slots=True)
class Move:
    """One verb on its way through a command."""

    voice: Voice
    verb: str
    actor: Actor
    now: datetime
    post: Post | None
    was: str
    stood: str
    on: date
    flags: frozenset[str]

    @property
    def book(self) -> Book:
        return shelf.by_edition(self.voice.edition)


def facts_of(voice: Voice) -> permissions.Facts:
    """What rights depend on; the voice must come with its station."""
    return permissions.Facts(
        state=voice.state,
        region=voice.region,
        station=voice.station.merged_into_id or voice.station_id,
        unit=voice.unit_id or 0,
        deputy=voice.deputy,
        speaker=voice.speaker,
        said_to=voice.said_to,
        on_behalf=voice.on_behalf,
        consent=voice.consent,
        published=voice.published,
        withheld=bool(voice.withheld),
        anonymised=voice.anonymised,
        share_contact=voice.share_contact,
        reopened=voice.reopened,
        imported=voice.channel == "import",
        waiting=voice.waits_until is not None,
        unchecked=voice.state == "answered" and not voice.checked and _to_check(voice),
        visiting=voice.visiting,
        part=voice.parent_id is not None,
        confidential=voice.confidential,
        dispute=voice.matter == "dispute",
    )


def _to_check(voice: Voice) -> bool:
    return shelf.by_edition(voice.edition).voices.check_required.needed(voice.exit, voice.category)


def begin(verb: str, *, voice: int, actor: Actor, now: datetime, version: int | None, on: date | None = None) -> Move:
    """Lock the voice, check the actor, the version and the table. The state is changed, nothing is saved.

    Args:
        on: the day it was done, when it is entered later; today when None.
    """
    row = Voice.objects.select_for_update(of=("self",)).select_related("station").filter(pk=voice).first()
    if row is None:
        raise Missing(N_("没有这件民声，或者您不能查看。"))
    post = permissions.check(verb, actor, facts_of(row))
    expect(row, version)
    was, stood, flags = row.state, row.stand, _flags(row)
    row.state = MACHINE.after(row.state, verb)
    today = timezone.localdate(now)
    day = today if on is None else rules.day(on, earliest=timezone.localdate(row.created_at), today=today)
    return Move(row, verb, actor, now, post, was, stood, day, flags)


def finish(
    move: Move,
    *,
    save: Iterable[str] = (),
    text: str = "",
    audience: Audience = Audience.PUBLIC,
    data: dict[str, Any] | None = None,
) -> Entry:
    """Write the line, keep its words beside it, move the counters."""
    voice = move.voice
    _hand_to(move)
    _follow(move)
    entry = record(
        voice,
        LINES[move.verb],
        move.actor,
        now=move.now,
        save={"state", "officer", *FOLLOWED, *save},
        post=move.post,
        audience=audience,
        effective=move.on,
        data=data,
    )
    if text:
        Remark.objects.create(voice=voice, seq=entry.seq, text=text, audience=audience)
    texting.after(voice, move.verb, move.actor, move.now)
    _recount(move)
    return entry


def _recount(move: Move) -> None:
    """Move the counters from where the voice stood to where it stands."""
    voice = move.voice
    if move.stood == "held" and voice.state not in UNCOUNTED:
        count_in(voice)
    elif move.stood != voice.stand:
        name = "voices.parts" if voice.parent_id else "voices"
        count(name, voice.town, out_of=_counter(voice, move.stood), into=_counter(voice, voice.stand))
    if move.stood == "held":
        Suspect.objects.filter(pk=voice.pk).delete()
    for flag in move.flags ^ _flags(voice):
        key = f"{voice.station_id}:{flag}"
        count(
            "voices.flags",
            voice.town,
            out_of=key if flag in move.flags else None,
            into=None if flag in move.flags else key,
        )


def _flags(voice: Voice) -> frozenset[str]:
    """What the queue counts besides where a voice stands."""
    told = (("asking", voice.waits_until), ("visiting", voice.visiting), ("held", voice.state == "held"))
    return frozenset(flag for flag, on in told if on)


def _follow(move: Move) -> None:
    """A question ends with what the station decides; a return visit is set down when a voice ends, and only then."""
    voice = move.voice
    if voice.state not in ASKED:
        voice.waits_until = None
    if voice.state != "closed":
        voice.revisit_on, voice.visiting, voice.visits, voice.tries = None, False, 0, 0
    elif move.was != "closed" and voice.exit in VISITED and not (voice.parent_id or voice.channel == "import"):
        voice.revisit_on = move.book.voices.revisits.following(0, move.on)


def count_in(voice: Voice) -> None:
    """A new voice stands in the figures."""
    count("voices", voice.town, into=_counter(voice, voice.stand))
    if voice.campaign:
        count(CAMPAIGNS, voice.town, into=f"{voice.station_id}:{voice.campaign}")


def _counter(voice: Voice, stand: str) -> str | None:
    return None if stand in UNCOUNTED else f"{voice.station_id}:{stand}"


def _hand_to(move: Move) -> None:
    """Whoever of the station or township acts on it has it in hand; nobody has a closed one."""
    voice, before = move.voice, move.voice.officer
    if voice.state in ENDS:
        voice.officer = None
    elif move.verb in HANDLING and move.post is not None and move.post.role in permissions.DESK:
        voice.officer = move.actor.person
    if voice.officer != before:
        count(
            "voices.hand",
            voice.town,
            out_of=str(before) if before else None,
            into=str(voice.officer) if voice.officer else None,
        )


def leave_triage(move: Move) -> None:
    """The station has done its part: its running clock is met."""
    if move.was == "received":
        clocks.meet(move.voice, "register", on=move.on)
    elif move.was == "triaged":
        clocks.meet(move.voice, rules.triage_period(move.voice.reopened), on=move.on)


def owe(move: Move, kind: str, *, unit: int = 0) -> None:
    """Start the clock ``kind`` today: the station owes, or the unit when one is given."""
    start(
        move.voice,
        kind,
        book=move.book,
        on=move.on,
        debtor=f"organ:{unit}" if unit else f"station:{keeper(move.voice)}",
    )


def start(voice: Voice, kind: str, *, book: Book, on: date, debtor: str) -> None:
    clocks.start(
        voice,
        kind,
        debtor=debtor,
        anchor=on,
        period=period(book, kind),
        calendar=organs.calendar_for(voice.region),
        url=url_of(voice),
    )


def period(book: Book, kind: str) -> Period:
    """One of the voices' periods by its key."""
    return book.voices.periods[kind]


def until(move: Move, kind: str) -> date:
    """The day a period ends that nobody owes (the citizen's verdict): no clock, just a date."""
    return due(period(move.book, kind), move.on, organs.calendar_for(move.voice.region)).due


def tell_station(move: Move, verb: str, **data: Any) -> None:
    """Tell the staff of the station that keeps the voice; nobody is disturbed by what is put aside."""
    if move.voice.state != "held":
        _tell(move, verb, people.holders(move.on, permissions.STAFF, station=keeper(move.voice)), data)


def tell_deputy(voice: Voice, now: datetime) -> None:
    """Tell the deputy by whose QR code it was said."""
    if voice.said_to:
        key = f"{voice.subject}:said_to"
        notices.tell([voice.said_to], "voice.said_to", case=voice, url=url_of(voice), key=key, now=now)


def tell_unit(move: Move, verb: str, **data: Any) -> None:
    """Tell the clerks of the unit that has the voice; nobody when none has it."""
    if move.voice.unit_id:
        _tell(move, verb, people.holders(move.on, [Role.UNIT_CLERK], organ=move.voice.unit_id), data)


def _tell(move: Move, verb: str, persons: list[int], data: dict[str, Any]) -> None:
    row = move.voice
    others = [person for person in persons if person != move.actor.person]
    notices.tell(
        others, verb, case=row, url=url_of(row), key=f"{row.subject}:{row.version}:{verb}", now=move.now, data=data
    )


def keeper(voice: Voice) -> int:
    """The station that keeps the voice today."""
    return voice.station.merged_into_id or voice.station_id


def url_of(voice: Voice) -> str:
    return f"/desk/voices/{voice.uid}"
