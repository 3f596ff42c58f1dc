"""Reception on site (接待): what a visitor or caller says, written down at the desk and printed as stations do."""

import uuid
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from huying.base.ledger import queries as ledger
from huying.base.people import queries as people
from huying.base.web import acts, pages
from huying.field.stations import queries as stations
from huying.field.voices import commands, permissions, queries
from huying.field.voices.commands.receive import VISITORS_MAX
from huying.field.voices.commands.steps import facts_of
from huying.field.voices.forms import DeskSpeakForm, PhotosField, VerbForm, words
from huying.field.voices.handling import day_field
from huying.field.voices.models import Voice
from huying.field.voices.states import CHANNELS, MATTERS, MEDIATED
from huying.kernel.actor import Actor
from huying.kernel.errors import Denied, Missing
from huying.kernel.words import N_

NOT_STAFF = N_("只有联络站的人员能登记来访来电。")


class ReceptionForm(DeskSpeakForm):
    """What the station writes down for a visitor or a caller."""

    matter = forms.ChoiceField(
        label=_("来访事由"), required=False, choices=list(MATTERS.items()), widget=forms.RadioSelect
    )
    visitors = forms.IntegerField(label=_("来了几位"), required=False, min_value=1, max_value=VISITORS_MAX)
    others = words(_("同来的人（一行一位，只有联络站看得到）"), required=False, rows=2)
    confidential = forms.BooleanField(label=_("来访人要求保密"), required=False)

    def given(self) -> dict[str, Any]:
        given = super().given()
        return {**given, "visitors": given["visitors"] or 0}


class MediateForm(VerbForm):
    outcome = forms.ChoiceField(label=_("调处结果"), choices=list(MEDIATED.items()), widget=forms.RadioSelect)
    text = words(_("谁主持、双方怎么说、怎么定的"), rows=4)
    photos = PhotosField(label=_("协议书照片"), required=False)
    on = day_field(_("哪天调处的（今天的不用填）"))


@acts.signed_in
@require_http_methods(["GET", "POST"])
def register_visit(request: HttpRequest) -> HttpResponse:
    """Write down what a visitor or caller said (接待登记)."""
    actor, now = _actor(request), timezone.now()
    post = actor.post(*permissions.STAFF)
    station = stations.station(post.station) if post else None
    if station is None:
        return acts.refuse(request, Denied(NOT_STAFF))
    form = acts.form_for(ReceptionForm, request, initial={"visitors": 1})

    def write(**given: Any) -> Voice:
        return commands.receive(actor=actor, now=now, station=station.pk, **given)

    if request.method == "POST" and acts.perform(form, write) is not None:
        return redirect("voices:done", command_id=form.cleaned_data["command_id"])
    status = 422 if request.method == "POST" else 200
    return pages.render(request, "voices/visit.html", {"form": form, "station": station}, status=status)


@acts.signed_in
@require_GET
def record(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The reception record on paper (接待登记表), for the station's own files."""
    actor, today = _actor(request), timezone.localdate()
    try:
        voice = queries.get_for(actor, uid, "contact")
    except Missing as refusal:
        return acts.refuse(request, refusal)
    if permissions.keeper(actor, facts_of(voice)) is None or not voice.visitors:
        return acts.refuse(request, Denied(N_("接待登记表由登记这次来访来电的联络站打印。")))
    lines = queries.timeline(voice, queries.audiences(actor, voice))
    context = {
        "voice": voice,
        "contact": queries.contact_for(actor, voice),
        "facts": told(voice),
        "officer": _officer(voice),
        "lines": lines,
        "turn": queries.turn_of(voice, today),
        "received": timezone.localtime(voice.created_at).isoformat(" ", "minutes")[:16],
        "today": today.isoformat(),
    }
    response = pages.render(request, "voices/record.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _officer(voice: Voice) -> str:
    """Who received the visitor."""
    story = ledger.story(voice.subject, ["public"], others=[])
    first = next((entry for entry in story if entry.subject == voice.subject), None)
    return people.names([first.person]).get(first.person, "") if first else ""


def told(voice: Voice) -> list[tuple[str, str]]:
    """What was written down of a reception, for the station's own pages."""
    if not voice.visitors:
        return []
    return [
        (gettext("方式"), gettext(CHANNELS[voice.channel])),
        (gettext("来访事由"), gettext(MATTERS[voice.matter]) if voice.matter else ""),
        (gettext("来访人数"), gettext("%(n)s 人") % {"n": voice.visitors} if voice.channel == "reception" else ""),
    ]


def _actor(request: HttpRequest) -> Actor:
    found: Actor = request.actor  # type: ignore[attr-defined]  # set by people.middleware
    return found
