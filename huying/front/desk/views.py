"""The home page of every role, and finding things."""

import re

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from huying.base.web import acts, pages
from huying.field.voices import queries as voices
from huying.front.desk.home import home
from huying.kernel.actor import Actor
from huying.work.suggestions import queries as suggestions

SIZE = 20
NUMBER = re.compile(r"第?\s*(\d{1,6})\s*号?")


def _actor(request: HttpRequest) -> Actor:
    found: Actor = request.actor  # type: ignore[attr-defined]  # set by people.middleware
    return found


@acts.signed_in
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What I owe by when, what is new, what I follow."""
    now = timezone.now()
    return pages.render(request, "desk/home.html", {"home": home(_actor(request), timezone.localdate(now), now)})


@acts.signed_in
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Suggestions and voices the reader may see that hold these words; two characters suffice, a number too."""
    actor, today = _actor(request), timezone.localdate()
    words = request.GET.get("q", "").strip()[:60]
    found, said, turns = [], [], {}
    if words:
        number = NUMBER.fullmatch(words)
        wanted = suggestions.Wanted(number=int(number[1])) if number else suggestions.Wanted(words=words)
        found = suggestions.listing(actor, on=today, wanted=wanted, size=SIZE).items
        rows = voices.found_by(actor, words).select_related("station")
        said = list(rows.order_by("-id")[:SIZE])
        owed = voices.clocks_of(said)
        turns = {row.pk: voices.turn_of(row, today, owed.get(row.subject, [])) for row in said}
    context = {"words": words, "found": found, "said": said, "turns": turns, "most": SIZE}
    return pages.render(request, "desk/search.html", context)
