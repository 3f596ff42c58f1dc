"""The citizen's pages once it is said: done, track. No account, no session; every page works without JavaScript."""

import uuid
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huying.base.limits import commands as limits
from huying.base.limits.queries import address_of
from huying.base.papers import queries as papers
from huying.base.papers.views import send
from huying.base.web import acts, pages
from huying.base.web.filters import day, weekday
from huying.field.stations import queries as stations
from huying.field.voices import codes, commands, listening, matters, permissions, queries, telling
from huying.field.voices.buttons import CITIZEN_FORMS
from huying.field.voices.commands.steps import facts_of
from huying.field.voices.forms import CodeForm
from huying.field.voices.models import Voice
from huying.field.voices.publishing import agreed, decision
from huying.field.voices.states import AT_STATION
from huying.kernel.actor import CITIZEN, Actor
from huying.kernel.errors import HouseError, Missing, TooOften
from huying.kernel.words import N_
from huying.playbooks import shelf

SPEAK_LIMIT, TRACK_LIMIT, WINDOW = 20, 30, 600
"""Posts, and wrong codes, from one address in ten minutes; a whole village may stand behind one address."""
ALIKE_FROM = 6
"""Characters that are worth a search."""
CITIZEN_VERBS = ("confirm", "add_words", "leave_contact", "withdraw", "erase", "revisit")
OWN = ("public", "parties")
AHEAD = {
    **dict.fromkeys(("received", "triaged"), N_("办完告诉您，请您说说解决没有")),
    **dict.fromkeys(("referred", "raised", "joined", "split"), N_("有了结果告诉您，请您说说解决没有")),
    "answered": N_("联络站核实以后告诉您，请您说说解决没有"),
    "reported": N_("您说说解决没有，这件事就了结；没有解决的再办"),
}
"""State -> what comes last on the citizen's timeline."""


@require_GET
def done(request: HttpRequest, command_id: uuid.UUID) -> HttpResponse:
    """It was taken in: the code, its QR, what happens next and by when."""
    try:
        voice = queries.by_command(command_id)
    except Missing as refusal:
        return acts.refuse(request, refusal)
    address = _address(request, voice.code)
    turn = queries.turn_of(voice, timezone.localdate(), citizen=True)
    context = {"voice": voice, "turn": turn, "qr": stations.qr_svg(address), "ahead": _ahead(voice, turn.until)}
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by people.middleware
    context["keeps"] = permissions.keeper(actor, facts_of(voice)) is not None
    return _private(pages.render(request, "voices/done.html", context))


def _ahead(voice: Voice, until: date | None) -> list[str]:
    """What happens next and by when, from the periods the voice runs under."""

    def within(kind: str) -> str:
        words, params = periods[kind].length
        return gettext(words) % params

    periods = shelf.by_edition(voice.edition).voices.periods
    first = {"day": weekday(until), "station": voice.station.name}
    return [
        gettext("%(day)s前，%(station)s看过并登记。") % first if until else gettext("联络站看过并登记。"),
        gettext("登记后 %(length)s内，联络站答复您；要别的单位办的转过去，要县里下力气办的请人大代表提成建议。")
        % {"length": within("answer")},
        gettext("转给单位的，单位 %(length)s内答复。") % {"length": within("refer_answer")},
        gettext("有了结果，%(length)s内写在您的查询页面上。") % {"length": within("report_back")},
        gettext("您在 %(length)s内说说解决没有；没有解决的，联络站再过问。") % {"length": within("verdict")},
    ]


@require_GET
def slip(request: HttpRequest, code: str) -> HttpResponse:
    """The receipt on paper: the code, its QR, the station. For whoever has no phone at hand."""
    try:
        voice = queries.by_code(code)
    except Missing as refusal:
        return acts.refuse(request, refusal)
    address = _address(request, codes.tidy(code))
    context = {"voice": voice, "code": codes.tidy(code), "qr": stations.qr_svg(address), "address": address}
    return _private(pages.render(request, "voices/slip.html", context))


def _address(request: HttpRequest, code: str) -> str:
    return (settings.PUBLIC_URL or request.build_absolute_uri("/").rstrip("/")) + f"/track/{code}"


@require_http_methods(["GET", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """The door for a code; wrong and unknown codes get the same answer."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                queries.by_code(form.cleaned_data["code"])
                return redirect("voices:tracked", code=codes.tidy(form.cleaned_data["code"]))
            except Missing as refusal:
                status = _miss(request, form, refusal)
    return pages.render(request, "voices/track.html", {"form": form}, status=status)


def _miss(request: HttpRequest, form: CodeForm, refusal: HouseError) -> int:
    """Count a wrong code against the address; the answer's status."""
    try:
        limits.hit(f"track:{address_of(request)}", TRACK_LIMIT, WINDOW, timezone.now())
    except TooOften as slow:
        form.add_error(None, acts.sentence(slow))
        return 429
    form.add_error("code", acts.sentence(refusal))
    return 404


@require_GET
def tracked(request: HttpRequest, code: str) -> HttpResponse:
    """Follow a voice to the very end."""
    return _tracked(request, code)


def _tracked(request: HttpRequest, code: str, bound: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    try:
        voice = queries.by_code(code)
    except Missing as refusal:
        form = CodeForm({"code": code})
        form.is_valid()
        status = _miss(request, form, refusal)
        return pages.render(request, "voices/track.html", {"form": form}, status=status)
    today = timezone.localdate()
    allowed = {verb.name: verb for verb in queries.verbs_for(CITIZEN, voice) if verb.name in CITIZEN_VERBS}
    has_contact = queries.has_contact(voice)
    if not has_contact:
        allowed.pop("erase", None)
    initial = {"version": voice.version}
    forms = {name: CITIZEN_FORMS[name](voice=voice, on=today, initial=initial) for name in allowed} | (bound or {})
    guides = {guide.code: guide for guide in shelf.by_edition(voice.edition).voices.guides}
    context = {
        "voice": voice,
        "code": codes.tidy(code),
        "has_contact": has_contact,
        "turn": _turn(voice, today),
        "lines": queries.timeline(voice, ["public"], citizen=True),
        "ahead": gettext(AHEAD.get(voice.state, "")) if voice.state in AHEAD else "",
        "decision": decision(voice),
        "agreed": agreed(voice),
        "weeks": _weeks(voice),
        "matters": matters.of(voice, today, citizen=True) if voice.state not in AT_STATION else [],
        "besides": telling.besides(voice),
        "photos": queries.sent(voice),
        "sounds": listening.of(voice, OWN),
        "verbs": allowed,
        "forms": forms,
        "guide": guides[voice.guide].told(get_language() or "zh-hans") if voice.guide in guides else "",
    }
    return _private(pages.render(request, "voices/tracked.html", context, status=status))


def _turn(voice: Voice, today: date) -> telling.Turn:
    """Whose turn it is; the citizen's own, while the station waits for an answer."""
    if voice.waits_until:
        said = gettext("联络站想请您补充，等到 %(until)s") % {"until": day(voice.waits_until)}
        return telling.Turn(said, until=voice.waits_until)
    return queries.turn_of(voice, today, citizen=True)


def _weeks(voice: Voice) -> str:
    """How long ago it ended, over the question of a return visit."""
    days = shelf.by_edition(voice.edition).voices.revisits.days
    if not voice.visiting or voice.visits >= len(days):
        return ""
    n = days[voice.visits]
    said = gettext("%(n)s 周过去了，还好吗？") if n % 7 == 0 else gettext("%(n)s 天过去了，还好吗？")
    return said % {"n": n if n % 7 else n // 7}


@require_POST
def track_act(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """Add words or a photo, give the verdict, withdraw, erase the contact."""
    now = timezone.now()
    try:
        voice = queries.by_code(code)
        if verb not in CITIZEN_VERBS:
            raise Missing(queries.GONE)
        limits.hit(f"speak:{address_of(request)}", SPEAK_LIMIT, WINDOW, now)
    except HouseError as refusal:
        return acts.refuse(request, refusal)
    form = CITIZEN_FORMS[verb](request.POST, request.FILES, voice=voice, on=timezone.localdate(now))
    run = getattr(commands, verb)
    if acts.perform(form, lambda **given: run(actor=CITIZEN, now=now, voice=voice.pk, **given)) is None:
        voice.refresh_from_db()
        form.renew(voice.version)
        return _tracked(request, code, {verb: form}, status=422)
    return redirect("voices:tracked", code=codes.tidy(code))


@require_GET
def track_photo(request: HttpRequest, code: str, uid: uuid.UUID) -> HttpResponse:
    """A photo of the citizen's own voice, through the same gate as its page."""
    try:
        voice = queries.by_code(code)
        return listening.ranged(request, send(papers.open_for(voice.subject, uid, OWN), thumb="thumb" in request.GET))
    except Missing as refusal:
        return acts.refuse(request, refusal)


def _private(response: HttpResponse) -> HttpResponse:
    """The code is a key: keep the page out of caches and search engines."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
