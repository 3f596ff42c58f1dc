"""Founding the county through commands: places, bodies, stations, people, posts, log-ins."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from huying.base.organs import commands as organs
from huying.base.people import commands as people
from huying.base.people import queries as who
from huying.base.people.queries import Account
from huying.field.stations import commands as stations
from huying.front.demo import geography
from huying.front.demo.corpus import load
from huying.front.demo.world import COMMITTEE_MEMBERS, COUNTY, Names, Someone, Town, World
from huying.kernel.actor import SYSTEM, Actor, Role

TERM = 18


@dataclass(frozen=True, slots=True)
class Seat:
    """A deputy: person and home, and their log-in, opened when they first act."""

    person: int
    name: str
    trade: str
    home: str
    login: Callable[[], Account]


@dataclass(frozen=True, slots=True)
class Post:
    """A station at work: its row and the officer who acts for it."""

    pk: int
    code: str
    town: str
    officer: Account


@dataclass(slots=True)
class County:
    """What the simulator knows of the county once it is founded: row numbers and log-ins."""

    world: World
    on: date
    units: dict[str, int] = field(default_factory=dict)
    tempers: dict[int, str] = field(default_factory=dict)
    clerks: dict[int, Account] = field(default_factory=dict)
    heads: dict[int, Account] = field(default_factory=dict)
    towns: dict[str, int] = field(default_factory=dict)
    town_units: dict[str, list[int]] = field(default_factory=dict)
    stations: dict[str, list[Post]] = field(default_factory=dict)
    deputies: list[Seat] = field(default_factory=list)
    town_deputies: dict[str, list[Seat]] = field(default_factory=dict)
    offices: dict[str, Account] = field(default_factory=dict)
    cast: dict[str, Account] = field(default_factory=dict)
    _actors: dict[int, Actor] = field(default_factory=dict)

    def actor(self, account: Account) -> Actor:
        """Who this log-in is; posts do not change during a simulation, so it is asked once."""
        if account.pk not in self._actors:
            self._actors[account.pk] = who.actor_of(account, self.on)
        return self._actors[account.pk]

    def deputy(self, seat: Seat) -> Actor:
        """A deputy as actor."""
        return self.actor(seat.login())

    def acting(self, key: str) -> Actor:
        """Whoever holds an office of the county: affairs, affairs_head, government, or ``presidium:<town code>``."""
        return self.actor(self.offices[key])


class Founder:
    """Builds the county with the house itself (SYSTEM) as actor, at one moment before everything begins.

    Args:
        world: the plan.
        now: the moment of founding.
        seed: for names of officers.
        password: for the cast's log-ins, None: no log-in by password.
        share: how many of the deputies are seated (1.0: all of them).
    """

    def __init__(self, world: World, now: datetime, *, seed: int, password: str | None, share: float) -> None:
        self.world, self.password, self.share = world, password, share
        self.clock: Callable[[], datetime] = lambda: now
        self.names = Names(Random(f"officers {seed}"))  # noqa: S311 - chance for a demo
        self.county = County(world, now.date() + timedelta(days=1))
        self.cast = {one["key"]: one for one in load("cast.toml")["cast"]}
        self.logins = 0

    def found(self, sessions: list[tuple[date, date]]) -> County:
        """Everything, in the order of its needs. ``sessions`` are opening and closing days, oldest first."""
        self._places()
        self._bodies()
        self._terms(sessions)
        self._units()
        self._offices()
        self._stations()
        self._deputies()
        return self.county

    def _do(self, command: Callable[..., Any], **given: Any) -> Any:
        return command(actor=SYSTEM, now=self.clock(), **given)

    # ── places and bodies ──

    def _places(self) -> None:
        self._do(organs.add_region, code=COUNTY, name="呼应县", level="county")
        for town in self.world.towns:
            self._do(organs.add_region, code=town.code, name=town.name, level=town.level)
            for village in town.villages:
                self._do(organs.add_region, code=village.code, name=village.name, level="village")
        self._do(organs.draw_outlines, region=COUNTY, geojson=geography.outlines())

    def _organ(self, kind: str, region: str, name: str, **more: Any) -> int:
        pk: int = self._do(organs.add_organ, kind=kind, region=region, name=name, since=self.since, **more).pk
        return pk

    def _bodies(self) -> None:
        named = self.world.organs
        self.since = self.clock().date() - timedelta(days=900)
        self._organ("congress", COUNTY, named["congress"])
        self.standing = self._organ("standing_committee", COUNTY, named["standing"])
        self.affairs = self._organ("deputy_affairs", COUNTY, named["affairs"], short="代工委")
        self.government = self._organ("government_office", COUNTY, named["government"], short="政府办督查室")
        self.committees = [self._organ("committee", COUNTY, name) for name in named["committees"]]
        self._do(organs.adopt_playbook, region=COUNTY, playbook="county", since=self.since)
        self.presidia: dict[str, int] = {}
        for town in self.world.towns:
            if town.congress:
                self._organ("congress", town.code, f"{town.name}人民代表大会")
                self.presidia[town.code] = self._organ("presidium", town.code, f"{town.name}人大主席团")
                self._do(organs.adopt_playbook, region=town.code, playbook="township", since=self.since)
            else:
                self.presidia[town.code] = self._organ("street_committee", town.code, f"{town.name}人大工委")

    def _terms(self, sessions: list[tuple[date, date]]) -> None:
        self.terms: dict[str, int] = {}
        congresses = [COUNTY, *(town.code for town in self.world.towns if town.congress)]
        for region in congresses:
            # Townships meet some weeks before the county does.
            ahead = timedelta(days=0 if region == COUNTY else 20)
            since = sessions[0][0] - timedelta(days=30)
            term = self._do(organs.add_term, region=region, number=TERM, since=since)
            self.terms[region] = term.pk
            for number, (opens, closes) in enumerate(sessions, 1):
                first, last = opens - ahead, (closes if region == COUNTY else opens) - ahead
                self._do(organs.open_session, term=term.pk, number=number, opens=first, closes=last)

    # ── people in offices ──

    def _someone(self, region: str, key: str = "", **more: Any) -> Any:
        name = self.cast[key]["name"] if key else self.names.person(ages=(1, 6, 3), women=0.4)
        return self._do(people.add_person, region=region, name=name, **more)

    def _login(self, person: int, key: str = "") -> Account:
        """A log-in: by name and password for the cast, without password for the others."""
        self.logins += 1
        name = self.cast[key]["user"] if key else f"u{self.logins:05}"
        password = self.password if key else None
        found: Account = self._do(
            people.open_account, person=person, username=name, password=password, must_change=False
        )
        if key:
            self.county.cast[key] = found
        return found

    def _officer(self, region: str, role: Role, *, organ: int | None = None, key: str = "") -> Account:
        person = self._someone(region, key)
        self._do(people.give_post, person=person.pk, role=role, region=region, organ=organ)
        return self._login(person.pk, key)

    def _offices(self) -> None:
        offices = self.county.offices
        offices["affairs"] = self._officer(COUNTY, Role.COMMITTEE_CLERK, organ=self.affairs, key="affairs")
        offices["affairs_head"] = self._officer(COUNTY, Role.COMMITTEE_LEADER, organ=self.affairs, key="affairs_head")
        offices["government"] = self._officer(COUNTY, Role.GOVERNMENT_CLERK, organ=self.government, key="government")
        self._officer(COUNTY, Role.CONGRESS_LEADER, organ=self.standing, key="leader")
        for key, role in (
            ("system", Role.SYSTEM_ADMIN),
            ("security", Role.SECURITY_ADMIN),
            ("audit", Role.AUDITOR),
        ):
            self._officer(COUNTY, role, key=key)
        for organ in self.committees:
            self._officer(COUNTY, Role.SPECIAL_COMMITTEE, organ=organ)
        for town in self.world.towns:
            key = "presidium" if town.code == "430599101" else ""
            clerk = self._officer(town.code, Role.COMMITTEE_CLERK, organ=self.presidia[town.code], key=key)
            offices[f"presidium:{town.code}"] = clerk
            chair = self._officer(town.code, Role.COMMITTEE_LEADER, organ=self.presidia[town.code])
            offices[f"chair:{town.code}"] = chair

    def _units(self) -> None:
        keys = {one["unit"]: key for key, one in self.cast.items() if "unit" in one and key != "transport_head"}
        for unit in self.world.units:
            pk = self._organ(
                "unit",
                COUNTY,
                unit["name"],
                short=unit["short"],
                unit_kind=unit["kind"],
                duties=unit["duties"],
            )
            head = "transport_head" if unit["short"] == "县交通运输局" else ""
            self._staff_unit(unit["short"], pk, COUNTY, unit["temper"], key=keys.get(unit["short"], ""), head=head)
        for town in self.world.towns:
            self._town_units(town, keys)

    def _town_units(self, town: Town, keys: dict[str, str]) -> None:
        name = f"{town.name}人民政府" if town.congress else town.office
        pk = self._organ(
            "unit", town.code, name, short=town.office, unit_kind="township", duties="镇村事务、民政、环境"
        )
        self._staff_unit(town.office, pk, town.code, town.temper, key=keys.get(town.office, ""))
        self.county.towns[town.code] = pk
        self.county.town_units[town.code] = [pk]
        for short, duties in (("农业综合服务中心", "水利、农技、林业"), ("社会事务综合服务中心", "民政、社保、卫生")):
            full = f"{town.name}{short}"
            other = self._organ("unit", town.code, full, short=full[:30], unit_kind="bureau", duties=duties)
            self._staff_unit(full, other, town.code, "steady")
            self.county.town_units[town.code].append(other)

    def _staff_unit(self, short: str, pk: int, region: str, temper: str, *, key: str = "", head: str = "") -> None:
        county = self.county
        county.units[short], county.tempers[pk] = pk, temper
        county.clerks[pk] = self._officer(region, Role.UNIT_CLERK, organ=pk, key=key)
        county.heads[pk] = self._officer(region, Role.UNIT_HEAD, organ=pk, key=head)

    # ── stations and deputies ──

    def _stations(self) -> None:
        above: dict[str, int] = {}
        for plan in self.world.stations:
            town = plan.region[:9]
            manager = self._someone(town, "station_officer" if plan.name.startswith("云溪镇代表联络站") else "")
            spot = geography.near(plan.region, plan.code, 0.4) if plan.mode == "fixed" else None
            opened = self._do(
                stations.open_station,
                region=plan.region,
                name=plan.name,
                kind=plan.kind,
                mode=plan.mode,
                parent=above.get(town, above.get(COUNTY, 0)),
                code=plan.code,
                address=plan.address,
                open_hours=plan.hours,
                zones=["接待区", "阅览区", "议事区"] if plan.kind in ("home", "station") else ["接待区"],
                manager=manager.pk,
                latitude=spot.latitude if spot else None,
                longitude=spot.longitude if spot else None,
            )
            above.setdefault(town, opened.pk)
            ours = plan.name == "云溪镇代表联络站"
            officer = self._appoint(opened.pk, manager.pk, Role.STATION_OFFICER, "station_officer" if ours else "")
            if plan.kind in ("home", "station"):
                head = self._someone(town, "station_head" if ours else "")
                self._appoint(opened.pk, head.pk, Role.STATION_HEAD, "station_head" if ours else "")
            self.county.stations.setdefault(town, []).append(Post(opened.pk, opened.code, town, officer))

    def _appoint(self, station: int, person: int, role: Role, key: str) -> Account:
        self._do(stations.appoint, station=station, person=person, role=role)
        return self._login(person, key)

    def _deputies(self) -> None:
        for key in ("deputy", "deputy2"):
            one = self.cast[key]
            home = "430599101201" if key == "deputy" else "430599101202"
            known = Someone(one["name"], one.get("trade", ""), home, "云溪选区", one["about"])
            self.county.deputies.append(self._seat(COUNTY, known, key))
        count = max(int(len(self.world.deputies) * self.share), 44)
        for index, one in enumerate(self.world.deputies[: count - 2]):
            about = "县人大常委会委员" if index % 7 == 3 and index // 7 < COMMITTEE_MEMBERS else one.about
            self.county.deputies.append(
                self._seat(COUNTY, Someone(one.name, one.trade, one.home, one.constituency, about))
            )
        for code, seats in self.world.town_deputies.items():
            some = seats[: max(int(len(seats) * self.share), 8)]
            self.county.town_deputies[code] = [self._seat(code, one) for one in some]

    def _seat(self, region: str, one: Someone, key: str = "") -> Seat:
        person = self._do(people.add_person, region=region, name=one.name, trade=one.trade, about=one.about)
        self._do(
            people.seat_deputy,
            person=person.pk,
            term=self.terms[region],
            constituency=one.constituency,
            home=one.home,
            group=self.world.town(one.home[:9]).name + "代表小组",
        )
        login = cache(lambda: self._login(person.pk, key))
        if region == COUNTY:
            login()
        return Seat(person.pk, one.name, one.trade, one.home, login)
