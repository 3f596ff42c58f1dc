"""Questionnaires for programs: anybody reads what is open to all and answers it; desks ask by token."""

import inspect
import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router

from huying.base.limits import commands as limits
from huying.base.limits.queries import address_of
from huying.base.people.api import OPEN, SIGNED
from huying.base.web import api
from huying.base.web.api import Act, Done, Given, Key, Text
from huying.field.stations import queries as stations
from huying.field.surveys import commands, permissions, queries
from huying.field.surveys.commands.steps import GONE, facts_of
from huying.field.surveys.models import Survey
from huying.field.surveys.rules import Condition
from huying.field.surveys.schemas import (
    ROW,
    SurveyAnswer,
    SurveyAsk,
    SurveyChoose,
    SurveyDetail,
    SurveyDraw,
    SurveyEdit,
    SurveyExtend,
    SurveyMove,
    SurveyNew,
    SurveyPage,
    SurveyResults,
    SurveyReword,
    SurveyRow,
    SurveySaidPage,
    SurveysWanted,
    SurveyTaken,
)
from huying.field.surveys.states import MACHINE, VERBS
from huying.field.surveys.views import LIMIT, WINDOW
from huying.kernel.actor import Actor
from huying.kernel.errors import Denied, Missing

router = Router(auth=SIGNED, tags=["surveys"])

COMMANDS: dict[str, tuple[type[Given], Callable[..., Survey]]] = {
    "edit": (SurveyEdit, commands.edit),
    "draw": (SurveyDraw, commands.draw),
    "open": (Act, commands.open_survey),
    "remind": (Act, commands.remind),
    "extend": (SurveyExtend, commands.extend),
    "close": (Act, commands.close_survey),
    "choose": (SurveyChoose, commands.choose),
    "publish": (Act, commands.publish),
    "void": (Act, commands.void),
}
QUESTION: dict[str, tuple[type[Given], Callable[..., Survey], str]] = {
    "edit": (SurveyReword, commands.edit_question, VERBS["survey.reworded"]),
    "move": (SurveyMove, commands.move_question, VERBS["survey.moved"]),
    "remove": (Act, commands.remove_question, VERBS["survey.removed"]),
}


@router.get("", auth=OPEN, response=api.reads(SurveyPage), summary="问卷", operation_id="surveys")
def listing(request: HttpRequest, asked: Query[SurveysWanted]) -> HttpResponse:
    """What anybody may answer now, and what is published."""
    return _page(queries.listed(), asked)


@router.get("/desk", response=api.reads(SurveyPage), summary="本单位的问卷", operation_id="surveys_desk")
def desk(request: HttpRequest, asked: Query[SurveysWanted]) -> HttpResponse:
    """The questionnaires of the caller's own desk, and closed ones the caller watches over."""
    return _page(queries.visible_to(api.actor_of(request)), asked)


def _page(rows: Any, asked: SurveysWanted) -> HttpResponse:
    if asked.state:
        rows = rows.filter(state=asked.state)
    items, following = api.page(rows, ROW, before=asked.before, size=asked.size)
    return api.answer({"items": items, "next": following})


@router.get("/todo", response=api.reads(list[SurveyRow]), summary="请我答的问卷", operation_id="surveys_todo")
def todo(request: HttpRequest) -> HttpResponse:
    """What the caller is asked and has not answered."""
    return api.answer([api.picked(row, *ROW) for row in queries.todo_for(api.actor_of(request), timezone.localdate())])


@router.get("/{uuid:uid}", auth=OPEN, response=api.reads(SurveyDetail), summary="一份问卷", operation_id="survey")
def detail(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Its questions and where it stands."""
    actor, today = api.actor_of(request), timezone.localdate()
    row = _readable(actor, uid)
    told = {
        "turn": queries.turn_of(row, today),
        "verbs": [api.picked(verb, *api.VerbOut.model_fields) for verb in queries.verbs_for(actor, row, today)],
    }
    return api.answer(api.picked(row, *ROW, "intro", "seed", "questions") | told)


def _readable(actor: Actor, uid: uuid.UUID) -> Survey:
    try:
        return queries.get_for(actor, uid)
    except Missing:
        pass
    try:
        return queries.get_public(actor, uid)
    except Denied:
        raise Missing(GONE) from None


@router.get(
    "/{uuid:uid}/results", auth=OPEN, response=api.reads(SurveyResults), summary="结果", operation_id="survey_results"
)
def results(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The figures: for the desk and its leaders once closed, for anybody once published."""
    actor = api.actor_of(request)
    row = _readable(actor, uid)
    if row.state != "published" and not permissions.may_see(actor, facts_of(row)):
        raise Missing(GONE)
    found = queries.results(row)
    told = [
        api.picked(figure, "asked", "given", "silent", "mean", "median")
        | {
            "question": figure.question.code,
            "bars": [api.picked(bar, "label", "n") for bar in figure.bars],
            "groups": [api.picked(group, "places", "given", "cells") for group in figure.groups],
        }
        for figure in found.figures
    ]
    silent = found.silent if found.asked else 0
    return api.answer({"asked": found.asked, "answered": found.answered, "silent": silent, "figures": told})


class SurveyWordsWanted(api.Asked):
    """A page of words; ``after`` is ``next`` of the page before."""

    after: Text = ""


@router.get("/{uuid:uid}/words/{code}", response=api.reads(SurveySaidPage), summary="留言", operation_id="survey_words")
def words(request: HttpRequest, uid: uuid.UUID, code: str, asked: Query[SurveyWordsWanted]) -> HttpResponse:
    """People's own words to one question, for the asking desk once it is closed."""
    actor = api.actor_of(request)
    row = queries.get_for(actor, uid)
    if permissions.desk(actor, facts_of(row)) is None:
        raise Missing(GONE)
    rows, following = queries.words(row, code[:8], asked.after)
    told = [{"uid": said.pk, "text": said.text, "chosen": said.chosen} for said in rows]
    return api.answer({"items": told, "next": following})


@router.post(
    "/{uuid:uid}/answers",
    auth=OPEN,
    response=api.writes(SurveyTaken, 201),
    summary="交答卷",
    operation_id="survey_answer",
)
def answer(request: HttpRequest, uid: uuid.UUID, given: SurveyAnswer, key: Key = None) -> HttpResponse:
    """Hand in a sheet. The same ``token``, or the same deputy, answers once; repeats change nothing."""
    actor, now = api.actor_of(request), timezone.now()
    row = _readable(actor, uid)
    limits.hit(f"survey:{address_of(request)}", LIMIT, WINDOW, now)
    station = stations.by_code(given.station) if given.station else None
    taken = commands.answer(
        actor=actor,
        now=now,
        survey=row.pk,
        answers=given.answers,
        token=given.token,
        place=station.region if station else "",
    )
    return api.answer({"taken": taken}, 201)


@router.post("", response=api.writes(Done, 201), summary="起草问卷", operation_id="survey_draft")
def draft(request: HttpRequest, given: SurveyNew, key: Key = None) -> HttpResponse:
    """Begin a questionnaire of one's own congress."""
    made = commands.draft(actor=api.actor_of(request), now=timezone.now(), command_id=key, **given.given())
    return _done(made, 201)


@router.post(
    "/{uuid:uid}/questions", response=api.writes(Done, 201), summary="加一题", operation_id="survey_question_add"
)
def ask(request: HttpRequest, uid: uuid.UUID, given: SurveyAsk, key: Key = None) -> HttpResponse:
    """Put one more question at the end. Options are given as labels and get codes."""
    return _done(_run(request, uid, commands.add_question, key, _told(given)), 201)


def _verb(verb: str) -> None:
    kind, run = COMMANDS[verb]

    def act(request: HttpRequest, uid: uuid.UUID, given: Given, key: Key = None) -> HttpResponse:
        return _done(_run(request, uid, run, key, given.given()))

    act.__annotations__["given"] = kind
    router.post(
        f"/{{uuid:uid}}/{verb}",
        response=api.writes(Done),
        summary=MACHINE.verbs[verb],
        description=inspect.getdoc(run),
        operation_id=f"survey_{verb}",
    )(act)


def _question_verb(verb: str) -> None:
    kind, run, label = QUESTION[verb]

    def act(request: HttpRequest, uid: uuid.UUID, code: str, given: Given, key: Key = None) -> HttpResponse:
        return _done(_run(request, uid, run, key, _told(given) | {"question": code}))

    act.__annotations__["given"] = kind
    router.post(
        f"/{{uuid:uid}}/questions/{{code}}/{verb}",
        response=api.writes(Done),
        summary=label,
        description=inspect.getdoc(run),
        operation_id=f"survey_question_{verb}",
    )(act)


for name in COMMANDS:
    _verb(name)
for name in QUESTION:
    _question_verb(name)


def _told(given: Given) -> dict[str, Any]:
    """What was said of a question, its condition as the rules' own value."""
    told = given.given()
    if told.get("when"):
        told["when"] = Condition(**told["when"].model_dump())
    return told


def _run(
    request: HttpRequest, uid: uuid.UUID, run: Callable[..., Survey], key: uuid.UUID | None, told: dict[str, Any]
) -> Survey:
    actor = api.actor_of(request)
    row = queries.get_for(actor, uid)
    return run(actor=actor, now=timezone.now(), command_id=key, survey=row.pk, **told)


def _done(row: Survey, status: int = 200) -> HttpResponse:
    return api.answer(api.picked(row, "uid", "state", "version"), status)
