"""Outlines of regions, as a county's planning office hands them out: GeoJSON (RFC 7946) in, thinned rings out. Pure."""

import json
from collections.abc import Iterator
from math import cos, hypot, radians
from typing import Any

from huying.kernel.coordinates import Point, possible, to_wgs84
from huying.kernel.errors import Invalid
from huying.kernel.words import N_

CODES = ("code", "adcode", "xzqdm")
"""Names under which files keep the division code, lower case."""
APART_KM = 0.06
"""Points of a line nearer than this to the one before are left out: less than a pixel of any drawing here."""
MOST_POINTS = 20_000
_KM_A_DEGREE = 111.32

Ring = list[tuple[float, float]]
"""Longitude and latitude in WGS-84, as GeoJSON orders them; the last point is not the first again."""


def read(text: str, system: str = "wgs84") -> dict[str, list[Ring]]:
    """The rings of every region a file names: division code -> outer rings, holes left out.

    Args:
        system: in which the points are given, one of ``coordinates.SYSTEMS``.

    Raises:
        Invalid: it is no GeoJSON, names no division code, or holds too many or impossible points.
    """
    found: dict[str, list[Ring]] = {}
    try:
        features = json.loads(text)["features"]
        for feature in features:
            if code := _code(feature.get("properties") or {}):
                found.setdefault(code, []).extend(_thinned(ring, system) for ring in _outer(feature["geometry"]))
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as fault:
        raise Invalid(
            N_("读不出边界：要一个 GeoJSON 文件，里面是“FeatureCollection”，每个乡镇一个多边形。"), field="file"
        ) from fault
    found = {code: kept for code, rings in found.items() if (kept := [ring for ring in rings if len(ring) >= 3])}
    if not found:
        raise Invalid(N_("文件里没有带区划代码（属性 code 或 adcode）的多边形。"), field="file")
    if sum(len(ring) for rings in found.values() for ring in rings) > MOST_POINTS:
        raise Invalid(N_("边界太细了：最多 %(most)d 个点。请先化简再导入。"), field="file", most=MOST_POINTS)
    return found


def _code(properties: dict[str, Any]) -> str:
    named = {str(name).lower(): value for name, value in properties.items()}
    return next((str(named[name]).strip() for name in CODES if named.get(name)), "")


def _outer(geometry: dict[str, Any]) -> Iterator[list[Any]]:
    shapes = geometry["coordinates"]
    for polygon in shapes if geometry["type"] == "MultiPolygon" else [shapes]:
        yield polygon[0]


def _thinned(ring: list[Any], system: str) -> Ring:
    kept: Ring = []
    for east, north, *_ in ring:
        given = Point(float(north), float(east))
        if not possible(given):
            raise Invalid(
                N_("文件里有不可能的坐标：经度 %(east)s，纬度 %(north)s。"), field="file", east=east, north=north
            )
        point = to_wgs84(given, system)
        spot = round(point.longitude, 5), round(point.latitude, 5)
        if not kept or _km(kept[-1], spot) >= APART_KM:
            kept.append(spot)
    return kept[:-1] if len(kept) > 1 and _km(kept[0], kept[-1]) < APART_KM else kept


def _km(one: tuple[float, float], other: tuple[float, float]) -> float:
    east = (one[0] - other[0]) * cos(radians(one[1]))
    return hypot(east, one[1] - other[1]) * _KM_A_DEGREE
