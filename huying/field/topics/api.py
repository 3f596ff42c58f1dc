"""Topics for programs: anybody reads what is published; congresses work by token."""

import inspect
import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router

from huying.base.people.api import OPEN, SIGNED
from huying.base.web import api
from huying.base.web.api import Act, Done, Given, Key
from huying.field.topics import citations, commands, queries
from huying.field.topics.models import Topic
from huying.field.topics.schemas import (
    ROW,
    Concentrated,
    TopicAdd,
    TopicCite,
    TopicDecide,
    TopicDetail,
    TopicDismiss,
    TopicDrop,
    TopicEdit,
    TopicEnd,
    TopicJoin,
    TopicNew,
    TopicPage,
    TopicRemove,
    TopicsWanted,
)
from huying.field.topics.states import MACHINE
from huying.kernel.actor import Actor
from huying.kernel.errors import Missing

router = Router(auth=SIGNED, tags=["topics"])

COMMANDS: dict[str, tuple[type[Given], Callable[..., Topic]]] = {
    "edit": (TopicEdit, commands.edit),
    "add": (TopicAdd, commands.add),
    "remove": (TopicRemove, commands.remove),
    "cite": (TopicCite, commands.cite),
    "uncite": (TopicCite, commands.uncite),
    "list": (Act, commands.list_topic),
    "supervise": (TopicDecide, commands.supervise),
    "schedule": (TopicDecide, commands.schedule),
    "end": (TopicEnd, commands.end),
    "drop": (TopicDrop, commands.drop),
    "publish": (Act, commands.publish),
    "unpublish": (Act, commands.unpublish),
    "join": (TopicJoin, commands.join),
}


@router.get("", auth=OPEN, response=api.reads(TopicPage), summary="民情清单", operation_id="topics")
def listing(request: HttpRequest, asked: Query[TopicsWanted]) -> HttpResponse:
    """What is published."""
    return _page(queries.public(), asked)


@router.get("/desk", response=api.reads(TopicPage), summary="民情专题", operation_id="topics_desk")
def desk(request: HttpRequest, asked: Query[TopicsWanted]) -> HttpResponse:
    """The topics of the caller's congress, of those above it and of those inside it."""
    return _page(queries.visible_to(api.actor_of(request)), asked)


def _page(rows: Any, asked: TopicsWanted) -> HttpResponse:
    if asked.state:
        rows = rows.filter(state=asked.state)
    items, following = api.page(rows, ROW, before=asked.before, size=asked.size)
    return api.answer({"items": items, "next": following})


@router.get(
    "/concentrations", response=api.reads(list[Concentrated]), summary="集中反映", operation_id="topics_concentrations"
)
def concentrations(request: HttpRequest) -> HttpResponse:
    """What many spoke of lately, the largest first; without examples."""
    rows = queries.concentrations(api.actor_of(request)).order_by("-size", "pk")[:100]
    names = ("uid", "region", "category", "words", "size", "places", "first_on", "last_on")
    told = [api.picked(row, *names) | {"number": row.pk, "topic": row.topic.uid if row.topic else None} for row in rows]
    return api.answer(told)


@router.get("/{uuid:uid}", auth=OPEN, response=api.reads(TopicDetail), summary="一个专题", operation_id="topic")
def detail(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Its figures and where it stands."""
    actor, today = api.actor_of(request), timezone.localdate()
    row, inside = _readable(actor, uid)
    found = queries.numbers(row)
    shown, _ = queries.behind(row, actor, today)
    made = queries.decisions([row]).get(row.pk, [])
    told = {
        "version": row.version,
        "outcome": row.outcome,
        "reason": row.reason if inside else "",
        "turn": queries.turn_of(row, public=not inside),
        "weeks": [{"of": monday.isoformat(), "n": n} for monday, n in found.weeks],
        "towns": [{"of": name, "n": n} for name, n in found.towns],
        "decisions": [api.picked(each, "state", "body", "meeting", "on", "note") for each in made],
        "voices": [each.voice.uid for each in shown if each.voice],
        "surveys": [_cited(each) for each in citations.cited(row, actor) if each.survey],
        "verbs": [api.picked(verb, *api.VerbOut.model_fields) for verb in queries.verbs_for(actor, row)],
    }
    return api.answer(api.picked(row, *ROW) | told)


def _cited(each: citations.Cited) -> dict[str, Any]:
    row, figure = each.survey, each.figure
    return {
        "survey": each.uid,
        "title": row.title if row else "",
        "question": each.question,
        "text": figure.question.text if figure else "",
        "asked": figure.asked if figure else row.asked if row else 0,
        "given": figure.given if figure else row.answered if row else 0,
        "bars": [api.picked(bar, "label", "n") for bar in figure.bars] if figure else [],
    }


def _readable(actor: Actor, uid: uuid.UUID) -> tuple[Topic, bool]:
    """The topic, and whether it is read from inside."""
    try:
        return queries.get_for(actor, uid), True
    except Missing:
        return queries.get_public(uid), False


@router.post("", response=api.writes(Done, 201), summary="提出民情专题", operation_id="topic_propose")
def propose(request: HttpRequest, given: TopicNew, key: Key = None) -> HttpResponse:
    """Begin a topic of one's own congress."""
    made = commands.propose(actor=api.actor_of(request), now=timezone.now(), command_id=key, **given.given())
    return _done(made, 201)


@router.post("/dismiss", response=api.writes(Done, 201), summary="不列入", operation_id="topic_dismiss")
def dismiss(request: HttpRequest, given: TopicDismiss, key: Key = None) -> HttpResponse:
    """Say why what concentrates is not taken up; it is kept as a dropped topic."""
    made = commands.dismiss(actor=api.actor_of(request), now=timezone.now(), command_id=key, **given.given())
    return _done(made, 201)


def _verb(verb: str) -> None:
    kind, run = COMMANDS[verb]

    def act(request: HttpRequest, uid: uuid.UUID, given: Given, key: Key = None) -> HttpResponse:
        actor = api.actor_of(request)
        row = queries.get_for(actor, uid)
        return _done(run(actor=actor, now=timezone.now(), command_id=key, topic=row.pk, **given.given()))

    act.__annotations__["given"] = kind
    router.post(
        f"/{{uuid:uid}}/{verb}",
        response=api.writes(Done),
        summary=MACHINE.verbs.get(verb, "并入集中反映"),
        description=inspect.getdoc(run),
        operation_id=f"topic_{verb}",
    )(act)


for name in COMMANDS:
    _verb(name)


def _done(row: Topic, status: int = 200) -> HttpResponse:
    return api.answer(api.picked(row, "uid", "state", "version"), status)
