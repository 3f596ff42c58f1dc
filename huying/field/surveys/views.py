"""The pages of whoever answers, and of anybody who reads what came of it. No account, no script needed."""

import csv
import io
import secrets
import uuid
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from huying.base.limits import commands as limits
from huying.base.limits.queries import address_of
from huying.base.organs import queries as organs
from huying.base.web import acts, pages, paging
from huying.field.stations import queries as stations
from huying.field.surveys import commands, queries
from huying.field.surveys.commands.answering import check_open
from huying.field.surveys.commands.steps import questions_of, url_of
from huying.field.surveys.models import Survey
from huying.field.surveys.walking import Page, walk
from huying.kernel.actor import Actor
from huying.kernel.errors import BadMove, Denied, HouseError, TooOften

LIMIT, WINDOW = 60, 600
"""Sheets from one address, or one tablet, in ten minutes: a village hall stands behind one address."""
SALT, TABLET_HOURS = "huying.survey.tablet", 14
REMEMBER = 180 * 24 * 3600


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """What is being asked, and what came of what was."""
    today = timezone.localdate()
    page = paging.keyset(queries.listed(), size=30, before=request.GET.get("before"))
    names = organs.names_of_regions(row.region for row in page.items)
    rows = [(row, names.get(row.region, ""), queries.turn_of(row, today)) for row in page.items]
    return pages.render(request, "surveys/list.html", {"rows": rows, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Answer, page by page; after the end, read the result."""
    try:
        row = queries.get_public(actor_of(request), uid)
    except Denied:
        return redirect(f"{settings.LOGIN_URL}?{urlencode({'next': request.get_full_path()})}")
    except HouseError as refusal:
        return acts.refuse(request, refusal)
    if row.state == "published":
        return _published(request, row)
    try:
        check_open(row, timezone.now())
    except BadMove as refusal:
        return pages.render(request, "surveys/thanks.html", {"survey": row, "shut": acts.sentence(refusal)})
    return _answer(request, row, Visit(request, row))


class Visit:
    """Whose sheet this is, as far as the house may know: a browser's token, a tablet's station, a poster's place."""

    def __init__(self, request: HttpRequest, row: Survey) -> None:
        self.station = _tablet(row, request.GET.get("k", ""))
        at = self.station or request.GET.get("at", "")
        found = stations.by_code(at) if at and row.audience == Survey.Audience.ANYONE else None
        self.place = found.region if found is not None else ""
        self.cookie = f"hy_survey_{row.uid.hex[:16]}"
        held = request.POST.get("token", "")[:64] if self.station else request.COOKIES.get(self.cookie, "")[:64]
        self.token = held or secrets.token_hex(16)
        self.fresh = not held
        self.query = f"?{urlencode({'k': request.GET['k']})}" if self.station else ""

    def remember(self, answer: HttpResponse, row: Survey) -> HttpResponse:
        """A browser is known again for this one questionnaire; a tablet never is. Nothing of it is kept in caches."""
        answer["Cache-Control"] = "no-store"
        if self.fresh and not self.station and row.audience == Survey.Audience.ANYONE:
            kind: dict[str, Any] = {"httponly": True, "samesite": "Lax", "secure": settings.SESSION_COOKIE_SECURE}
            answer.set_cookie(self.cookie, self.token, max_age=REMEMBER, path=url_of(row), **kind)
        return answer


def _answer(request: HttpRequest, row: Survey, visit: Visit) -> HttpResponse:
    actor = actor_of(request)
    if queries.is_done(actor, row, visit.token):
        return _thanks(request, row, visit)
    page = walk(questions_of(row), request.POST)
    if not page.sent:
        return visit.remember(_page(request, row, visit, page), row)
    try:
        limits.hit(f"survey:{visit.station or address_of(request)}", LIMIT, WINDOW, timezone.now())
        commands.answer(
            actor=actor,
            now=timezone.now(),
            survey=row.pk,
            answers=page.answers,
            token=visit.token,
            place=visit.place,
        )
    except HouseError as refusal:
        page.wrong, page.sent = {refusal.field: acts.sentence(refusal)}, False
        if refusal.field:
            page.trail = []
        return visit.remember(
            _page(request, row, visit, page, status=429 if isinstance(refusal, TooOften) else 422), row
        )
    return HttpResponseRedirect(reverse("surveys:thanks", args=[row.uid]) + visit.query)


def _page(
    request: HttpRequest, row: Survey, visit: Visit, page: Page, *, preview: bool = False, status: int = 0
) -> HttpResponse:
    context = {"survey": row, "page": page, "step": page.step, "visit": visit, "preview": preview}
    context["asker"] = queries.asker(row)
    return pages.render(request, "surveys/answer.html", context, status=status or (422 if page.wrong else 200))


def preview(request: HttpRequest, row: Survey) -> HttpResponse:
    """The same pages for the asking desk, without taking anything in."""
    visit = Visit(request, row)
    page = walk(questions_of(row), request.POST)
    if page.sent:
        return pages.render(request, "surveys/thanks.html", {"survey": row, "preview": True})
    return _page(request, row, visit, page, preview=True)


@require_safe
def thanks(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """It was taken in, and what comes next."""
    try:
        row = queries.get_public(actor_of(request), uid)
    except HouseError as refusal:
        return acts.refuse(request, refusal)
    return _thanks(request, row, Visit(request, row))


def _thanks(request: HttpRequest, row: Survey, visit: Visit) -> HttpResponse:
    answer = pages.render(request, "surveys/thanks.html", {"survey": row, "visit": visit})
    answer["Cache-Control"] = "no-store"
    return answer


def _published(request: HttpRequest, row: Survey) -> HttpResponse:
    found = queries.results(row)
    said = {
        figure.question.code: queries.words(row, figure.question.code, chosen=True)[0]
        for figure in found.figures
        if figure.question.kind == "text"
    }
    context = {"survey": row, "found": found, "said": said, "asker": queries.asker(row)}
    return pages.render(request, "surveys/published.html", context)


@require_safe
def sample(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The list a sample was drawn from, so that anybody can draw again; public with the result."""
    try:
        row = queries.get_sampled(actor_of(request), uid)
    except HouseError as refusal:
        return acts.refuse(request, refusal)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["stratum", "public_id", "sha256(seed:public_id)", "drawn"])
    writer.writerows([place, ident, key, int(drawn)] for ident, place, key, drawn in queries.frame(row))
    answer = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="sample-{row.seed[:16]}.csv"'
    return answer


def tablet_key(row: Survey, code: str) -> str:
    """What opens the questionnaire on a station's tablet for a day: one visitor after another."""
    return signing.dumps({"u": row.uid.hex, "s": code}, salt=SALT, compress=True)


def _tablet(row: Survey, key: str) -> str:
    """The code of the station whose tablet this is; "" for everybody else, and for a key that is old or forged."""
    try:
        told = signing.loads(key[:500], salt=SALT, max_age=TABLET_HOURS * 3600) if key else {}
    except signing.BadSignature:
        return ""
    return str(told.get("s", "")) if told.get("u") == row.uid.hex else ""


def actor_of(request: HttpRequest) -> Actor:
    found: Actor = request.actor  # type: ignore[attr-defined]  # set by people.middleware
    return found
