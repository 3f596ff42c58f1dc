"""Reading the network of stations, and the links on their walls."""

import io
import json
import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

import segno
from django.core import signing
from django.db.models import Q, QuerySet
from django.urls import reverse

from huying.base.organs import memory
from huying.base.people import queries as people
from huying.field.stations import permissions, rules
from huying.field.stations.models import Station
from huying.kernel.actor import Actor, Role
from huying.kernel.errors import Missing
from huying.kernel.words import N_

SALT = "huying.station.link"
PREFILL = ("village", "place", "channel", "category", "deputy", "campaign")
"""What a signed link may hold; what it means is for the room of voices to say."""

# Station is a value that other rooms may hold and name; its table is not theirs.
__all__ = [
    "Station",
    "by_code",
    "by_id",
    "get",
    "kept_by",
    "manageable",
    "network",
    "open_in",
    "poster_url",
    "qr_svg",
    "qr_url",
    "read_link",
    "serving",
    "staff",
    "station",
]


class _Short:
    """JSON with its characters as they are: a code on a wall has no room to spare."""

    def dumps(self, given: Any) -> bytes:
        return json.dumps(given, ensure_ascii=False, separators=(",", ":")).encode()

    def loads(self, given: bytes) -> Any:
        return json.loads(given)


def station(pk: int) -> Station | None:
    """The station with this id, or None. A merged one answers with the one that took it over."""
    return _today(Station.objects.select_related("merged_into").filter(pk=pk).first())


def by_code(code: str) -> Station | None:
    """The station whose QR code this is; the code of a merged station leads to the new one. None when unknown."""
    return _today(Station.objects.select_related("merged_into").filter(code=rules.clean_code(code)).first())


def get(uid: uuid.UUID | str) -> Station:
    """The station with this public id, merged ones included; Missing when there is none."""
    try:
        found = Station.objects.select_related("parent", "merged_into").filter(uid=uuid.UUID(str(uid))).first()
    except ValueError:
        found = None
    if found is None:
        raise Missing(N_("没有这个联络站。"))
    return found


def by_id(ids: Iterable[int]) -> dict[int, Station]:
    """Stations by id, merged ones as themselves (history names them). One statement."""
    return Station.objects.in_bulk(list(set(ids)))


def serving(region: str) -> Station | None:
    """The open station that serves a region: its own, else its township's, else the county's; the oldest of them."""
    codes = [code for code in (region, region[:9], region[:6]) if code]
    found = Station.objects.filter(region__in=codes, state="open")
    return max(found, key=lambda row: (len(row.region), -row.pk), default=None)


def open_in(region: str) -> QuerySet[Station]:
    """The open stations inside a region, for lists; the whole land when it is empty."""
    return Station.objects.filter(region__startswith=region, state="open")


def network(region: str) -> list[Station]:
    """Every open station inside a region, parents before children, with ``depth`` (0 at the top). One statement."""
    rows = list(Station.objects.filter(region__startswith=region, state="open").order_by("region", "id"))
    below: dict[int | None, list[Station]] = {}
    ids = {row.pk for row in rows}
    for row in rows:
        below.setdefault(row.parent_id if row.parent_id in ids else None, []).append(row)
    return list(_walk(below, None, 0))


def _walk(below: dict[int | None, list[Station]], top: int | None, depth: int) -> Iterable[Station]:
    for row in below.get(top, []):
        row.depth = depth  # type: ignore[attr-defined]  # for the page's indent, not a column
        yield row
        yield from _walk(below, row.pk, depth + 1)


def manageable(actor: Actor) -> QuerySet[Station]:
    """The stations an actor may see at the desk: all inside the clerks' regions, staff their own."""
    regions = {post.region for post in actor.posts if post.role in permissions.CLERKS and post.region}
    own = {post.station for post in actor.posts if post.station}
    reach = Q(pk__in=own)
    for code in regions:
        reach |= Q(region__startswith=code)
    return Station.objects.filter(reach)


def kept_by(actor: Actor) -> list[int]:
    """Ids of the stations whose work the actor's station posts carry, those merged into them included."""
    own = {post.station for post in actor.posts if post.station and post.role in permissions.STAFF}
    return sorted(own | {old for old, into in (_merged() if own else ()) if into in own})


def _merged() -> list[tuple[int, int | None]]:
    """Every merged station with the one that took it over: few, asked on every page of a station, so remembered."""
    rows = Station.objects.exclude(merged_into=None).values_list("pk", "merged_into")
    return memory.recall("merged stations", lambda: list(rows))


def staff(station: Station, on: date) -> dict[Role, list[int]]:
    """Person ids of the station's head and officers on a day."""
    found = {role: people.holders(on, [role], station=station.pk) for role in permissions.STAFF}
    return {role: ids for role, ids in found.items() if ids}


def qr_url(station: Station, **prefill: str) -> str:
    """The path of its QR code: ``/s/<code>``, with ``?k=`` a signed prefill (keys of ``PREFILL``)."""
    path = f"/s/{station.code}"
    if not prefill:
        return path
    told = {"s": station.code, **prefill}
    return f"{path}?k={signing.Signer(salt=SALT).sign_object(told, _Short, compress=True)}"


def read_link(station: Station, token: str) -> dict[str, str] | None:
    """The prefill of a signed link; {} without a token, None when it is forged, altered or of another station.

    The caller then shows the plain station page with a gentle sentence: an old or torn poster is nobody's fault.
    """
    if not token:
        return {}
    try:
        data: dict[str, Any] = signing.Signer(salt=SALT).unsign_object(token[:1000], _Short)
    except (signing.BadSignature, ValueError):
        return None
    codes = {station.code, *station.absorbed.values_list("code", flat=True)}
    if not isinstance(data, dict) or data.get("s") not in codes:
        return None
    return {key: str(value) for key, value in data.items() if key in PREFILL}


def qr_svg(address: str) -> str:
    """A QR code as an inline SVG, black on white with its quiet zone; error correction M as posters get dirty."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, svgns=True, border=4, scale=1, dark="#000", light="#fff", omitsize=True
    )
    return out.getvalue().decode()


def poster_url(station: Station) -> str:
    return reverse("stations:poster", args=[station.uid])


def _today(found: Station | None) -> Station | None:
    return found.merged_into if found is not None and found.merged_into_id else found
