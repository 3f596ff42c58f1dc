"""Every address of the house, filled in with a case of the cast."""

import re
import uuid
from collections.abc import Iterator
from typing import Any

from django.urls import get_resolver
from django.urls.resolvers import URLPattern

from huying.base.organs import queries as organs
from tests.access.cast import Cast
from tests.journeys.make import COUNTY

MARK = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")


def routes(patterns: Any = None, before: str = "") -> Iterator[str]:
    """The route of every address, as the urlconf writes it."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLPattern):
            yield route
        else:
            yield from routes(each.url_patterns, route)


def fill(route: str, cast: Cast) -> str:
    """The route as a path that exists: the private voice, the answered suggestion, the lead unit's task."""
    kind = next((key for key in VALUES if key in route), "")
    values = {**COMMON, **VALUES.get(kind, {})}
    path = MARK.sub(lambda found: str(_value(values[found[1] or found[2]], cast)), route)
    return "/" + path.replace("^", "").replace("$", "")


def _value(value: Any, cast: Cast) -> Any:
    return value(cast) if callable(value) else value


COMMON: dict[str, Any] = {
    "code": lambda cast: cast.home.county.yunxi.code,
    "uid": lambda cast: cast.suggestion.uid,
    "paper": uuid.UUID(int=7),
    "channel": "sms",
    "command_id": uuid.UUID(int=8),
    "verb": "nonsense",
    "deed": "post",
    "pk": 0,
    "token": 0,
    "post": 0,
    "delegation": 0,
    "mandate": 0,
    "contact": lambda cast: cast.contact.pk,
    "promise": 0,
    "task": lambda cast: cast.task.pk,
    "part": lambda cast: cast.task.pk,
}
VALUES: dict[str, dict[str, Any]] = {
    "track": {"code": "7KQD-M3XR-9TWP"},
    "open311/": {"code": "roads", "fmt": "json", "uid": lambda cast: cast.private.uid, "token": uuid.UUID(int=9)},
    "data/": {"code": "voices"},
    "places/": {"code": COUNTY, "uid": lambda cast: organs.organ(cast.home.world.unit("roads")).uid},
    "stations/": {"uid": lambda cast: cast.home.county.yunxi.uid, "verb": "merge"},
    "people/": {"uid": lambda cast: cast.accounts["proposer"].person.uid, "verb": "end"},
    "deputies/": {"uid": lambda cast: cast.accounts["proposer"].person.uid},
    "tasks/": {"verb": "send"},
    "promises/": {"verb": "keep"},
    "desk/suggestions/": {"verb": "evaluate"},
    "imports/": {"uid": lambda cast: cast.batch.uid, "verb": "start"},
    "surveys/": {"uid": lambda cast: cast.survey.uid, "code": "q2", "way": "up", "verb": "close"},
    "topics/": {"uid": lambda cast: cast.topic.uid, "verb": "supervise"},
    "voices/": {"uid": lambda cast: cast.private.uid, "verb": "answer"},
}
