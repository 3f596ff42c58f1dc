"""The desk's pages: what concentrates, the list by state, one topic with all that may be done, the list on paper."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from huying.base.organs import queries as organs
from huying.base.web import acts, pages, paging
from huying.base.web.acts import ActForm
from huying.field.topics import citations, commands, export, permissions, queries
from huying.field.topics.commands.steps import GONE, facts_of
from huying.field.topics.forms import (
    FORMS,
    AddForm,
    CiteForm,
    DismissForm,
    JoinForm,
    ProposeForm,
    RemoveForm,
    SourceForm,
    TopicForm,
)
from huying.field.topics.models import Concentration, Topic
from huying.field.topics.states import MACHINE, OPEN
from huying.kernel.actor import Actor
from huying.kernel.errors import Denied, HouseError, Missing
from huying.kernel.words import N_

RUNS: dict[str, Callable[..., Topic]] = {
    "list": commands.list_topic,
    "supervise": commands.supervise,
    "schedule": commands.schedule,
    "end": commands.end,
    "drop": commands.drop,
    "publish": commands.publish,
    "unpublish": commands.unpublish,
}
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
View = Callable[..., HttpResponse]


def actor_of(request: HttpRequest) -> Actor:
    found: Actor = request.actor  # type: ignore[attr-defined]  # set by people.middleware
    return found


def readers(view: View) -> View:
    """Pages for everybody who works for a congress or sits in it; a refusal becomes a page."""

    @wraps(view)
    def shown(request: HttpRequest, **given: Any) -> HttpResponse:
        try:
            if not permissions.reads(actor_of(request)):
                raise Denied(N_("民情专题由人大的工作人员和代表看；公开的在网站的“民情清单”里。"))
            return view(request, **given)
        except HouseError as refusal:
            return acts.refuse(request, refusal)

    return acts.signed_in(shown)


def of_topic(view: View) -> View:
    """Pages of one topic that the reader may read. ``view(request, row, …)``."""

    @wraps(view)
    def shown(request: HttpRequest, uid: uuid.UUID, **more: Any) -> HttpResponse:
        return view(request, queries.get_for(actor_of(request), uid), **more)

    return readers(shown)


@readers
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Topics by state."""
    actor, today = actor_of(request), timezone.localdate()
    state = request.GET.get("state", "")
    rows = queries.visible_to(actor)
    rows = rows.filter(state=state) if state in MACHINE.states else rows.exclude(state="dropped")
    page = paging.keyset(rows, size=queries.SIZE, before=request.GET.get("before"))
    names = organs.names_of_regions({row.region for row in page.items})
    context = {
        "rows": [
            (row, names.get(row.region, ""), queries.category(row.region, row.category, today), queries.turn_of(row))
            for row in page.items
        ],
        "states": MACHINE.states,
        "page": page,
        "query": urlencode({"state": state}) if state in MACHINE.states else "",
        "tabs": tabs(actor, state if state in MACHINE.states else ""),
        "lists": _offices(actor),
    }
    return pages.render(request, "topics/index.html", context)


def tabs(actor: Actor, here: str) -> list[tuple[str, str, bool, int | None]]:
    """What concentrates, all topics, and each state with its count. Two statements."""
    counts, home = queries.counts(actor), "/desk/topics/"
    states = MACHINE.states.items()
    return [
        (gettext("集中反映"), f"{home}concentrations", here == "concentrations", queries.waiting(actor).count()),
        (gettext("全部专题"), home, not here, None),
        *((gettext(label), f"{home}?state={key}", here == key, counts.get(key, 0)) for key, label in states),
    ]


def _offices(actor: Actor) -> list[tuple[str, str]]:
    """The congresses whose list one may print."""
    codes = permissions.reads(actor)
    names = organs.names_of_regions(codes)
    return [(code, names.get(code, code)) for code in codes if len(code) <= 9]


# ── what concentrates ──


@readers
@require_safe
def concentrations(request: HttpRequest) -> HttpResponse:
    """What many spoke of lately, the largest first: how many, where, when, in which words."""
    actor, today = actor_of(request), timezone.localdate()
    rows = list(queries.concentrations(actor).order_by("-size", "-last_on", "pk")[:100])
    told = queries.gathered(actor, rows, today)
    towns: dict[str, int] = {}
    for each in told:
        towns[each.where] = towns.get(each.where, 0) + each.row.size
    office = {post.region for post in actor.posts if post.role in permissions.OFFICE}
    context = {
        "rows": sorted(((each, _may_take(office, each.row)) for each in told), key=lambda pair: not pair[1]),
        "towns": sorted(((name, n, "") for name, n in towns.items()), key=lambda pair: -pair[1]),
        "tabs": tabs(actor, "concentrations"),
        "asked": organs.book_for(min(permissions.reads(actor), key=len), today).voices.concentration,
    }
    return pages.render(request, "topics/concentrations.html", context)


def _may_take(office: set[str], row: Concentration) -> bool:
    free = row.topic is None or row.topic.state == "dropped"
    return free and any(row.region.startswith(code) for code in office)


def of_concentration(view: View) -> View:
    """Pages of one line of what concentrates, for the offices that may take it up."""

    @wraps(view)
    def shown(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        actor = actor_of(request)
        row = queries.concentration(actor, uid)
        if not any(row.region.startswith(post.region) for post in actor.posts if post.role in permissions.OFFICE):
            raise Denied(N_("列不列入，由本级人大代工委或者乡镇人大定。"))
        return view(request, row)

    return readers(require_http_methods(["GET", "POST"])(shown))


@of_concentration
def take(request: HttpRequest, row: Concentration) -> HttpResponse:
    """Make a topic of it, or put it into one that there is."""
    actor, now = actor_of(request), timezone.now()
    (told,) = queries.gathered(actor, [row], timezone.localdate(now))
    book = organs.book_for(row.region, timezone.localdate(now))
    initial = {"title": _title(told)}
    joining = request.method == "POST" and "topic" in request.POST
    wanted = queries.visible_to(actor).filter(state__in=OPEN, region__in=[code for code, _ in _own(actor, row)])
    listed = list(wanted.order_by("-id").values_list("id", "title")[:50])
    form = acts.form_for(ProposeForm, request, initial=initial, actor=actor, inside=row.region, book=book)
    other = JoinForm(request.POST if joining else None, topics=listed)
    if joining:
        form = ProposeForm(initial=initial, actor=actor, inside=row.region, book=book)
    if request.method == "POST":
        run = commands.join if joining else commands.propose
        made = acts.perform(other if joining else form, bound(run, actor=actor, now=now, concentration=row.pk))
        if made is not None:
            return redirect("topics:case", uid=made.uid)
    context = {"told": told, "form": form, "other": other if listed else None}
    return pages.render(request, "topics/take.html", context, status=422 if request.method == "POST" else 200)


def _own(actor: Actor, row: Concentration) -> list[tuple[str, str]]:
    codes = {post.region for post in actor.posts if post.role in permissions.OFFICE}
    return [(code, "") for code in sorted(codes) if row.region.startswith(code)]


def _title(told: queries.Gathered) -> str:
    """A name to begin with: where, and of which kind."""
    return f"{told.where} {told.category}".strip()


@of_concentration
def dismiss(request: HttpRequest, row: Concentration) -> HttpResponse:
    """Say why it is not taken up."""
    actor, now = actor_of(request), timezone.now()
    (told,) = queries.gathered(actor, [row], timezone.localdate(now))
    form = acts.form_for(DismissForm, request, initial={"title": _title(told)}, actor=actor, inside=row.region)
    if request.method == "POST":
        made = acts.perform(form, bound(commands.dismiss, actor=actor, now=now, concentration=row.pk))
        if made is not None:
            return redirect("topics:concentrations")
    context = {"told": told, "form": form, "other": None, "dismissing": True}
    return pages.render(request, "topics/take.html", context, status=422 if request.method == "POST" else 200)


def bound(run: Callable[..., Topic], **fixed: Any) -> Callable[..., Topic]:
    """The command for this person and this case."""

    def call(**given: Any) -> Topic:
        return run(**fixed, **given)

    return call


# ── one topic ──


@of_topic
@require_safe
def case(request: HttpRequest, row: Topic) -> HttpResponse:
    """One topic: whose turn it is, what may be done, its figures, the voices behind it, what happened."""
    return _case(request, row)


def _case(request: HttpRequest, row: Topic, opened: str = "", bound: ActForm | None = None) -> HttpResponse:
    actor, today = actor_of(request), timezone.localdate()
    verbs = queries.verbs_for(actor, row)
    initial = {"version": row.version, "on": today}
    forms = {verb.name: FORMS[verb.name](initial=initial) for verb in verbs if verb.allowed and verb.name in FORMS}
    shown, following = queries.behind(row, actor, today, request.GET.get("before"))
    office = actor.post(*permissions.OFFICE, region=row.region) is not None
    context = {
        "topic": row,
        "state": gettext(MACHINE.states[row.state]),
        "turn": queries.turn_of(row),
        "category": queries.category(row.region, row.category, today),
        "place": organs.names_of_regions([row.region]).get(row.region, ""),
        "numbers": queries.numbers(row),
        "behind": shown,
        "page": paging.Page(shown, following),
        "cited": citations.cited(row, actor),
        "grown": queries.grown(row),
        "units": queries.usual_units(row) if office and row.state in OPEN else [],
        "verbs": verbs,
        "forms": forms | ({opened: bound} if bound is not None else {}),
        "opened": opened,
        "lines": queries.timeline(row),
        "taking_out": office and MACHINE.may(row.state, "remove"),
        "act": ActForm(initial={"version": row.version}),
    }
    return pages.render(request, "topics/case.html", context, status=422 if bound is not None else 200)


@of_topic
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, row: Topic, verb: str) -> HttpResponse:
    """One verb."""
    if verb not in RUNS and verb not in (*WRITTEN, *TAKEN_OUT):
        raise Missing(GONE)
    actor = actor_of(request)
    permissions.check(verb, actor, facts_of(row))
    if verb in WRITTEN:
        return WRITTEN[verb](request, row)
    if request.method != "POST":
        return redirect("topics:case", uid=row.uid)
    if verb in TAKEN_OUT:
        return _take_out(request, row, verb)
    form = acts.form_for(FORMS[verb], request)
    if acts.perform(form, bound(RUNS[verb], actor=actor, now=timezone.now(), topic=row.pk)) is not None:
        return redirect("topics:case", uid=row.uid)
    row.refresh_from_db()
    form.renew(row.version)
    return _case(request, row, verb, form)


def _take_out(request: HttpRequest, row: Topic, verb: str) -> HttpResponse:
    kind, run = TAKEN_OUT[verb]
    given = kind(request.POST)
    if acts.perform(given, bound(run, actor=actor_of(request), now=timezone.now(), topic=row.pk)) is not None:
        return redirect("topics:case", uid=row.uid)
    row.refresh_from_db()
    return _case(request, row, verb, given)


def edit(request: HttpRequest, row: Topic) -> HttpResponse:
    """Change its name and description."""
    now = timezone.now()
    book = organs.book_for(row.region, timezone.localdate(now))
    initial = {name: getattr(row, name) for name in ("title", "summary", "category", "version")}
    form = acts.form_for(TopicForm, request, initial=initial, book=book)
    run = bound(commands.edit, actor=actor_of(request), now=now, topic=row.pk)
    return _form(request, row, "edit", form, run)


def add(request: HttpRequest, row: Topic) -> HttpResponse:
    """Put more voices in, out of those like it or those that hold some words."""
    actor, now = actor_of(request), timezone.now()
    words = request.GET.get("q", "").strip()[:60]
    found = queries.candidates(row, actor, timezone.localdate(now), words)
    offered = [(str(voice.uid), f"{voice.headline}（{voice.station.name}）") for voice in found]
    form = acts.form_for(AddForm, request, initial={"version": row.version}, offered=offered)
    run = bound(commands.add, actor=actor, now=now, topic=row.pk)
    return _form(request, row, "add", form, run, words=words, offered=offered)


def cite(request: HttpRequest, row: Topic) -> HttpResponse:
    """Rest it on a questionnaire of the same congress, or on one question."""
    actor = actor_of(request)
    offered = citations.offered(actor, row.region, row)
    form = acts.form_for(CiteForm, request, initial={"version": row.version}, offered=offered)
    run = bound(commands.cite, actor=actor, now=timezone.now(), topic=row.pk)
    return _form(request, row, "cite", form, run, offered=offered)


WRITTEN: dict[str, Callable[[HttpRequest, Topic], HttpResponse]] = {"edit": edit, "add": add, "cite": cite}
"""Verbs with a page of their own."""
TAKEN_OUT: dict[str, tuple[type[ActForm], Callable[..., Topic]]] = {
    "remove": (RemoveForm, commands.remove),
    "uncite": (SourceForm, commands.uncite),
}


def _form(
    request: HttpRequest, row: Topic, verb: str, form: ActForm, run: Callable[..., Topic], **more: Any
) -> HttpResponse:
    if request.method == "POST":
        if acts.perform(form, run) is not None:
            return redirect("topics:case", uid=row.uid)
        row.refresh_from_db()
        form.renew(row.version)
    told = next((each for each in queries.verbs_for(actor_of(request), row) if each.name == verb), None)
    context = {"topic": row, "form": form, "verb": verb, "told": told, **more}
    return pages.render(request, "topics/form.html", context, status=422 if form.is_bound else 200)


# ── the list on paper ──


@readers
@require_safe
def paper(request: HttpRequest) -> HttpResponse:
    """The list of one congress on A4, to be printed."""
    rows, place = _listed(request)
    return pages.render(request, "topics/paper.html", {"rows": rows, "place": place, "today": timezone.localdate()})


@readers
@require_safe
def workbook(request: HttpRequest) -> HttpResponse:
    """The same as an Excel file."""
    rows, place = _listed(request)
    answer = HttpResponse(export.workbook(rows, place, timezone.localdate()), content_type=SHEET)
    answer["Content-Disposition"] = 'attachment; filename="topics.xlsx"'
    return answer


def _listed(request: HttpRequest) -> tuple[list[export.Row], str]:
    actor = actor_of(request)
    codes = [code for code, _ in _offices(actor)]
    region = request.GET.get("region") or min(codes, key=len, default="")
    if region not in codes:
        raise Missing(GONE)
    place = organs.names_of_regions([region]).get(region, "")
    return export.rows(queries.on_list(actor, region), timezone.localdate()), place
