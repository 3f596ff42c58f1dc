"""Where on earth, in the three systems that Chinese maps and phones speak.

Phones and standards give WGS-84. Public maps in China must show GCJ-02 (高德, 腾讯; 天地图 takes WGS-84), Baidu shifts
that once more into BD-09. We store WGS-84 and remember which system a point came in. The shift is the commonly known
formula on the Krasovsky 1940 ellipsoid; outside China's bounding box there is none. The way back is good to a metre.
"""

import math
from typing import NamedTuple

from huying.kernel.words import N_

SYSTEMS = {
    "wgs84": N_("WGS-84（手机定位、天地图）"),
    "gcj02": N_("GCJ-02（高德、腾讯地图）"),
    "bd09": N_("BD-09（百度地图）"),
}

_AXIS = 6378245.0
_ECCENTRICITY_SQUARED = 0.00669342162296594323
_BAIDU = math.pi * 3000.0 / 180.0


class Point(NamedTuple):
    """Degrees; north and east are positive."""

    latitude: float
    longitude: float


def possible(point: Point) -> bool:
    """Whether there is such a place: on the globe, a number, and not the (0, 0) of a device that knew nothing."""
    inside = abs(point.latitude) <= 90 and abs(point.longitude) <= 180
    return inside and (point.latitude, point.longitude) != (0, 0)


def to_wgs84(point: Point, system: str) -> Point:
    """The point in WGS-84.

    Args:
        system: one of ``SYSTEMS`` in which the point is given.
    """
    if system == "bd09":
        point = _bd09_to_gcj02(point)
    return _gcj02_to_wgs84(point) if system in ("gcj02", "bd09") else point


def from_wgs84(point: Point, system: str) -> Point:
    """A WGS-84 point in another of ``SYSTEMS``, for a map that speaks it."""
    if system in ("gcj02", "bd09"):
        point = _wgs84_to_gcj02(point)
    return _gcj02_to_bd09(point) if system == "bd09" else point


def _wgs84_to_gcj02(point: Point) -> Point:
    latitude, longitude = point
    if not (0.8293 <= latitude <= 55.8271 and 72.004 <= longitude <= 137.8347):
        return point
    x, y = longitude - 105.0, latitude - 35.0
    angle = math.radians(latitude)
    bulge = 1 - _ECCENTRICITY_SQUARED * math.sin(angle) ** 2
    north = _north(x, y) * 180.0 / (_AXIS * (1 - _ECCENTRICITY_SQUARED) / (bulge * math.sqrt(bulge)) * math.pi)
    east = _east(x, y) * 180.0 / (_AXIS / math.sqrt(bulge) * math.cos(angle) * math.pi)
    return Point(latitude + north, longitude + east)


def _gcj02_to_wgs84(point: Point) -> Point:
    """By trial: the shift changes slowly, so a few corrections land within a millimetre."""
    guess = point
    for _ in range(6):
        there = _wgs84_to_gcj02(guess)
        guess = Point(
            guess.latitude + point.latitude - there.latitude, guess.longitude + point.longitude - there.longitude
        )
    return guess


def _gcj02_to_bd09(point: Point) -> Point:
    latitude, longitude = point
    radius = math.hypot(longitude, latitude) + 0.00002 * math.sin(latitude * _BAIDU)
    angle = math.atan2(latitude, longitude) + 0.000003 * math.cos(longitude * _BAIDU)
    return Point(radius * math.sin(angle) + 0.006, radius * math.cos(angle) + 0.0065)


def _bd09_to_gcj02(point: Point) -> Point:
    latitude, longitude = point.latitude - 0.006, point.longitude - 0.0065
    radius = math.hypot(longitude, latitude) - 0.00002 * math.sin(latitude * _BAIDU)
    angle = math.atan2(latitude, longitude) - 0.000003 * math.cos(longitude * _BAIDU)
    return Point(radius * math.sin(angle), radius * math.cos(angle))


def _waves(*terms: tuple[float, float]) -> float:
    return sum(size * math.sin(phase * math.pi) for size, phase in terms) * 2.0 / 3.0


def _north(x: float, y: float) -> float:
    flat = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    return flat + _waves((20.0, 6.0 * x), (20.0, 2.0 * x), (20.0, y), (40.0, y / 3), (160.0, y / 12), (320.0, y / 30))


def _east(x: float, y: float) -> float:
    flat = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    return flat + _waves((20.0, 6.0 * x), (20.0, 2.0 * x), (20.0, x), (40.0, x / 3), (150.0, x / 12), (300.0, x / 30))
