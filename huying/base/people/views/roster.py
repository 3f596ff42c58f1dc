"""The roster of people. 三员分立: accounts, rights and the book are in three different hands."""

from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from huying.base.organs import queries as organs
from huying.base.organs.states import VERBS
from huying.base.people import commands, forms, permissions, queries
from huying.base.people.models import Person
from huying.base.people.views.acting import ACTS
from huying.base.web import acts, pages
from huying.base.web.acts import signed_in
from huying.base.web.paging import keyset
from huying.kernel.actor import ROLE_LABELS, Role
from huying.kernel.errors import HouseError, Missing
from huying.kernel.words import N_

PAGE = 50
DONE = {
    "added": N_("已经登记。接下来：是代表的确认代表资格，要登录的请系统管理员开立账号，管事的请安全管理员任命职务。"),
    "edit": N_("资料已经更正。"),
    "post": N_("职务已经任命，从起始日起就能办事。"),
    "seat": N_("代表资格已经确认。"),
    "second-off": N_("二次验证已经停用。"),
    "close": N_("账号已经停用，办过的事和记录都在。"),
    "reopen": N_("账号已经恢复，可以用原来的密码登录。"),
    "ended": N_("职务已经免去，本人经手的事仍可查看。"),
    "suspend": N_("已经暂停执行代表职务，随时可以恢复。"),
    "resume": N_("已经恢复执行代表职务。"),
    "end": N_("代表资格已经终止，本人经手的事仍可查看。"),
}
"""What was done, and what comes next; shown once above the person."""


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD"])
def people(request: HttpRequest) -> HttpResponse:
    """Everybody in the registers this person keeps, newest first; found by name or telephone."""
    try:
        covered = permissions.check_roster(request.actor)
    except HouseError as error:
        return acts.refuse(request, error)
    words = request.GET.get("q", "").strip()[:40]
    page = keyset(queries.roster(covered, words), size=PAGE, before=request.GET.get("before"))
    context = {
        "page": page,
        "words": words,
        "query": urlencode({"q": words}) if words else "",
        "today": timezone.localdate(),
        "labels": ROLE_LABELS,
        "regions": organs.names_of_regions(person.region for person in page.items),
        "may_read_register": permissions.may(permissions.check_register, request.actor),
        "may_add": any(permissions.may(permissions.check_keep_people, request.actor, region) for region in covered),
    }
    return pages.render(request, "people/people.html", context)


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Enter a person."""
    try:
        covered = permissions.check_roster(request.actor)
    except HouseError as error:
        return acts.refuse(request, error)
    form = acts.form_for(forms.NewPerson, request, regions=organs.places(covered))
    if request.method == "POST":
        person = acts.perform(form, partial(commands.add_person, actor=request.actor, now=timezone.now()))
        if person is not None:
            return redirect(f"/desk/people/{person.uid}?done=added")
    context = {"form": form, "title": _("登记人员"), "label": _("登记"), "back": "/desk/people/"}
    context["consequence"] = _("只登记这个人，还不能登录，也没有职务。")
    return pages.render(request, "people/act.html", context, status=400 if form.errors else 200)


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD"])
def person(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One person: posts, seats, account, and what may be done here by whom."""
    try:
        row = _person(request, uid)
    except HouseError as error:
        return acts.refuse(request, error)
    posts = queries.posts_of(row)
    account = queries.account_of_person(row)
    context = {
        "person": row,
        "posts": posts,
        "seats": queries.seats_of(row),
        "account": account,
        "second": account is not None and queries.has_second_factor(account),
        "today": timezone.localdate(),
        "done": DONE.get(request.GET.get("done", "")),
        "labels": ROLE_LABELS,
        "term_label": organs.term_label,
        "regions": organs.names_of_regions([row.region, *(post.region for post in posts)]),
        "acts": [(name, _(act.label)) for name, act in ACTS.items() if act.offered(request.actor, row, account)],
        "may_end": {
            post.pk
            for post in posts
            if permissions.may(permissions.check_appoint, request.actor, row.pk, Role(post.role), post.region)
        },
        "may_seat": permissions.may(permissions.check_seat, request.actor, row.region),
    }
    return pages.render(request, "people/person.html", context)


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, uid: UUID, deed: str) -> HttpResponse:
    """One act on a person or their account: its form, its command, and back to the person."""
    try:
        row = _person(request, uid)
        account = queries.account_of_person(row)
        if deed not in ACTS or not ACTS[deed].offered(request.actor, row, account):
            raise Missing(N_("没有这个页面。"))
    except HouseError as error:
        return acts.refuse(request, error)
    chosen = ACTS[deed]
    form = chosen.form(request, row)
    if request.method == "POST":
        given: dict[str, str] = {}
        call = partial(chosen.call, request.actor, timezone.now(), row, account, given)
        if acts.perform(form, call) is not None:
            if "password" in given:
                context = {"title": _("第一次登录的密码"), "secrets": [given["password"]], "kind": "password"}
                return pages.render(request, "people/once.html", {**context, "back": f"/desk/people/{row.uid}"})
            return redirect(f"/desk/people/{row.uid}?done={deed}")
    context = {"form": form, "title": f"{row.name} · {_(chosen.label)}", "label": _(chosen.label)}
    context |= {"consequence": _(chosen.consequence), "back": f"/desk/people/{row.uid}"}
    return pages.render(request, "people/act.html", context, status=400 if form.errors else 200)


@signed_in
@require_POST
def end_post(request: HttpRequest, post: int) -> HttpResponse:
    """End a post at once."""
    return _end(request, "ended", partial(commands.end_post, post=post))


@signed_in
@require_POST
def move_seat(request: HttpRequest, mandate: int, verb: str) -> HttpResponse:
    """Suspend, resume or end a seat."""
    verbs = {"suspend": commands.suspend_mandate, "resume": commands.resume_mandate, "end": commands.end_mandate}
    return _end(request, verb, partial(verbs[verb], mandate=mandate))


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD"])
def register(request: HttpRequest) -> HttpResponse:
    """The register: who was given what, when, by whom. Auditors read; nobody writes here."""
    try:
        regions = permissions.check_register(request.actor)
    except HouseError as error:
        return acts.refuse(request, error)
    region = request.GET.get("region", regions[0])
    if not region.startswith(regions):
        return acts.refuse(request, Missing(N_("这里还没有登记册。")))
    before = request.GET.get("before", "")
    lines = queries.register_lines(region, int(before) if before.isdecimal() else None, PAGE + 1)
    context = {
        "lines": lines[:PAGE],
        "next": lines[PAGE - 1].seq if len(lines) > PAGE else None,
        "region": region,
        "region_name": organs.names_of_regions([region]).get(region, region),
        "names": queries.names(pk for line in lines for pk in (line.person, line.data.get("person", 0))),
        "verbs": VERBS,
        "labels": ROLE_LABELS,
    }
    return pages.render(request, "people/register.html", context)


def _end(request: HttpRequest, done: str, call: partial[Any]) -> HttpResponse:
    try:
        row = call(actor=request.actor, now=timezone.now())
    except HouseError as error:
        return acts.refuse(request, error)
    return redirect(f"/desk/people/{queries.person(row.person_id).uid}?done={done}")


def _person(request: HttpRequest, uid: UUID) -> Person:
    covered = permissions.check_roster(request.actor)
    row = queries.roster(covered).filter(uid=uid).first()
    if row is None:
        raise Missing(N_("没有这个人。"))
    return row
