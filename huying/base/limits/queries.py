"""Where a try came from."""

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The address of whoever asks.

    Behind our own proxy (``settings.TRUSTED_PROXIES``) it is the last address in ``X-Forwarded-For``, the one that
    proxy wrote; anything further left could have been sent by the visitor and is not believed.
    """
    peer: str = request.META.get("REMOTE_ADDR", "")
    if peer in settings.TRUSTED_PROXIES:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").rsplit(",", 1)[-1].strip()
        return forwarded or peer
    return peer
