"""Every write to the network of stations."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from huying.base.ledger.commands import command, expect, record
from huying.base.ledger.models import Audience
from huying.base.organs import memory
from huying.base.organs import queries as organs
from huying.base.people import commands as people
from huying.field.stations import permissions, rules
from huying.field.stations.models import Station
from huying.field.stations.states import MACHINE
from huying.kernel.actor import Actor, Post, Role
from huying.kernel.errors import BadMove, Invalid, Missing
from huying.kernel.words import N_

EDITABLE = ("name", "kind", "mode", "address", "open_hours", "phone", "zones", "manager", "latitude", "longitude")


@command
def open_station(
    *, actor: Actor, now: datetime, region: str, name: str, parent: int = 0, code: str = "", **more: Any
) -> Station:
    """Open a station (设立联络站).

    Args:
        region: division code of the county, township or village it serves.
        parent: pk of the station above it in the tree, 0 at the top.
        code: of its address ``/s/<code>``; made from its public id when empty.
        more: ``kind`` and ``mode`` (Station.Kind and Station.Mode values; a fixed 联络站 when left out), ``address``,
            ``open_hours``, ``phone``, ``zones`` (list of text), ``manager`` (person id), ``latitude``, ``longitude``.

    Raises:
        Denied: not a clerk of this congress. Invalid: no name, name or code taken, unknown region or kind.
    """
    post = permissions.check_plan(actor, region)
    organs.region(region)
    station = Station(region=region, state=MACHINE.start, created_at=now)
    station.edition = organs.book_for(region, timezone.localdate(now)).edition
    station.code = rules.clean_code(code) or rules.code(station.uid.int)
    _known(more)
    _fill(station, **{"name": name, "kind": Station.Kind.STATION, **more})
    if parent:
        station.parent = _parent(parent, station)
    data = {"kind": station.kind, "parent": parent}
    _record(station, "station.opened", actor=actor, now=now, post=post, data=data)
    return station


@command
def edit_station(
    *, actor: Actor, now: datetime, station: int, version: int | None = None, parent: int | None = None, **changes: Any
) -> Station:
    """Change what a station's page says. ``changes`` are fields of ``EDITABLE``; ``parent`` 0 puts it at the top."""
    row = _locked(station)
    post = permissions.check_edit(actor, row.region, row.pk)
    expect(row, version)
    row.state = MACHINE.after(row.state, "edit")
    _known(changes)
    before = {name: getattr(row, name) for name in changes}
    _fill(row, **changes)
    if parent is not None:
        permissions.check_plan(actor, row.region)
        row.parent = _parent(parent, row) if parent else None
    changed = [name for name in changes if getattr(row, name) != before[name]]
    _record(
        row,
        "station.edited",
        actor=actor,
        now=now,
        post=post,
        save=[*changes, "parent"],
        data={"fields": sorted(changed)},
    )
    return row


@command
def appoint(
    *,
    actor: Actor,
    now: datetime,
    station: int,
    person: int,
    role: Role,
    version: int | None = None,
) -> Station:
    """Give a person a post at the station: head (站长) or officer (副站长、联络员)."""
    row = _locked(station)
    post = permissions.check_plan(actor, row.region)
    expect(row, version)
    row.state = MACHINE.after(row.state, "appoint")
    if role not in permissions.STAFF:
        raise Invalid(N_("请选站长或联络员。"), field="role")
    since = timezone.localdate(now)
    people.give_post(actor=actor, now=now, person=person, role=role, region=row.region, station=row.pk, since=since)
    _record(row, "station.appointed", actor=actor, now=now, post=post, data={"person": person, "role": str(role)})
    return row


@command
def merge_station(*, actor: Actor, now: datetime, station: int, into: int, version: int | None = None) -> Station:
    """Merge a station into another (撤并). Its row, its history and its QR code stay; the code leads to the new one.

    Those merged into it before follow, so that one step always leads to the station of today.
    """
    if station == into:
        raise Invalid(N_("不能并入自己。"), field="into")
    rows = {row.pk: row for row in Station.objects.select_for_update().filter(pk__in=[station, into]).order_by("pk")}
    if len(rows) < 2:
        raise Missing(N_("没有这个联络站。"), field="into")
    row, target = rows[station], rows[into]
    post = permissions.check_plan(actor, row.region)
    permissions.check_plan(actor, target.region)
    expect(row, version)
    row.state = MACHINE.after(row.state, "merge")
    if not target.active or target.region[:6] != row.region[:6]:
        raise Invalid(N_("请选本县一个正在开放的联络站。"), field="into")
    row.merged_into = target
    _record(row, "station.merged", actor=actor, now=now, post=post, save=["state", "merged_into"], data={"into": into})
    for old in Station.objects.select_for_update().filter(merged_into=row).order_by("pk"):
        old.merged_into = target
        _record(old, "station.merged", actor=actor, now=now, post=post, save=["merged_into"], data={"into": into})
    for found in Station.objects.select_for_update().filter(parent=row, state="open").order_by("pk"):
        child = target if found.pk == target.pk else found
        child.parent = row.parent if child is target else target
        _record(child, "station.edited", actor=actor, now=now, post=post, save=["parent"], data={"fields": ["parent"]})
    _record(target, "station.took_over", actor=actor, now=now, post=post, data={"from": station})
    memory.changed()
    return row


@command
def close_station(*, actor: Actor, now: datetime, station: int, version: int | None = None) -> Station:
    """Close a station (停用). It takes no more voices; merging is the usual way, as it keeps the QR code alive."""
    return _step("close", "station.closed", actor=actor, now=now, station=station, version=version)


@command
def reopen_station(*, actor: Actor, now: datetime, station: int, version: int | None = None) -> Station:
    """Open it again."""
    return _step("reopen", "station.reopened", actor=actor, now=now, station=station, version=version)


def _step(verb: str, line: str, *, actor: Actor, now: datetime, station: int, version: int | None) -> Station:
    row = _locked(station)
    post = permissions.check_plan(actor, row.region)
    expect(row, version)
    row.state = MACHINE.after(row.state, verb)
    if verb == "close" and Station.objects.filter(parent=row, state="open").exists():
        raise BadMove(N_("下面还有开放的联络点，请先把它们并入或改到别的站下面。"))
    _record(row, line, actor=actor, now=now, post=post, save=["state"])
    return row


def _locked(pk: int) -> Station:
    row = Station.objects.select_for_update().filter(pk=pk).first()
    if row is None:
        raise Missing(N_("没有这个联络站。"))
    return row


def _parent(pk: int, child: Station) -> Station:
    """The station above; of the same county, open, and not below the child itself."""
    parent = Station.objects.filter(pk=pk, state="open", region__startswith=child.region[:6]).first()
    if parent is None:
        raise Invalid(N_("请选本县一个正在开放的联络站。"), field="parent")
    above: Station | None = parent
    for _ in range(10):
        if above is None:
            return parent
        if above.pk == child.pk:
            break
        above = above.parent
    raise Invalid(N_("上级站不能是它自己或它下面的站。"), field="parent")


def _known(given: Mapping[str, Any]) -> None:
    if unknown := set(given) - set(EDITABLE):
        raise Invalid(N_("没有这一项资料。"), field=min(unknown))


def _fill(station: Station, **given: Any) -> None:
    for name, value in given.items():
        setattr(station, name, _checked(name, value))


def _checked(name: str, value: Any) -> Any:
    limits = {"name": 60, "address": 120, "open_hours": 120, "phone": 20}
    lists = {"kind": Station.Kind.values, "mode": Station.Mode.values}
    if name in limits:
        return rules.line(value, field=name, limit=limits[name], needed=name == "name")
    if name in lists and value not in lists[name]:
        raise Invalid(N_("请从列出的项目里选一项。"), field=name)
    return rules.zones(list(value)) if name == "zones" else value


def _record(
    station: Station,
    line: str,
    *,
    actor: Actor,
    now: datetime,
    post: Post | None,
    save: Sequence[str] = (),
    data: dict[str, Any] | None = None,
) -> None:
    """One line of the station's own ledger. What is on its door is public."""
    try:
        with transaction.atomic():
            record(station, line, actor, now=now, save=save, post=post, audience=Audience.PUBLIC, data=data)
    except IntegrityError as clash:
        raise Invalid(N_("这个地方已经有同名的联络站，或者编码已被用过，请换一个。"), field="name") from clash
