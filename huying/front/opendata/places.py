"""Which congress an address is about, and which station takes in what is said at a place."""

import math
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from huying.base.organs import queries as organs
from huying.field.stations import queries as stations
from huying.field.stations.queries import Station
from huying.kernel.coordinates import Point
from huying.kernel.errors import Invalid, Missing
from huying.kernel.words import N_

METRES = 111_195.0
"""One degree of latitude."""
FAR = 100_000
"""Metres from every station: then latitude and longitude were mixed up, or it is another county."""


def site() -> str:
    """The code of the place the whole site is about: the shortest; "" where nothing is set up yet."""
    return min((row.code for row in organs.regions_under("")), key=lambda code: (len(code), code), default="")


def jurisdiction(request: HttpRequest, asked: str) -> str:
    """The congress that ``jurisdiction_id`` names: its division code, or the site's domain; the site's own for none.

    Raises:
        Missing: it is not served here.
    """
    asked = asked.strip()
    if not asked or asked in (urlsplit(f"//{request.get_host()}").hostname, urlsplit(settings.PUBLIC_URL).hostname):
        return site()
    if asked not in {row.code for row in organs.regions_under("") if row.level != "village"}:
        raise Missing(N_("这里没有 jurisdiction_id 所说的地方。"), field="jurisdiction_id")
    return asked


def receiver(region: str, at: Point | None) -> Station:
    """The open station that takes in what is said in a region: the nearest to the place, else the region's own.

    Raises:
        Invalid: there is none, or the place is far from every one.
    """
    spots = [row for row in stations.network(region[:6]) if row.latitude is not None and row.longitude is not None]
    if at is not None and spots:
        near = min(spots, key=lambda row: metres(at, Point(row.latitude or 0, row.longitude or 0)))
        if metres(at, Point(near.latitude or 0, near.longitude or 0)) > FAR:
            raise Invalid(N_("这个地点不在本地，请看看纬度、经度是不是写反了。"), field="lat")
        return near
    found = stations.serving(region)
    if found is None:
        raise Invalid(N_("这里还没有联络站，暂时收不了。"), field="address_id")
    return found


def metres(a: Point, b: Point) -> float:
    """How far apart, good enough within a province."""
    east = math.cos(math.radians((a.latitude + b.latitude) / 2)) * (a.longitude - b.longitude)
    return METRES * math.hypot(a.latitude - b.latitude, east)
