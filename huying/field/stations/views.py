"""The desk's pages of stations: the network, one station, its staff, its poster."""

import uuid
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from huying.base.organs import queries as organs
from huying.base.people import queries as people
from huying.base.web import acts, pages
from huying.base.web.acts import ActForm
from huying.field.stations import commands, permissions, queries
from huying.field.stations.forms import AppointForm, MergeForm, NewStationForm, StationForm
from huying.field.stations.models import Station
from huying.field.stations.states import MACHINE
from huying.kernel.actor import ROLE_LABELS, Actor
from huying.kernel.errors import Denied, HouseError, Missing
from huying.kernel.words import N_

HIDDEN = N_("没有这个联络站。")
DONE = {
    "new": N_("联络站已经设立。接下来安排站长和联络员，打印海报贴到墙上。"),
    "edit": N_("资料已经改好，群众扫码看到的就是新的。"),
    "appoint": N_("已经安排，从今天起就能办理本站的民声。"),
    "merge": N_("已经并入，旧二维码会带到新站。"),
}
"""What was done, and what comes next; shown once above the station."""


@acts.signed_in
@require_GET
def network(request: HttpRequest) -> HttpResponse:
    """The network as a tree. Three statements, however many stations."""
    actor = _actor(request)
    regions = sorted({post.region for post in actor.posts if post.role in permissions.CLERKS and post.region})
    rows = queries.network(regions[0]) if regions else list(queries.manageable(actor).filter(state="open"))
    names = organs.names_of_regions(row.region for row in rows)
    managers = people.names(row.manager for row in rows)
    context = {
        "rows": [
            (row, getattr(row, "depth", 0), names.get(row.region, ""), managers.get(row.manager, "")) for row in rows
        ],
        "may_open": bool(regions),
    }
    return pages.render(request, "stations/network.html", context)


@acts.signed_in
@require_GET
def station(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One station: what its door says, who works there, what may be changed."""
    try:
        found = _found(request, uid)
    except Missing as refusal:
        return acts.refuse(request, refusal)
    return _page(request, found)


def _page(
    request: HttpRequest, found: Station, bound: dict[str, ActForm] | None = None, status: int = 200
) -> HttpResponse:
    actor, today = _actor(request), timezone.localdate()
    staff = queries.staff(found, today)
    names = people.names([found.manager, *(pk for ids in staff.values() for pk in ids)])
    said = DONE.get(request.GET.get("done", ""), "")
    initial = {"version": found.version}
    forms: dict[str, ActForm] = {}
    if found.active and permissions.clerk(actor, found.region):
        forms = {
            "appoint": AppointForm(station=found, initial=dict(initial)),
            "merge": MergeForm(station=found, initial=dict(initial)),
        }
    context = {
        "station": found,
        "region": organs.names_of_regions([found.region]).get(found.region, ""),
        "people": [
            (gettext(ROLE_LABELS[role]), gettext("、").join(names.get(pk, "") for pk in ids))
            for role, ids in staff.items()
        ],
        "done": said and gettext(said),
        "manager": names.get(found.manager, ""),
        "state": gettext(MACHINE.states[found.state]),
        "forms": forms | (bound or {}),
        "opened": next(iter(bound or {}), ""),
        "may_edit": found.active and _may_edit(actor, found),
        "public_url": queries.qr_url(found),
    }
    return pages.render(request, "stations/station.html", context, status=status)


@acts.signed_in
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Change what the door says."""
    actor, now = _actor(request), timezone.now()
    try:
        found = _found(request, uid)
        permissions.check_edit(actor, found.region, found.pk)
    except HouseError as refusal:
        return acts.refuse(request, refusal)
    fields = ("name", "kind", "mode", "address", "open_hours", "phone", "latitude", "longitude")
    initial = {name: getattr(found, name) for name in fields}
    initial |= {"zones": "\n".join(found.zones), "version": found.version}
    form = acts.form_for(StationForm, request, initial=initial)

    def change(**given: Any) -> Station:
        return commands.edit_station(actor=actor, now=now, station=found.pk, **given)

    if request.method == "POST" and acts.perform(form, change) is not None:
        return redirect(f"/desk/stations/{found.uid}?done=edit")
    return _form_page(request, form, found, gettext("修改联络站资料"))


@acts.signed_in
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open a station."""
    actor, now = _actor(request), timezone.now()
    if not any(post.role in permissions.CLERKS for post in actor.posts):
        return acts.refuse(request, Denied(N_("联络站的设立、合并和人员由乡镇人大或县人大代工委安排。")))
    form = acts.form_for(NewStationForm, request, actor=actor)

    def open_it(**given: Any) -> Station:
        given.pop("version", None)
        return commands.open_station(actor=actor, now=now, **given)

    if request.method == "POST" and (made := acts.perform(form, open_it)) is not None:
        return redirect(f"/desk/stations/{made.uid}?done=new")
    return _form_page(request, form, None, gettext("设立联络站"))


def _form_page(request: HttpRequest, form: ActForm, found: Station | None, title: str) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return pages.render(request, "stations/form.html", {"form": form, "station": found, "title": title}, status=status)


@acts.signed_in
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, uid: uuid.UUID, verb: str) -> HttpResponse:
    """Appoint staff, or merge into another station."""
    actor, now = _actor(request), timezone.now()
    try:
        found = _found(request, uid)
        permissions.check_plan(actor, found.region)
    except HouseError as refusal:
        return acts.refuse(request, refusal)
    kind, run = {"appoint": (AppointForm, commands.appoint), "merge": (MergeForm, commands.merge_station)}[verb]
    form = acts.form_for(kind, request, initial={"version": found.version}, station=found)
    if request.method == "GET":
        return _page(request, found, {verb: form})
    if acts.perform(form, lambda **given: run(actor=actor, now=now, station=found.pk, **given)) is None:
        return _page(request, found, {verb: form}, status=422)
    return redirect(f"/desk/stations/{found.uid}?done={verb}")


@acts.signed_in
@require_GET
def poster(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The QR poster for the wall, A4, black on white."""
    try:
        found = _found(request, uid)
    except Missing as refusal:
        return acts.refuse(request, refusal)
    address = (settings.PUBLIC_URL or request.build_absolute_uri("/").rstrip("/")) + queries.qr_url(found)
    context = {"station": found, "address": address, "qr": queries.qr_svg(address)}
    return pages.render(request, "stations/poster.html", context)


def _found(request: HttpRequest, uid: uuid.UUID) -> Station:
    """The station, for those who keep it; Missing for others. Its public page is elsewhere."""
    found = queries.get(uid)
    if not _may_edit(_actor(request), found):
        raise Missing(HIDDEN)
    return found


def _may_edit(actor: Actor, found: Station) -> bool:
    return (
        permissions.clerk(actor, found.region) is not None
        or actor.post(*permissions.STAFF, station=found.pk) is not None
    )


def _actor(request: HttpRequest) -> Actor:
    found: Actor = request.actor  # type: ignore[attr-defined]  # set by people.middleware
    return found
