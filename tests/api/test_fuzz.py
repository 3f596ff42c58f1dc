"""The description is kept: whatever fits it, and much that does not, gets an answer that it promised. Never a fault."""

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest
import schemathesis
import time_machine
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from huying.base.people.models import Account
from huying.field.surveys.tests import make as surveys
from huying.field.topics.tests import make as topics
from huying.field.voices.tests import make as voices
from huying.field.voices.tests.make import County
from huying.work.suggestions.tests import make as suggestions
from huying.work.suggestions.tests.make import World
from tests.api.caller import Caller

pytestmark = pytest.mark.slow
EXAMPLES = int(os.environ.get("HUYING_FUZZ", "3"))
"""Calls per operation that fit the description, and as many that do not; raise it to look deeper."""
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
BOUNDED = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def county(db: None) -> Iterator[County]:
    with time_machine.travel(voices.NOW, tick=False):
        yield voices.county()


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with time_machine.travel(suggestions.NOW, tick=False):
        yield suggestions.world()


def fuzz(tags: set[str], tokens: list[str], real: dict[str, list[Any]]) -> int:
    """Try every operation with these tags; path parameters are now and then real ones. Returns how many there were."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    found = [each.ok() for each in schema.get_all_operations()]
    operations = [operation for operation in found if tags & set(operation.tags or [])]
    for operation in operations:
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            # An operation without input cannot be called wrongly.
            with suppress(Unsatisfiable):
                BOUNDED(given(case=operation.as_strategy(generation_mode=mode), data=st.data())(_call(tokens, real)))()
    return len(operations)


def _call(tokens: list[str], real: dict[str, list[Any]]) -> Any:
    def call(case: Any, data: st.DataObject) -> None:
        for name, values in real.items():
            if name in (case.path_parameters or {}) and data.draw(st.booleans()):
                case.path_parameters[name] = data.draw(st.sampled_from(values))
        token = data.draw(st.sampled_from(["", *tokens, *tokens]))
        headers = {"Authorization": token} if token else {}
        case.call_and_validate(headers=headers, checks=CHECKS)

    return call


@pytest.mark.filterwarnings("ignore")
def test_places_voices_and_people(county: County) -> None:
    rows = [voices.voice_in(county, state) for state in ("received", "referred", "answered", "raised", "reported")]
    voices.do("publish", county, rows[-1])
    coded = voices.voice(county)
    real = {"uid": [str(row.uid) for row in rows] + [str(county.yunxi.uid)], "code": [coded.code, "yunxi"]}
    tokens = [token(county.accounts[name], voices.NOW) for name in ("yunxi_officer", "yunxi_clerk")]
    assert fuzz({"stations", "voices", "track", "me"}, tokens, real) > 40


@pytest.mark.filterwarnings("ignore")
def test_suggestions_and_their_tasks(world: World) -> None:
    cases = [suggestions.start(world), suggestions.assigned(world), suggestions.answered(world)]
    suggestions.do(world, "clerk", "publish", suggestion=cases[-1].pk, publication="full")
    real = {"uid": [str(case.uid) for case in cases], "part": [suggestions.task(world, cases[1]).pk]}
    tokens = [token(world.accounts[name], world.now) for name in ("lead", "roads_head", "clerk")]
    assert fuzz({"suggestions", "suggestion tasks"}, tokens, real) > 40


@pytest.mark.filterwarnings("ignore")
def test_questionnaires(county: County) -> None:
    rows = [surveys.written(county), surveys.opened(county), surveys.closed(county)]
    real = {"uid": [str(row.uid) for row in rows], "code": ["q1", "q5"]}
    tokens = [token(county.accounts["county_clerk"], voices.NOW)]
    assert fuzz({"surveys"}, tokens, real) > 15


@pytest.mark.filterwarnings("ignore")
def test_topics(county: County) -> None:
    topics.headed(county)
    rows = [topics.topic_in(county, "proposed"), topics.topic_in(county, "supervision")]
    real = {"uid": [str(row.uid) for row in rows]}
    tokens = [token(county.accounts[who], voices.NOW) for who in ("yunxi_clerk", "yunxi_head")]
    assert fuzz({"topics"}, tokens, real) > 10


def token(account: Account, now: datetime) -> str:
    return Caller(account, now).headers["Authorization"]
