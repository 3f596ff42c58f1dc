"""Regions, bodies and units."""

from functools import partial
from itertools import groupby
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from huying.base.organs import commands, forms, permissions, queries
from huying.base.organs.models import Organ
from huying.base.organs.permissions import check_arrange
from huying.base.organs.views import acting
from huying.base.organs.views.acting import button
from huying.base.web import acts
from huying.base.web.acts import signed_in
from huying.kernel.errors import HouseError

LOOK = require_http_methods(["GET", "HEAD"])
DO = require_http_methods(["GET", "HEAD", "POST"])


@signed_in
@never_cache
@LOOK
def regions(request: HttpRequest) -> HttpResponse:
    """The places one keeps as a tree: county, townships and streets, villages."""
    try:
        here = acting.here(request)
    except HouseError as error:
        return acts.refuse(request, error)
    rows = queries.regions_under(here.code)
    villages = {
        code: list(group) for code, group in groupby((r for r in rows if len(r.code) == 12), lambda r: r.code[:9])
    }
    towns = [row for row in rows if len(row.code) == 9] or [queries.region(here.code)]
    add = button(_("登记地区"), here.at("add_region"), check_arrange, request.actor, here.code, main=True)
    context = {"towns": towns, "villages": villages, "count": len(rows), "buttons": [add], "may": not add.reason}
    return acting.show(request, here, "regions", context)


@signed_in
@never_cache
@DO
def add_region(request: HttpRequest) -> HttpResponse:
    """Enter a township, street or village."""
    try:
        here = acting.here(request)
        check_arrange(request.actor, here.code)
    except HouseError as error:
        return acts.refuse(request, error)
    form = acts.form_for(forms.AddRegion, request, initial={"code": here.code})
    told = _("登记后，这里就能设站、登记机构和人员。代码是全国统一的，以后不能改。")
    return acting.act(request, here, form, commands.add_region, title=_("登记地区"), consequence=told, back="regions")


@signed_in
@never_cache
@DO
def rename_region(request: HttpRequest, code: str) -> HttpResponse:
    """Correct the name of a region."""
    try:
        here = acting.here(request)
        row = queries.region(code)
        check_arrange(request.actor, code)
    except HouseError as error:
        return acts.refuse(request, error)
    form = acts.form_for(forms.RenameRegion, request, initial={"name": row.name})
    return acting.act(
        request,
        here,
        form,
        partial(commands.rename_region, code=code),
        title=_("更正 %(name)s 的名称") % {"name": row.name},
        label=_("更正"),
        consequence=_("各处都改用新名称，过去的件也一样。代码不变。"),
        back="regions",
    )


@signed_in
@never_cache
@LOOK
def bodies(request: HttpRequest) -> HttpResponse:
    """Bodies and units of one congress, and those that are no more with who took over."""
    try:
        here = acting.here(request)
    except HouseError as error:
        return acts.refuse(request, error)
    rows, today = queries.organs_ever(here.code), timezone.localdate()
    gone = [row for row in rows if (row.until is not None and row.until < today) or row.successor_id]
    there = [row for row in rows if row not in gone]
    add = button(_("登记机构"), here.at("add_body"), check_arrange, request.actor, here.code, main=True)
    context = {
        "units": [row for row in there if row.kind == Organ.Kind.UNIT],
        "bodies": [row for row in there if row.kind != Organ.Kind.UNIT],
        "gone": gone,
        "heirs": queries.organs_by_id(row.successor_id for row in gone if row.successor_id),
        "buttons": [add],
        "may": not add.reason,
    }
    return acting.show(request, here, "bodies", context)


@signed_in
@never_cache
@DO
def add_body(request: HttpRequest) -> HttpResponse:
    """Enter a body or a unit."""
    try:
        here = acting.here(request)
        check_arrange(request.actor, here.code)
    except HouseError as error:
        return acts.refuse(request, error)
    kinds = [(_("承办单位"), forms.UNIT_KINDS), (_("人大和政府机构"), forms.KINDS)]
    initial = {"region": here.code, "kind": "unit:bureau", "since": timezone.localdate()}
    listed = {"region": here.choices, "kind": kinds}
    form = acts.form_for(forms.AddOrgan, request, initial=initial, choices=listed)
    told = _("承办单位登记后就可以交办给它；人员的职务由安全管理员任命。")
    return acting.act(request, here, form, commands.add_organ, title=_("登记机构"), consequence=told, back="bodies")


@signed_in
@never_cache
@DO
def edit_body(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Correct what an organ is called."""
    try:
        permissions.check_look(request.actor)
        row = queries.organ_by_uid(uid)
        check_arrange(request.actor, row.region)
        here = acting.Here(row.region, "", [])
    except HouseError as error:
        return acts.refuse(request, error)
    initial = {"name": row.name, "short": row.short, "duties": row.duties}
    told = _(
        "各处都改用新名称，过去的件也一样。机构改革换了名称的，请另登记新机构，再把旧的并入，过去的件就保留旧名称。"
    )
    return acting.act(
        request,
        here,
        acts.form_for(forms.EditOrgan, request, initial=initial),
        partial(commands.edit_organ, organ=row.pk),
        title=_("更正 %(name)s 的资料") % {"name": row.name},
        label=_("更正"),
        consequence=told,
        back="bodies",
    )
