"""Suggestions for programs: anybody reads what is published; deputies, offices and units do their work by token."""

import inspect
import uuid
from collections.abc import Callable
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router

from huying.base.ledger.commands import repeated
from huying.base.papers import queries as papers
from huying.base.papers.views import send
from huying.base.people.api import OPEN, SIGNED
from huying.base.search import queries as search
from huying.base.web import api
from huying.base.web.api import Done, Given, Key
from huying.kernel.actor import Actor
from huying.kernel.errors import Missing
from huying.work.suggestions import commands, queries, shapes
from huying.work.suggestions.models import Commitment, Contact, Suggestion, Task
from huying.work.suggestions.schemas import (
    CASE,
    COMMITMENT,
    CONTACT,
    TASK,
    SuggestionDraft,
    SuggestionGroup,
    SuggestionsPublished,
    SuggestionWanted,
)
from huying.work.suggestions.shapes import (
    SuggestionActed,
    SuggestionDetail,
    SuggestionPage,
    SuggestionPublicPage,
    SuggestionTodo,
)
from huying.work.suggestions.states import LABELS
from huying.work.suggestions.story import leads

router = Router(auth=SIGNED, tags=["suggestions"])
tasks = Router(auth=SIGNED, tags=["suggestion tasks"])
Run = Callable[..., Any]
FIELDS = (*shapes.ROW, "pk", "lead", "lead_unit_id", "number", "edition", "identity_protected")


@router.get("", response=api.reads(SuggestionPage), summary="代表建议", operation_id="suggestions")
def listing(request: HttpRequest, asked: Query[SuggestionWanted]) -> HttpResponse:
    """What the caller may read, newest first."""
    actor = api.actor_of(request)
    rows = queries.visible_to(actor)
    same = {"state": asked.state, "category": asked.category, "lead_unit": asked.unit, "number": asked.number}
    same["lead"] = actor.person if asked.mine else 0
    rows = rows.filter(**{name: value for name, value in same.items() if value})
    if asked.region:
        rows = rows.filter(region__startswith=asked.region)
    if asked.words.strip():
        rows = rows.filter(search.holding("suggestion", asked.words))
    if asked.before is not None:
        rows = rows.filter(pk__lt=asked.before)
    # Named rows have what the readers below ask of a suggestion, at half the price of one.
    found: list[Any] = list(rows.order_by("-pk").values_list(*FIELDS, named=True)[: asked.size + 1])
    shown = found[: asked.size]
    names = leads(actor, shown)
    following = shown[-1].pk if len(found) > asked.size else None
    items = [shapes.row(case, names.get(case.pk, "")) for case in shown]
    return api.answer({"items": items, "next": following})


@router.get(
    "/published",
    auth=OPEN,
    response=api.reads(SuggestionPublicPage),
    summary="公开的建议",
    operation_id="suggestions_published",
)
def published(request: HttpRequest, asked: Query[SuggestionsPublished]) -> HttpResponse:
    """What anybody may read, newest published first."""
    given = {name: getattr(asked, name) for name in ("region", "state", "category", "unit", "lead", "words")}
    rows = queries.public(**given)
    page = queries.public_listing(rows, on=timezone.localdate(), before=asked.before, size=asked.size)
    items = [shapes.row(item.case, item.lead) | {"turn": str(item.turn)} for item in page.items]
    return api.answer({"items": items, "next": page.next})


@router.get(
    "/published/{uuid:uid}",
    auth=OPEN,
    response=api.reads(shapes.SuggestionPublished),
    summary="一件公开的建议",
    operation_id="suggestion_published",
)
def published_one(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """A published suggestion as anybody may read it."""
    return api.answer(shapes.published(queries.public_story(uid)))


@router.get("/todo", response=api.reads(list[SuggestionTodo]), summary="待办", operation_id="suggestions_todo")
def todo(request: HttpRequest) -> HttpResponse:
    """What the caller, their unit or office owes in suggestions, the most urgent first; at most fifty."""
    found = queries.todo_for(api.actor_of(request), timezone.localdate())
    return api.answer(
        [
            {
                "uid": item.case.uid,
                "title": item.title,
                "what": item.what,
                "due": item.clock.due if item.clock else None,
            }
            for item in found
        ]
    )


@router.get("/{uuid:uid}", response=api.reads(SuggestionDetail), summary="一件建议", operation_id="suggestion")
def detail(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Whose turn it is, what the caller may do, what every unit did and answered, as far as the caller may see it."""
    actor, today = api.actor_of(request), timezone.localdate()
    story = queries.story(queries.get_for(actor, uid), actor, on=today)
    return api.answer(shapes.detail(story, today))


@router.get(
    "/{uuid:uid}/papers/{uuid:paper}", response=api.reads(None), summary="附件", operation_id="suggestion_paper"
)
def paper(request: HttpRequest, uid: uuid.UUID, paper: uuid.UUID) -> FileResponse:
    """A file, for those who may read the suggestion and this paper of it."""
    actor = api.actor_of(request)
    case = queries.get_for(actor, uid)
    return send(papers.open_for(case.subject, paper, queries.audiences(actor, case)))


@router.post("", response=api.writes(Done, 201), summary=LABELS["draft"], operation_id="suggestion_draft")
def draft(request: HttpRequest, given: SuggestionDraft, key: Key = None) -> HttpResponse:
    """Begin a suggestion, out of nothing or out of citizens' voices: a deputy in office, to their own congress."""
    made = commands.draft(actor=api.actor_of(request), now=timezone.now(), command_id=key, **given.given())
    return api.answer(api.picked(made, "uid", "state", "version"), 201)


@router.post("/{uuid:uid}/group", response=api.writes(Done), summary=LABELS["group"], operation_id="suggestion_group")
def group(request: HttpRequest, uid: uuid.UUID, given: SuggestionGroup, key: Key = None) -> HttpResponse:
    """Handle similar suggestions as one piece of work; each keeps its number, reply and evaluation."""
    actor = api.actor_of(request)
    wanted = [queries.get_for(actor, each).pk for each in [uid, *given.others]]
    commands.group(actor=actor, now=timezone.now(), command_id=key, suggestions=wanted)
    return _told(wanted[0])


def _told(case: int, part: int | None = None) -> HttpResponse:
    """The case as it stands, whoever returned what."""
    found = Suggestion.objects.only("uid", "state", "version").get(pk=case)
    return api.answer(api.picked(found, "uid", "state", "version") | {"part": part})


def _case_verb(verb: str) -> None:
    run = getattr(commands, verb)

    def act(request: HttpRequest, uid: uuid.UUID, given: Given, key: Key = None) -> HttpResponse:
        actor = api.actor_of(request)
        case = _case(actor, uid, run, key)
        run(actor=actor, now=timezone.now(), command_id=key, suggestion=case, **given.given())
        return _told(case)

    act.__annotations__["given"] = CASE[verb]
    router.post(f"/{{uuid:uid}}/{verb}", **_described(verb))(act)


def _part_verb(verb: str, kind: type[Given], place: str, model: type[Task | Contact | Commitment], name: str) -> None:
    run = getattr(commands, verb)

    def act(request: HttpRequest, uid: uuid.UUID, part: api.Number, given: Given, key: Key = None) -> HttpResponse:
        actor = api.actor_of(request)
        case = _case(actor, uid, run, key)
        of_case = {"pk": part, ("task__suggestion" if model is Contact else "suggestion"): case}
        if not model._default_manager.filter(**of_case).exists():
            raise Missing(queries.GONE)
        made = run(actor=actor, now=timezone.now(), command_id=key, **{name: part}, **given.given())
        return _told(case, part if isinstance(made, Suggestion) else made.pk)

    act.__annotations__["given"] = kind
    tasks.post(f"/{{uuid:uid}}/{place}/{{part}}/{verb}", **_described(verb))(act)


def _case(actor: Actor, uid: uuid.UUID, run: Run, key: uuid.UUID | None) -> int:
    """The suggestion's key, also for whom their own act has taken it out of sight: a repeat gets its answer again."""
    try:
        return queries.get_for(actor, uid).pk
    except Missing:
        done: Any = repeated(run, key, actor)
        root = getattr(getattr(done, "task", done), "suggestion", done)
        if isinstance(root, Suggestion) and root.uid == uid:
            return root.pk
        raise


def _described(verb: str) -> dict[str, Any]:
    about = inspect.getdoc(getattr(commands, verb))
    words = {"summary": LABELS[verb], "description": about, "operation_id": f"suggestion_{verb}"}
    return {"response": api.writes(SuggestionActed), **words}


for each in CASE:
    _case_verb(each)
for each, kind in TASK.items():
    _part_verb(each, kind, "tasks", Task, "task")
for each, kind in CONTACT.items():
    _part_verb(each, kind, "contacts", Contact, "contact")
for each, kind in COMMITMENT.items():
    _part_verb(each, kind, "commitments", Commitment, "commitment")
