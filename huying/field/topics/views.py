"""The public pages: the list that was published, and each topic on it."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from huying.base.organs import queries as organs
from huying.base.web import acts, pages, paging
from huying.field.topics import citations, queries
from huying.field.topics.states import MACHINE
from huying.kernel.actor import PUBLIC
from huying.kernel.errors import HouseError


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """What many speak of, and what the congress makes of it."""
    page = paging.keyset(queries.public(), size=queries.SIZE, before=request.GET.get("before"))
    names = organs.names_of_regions({row.region for row in page.items})
    rows = [(row, names.get(row.region, ""), queries.turn_of(row, public=True)) for row in page.items]
    return pages.render(request, "topics/list.html", {"rows": rows, "page": page, "states": MACHINE.states})


@require_safe
def topic(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One published topic: figures, decisions, what came of it, the published voices behind it."""
    try:
        row = queries.get_public(uid)
    except HouseError as refusal:
        return acts.refuse(request, refusal)
    made = queries.decisions([row]).get(row.pk, [])
    context = {
        "topic": row,
        "state": gettext(MACHINE.states[row.state]),
        "turn": queries.turn_of(row, public=True),
        "place": organs.names_of_regions([row.region]).get(row.region, ""),
        "category": queries.category(row.region, row.category, timezone.localdate()),
        "numbers": queries.numbers(row),
        "decisions": [queries.decided(each) for each in made],
        "cited": [each for each in citations.cited(row, PUBLIC) if each.survey],
        "voices": queries.published_voices(row),
    }
    return pages.render(request, "topics/topic.html", context)
