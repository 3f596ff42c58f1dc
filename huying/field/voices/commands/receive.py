"""A voice comes in."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from huying.base.ledger.commands import command, record
from huying.base.ledger.models import Audience
from huying.base.organs import queries as organs
from huying.base.papers import commands as papers
from huying.base.search import commands as search
from huying.base.tallies.commands import move as count
from huying.field.stations import queries as stations
from huying.field.stations.models import Station
from huying.field.voices import codes, permissions, rules
from huying.field.voices.commands import steps
from huying.field.voices.models import Voice, VoiceContact
from huying.field.voices.states import CHANNELS, MACHINE
from huying.kernel.actor import Actor
from huying.kernel.errors import Invalid
from huying.kernel.words import N_

PLACE_MAX = 80
NAME_MAX = 40


def receive(
    *,
    actor: Actor,
    now: datetime,
    channel: str,
    text: str,
    station: Station | int = 0,
    region: str = "",
    village: str = "",
    place: str = "",
    category: str = "",
    phone: str = "",
    contact: str = "",
    share_contact: bool = False,
    publish: bool = True,
    photos: Sequence[papers.Upload] = (),
    on_behalf: bool = False,
    like: int = 0,
    command_id: uuid.UUID | None = None,
) -> Voice:
    """Take in what somebody said (登记). The voice comes back with its plain tracking ``code``.

    Args:
        channel: one of states.CHANNELS; "reception" and "phone" need a post at the station, "deputy" a mandate.
        station: the station, or its pk; 0 takes the one that serves ``region``.
        region: township or village code where it is; "" takes the village's or the station's.
        village: code of the village, "" when not said; place: in the citizen's words.
        text: at most 2000 characters; may be empty when there is a photo.
        share_contact: the handling unit may see name and phone; publish: leave to publish the matter.
        photos: uploads; like: pk of a voice the citizen says is the same.
        command_id: of the form; the same id always gives the same voice and the same code.

    Raises:
        Invalid: no words and no photo, too long, odd phone, unknown category, no station there.
        Denied: a channel that needs a post.
    """
    key = command_id or uuid.uuid4()
    voice = _receive(
        actor=actor,
        now=now,
        command_id=command_id,
        code_hash=codes.digest(codes.derive(key)),
        channel=rules.one_of(channel, CHANNELS, field="channel"),
        text=rules.spoken(text, len(photos)),
        at=_station(station, village or region),
        region=region,
        village=village,
        place=rules.words(place, field="place", needed=False, limit=PLACE_MAX),
        category=category,
        phone=rules.phone(phone),
        contact=rules.words(contact, field="contact", needed=False, limit=NAME_MAX),
        share_contact=share_contact,
        publish=publish,
        photos=photos,
        on_behalf=on_behalf,
        like=like,
    )
    voice.code = codes.derive(key)
    return voice


@command
def _receive(
    *,
    actor: Actor,
    now: datetime,
    code_hash: str,
    channel: str,
    text: str,
    at: Station,
    region: str,
    village: str,
    place: str,
    category: str,
    phone: str,
    contact: str,
    share_contact: bool,
    publish: bool,
    photos: Sequence[papers.Upload],
    on_behalf: bool,
    like: int,
) -> Voice:
    where = _where(at, region, village)
    post = permissions.check_receive(actor, channel, at.pk, where)
    book = organs.book_for(where, timezone.localdate(now))
    rules.one_of(category, {known.code for known in book.voices.categories}, field="category", needed=False)
    voice = Voice(
        region=where,
        town=where[:9],
        state=MACHINE.start,
        edition=book.edition,
        created_at=now,
        station=at,
        channel=channel,
        code_hash=code_hash,
        text=text,
        category=category,
        village=village,
        place=place,
        photos=len(photos),
        on_behalf=on_behalf or channel in ("reception", "phone"),
        share_contact=share_contact,
        consent=publish,
        speaker=actor.person if channel == "deputy" else 0,
        like_id=like or None,
    )
    data = {"station": at.pk, "channel": channel, "photos": len(photos)}
    record(voice, "voice.received", actor, now=now, post=post, audience=Audience.PUBLIC, data=data)
    if phone or contact:
        VoiceContact.objects.create(voice=voice, name=contact, phone=phone)
    for photo in photos:
        papers.attach(voice, photo, kind="photo", audience=Audience.PARTIES, actor=actor, now=now)
    steps.start(voice, "register", book=book, on=timezone.localdate(now), debtor=f"station:{at.pk}")
    count("voices", voice.town, into=f"{at.pk}:{voice.stand}")
    search.index("voice", voice.pk, where, now, f"{text} {place}".strip())
    return voice


def _station(given: Station | int, region: str) -> Station:
    if isinstance(given, Station) and given.active:
        return given
    pk = given.pk if isinstance(given, Station) else given
    found = stations.station(pk) if pk else stations.serving(region)
    if found is None:
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
