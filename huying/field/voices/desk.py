"""The desk's pages: the queue of a station, township or unit, and one voice with its buttons."""

import re
import uuid
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huying.base.papers import queries as papers
from huying.base.papers.views import send
from huying.base.people import queries as people
from huying.base.web import acts, pages
from huying.field.stations import queries as stations
from huying.field.voices import commands, listening, permissions, queries
from huying.field.voices.board import AT_DESK, Board, Wanted
from huying.field.voices.buttons import FORMS
from huying.field.voices.commands.hold import hold
from huying.field.voices.commands.steps import facts_of
from huying.field.voices.commands.triage import DOORS, send_out
from huying.field.voices.forms import JoinForm, SnapForm, VerbForm
from huying.field.voices.models import Voice
from huying.field.voices.sheet import BESIDES, advice, advise, brief, sheet, templated
from huying.field.voices.sheet import act as one_act
from huying.field.voices.states import ACTS
from huying.kernel.actor import Actor, Role
from huying.kernel.errors import Denied, HouseError, Missing
from huying.kernel.words import N_

WITH = ("contact", "hold__person")
"""What comes with the voice of a page: who spoke, and who has it open."""
UID = re.compile(r"[0-9a-f-]{36}")


@acts.signed_in
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """The queue: counts, filters, two-character search, whose turn each one is; the first one beside it."""
    actor = _actor(request)
    if not any(post.role in (*queries.ABOVE, *permissions.STAFF, *permissions.UNIT) for post in actor.posts):
        return acts.refuse(request, Denied(N_("您的职务不经办民声。")))
    board = _board(request, request.GET)
    context = {"board": board, **_told(request)}
    if board.first is not None:
        context |= brief(board, board.first)
    return pages.render(request, "voices/queue.html", context)


@acts.signed_in
@require_GET
def case(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One voice beside its queue: whose turn, what I may do, what happened. Its keeper has it in hand from now on."""
    actor, now = _actor(request), timezone.now()
    try:
        voice = queries.get_for(actor, uid, *WITH)
    except Missing as refusal:
        return acts.refuse(request, refusal)
    if voice.state in AT_DESK:
        hold(actor=actor, now=now, voice=voice)
    return _case(request, voice, _board(request, request.GET, voice))


def _case(
    request: HttpRequest,
    voice: Voice,
    board: Board,
    bound: dict[str, VerbForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"board": board, **_told(request), **sheet(board, voice, bound)}
    join = (bound or {}).get("join")
    if isinstance(join, JoinForm):
        context |= {"advice": advice(board, voice, join)}
    return pages.render(request, "voices/case.html", context, status=status)


def _board(request: HttpRequest, given: Mapping[str, Any], here: Voice | None = None) -> Board:
    now = timezone.now()
    return Board(_actor(request), now, timezone.localdate(now), Wanted.read(given), here)


def _told(request: HttpRequest) -> dict[str, str]:
    """What was done to the voice before this one, as its address says."""
    done, was = request.GET.get("done", ""), request.GET.get("was", "")
    return {"done": gettext(ACTS[done]), "was": was} if done in FORMS and UID.fullmatch(was) else {}


@acts.signed_in
@require_GET
def alike(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """What helps the keeper to decide: the part beside a voice, fetched after it so that nobody waits for a search."""
    actor = _actor(request)
    try:
        voice = queries.get_for(actor, uid)
        permissions.check("register", actor, facts_of(voice))
    except HouseError as refusal:
        return acts.refuse(request, refusal)
    board = _board(request, request.GET, voice)
    context = {"board": board, "advice": advice(board, voice)}
    return pages.render(request, "voices/advice.html", context)


@acts.signed_in
@require_POST
def take(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Take a voice over from whoever has it open."""
    actor = _actor(request)
    try:
        voice = queries.get_for(actor, uid, "hold__person")
        hold(actor=actor, now=timezone.now(), voice=voice, over=True)
    except HouseError as refusal:
        return acts.refuse(request, refusal)
    return redirect(_address("voices:case", Wanted.read(QueryDict(request.POST.get("from", ""))), voice.uid))


@acts.signed_in
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, uid: uuid.UUID, verb: str) -> HttpResponse:
    """Carry out one verb; a refusal gives the page back with what was typed. GET opens its form."""
    now = timezone.now()
    actor = _actor(request)
    try:
        voice = queries.get_for(actor, uid, *WITH)
        if verb not in FORMS:
            raise Missing(queries.GONE)
        permissions.check(verb, actor, facts_of(voice))
    except HouseError as refusal:
        return acts.refuse(request, refusal)
    if request.method == "GET":
        return _open(request, voice, verb)
    board = _board(request, QueryDict(request.POST.get("from", "")), voice)
    form = FORMS[verb](request.POST, request.FILES, voice=voice, on=board.today)
    run = _run(actor, voice, verb)
    done = acts.perform(form, lambda **given: run(actor=actor, now=now, voice=voice.pk, **given))
    if done is None:
        voice = queries.get_for(actor, uid, *WITH)
        form.renew(voice.version)
        return _case(request, voice, board, {verb: form}, status=422)
    if verb == "reissue_code":
        return redirect("voices:slip", code=done.code)
    return _onward(board, voice, verb)


def _open(request: HttpRequest, voice: Voice, verb: str) -> HttpResponse:
    """The page with this form open; an htmx look-up gets the form alone."""
    board = _board(request, request.GET, voice)
    if voice.state in AT_DESK:
        hold(actor=board.actor, now=board.now, voice=voice)
    asked = {name: request.GET[name][:40] for name in ("into", "unit", "guide") if name in request.GET}
    initial = {"version": voice.version, **templated(verb, voice, request.GET.get("template", "")), **asked}
    form = acts.form_for(FORMS[verb], request, initial=initial, voice=voice, on=board.today)
    if request.htmx:  # type: ignore[attr-defined]  # set by django-htmx
        each = one_act(board, voice, verb, form)
        return pages.render(request, "voices/form.html", {"each": each, "board": board})
    advise(form, voice)
    return _case(request, voice, board, {verb: form})


def _run(actor: Actor, voice: Voice, verb: str) -> Callable[..., Voice]:
    """The command behind a button; on the desk a new voice is registered by what sends it out."""
    if voice.state == "received" and verb in DOORS and permissions.keeper(actor, facts_of(voice)):
        return partial(send_out, verb)
    run: Callable[..., Voice] = getattr(commands, verb)
    return run


def _onward(board: Board, voice: Voice, verb: str) -> HttpResponse:
    """Where one goes from here: out of a queue to its next voice, else back to this one."""
    if not board.asked.query or verb in (*BESIDES, "unit_accept", "check"):
        return redirect(_address("voices:case", board.asked, voice.uid))
    said = {"done": verb, "was": voice.uid}
    following = board.next_after(voice)
    if following is None:
        return redirect(_address("voices:queue", board.asked._replace(before=""), **said))
    return redirect(_address("voices:case", board.asked, following.uid, **said))


def _address(name: str, wanted: Wanted, *args: Any, **said: Any) -> str:
    query = "&".join(filter(None, (wanted.query, urlencode(said))))
    return reverse(name, args=args) + (f"?{query}" if query else "")


@acts.signed_in
@require_http_methods(["GET", "POST"])
def snap(request: HttpRequest) -> HttpResponse:
    """A deputy says in passing what they saw (随手拍); it goes to the station that serves where they live."""
    actor, now = _actor(request), timezone.now()
    post = actor.post(Role.DEPUTY)
    if post is None:
        return acts.refuse(request, Denied(N_("只有代表能用“随手拍”。")))
    seat = people.mandate_of(actor.person, timezone.localdate(now))
    station = stations.serving(seat.home if seat and seat.home else post.region)
    form = acts.form_for(SnapForm, request)

    def write(**given: Any) -> Voice:
        given = {key: value for key, value in given.items() if key != "version"}
        where = station.pk if station else 0
        return commands.receive(actor=actor, now=now, channel="deputy", station=where, region=post.region, **given)

    if request.method == "POST" and (made := acts.perform(form, write)) is not None:
        return redirect("voices:case", uid=made.uid)
    status = 422 if request.method == "POST" else 200
    return pages.render(request, "voices/snap.html", {"form": form, "station": station}, status=status)


@acts.signed_in
@require_GET
def photo(request: HttpRequest, uid: uuid.UUID, paper: uuid.UUID) -> HttpResponse:
    """A photo, for those who may read the voice and this paper of it."""
    actor = _actor(request)
    try:
        voice = queries.get_for(actor, uid)
        found = papers.open_for(voice.subject, paper, queries.audiences(actor, voice))
        name = "" if queries.handles(actor, voice) else queries.plain_name(found)
        return listening.ranged(request, send(found, thumb="thumb" in request.GET, name=name))
    except Missing as refusal:
        return acts.refuse(request, refusal)


def _actor(request: HttpRequest) -> Actor:
    found: Actor = request.actor  # type: ignore[attr-defined]  # set by people.middleware
    return found
