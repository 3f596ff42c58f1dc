"""Somebody's app reports into the county: what it sends becomes one voice, through the command everybody uses."""

import re
import uuid
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.http import HttpRequest, QueryDict

from huying.base.limits import commands as limits
from huying.base.limits.queries import address_of
from huying.base.organs import queries as organs
from huying.base.people.queries import actor_of_token
from huying.field.stations import queries as stations
from huying.field.stations.queries import Station
from huying.field.voices import commands
from huying.field.voices.queries import Voice
from huying.front.opendata.asked import number
from huying.front.opendata.places import jurisdiction, receiver
from huying.kernel.actor import CITIZEN, Actor
from huying.kernel.coordinates import Point
from huying.kernel.errors import Denied, Invalid, Missing
from huying.kernel.words import N_

WRITES, WRONG_KEYS, WINDOW = 120, 30, 600
"""Requests by one key, and wrong keys from one address, in ten minutes."""
URL_MAX = 300
_ATTRIBUTE = re.compile(r"attribute\[([a-zA-Z][a-zA-Z0-9_]{0,39})\](\[\])?")
_CODE = re.compile(r"\d{6}|\d{9}|\d{12}")


def speak(request: HttpRequest, now: datetime) -> Voice:
    """Take in what ``POST requests`` sent. The voice comes back with its plain tracking code.

    Raises:
        Denied: no key, or one that does not count.
        Missing: a service or jurisdiction that is not served here.
        Invalid: something missing or amiss, said in a sentence.
    """
    given = request.POST
    actor = _caller(request, now)
    region = jurisdiction(request, given.get("jurisdiction_id", ""))
    said = {"category": _service(given, region, now), "answers": _answers(given), **_where(given, region)}
    said |= {"text": given.get("description", ""), "photos": request.FILES.getlist("media")}
    said |= {"contact": _name(given), "phone": given.get("phone", ""), "publish": given.get("publish") != "false"}
    link, key = _media_url(given), _key(request)
    with transaction.atomic():
        voice = commands.receive(actor=actor, now=now, command_id=key, channel="api", **said)
        if link:
            # Behind the matter, like everything added later: strangers never read it, and nobody here opens it.
            again = uuid.uuid5(key, "media_url")
            commands.add_words(actor=CITIZEN, now=now, command_id=again, voice=voice.pk, text=link)
    return voice


def _caller(request: HttpRequest, now: datetime) -> Actor:
    key = request.POST.get("api_key", "").strip()
    actor = actor_of_token(key, now) if key else None
    if actor is None:
        limits.hit(f"open311:wrong:{address_of(request)}", WRONG_KEYS, WINDOW, now)
        raise Denied(N_("请在 api_key 里带上有效的令牌；令牌在“我的账号”里签发。"))
    limits.hit(f"open311:key:{actor.account}", WRITES, WINDOW, now)
    return actor


def _key(request: HttpRequest) -> uuid.UUID:
    """The caller's own id for this one act, so that a retry changes nothing; ours when there is none."""
    told = request.headers.get("Idempotency-Key", "").strip().strip('"')
    try:
        return uuid.UUID(told) if told else uuid.uuid4()
    except ValueError:
        raise Invalid(N_("Idempotency-Key 要填编号（UUID）。")) from None


def _service(given: QueryDict, region: str, now: datetime) -> str:
    code = given.get("service_code", "").strip()
    if not code:
        raise Invalid(N_("请填 service_code。"), field="service_code")
    book = organs.book_for(region, now.date()) if region else None
    if book is None or code not in {known.code for known in book.voices.categories}:
        raise Missing(N_("没有这个 service_code。"), field="service_code")
    return code


def _answers(given: QueryDict) -> dict[str, Any]:
    """``attribute[CODE]`` and ``attribute[CODE][]`` by code."""
    found: dict[str, list[str]] = {}
    for name in given:
        if name.startswith("attribute"):
            parts = _ATTRIBUTE.fullmatch(name)
            if parts is None:
                raise Invalid(N_("回答要写成 attribute[代码]。"), field="attribute")
            found.setdefault(parts[1], []).extend(given.getlist(name))
    return dict(found)


def _where(given: QueryDict, region: str) -> dict[str, Any]:
    """Place and station, of one of the three ways to say where, or of the station itself."""
    lat, long = given.get("lat", "").strip(), given.get("long", "").strip()
    place, code = given.get("address_string", "").strip(), given.get("address_id", "").strip()
    at = Point(number(lat, "lat", -90, 90), number(long, "long", -180, 180)) if lat or long else None
    if code and (not _CODE.fullmatch(code) or not organs.regions_by_code([code])):
        raise Invalid(N_("address_id 要填本地的区划代码。"), field="address_id")
    asked = given.get("station", "").strip()
    if not (at or place or code or asked):
        raise Invalid(N_("请说明地点：lat 和 long，或者 address_string，或者 address_id。"), field="address_string")
    station = _station(asked) if asked else receiver(code or region, None if code else at)
    said: dict[str, Any] = {"station": station, "place": place}
    if at:
        said |= {"latitude": at.latitude, "longitude": at.longitude}
    return said | ({"village": code} if len(code) == 12 else {"region": code} if code else {})


def _station(code: str) -> Station:
    found = stations.by_code(code)
    if found is None:
        raise Missing(N_("没有这个联络站。"), field="station")
    return found


def _name(given: QueryDict) -> str:
    """One name of two: 李小明, or Ming Li."""
    first, last = given.get("first_name", "").strip(), given.get("last_name", "").strip()
    latin = (first + last).isascii()
    return f"{first} {last}".strip() if latin else f"{last}{first}"


def _media_url(given: QueryDict) -> str:
    """The address of a picture elsewhere, as words; nothing is fetched from it."""
    link = given.get("media_url", "").strip()
    if not link:
        return ""
    try:
        parts = urlsplit(link)
    except ValueError:
        parts = urlsplit("")
    plain = link.isascii() and link.isprintable() and len(link) <= URL_MAX
    if parts.scheme not in ("http", "https") or not parts.hostname or not plain:
        raise Invalid(
            N_("media_url 要写成 https:// 开头的网址，最多 %(limit)d 个字。"), field="media_url", limit=URL_MAX
        )
    return link
