"""The deputy's own pages: a new draft, its words changed, colleagues invited."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext

from huying.base.organs import queries as organs
from huying.base.people import queries as people
from huying.base.web import acts, pages
from huying.field.voices import queries as voices
from huying.kernel.actor import Actor, Role
from huying.kernel.errors import Denied
from huying.kernel.words import N_
from huying.playbooks.shelf import Book
from huying.work.suggestions import commands, permissions, queries, showing, telling
from huying.work.suggestions.forms import VerbForm
from huying.work.suggestions.forms.draft import DraftForm, EditForm, InviteForm, Picker, picker
from huying.work.suggestions.models import Suggestion
from huying.work.suggestions.views.acting import Deed, check, check_now, do, doing, show
from huying.work.suggestions.views.doors import actor_of, matter_of, page

ONLY_DEPUTIES = N_("只有本级现任代表可以提出建议，不能代办。")
SEVERAL = ("voices", "cosigners", "people")


@dataclass(frozen=True, slots=True)
class Ground:
    """What a new draft stands on: the congress it goes to, its playbook, its deputies and units, the voices at hand."""

    region: str
    regions: list[tuple[str, str]]
    book: Book
    seats: list[Any]
    units: list[tuple[int, str]]
    voices: list[tuple[str, str]]


@page("GET", "HEAD", "POST")
def new(request: HttpRequest) -> HttpResponse:
    """A new suggestion, out of nothing or out of what citizens said."""
    actor, now = actor_of(request), timezone.now()
    ground = _ground(request, actor, timezone.localdate(now))
    look = "look" in request.POST or (request.method != "POST" and "look" in request.GET)
    typed = request.POST if request.method == "POST" else request.GET
    offered: dict[str, Any] = {
        "book": ground.book,
        "regions": ground.regions,
        "units": ground.units,
        "voices": ground.voices,
        "deputies": [seat.person_id for seat in ground.seats],
    }
    if look:
        form = DraftForm(initial=_typed(typed), **offered)
        return _draft_page(request, actor, ground, form)
    form = acts.form_for(DraftForm, request, initial={"voices": request.GET.getlist("voice")}, **offered)
    if request.method == "POST":
        made = acts.perform(form, lambda **given: commands.draft(actor=actor, now=now, **given))
        if made is not None:
            return redirect(f"/desk/suggestions/{made.uid}?done=draft")
    return _draft_page(request, actor, ground, form, status=422 if request.method == "POST" else 200)


def _ground(request: HttpRequest, actor: Actor, on: date) -> Ground:
    held = [post.region for post in actor.posts if post.role is Role.DEPUTY and not post.on_behalf_of]
    if not held:
        raise Denied(ONLY_DEPUTIES)
    asked = request.POST.get("region") or request.GET.get("region", "")
    region = asked if asked in held else min(held, key=len)
    permissions.check_draft(actor, region)
    names = organs.names_of_regions(held)
    regions = [(code, gettext("%(place)s人大") % {"place": names.get(code, code)}) for code in [region, *held]]
    seats = people.deputies(region, on)
    mine = next((seat for seat in seats if seat.person_id == actor.person), None)
    wanted = [*request.GET.getlist("voice"), *request.POST.getlist("voices")]
    found = voices.for_draft(actor, home=mine.home if mine else "", wanted=wanted)
    return Ground(
        region,
        list(dict.fromkeys(regions)),
        organs.book_for(region, on),
        seats,
        [(row.pk, row.name) for row in organs.units(region, on)],
        [(str(row.uid), f"{row.headline or gettext('只有照片')} · {row.station.name}") for row in found],
    )


def _typed(data: QueryDict) -> dict[str, Any]:
    """What was typed so far, to stand in the form again after a look-up."""
    return {key: data.getlist(key) if key in SEVERAL else value for key, value in data.items() if key != "command_id"}


def _draft_page(request: HttpRequest, actor: Actor, ground: Ground, form: DraftForm, status: int = 200) -> HttpResponse:
    title, body = (str(form[name].value() or "") for name in ("title", "body"))
    chosen = {str(pk) for pk in form["cosigners"].value() or []}
    asked = request.POST.get("find") or request.GET.get("find", "")
    context = {
        "form": form,
        "picker": _picker(ground.seats, actor, chosen, asked, ()),
        "fit": showing.options(ground.book.suggestions.topics_fit),
        "unfit": showing.options(ground.book.suggestions.topics_unfit),
        "alike": _alike(actor, ground, title, body),
        "looked": bool(title or body),
        "organ": telling.organ_name,
    }
    block = "picked" if request.headers.get("HX-Target") == "picked" else None
    return pages.render(request, "suggestions/draft.html", context, block=block, status=status)


def _picker(seats: list[Any], actor: Actor, chosen: set[str], asked: str, without: Any) -> Picker:
    return picker(seats, me=actor.person, chosen=chosen, words=asked.strip()[:40], without=without)


def _alike(actor: Actor, ground: Ground, title: str, body: str) -> list[Suggestion]:
    if len(f"{title}{body}") < 6:
        return []
    return queries.similar(actor, Suggestion(region=ground.region, title=title, body=body, created_at=timezone.now()))


@page("GET", "HEAD", "POST")
def edit(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Change the words of a draft, or of one that came back."""
    matter = matter_of(request, uid)
    check(matter, "edit")
    return do(request, Deed("edit", matter, EditForm, doing("edit", suggestion=matter.case.pk)))


@page("GET", "HEAD", "POST")
def invite(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Ask colleagues to put their names to it."""
    matter = matter_of(request, uid)
    check(matter, "invite")
    seats = people.deputies(matter.case.region, matter.on)
    asked = {row.person for row in matter.story.cosigners}
    find = request.POST.get("find") or request.GET.get("find", "")

    def more(form: VerbForm) -> dict[str, Any]:
        chosen = {str(pk) for pk in form["people"].value() or []}
        return {"picker": _picker(seats, matter.actor, chosen, find, asked)}

    options = {"deputies": [seat.person_id for seat in seats]}
    run = doing("invite", suggestion=matter.case.pk)
    deed = Deed("invite", matter, InviteForm, run, options, more)
    typed = request.POST if request.method == "POST" else request.GET
    if "look" in typed:
        check_now(deed)
        return show(request, deed, InviteForm(initial=_typed(typed), matter=matter, **options))
    return do(request, deed)
