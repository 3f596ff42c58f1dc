"""The first page, how to use it, and what robots may read."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from huying.field.stations import queries as stations
from huying.field.voices import queries as voices
from huying.front.portal.cards import suggestion_cards, voice_cards
from huying.front.portal.frame import place, show
from huying.front.portal.numbers import headline
from huying.work.suggestions import queries as suggestions

NEWEST = 5
ROBOTS = """User-agent: *
Disallow: /desk/
Disallow: /api/
Disallow: /track/
Disallow: /speak/
Disallow: /screen/
"""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is, three ways to speak, where is my voice, what came of others', who is near."""
    here, today = place(request), timezone.localdate()
    network = stations.network("")
    listing = suggestions.public_listing(suggestions.public(here.code), on=today, size=NEWEST)
    ended = list(voices.public(ended=True)[:NEWEST])
    context: dict[str, Any] = {
        "place": here,
        "suggestions": suggestion_cards(listing.items),
        "voices": voice_cards(ended, today),
        "figures": headline(here.code),
        "near": network[:6],
        "stations": len(network),
    }
    return show(request, "home", context)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """How to use it, what happens with what one says, and what is kept for how long."""
    here = place(request)
    book, language = here.book(), get_language() or "zh-hans"
    context = {
        "place": here,
        "open_data": bool(settings.OPEN),
        "retention": book.voices.retention_days,
        "guides": [(guide.shown(language), guide.told(language)) for guide in book.voices.guides],
    }
    return show(request, "about", context)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines read what is published, nothing that belongs to one person."""
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")
