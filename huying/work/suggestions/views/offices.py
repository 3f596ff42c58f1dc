"""The offices' own tables: examine, assign one by one or many at once, decide what units ask; a unit's inbox."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from huying.base.organs import queries as organs
from huying.base.web import acts, pages, paging
from huying.kernel.actor import Actor
from huying.kernel.errors import Denied, HouseError, Invalid
from huying.kernel.words import N_
from huying.work.suggestions import commands, office, permissions, queries
from huying.work.suggestions.states import ROLES, TASK_STATES
from huying.work.suggestions.views.doors import actor_of, page

NOT_COMMITTEE = N_("审查立案由代表工作机构办理。")
NOT_ASSIGNER = N_("交办由政府办公室办理，乡镇由主席团办理。")
NOT_UNIT = N_("只有承办单位有收件箱。")
CHOOSE = N_("请先勾选要交办的建议，并给每一件选好主办单位。")


@page()
def examine(request: HttpRequest) -> HttpResponse:
    """What was submitted and waits for the committee, the newest first."""
    actor = actor_of(request)
    if not any(post.role in permissions.COMMITTEE for post in actor.posts):
        raise Denied(NOT_COMMITTEE)
    before = paging.number(request.GET.get("before"))
    found = queries.listing(actor, on=timezone.localdate(), state="submitted", before=before)
    own = {post.region for post in actor.posts if post.role in permissions.COMMITTEE}
    return pages.render(request, "suggestions/examine.html", {"page": found, "own": own})


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a bulk assignment: which suggestion goes to whom."""

    pooled: office.Pooled
    unit: int
    name: str

    @property
    def case(self) -> Any:
        return self.pooled.row.case


class BulkForm(acts.ActForm):
    """Only the id that makes a double tap harmless; the lines come with their own names."""


@page("GET", "HEAD", "POST")
def pool(request: HttpRequest) -> HttpResponse:
    """What waits to be assigned: choose units, look at what will happen, then do it in one go."""
    actor, today = actor_of(request), timezone.localdate()
    if not office.assigned_by(actor, today):
        raise Denied(NOT_ASSIGNER)
    pooled = office.pool(actor, today)
    units = {
        code: [(row.pk, row.name) for row in organs.units(code, today)] for code in office.assigned_by(actor, today)
    }
    form, error, chosen = BulkForm(request.POST or None), "", []
    if request.method == "POST":
        chosen = _chosen(request, pooled, units)
        if not chosen:
            error = acts.sentence(Invalid(CHOOSE))
        elif "confirm" in request.POST and form.is_valid():
            return _assign_all(request, actor, chosen, form.cleaned_data["command_id"])
    context = {
        "pool": pooled,
        "units": units,
        "names": {pk: name for listed in units.values() for pk, name in listed},
        "form": BulkForm() if error or request.method != "POST" else form,
        "error": error,
        "chosen": chosen,
        "assigned": paging.number(request.GET.get("assigned")),
        "today": today,
    }
    template = "suggestions/pool_preview.html" if chosen else "suggestions/pool.html"
    return pages.render(request, template, context, status=422 if error else 200)


def _chosen(request: HttpRequest, pooled: list[office.Pooled], units: dict[str, list[tuple[int, str]]]) -> list[Choice]:
    """The ticked lines whose unit may be assigned to; the others are left for later."""
    ticked, found = set(request.POST.getlist("pick")), []
    for each in pooled:
        case = each.row.case
        unit = paging.number(request.POST.get(f"unit-{case.pk}")) or 0
        name = dict(units.get(case.region, [])).get(unit)
        if str(case.pk) in ticked and name:
            found.append(Choice(each, unit, name))
    return found


def _assign_all(request: HttpRequest, actor: Actor, chosen: list[Choice], command_id: uuid.UUID) -> HttpResponse:
    """Each line is its own command, so that one refusal holds nothing else up; refusals come back with their reason."""
    now, failed = timezone.now(), []
    for choice in chosen:
        version = paging.number(request.POST.get(f"version-{choice.case.pk}"))
        try:
            commands.assign(
                actor=actor,
                now=now,
                suggestion=choice.case.pk,
                version=version,
                lead=choice.unit,
                command_id=uuid.uuid5(command_id, str(choice.case.pk)),
            )
        except HouseError as refusal:
            failed.append((choice, acts.sentence(refusal)))
    done = len(chosen) - len(failed)
    if not failed:
        return redirect(f"/desk/suggestions/pool?assigned={done}")
    said = ngettext("交办了 %(n)s 件，下面这些没有办成。", "交办了 %(n)s 件，下面这些没有办成。", done) % {"n": done}
    return pages.render(request, "suggestions/pool_failed.html", {"failed": failed, "said": said}, status=409)


@page()
def decisions(request: HttpRequest) -> HttpResponse:
    """Returns, extensions and replies to vet, with the time left for each."""
    actor, today = actor_of(request), timezone.localdate()
    if not office.vetted_by(actor):
        raise Denied(NOT_ASSIGNER)
    context = {"found": office.decisions(actor, today), "rules": bool(office.assigned_by(actor, today))}
    return pages.render(request, "suggestions/decisions.html", context)


@page()
def inbox(request: HttpRequest) -> HttpResponse:
    """What the reader's units owe to whom, by due date, each with the next thing to do."""
    actor, today = actor_of(request), timezone.localdate()
    if not any(post.role in office.UNIT and post.organ for post in actor.posts):
        raise Denied(NOT_UNIT)
    duties = office.inbox(actor, today)
    stand = request.GET.get("stand", "")
    counts: dict[str, int] = {}
    for duty in duties:
        counts[duty.state or "promise"] = counts.get(duty.state or "promise", 0) + 1
    labels = {**TASK_STATES, "promise": N_("承诺")}
    context = {
        "duties": [duty for duty in duties if not stand or (duty.state or "promise") == stand],
        "tabs": [(gettext("全部"), "?", not stand, len(duties))]
        + [(gettext(labels[key]), f"?stand={key}", stand == key, counts[key]) for key in labels if key in counts],
        "labels": {key: gettext(label) for key, label in labels.items()},
        "roles": {**{key: gettext(label) for key, label in ROLES.items()}, "promise": gettext("承诺")},
    }
    return pages.render(request, "suggestions/inbox.html", context)
