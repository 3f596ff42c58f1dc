import pytest
from django.core.exceptions import ImproperlyConfigured

from huying.config import env


@pytest.mark.parametrize(
    ("url", "fine"),
    [
        ("", True),
        ("https://sms.example.org/x", True),
        ("http://localhost:8080/", True),
        ("http://[::1]/", True),
        ("http://sms.example.org/x", False),
        ("http://localhost.evil.example/", False),
        ("ftp://localhost/", False),
        ("https:///x", False),
        ("https://a:b@sms.example.org/", False),
    ],
)
def test_nothing_goes_over_the_net_in_the_clear(monkeypatch: pytest.MonkeyPatch, url: str, fine: bool) -> None:
    monkeypatch.setenv("HUYING_GATEWAY_URL", url)
    if fine:
        assert env.hook("HUYING_GATEWAY_URL") == url
    else:
        with pytest.raises(ImproperlyConfigured):
            env.hook("HUYING_GATEWAY_URL")
