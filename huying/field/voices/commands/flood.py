"""Putting aside what looks like a flood (疑似刷屏), and what people decide about it. Nothing is decided by itself."""

from datetime import date, datetime

from django.utils.crypto import salted_hmac

from huying.base.clocks import queries as clocks
from huying.base.clocks.commands import reckoned
from huying.base.ledger.commands import command, record
from huying.base.ledger.models import Audience
from huying.base.limits.commands import tally
from huying.base.organs import queries as organs
from huying.base.papers import commands as papers
from huying.base.search import commands as search
from huying.base.tallies.commands import move as count
from huying.field.voices import flood
from huying.field.voices.commands import steps
from huying.field.voices.models import Remark, Suspect, Voice, VoiceContact
from huying.field.voices.states import LINES, MACHINE
from huying.kernel.actor import SYSTEM, Actor
from huying.kernel.errors import HouseError
from huying.playbooks import shelf

GROUP = 32
MOST = 200
"""Voices decided about at one go; the page then shows the rest."""


def suspected(voice: Voice, sender: str, now: datetime) -> Suspect | None:
    """Count a voice that is coming in, and say what it looks like: one of a flood, or (None) one of many days'.

    Who says “me too” repeats what somebody said and is only counted as a sender.
    """
    numbers = shelf.by_edition(voice.edition).voices.flood
    whys = flood.keys(voice.station_id, sender, "" if voice.like_id else voice.text)
    if not whys:
        return None
    counted = dict(zip(whys, tally(list(whys), flood.WINDOW, now), strict=True))
    key = flood.told_by(counted, whys, numbers)
    # The group lasts a day, so that nobody can be followed by it from one day to the next.
    group = salted_hmac("huying.flood", f"{now:%Y%m%d}:{key}").hexdigest()[:GROUP]
    return Suspect(group=group, why=whys[key]) if key else None


def hold_back(voice: Voice, suspect: Suspect, now: datetime) -> None:
    """Put a voice aside that has just been taken in (暂存): in no queue, in no figure, and nobody owes anything."""
    voice.state = MACHINE.after(voice.state, "hold_back")
    line, data = LINES["hold_back"], {"why": suspect.why}
    record(voice, line, SYSTEM, now=now, save=["state"], audience=Audience.PARTIES, data=data)
    count("voices.flags", voice.town, into=f"{voice.station_id}:held")
    suspect.voice = voice
    suspect.save(force_insert=True)


@command
def release(*, actor: Actor, now: datetime, voice: int, version: int | None = None) -> Voice:
    """Let it through (放行): it stands in the queue as a new one, and its time runs from today."""
    move = steps.begin("release", voice=voice, actor=actor, now=now, version=version)
    row = move.voice
    steps.finish(move, audience=Audience.PARTIES)
    steps.owe(move, "register")
    steps.tell_deputy(row, now)
    search.index("voice", row.pk, row.region, row.created_at, f"{row.text} {row.place}".strip())
    return row


@command
def discard(*, actor: Actor, now: datetime, voice: int, version: int | None = None) -> Voice:
    """Void it (作废): words, photos and contact go, its lines stay. Whoever sent it reads so on their page."""
    move = steps.begin("discard", voice=voice, actor=actor, now=now, version=version)
    row = move.voice
    row.exit, row.text, row.place, row.answers = "flood", "", "", {}
    row.latitude, row.longitude, row.datum, row.photos, row.sounds = None, None, "", 0, 0
    save = ["exit", "text", "place", "answers", "latitude", "longitude", "datum", "photos", "sounds"]
    steps.finish(move, save=save, audience=Audience.PARTIES)
    papers.discard_all(row.subject)
    Remark.objects.filter(voice=row.pk).delete()
    VoiceContact.objects.filter(pk=row.pk).delete()
    return row


def settle(verb: str, *, actor: Actor, now: datetime, rows: list[int]) -> int:
    """``release`` or ``discard`` each of a group, one line each; returns how many. What somebody else has decided
    meanwhile is left as it is."""
    run, done = {"release": release, "discard": discard}[verb], 0
    for pk in rows[:MOST]:
        try:
            run(actor=actor, now=now, voice=pk)
        except HouseError:
            continue
        done += 1
    return done


def promised(voice: Voice, on: date) -> clocks.Clock:
    """The day its sender is shown while it is put aside, as if it lay in the queue. Nobody owes it."""
    book = shelf.by_edition(voice.edition)
    calendar, debtor = organs.calendar_for(voice.region), f"station:{steps.keeper(voice)}"
    period = steps.period(book, "register")
    return reckoned(voice, "register", debtor=debtor, anchor=on, period=period, calendar=calendar, url="")
