"""The desk's pages for old ledgers: all batches, a new one, one on its way, what undoing would do."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huying.base.people import queries as people
from huying.base.web import acts, pages, paging
from huying.base.web.acts import ActForm
from huying.field.imports import columns, commands, permissions, queries, refused, sentences, work
from huying.field.imports.forms import PlanForm, SheetForm, UploadForm
from huying.field.imports.models import Batch
from huying.field.imports.states import MACHINE, STATES, WORKING
from huying.kernel.actor import Actor
from huying.kernel.errors import Denied, HouseError

SIZE = 50
AT_ONCE = 3.0
"""Seconds of work done before the answer; a small ledger is in by then, and no worker is needed."""
AT_ONCE_ROWS = 5000


@acts.signed_in
@require_GET
def batches(request: HttpRequest) -> HttpResponse:
    """What was imported so far."""
    actor = _actor(request)
    if not queries.may_import(actor):
        return acts.refuse(request, Denied(permissions.WHO))
    page = paging.keyset(queries.visible_to(actor).order_by("-id"), size=SIZE, before=request.GET.get("before"))
    context = {"rows": [(row, sentences.turn(row)) for row in page.items], "page": page, "states": STATES}
    return pages.render(request, "imports/batches.html", context)


@acts.signed_in
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Send a file."""
    actor, now = _actor(request), timezone.now()
    if not queries.may_import(actor):
        return acts.refuse(request, Denied(permissions.WHO))
    by_rows = any(post.role in permissions.CLERKS for post in actor.posts)
    form = acts.form_for(UploadForm, request, stations=queries.stations_for(actor), by_rows=by_rows)
    if request.method == "POST" and (made := acts.perform(form, lambda **given: _upload(actor, now, given))):
        return redirect("imports:batch", uid=made.uid)
    status = 422 if request.method == "POST" else 200
    return pages.render(request, "imports/new.html", {"form": form}, status=status)


def _upload(actor: Actor, now: Any, given: dict[str, Any]) -> Batch:
    return commands.upload(actor=actor, now=now, **given)


@acts.signed_in
@require_GET
def batch(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One batch: what stands where, what may be done now, and what is wrong with which row."""
    try:
        row = queries.get_for(_actor(request), uid)
    except HouseError as refusal:
        return acts.refuse(request, refusal)
    return _page(request, row)


def _page(request: HttpRequest, row: Batch, form: PlanForm | None = None, status: int = 200) -> HttpResponse:
    after = paging.number(request.GET.get("after")) or 0
    wrong = list(queries.problems(row).filter(number__gt=after).order_by("number")[: SIZE + 1])
    since = paging.number(request.GET.get("from")) or 0
    came = list(queries.made(row).filter(number__gt=since).select_related("voice")[: SIZE + 1]) if row.made else []
    may_plan = MACHINE.may(row.state, "plan")
    if form is None and may_plan:
        form = PlanForm(batch=row, initial={"version": row.version})
    context = {
        "batch": row,
        "turn": sentences.turn(row),
        "working": row.state in WORKING,
        "progress": sentences.progress(row),
        "by": people.names([row.by]).get(row.by, ""),
        "form": form,
        "sheets": SheetForm(batch=row, initial={"version": row.version}) if may_plan and len(row.sheets) > 1 else None,
        "samples": _samples(row) if may_plan else [],
        "heads": [(columns.letter(at), name) for at, name in enumerate(row.headers)],
        "verbs": {verb for verb in ("start", "stop", "drop", "undo") if MACHINE.may(row.state, verb)},
        "act": ActForm(initial={"version": row.version}),
        "wrong": [(each, [_told(problem) for problem in each.problems]) for each in wrong[:SIZE]],
        "more": wrong[SIZE - 1].number if len(wrong) > SIZE else None,
        "came": came[:SIZE],
        "more_came": came[SIZE - 1].number if len(came) > SIZE else None,
        "kept": queries.kept(row)[:SIZE] if row.kept else [],
        "state": STATES[row.state],
    }
    return pages.render(request, "imports/batch.html", context, status=status)


def _told(problem: dict[str, Any]) -> tuple[str, str]:
    """What stood there, and what is wrong with it."""
    return problem["value"], refused.sentence(problem)


def _samples(row: Batch) -> list[list[str]]:
    """The first rows as the spreadsheet shows them, under the letters of their columns."""
    width = len(row.headers)
    return [[cell[:24] for cell in (cells + [""] * width)[:width]] for cells in queries.table_of(row).samples]


@acts.signed_in
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Say which column holds what; every row is checked then."""
    actor, now = _actor(request), timezone.now()
    try:
        row = queries.get_for(actor, uid)
        if request.method == "GET" or not MACHINE.may(row.state, "plan"):
            return redirect("imports:batch", uid=row.uid)
    except HouseError as refusal:
        return acts.refuse(request, refusal)
    form = PlanForm(request.POST, batch=row, initial={"version": row.version})
    if acts.perform(form, lambda **given: commands.plan(actor=actor, now=now, batch=row.pk, **given)) is None:
        form.renew(row.version)
        return _page(request, row, form, status=422)
    return _go_on(row)


@acts.signed_in
@require_POST
def turn(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Take another sheet of the file."""
    actor, now = _actor(request), timezone.now()
    try:
        row = queries.get_for(actor, uid)
        form = SheetForm(request.POST, batch=row)
        if form.is_valid():
            commands.turn(actor=actor, now=now, batch=row.pk, **form.given())
    except HouseError as refusal:
        return acts.refuse(request, refusal)
    return redirect("imports:batch", uid=row.uid)


@acts.signed_in
@require_POST
def act(request: HttpRequest, uid: uuid.UUID, verb: str) -> HttpResponse:
    """Start, stop or give up."""
    return _act(request, uid, verb)


@acts.signed_in
@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """What undoing would do, and doing it."""
    if request.method == "POST":
        return _act(request, uid, "undo")
    try:
        row = queries.get_for(_actor(request), uid)
        MACHINE.after(row.state, "undo")
    except HouseError as refusal:
        return acts.refuse(request, refusal)
    context = {"batch": row, "found": queries.undoing(row), "act": ActForm(initial={"version": row.version})}
    return pages.render(request, "imports/undo.html", context)


def _act(request: HttpRequest, uid: uuid.UUID, verb: str) -> HttpResponse:
    actor, now, form = _actor(request), timezone.now(), ActForm(request.POST)
    try:
        row = queries.get_for(actor, uid)
        if not form.is_valid():
            return redirect("imports:batch", uid=row.uid)
        getattr(commands, verb)(actor=actor, now=now, batch=row.pk, **form.given())
    except HouseError as refusal:
        return acts.refuse(request, refusal)
    return _go_on(row)


def _go_on(row: Batch) -> HttpResponse:
    """Do what can be done at once; the worker does the rest."""
    held = queries.fresh(row)
    if held.state != "checking" or held.rows <= AT_ONCE_ROWS:
        work.advance(row.pk, now=timezone.now(), seconds=AT_ONCE)
    return redirect("imports:batch", uid=row.uid)


@acts.signed_in
@require_GET
def refused_rows(request: HttpRequest, uid: uuid.UUID, kind: str) -> HttpResponse:
    """The rows that did not come in, to be put right and imported again."""
    try:
        row = queries.get_for(_actor(request), uid)
        mime, write = refused.FORMATS[kind]
        answer = HttpResponse(write(row), content_type=mime)
    except HouseError as refusal:
        return acts.refuse(request, refusal)
    answer["Content-Disposition"] = f'attachment; filename="import-{row.pk}-refused.{kind}"'
    answer["Cache-Control"] = "no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _actor(request: HttpRequest) -> Actor:
    found: Actor = request.actor  # type: ignore[attr-defined]  # set by people.middleware
    return found
