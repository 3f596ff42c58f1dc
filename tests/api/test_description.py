"""The description at ``/api/v1/openapi.json``: complete, the same in every language, and the one in the reference."""

import inspect
import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from pydantic import BaseModel

from huying.base.web.api import Given
from huying.config.api import api
from huying.field.stations.api import COMMANDS
from huying.field.surveys.api import COMMANDS as SURVEYS
from huying.field.topics.api import COMMANDS as TOPICS
from huying.field.voices import commands as voices
from huying.field.voices.schemas import KINDS
from huying.work.suggestions import commands as suggestions
from huying.work.suggestions.schemas import CASE, COMMITMENT, CONTACT, TASK

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "openapi.json"
OURS = {
    "actor",
    "now",
    "command_id",
    "voice",
    "suggestion",
    "task",
    "contact",
    "commitment",
    "station",
    "survey",
    "topic",
    "more",
}
PAPER = {"on", "again"}
"""The day on paper and what else only an import says; where a program may say it too, its body has it."""
BODIES: list[tuple[Any, type[Given]]] = [
    *((getattr(voices, verb), kind) for verb, kind in KINDS.items()),
    *((getattr(suggestions, verb), kind) for verb, kind in {**CASE, **TASK, **CONTACT, **COMMITMENT}.items()),
    *((run, kind) for each in (COMMANDS, SURVEYS, TOPICS) for verb, (kind, run) in each.items() if verb != "edit"),
]


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/")))
    return found


def operations(described: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation for place in described["paths"].values() for operation in place.values()]


def test_the_reference_is_up_to_date(described: dict[str, Any]) -> None:
    assert json.loads(REFERENCE.read_text(encoding="utf-8")) == described, "make docs"


@pytest.mark.slow
def test_it_is_served_to_anybody_and_the_same_in_every_language(db: None, described: dict[str, Any]) -> None:
    assert Client().get("/api/v1/docs").status_code == 404
    api.described = None
    with translation.override("en"):
        assert Client().get("/api/v1/openapi.json").json() == described


def test_every_operation_says_how_it_refuses(described: dict[str, Any]) -> None:
    for path, place in described["paths"].items():
        for method, operation in place.items():
            answers = operation["responses"]
            needed = {"401", "404", "422", "429"} | ({"400", "403", "409", "413"} if method == "post" else set())
            assert needed <= set(answers), path
            refusals = [told["content"] for status, told in answers.items() if int(status) >= 400]
            assert all(list(content) == ["application/problem+json"] for content in refusals)
            assert {"Bearer": []} in operation["security"]
            assert operation["summary"] and operation["description"]


def test_names_are_their_own(described: dict[str, Any]) -> None:
    ids = [operation["operationId"] for operation in operations(described)]
    assert len(ids) == len(set(ids))
    named: dict[str, type] = {}
    for kind in _below(BaseModel):
        if kind.__module__.startswith("huying.") and kind.__name__ in described["components"]["schemas"]:
            assert named.setdefault(kind.__name__, kind) is kind, kind


def _below(kind: type) -> set[type]:
    return {kind, *(deeper for child in kind.__subclasses__() for deeper in _below(child))}


@pytest.mark.parametrize(("run", "kind"), BODIES, ids=lambda part: getattr(part, "__name__", ""))
def test_a_body_has_what_its_command_takes(run: Any, kind: type[Given]) -> None:
    ours = (OURS | PAPER) - set(kind.model_fields)
    takes = {name: param for name, param in inspect.signature(run).parameters.items() if name not in ours}
    assert set(kind.model_fields) == set(takes)
    must = {name for name, param in takes.items() if param.default is param.empty}
    asked = {name for name, field in kind.model_fields.items() if field.is_required()}
    assert asked == must
