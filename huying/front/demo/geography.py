"""Where things lie in 呼应县, on fictional ground. Pure; the same name lies at the same spot in every story."""

import json
from functools import cache
from math import cos, radians, sin, tau
from random import Random
from typing import NamedTuple

from huying.front.demo.corpus import DATA

KM_A_DEGREE = 111.32
VILLAGES_KM = 6.5
"""As far from the township's seat as a village may lie."""


class Place(NamedTuple):
    latitude: float
    longitude: float


@cache
def outlines() -> str:
    """The borders of the townships as GeoJSON."""
    return (DATA / "outlines.geojson").read_text(encoding="utf-8")


@cache
def _towns() -> dict[str, tuple[Place, list[tuple[float, float]]]]:
    """Code -> seat and border."""
    return {
        each["properties"]["code"]: (
            Place(each["properties"]["seat"][1], each["properties"]["seat"][0]),
            [(east, north) for east, north in each["geometry"]["coordinates"][0]],
        )
        for each in json.loads(outlines())["features"]
    }


@cache
def place(code: str) -> Place:
    """Of a township its seat, of a village somewhere in its township, of the county the seat of its first street."""
    towns = _towns()
    seat, border = towns.get(code[:9], next(iter(towns.values())))
    if len(code) < 12:
        return seat
    rng = Random(f"place {code}")  # noqa: S311 - chance for a demo, not a secret
    tries = (around(seat, VILLAGES_KM * rng.random() ** 0.5, rng.random()) for _ in range(60))
    return next((found for found in tries if _inside(found, border)), seat)


def near(code: str, key: object, km: float) -> Place:
    """A spot of this village or township, within so many kilometres of it; another for every ``key``."""
    rng = Random(f"near {code} {key}")  # noqa: S311
    return around(place(code), km * rng.random() ** 0.5, rng.random())


def around(middle: Place, km: float, turn: float) -> Place:
    north, east = km * cos(tau * turn), km * sin(tau * turn)
    shrink = cos(radians(middle.latitude))
    found = middle.latitude + north / KM_A_DEGREE, middle.longitude + east / KM_A_DEGREE / shrink
    return Place(*(round(degrees, 5) for degrees in found))


def _inside(spot: Place, border: list[tuple[float, float]]) -> bool:
    """Whether a ray to the east crosses the border an odd number of times."""
    crossed = False
    for (east, north), (other_east, other_north) in zip(border, [*border[1:], border[0]], strict=True):
        if (north > spot.latitude) != (other_north > spot.latitude):
            at = east + (spot.latitude - north) / (other_north - north) * (other_east - east)
            crossed ^= spot.longitude < at
    return crossed
