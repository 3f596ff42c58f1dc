"""Who asks: one actor per request, and what they must do before anything else."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from huying.base.people.models import Account
from huying.base.people.queries import actor_of
from huying.base.people.rules import ADMINS
from huying.kernel.actor import PUBLIC, Actor

SECOND = "second"
"""In the session: this log-in showed its second factor (or is a demo's)."""
SEEN = "seen"
SEEN_EVERY = 5 * 60
"""A session is written at most every five minutes, so it ends after 25 to 30 idle ones."""

API_PATHS = ("/api/", "/open311/")
"""Here only a token says who asks (``people.api``); a cookie is not even read."""

OWED_PATHS = ("/desk/account/password", "/desk/account/second", "/desk/logout", "/preferences")


class ActorMiddleware:
    """Sets ``request.actor``: ``PUBLIC`` for a visitor (no statement without a session cookie), else posts of today.

    Somebody with a first password, or an administrator without a second factor, is led to set it before all else.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = _actor(request)  # type: ignore[attr-defined]
        if request.actor.signed_in and (owed := _owed(request)):  # type: ignore[attr-defined]
            return redirect(owed)
        return self.get_response(request)


def _actor(request: HttpRequest) -> Actor:
    if request.path.startswith(API_PATHS):
        return PUBLIC
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or SESSION_KEY not in request.session:
        return PUBLIC
    account = _account(request)
    if account is None:
        return PUBLIC
    seen = int(time.time())
    if request.session.get(SEEN, 0) + SEEN_EVERY <= seen:
        request.session[SEEN] = seen
    return actor_of(account, timezone.localdate())


def _account(request: HttpRequest) -> Account | None:
    """Whose session this is. Whatever is not plain (an old password, a new secret) is left to Django to judge."""
    account = request.session.account  # type: ignore[attr-defined]  # of people.sessions
    held = request.session.get(HASH_SESSION_KEY, "")
    if account and account.is_active and constant_time_compare(held, account.get_session_auth_hash()):
        request.user = account
    return request.user if isinstance(request.user, Account) else None


def _owed(request: HttpRequest) -> str:
    if request.path.startswith(OWED_PATHS):
        return ""
    if request.user.must_change_password:  # type: ignore[union-attr]
        return OWED_PATHS[0]
    if request.actor.post(*ADMINS) and not request.session.get(SECOND):  # type: ignore[attr-defined]
        return OWED_PATHS[1]
    return ""
