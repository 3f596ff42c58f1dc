"""Voices in every state, made by commands only."""

from datetime import datetime, timedelta
from typing import Any

from huying.field.stations.tests import make as stations
from huying.field.stations.tests.make import COUNTY, NOW, QIAOTOU, SHIQIAO, TODAY, YUNXI, County
from huying.field.voices import commands
from huying.field.voices.models import Voice
from huying.kernel.actor import CITIZEN, PUBLIC, SYSTEM, Actor, Role

__all__ = ["COUNTY", "LAMP", "NOW", "QIAOTOU", "SHIQIAO", "TODAY", "YUNXI", "County"]

FLOOD = 11
"""So many of the same words in an hour are one more than the playbook lets through."""
LAMP = "桥头小学门口的路灯坏了一个多星期，孩子们放学天就黑了"


def county() -> County:
    """The stations' county with the units that voices go to and their clerks."""
    made = stations.people_of(stations.county())
    stations.unit(made, "yunxi_town", YUNXI, "云溪镇人民政府", "township")
    stations.unit(made, "traffic", COUNTY, "呼应县交通运输局")
    for key, region in (("yunxi_town", YUNXI), ("traffic", COUNTY)):
        stations.member(made, f"{key}_unit", Role.UNIT_CLERK, region, organ=made.organs[key].pk)
    return made


def voice(county: County, text: str = LAMP, now: datetime = NOW, actor: Actor = PUBLIC, **more: Any) -> Voice:
    return commands.receive(
        actor=actor, now=now, **{"channel": "qr", "station": county.yunxi.pk, "village": QIAOTOU, "text": text, **more}
    )


def do(verb: str, county: County, row: Voice, who: str = "yunxi_officer", now: datetime = NOW, **given: Any) -> Voice:
    """One verb by one of the cast; ``who`` may also be "citizen" or "system"."""
    actor = {"citizen": CITIZEN, "system": SYSTEM}.get(who) or county.actor(who)
    return getattr(commands, verb)(actor=actor, now=now, voice=row.pk, **given)


def voice_in(county: County, state: str, **more: Any) -> Voice:
    """A voice that has come as far as ``state`` by the ordinary way."""
    if state == "void":
        row = voice(county, actor=SYSTEM, **{**more, "channel": "import"})
        return do("undo", county, row, "system")
    if state == "held":
        flood = {"sender": "203.0.113.7"}
        for _ in range(FLOOD):
            row = voice(county, **{**more, **flood})
        return row
    row = voice(county, **more)
    town = county.organs["yunxi_town"].pk
    other = voice(county, text="桥头村口两盏路灯不亮") if state == "joined" else row
    ways: dict[str, list[tuple[str, str, dict[str, Any]]]] = {
        "received": [],
        "triaged": [("register", "yunxi_officer", {})],
        "referred": [("register", "yunxi_officer", {}), ("refer", "yunxi_officer", {"unit": town})],
        "answered": [
            ("refer", "yunxi_officer", {"unit": town}),
            ("unit_answer", "yunxi_town_unit", {"text": "灯头已换好"}),
        ],
        "split": [("split", "yunxi_officer", {"parts": ["路灯坏了", "垃圾没人收"]})],
        "raised": [("pass_up", "yunxi_deputy", {})],
        "joined": [("join", "yunxi_officer", {"into": other.pk})],
        "reported": [("answer", "yunxi_officer", {"text": "已经请电工换好"})],
        "closed": [("answer", "yunxi_officer", {"text": "已经换好"}), ("confirm", "citizen", {"verdict": "solved"})],
    }
    for verb, who, given in ways[state]:
        row = do(verb, county, row, who, **given)
    return row


def later(days: int) -> datetime:
    return NOW + timedelta(days=days)
