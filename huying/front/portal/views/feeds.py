"""What anybody may follow with a feed reader, without an account: the same filters and the same words as the pages."""

import uuid
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from huying.base.ledger import queries as ledger
from huying.base.limits import commands as limits
from huying.base.limits.queries import address_of
from huying.base.organs import queries as organs
from huying.base.web import pages
from huying.field.stations import queries as stations
from huying.field.voices import queries as voices
from huying.front.portal import atom
from huying.front.portal.cards import Card, suggestion_cards, voice_cards
from huying.front.portal.frame import place
from huying.front.portal.views.cases import asked_suggestions, asked_voices
from huying.kernel.actor import PUBLIC
from huying.kernel.errors import Missing
from huying.work.suggestions import queries as suggestions

READS, WINDOW, FRESH = 600, 600, 300
"""Readings from one address in ten minutes; seconds for which others may keep one."""
View = Callable[..., HttpResponse]
APPEARS = ("voice.published", "suggestion.published")


def in_one_language(view: View) -> View:
    """Feeds are kept by others, so their language stands in the address (``?lang=en``), never in a cookie."""

    @wraps(view)
    def spoken(request: HttpRequest, *args: Any, **given: Any) -> HttpResponse:
        with translation.override("en" if request.GET.get("lang") == "en" else settings.LANGUAGE_CODE):
            return view(request, *args, **given)

    return spoken


@require_safe
@in_one_language
def all_voices(request: HttpRequest) -> HttpResponse:
    """Published voices, newest first, narrowed like the page; also to a village."""
    here, form, rows = asked_voices(request)
    village = form.asked.get("village", "")
    name = (organs.names_of_regions([village]) if village else {}).get(village, here.name)
    return _voices(request, gettext("%(place)s的民声") % {"place": name}, "/voices", rows[: atom.MOST], form.words)


@require_safe
@in_one_language
def station(request: HttpRequest, code: str) -> HttpResponse:
    """Published voices of one station."""
    found = stations.by_code(code)
    if found is None:
        raise Http404
    if found.code != code:
        return redirect(f"/s/{found.code}/feed.atom")
    rows = voices.public(station=found.pk)[: atom.MOST]
    return _voices(request, gettext("%(place)s的民声") % {"place": found.name}, f"/s/{found.code}", rows)


def _voices(
    request: HttpRequest, title: str, page: str, rows: Iterable[voices.Voice], words: Iterable[str] = ()
) -> HttpResponse:
    shown = list(rows)
    cards = voice_cards(shown, timezone.localdate())
    changes = ledger.changes((row.subject for row in shown), APPEARS)
    entries = [
        _entry(request, row.uid, card, changes.get(row.subject, row.created_at), row.text)
        for row, card in zip(shown, cards, strict=True)
    ]
    return _answer(request, " · ".join([title, *words]), page, entries)


def _entry(request: HttpRequest, uid: uuid.UUID, card: Card, updated: datetime, text: str) -> atom.Entry:
    small = " · ".join([*card.small, *(words for _, words in card.tags)])
    return atom.Entry(
        uid=uid,
        title=card.title,
        link=_home(request) + card.url,
        updated=updated,
        published=card.at,
        text=f"{text}\n\n{small}".strip(),
        tags=tuple(words for _, words in card.tags),
    )


@require_safe
@in_one_language
def voice(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """What happens with one published voice, line by line; to strangers only what the office told."""
    try:
        found = voices.get_for(PUBLIC, uid)
    except Missing:
        raise Http404 from None
    page = f"/voices/{found.uid}"
    entries = [
        atom.Entry(
            uid=uuid.uuid5(found.uid, f"{line.verb}:{line.at.isoformat()}"),
            title=line.text,
            link=_home(request) + page,
            updated=line.at,
            text=line.note,
        )
        for line in reversed(voices.timeline(found, ledger.EVERYBODY)[-atom.MOST :])
    ]
    return _answer(request, found.headline or gettext("（只有照片）"), page, entries)


@require_safe
@in_one_language
def all_suggestions(request: HttpRequest) -> HttpResponse:
    """Published suggestions, the newest first, narrowed like the page."""
    here, form, rows = asked_suggestions(request)
    listed = suggestions.public_listing(rows, on=timezone.localdate(), size=atom.MOST).items
    changes = ledger.changes((row.case.subject for row in listed), APPEARS)
    entries = [
        _entry(request, row.case.uid, card, changes.get(row.case.subject, row.case.created_at), "")
        for row, card in zip(listed, suggestion_cards(listed), strict=True)
    ]
    title = " · ".join([gettext("%(place)s的代表建议") % {"place": here.name}, *form.words])
    return _answer(request, title, "/suggestions", entries)


def _answer(request: HttpRequest, title: str, page: str, entries: Iterable[atom.Entry]) -> HttpResponse:
    limits.hit(f"feed:{address_of(request)}", READS, WINDOW, timezone.now())
    home = _home(request)
    given = {name: value for name, value in request.GET.items() if value}
    asked = f"?{urlencode(given)}" if given else ""
    feed = atom.Feed(
        title=title,
        author=gettext("%(place)s人大") % {"place": place(request).name} if place(request).name else gettext("呼应"),
        here=f"{home}{request.path}{asked}",
        page=f"{home}{page}{asked}",
        language="en" if get_language() == "en" else "zh-Hans",
        entries=tuple(entries),
    )
    made = HttpResponse(atom.document(feed), content_type=f"{atom.TYPE}; charset=utf-8")
    return pages.fresh(request, made, feed.updated, FRESH)


def _home(request: HttpRequest) -> str:
    return settings.PUBLIC_URL or request.build_absolute_uri("/").rstrip("/")
