"""The desk's pages: the queue of a station, township or unit, and one voice with its buttons."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods

from huying.base.clocks import queries as clocks
from huying.base.papers import queries as papers
from huying.base.papers.views import send
from huying.base.people import queries as people
from huying.base.search import queries as search
from huying.base.web import acts, pages, paging
from huying.field.stations import queries as stations
from huying.field.voices import commands, permissions, queries, telling
from huying.field.voices.commands.steps import facts_of
from huying.field.voices.forms import FORMS, DeskSpeakForm, SnapForm, VerbForm
from huying.field.voices.models import Voice
from huying.field.voices.states import CHANNELS, STATES
from huying.kernel.actor import Actor, Role
from huying.kernel.errors import Denied, HouseError, Missing
from huying.kernel.words import N_
from huying.playbooks import shelf

SIZE = 50
STANDS = {**STATES, "returned": N_("单位退回")}
ORDER = ("received", "triaged", "returned", "referred", "answered", "raised", "joined", "reported", "closed")


@acts.signed_in
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """The queue: counts, filters, two-character search, whose turn each one is."""
    actor, today = _actor(request), timezone.localdate()
    if not any(post.role in (*queries.ABOVE, *permissions.STAFF, *permissions.UNIT) for post in actor.posts):
        return acts.refuse(request, Denied(N_("您的职务不经办民声。")))
    kept = stations.kept_by(actor)
    pressing = queries.pressing(actor, today, kept)
    chosen = {key: request.GET.get(key, "").strip()[:60] for key in ("stand", "station", "due", "q")}
    rows = _filtered(queries.mine(actor, kept).select_related("station"), chosen, pressing, actor)
    page = paging.keyset(rows.order_by("-id"), size=SIZE, before=request.GET.get("before"))
    owed = queries.clocks_of(page.items)
    counts = queries.counts(actor, kept)
    context = {
        "rows": [(row, queries.turn_of(row, today, owed.get(row.subject, []))) for row in page.items],
        "page": page,
        "chosen": chosen,
        "query": urlencode({key: value for key, value in chosen.items() if value}),
        "tabs": _tabs(chosen, counts, pressing),
        "stand_names": STANDS,
        "may_register": bool(kept),
    }
    return pages.render(request, "voices/queue.html", context)


def _tabs(chosen: dict[str, str], counts: dict[str, int], pressing: dict[str, list[int]]) -> list[tuple[Any, ...]]:
    """(label, address, here, count): what presses first, then where things stand."""
    tabs: list[tuple[Any, ...]] = [(gettext("全部"), "?", not chosen["stand"] and not chosen["due"], None)]
    for key, label in (("late", gettext("超期")), ("soon", gettext("快到期"))):
        if pressing[key]:
            tabs.append((label, f"?due={key}", chosen["due"] == key, len(pressing[key])))
    for key in ORDER if counts else ():
        tabs.append((gettext(STANDS[key]), f"?stand={key}", chosen["stand"] == key, counts.get(key, 0)))
    return tabs


def _filtered(rows: Any, chosen: dict[str, str], pressing: dict[str, list[int]], actor: Actor) -> Any:
    stand = chosen["stand"]
    if stand == "returned":
        rows = rows.filter(state="triaged", returned=True)
    elif stand in STATES:
        rows = rows.filter(state=stand)
        rows = rows.filter(returned=False) if stand == "triaged" else rows
    if (station := paging.number(chosen["station"])) is not None:
        rows = rows.filter(station=station)
    if chosen["due"] in pressing:
        rows = rows.filter(pk__in=pressing[chosen["due"]])
    if chosen["q"]:
        regions = {post.region[:6] for post in actor.posts if post.region}
        rows = rows.filter(pk__in=search.find("voice", chosen["q"], min(regions, default=""), limit=2000))
    return rows


@acts.signed_in
@require_GET
def case(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One voice: whose turn, what I may do, what happened."""
    try:
        voice = queries.get_for(_actor(request), uid)
    except Missing as refusal:
        return acts.refuse(request, refusal)
    return _case(request, voice)


def _case(
    request: HttpRequest, voice: Voice, bound: dict[str, VerbForm] | None = None, status: int = 200
) -> HttpResponse:
    actor, today = _actor(request), timezone.localdate()
    seen = queries.audiences(actor, voice)
    running = clocks.of(voice.subject)
    verbs = queries.verbs_for(actor, voice)
    contact = queries.contact_for(actor, voice)
    context = {
        "voice": voice,
        "turn": queries.turn_of(voice, today, [clock for clock in running if clock.settled is None]),
        "clocks": [telling.deadline(clock, today) for clock in running],
        "lines": queries.timeline(voice, seen),
        "photos": papers.of(voice.subject, seen) if voice.photos else [],
        "contact": contact,
        "may_contact": permissions.may_read_contact(actor, facts_of(voice)),
        "verbs": verbs,
        "opened": next(iter(bound or {}), ""),
        "channel": gettext(CHANNELS[voice.channel]),
        "besides": telling.besides(voice),
        "state": gettext(STANDS[voice.stand]),
        **_by_playbook(voice),
        **_forms(actor, voice, [verb for verb in verbs if contact or verb.name != "erase"], bound or {}),
        **(_help(actor, voice) if voice.state in ("received", "triaged") else {}),
    }
    return pages.render(request, "voices/case.html", context, status=status)


def _by_playbook(voice: Voice) -> dict[str, Any]:
    book, language = shelf.by_edition(voice.edition).voices, get_language() or ""
    categories = {option.code: option.shown(language) for option in book.categories}
    guides = [(guide.shown(language), guide.told(language)) for guide in book.guides]
    return {"category": categories.get(voice.category, ""), "guides": guides}


def _forms(actor: Actor, voice: Voice, verbs: list[queries.Verb], bound: dict[str, VerbForm]) -> dict[str, Any]:
    """A form for each button; a deputy's way to take a voice is to draft a suggestion from it."""
    deputy = permissions.deputy_post(actor, facts_of(voice)) is not None
    names = {verb.name for verb in verbs if verb.allowed and verb.name in FORMS}
    drafts = deputy and "pass_up" in names
    made = {
        name: FORMS[name](voice=voice, on=timezone.localdate(), initial={"version": voice.version})
        for name in names - ({"pass_up"} if drafts else set())
    }
    return {"forms": made | bound, "draft_suggestion": drafts}


def _help(actor: Actor, voice: Voice) -> dict[str, Any]:
    """What helps the keeper to decide: similar ones, who usually handles this, what the citizen pointed at."""
    if permissions.keeper(actor, facts_of(voice)) is None:
        return {}
    return {
        "alike": queries.similar(voice.text, voice.region, timezone.localdate(), actor, but=voice.pk),
        "units": queries.suggested_units(voice),
        "like": Voice.objects.filter(pk=voice.like_id).first() if voice.like_id else None,
    }


@acts.signed_in
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, uid: uuid.UUID, verb: str) -> HttpResponse:
    """Carry out one verb; a refusal gives the page back with what was typed. GET opens its form."""
    now = timezone.now()
    actor = _actor(request)
    try:
        voice = queries.get_for(actor, uid)
        if verb not in FORMS:
            raise Missing(queries.GONE)
        permissions.check(verb, actor, facts_of(voice))
    except HouseError as refusal:
        return acts.refuse(request, refusal)
    today = timezone.localdate(now)
    form = acts.form_for(FORMS[verb], request, initial={"version": voice.version}, voice=voice, on=today)
    if request.method == "GET":
        return _case(request, voice, {verb: form})
    run = getattr(commands, verb)
    if acts.perform(form, lambda **given: run(actor=actor, now=now, voice=voice.pk, **given)) is None:
        voice.refresh_from_db()
        form.renew(voice.version)
        return _case(request, voice, {verb: form}, status=422)
    return redirect("voices:case", uid=voice.uid)


@acts.signed_in
@require_http_methods(["GET", "POST"])
def register_visit(request: HttpRequest) -> HttpResponse:
    """Write down what a visitor or caller said (接待登记)."""
    actor, now = _actor(request), timezone.now()
    post = actor.post(*permissions.STAFF)
    station = stations.station(post.station) if post else None
    if station is None:
        return acts.refuse(request, Denied(N_("只有联络站的人员能登记来访来电。")))
    form = acts.form_for(DeskSpeakForm, request)

    def write(**given: Any) -> Voice:
        given = {key: value for key, value in given.items() if key not in ("seen", "version")}
        return commands.receive(actor=actor, now=now, station=station.pk, **given)

    if request.method == "POST" and acts.perform(form, write) is not None:
        return redirect("voices:done", command_id=form.cleaned_data["command_id"])
    status = 422 if request.method == "POST" else 200
    return pages.render(request, "voices/visit.html", {"form": form, "station": station}, status=status)


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
        return send(
            papers.open_for(voice.subject, paper, queries.audiences(actor, voice)), thumb="thumb" in request.GET
        )
    except Missing as refusal:
        return acts.refuse(request, refusal)


def _actor(request: HttpRequest) -> Actor:
    found: Actor = request.actor  # type: ignore[attr-defined]  # set by people.middleware
    return found
