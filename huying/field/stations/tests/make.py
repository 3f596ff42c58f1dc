"""A small fictional county with two townships and their stations, made by commands only."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from huying.base.organs import commands as organs
from huying.base.organs.models import Organ, Term
from huying.base.people import commands as people
from huying.base.people import queries as people_queries
from huying.base.people.models import Account
from huying.field.stations import commands
from huying.field.stations.models import Station
from huying.kernel.actor import SYSTEM, Actor, Role

COUNTY, YUNXI, SHIQIAO, QIAOTOU = "430599", "430599101", "430599102", "430599101201"
NOW = datetime(2026, 11, 18, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = date(2026, 11, 18)
SINCE = date(2026, 1, 1)


@dataclass
class County:
    """Names stand for what they are; ``actor("yunxi_officer")`` is somebody signed in."""

    main: Station
    yunxi: Station
    shiqiao: Station
    terms: dict[str, Term]
    organs: dict[str, Organ] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        return people_queries.actor_of(self.accounts[name], TODAY)


def county(on: datetime = NOW) -> County:
    """呼应县 with 云溪镇 and 石桥镇: regions, congresses, three stations."""
    for code, name, level in (
        (COUNTY, "呼应县", "county"),
        (YUNXI, "云溪镇", "town"),
        (SHIQIAO, "石桥镇", "town"),
        (QIAOTOU, "桥头村", "village"),
    ):
        organs.add_region(actor=SYSTEM, now=on, code=code, name=name, level=level)
    kept, terms = {}, {}
    for code, name in ((COUNTY, "呼应县"), (YUNXI, "云溪镇"), (SHIQIAO, "石桥镇")):
        kept[f"congress:{code}"] = organs.add_organ(
            actor=SYSTEM, now=on, kind="congress", region=code, name=f"{name}人民代表大会", since=SINCE
        )
        terms[code] = organs.add_term(actor=SYSTEM, now=on, region=code, number=18, since=SINCE)
    main = station(COUNTY, "呼应县代表联络总站", kind="home", code="main")
    yunxi = station(YUNXI, "云溪镇代表联络站", parent=main.pk, code="yunxi", address="云溪镇人民路 1 号")
    shiqiao = station(SHIQIAO, "石桥镇代表联络站", parent=main.pk, code="shiqiao")
    return County(main, yunxi, shiqiao, terms, kept)


def station(region: str, name: str, **more: Any) -> Station:
    return commands.open_station(actor=SYSTEM, now=NOW, region=region, name=name, **more)


def unit(county: County, key: str, region: str, name: str, unit_kind: str = "bureau") -> Organ:
    county.organs[key] = organs.add_organ(
        actor=SYSTEM, now=NOW, kind="unit", region=region, name=name, unit_kind=unit_kind, since=SINCE
    )
    return county.organs[key]


def member(county: County, name: str, role: Role, region: str, **where: Any) -> Actor:
    """Somebody with an account and one post (``organ=`` or ``station=``), or a seat when the role is deputy."""
    person = people.add_person(actor=SYSTEM, now=NOW, region=region, name=name[:20])
    county.accounts[name] = people.open_account(actor=SYSTEM, now=NOW, person=person.pk, username=name)
    if role is Role.DEPUTY:
        people.seat_deputy(
            actor=SYSTEM, now=NOW, person=person.pk, term=county.terms[region].pk, constituency="第一选区", home=YUNXI
        )
    else:
        people.give_post(actor=SYSTEM, now=NOW, person=person.pk, role=role, region=region, since=SINCE, **where)
    return county.actor(name)


def people_of(county: County) -> County:
    """One person in every role that meets a station."""
    member(county, "yunxi_officer", Role.STATION_OFFICER, YUNXI, station=county.yunxi.pk)
    member(county, "shiqiao_officer", Role.STATION_OFFICER, SHIQIAO, station=county.shiqiao.pk)
    for key, region in (("yunxi", YUNXI), ("shiqiao", SHIQIAO), ("county", COUNTY)):
        organ = county.organs[f"congress:{region}"].pk
        member(county, f"{key}_clerk", Role.COMMITTEE_CLERK, region, organ=organ)
    member(county, "yunxi_deputy", Role.DEPUTY, YUNXI)
    member(county, "shiqiao_deputy", Role.DEPUTY, SHIQIAO)
    return county
