"""The fictional county 呼应县 as plain values: places, bodies, people. Pure and deterministic."""

import re
from collections import Counter
from dataclasses import dataclass
from random import Random
from typing import Any

from huying.front.demo.corpus import Scene, load

COUNTY = "430599"
COUNTY_DEPUTIES = 352
COMMITTEE_MEMBERS = 45
STATIONS = 66


@dataclass(frozen=True, slots=True)
class Village:
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Town:
    """A township or street; only townships (``congress``) have a congress of their own."""

    code: str
    name: str
    level: str
    villages: tuple[Village, ...]
    spots: tuple[str, ...]
    school: str
    river: str
    temper: str

    @property
    def congress(self) -> bool:
        return self.level == "town"

    @property
    def office(self) -> str:
        """What its government is called: a township has a government, a street an office."""
        return (
            f"{self.name}政府"
            if self.congress
            else f"{self.name}办事处"
            if "街道" in self.name
            else f"{self.name}管委会"
        )

    def scene(self, rng: Random) -> Scene:
        village, spot = rng.choice(self.villages).name, rng.choice(self.spots)
        return Scene(self.name, village, spot, self.school, self.river, urban=not self.congress)


@dataclass(frozen=True, slots=True)
class Someone:
    """A person of the county. ``home`` is a village code."""

    name: str
    trade: str = ""
    home: str = ""
    constituency: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class StationPlan:
    code: str
    name: str
    kind: str
    mode: str
    region: str
    address: str
    hours: str


@dataclass(frozen=True, slots=True)
class World:
    towns: tuple[Town, ...]
    units: tuple[dict[str, str], ...]
    organs: dict[str, Any]
    stations: tuple[StationPlan, ...]
    deputies: tuple[Someone, ...]
    town_deputies: dict[str, tuple[Someone, ...]]

    def town(self, code: str) -> Town:
        return next(town for town in self.towns if town.code == code)


class Names:
    """Names by how common surnames are and by generation; a name comes twice at most, as in life."""

    def __init__(self, rng: Random) -> None:
        data = load("names.toml")
        self.rng = rng
        self.given: dict[str, list[str]] = {
            key: value.split() for key, value in data.items() if key not in ("surnames", "trades")
        }
        self.surnames = weighted(data["surnames"])
        self.trades = weighted(data["trades"])
        self.seen: Counter[str] = Counter()

    def person(self, ages: tuple[int, int, int] = (2, 6, 2), women: float = 0.33) -> str:
        """A name of somebody old, in middle age or young (``ages`` are the weights)."""
        name = ""
        for _ in range(50):
            age = self.rng.choices(["old", "mid", "young"], ages)[0]
            sex = "women" if self.rng.random() < women else "men"
            name = pick(self.rng, self.surnames) + self.rng.choice(self.given[f"{age}_{sex}"])
            if self.seen[name] < (1 if self.rng.random() < 0.97 else 2):
                break
        self.seen[name] += 1
        return name

    def trade(self) -> str:
        return pick(self.rng, self.trades)


def weighted(text: str) -> list[tuple[str, int]]:
    """``"农民30 村医12"`` as pairs."""
    return [(word, int(count)) for word, count in re.findall(r"(\D+?)(\d+)", re.sub(r"\s+", "", text))]


def pick(rng: Random, pairs: list[tuple[str, int]]) -> str:
    return rng.choices([word for word, _ in pairs], [count for _, count in pairs])[0]


def build(seed: int = 1) -> World:
    """The county; the same for the same seed."""
    rng = Random(f"world {seed}")  # noqa: S311 - chance for a demo, not a secret
    towns = _towns()
    names = Names(rng)
    for one in load("cast.toml")["cast"]:
        names.seen[one["name"]] += 2
    deputies = _seats(names, towns, COUNTY_DEPUTIES, "{place}选区")
    local = {
        town.code: _seats(names, (town,), 40 + 2 * (len(town.villages) % 7), "{village}选区")
        for town in towns
        if town.congress
    }
    units = load("units.toml")
    return World(towns, tuple(units["unit"]), units["organs"], _stations(rng, towns), deputies, local)


def _towns() -> tuple[Town, ...]:
    tempers = ("steady", "prompt", "prompt", "steady", "slow", "steady", "prompt", "steady", "steady", "slow", "steady")
    return tuple(
        Town(
            row["code"],
            row["name"],
            row["level"],
            tuple(Village(f"{row['code']}{200 + i}", name) for i, name in enumerate(row["villages"], 1)),
            tuple(row["spots"]),
            row["school"],
            row["river"],
            temper,
        )
        for row, temper in zip(load("places.toml")["town"], tempers, strict=True)
    )


def _seats(names: Names, towns: tuple[Town, ...], count: int, constituency: str) -> tuple[Someone, ...]:
    found = []
    for index in range(count):
        town = towns[index % len(towns)]
        village = names.rng.choice(town.villages)
        place = re.sub(r"(街道|镇|乡)$", "", town.name)
        short = re.sub(r"(社区|居委会|村)$", "", village.name)
        area = constituency.format(place=place, village=short)
        found.append(Someone(names.person(), names.trade(), village.code, area))
    return tuple(found)


def _stations(rng: Random, towns: tuple[Town, ...]) -> tuple[StationPlan, ...]:
    data = load("places.toml")["stations"]
    hours = data["hours"]
    found = [StationPlan("HY0001", data["home"], "home", "fixed", COUNTY, "县城文庙广场东侧一楼", hours[0])]
    for town in towns:
        code = f"HY{len(found) + 1:04}"
        address = f"{town.name}便民服务中心一楼"
        found.append(
            StationPlan(code, f"{town.name}代表联络站", "station", "fixed", town.code, address, rng.choice(hours[:4]))
        )
    index = 0
    while len(found) < STATIONS:
        town = towns[index % len(towns)]
        row = index // len(towns)
        shape = data["others"][(index + 3 * row) % 4 if row < 4 else 4 + index % 2]
        village = town.villages[row]
        fixed = shape["mode"] == "fixed"
        name = shape["name"].format(village=village.name, town=town.name, deputy=village.name)
        found.append(
            StationPlan(
                code=f"HY{len(found) + 1:04}",
                name=name,
                kind=shape["kind"],
                mode=shape["mode"],
                region=village.code if fixed else town.code,
                address=f"{village.name}党群服务中心" if fixed else "",
                hours=rng.choice(hours[1:4]) if fixed else hours[4] if shape["mode"] == "cloud" else hours[3],
            )
        )
        index += 1
    return tuple(found)
