"""Stations: the network, one station's page, its lobby screen."""

from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe
from markupsafe import Markup

from huying.base.organs import queries as organs
from huying.base.people import queries as people
from huying.base.web.filters import listed
from huying.field.stations import queries as links
from huying.field.stations.queries import Station
from huying.field.voices import queries as voices
from huying.front.portal.cards import voice_cards
from huying.front.portal.frame import Place, lost, place, show
from huying.front.portal.mapping import Area, Spot, drawing
from huying.front.portal.wording import VOICE_OUTCOMES
from huying.kernel.actor import ROLE_LABELS

NEWEST = 10
ON_SCREEN = 2
TURN_SECONDS = 300


@require_safe
def stations(request: HttpRequest) -> HttpResponse:
    """The network as a tree by township, and where it reaches. Two statements, however many stations."""
    here = place(request)
    words = request.GET.get("q", "").strip()[:30]
    every = links.network(here.code)
    names = organs.names_of_regions({row.region[:9] for row in every})
    shown = [row for row in every if not words or words in row.name or words in row.address]
    spots = [Spot(row.name, row.kind, row.latitude, row.longitude, f"/s/{row.code}") for row in every]
    lines = organs.outlines(here.code)
    areas = [Area(row.name, lines[row.code], f"/map?town={row.code}") for row in here.below if row.code in lines]
    bare = [row.name for row in here.below if not any(s.region.startswith(row.code) for s in every)]
    context = {
        "place": here,
        "words": words,
        "groups": _by_town(shown, names),
        "total": len(every),
        "picture": drawing(gettext("联络站分布示意图"), areas, spots, reach=True),
        "bare": bare,
    }
    return show(request, "stations", context)


def _by_town(rows: list[Station], names: dict[str, str]) -> list[tuple[str, list[tuple[Station, int]]]]:
    groups: dict[str, list[tuple[Station, int]]] = {}
    for row in rows:
        depth = getattr(row, "depth", 0)
        groups.setdefault(names.get(row.region[:9], ""), []).append((row, depth))
    return list(groups.items())


@require_safe
def station(request: HttpRequest, code: str) -> HttpResponse:
    """One station: who is there, when, and what became of what was said here; the main button is to speak."""
    found = links.by_code(code)
    if found is None:
        return lost(request)
    if found.code != code:
        asked = {"k": request.GET["k"][:1000]} if "k" in request.GET else {}
        moved = {"moved": "1"} if found.code != code.strip().lower() else {}
        return redirect("/s/" + found.code + ("?" + urlencode({**asked, **moved}) if asked or moved else ""))
    today, token = timezone.localdate(), request.GET.get("k", "")
    prefill = links.read_link(found, token)
    speak = f"/s/{found.code}/speak" + (f"?{urlencode({'k': token})}" if prefill else "")
    context = {
        "station": found,
        "region": organs.names_of_regions([found.region]).get(found.region, ""),
        "staff": _staff(found),
        "speak": speak,
        "torn": prefill is None,
        "moved": "moved" in request.GET,
        "instead": None if found.active else links.serving(found.region),
        "qr": qr(address(request, f"/s/{found.code}")),
        "voices": voice_cards(voices.public(station=found.pk)[:NEWEST], today),
        "outcomes": _outcomes(found),
        "feed": f"/s/{found.code}/feed.atom",
        "guided": _guided(found),
        "visits": voices.visits(found.pk, found.region),
        **_sums(found),
    }
    return show(request, "station", context)


def _sums(found: Station) -> dict[str, int]:
    """How many were said there, and how many of them have a result; published or not."""
    stands = voices.station_stands(found.pk, found.region)
    return {"total": sum(stands.values()), "ended": stands.get("reported", 0) + stands.get("closed", 0)}


def _guided(found: Station) -> list[tuple[str, int]]:
    """Who was shown another door here and took it; one statement."""
    book = organs.book_for(found.region, timezone.localdate())
    return voices.guided_away(found.region, book.voices.guides, get_language() or "", found.pk)


def _outcomes(found: Station) -> list[tuple[str, int, str]]:
    counted = voices.public_outcomes(found.pk)
    return [
        (gettext(VOICE_OUTCOMES[key]), n, "/voices?" + urlencode({"station": found.pk, "outcome": key}))
        for key, n in counted.items()
        if n
    ]


def _staff(found: Station) -> list[tuple[str, str]]:
    """Who works there today, by role. Three statements."""
    held = links.staff(found, timezone.localdate())
    names = people.names(pk for ids in held.values() for pk in ids)
    return [(gettext(ROLE_LABELS[role]), listed(names.get(pk, "") for pk in ids)) for role, ids in held.items()]


def address(request: HttpRequest, path: str) -> str:
    return (settings.PUBLIC_URL or request.build_absolute_uri("/").rstrip("/")) + path


@lru_cache(maxsize=512)
def qr(address: str) -> Markup:
    """The code as an inline SVG; drawn once, it is the same for everybody."""
    return Markup(links.qr_svg(address))  # noqa: S704 - segno's own drawing of our own address


@require_safe
def screen(request: HttpRequest, code: str) -> HttpResponse:
    """The lobby screen: what became of what was said, in letters for eight metres. Takes turns every five minutes."""
    found = links.by_code(code)
    if found is None:
        return lost(request)
    now = timezone.now()
    ended = voice_cards(voices.public(station=found.pk, ended=True)[: 4 * ON_SCREEN], timezone.localdate(now))
    turn = int(now.timestamp()) // TURN_SECONDS
    context: dict[str, Any] = {
        "place": Place(),
        "station": found,
        "staff": _staff(found),
        **_sums(found),
        "cards": [ended[(ON_SCREEN * turn + step) % len(ended)] for step in range(min(ON_SCREEN, len(ended)))],
        "qr": qr(address(request, f"/s/{found.code}")),
        "seconds": TURN_SECONDS,
        "now": now,
    }
    return show(request, "screen", context)
