"""A voice comes in; one that was brought in by mistake goes out again."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from huying.base.clocks import commands as clocks
from huying.base.ledger.commands import command, record
from huying.base.ledger.models import Audience
from huying.base.organs import queries as organs
from huying.base.papers import commands as papers
from huying.base.search import commands as search
from huying.field.stations import queries as stations
from huying.field.stations.queries import Station
from huying.field.voices import answers, codes, permissions, rules, texting
from huying.field.voices.commands import flood, steps
from huying.field.voices.commands.publication import PUBLIC_KIND, recount
from huying.field.voices.models import Remark, Voice, VoiceContact
from huying.field.voices.states import CHANNELS, MACHINE, MATTERS
from huying.kernel.actor import Actor, Post
from huying.kernel.errors import Invalid
from huying.kernel.words import N_
from huying.playbooks.shelf import Book

PLACE_MAX = 80
NAME_MAX = 40
VISITORS_MAX = 500
OTHERS_MAX = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What came in, still to be checked."""

    channel: str
    text: str
    station: Station | int = 0
    region: str = ""
    village: str = ""
    place: str = ""
    latitude: float | None = None
    longitude: float | None = None
    datum: str = "wgs84"
    category: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    phone: str = ""
    contact: str = ""
    share_contact: bool = False
    texts: bool = False
    publish: bool = True
    photos: Sequence[papers.Upload] = ()
    sound: papers.Upload | None = None
    on_behalf: bool = False
    like: int = 0
    said_at: datetime | None = None
    over: bool = False
    batch: int = 0
    sender: str = ""
    campaign: str = ""
    said_to: int = 0
    matter: str = ""
    visitors: int = 0
    others: str = ""
    confidential: bool = False


def receive(*, actor: Actor, now: datetime, command_id: uuid.UUID | None = None, **said: Any) -> Voice:
    """Take in what somebody said (登记). The voice comes back with its plain tracking ``code``.

    Args:
        command_id: of the form; the same id always gives the same voice and the same code.
        channel: one of states.CHANNELS; "reception" and "phone" need a post at the station, "deputy" a mandate.
        text: at most 2000 characters; may be empty when there is a photo.
        station: the station, or its pk; 0 takes the one that serves ``region``.
        region: township or village code where it is; "" takes the village's or the station's.
        village, place: code of the village; the place in the citizen's words.
        latitude, longitude: degrees in the system ``datum`` (kernel.coordinates.SYSTEMS); None when unknown.
        category, phone, contact, on_behalf: as the form gives them; all may be missing.
        answers: to the category's questions, by question code, as ``answers.checked`` takes them.
        share_contact: the handling unit may see name and phone; publish: leave to publish the matter.
        texts: leave to send short messages to the phone.
        photos: uploads; sound: a voice note, never public; like: pk of a voice the citizen says is the same.
        said_at: when it was said, for what an old ledger holds (channel "import"); ``batch`` names its import.
        sender: address of a stranger, by which a flood is noticed; it is counted as a keyed hash and kept nowhere.
        matter, visitors, others, confidential: of a reception: what they came for (states.MATTERS), how many came, the
            names of those beside ``contact``, whether they asked for secrecy. Only staff of the station may say so.
        campaign, said_to: the campaign, and the deputy (person id) whom one speaks to, as a signed link says.
        over: it ended before it came here and the caller tells its end at once: nobody owes anything, no clock starts.

    Raises:
        Invalid: no words and no photo, too long, odd phone, unknown category, no station there; an answer amiss.
        Denied: a channel that needs a post.
    """
    key = command_id or uuid.uuid4()
    voice = _receive(actor=actor, now=now, command_id=command_id, key=key, said=Said(**said))
    voice.code = codes.derive(key)
    return voice


@command
def _receive(*, actor: Actor, now: datetime, key: uuid.UUID, said: Said) -> Voice:
    voice, post, book = _checked(actor, now, said)
    voice.code_hash = codes.digest(codes.derive(key))
    phone = rules.phone(said.phone)
    contact = rules.words(said.contact, field="contact", needed=False, limit=NAME_MAX)
    at, on = voice.station_id, timezone.localdate(voice.created_at)
    data = {"station": at, "channel": voice.channel, "photos": voice.photos}
    data |= {"batch": said.batch} if said.batch else {}
    record(voice, "voice.received", actor, now=now, post=post, audience=Audience.PUBLIC, effective=on, data=data)
    others = rules.words(said.others, field="others", needed=False, limit=OTHERS_MAX)
    if phone or contact or others:
        texts = bool(phone) and said.texts
        VoiceContact.objects.create(voice=voice, name=contact, phone=phone, others=others, texts=texts)
    for photo in said.photos:
        papers.attach(voice, photo, kind="photo", audience=Audience.PARTIES, actor=actor, now=now)
    if said.sound:
        papers.attach_sound(voice, said.sound, audience=Audience.PARTIES, actor=actor, now=now)
    if said.sender and (suspect := flood.suspected(voice, said.sender, now)):
        flood.hold_back(voice, suspect, now)
        return voice
    if phone:
        texting.received(voice, codes.derive(key), now)
    steps.tell_deputy(voice, now)
    if not said.over:
        # From the day it reached us: what another ledger owed before was never our debt.
        steps.start(voice, "register", book=book, on=timezone.localdate(now), debtor=f"station:{at}")
    steps.count_in(voice)
    search.index("voice", voice.pk, voice.region, voice.created_at, f"{voice.text} {voice.place}".strip())
    return voice


def _checked(actor: Actor, now: datetime, said: Said) -> tuple[Voice, Post | None, Book]:
    """The unsaved voice, the post the actor takes it in by, and the playbook its clocks run under."""
    channel = rules.one_of(said.channel, CHANNELS, field="channel")
    text = rules.spoken(said.text, len(said.photos), bool(said.sound))
    at = _station(said.station, said.village or said.region)
    where = _where(at, said.region, said.village)
    post = permissions.check_receive(actor, channel, at.pk, where)
    book = organs.book_for(where, timezone.localdate(now))
    point = rules.point(said.latitude, said.longitude, said.datum)
    known = {each.code for each in book.voices.categories}
    category = rules.one_of(said.category, known, field="category", needed=False)
    voice = Voice(
        region=where,
        town=where[:9],
        state=MACHINE.start,
        edition=book.edition,
        created_at=said.said_at or now,
        station=at,
        channel=channel,
        text=text,
        category=category,
        answers=answers.checked(book.voices.questions(category), said.answers),
        village=said.village,
        place=rules.words(said.place, field="place", needed=False, limit=PLACE_MAX),
        latitude=point and point.latitude,
        longitude=point and point.longitude,
        datum=said.datum if point else "",
        photos=len(said.photos),
        sounds=bool(said.sound),
        on_behalf=said.on_behalf or channel in ("reception", "phone"),
        share_contact=said.share_contact,
        consent=said.publish and not said.confidential,
        consent_version=book.voices.consent_version if said.publish and channel != "import" else "",
        **_reception(said),
        campaign=rules.campaign(said.campaign),
        said_to=said.said_to,
        speaker=actor.person if channel == "deputy" else 0,
        like=Voice.objects.filter(pk=said.like, published=True).first() if said.like else None,
    )
    return voice, post, book


def _reception(said: Said) -> dict[str, Any]:
    """What only who receives a visitor writes down."""
    at_desk = said.channel in ("reception", "phone")
    if not at_desk and (said.matter or said.visitors or said.others or said.confidential):
        raise Invalid(N_("来访事由、人数和保密要求只在接待登记里填。"), field="channel")
    if not 0 <= said.visitors <= VISITORS_MAX:
        raise Invalid(N_("来访人数填 1 到 %(most)s。"), field="visitors", most=VISITORS_MAX)
    matter = rules.one_of(said.matter, MATTERS, field="matter", needed=False)
    return {"matter": matter, "visitors": said.visitors or int(at_desk), "confidential": said.confidential}


def _station(given: Station | int, region: str) -> Station:
    if isinstance(given, Station) and given.active:
        return given
    pk = given.pk if isinstance(given, Station) else given
    found = stations.station(pk) if pk else stations.serving(region)
    if found is None or not found.active:
        raise Invalid(N_("请先选一个联络站，我们才知道由谁来办。"), field="station")
    return found


def _where(station: Station, region: str, village: str) -> str:
    """The most exact code that was said, as long as it lies in the station's own county."""
    for code in (village, region):
        if code and not code.startswith(station.region[:6]):
            raise Invalid(N_("这个地方不在本县，请选本县的村或社区；选不到就写在“别的地方”里。"), field="village")
        if code:
            return code
    return station.region


@command
def undo(*, actor: Actor, now: datetime, voice: int, version: int | None = None) -> Voice:
    """Undo its import (撤销导入): its words and contact go, its lines stay, and no figure counts it any more."""
    move = steps.begin("undo", voice=voice, actor=actor, now=now, version=version)
    row = move.voice
    if row.joined.exists():
        raise Invalid(N_("已有别的民声并入这一件，不能撤销。"))
    row.published, row.exit, row.verdict_until = False, "undone", None
    row.text, row.original, row.answers = "", "", {}
    row.place, row.latitude, row.longitude, row.datum = "", None, None, ""
    recount(row, "")
    save = ["published", "exit", "verdict_until", "text", "original", "answers", "withheld"]
    save += ["place", "latitude", "longitude", "datum"]
    steps.finish(move, save=save, audience=Audience.PARTIES)
    clocks.cancel(row, on=move.on)
    Remark.objects.filter(voice=row.pk).delete()
    VoiceContact.objects.filter(pk=row.pk).delete()
    for kind in ("voice", PUBLIC_KIND):
        search.forget(kind, row.pk)
    return row
