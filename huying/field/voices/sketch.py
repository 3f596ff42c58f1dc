"""Where a voice lies, drawn from coordinates alone, with its station and those alike: no tiles, no foreign host."""

from collections.abc import Sequence
from math import cos, hypot, radians

from django.utils.translation import gettext
from markupsafe import Markup

from huying.field.voices.models import Voice

WIDTH, HEIGHT, MARGIN = 320, 200, 28
_KM_A_DEGREE = 111.32
_NARROW = 0.6
"""Kilometres that the drawing spans at least: two spots on one street should not fill it."""


def drawing(voice: Voice, alike: Sequence[Voice]) -> Markup:
    """The voice in red, its station in blue, those alike hollow, with a scale; "" when there is nothing to compare."""
    if voice.latitude is None or voice.longitude is None:
        return Markup("")
    shrink = cos(radians(voice.latitude))
    station = voice.station
    places = [(station.latitude, station.longitude, "spot-station", station.name)]
    places += [(row.latitude, row.longitude, "spot-like", row.headline) for row in alike]
    spots = [
        ((east - voice.longitude) * shrink * _KM_A_DEGREE, (north - voice.latitude) * _KM_A_DEGREE, kind, name)
        for north, east, kind, name in places
        if north is not None and east is not None
    ]
    if not spots:
        return Markup("")
    near = max(*(abs(east) for east, *_ in spots), _NARROW / 2)
    high = max(*(abs(north) for _, north, *_ in spots), _NARROW / 2)
    scale = min((WIDTH / 2 - MARGIN) / near, (HEIGHT / 2 - MARGIN) / high)
    dots = Markup("").join(
        Markup('<circle class="{}" cx="{}" cy="{}" r="7"><title>{}</title></circle>').format(
            kind, round(WIDTH / 2 + east * scale), round(HEIGHT / 2 - north * scale), name
        )
        for east, north, kind, name in spots
    )
    here = Markup('<circle class="spot-home" cx="{}" cy="{}" r="9"/>').format(WIDTH // 2, HEIGHT // 2)
    frame = '<svg class="sketch" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}</svg>'
    return Markup(frame).format(WIDTH, HEIGHT, said(voice), dots, here, _ruler(scale))  # noqa: S704 - our own frame


def said(voice: Voice) -> str:
    """How far from its station, in words."""
    station = voice.station
    if None in (voice.latitude, voice.longitude, station.latitude, station.longitude):
        return gettext("红点是这一件，圈是相似的")
    shrink = cos(radians(voice.latitude or 0))
    east = ((voice.longitude or 0) - (station.longitude or 0)) * shrink * _KM_A_DEGREE
    km = hypot(east, ((voice.latitude or 0) - (station.latitude or 0)) * _KM_A_DEGREE)
    return gettext("离%(station)s约 %(km)s 公里，圈是相似的") % {"station": station.name, "km": f"{km:.1f}"}


def _ruler(scale: float) -> Markup:
    km = next((size for size in (20, 10, 5, 2, 1, 0.5, 0.2) if size * scale <= 120), 0.1)
    text = Markup('<path class="axis" d="M12 {0}v5h{1}v-5"/><text x="{2}" y="{3}">{4} km</text>')
    return text.format(HEIGHT - 14, round(km * scale), round(km * scale) + 20, HEIGHT - 8, km)
