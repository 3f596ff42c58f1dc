"""What the citizen does with the tracking code in hand; the station may do it for them after a return visit (回访)."""

from collections.abc import Sequence
from datetime import date, datetime

from huying.base.clocks import commands as clocks
from huying.base.ledger.commands import command
from huying.base.ledger.models import Audience
from huying.base.papers import commands as papers
from huying.field.voices import permissions, rules
from huying.field.voices.commands import steps
from huying.field.voices.commands.outcome import end_parts, take_up
from huying.field.voices.commands.receive import NAME_MAX
from huying.field.voices.commands.splitting import fold
from huying.field.voices.commands.triage import release_joined
from huying.field.voices.models import Voice, VoiceContact
from huying.field.voices.states import VERDICTS
from huying.kernel.actor import Actor
from huying.kernel.errors import Invalid
from huying.kernel.words import N_


@command
def add_words(
    *,
    actor: Actor,
    now: datetime,
    voice: int,
    version: int | None = None,
    text: str,
    photos: Sequence[papers.Upload] = (),
    sound: papers.Upload | None = None,
) -> Voice:
    """Add words, photos or a voice note to a voice still being dealt with (补充): also the answer to what was asked."""
    move = steps.begin("add_words", voice=voice, actor=actor, now=now, version=version)
    row = move.voice
    said = rules.spoken(text, len(photos), bool(sound))
    row.photos, row.sounds = min(row.photos + len(photos), 999), min(row.sounds + bool(sound), 999)
    answers, row.waits_until = row.waits_until is not None, None
    data = {"photos": len(photos), **({"kind": "answer"} if answers else {})}
    # What the station asked is between the two: strangers do not even see that something was.
    audience = Audience.PARTIES if answers else Audience.PUBLIC
    steps.finish(move, save=["photos", "sounds"], text=said, audience=audience, data=data)
    for photo in photos:
        papers.attach(row, photo, kind="photo", audience=Audience.PARTIES, actor=actor, now=now)
    if sound:
        papers.attach_sound(row, sound, audience=Audience.PARTIES, actor=actor, now=now)
    if row.state == "referred":
        steps.tell_unit(move, "voice.added")
    if answers or row.state != "referred":
        steps.tell_station(move, "voice.added")
    return row


@command
def confirm(
    *,
    actor: Actor,
    now: datetime,
    voice: int,
    version: int | None = None,
    verdict: str,
    why: str = "",
    reason: str = "",
    on: date | None = None,
    again: bool = True,
) -> Voice:
    """The citizen's own verdict (群众评价): solved, partly, not_solved, unknown.

    What the station was told on the phone or at the door is kept as a return visit (回访).
    “还没有解决”, and “一部分” with a reason why, bring the voice back to the station, twice at most; after that it is
    closed and counted as what was said.

    Args:
        why: one of the playbook's reasons (``voices.reopen_reasons``), "" for own words or none.
        on: the day it was said, when it is entered later.
        again: False for what an old ledger says: it stayed unsolved, and is not taken up by itself.
    """
    rules.one_of(verdict, VERDICTS, field="verdict")
    move = steps.begin("confirm", voice=voice, actor=actor, now=now, version=version, on=on)
    row = move.voice
    row.verdict = verdict
    why = why if verdict in ("not_solved", "partly") else ""
    rules.one_of(why, {known.code for known in move.book.voices.reopen_reasons}, field="why", needed=False)
    data = {"verdict": verdict} | ({"visit": True} if move.post and row.channel != "import" else {})
    data |= {"why": why} if why else {}
    if (verdict == "not_solved" or why) and again and row.reopened < permissions.REOPENINGS:
        move = steps.begin("reopen", voice=voice, actor=actor, now=now, version=version)
        move.voice.verdict = verdict
        return take_up(move, reason, data=data)
    text = rules.words(reason, field="reason", needed=False)
    steps.finish(move, save=["verdict"], text=text, data=data)
    end_parts(row, now, verdict)
    return row


@command
def withdraw(*, actor: Actor, now: datetime, voice: int, version: int | None = None, reason: str = "") -> Voice:
    """Take it back (撤回): every clock is cancelled; what was joined to it stands at the station again."""
    move = steps.begin("withdraw", voice=voice, actor=actor, now=now, version=version)
    row = move.voice
    row.exit, row.returned = "withdrawn", False
    steps.finish(move, save=["exit", "returned"], text=rules.words(reason, field="reason", needed=False))
    clocks.cancel(row, on=move.on)
    release_joined(row, now)
    fold(row, now)
    if move.was == "referred":
        steps.tell_unit(move, "voice.withdrawn")
    return row


@command
def leave_contact(
    *,
    actor: Actor,
    now: datetime,
    voice: int,
    version: int | None = None,
    phone: str = "",
    contact: str = "",
    share_contact: bool = False,
    texts: bool = False,
) -> Voice:
    """Leave a phone or a name later, or put right what was left (留下电话); the line does not say which."""
    move = steps.begin("leave_contact", voice=voice, actor=actor, now=now, version=version)
    row, number = move.voice, rules.phone(phone)
    name = rules.words(contact, field="contact", needed=False, limit=NAME_MAX)
    if not (number or name):
        raise Invalid(N_("请填一个电话，或者一个称呼。"), field="phone")
    row.share_contact = share_contact
    steps.finish(move, save=["share_contact"], audience=Audience.PARTIES)
    VoiceContact.objects.update_or_create(
        voice=row, defaults={"name": name, "phone": number, "texts": texts and bool(number)}
    )
    return row


@command
def erase(*, actor: Actor, now: datetime, voice: int, version: int | None = None) -> Voice:
    """Delete name and phone for good (个人信息保护法 第47条); the line says that it was done, not what was there."""
    move = steps.begin("erase", voice=voice, actor=actor, now=now, version=version)
    row = move.voice
    row.share_contact = False
    steps.finish(move, save=["share_contact"], audience=Audience.PARTIES)
    VoiceContact.objects.filter(pk=row.pk).delete()
    return row
