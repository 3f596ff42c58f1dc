"""One's own account: password, second factor, keys, preferences, sessions."""

from base64 import b32encode
from functools import partial
from typing import Any

import segno
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex
from markupsafe import Markup

from huying.base.organs import queries as organs
from huying.base.people import commands, forms, queries
from huying.base.people.middleware import SECOND
from huying.base.people.models import Account
from huying.base.people.rules import ADMINS
from huying.base.people.views.log_in import prefer
from huying.base.web import acts, pages
from huying.base.web.acts import signed_in
from huying.kernel.actor import ROLE_LABELS
from huying.kernel.errors import HouseError
from huying.kernel.words import N_

TOTP_KEY = "totp_key"
DONE = {
    "password": N_("密码已经改好，别处的登录都已退出。"),
    "preferences": N_("已经按您的选择显示。"),
    "second-off": N_("二次验证已经停用，下次登录只要密码。"),
    "key-revoked": N_("这个令牌已经作废，拿着它的程序不能再用。"),
}


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """Who I am here, and my preferences."""
    account = queries.account_of(request.actor)
    initial = {"large_type": account.large_type, "language": account.language, "email": account.email}
    form = acts.form_for(forms.Preferences, request, initial=initial)
    if request.method == "POST":
        row = acts.perform(form, _act(request, commands.set_preferences))
        if row is not None:
            return prefer(redirect("/desk/account/?done=preferences"), row)
    posts = request.actor.posts
    context = {
        "form": form,
        "account": account,
        "posts": posts,
        "organs": organs.organs_by_id(post.organ for post in posts if post.organ),
        "regions": organs.names_of_regions(post.region for post in posts),
        "role_labels": ROLE_LABELS,
        "lenders": queries.names(post.on_behalf_of for post in posts),
        "second": queries.has_second_factor(account),
        "tokens": queries.tokens_of(account),
        "now": timezone.now(),
        "done": DONE.get(request.GET.get("done", "")),
    }
    return pages.render(request, "people/account.html", context)


@signed_in
@never_cache
@sensitive_post_parameters("old", "new", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change the password; other sessions end, this one goes on."""
    form = acts.form_for(forms.ChangePassword, request)
    if request.method == "POST":
        row = acts.perform(form, _act(request, commands.change_password))
        if row is not None:
            update_session_auth_hash(request, row)
            return redirect("/desk/account/?done=password")
    first = queries.account_of(request.actor).must_change_password
    return pages.render(
        request, "people/password.html", {"form": form, "first": first}, status=400 if form.errors else 200
    )


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Set the second factor up, or turn it off with a last code."""
    account = queries.account_of(request.actor)
    if queries.has_second_factor(account):
        return _second_off(request, account)
    key = request.session.setdefault(TOTP_KEY, random_hex(20))
    form = acts.form_for(forms.Code, request)
    if request.method == "POST":
        row = acts.perform(form, partial(_act(request, commands.confirm_second_factor), key=key))
        if row is not None:
            del request.session[TOTP_KEY]
            request.session[SECOND] = True
            context = {"title": _("二次验证已经启用"), "secrets": getattr(row, "recovery_codes", []), "kind": "codes"}
            return pages.render(request, "people/once.html", context)
    device = TOTPDevice(user=account, key=key)
    picture = segno.make(device.config_url, error="m").svg_inline(scale=5, border=2, omitsize=False)
    context = {
        "form": form,
        "qr": Markup(picture),  # noqa: S704 - drawn by segno from our own key
        "secret": _grouped(key),
        "must": request.actor.post(*ADMINS) is not None,
        "on": False,
    }
    return pages.render(request, "people/second_factor.html", context, status=400 if form.errors else 200)


def _second_off(request: HttpRequest, account: Account) -> HttpResponse:
    must = request.actor.post(*ADMINS) is not None
    form = acts.form_for(forms.Code, request)

    def off(code: str, **given: Any) -> Account:
        commands.prove_second(account, code, timezone.now())
        return _act(request, commands.remove_second_factor)(**given)

    if request.method == "POST" and not must and acts.perform(form, off) is not None:
        return redirect("/desk/account/?done=second-off")
    context = {"form": form, "must": must, "on": True}
    return pages.render(request, "people/second_factor.html", context, status=400 if form.errors else 200)


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_key(request: HttpRequest) -> HttpResponse:
    """Make a key for the API and show it this once."""
    form = acts.form_for(forms.NewKey, request)
    if request.method == "POST":
        token = acts.perform(form, _act(request, commands.issue_token))
        if token is not None:
            raw = getattr(token, "raw", "")
            context = {"title": _("令牌已经签发"), "secrets": [raw] if raw else [], "kind": "key"}
            return pages.render(request, "people/once.html", context)
    return pages.render(request, "people/new_key.html", {"form": form}, status=400 if form.errors else 200)


@signed_in
@require_POST
def revoke_key(request: HttpRequest, token: int) -> HttpResponse:
    """Make a key worthless."""
    try:
        commands.revoke_token(actor=request.actor, now=timezone.now(), token=token)
    except HouseError as error:
        return acts.refuse(request, error)
    return redirect("/desk/account/?done=key-revoked")


@signed_in
@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Log out everywhere, here too."""
    commands.end_sessions(actor=request.actor, now=timezone.now(), account=request.actor.account)
    logout(request)
    return redirect("people:log_in")


def _act(request: HttpRequest, command: Any) -> Any:
    """The command as this person, now, on their own account."""
    return partial(command, actor=request.actor, now=timezone.now(), account=request.actor.account)


def _grouped(key: str) -> str:
    """The secret as authenticator apps want it typed: base 32 in groups of four."""
    text = b32encode(bytes.fromhex(key)).decode()
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))
