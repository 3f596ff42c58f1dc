"""The network of stations for programs: anybody reads what is on the doors; clerks and staff change it."""

import inspect
import uuid
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from ninja import Query, Router, Schema
from pydantic import Field

from huying.base.people import queries as people
from huying.base.people.api import OPEN, SIGNED
from huying.base.web import api
from huying.base.web.api import Act, Done, Given, Key, Number, Place, Word, among
from huying.field.stations import commands, permissions, queries
from huying.field.stations.models import Station
from huying.field.stations.states import MACHINE
from huying.kernel.actor import ROLE_LABELS, Actor, Role
from huying.kernel.errors import Missing
from huying.kernel.words import N_

router = Router(auth=SIGNED, tags=["stations"])
ON_THE_DOOR = ("code", "name", "kind", "mode", "region", "address", "open_hours", "phone", "state", "version")


class StationOut(Schema):
    """What is on a station's door. ``code`` is its QR code's: ``/s/<code>``."""

    uid: uuid.UUID
    code: str
    name: str
    kind: str
    mode: str
    region: str
    address: str
    open_hours: str
    phone: str
    state: str
    version: int


class StationPage(Schema):
    """Open stations, newest first."""

    items: list[StationOut]
    next: int | None


class StationMember(Schema):
    """Somebody who works at a station."""

    role: str
    label: str
    person: int
    name: str


class StationDetail(StationOut):
    """One station. ``staff`` is there for those who keep it; ``merged_into`` is the one that took it over."""

    zones: list[str]
    latitude: float | None
    longitude: float | None
    parent: uuid.UUID | None
    merged_into: uuid.UUID | None
    manager: str
    staff: list[StationMember]


class StationsWanted(api.Sized):
    """``region``: a division code; what lies inside it."""

    region: Annotated[str, Field(pattern=r"^([0-9]{6}|[0-9]{9}|[0-9]{12})?$")] = ""


@router.get("", auth=OPEN, response=api.reads(StationPage), summary="联络站", operation_id="stations")
def listing(request: HttpRequest, asked: Query[StationsWanted]) -> HttpResponse:
    """The open stations of a place."""
    fields = ("uid", *ON_THE_DOOR)
    items, following = api.page(queries.open_in(asked.region), fields, before=asked.before, size=asked.size)
    return api.answer({"items": items, "next": following})


@router.get(
    "/by-code/{code}", auth=OPEN, response=api.reads(StationDetail), summary="扫码找站", operation_id="station_by_code"
)
def by_code(request: HttpRequest, code: str) -> HttpResponse:
    """The station of a QR code; the code of a merged one leads to the new one."""
    found = queries.by_code(code)
    if found is None:
        raise Missing(N_("没有这个联络站。"))
    return _detail(request, queries.get(found.uid))


@router.get("/{uuid:uid}", auth=OPEN, response=api.reads(StationDetail), summary="联络站资料", operation_id="station")
def detail(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One station, merged and closed ones included."""
    return _detail(request, queries.get(uid))


def _detail(request: HttpRequest, row: Station) -> HttpResponse:
    staff = queries.staff(row, timezone.localdate()) if _keeps(api.actor_of(request), row) else {}
    names = people.names([row.manager, *(pk for ids in staff.values() for pk in ids)])
    return api.answer(
        {
            "uid": row.uid,
            **api.picked(row, *ON_THE_DOOR, "zones", "latitude", "longitude"),
            "parent": row.parent.uid if row.parent else None,
            "merged_into": row.merged_into.uid if row.merged_into else None,
            "manager": names.get(row.manager, ""),
            "staff": [
                {"role": role, "label": gettext(ROLE_LABELS[role]), "person": pk, "name": names.get(pk, "")}
                for role, ids in staff.items()
                for pk in ids
            ],
        }
    )


def _keeps(actor: Actor, row: Station) -> bool:
    return bool(permissions.clerk(actor, row.region) or actor.post(*permissions.STAFF, station=row.pk))


class StationDoor(Given):
    """What a station's page and poster say."""

    kind: Annotated[Word, among(Station.Kind.values)] = "station"
    mode: Annotated[Word, among(Station.Mode.values)] = "fixed"
    address: Word = ""
    open_hours: Word = ""
    phone: Word = ""
    zones: Annotated[list[Word], Field(max_length=20)] = Field(default_factory=list)
    manager: Annotated[Number, Field(description="Person, 0 for none.")] = 0
    latitude: Annotated[float | None, Field(ge=-90, le=90, allow_inf_nan=False)] = None
    longitude: Annotated[float | None, Field(ge=-180, le=180, allow_inf_nan=False)] = None
    parent: Annotated[uuid.UUID | None, Field(description="The station above it; null at the top.")] = None


class StationNew(StationDoor):
    """A station to be opened."""

    region: Place
    name: Word
    code: Annotated[Word, Field(description="Of its address; made up when left out.")] = ""


class StationEdit(StationDoor, Act):
    """Changes; what is left out stays."""

    name: Word = ""


class StationAppoint(Act):
    """A person of the register, as head or officer."""

    person: Number
    role: Annotated[Word, among(permissions.STAFF)]


class StationMerge(Act):
    """The station that takes this one over."""

    into: uuid.UUID


COMMANDS = {
    "edit": (StationEdit, commands.edit_station),
    "appoint": (StationAppoint, commands.appoint),
    "merge": (StationMerge, commands.merge_station),
    "close": (Act, commands.close_station),
    "reopen": (Act, commands.reopen_station),
}


@router.post("", response=api.writes(Done, 201), summary="设立联络站", operation_id="station_open")
def open_station(request: HttpRequest, given: StationNew, key: Key = None) -> HttpResponse:
    """Open a station: the clerks of its congress, or of the one above."""
    made = commands.open_station(
        actor=api.actor_of(request), now=timezone.now(), command_id=key, **_named(given.given())
    )
    return _done(made, 201)


def _verb(verb: str) -> None:
    kind, run = COMMANDS[verb]

    def act(request: HttpRequest, uid: uuid.UUID, given: Given, key: Key = None) -> HttpResponse:
        row = queries.get(uid)
        told = _named(given.given())
        return _done(run(actor=api.actor_of(request), now=timezone.now(), command_id=key, station=row.pk, **told))

    act.__annotations__["given"] = kind
    router.post(
        f"/{{uuid:uid}}/{verb}",
        response=api.writes(Done),
        summary=MACHINE.verbs[verb],
        description=inspect.getdoc(run),
        operation_id=f"station_{verb}",
    )(act)


for name in COMMANDS:
    _verb(name)


def _named(given: dict[str, Any]) -> dict[str, Any]:
    """Stations by their keys, a role as a role: what the commands take."""
    for ref in given.keys() & {"parent", "into"}:
        given[ref] = queries.get(given[ref]).pk if given[ref] else 0
    if "role" in given:
        given["role"] = Role(given["role"]) if given["role"] in list(Role) else given["role"]
    return given


def _done(row: Station, status: int = 200) -> HttpResponse:
    return api.answer(api.picked(row, "uid", "state", "version"), status)
