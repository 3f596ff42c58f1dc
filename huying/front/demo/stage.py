"""What all lives of one simulation share: the engine, the county, the corpus, and what lies open."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import UUID

from huying.base.organs import queries as organs
from huying.front.demo.corpus import Corpus, Scene, Topic, topics
from huying.front.demo.county import County, Post, Seat
from huying.front.demo.engine import Engine
from huying.front.demo.world import Names, Town
from huying.kernel.errors import HouseError

if TYPE_CHECKING:
    from huying.front.demo.voice_life import Said

SEASONS = {
    "canal": (2, 3, 4, 11),
    "straw": (5, 10, 11),
    "landslide": (4, 5, 6, 7),
    "ruralwater": (8, 9, 10, 11),
    "noise": (5, 6),
    "schoolbus": (2, 9, 10),
    "campus": (3, 9),
    "fertilizer": (2, 3, 4, 8),
    "wages": (1, 12),
    "boar": (7, 8, 9),
    "tourism": (5, 7, 10),
    "voltage": (1, 7, 8),
    "pensioncheck": (3, 11),
}
"""Months in which people speak of it three times as much."""


@dataclass(slots=True)
class Stage:
    """One simulation. ``pool`` are voices a deputy may take up, ``taken`` those that were, ``open`` those referred."""

    engine: Engine
    county: County
    corpus: Corpus
    names: Names
    seed: int
    pool: list["Said"] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)
    open: list["Said"] = field(default_factory=list)
    silent: set[int] = field(default_factory=set)
    filed: int = 0
    reserved: dict[int, Callable[[], Any]] = field(default_factory=dict)
    documents: Counter[int] = field(default_factory=Counter)
    ids: Random = field(default_factory=Random)

    def __post_init__(self) -> None:
        self.ids = Random(f"ids {self.seed}")  # noqa: S311 - the same form ids for the same seed

    def uuid(self) -> UUID:
        """The id a form would have carried."""
        return UUID(int=self.ids.getrandbits(128), version=4)

    def topic_for(self, town: Town) -> Topic:
        """What people of this town speak of in this month."""
        month = self.engine.today.month
        fitting = [one for one in topics() if one.where in ("", "rural" if town.congress else "urban")]
        weights = [3.0 if month in SEASONS.get(one.code, ()) else 1.0 for one in fitting]
        return self.engine.rng.choices(fitting, weights)[0]

    def pick_station(self, town: str) -> Post:
        """The town's own station takes half of what is said there."""
        found = self.county.stations[town]
        return found[0] if self.engine.rng.random() < 0.5 else self.engine.rng.choice(found)

    def deputy_near(self, town: str) -> Seat:
        near = [seat for seat in self.county.deputies if seat.home.startswith(town)]
        return self.engine.rng.choice(near or self.county.deputies)

    def unit_for(self, subject: Topic, town: str, *, other: bool = False) -> int:
        """Who handles this for a station: the township, or the county's unit; ``other`` after a return."""
        if other:
            short = subject.co[0] if subject.unit != "镇" else subject.county
            return self.county.units[short]
        if subject.unit == "镇" or self.engine.rng.random() < 0.25:
            return self.county.towns[town]
        return self.county.units[subject.unit]

    def other_unit_name(self, unit: int) -> str:
        others = [short for short, pk in self.county.units.items() if pk != unit and short.startswith("县")]
        return self.engine.rng.choice(others)

    def temper(self, unit: int) -> str:
        return self.county.tempers[unit]

    def file(self, act: Callable[[], int | None]) -> None:
        """File the county's next suggestion, unless its number is kept for a storyline: that goes first."""
        while (kept := self.reserved.pop(self.filed + 1, None)) is not None:
            kept()
            self.filed += 1
        self.filed = act() or self.filed

    def document_number(self, unit: int) -> str:
        """A unit's next 文号: “交运函〔2026〕31 号”."""
        self.documents[unit] += 1
        short = organs.organ(unit).short.removeprefix("县").removesuffix("局")[:4]
        return f"{short}函〔{self.engine.today.year}〕{self.documents[unit] + unit % 23} 号"

    def refused(self, act: Callable[[], Any]) -> bool:
        """Whether the house refused; for acts that may rightly be too late."""
        try:
            act()
        except HouseError:
            return True
        return False

    def scene_of(self, town: str) -> Scene:
        return self.county.world.town(town).scene(self.engine.rng)
