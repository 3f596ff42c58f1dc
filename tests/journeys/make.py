"""呼应县 with its stations, its congress, its township's congress and everybody who acts in the stories."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from huying.base.organs import commands as organs
from huying.base.people import commands as people
from huying.base.people.models import Account
from huying.field.stations.tests.make import SINCE
from huying.field.voices.models import Voice
from huying.field.voices.tests import make as voices
from huying.kernel.actor import SYSTEM
from huying.work.suggestions.models import Suggestion
from huying.work.suggestions.tests import make as suggestions

COUNTY, TOWN, OTHER_TOWN = voices.COUNTY, voices.YUNXI, voices.SHIQIAO
NOW = datetime.fromisoformat("2026-03-02T09:00:00+08:00")


@dataclass
class House:
    """``county`` is its field floor, ``world`` the congress in which the story's suggestion runs."""

    county: voices.County
    world: suggestions.World

    @property
    def now(self) -> datetime:
        return self.world.now

    def later(self, days: int) -> "House":
        self.world.later(days)
        return self

    def speak(self, text: str = voices.LAMP, **more: Any) -> Voice:
        """A citizen at the QR code of 云溪镇's station."""
        return voices.voice(self.county, text=text, now=self.now, **more)

    def at_station(self, verb: str, row: Voice, who: str = "yunxi_officer", **given: Any) -> Voice:
        return voices.do(verb, self.county, row, who, now=self.now, **given)

    def do(self, name: str, verb: str, /, **given: Any) -> Any:
        return suggestions.do(self.world, name, verb, **given)

    def propose(self, *rows: Voice, **more: Any) -> Suggestion:
        """The leading deputy makes one suggestion of these voices."""
        return suggestions.start(self.world, voices=[row.uid for row in rows], **more)


def house(region: str = COUNTY, book: str = "county") -> House:
    """The county founded on 1 January 2026, the story's congress working by ``book``; it is 2 March."""
    county = voices.county()
    world = suggestions.World(region, now=NOW)
    kinds = {"congress": None, "office": "government_office", "committee": "deputy_affairs"}
    if region != COUNTY:
        kinds = {"congress": None, "presidium": "presidium"}
    for key, kind in kinds.items():
        world.organs[key] = (
            organs.add_organ(actor=SYSTEM, now=NOW, kind=kind, region=region, name=f"{region}{key}", since=SINCE)
            if kind
            else county.organs[f"congress:{region}"]
        )
    for key in ("roads", "police", "water"):
        world.organs[key] = organs.add_organ(
            actor=SYSTEM, now=NOW, kind="unit", region=region, name=f"{region}{key}", unit_kind="bureau", since=SINCE
        )
    organs.adopt_playbook(actor=SYSTEM, now=NOW, region=region, playbook=book, since=SINCE)
    term = county.terms[region].pk
    world.session = organs.open_session(
        actor=SYSTEM, now=NOW, term=term, number=5, opens=date(2026, 1, 10), closes=date(2026, 1, 13)
    )
    for name in ("lead", "second", "third"):
        deputy(world, name, term)
    suggestions._cast(world)
    return House(county, world)


def deputy(world: suggestions.World, name: str, term: int) -> Account:
    """A seat in the story's congress, elected in 云溪镇."""
    suggestions._person(world, name)
    person = world.persons[name]
    people.seat_deputy(actor=SYSTEM, now=NOW, person=person, term=term, constituency="云溪选区", home=TOWN, since=SINCE)
    account: Account = world.accounts[name]
    return account


def evening(now: datetime, days: int = 0) -> datetime:
    """Late that day, or some days on."""
    return now.replace(hour=23) + timedelta(days=days)
