"""Maps drawn from coordinates and the county's own borders alone: no tiles, no foreign host. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import NamedTuple

from markupsafe import Markup

WIDTH, HEIGHT = 640, 460
REACH_KM = 3.0
"""The pale circle: about three quarters of an hour on foot."""
CELL = 18
"""Voices nearer than this on the drawing, in its units, become one mark with their number."""
_MARGIN = 14
_DOT = {"home": 11, "station": 8, "room": 6, "point": 5, "parlour": 8}
_KM_A_DEGREE = 111.32
_MARKS = {
    "solved": Markup('<circle cx="{x}" cy="{y}" r="6"/>'),
    "partly": Markup('<path d="M{x} {y}m-7 5h14l-7 -12z"/>'),
    "not_solved": Markup('<path d="M{x} {y}m-5.5 -5.5h11v11h-11z"/>'),
}
_RING = Markup('<circle class="ring" cx="{x}" cy="{y}" r="5"/>')
"""A shape each, so that nobody depends on the colour; every other outcome is a ring."""


@dataclass(frozen=True, slots=True)
class Area:
    """A region with its borders; ``shade`` from 0 (nothing) to 5 (the most), ``note`` stands under its name."""

    name: str
    rings: Sequence[Sequence[Sequence[float]]]
    url: str = ""
    shade: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """One station; without coordinates it stands in the list only."""

    name: str
    kind: str
    latitude: float | None
    longitude: float | None
    url: str


class Mark(NamedTuple):
    """One voice, or ``n`` of them in the same cell: ``kind`` is its outcome."""

    kind: str
    latitude: float
    longitude: float
    url: str
    title: str
    n: int = 1


class Plane:
    """Where places lie on the drawing: everything given fits, north is up, a kilometre is as long each way."""

    def __init__(self, points: Sequence[tuple[float, float]], around: float = 0.0) -> None:
        """``points`` are (latitude, longitude), at least one; ``around`` is left free at each side, in kilometres."""
        north, east = [lat for lat, _ in points], [lng for _, lng in points]
        self.shrink = cos(radians((min(north) + max(north)) / 2))
        wide = (max(east) - min(east)) * self.shrink * _KM_A_DEGREE + 2 * around or 1.0
        high = (max(north) - min(north)) * _KM_A_DEGREE + 2 * around or 1.0
        self.scale = min((WIDTH - 2 * _MARGIN) / wide, (HEIGHT - 2 * _MARGIN) / high)
        self.middle = (min(north) + max(north)) / 2, (min(east) + max(east)) / 2

    def at(self, latitude: float, longitude: float) -> tuple[int, int]:
        east = (longitude - self.middle[1]) * self.shrink * _KM_A_DEGREE
        north = (latitude - self.middle[0]) * _KM_A_DEGREE
        return round(WIDTH / 2 + east * self.scale), round(HEIGHT / 2 - north * self.scale)

    def cell(self, latitude: float, longitude: float) -> str:
        """The small square a place falls into, as an address names it."""
        x, y = self.at(latitude, longitude)
        return f"{x // CELL}-{y // CELL}"


def plane(areas: Sequence[Area], places: Sequence[tuple[float | None, float | None]], around: float) -> Plane | None:
    """Fits the borders, or without any the places themselves; None where two points are not to be had."""
    points = [(north, east) for area in areas for ring in area.rings for east, north in ring]
    points = points or [(lat, lng) for lat, lng in places if lat is not None and lng is not None]
    return Plane(points, 0.0 if areas and areas[0].rings else around) if len(points) > 1 else None


def drawing(
    title: str,
    areas: Sequence[Area] = (),
    spots: Sequence[Spot] = (),
    marks: Sequence[Mark] = (),
    *,
    reach: bool = False,
) -> Markup:
    """An SVG of borders, stations and voices with a scale; "" where there is nothing to draw.

    Args:
        reach: a circle of ``REACH_KM`` around each station.
    """
    fit = plane(
        areas, [(s.latitude, s.longitude) for s in spots] + [(m.latitude, m.longitude) for m in marks], REACH_KM
    )
    if fit is None:
        return Markup("")
    known = [(s, *fit.at(s.latitude, s.longitude)) for s in spots if s.latitude is not None and s.longitude is not None]
    circle = Markup('<circle class="reach" cx="{}" cy="{}" r="{}"/>')
    parts = [_land(fit, area) for area in areas]
    parts += [circle.format(x, y, round(REACH_KM * fit.scale)) for _, x, y in known] if reach else []
    parts += [_dot(spot, x, y) for spot, x, y in known] + [_mark(fit, mark) for mark in marks]
    parts.append(_names([(area.name, area.note, *_middle(fit, area), 20) for area in areas] if len(areas) > 1 else []))
    if len(areas) < 2:
        parts.append(_names([(_short(s.name), "", x, y - 13, _DOT.get(s.kind, 6)) for s, x, y in known if _large(s)]))
    frame = Markup('<svg class="coverage" viewBox="0 0 {} {}" role="group" aria-label="{}">{}{}</svg>')
    return frame.format(WIDTH, HEIGHT + 30, title, Markup("").join(parts), _ruler(fit.scale))


def gathered(fit: Plane, marks: Sequence[Mark], url: Mapping[str, str], title: str) -> list[Mark]:
    """The marks, those of one cell as one; ``url[cell]`` leads to its voices, ``title`` says ``%(n)d`` of them."""
    cells: dict[str, list[Mark]] = {}
    for mark in marks:
        cells.setdefault(fit.cell(mark.latitude, mark.longitude), []).append(mark)
    return [
        found[0]
        if len(found) == 1
        else Mark("many", found[0].latitude, found[0].longitude, url[cell], title % {"n": n}, n)
        for cell, found in cells.items()
        for n in [len(found)]
    ]


def _land(fit: Plane, area: Area) -> Markup:
    lines = " ".join(
        "M" + "L".join(f"{x} {y}" for x, y in dict.fromkeys(fit.at(north, east) for east, north in ring)) + "z"
        for ring in area.rings
    )
    shape = Markup('<path class="land land-{}" d="{}"><title>{}</title></path>').format(
        area.shade, lines, f"{area.name} {area.note}".strip()
    )
    return Markup('<a href="{}">{}</a>').format(area.url, shape) if area.url else shape


def _middle(fit: Plane, area: Area) -> tuple[int, int]:
    """Where the name goes: the centre of gravity of the largest piece."""
    pieces = []
    for ring in area.rings:
        spots = [fit.at(north, east) for east, north in ring]
        pairs = list(zip(spots, [*spots[1:], spots[0]], strict=True))
        size = sum(x * other_y - other_x * y for (x, y), (other_x, other_y) in pairs) or 1
        across = sum((x + other_x) * (x * other_y - other_x * y) for (x, y), (other_x, other_y) in pairs)
        down = sum((y + other_y) * (x * other_y - other_x * y) for (x, y), (other_x, other_y) in pairs)
        pieces.append((abs(size), round(across / size / 3), round(down / size / 3)))
    _, x, y = max(pieces)
    return x, y


def _dot(spot: Spot, x: int, y: int) -> Markup:
    return Markup('<a href="{}"><title>{}</title><circle class="spot spot-{}" cx="{}" cy="{}" r="{}"/></a>').format(
        spot.url, spot.name, spot.kind, x, y, _DOT.get(spot.kind, 6)
    )


def _mark(fit: Plane, mark: Mark) -> Markup:
    x, y = fit.at(mark.latitude, mark.longitude)
    if mark.n > 1:
        shape = Markup('<circle cx="{x}" cy="{y}" r="10"/><text x="{x}" y="{low}">{n}</text>')
        shape = shape.format(x=x, y=y, low=y + 5, n=mark.n)
    else:
        shape = _MARKS.get(mark.kind, _RING).format(x=x, y=y)
    frame = Markup('<a class="pin pin-{}" href="{}"><title>{}</title>{}</a>')
    return frame.format(mark.kind, mark.url, mark.title, shape)


def _names(labels: Sequence[tuple[str, str, int, int, int]]) -> Markup:
    """Names, the weightiest first, where no other name stands in the way: (name, note, x, y, weight)."""
    taken: list[tuple[int, int, float]] = []
    out = []
    for name, note, x, y, _ in sorted(labels, key=lambda each: -each[4]):
        half = max(len(name), len(note)) * 9.0
        if x - half < 0 or x + half > WIDTH:
            continue
        if any(
            abs(y - other) < (34 if note else 18) and abs(x - middle) < half + width for middle, other, width in taken
        ):
            continue
        taken.append((x, y, half))
        under = Markup('<tspan x="{}" dy="1.15em">{}</tspan>').format(x, note) if note else ""
        out.append(Markup('<text x="{}" y="{}">{}{}</text>').format(x, y, name, under))
    return Markup("").join(out)


def _large(spot: Spot) -> bool:
    return spot.kind in ("home", "station")


def _short(name: str) -> str:
    for tail in ("人大代表联络站", "代表联络站", "代表联络总站", "联络站"):
        if name.endswith(tail) and len(name) > len(tail):
            return name[: -len(tail)]
    return name[:8]


def _ruler(scale: float) -> Markup:
    km = next((size for size in (50, 20, 10, 5, 2, 1) if size * scale <= 160), 1)
    right = 16 + km * scale
    text = Markup('<path class="axis" d="M16 {0}v6h{1}v-6"/><text class="start" x="{2}" y="{0}">{3} km</text>')
    return text.format(HEIGHT + 14, round(km * scale), round(right) + 8, km)
