"""What concentrates, and topics in every state, made by commands only."""

from datetime import timedelta
from typing import Any

from huying.field.stations.tests import make as stations
from huying.field.topics import commands, jobs
from huying.field.topics.models import Concentration, Topic
from huying.field.voices.models import Voice
from huying.field.voices.tests import make as voices
from huying.field.voices.tests.make import COUNTY, NOW, QIAOTOU, SHIQIAO, TODAY, YUNXI, County
from huying.kernel.actor import Role

__all__ = ["COUNTY", "NOW", "QIAOTOU", "SHIQIAO", "TODAY", "YUNXI", "County"]

LAMPS = [
    "村口的路灯不亮了，晚上走路看不见",
    "路灯坏了半个月，晚上走路看不见人",
    "希望把坏了的路灯修好，老人晚上走路怕摔",
    "路灯不亮，晚上走路要打手电",
    "晚上走路看不见，路灯坏了没人修",
    "学校边上路灯坏了，孩子晚上走路怕",
]
PIPES = ["自来水管漏水，家里没有水压", "水管漏水半个月了", "自来水又停了", "水管爆了，自来水流到街上", "停水三天了"]
MEETING: dict[str, Any] = {"body": "chairpersons", "on": TODAY, "meeting": "第 32 次", "note": "财经委牵头"}


def county() -> County:
    """The voices' county, with heads who decide."""
    return headed(voices.county())


def headed(made: County) -> County:
    for key, region in (("yunxi", YUNXI), ("county", COUNTY)):
        organ = made.organs[f"congress:{region}"].pk
        stations.member(made, f"{key}_head", Role.COMMITTEE_LEADER, region, organ=organ)
    stations.member(made, "chair", Role.CONGRESS_LEADER, COUNTY, organ=made.organs[f"congress:{COUNTY}"].pk)
    return made


def say(county: County, text: str, n: int = 0, **more: Any) -> Voice:
    """One voice, ``n`` days ago."""
    return voices.voice(county, text, NOW - timedelta(days=n), **{"category": "roads", **more})


def lamps(county: County, n: int = 6, **more: Any) -> list[Voice]:
    return [say(county, text, days, **more) for days, text in enumerate(LAMPS[:n])]


def counted(county: County, days: int = 0) -> list[Concentration]:
    """What the night finds."""
    jobs.concentrate(NOW + timedelta(days=days))
    return list(Concentration.objects.order_by("-size", "pk"))


def proposed(county: County, who: str = "yunxi_clerk", region: str = YUNXI, **more: Any) -> Topic:
    """A topic out of six voices about lamps."""
    said = more.pop("said", None) or [row.uid for row in lamps(county)]
    given = {"title": "云溪镇村道路灯不亮", "summary": "六个村说路灯坏了没人修", "said": said, **more}
    return commands.propose(actor=county.actor(who), now=NOW, region=region, **given)


def do(verb: str, county: County, row: Topic, who: str = "yunxi_clerk", **given: Any) -> Topic:
    return getattr(commands, verb)(actor=county.actor(who), now=NOW, topic=row.pk, **given)


def topic_in(county: County, state: str, **more: Any) -> Topic:
    """A topic of 云溪镇 that has come as far as ``state``."""
    row = proposed(county, **more)
    ways: dict[str, list[tuple[str, str, dict[str, Any]]]] = {
        "proposed": [],
        "listed": [("list_topic", "yunxi_clerk", {})],
        "supervision": [("list_topic", "yunxi_clerk", {}), ("supervise", "yunxi_head", MEETING)],
        "agenda": [("list_topic", "yunxi_clerk", {}), ("schedule", "yunxi_head", MEETING)],
        "ended": [("list_topic", "yunxi_clerk", {}), ("end", "yunxi_clerk", {"outcome": "换了 40 盏灯"})],
        "dropped": [("drop", "yunxi_clerk", {"reason": "已经在修，下月完工"})],
    }
    for verb, who, given in ways[state]:
        row = do(verb, county, row, who, **given)
    return row
