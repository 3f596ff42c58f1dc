"""Questionnaires in every state, made by commands only."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any

from huying.base.people import commands as people
from huying.field.stations.tests import make as stations
from huying.field.stations.tests.make import COUNTY, NOW, SHIQIAO, TODAY, YUNXI, County
from huying.field.surveys import commands
from huying.field.surveys.models import Survey
from huying.field.surveys.rules import Condition
from huying.kernel.actor import PUBLIC, SYSTEM, Actor, Role

__all__ = ["COUNTY", "NOW", "SHIQIAO", "TODAY", "YUNXI", "County"]

LAST = TODAY + timedelta(days=10)
QUESTIONS: list[dict[str, Any]] = [
    {"kind": "one", "text": "您常去镇文化站吗？", "options": ["常去", "偶尔去", "没去过"], "required": True},
    {
        "kind": "many",
        "text": "为什么没去？",
        "options": ["太远", "没空", "没意思"],
        "when": Condition("q1", "is", "o3"),
    },
    {"kind": "scale", "text": "给文化站打几分？", "when": Condition("q1", "is_not", "o3")},
    {"kind": "number", "text": "家里几口人？", "low": 1, "high": 30},
    {"kind": "text", "text": "最想添什么？"},
    {"kind": "date", "text": "哪天方便来看看？"},
]
ANSWERS = {"q1": ["o1"], "q3": ["4"], "q4": ["5"], "q5": ["添一间书法室"], "q6": ["2026-12-01"]}


def county() -> County:
    """The stations' county with its people and a special committee."""
    made = stations.people_of(stations.county())
    stations.unit(made, "finance", COUNTY, "呼应县人大财经委")
    stations.member(made, "finance_clerk", Role.SPECIAL_COMMITTEE, COUNTY, organ=made.organs["finance"].pk)
    stations.member(made, "chair", Role.CONGRESS_LEADER, COUNTY, organ=made.organs[f"congress:{COUNTY}"].pk)
    return made


def more_deputies(county: County, many: int) -> County:
    """The county with so many more deputies of its congress."""
    for n in range(many):
        deputy(county, f"deputy{n}", YUNXI if n % 3 else SHIQIAO)
    return county


def deputy(county: County, name: str, home: str) -> Actor:
    """A deputy of the county congress who lives in a township."""
    person = people.add_person(actor=SYSTEM, now=NOW, region=COUNTY, name=name)
    county.accounts[name] = people.open_account(actor=SYSTEM, now=NOW, person=person.pk, username=name)
    term = county.terms[COUNTY].pk
    people.seat_deputy(actor=SYSTEM, now=NOW, person=person.pk, term=term, constituency="第一选区", home=home)
    return county.actor(name)


def do(verb: str, county: County, row: Survey, who: str = "county_clerk", now: datetime = NOW, **given: Any) -> Survey:
    """One verb by one of the cast, or by "system"."""
    actor = SYSTEM if who == "system" else county.actor(who)
    return getattr(commands, verb)(actor=actor, now=now, survey=row.pk, **given)


def draft(county: County, who: str = "county_clerk", region: str = COUNTY, **more: Any) -> Survey:
    given = {"title": "镇文化站怎么改", "audience": "anyone", "opens_on": TODAY, "closes_on": LAST, **more}
    return commands.draft(actor=county.actor(who), now=NOW, region=region, **given)


def written(county: County, questions: list[dict[str, Any]] = QUESTIONS, **more: Any) -> Survey:
    """A draft with its questions."""
    row = draft(county, **more)
    for each in questions:
        row = do("add_question", county, row, who=more.get("who", "county_clerk"), **each)
    return row


def opened(county: County, **more: Any) -> Survey:
    who = more.get("who", "county_clerk")
    row = written(county, **more)
    if row.audience == "sample":
        do("draw", county, row, who=who, size=5, seed="20261118")
    return do("open_survey", county, row, who=who)


def say(row: Survey, answers: Any = None, actor: Actor = PUBLIC, now: datetime = NOW, **more: Any) -> bool:
    """One sheet; of the public with a token of its own."""
    given = {"token": uuid.uuid4().hex, **more} if row.audience == "anyone" else more
    return commands.answer(
        actor=actor, now=now, survey=row.pk, answers=ANSWERS if answers is None else answers, **given
    )


def closed(county: County, sheets: int = 6, **more: Any) -> Survey:
    row = opened(county, **more)
    for _ in range(sheets):
        say(row)
    return do("close_survey", county, row, who=more.get("who", "county_clerk"))


def day(days: int) -> date:
    return TODAY + timedelta(days=days)


def later(days: int) -> datetime:
    return NOW + timedelta(days=days)
