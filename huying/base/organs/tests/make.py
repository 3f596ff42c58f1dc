"""Places and bodies for tests, made by commands. The fictional county 呼应县 (430599) with one township."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from huying.base.organs import commands
from huying.base.organs.models import Organ, Region, Session
from huying.kernel.actor import SYSTEM

COUNTY, TOWN, VILLAGE = "430599", "430599101", "430599101201"
NOW = datetime(2026, 6, 1, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def regions() -> None:
    """The county, one township and one village."""
    for code, name, level in (
        (COUNTY, "呼应县", Region.Level.COUNTY),
        (TOWN, "云溪镇", Region.Level.TOWN),
        (VILLAGE, "桥头村", Region.Level.VILLAGE),
    ):
        commands.add_region(actor=SYSTEM, now=NOW, code=code, name=name, level=level)


def congress(region: str = COUNTY) -> Organ:
    """The congress of a region."""
    name = "呼应县人民代表大会" if region == COUNTY else "云溪镇人民代表大会"
    return commands.add_organ(
        actor=SYSTEM, now=NOW, kind=Organ.Kind.CONGRESS, region=region, name=name, since=date(2021, 11, 1)
    )


def unit(name: str = "县交通运输局", region: str = COUNTY) -> Organ:
    """A handling unit."""
    return commands.add_organ(
        actor=SYSTEM,
        now=NOW,
        kind=Organ.Kind.UNIT,
        unit_kind=Organ.UnitKind.BUREAU,
        region=region,
        name=name,
        since=date(2021, 11, 1),
    )


def session(region: str = COUNTY, number: int = 5, opens: date = date(2026, 1, 10)) -> Session:
    """The eighteenth term, and a session of it."""
    term = commands.add_term(
        actor=SYSTEM, now=NOW, region=region, number=18, since=date(2021, 11, 1), until=date(2026, 12, 31)
    )
    return commands.open_session(
        actor=SYSTEM, now=NOW, term=term.pk, number=number, opens=opens, closes=opens.replace(day=opens.day + 3)
    )
