"""The small parts of one suggestion in one statement, however many there are.

A case page needs seven kinds of small rows. Each kind becomes a lane of one UNION with the same columns; the rows come
back as instances of their models, so that pages read ``contact.phase`` and not column seven.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection, models
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.db.models.sql.compiler import SQLCompiler

from huying.work.suggestions.models import (
    Commitment,
    Contact,
    CoSigner,
    Evaluation,
    ExtensionRequest,
    Meeting,
    ReturnRequest,
)

COLUMNS: Mapping[str, "models.Field[Any, Any]"] = {
    "parent": models.BigIntegerField(),
    "person": models.BigIntegerField(),
    "person2": models.BigIntegerField(),
    "organ": models.BigIntegerField(),
    "number": models.BigIntegerField(),
    "code": models.TextField(),
    "code2": models.TextField(),
    "text": models.TextField(),
    "text2": models.TextField(),
    "day": models.DateField(),
    "day2": models.DateField(),
    "day3": models.DateField(),
    "flag": models.BooleanField(),
    "at": models.DateTimeField(),
    "at2": models.DateTimeField(),
}

LANES: Mapping[type[models.Model], Mapping[str, str]] = {
    CoSigner: {"parent": "suggestion_id", "person": "person", "code": "state", "at": "at"},
    Contact: {
        "parent": "task_id",
        "person": "deputy",
        "person2": "by",
        "code": "phase",
        "code2": "form",
        "text": "note",
        "day": "on",
        "flag": "confirmed",
        "at": "at",
        "at2": "confirmed_at",
    },
    ReturnRequest: {
        "parent": "task_id",
        "person": "asked_by",
        "person2": "decided_by",
        "organ": "proposed_id",
        "code": "reason",
        "code2": "decision",
        "text": "text",
        "text2": "answer",
        "at": "asked_at",
        "at2": "decided_at",
    },
    ExtensionRequest: {
        "parent": "task_id",
        "person": "asked_by",
        "person2": "decided_by",
        "text": "reason",
        "text2": "answer",
        "day": "until",
        "flag": "granted",
        "at": "asked_at",
        "at2": "decided_at",
    },
    Evaluation: {
        "parent": "round_id",
        "person": "person",
        "number": "amended",
        "code": "attitude",
        "code2": "result",
        "text": "reason",
        "at": "at",
    },
    Meeting: {
        "parent": "round_id",
        "code": "kind",
        "text": "note",
        "text2": "place",
        "day": "planned_on",
        "day2": "held_on",
        "flag": "resolved",
        "at": "called_at",
    },
    Commitment: {
        "parent": "reply_id",
        "organ": "unit_id",
        "code": "state",
        "text": "text",
        "text2": "evidence",
        "day": "by",
        "day2": "settled_on",
        "day3": "reported_on",
    },
}


Parts = dict[type[models.Model], list[Any]]


def load(suggestion: int, reader: int) -> Parts:
    """Every small part of a suggestion by model, oldest first. One statement.

    Args:
        reader: person id; a sealed evaluation is loaded only for whoever wrote it.
    """
    sql, params, compiler = _statement(connection.vendor)
    given = {_SUGGESTION: suggestion, _READER: reader}
    with connection.cursor() as cursor:
        cursor.execute(sql, [given.get(value, value) for value in params])
        rows = cursor.fetchall()
    converters = compiler.get_converters([column[0] for column in compiler.select])
    told: list[Any] = [tuple(row) for row in compiler.apply_converters(rows, converters)]
    found: Parts = {model: [] for model in LANES}
    models_by_lane = list(LANES)
    for row in sorted(told, key=lambda row: row[:2]):
        model = models_by_lane[row[0]]
        values = dict(zip(COLUMNS, row[2:], strict=True))
        found[model].append(model(pk=row[1], **{field: values[column] for column, field in LANES[model].items()}))
    return found


# Stand for the two ids in the statement that is kept; no row will ever have them.
_SUGGESTION, _READER = 2**62 + 1, 2**62 + 2


@lru_cache
def _statement(_vendor: str) -> tuple[str, Sequence[Any], SQLCompiler]:
    """The UNION as SQL, its parameters, and what turns its rows into Python: building it anew takes some 8 ms."""
    own: dict[type[models.Model], Q] = {
        CoSigner: Q(suggestion=_SUGGESTION),
        Contact: Q(task__suggestion=_SUGGESTION),
        ReturnRequest: Q(task__suggestion=_SUGGESTION),
        ExtensionRequest: Q(task__suggestion=_SUGGESTION),
        Evaluation: Q(round__suggestion=_SUGGESTION) & (Q(round__closed_at__isnull=False) | Q(person=_READER)),
        Meeting: Q(suggestion=_SUGGESTION),
        Commitment: Q(suggestion=_SUGGESTION),
    }
    lanes = [_lane(index, model, own[model]) for index, model in enumerate(LANES)]
    compiler = lanes[0].union(*lanes[1:], all=True).query.get_compiler(connection=connection)
    sql, params = compiler.as_sql()
    return sql, params, compiler


def _lane(index: int, model: type[models.Model], own: Q) -> "QuerySet[Any, Any]":
    fields = LANES[model]
    columns = {
        f"part_{name}": Cast(F(fields[name]) if name in fields else Value(None), output_field=kind)
        for name, kind in COLUMNS.items()
    }
    rows: QuerySet[Any] = model._default_manager.filter(own).annotate(part_lane=Value(index), **columns)
    return rows.values_list("part_lane", "pk", *columns)
