"""Where a try came from."""

import pytest
from django.test import RequestFactory

from huying.base.limits.queries import address_of


@pytest.mark.parametrize(
    ("peer", "forwarded", "said"),
    [
        ("9.9.9.9", "1.1.1.1", "9.9.9.9"),
        ("10.0.0.1", "1.1.1.1", "1.1.1.1"),
        ("10.0.0.1", "6.6.6.6, 1.1.1.1", "1.1.1.1"),
        ("10.0.0.1", "", "10.0.0.1"),
    ],
)
def test_only_our_own_proxy_is_believed_and_only_its_own_word(settings, peer: str, forwarded: str, said: str) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.1"]
    assert address_of(RequestFactory().get("/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=forwarded)) == said
