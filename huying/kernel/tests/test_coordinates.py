"""The shifts of Chinese maps, there and back."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.kernel.coordinates import SYSTEMS, Point, from_wgs84, possible, to_wgs84

# Tian'anmen and Shaoyang, as widely published for both systems.
KNOWN = [
    (Point(39.907333, 116.391083), Point(39.908737, 116.397325)),
    (Point(26.990, 111.270), Point(26.9869, 111.2757)),
]


@pytest.mark.parametrize(("wgs", "gcj"), KNOWN)
def test_the_shift_is_the_known_one(wgs: Point, gcj: Point) -> None:
    assert from_wgs84(wgs, "gcj02") == pytest.approx(gcj, abs=1e-3)
    assert 100 < _metres(wgs, from_wgs84(wgs, "gcj02")) < 1000
    assert 500 < _metres(wgs, from_wgs84(wgs, "bd09")) < 2500


@given(st.floats(18, 53), st.floats(74, 134), st.sampled_from(sorted(SYSTEMS)))
def test_there_and_back_is_the_same_place(latitude: float, longitude: float, system: str) -> None:
    point = Point(latitude, longitude)
    assert _metres(point, to_wgs84(from_wgs84(point, system), system)) < 2


def test_outside_china_nothing_is_shifted() -> None:
    paris = Point(48.8566, 2.3522)
    assert from_wgs84(paris, "gcj02") == paris == to_wgs84(paris, "gcj02")


@pytest.mark.parametrize("point", [(91, 10), (-91, 0), (10, 181), (0, 0), (math.nan, 10), (10, math.inf)])
def test_impossible_places(point: tuple[float, float]) -> None:
    assert not possible(Point(*point))
    assert possible(Point(27.1, 111.3))


def _metres(one: Point, other: Point) -> float:
    north = (one.latitude - other.latitude) * 111_320
    east = (one.longitude - other.longitude) * 111_320 * math.cos(math.radians(one.latitude))
    return math.hypot(north, east)
