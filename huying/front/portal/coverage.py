"""Where the stations stand, drawn from their coordinates alone: no tiles, no foreign host. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians

from markupsafe import Markup, escape

WIDTH, HEIGHT, MARGIN = 640, 440, 48
REACH_KM = 3.0
"""The pale circle: about three quarters of an hour on foot."""
_DOT = {"home": 11, "station": 8, "room": 6, "point": 5, "parlour": 8}
_KM_A_DEGREE = 111.32


@dataclass(frozen=True, slots=True)
class Spot:
    """One station; without coordinates it stands in the list only."""

    name: str
    kind: str
    latitude: float | None
    longitude: float | None
    url: str


def drawing(spots: Sequence[Spot], title: str) -> Markup:
    """An SVG with a dot and a circle of ``REACH_KM`` for each station, and a scale; "" for fewer than two places."""
    known = [(s, s.longitude, s.latitude) for s in spots if s.longitude is not None and s.latitude is not None]
    if len(known) < 2:
        return Markup("")
    middle = sum(north for _, _, north in known) / len(known)
    shrink = cos(radians(middle))
    flat = [(spot, east * shrink * _KM_A_DEGREE, north * _KM_A_DEGREE) for spot, east, north in known]
    west, south = min(x for _, x, _ in flat) - REACH_KM, min(y for _, _, y in flat) - REACH_KM
    wide, high = max(x for _, x, _ in flat) + REACH_KM - west, max(y for _, _, y in flat) + REACH_KM - south
    scale = min(WIDTH / wide, HEIGHT / high)
    left, up = (WIDTH - wide * scale) / 2, (HEIGHT - high * scale) / 2
    at = [(spot, left + (x - west) * scale, HEIGHT - up - (y - south) * scale) for spot, x, y in flat]
    reach = Markup("").join(
        Markup('<circle class="reach" cx="{}" cy="{}" r="{}"/>').format(round(x), round(y), round(REACH_KM * scale))
        for _, x, y in at
    )
    dots = Markup("").join(_dot(spot, x, y) for spot, x, y in at)
    return Markup('<svg class="coverage" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}{}</svg>').format(
        WIDTH, HEIGHT + 30, title, reach, dots, _names(at), _ruler(scale)
    )


def _dot(spot: Spot, x: float, y: float) -> Markup:
    return Markup('<a href="{}"><title>{}</title><circle class="spot spot-{}" cx="{}" cy="{}" r="{}"/></a>').format(
        spot.url, spot.name, spot.kind, round(x), round(y), _DOT.get(spot.kind, 6)
    )


def _names(at: Sequence[tuple[Spot, float, float]]) -> Markup:
    """Names of the larger ones, where no other name stands in the way."""
    taken: list[tuple[float, float, float]] = []
    out = []
    for spot, x, y in sorted(at, key=lambda each: -_DOT.get(each[0].kind, 6)):
        name = _short(spot.name)
        half = len(name) * 7.5
        if spot.kind not in ("home", "station") or x - half < 0 or x + half > WIDTH:
            continue
        if any(abs(y - other) < 18 and abs(x - middle) < half + width for middle, other, width in taken):
            continue
        taken.append((x, y, half))
        out.append(Markup('<text x="{}" y="{}">{}</text>').format(round(x), round(y) - 13, name))
    return Markup("").join(out)


def _short(name: str) -> str:
    for tail in ("人大代表联络站", "代表联络站", "代表联络总站", "联络站"):
        if name.endswith(tail) and len(name) > len(tail):
            return name[: -len(tail)]
    return name[:8]


def _ruler(scale: float) -> Markup:
    km = next((size for size in (50, 20, 10, 5, 2, 1) if size * scale <= 160), 1)
    right = 16 + km * scale
    return Markup('<path class="axis" d="M16 {0}v6h{1}v-6"/><text class="start" x="{2}" y="{0}">{3}</text>').format(
        HEIGHT + 14, round(km * scale), round(right) + 8, escape(f"{km} km")
    )
