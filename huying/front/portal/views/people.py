"""The roster of deputies and what everybody may know of one (代表法第58条)."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from huying.base.organs import queries as organs
from huying.base.people import queries as people
from huying.field.stations import queries as stations
from huying.front.portal.cards import suggestion_cards
from huying.front.portal.filters import DeputyFilter
from huying.front.portal.frame import gone, place, show
from huying.front.portal.views.places import address, qr
from huying.kernel.errors import Missing
from huying.work.suggestions import queries as suggestions

NEWEST = 20


@require_safe
def deputies(request: HttpRequest) -> HttpResponse:
    """The deputies of one congress by constituency. One statement."""
    here, today = place(request), timezone.localdate()
    form = DeputyFilter(request, here)
    words = form.asked.get("q", "")
    every = people.deputies(here.code, today) if here.code else []
    shown = [row for row in every if any(words in text for text in (row.person.name, row.constituency, row.group))]
    groups: dict[str, list[people.Mandate]] = {}
    for row in shown:
        groups.setdefault(row.constituency or row.group, []).append(row)
    context = {"place": here, "form": form, "groups": sorted(groups.items()), "total": len(every), "found": len(shown)}
    return show(request, "deputies", {**context, "words": words})


@require_safe
def deputy(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One deputy: basic information, published suggestions, where to meet."""
    today = timezone.localdate()
    try:
        seats = people.deputy(uid, today)
    except Missing as refusal:
        return gone(request, refusal)
    first = seats[0]
    names = organs.names_of_regions([code for row in seats for code in (row.region, row.home)])
    station = stations.serving(first.home or first.region)
    link = stations.qr_url(station, deputy=str(uid)) if station else ""
    page = suggestions.public_listing(suggestions.public(lead=first.person_id), on=today, size=NEWEST)
    context = {
        "person": first.person,
        "seats": [(row, names.get(row.region, ""), organs.term_label(row.term)) for row in seats],
        "home": names.get(first.home, ""),
        "station": station,
        "speak": link.replace(f"/s/{station.code}", f"/s/{station.code}/speak", 1) if station else "",
        "qr": qr(address(request, link)) if station else "",
        "cards": suggestion_cards(page.items),
        "more": page.next,
    }
    return show(request, "deputy", context)
