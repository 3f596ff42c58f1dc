"""Who calls the API: a token with the rights of its account, or nobody. A browser's cookie counts for nothing."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.translation.trans_real import parse_accept_lang_header
from ninja.security import HttpBearer

from huying.base.people.queries import actor_of_token
from huying.kernel.actor import PUBLIC, Actor


class Bearer(HttpBearer):
    """``Authorization: Bearer hy_…``, issued on the account page."""

    nobody: Actor | None = None

    def __call__(self, request: HttpRequest) -> Any:
        """The actor, also put on ``request.actor``; None (401) without a good token. Sets the caller's language."""
        translation.activate(_language(request))
        request.actor = PUBLIC  # type: ignore[attr-defined]
        if "Authorization" not in request.headers:
            return self.nobody
        return super().__call__(request)

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        found = actor_of_token(token.strip(), timezone.now())
        if found is not None:
            request.actor = found  # type: ignore[attr-defined]
        return found


class Open(Bearer):
    """The same, and nobody may call too. A bad token is refused here as well, never taken for nobody."""

    nobody = PUBLIC


SIGNED, OPEN = Bearer(), Open()


def _language(request: HttpRequest) -> str:
    """What ``Accept-Language`` asks for and we speak; Chinese otherwise."""
    known = dict(settings.LANGUAGES)
    for asked, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        code = "zh-hans" if asked.startswith("zh") else asked.partition("-")[0]
        if code in known:
            return code
    return settings.LANGUAGE_CODE
