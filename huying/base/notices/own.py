"""How one wants to be told, and one's own calendar for the phone."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huying.base.clocks import queries as clocks
from huying.base.clocks.queries import Clock
from huying.base.limits import commands as limits
from huying.base.limits.queries import address_of
from huying.base.notices import ical, rules, sentences, wishes
from huying.base.people import queries as people
from huying.base.web import acts, pages
from huying.base.web.acts import PlainForm, signed_in
from huying.kernel.words import N_

READS, WINDOW, FRESH, MOST = 300, 600, 900, 300
"""Readings from one address in ten minutes; seconds a calendar is kept; how many dates it holds."""
DONE = {
    "pace": N_("记下了，以后按这个办法通知您。"),
    "dropped": N_("日历的地址已经作废，订阅过的手机不会再更新。"),
}


class PaceForm(PlainForm):
    """How often a letter comes."""

    pace = forms.ChoiceField(label=_("什么时候发"), choices=list(wishes.PACES.items()), widget=forms.RadioSelect)


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """How I am told."""
    person = request.actor.person  # type: ignore[attr-defined]
    wish = wishes.wish_of(person)
    form = acts.form_for(PaceForm, request, initial={"pace": wish.pace})
    if request.method == "POST":

        def save(pace: str, **_: Any) -> bool:
            wishes.set_pace(person, pace)
            return True

        if acts.perform(form, save):
            return redirect("/desk/notices/settings?done=pace")
    context = {
        "form": form,
        "wish": wish,
        "address": people.letter_boxes([person]).get(person, ("", ""))[0],
        "mail": settings.MAIL,
        "done": DONE.get(request.GET.get("done", "")),
    }
    return pages.render(request, "notices/settings.html", context, status=400 if form.errors else 200)


@signed_in
@never_cache
@require_POST
def new_calendar(request: HttpRequest) -> HttpResponse:
    """Make a key for my calendar and show its address this once."""
    raw = wishes.new_calendar(request.actor.person, now=timezone.now())  # type: ignore[attr-defined]
    link = f"{_home(request)}/desk/calendar.ics?token={raw}"
    return pages.render(request, "notices/calendar.html", {"link": link})


@signed_in
@require_POST
def drop_calendar(request: HttpRequest) -> HttpResponse:
    """Make the address worthless."""
    wishes.drop_calendar(request.actor.person)  # type: ignore[attr-defined]
    return redirect("/desk/notices/settings?done=dropped")


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """What its owner owes, by the posts they hold today; for the calendar of a phone, which cannot log in."""
    now = timezone.now()
    limits.hit(f"calendar:{address_of(request)}", READS, WINDOW, now)
    actor = wishes.calendar_reader(request.GET.get("token", "")[:100], now)
    if actor is None:
        raise Http404
    owed = clocks.owed_by(rules.debtors(actor), MOST)
    made = ical.document(gettext("呼应待办"), [_event(clock, _home(request)) for clock in owed])
    response = HttpResponse(made, content_type=ical.TYPE)
    response["Content-Disposition"] = 'inline; filename="huying.ics"'
    response["X-Robots-Tag"] = "noindex"
    return pages.fresh(request, response, None, FRESH, private=True)


def _event(clock: Clock, home: str) -> ical.Event:
    """One debt: what kind of thing and when; the case itself is read after logging in."""
    kind = gettext(sentences.KINDS.get(clock.kind, sentences.OTHER_KIND))
    said = gettext("%(kind)s到期") % {"kind": kind}
    return ical.Event(f"clock-{clock.pk}@huying", clock.due, clock.anchor, said, f"{home}{clock.url}")


def _home(request: HttpRequest) -> str:
    return settings.PUBLIC_URL or request.build_absolute_uri("/").rstrip("/")
