"""A county with published and unpublished cases, made by the rooms' commands only."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from huying.base.ledger import jobs as ledger_jobs
from huying.base.organs import commands as organs
from huying.field.stations import commands as station_commands
from huying.field.stations.tests import make as stations
from huying.field.stations.tests.make import COUNTY, NOW, SHIQIAO, SINCE, YUNXI, County
from huying.field.voices.tests import make as voices
from huying.kernel.actor import SYSTEM, Role
from huying.work.suggestions.tests import make as suggestions

HOSTILE = "<script>alert('呼')</script>\"><img src=x onerror=alert(1)>"
PHONE = "13973912345"


@dataclass
class Filled:
    """What the tests look for."""

    county: County
    world: suggestions.World
    shown: Any
    hidden: Any
    reported: Any
    public: Any
    secret: Any
    summary: Any
    unpublished: Any


def filled() -> Filled:
    """Suggestions of the county's congress in spring, voices at its townships' stations in autumn."""
    world = suggestions.world()
    public = suggestion(world, "关于修好桥头村公路的建议")
    secret = suggestion(world, "关于保护举报人的建议", judged=False, identity_protected=True)
    summary = suggestion(world, "关于加固水库大坝的建议", how="summary", body="坝体渗漏每秒三升，属于内部数据。" * 3)
    unpublished = suggestions.answered(world, title="关于没有公开的事的建议")
    county = places(world)
    shown = voice(county, "桥头村口的路灯坏了半个月")
    hidden = voice(county, "隐蔽的一件事不要公开出去", published=False)
    reported = voice(county, f"{HOSTILE} 这是一段有害的文字", "reported")
    ledger_jobs.seal(NOW + timedelta(days=1))
    return Filled(county, world, shown, hidden, reported, public, secret, summary, unpublished)


def places(world: suggestions.World) -> County:
    """Two townships with stations that have coordinates, staff and deputies, in the county of ``world``."""
    organs.add_region(actor=SYSTEM, now=NOW, code=SHIQIAO, name="石桥镇", level="town")
    kept, terms = {f"congress:{COUNTY}": world.organs["congress"]}, {COUNTY: world.session.term}
    for code, name in ((YUNXI, "云溪镇"), (SHIQIAO, "石桥镇")):
        kept[f"congress:{code}"] = organs.add_organ(
            actor=SYSTEM, now=NOW, kind="congress", region=code, name=f"{name}人民代表大会", since=SINCE
        )
        terms[code] = organs.add_term(actor=SYSTEM, now=NOW, region=code, number=18, since=SINCE)
    main = stations.station(COUNTY, "呼应县代表联络总站", kind="home", code="main")
    yunxi = stations.station(
        YUNXI,
        "云溪镇代表联络站",
        kind="station",
        parent=main.pk,
        code="yunxi",
        address="云溪镇人民路 1 号",
        open_hours="工作日 9:00–17:00",
        latitude=27.1,
        longitude=111.3,
    )
    shiqiao = stations.station(
        SHIQIAO, "石桥镇代表联络站", kind="station", parent=main.pk, code="shiqiao", latitude=27.2, longitude=111.4
    )
    made = stations.people_of(County(main, yunxi, shiqiao, terms, kept))
    for key, region, name, kind in (
        ("yunxi_town", YUNXI, "云溪镇人民政府", "township"),
        ("traffic", COUNTY, "呼应县交通运输局", "bureau"),
    ):
        stations.unit(made, key, region, name, kind)
        stations.member(made, f"{key}_unit", Role.UNIT_CLERK, region, organ=made.organs[key].pk)
    return made


def voice(county: County, text: str, state: str = "closed", *, published: bool = True) -> Any:
    """A voice in this state, with a name and a phone, published or not."""
    row = voices.voice_in(county, state, text=text, contact="李大爷", phone=PHONE)
    return voices.do("publish", county, row) if published else row


def suggestion(world: suggestions.World, title: str, *, judged: bool = True, how: str = "full", **more: Any) -> Any:
    """An answered suggestion of two proposers, judged or not, and published."""
    case = suggestions.answered(world, "second", title=title, **more)
    if judged:
        suggestions.do(world, "second", "evaluate", suggestion=case.pk, attitude="satisfied", result="satisfied")
        suggestions.judged(world, case)
    said = "路面将在七月底前修好。" if how == "summary" else ""
    suggestions.do(world, "clerk", "publish", suggestion=case.pk, publication=how, summary=said)
    return suggestions.fresh(case)


def merge(county: County) -> None:
    """石桥镇's station merged into 云溪镇's."""
    station_commands.merge_station(actor=SYSTEM, now=NOW, station=county.shiqiao.pk, into=county.yunxi.pk)
