"""From a voice or a questionnaire to a topic: into one that there is, or a new one."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from huying.base.organs import queries as organs
from huying.base.web import acts, pages
from huying.base.web.acts import ActForm
from huying.field.surveys import queries as surveys
from huying.field.surveys.queries import Survey
from huying.field.topics import citations, commands, permissions, queries
from huying.field.topics.desk import actor_of, bound, readers
from huying.field.topics.forms import AskedForm, IntoForm, NewForm, uid_of
from huying.field.topics.models import Topic
from huying.field.voices import queries as voices
from huying.field.voices.queries import Voice
from huying.kernel.actor import Actor
from huying.kernel.errors import Denied, Missing


@readers
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Propose a topic out of the questionnaire or the voice that the address names."""
    actor = actor_of(request)
    if "survey" in request.GET:
        return _asked(request, _survey(request, actor))
    return _said(request, _voice(request, actor))


def _asked(request: HttpRequest, row: Survey) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    permissions.check_propose(actor, row.region)
    book = organs.book_for(row.region, timezone.localdate(now))
    form = acts.form_for(AskedForm, request, initial={"title": row.title}, book=book, offered=citations.choices(row))
    run = bound(commands.propose, actor=actor, now=now, region=row.region)
    return _new(request, form, run, survey=row)


def _said(request: HttpRequest, voice: Voice) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    book = organs.book_for(voice.region, timezone.localdate(now))
    town = organs.names_of_regions([voice.town]).get(voice.town, "")
    kind = queries.category(voice.region, voice.category, timezone.localdate(now))
    initial = {"title": f"{town} {kind}".strip(), "category": voice.category}
    form = acts.form_for(NewForm, request, initial=initial, book=book, actor=actor, inside=voice.region)
    return _new(request, form, bound(commands.propose, actor=actor, now=now, said=[voice.uid]), voice=voice)


def _new(request: HttpRequest, form: ActForm, run: Callable[..., Topic], **about: Any) -> HttpResponse:
    if request.method == "POST" and (made := acts.perform(form, run)) is not None:
        return redirect("topics:case", uid=made.uid)
    return pages.render(request, "topics/new.html", {"form": form, **about}, status=422 if form.is_bound else 200)


@readers
@require_http_methods(["GET", "POST"])
def into(request: HttpRequest) -> HttpResponse:
    """Put one voice into a topic of one's congress, the likeliest first."""
    actor, now = actor_of(request), timezone.now()
    voice = _voice(request, actor)
    likely, holding = queries.topics_for(voice, _offices(actor, voice))
    places = organs.names_of_regions({row.region for row in likely})
    told = gettext("%(title)s（%(place)s，%(n)s 件）")
    listed = [
        (row.pk, told % {"title": row.title, "place": places.get(row.region, ""), "n": row.size}) for row in likely
    ]
    form = acts.form_for(IntoForm, request, topics=listed)
    run = bound(commands.add, actor=actor, now=now, said=[voice.uid])
    if request.method == "POST" and (made := acts.perform(form, run)) is not None:
        return redirect("topics:case", uid=made.uid)
    context = {"voice": voice, "form": form, "listed": listed, "holding": holding}
    return pages.render(request, "topics/into.html", context, status=422 if form.is_bound else 200)


def _survey(request: HttpRequest, actor: Actor) -> Survey:
    found = surveys.told_to(actor).filter(uid=uid_of(request.GET["survey"])).first()
    if found is None:
        raise Missing(surveys.GONE)
    return found


def _voice(request: HttpRequest, actor: Actor) -> Voice:
    voice = voices.get_for(actor, uid_of(request.GET.get("voice", "")))
    if voice.state == "void":
        raise Missing(voices.GONE)
    if not _offices(actor, voice):
        raise Denied(permissions.NOT_OFFICE)
    return voice


def _offices(actor: Actor, voice: Voice) -> list[str]:
    """The congresses of this person's offices in which the voice lies."""
    codes = {post.region for post in actor.posts if post.role in permissions.OFFICE}
    return sorted(code for code in codes if code and voice.region.startswith(code))
