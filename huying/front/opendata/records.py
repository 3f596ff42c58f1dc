"""Published voices as Open311 requests. A page costs the same few statements, however long it is."""

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.db.models import ExpressionWrapper, F, FloatField, Q, QuerySet
from django.db.models.functions import Floor
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone
from django.utils.translation import get_language, gettext

from huying.base.ledger import queries as ledger
from huying.base.organs import queries as organs
from huying.field.voices import queries as voices
from huying.field.voices.queries import Voice
from huying.front.opendata.asked import MOST, Circle, Wanted
from huying.front.opendata.places import METRES
from huying.playbooks import shelf

CLOSED = Q(state="reported", exit="guided") | Q(state="closed")
"""Nothing more is done here: ended, or shown another door."""
_PARTS = 10**voices.ROUNDED
APPEARS = ("voice.published",)
"""A voice changes for everybody when it appears, too: who asks for what is new must not miss it."""


def found(region: str, wanted: Wanted) -> list[Voice]:
    """The published voices that fit, newest first. Two statements."""
    rows = voices.public(region=region).order_by("-created_at", "-pk")
    rows = rows.filter(uid__in=wanted.ids) if wanted.ids is not None else _fitting(rows, wanted)
    keys = list(rows.values_list("pk", flat=True)[:MOST])[wanted.first : wanted.first + wanted.size]
    return list(rows.filter(pk__in=keys)) if keys else []


def _fitting(rows: QuerySet[Voice], wanted: Wanted) -> QuerySet[Voice]:
    if wanted.since:
        rows = rows.filter(created_at__gte=wanted.since)
    if wanted.until:
        rows = rows.filter(created_at__lte=wanted.until)
    if wanted.changed_since and wanted.changed_until:
        rows = rows.filter(pk__in=ledger.changed("voice", wanted.changed_since, APPEARS))
        rows = rows.exclude(pk__in=ledger.changed("voice", wanted.changed_until, APPEARS))
    if wanted.services:
        rows = rows.filter(category__in=wanted.services)
    if len(wanted.statuses) == 1:
        rows = rows.filter(CLOSED) if wanted.statuses == ("closed",) else rows.exclude(CLOSED)
    return rows.filter(_inside(wanted.near)) if wanted.near else rows


def _inside(near: Circle) -> Q:
    """A circle, flat enough for fifty kilometres: squares and sums that every database can do.

    It asks of the places as they are told, or ever smaller circles would find out the door.
    """
    north, east = METRES, METRES * math.cos(math.radians(near.at.latitude))
    up, along = (_told("latitude") - near.at.latitude) * north, (_told("longitude") - near.at.longitude) * east
    square = ExpressionWrapper(up * up + along * along, output_field=FloatField())
    reach = near.metres / north + 1 / _PARTS
    box = Q(latitude__gte=near.at.latitude - reach, latitude__lte=near.at.latitude + reach)
    return box & Q(longitude__isnull=False) & Q(LessThanOrEqual(square, near.metres**2))


def _told(name: str) -> Any:
    """A coordinate as strangers are told it."""
    return ExpressionWrapper(Floor(F(name) * _PARTS + 0.5) / float(_PARTS), output_field=FloatField())


def told(rows: Sequence[Voice], today: date) -> tuple[list[dict[str, Any]], datetime | None]:
    """The rows as requests, and when the newest change was. Two statements; names come from memory."""
    owed = voices.clocks_of(rows) if rows else {}
    changes = ledger.changes((row.subject for row in rows), APPEARS) if rows else {}
    units = organs.organs_by_id([row.unit_id for row in rows if row.unit_id])
    places = organs.names_of_regions({row.region for row in rows})
    requests, photos = [], voices.photos(rows)
    for row in rows:
        latitude, longitude = voices.spot(row)
        turn = voices.turn_of(row, today, owed.get(row.subject, []))
        closed = is_closed(row)
        unit = units.get(row.unit_id or 0)
        due = turn.deadline.due if turn.deadline and not closed else None
        requests.append(
            {
                "service_request_id": str(row.uid),
                "status": "closed" if closed else "open",
                "status_notes": str(turn),
                "service_name": service_name(row),
                "service_code": row.category,
                "description": row.text,
                "agency_responsible": unit.name if unit else row.station.name,
                "service_notice": gettext("由%(station)s受理") % {"station": row.station.name},
                "requested_datetime": stamp(row.created_at),
                "updated_datetime": stamp(changes.get(row.subject, row.created_at)),
                "expected_datetime": stamp(timezone.make_aware(datetime.combine(due, time(23, 59, 59)))) if due else "",
                "address": voices.address(row) or places.get(row.region, ""),
                "address_id": row.region,
                "zipcode": "",
                "lat": latitude,
                "long": longitude,
                "media_url": next((f"{settings.PUBLIC_URL}{href}" for href in hrefs(row, photos)), ""),
            }
        )
    return requests, max(changes.values(), default=None)


def hrefs(row: Voice, photos: Mapping[str, Sequence[Any]]) -> list[str]:
    """Where the public photos of a voice are, without the host."""
    return [f"/voices/{row.uid}/photo/{each.uid}" for each in photos.get(row.subject, ())]


def is_closed(row: Voice) -> bool:
    """As ``CLOSED`` says of rows in the database."""
    return row.state == "closed" or (row.state == "reported" and row.exit == "guided")


def service_name(row: Voice) -> str:
    """The category as the voice's own edition names it."""
    known = shelf.by_edition(row.edition).voices.categories
    return next((each.shown(get_language() or "") for each in known if each.code == row.category), "")


def stamp(at: datetime) -> str:
    """W3C date and time with the zone: 2026-03-06T09:30:00+08:00."""
    return timezone.localtime(at).isoformat(timespec="seconds")
