"""The map: which township says how much, and inside one, where it was and what became of it."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from huying.base.organs import queries as organs
from huying.field.stations import queries as stations
from huying.field.voices import queries as voices
from huying.front.portal import mapping
from huying.front.portal.cards import voice_cards
from huying.front.portal.frame import Place, show
from huying.front.portal.mapping import Area, Mark, Spot
from huying.front.portal.wording import VOICE_OUTCOMES, voice_outcome
from huying.kernel.words import N_

NEWEST = 300
"""Voices that are looked at for one township's drawing."""
LISTED = 20
SHADES = 5
ENDED = ("reported", "closed")
ON_MAP = ("open", "told", "solved", "partly", "not_solved")


@require_safe
def map_(request: HttpRequest) -> HttpResponse:
    """The county by township; with ``?town=`` one township with its stations and published voices."""
    here = Place()
    town = next((row for row in here.below if row.code == request.GET.get("town")), None)
    if town is not None:
        return show(request, "map_town", {"place": here, "town": town, **_town(request, town.code, town.name)})
    return show(request, "map", {"place": here, **_county(here)})


def _county(here: Place) -> dict[str, Any]:
    """Every township with how much was said there and how much of it has a result. Three statements."""
    counted = voices.stands_by_town(here.code)
    rows = [(row, counted.get(row.code, {})) for row in here.below]
    said = {row.code: sum(stands.values()) for row, stands in rows}
    most = max(said.values(), default=0) or 1
    lines = organs.outlines(here.code)
    areas = [
        Area(
            row.name, lines[row.code], f"/map?town={row.code}", -(-SHADES * said[row.code] // most), str(said[row.code])
        )
        for row, _ in rows
        if row.code in lines
    ]
    spots = _spots(here.code)
    table = [
        (row.name, f"/map?town={row.code}", said[row.code], sum(stands.get(stand, 0) for stand in ENDED))
        for row, stands in rows
    ]
    return {
        "picture": mapping.drawing(gettext("各乡镇街道说了多少"), areas, [] if areas else spots),
        "drawn": bool(areas),
        "table": sorted(table, key=lambda row: -row[2]),
        "total": sum(said.values()),
    }


def _spots(region: str) -> list[Spot]:
    return [Spot(row.name, row.kind, row.latitude, row.longitude, f"/s/{row.code}") for row in stations.network(region)]


def _town(request: HttpRequest, code: str, name: str) -> dict[str, Any]:
    """One township: borders, stations, and its newest published voices that have a place."""
    outcome = request.GET.get("outcome", "")
    outcome = outcome if outcome in ON_MAP else ""
    rows = list(voices.public(region=code, outcome=outcome)[:NEWEST])
    placed = [(row, *spot) for row in rows if (spot := voices.spot(row))[0] is not None]
    marks = [
        Mark(voice_outcome(row.state, row.verdict, row.exit), lat, lng, f"/voices/{row.uid}", row.headline)
        for row, lat, lng in placed
    ]
    lines = organs.outlines(code)
    areas = [Area(name, lines[code])] if code in lines else []
    spots = _spots(code)
    fit = mapping.plane(areas, [(s.latitude, s.longitude) for s in spots] + [mark[1:3] for mark in marks], 3.0)
    cell, shown = request.GET.get("cell", ""), rows
    if fit is not None:
        cells = [fit.cell(mark.latitude, mark.longitude) for mark in marks]
        kept = {"town": code, **({"outcome": outcome} if outcome else {})}
        urls = {each: f"/map?{urlencode({**kept, 'cell': each})}#here" for each in cells}
        marks = mapping.gathered(fit, marks, urls, gettext("这里有 %(n)d 件"))
        shown = [row for (row, *_), each in zip(placed, cells, strict=True) if each == cell] if cell in cells else rows
    return {
        "picture": mapping.drawing(gettext("%(town)s：联络站和公开的民声") % {"town": name}, areas, spots, marks),
        "tabs": _tabs(code, outcome),
        "cards": voice_cards(shown[:LISTED], timezone.localdate()),
        "near": shown is not rows,
        "unplaced": len(rows) - len(placed),
        "whole": "/voices?" + urlencode({"town": code, **({"outcome": outcome} if outcome else {})}),
        "kinds": [(kind, gettext(VOICE_OUTCOMES[kind])) for kind in ON_MAP],
    }


def _tabs(code: str, outcome: str) -> list[tuple[str, str, bool, None]]:
    whole: list[tuple[str, str]] = [("", N_("全部"))]
    known = whole + [(kind, VOICE_OUTCOMES[kind]) for kind in ON_MAP]
    return [
        (
            gettext(label),
            "/map?" + urlencode({"town": code, **({"outcome": kind} if kind else {})}),
            kind == outcome,
            None,
        )
        for kind, label in known
    ]
