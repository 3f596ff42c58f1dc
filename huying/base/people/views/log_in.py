"""In and out."""

import time
from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from huying.base.limits.queries import address_of
from huying.base.people import commands, forms, queries
from huying.base.people.middleware import SECOND, SEEN
from huying.base.people.models import Account
from huying.base.web import acts, pages

HALF = "half_in"
HALF_SECONDS = 5 * 60


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    """Name and password; then the second factor, where the account has one."""
    if request.actor.signed_in:
        return redirect(after(request))
    form = acts.form_for(forms.LogIn, request)

    def prove(username: str, password: str, **_: Any) -> Account:
        return commands.prove(username, password, address_of(request), timezone.now())

    if request.method == "POST" and (account := acts.perform(form, prove)) is not None:
        if not queries.has_second_factor(account):
            return enter(request, account, after(request), second=False)
        request.session.cycle_key()
        request.session[HALF] = {"account": account.pk, "at": int(time.time()), "next": after(request)}
        return redirect("people:second")
    context = {"form": form, "next": after(request), "demo": settings.DEMO, "kept": acts.KEPT in request.session}
    return pages.render(request, "people/log_in.html", context, status=400 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second(request: HttpRequest) -> HttpResponse:
    """The second factor of a log-in whose password was right less than five minutes ago."""
    half = request.session.get(HALF)
    if half is None or half["at"] + HALF_SECONDS < time.time():
        request.session.pop(HALF, None)
        return redirect("people:log_in")
    account = Account.objects.select_related("person").filter(pk=half["account"], is_active=True).first()
    if account is None:
        return redirect("people:log_in")
    form = acts.form_for(forms.Code, request)

    def prove(code: str, **_: Any) -> Account:
        commands.prove_second(account, code, timezone.now())
        return account

    if request.method == "POST" and acts.perform(form, prove) is not None:
        del request.session[HALF]
        return enter(request, account, half["next"], second=True)
    return pages.render(request, "people/second.html", {"form": form}, status=400 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def demo(request: HttpRequest) -> HttpResponse:
    """One button per role of the cast. Only on a demo site; anywhere else there is no such page."""
    if not settings.DEMO:
        raise Http404
    cast = queries.demo_cast()
    if request.method == "POST":
        chosen = {str(member.account) for member in cast} & {request.POST.get("account", "")}
        account = Account.objects.filter(pk=next(iter(chosen), None)).first()
        if account is None:
            raise Http404
        logout(request)
        return enter(request, account, after(request), second=True)
    return pages.render(request, "people/demo.html", {"cast": cast, "next": after(request)})


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """End this session."""
    logout(request)
    return redirect("/")


def enter(request: HttpRequest, account: Account, to: str, *, second: bool) -> HttpResponse:
    """Open the session under a new key, and carry the account's language and type size to this browser."""
    login(request, account)
    request.session[SECOND] = second
    request.session[SEEN] = int(time.time())
    return prefer(redirect(to), account)


def prefer(response: HttpResponse, account: Account) -> HttpResponse:
    """Put what the account prefers into the cookies that the pages read, for visitors and signed-in alike."""
    year = 365 * 24 * 3600
    if account.language:
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, account.language, max_age=year, samesite="Lax")
    if account.large_type:
        response.set_cookie(pages.LARGE, "1", max_age=year, samesite="Lax")
    else:
        response.delete_cookie(pages.LARGE, samesite="Lax")
    return response


def after(request: HttpRequest) -> str:
    """Where to go next: the ``next`` given, when it is an address of this site; the desk otherwise."""
    to = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(to, {request.get_host()}, require_https=request.is_secure()):
        return to
    return settings.LOGIN_REDIRECT_URL
