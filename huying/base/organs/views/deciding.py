"""What the congress decides: terms and sessions, its playbook, its calendar."""

from datetime import date
from functools import partial
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from huying.base.organs import commands, forms, queries, rules
from huying.base.organs.models import Term
from huying.base.organs.permissions import check_decide
from huying.base.organs.views import acting
from huying.base.organs.views.acting import Button, Here, button
from huying.base.organs.views.places import DO, LOOK
from huying.base.web import acts, pages
from huying.base.web.acts import signed_in
from huying.kernel.errors import HouseError
from huying.playbooks import shelf
from huying.playbooks.diff import differences

# ── terms and sessions ──


@signed_in
@never_cache
@LOOK
def sessions(request: HttpRequest) -> HttpResponse:
    """The terms of a congress with their sessions, and in which one suggestions are numbered today."""
    try:
        here = acting.here(request)
    except HouseError as error:
        return acts.refuse(request, error)
    held = {pk: list(group) for pk, group in groupby(_by_term(here.code), lambda row: row.term_id)}
    terms = queries.terms(here.code)
    convene = button(_("召开会议"), here.at("open_session"), check_decide, request.actor, here.code, main=bool(terms))
    if not terms and not convene.reason:
        convene = Button(convene.label, "", _("先设立届次。"))
    add = button(_("设立届次"), here.at("add_term"), check_decide, request.actor, here.code, main=not terms)
    context = {
        "terms": terms,
        "held": held,
        "current": queries.current_session(here.code, timezone.localdate()),
        "term_label": queries.term_label,
        "session_label": queries.session_label,
        "buttons": [convene, add],
    }
    return acting.show(request, here, "sessions", context)


def _by_term(code: str) -> list[Any]:
    return sorted(queries.sessions(code), key=lambda row: (row.term_id, -row.number))


@signed_in
@never_cache
@DO
def add_term(request: HttpRequest) -> HttpResponse:
    """Set up a term."""
    try:
        here = acting.here(request)
        check_decide(request.actor, here.code)
    except HouseError as error:
        return acts.refuse(request, error)
    last = next((term.number for term in queries.terms(here.code)), 0)
    initial = {"region": here.code, "number": last + 1, "since": timezone.localdate()}
    form = acts.form_for(forms.AddTerm, request, initial=initial, choices={"region": here.choices})
    told = _("从起始日起可以确认这一届的代表资格。上一届的人和件都原样保留。")
    return acting.act(request, here, form, commands.add_term, title=_("设立届次"), consequence=told, back="sessions")


@signed_in
@never_cache
@DO
def open_session(request: HttpRequest) -> HttpResponse:
    """Open a session of a term."""
    try:
        here = acting.here(request)
        check_decide(request.actor, here.code)
    except HouseError as error:
        return acts.refuse(request, error)
    terms = queries.terms(here.code)
    last = max((row.number for row in queries.sessions(here.code) if terms and row.term_id == terms[0].pk), default=0)
    listed = [(str(term.pk), _labelled(term)) for term in terms]
    form = acts.form_for(forms.OpenSession, request, initial={"number": last + 1}, choices={"term": listed})
    told = _("从开幕那天起，立案的代表建议归这次会议，从 1 号编起。")
    return acting.act(
        request, here, form, commands.open_session, title=_("召开会议"), consequence=told, back="sessions"
    )


def _labelled(term: Term) -> str:
    return f"{queries.term_label(term)}（{term.since} — {term.until or _('至今')}）"


# ── the playbook ──


@signed_in
@never_cache
@LOOK
def playbook(request: HttpRequest) -> HttpResponse:
    """By which edition the congress works, since when, whose decision that is, and what was and will be in force."""
    try:
        here, today = acting.here(request), timezone.localdate()
    except HouseError as error:
        return acts.refuse(request, error)
    rows = queries.adoptions(here.code)
    context = {
        "book": queries.book_for(here.code, today),
        "adopted": queries.adopted(here.code, today),
        "rows": [(row, shelf.open_book(row.playbook, max(row.since, today)).name) for row in rows],
        "names": queries.names_of_regions(row.region for row in rows),
        "buttons": [
            button(_("采用办法"), here.at("adopt"), check_decide, request.actor, here.code, main=True),
        ],
    }
    return acting.show(request, here, "playbook", context)


@signed_in
@never_cache
@DO
def adopt(request: HttpRequest) -> HttpResponse:
    """Adopt a playbook from a day: chosen first, then shown with all that changes, then decided."""
    try:
        here = acting.here(request)
        check_decide(request.actor, here.code)
    except HouseError as error:
        return acts.refuse(request, error)
    form = acts.form_for(forms.Adopt, request, initial=request.GET.dict())
    if request.method == "POST":
        call = partial(commands.adopt_playbook, actor=request.actor, now=timezone.now(), region=here.code)
        if acts.perform(form, call) is not None:
            return redirect(here.at("playbook"))
    chosen = request.POST or (request.GET if "playbook" in request.GET else None)
    listed = {"playbook": [(id, shelf.open_book(id).name) for id in shelf.ids()]}
    choice = forms.ChooseBook(chosen, choices=listed, initial={"since": timezone.localdate()})
    preview = _preview(here, **choice.cleaned_data) if choice.is_valid() else {}
    context = {"here": here, "choice": choice, "form": form, "back": here.at("playbook"), **preview}
    return pages.render(request, "organs/adopt.html", context, status=422 if form.errors or choice.errors else 200)


def _preview(here: Here, playbook: str, since: date) -> dict[str, Any]:
    before, after = queries.book_for(here.code, since), shelf.open_book(playbook, since)
    found = differences(before.data, after.data)
    groups = groupby(found, lambda pair: pair[0].heading)
    changes = [(heading, [text for _fact, text in group]) for heading, group in groups]
    return {"before": before, "after": after, "since": since, "changes": changes}


# ── the calendar ──


@signed_in
@never_cache
@LOOK
def calendar(request: HttpRequest) -> HttpResponse:
    """Which days are worked: the years published, the place's own days, and what follows from a change."""
    try:
        here, today = acting.here(request), timezone.localdate()
    except HouseError as error:
        return acts.refuse(request, error)
    days = queries.rest_days(here.code, date(today.year - 1, 1, 1))
    found = queries.calendar_for(here.code)
    years = [
        (year, found.published(date(year, 1, 1)), rules.holidays(found, year), rules.make_up_days(found, year))
        for year in (today.year, today.year + 1)
    ]
    context = {
        "days": days,
        "names": queries.names_of_regions(row.region for row in days),
        "years": years,
        "unpublished": [year for year, out, *_rest in years if not out],
        "buttons": [
            button(_("定休息日或上班日"), here.at("declare"), check_decide, request.actor, here.code, main=True),
        ],
    }
    return acting.show(request, here, "calendar", context)


@signed_in
@never_cache
@DO
def declare(request: HttpRequest) -> HttpResponse:
    """Declare a day of the place's own."""
    try:
        here = acting.here(request)
        check_decide(request.actor, here.code)
    except HouseError as error:
        return acts.refuse(request, error)
    form = acts.form_for(
        forms.DeclareDay, request, initial={"region": here.code, "works": "0"}, choices={"region": here.choices}
    )
    told = _(
        "正在计时的期限由系统下一次自动运行时（一般一分钟以内）照新的日历推算：多休一天的往后推，多上一天班的可能提前。办完的和超期的不动。"
    )
    return acting.act(
        request,
        here,
        form,
        commands.declare_rest_day,
        title=_("定休息日或上班日"),
        label=_("定下来"),
        consequence=told,
        back="calendar",
    )
