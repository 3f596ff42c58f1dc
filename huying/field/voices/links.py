"""Signed QR codes (带预填的二维码): whom one speaks to, of what kind of matter, where, in which campaign."""

import uuid
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from huying.base.organs import queries as organs
from huying.base.people import queries as people
from huying.base.tallies import queries as tallies
from huying.base.web import acts, pages
from huying.field.stations import queries as stations
from huying.field.stations.queries import Station
from huying.field.voices import permissions, rules
from huying.field.voices.commands.steps import CAMPAIGNS
from huying.field.voices.forms import shown
from huying.kernel.actor import Actor, Role
from huying.kernel.errors import Denied, HouseError, Invalid, Missing
from huying.kernel.words import N_

NOT_YOURS = N_("只有这个联络站的人员和乡镇、县人大能制作它的二维码。")


@dataclass(frozen=True, slots=True)
class Link:
    """What a link told us that only we can have written. ``deputy`` is the person, 0 for nobody."""

    initial: dict[str, str] = field(default_factory=dict)
    deputy: int = 0
    name: str = ""
    campaign: str = ""


def read(station: Station | None, token: str, on: date) -> Link | None:
    """What a link holds; an empty one without a token, None when it is forged or torn. A statement for a deputy."""
    told = stations.read_link(station, token) if station else {}
    if told is None:
        return None
    deputy, name = 0, ""
    try:
        campaign = rules.campaign(told.pop("campaign", ""))
        if uid := told.pop("deputy", ""):
            person = people.deputy(uuid.UUID(uid), on)[0].person
            deputy, name = person.pk, person.name
    except Missing:  # no longer a deputy: the rest of the link is as good as before
        pass
    except (Invalid, ValueError):
        return None
    told.pop("channel", None)
    return Link(told, deputy, name, campaign)


class LinkForm(forms.Form):
    """What a QR code shall hold; all may be left out. It only makes an address."""

    campaign = forms.CharField(
        label=_("活动"),
        required=False,
        max_length=rules.CAMPAIGN_MAX,
        help_text=_("比如：3月6日进站接待。按它分别计数。"),
    )
    deputy = forms.ChoiceField(label=_("对哪位代表说"), required=False)
    category = forms.ChoiceField(label=_("是哪一类事"), required=False)
    village = forms.ChoiceField(label=_("在哪个村或社区"), required=False)
    place = forms.CharField(label=_("具体位置"), required=False, max_length=80)

    def __init__(self, *args: Any, station: Station, on: date, **more: Any) -> None:
        super().__init__(*args, **more)
        town = station.region[:9]
        none = ("", gettext("不限"))
        near: dict[str, str] = {}
        for code in dict.fromkeys((town, town[:6])):
            for seat in people.deputies(code, on):
                if len(town) < 9 or seat.region == town or seat.home.startswith(town):
                    near.setdefault(str(seat.person.uid), f"{seat.person.name} · {seat.constituency}")
        villages = organs.regions_under(town, "village") if len(town) == 9 else []
        offered = {
            "deputy": near.items(),
            "category": shown(organs.book_for(station.region, on).voices.categories),
            "village": [(row.code, row.name) for row in villages],
        }
        for name, options in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
            field.choices = [none, *options]

    def clean_campaign(self) -> str:
        try:
            return rules.campaign(self.cleaned_data["campaign"])
        except Invalid as refusal:
            raise forms.ValidationError(acts.sentence(refusal)) from refusal

    @property
    def chosen(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if value}


@acts.signed_in
@require_GET
def codes(request: HttpRequest, code: str) -> HttpResponse:
    """Make a QR code for a campaign, a deputy, a kind of matter or a place; how many came by each campaign."""
    try:
        station = _kept(request, code)
    except HouseError as refusal:
        return acts.refuse(request, refusal)
    form = LinkForm(request.GET if "make" in request.GET else None, station=station, on=timezone.localdate())
    made = stations.qr_url(station, **form.chosen) if form.is_bound and form.is_valid() else ""
    address = _address(request, made) if made else ""
    counted = tallies.by_key(CAMPAIGNS, station.region[:6])
    context = {
        "station": station,
        "form": form,
        "address": address,
        "qr": stations.qr_svg(address) if address else "",
        "token": made.partition("?k=")[2],
        "campaigns": sorted(
            (key.partition(":")[2], n) for key, n in counted.items() if n and key.partition(":")[0] == str(station.pk)
        ),
    }
    return pages.render(request, "voices/codes.html", context)


@acts.signed_in
@require_GET
def poster(request: HttpRequest, code: str) -> HttpResponse:
    """The poster of such a code, A4, black on white."""
    try:
        station = _kept(request, code)
        return _poster(request, station, request.GET.get("k", ""))
    except HouseError as refusal:
        return acts.refuse(request, refusal)


@acts.signed_in
@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """A deputy's own QR code, to show, to print or to send on: what is said by it was said to them."""
    actor, today = _actor(request), timezone.localdate()
    seat = people.mandate_of(actor.person, today) if actor.post(Role.DEPUTY) else None
    station = stations.serving(seat.home or seat.region) if seat else None
    if seat is None or station is None:
        return acts.refuse(request, Denied(N_("代表才有自己的二维码；所在的地方也要先有联络站。")))
    token = stations.qr_url(station, deputy=str(seat.person.uid)).partition("?k=")[2]
    return _poster(request, station, token)


def _poster(request: HttpRequest, station: Station, token: str) -> HttpResponse:
    today = timezone.localdate()
    link = read(station, token, today)
    if link is None:
        raise Missing(N_("这个二维码认不出来，请重新做一个。"))
    address = _address(request, f"/s/{station.code}" + (f"?k={token}" if token else ""))
    known = organs.book_for(station.region, today).voices.categories
    category = dict(shown(known)).get(link.initial.get("category", ""), "")
    village = organs.names_of_regions([link.initial.get("village", "")]).get(link.initial.get("village", ""), "")
    where = " ".join(filter(None, (village, link.initial.get("place", ""))))
    context = {
        "station": station,
        "link": link,
        "besides": [each for each in (category, where) if each],
        "address": address,
        "qr": stations.qr_svg(address),
    }
    return pages.render(request, "voices/poster.html", context)


def _kept(request: HttpRequest, code: str) -> Station:
    """The open station, for those who keep it and for the congress above."""
    station = stations.by_code(code)
    if station is None or not station.active:
        raise Missing(N_("没有这个联络站。"))
    facts = permissions.Facts(state="", region=station.region, station=station.pk)
    if permissions.overseer(_actor(request), facts) is None:
        raise Denied(NOT_YOURS)
    return station


def _address(request: HttpRequest, path: str) -> str:
    return (settings.PUBLIC_URL or request.build_absolute_uri("/").rstrip("/")) + path


def _actor(request: HttpRequest) -> Actor:
    found: Actor = request.actor  # type: ignore[attr-defined]  # set by people.middleware
    return found
