"""Where a citizen speaks: the page, what comes beside the words before they are sent, the way out to another door."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST
from markupsafe import Markup, escape

from huying.base.limits import commands as limits
from huying.base.limits.queries import address_of
from huying.base.organs import queries as organs
from huying.base.web import acts, pages
from huying.field.stations import queries as stations
from huying.field.stations.queries import Station
from huying.field.voices import answers, commands, links, puzzle, queries, rules, views
from huying.field.voices.forms import SpeakForm, shown
from huying.field.voices.models import Voice
from huying.field.voices.states import STATES
from huying.kernel.actor import PUBLIC
from huying.kernel.errors import Missing, TooOften
from huying.kernel.words import N_
from huying.playbooks.schema import Flood, Guide, Question, Voices

BESIDE_LIMIT, GUIDED_LIMIT = 60, 6
"""Looks beside the words, and ways out that are counted, from one address in ten minutes."""
NUMBERS = re.compile(r"(?<!\d)(110|119|120|122|12345|12348)(?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What comes beside the words: those alike, the category they speak of, what it asks, another door."""

    alike: list[Voice]
    category: str = ""
    because: str = ""
    questions: tuple[Question, ...] = ()
    guide: Guide | None = None

    def unseen(self, given: Mapping[str, Any]) -> bool:
        """Whether the form was sent before this was shown."""
        asks = self.questions and given.get("asked_for", "") != self.category
        warns = self.guide and given.get("guided", "") != self.guide.code
        return bool((self.alike and not given.get("seen")) or asks or warns)


def beside(
    voices: Voices | None, station: Station | None, given: QueryDict, *, propose: bool, look: bool = True
) -> Beside:
    """What belongs beside what was written so far.

    Args:
        given: the form's fields as they stand.
        propose: a category that was not chosen may be read from the words.
        look: for published ones alike.
    """
    text, category, because = given.get("text", "")[: rules.TEXT_MAX], given.get("category", ""), ""
    if voices is None or station is None:
        return Beside(alike=[])
    if propose and not category:
        category, words = rules.likely(text, voices.categories)
        because = "、".join(words)
    questions = voices.questions(category)
    chosen = {question.code: given.getlist(answers.field_of(question.code)) for question in questions}
    code = answers.stopper(text, questions, chosen, voices.guides)
    look = look and len(text) >= views.ALIKE_FROM
    return Beside(
        alike=queries.similar(text, station.region, timezone.localdate(), PUBLIC) if look else [],
        category=category,
        because=because,
        questions=questions,
        guide=next((guide for guide in voices.guides if guide.code == code), None),
    )


@require_http_methods(["GET", "POST"])
def speak(request: HttpRequest, code: str = "") -> HttpResponse:
    """Say what is wrong, at a station's QR code or choosing the station."""
    chosen = code or request.POST.get("station", "") or request.GET.get("station", "")
    station = stations.by_code(chosen) if chosen else None
    if code and (station is None or not station.active):
        return acts.refuse(request, Missing(N_("没有这个联络站。请核对二维码，或者找一个近的联络站。")))
    if request.method == "POST":
        return _said(request, station, by_qr=bool(code))
    link = links.read(station, request.GET.get("k", ""), timezone.localdate())
    return _page(request, SpeakForm(initial=link.initial if link else {}), station, torn=link is None)


def _said(request: HttpRequest, station: Station | None, *, by_qr: bool) -> HttpResponse:
    now, voices = timezone.now(), _voices(station)
    first = beside(voices, station, request.POST, propose=False, look=not request.POST.get("seen"))
    form = SpeakForm(request.POST, request.FILES, questions=first.questions)
    try:
        limits.hit(f"speak:{address_of(request)}", views.SPEAK_LIMIT, views.WINDOW, now)
    except TooOften as refusal:
        form.add_error(None, acts.sentence(refusal))
        return _page(request, form, station, first, status=429)
    if station is None:
        form.add_error(None, gettext("请先选一个联络站，我们才知道由谁来办。"))
    elif first.unseen(request.POST):
        return _second(request, station, first)
    elif puzzle.flooded(station, now) and not puzzle.paid(request.POST, numbers := _flood(station), now):
        form.add_error(None, gettext("这会儿发来的特别多。请等 %(n)s 秒，再按一次提交。") % {"n": numbers.wait_seconds})
        return _page(request, form, station, first, status=429)

    def send_it(**given: Any) -> Voice:
        channel, link = (
            "qr" if by_qr else "web",
            links.read(station, request.POST.get("k", ""), timezone.localdate(now)),
        )
        if link:
            given |= {"said_to": link.deputy, "campaign": link.campaign}
        return commands.receive(
            actor=PUBLIC, now=now, channel=channel, station=station or 0, sender=address_of(request), **given
        )

    if acts.perform(form, send_it) is None:
        return _page(request, form, station, first, status=422)
    return redirect("voices:done", command_id=form.cleaned_data["command_id"])


def _second(request: HttpRequest, station: Station, first: Beside) -> HttpResponse:
    """What the form was sent without having been shown, and everything that was written once more."""
    data = request.POST.copy()
    if not first.category and not data.get("seen"):
        first = beside(_voices(station), station, data, propose=True)
        data["category"] = first.category
    form = SpeakForm(data, request.FILES, questions=first.questions)
    if not form.is_valid() and data.get("asked_for", "") != first.category:
        for name in form.asked:  # nobody has been asked yet
            form.errors.pop(name, None)
    return _page(request, form, station, first, status=422 if form.errors else 200)


def _page(
    request: HttpRequest,
    form: SpeakForm,
    station: Station | None,
    found: Beside | None = None,
    *,
    torn: bool = False,
    status: int = 200,
) -> HttpResponse:
    choice = [] if station else stations.network("")
    region = station.region if station else choice[0].region if choice else ""
    voices, language = _voices(station or (choice[0] if choice else None)), get_language() or "zh-hans"
    category = str(form["category"].value() or "")
    if found is None and voices is not None:
        found = Beside(alike=[], category=category, questions=voices.questions(category))
        form.ask(found.questions)
    now, token = timezone.now(), (request.POST or request.GET).get("k", "")
    link = links.read(station, token, timezone.localdate(now))
    context = {
        "form": form,
        "puzzle": puzzle.kept(request.POST, now),
        "flood": _flood(station) if station and puzzle.flooded(station, now) else None,
        "station": station,
        "token": token if link else "",
        "link": link,
        "stations": _by_town(choice),
        "villages": organs.regions_under(region[:9], "village") if len(region) >= 9 else [],
        "guides": [(guide.shown(language), dial(guide.told(language))) for guide in (voices.guides if voices else ())],
        "consent": voices.consented(language) if voices else "",
        "lost_photos": "photos" in request.FILES,
        "lost_sound": "sound" in request.FILES,
        "torn": torn,
        "again": request.method == "POST" and status == 200,
        **_told(form, found or Beside(alike=[]), voices, shown_before=request.method == "POST"),
    }
    return pages.render(request, "voices/speak.html", context, status=status)


def _told(form: SpeakForm, found: Beside, voices: Voices | None, *, shown_before: bool) -> dict[str, Any]:
    """What the block beside the words needs, on the page and alone."""
    language, guide = get_language() or "zh-hans", found.guide
    return {
        "form": form,
        "alike": found.alike,
        "seen": shown_before,
        "category": found.category,
        "because": found.because,
        "categories": shown(voices.categories) if voices else [],
        "questions": [form[name] for name in form.asked],
        "warning": any(choice.guide for question in found.questions for choice in question.options),
        "guide": guide,
        "guide_words": dial(guide.told(language)) if guide else "",
        "guide_known": guide is not None and (form.data or form.initial).get("guided") == guide.code,
        "states": STATES,
    }


@require_POST
def beside_words(request: HttpRequest) -> HttpResponse:
    """What comes beside the words while they are written: a part of the page."""
    station = stations.by_code(request.POST.get("station", ""))
    try:
        limits.hit(f"similar:{address_of(request)}", BESIDE_LIMIT, views.WINDOW, timezone.now())
    except TooOften:
        station = None
    voices, given = _voices(station), request.POST
    if voices is None:
        return HttpResponse(status=204)
    found = beside(voices, station, given, propose=request.headers.get("HX-Trigger-Name") != "category")
    # What was filled in stands there again, and nothing is called wrong yet.
    written = {name: values if len(values) > 1 else values[0] for name, values in given.lists()}
    form = SpeakForm(initial=written, questions=found.questions)
    context = {"station": station, **_told(form, found, voices, shown_before=True)}
    return pages.render(request, "voices/speak.html", context, block="beside")


@require_http_methods(["GET", "POST"])
def guided(request: HttpRequest) -> HttpResponse:
    """Another door was the right one: whoever leaves by it is counted, and nothing of what they wrote is kept."""
    given = request.POST if request.method == "POST" else request.GET
    station, voices = stations.by_code(given.get("station", "")), None
    voices, language = _voices(station), get_language() or "zh-hans"
    guide = next((each for each in (voices.guides if voices else ()) if each.code == given.get("guide", "")), None)
    if station is None or guide is None:
        return acts.refuse(request, Missing(N_("没有这个渠道，请回到上一页。")))
    if request.method == "GET":
        context = {"station": station, "guide": guide, "guide_words": dial(guide.told(language))}
        return pages.render(request, "voices/guided.html", context)
    try:
        limits.hit(f"guided:{address_of(request)}", GUIDED_LIMIT, views.WINDOW, timezone.now())
        commands.guide_away(station=station, guide=guide.code, now=timezone.now())
    except TooOften:
        pass  # they are shown the door all the same
    return redirect(f"{request.path}?station={station.code}&guide={guide.code}")


def dial(text: str) -> Markup:
    """Words with their emergency and service numbers to be tapped."""
    return Markup(NUMBERS.sub(r'<a href="tel:\1">\1</a>', str(escape(text))))  # noqa: S704 - escaped just here


def _flood(station: Station) -> Flood:
    return organs.book_for(station.region, timezone.localdate()).voices.flood


def _voices(station: Station | None) -> Voices | None:
    return organs.book_for(station.region, timezone.localdate()).voices if station else None


def _by_town(network: list[Station]) -> list[tuple[str, list[Station]]]:
    names = organs.names_of_regions({row.region[:9] for row in network}) if network else {}
    groups: dict[str, list[Station]] = {}
    for row in network:
        groups.setdefault(names.get(row.region[:9], ""), []).append(row)
    return list(groups.items())
