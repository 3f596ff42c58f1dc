"""The desk's page of what looks like a flood (疑似刷屏): groups with a preview; one or all let through or voided."""

from typing import Any

from django import forms
from django.db.models import Count, Max, Min, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from huying.base.web import acts, pages, paging
from huying.base.web.acts import PlainForm
from huying.field.stations import queries as stations
from huying.field.voices import permissions
from huying.field.voices.commands import flood
from huying.field.voices.models import Voice
from huying.field.voices.sentences import CONSEQUENCES
from huying.field.voices.states import ACTS, SUSPECTS
from huying.kernel.actor import Actor
from huying.kernel.errors import Denied, Missing
from huying.kernel.words import N_

SIZE = 50
VERBS = ("release", "discard")
NOBODY = N_("疑似刷屏的由联络站和人大工委看过再定。")
EMPTY = N_("这一组没有了：可能已经有人放行或者作废。")


class SettleForm(PlainForm):
    """Which of a group: all up to the newest that was shown, or only one."""

    upto = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    only = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)


def suspects(actor: Actor) -> "QuerySet[Voice]":
    """What is put aside and is this person's to look at."""
    reach = Q(station__in=stations.kept_by(actor))
    for post in actor.posts:
        if post.role in permissions.CLERKS and post.region:
            reach |= Q(region__startswith=post.region)
    return Voice.objects.filter(reach, state="held")


@acts.signed_in
@require_GET
def groups(request: HttpRequest) -> HttpResponse:
    """The groups, the newest first, each with its first and its last words. Four statements."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by people.middleware
    if not any(post.role in permissions.DESK for post in actor.posts):
        return acts.refuse(request, Denied(NOBODY))
    rows = suspects(actor).values("suspect__group", "suspect__why")
    told = {"n": Count("pk"), "first": Min("pk"), "newest": Max("pk"), "since": Min("created_at")}
    page = paging.keyset(
        rows.annotate(**told, until=Max("created_at")), size=SIZE, before=request.GET.get("before"), key="newest"
    )
    said = {pk for row in page.items for pk in (row["first"], row["newest"])}
    voices = Voice.objects.select_related("station").in_bulk(said)
    found = [{**row, "why": _why(row["suspect__why"]), "voices": _ends(row, voices)} for row in page.items]
    context = {"groups": found, "page": page, "done": _told(request)}
    return pages.render(request, "voices/flood.html", context)


def _why(code: str) -> str:
    return gettext(SUSPECTS[code])


def _ends(row: dict[str, Any], voices: dict[int, Voice]) -> list[Voice]:
    return [voices[pk] for pk in dict.fromkeys((row["first"], row["newest"])) if pk in voices]


@acts.signed_in
@require_GET
def group(request: HttpRequest, code: str) -> HttpResponse:
    """One group: every voice of it, and what would become of all. Three statements."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by people.middleware
    rows = suspects(actor).filter(suspect__group=code).select_related("station", "suspect")
    told = rows.aggregate(n=Count("pk"), newest=Max("pk"))
    page = paging.keyset(rows, size=SIZE, before=request.GET.get("before"))
    if not page.items:
        return acts.refuse(request, Missing(EMPTY))
    context = {
        "code": code,
        "why": _why(page.items[0].suspect.why),
        "page": page,
        "n": told["n"],
        "at_once": min(told["n"], flood.MOST),
        "acts": [(verb, gettext(ACTS[verb]), gettext(CONSEQUENCES[verb])) for verb in VERBS],
        "form": SettleForm(initial={"upto": told["newest"]}),
        "done": _told(request),
    }
    return pages.render(request, "voices/flood_group.html", context)


@acts.signed_in
@require_POST
def settle(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """Let one or all of a group through, or void them; what came after the page was shown stays aside."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by people.middleware
    form = SettleForm(request.POST)
    if verb not in VERBS or not form.is_valid():
        return acts.refuse(request, Missing(EMPTY))
    rows = suspects(actor).filter(suspect__group=code, pk__lte=form.cleaned_data["upto"])
    if only := form.cleaned_data["only"]:
        rows = rows.filter(pk=only)
    chosen = list(rows.order_by("pk").values_list("pk", flat=True)[: flood.MOST])
    done = flood.settle(verb, actor=actor, now=timezone.now(), rows=chosen)
    left = suspects(actor).filter(suspect__group=code).exists()
    there = reverse("voices:flood_group", args=[code]) if left else reverse("voices:flood")
    return redirect(f"{there}?done={verb}&n={done}")


def _told(request: HttpRequest) -> str:
    """What was done a moment ago, as the address says."""
    done, n = request.GET.get("done", ""), paging.number(request.GET.get("n"))
    if done not in VERBS or n is None:
        return ""
    said = {"release": N_("放行了 %(n)s 件，已排进新来的队列。"), "discard": N_("作废了 %(n)s 件，台账里留有记录。")}
    return gettext(said[done]) % {"n": n}
