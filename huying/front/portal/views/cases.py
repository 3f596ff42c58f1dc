"""Published suggestions and voices: lists with filters, and each one's whole public story."""

import uuid
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from huying.base.ledger import queries as ledger
from huying.base.organs import queries as organs
from huying.base.papers.views import send
from huying.base.web import paging
from huying.field.stations import queries as stations
from huying.field.voices import queries as voices
from huying.field.voices.states import EXITS
from huying.front.portal import wording
from huying.front.portal.cards import suggestion_cards, voice_cards
from huying.front.portal.filters import SuggestionFilter, VoiceFilter
from huying.front.portal.frame import Place, gone, labels, place, show
from huying.kernel.actor import PUBLIC
from huying.kernel.errors import Missing
from huying.playbooks import shelf
from huying.work.suggestions import queries as suggestions
from huying.work.suggestions.rules import OUTCOMES
from huying.work.suggestions.states import ROLES

SIZE = 20


@require_safe
def suggestions_list(request: HttpRequest) -> HttpResponse:
    """Published suggestions of one congress, newest first, with result and whose turn it is."""
    here, form, rows = asked_suggestions(request)
    page = suggestions.public_listing(rows, on=timezone.localdate(), before=request.GET.get("before", ""), size=SIZE)
    kept = _kept(request, form)
    context = {"place": here, "form": form, "cards": suggestion_cards(page.items), "page": page, **kept}
    return show(request, "suggestions", {**context, "feed": _feed("/suggestions.atom", kept)})


def asked_suggestions(request: HttpRequest) -> tuple[Place, SuggestionFilter, Any]:
    """The place, the filters, and the published suggestions they leave."""
    here, today = place(request), timezone.localdate()
    units = [(str(row.pk), row.short or row.name) for row in organs.units(here.code, today)] if here.code else []
    form = SuggestionFilter(request, here, units)
    asked = form.asked
    asked.pop("region", None)
    return here, form, suggestions.public(here.code, words=asked.pop("q", ""), **asked)


def _feed(path: str, kept: dict[str, Any]) -> str:
    """The feed of what the page shows."""
    return path + (f"?{kept['query']}" if kept["query"] else "")


def _kept(request: HttpRequest, form: Any) -> dict[str, Any]:
    """The filters as they go on to the next page, and whether there are any."""
    asked = {name: request.GET[name] for name in form.fields if request.GET.get(name) and name in form.asked}
    return {"query": urlencode(asked), "filtered": bool(asked), "paged": "before" in request.GET}


@require_safe
def suggestion(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """A published suggestion: whose turn, who proposed, who answered what, how it was judged, where it came from."""
    try:
        story = suggestions.public_story(uid)
    except Missing as refusal:
        return gone(request, refusal)
    case, today = story.case, timezone.localdate()
    book = shelf.by_edition(case.edition)
    rounds = [
        (row, row.verdict if row.closed_at else "", [task[1:] for task in story.tasks if task[0] == row.number])
        for row in story.rounds
    ]
    context = {
        "story": story,
        "case": case,
        "turn": suggestions.turn_of(case, today),
        "stages": [(gettext(a), b, c) for a, b, c in wording.stages(case.state, _days(story))],
        "category": labels(book.suggestions.categories).get(case.category, ""),
        "session": organs.session_label(organs.session_by_id(case.session_id)) if case.session_id else "",
        "congress": organs.names_of_regions([case.region]).get(case.region, ""),
        "rounds": rounds,
        "roles": ROLES,
        "classes": labels(book.suggestions.classes),
        "outcomes": OUTCOMES,
        "words": wording,
        "voices": voice_cards(_origins(case.subject), today),
    }
    return show(request, "suggestion", context)


def _days(story: suggestions.PublicStory) -> list[date | None]:
    """The days of filing, assignment, last reply, evaluation (not public) and conclusion."""
    assigned = story.rounds[0].assigned_on if story.rounds else None
    ended = next((line.effective for line in story.lines if line.verb == "suggestion.concluded"), None)
    return [story.case.filed_on, assigned, story.case.answered_on, None, ended]


def _origins(subject: str) -> list[voices.Voice]:
    """The published voices it grew out of. Two statements, one when there are none."""
    ids = _related(subject, "voice")
    return list(voices.public().filter(pk__in=ids)[:SIZE]) if ids else []


def _related(subject: str, kind: str) -> list[int]:
    return [int(other.partition(":")[2]) for other in ledger.family(subject) if other.startswith(f"{kind}:")]


@require_safe
def voices_list(request: HttpRequest) -> HttpResponse:
    """Published voices, newest first, with what became of them."""
    here, form, rows = asked_voices(request)
    page = paging.keyset(rows, size=SIZE, before=request.GET.get("before"))
    cards, kept = voice_cards(page.items, timezone.localdate()), _kept(request, form)
    withheld = voices.withheld(here.code, here.book().voices.withhold_reasons, get_language() or "")
    context = {"place": here, "form": form, "cards": cards, "page": page, "withheld": withheld, **kept}
    return show(request, "voices", {**context, "feed": _feed("/voices.atom", kept)})


def asked_voices(request: HttpRequest) -> tuple[Place, VoiceFilter, Any]:
    """The place, the filters, and the published voices they leave."""
    here = place(request)
    network = stations.network(here.code)
    towns = {row.region[:9] for row in network if len(row.region) >= 9}
    names = organs.names_of_regions(towns)
    form = VoiceFilter(request, here, [(str(row.pk), row.name) for row in network], sorted(names.items()))
    asked = form.asked
    region, words = asked.pop("town", here.code if here.chosen else ""), asked.pop("q", "")
    village = asked.pop("village", "")
    return here, form, voices.public(region=village or region, words=words, **asked)


@require_safe
def voice(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """A published voice: the words, what was told, how it ended, and the suggestion that grew out of it."""
    try:
        found = voices.get_for(PUBLIC, uid)
    except Missing as refusal:
        return gone(request, refusal)
    today = timezone.localdate()
    grown = _related(found.subject, "suggestion")
    listing = suggestions.public_listing(suggestions.public().filter(pk__in=grown), on=today) if grown else None
    outcome = wording.voice_outcome(found.state, found.verdict, found.exit)
    book = shelf.by_edition(found.edition)
    region = organs.names_of_regions([found.region, found.town])
    context = {
        "voice": found,
        "turn": voices.turn_of(found, today),
        "photos": voices.photos([found]).get(found.subject, []),
        "lines": voices.timeline(found, ledger.EVERYBODY),
        "outcome": (wording.OUTCOME_KINDS.get(outcome, "plain"), gettext(wording.VOICE_OUTCOMES[outcome])),
        "exit": gettext(EXITS[found.exit]) if found.exit else "",
        "category": labels(book.voices.categories).get(found.category, ""),
        "where": region.get(found.region) or region.get(found.town, ""),
        "suggestions": suggestion_cards(listing.items) if listing else [],
        "feed": f"/voices/{found.uid}/feed.atom",
    }
    return show(request, "voice", context)


@require_safe
def voice_photo(request: HttpRequest, uid: uuid.UUID, paper: uuid.UUID) -> HttpResponseBase:
    """A photo that was picked for the public; its own name stays with those who handle the voice."""
    try:
        found = voices.photo(voices.get_for(PUBLIC, uid), paper)
        return send(found, thumb="thumb" in request.GET, name=voices.plain_name(found))
    except Missing as refusal:
        return gone(request, refusal)
