"""The second channel: short messages by a web hook, and the robots of work groups (企业微信, 钉钉).

The house knows no provider. It posts JSON to one address of the county (``HUYING_GATEWAY_URL``), signed, and whoever
answers there hands it on. No redirect is followed, TLS is checked, and nothing that comes back is kept but its status.
"""

import base64
import hashlib
import hmac
import http.client
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings

TIMEOUT = 10
LARGEST = 64 * 1024
FINAL = frozenset({400, 410, 413, 422})
"""Statuses that say the message itself is no good: another try would not help."""


class Fault(Exception):
    """It did not go; perhaps later. Its words hold no number."""


class Refused(Fault):
    """It will not go, however often it is tried."""


def open_channels() -> tuple[str, ...]:
    """The channels that are set up here: "sms", "wecom", "dingtalk"."""
    return ("sms",) * bool(settings.GATEWAY) + tuple(kind for kind, url in settings.ROBOTS.items() if url)


def send(channel: str, *, uid: str, to: str, text: str, now: datetime) -> None:
    """Send one text through one channel.

    Args:
        uid: of the message; the same at every try, so that the gateway may drop the second.
        to: the number; "" for a robot, which speaks to its own group.

    Raises:
        Refused: the other side says that this message is no good.
        Fault, OSError: everything else; try again later.
    """
    match channel:
        case "sms":
            _by_gateway(uid, to, text, now)
        case "wecom":
            _heard(_post(settings.ROBOTS["wecom"], _said(text)))
        case "dingtalk":
            _heard(_post(_sealed(settings.ROBOTS["dingtalk"], now), _said(text)))
        case _:
            raise Refused(f"no channel {channel}")


def _by_gateway(uid: str, to: str, text: str, now: datetime) -> None:
    body = _json({"kind": "sms", "id": uid, "recipient": to, "text": text})
    stamp = str(int(now.timestamp()))
    _post(
        settings.GATEWAY,
        body,
        {
            "Idempotency-Key": uid,
            "X-Huying-Timestamp": stamp,
            "X-Huying-Signature": "sha256=" + signature(settings.GATEWAY_SECRET, stamp, body),
        },
    )


def signature(secret: str, stamp: str, body: bytes) -> str:
    """HMAC-SHA256 over ``<timestamp>.<body>``, hexadecimal: who asks, when, and that nothing was changed."""
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def _said(text: str) -> bytes:
    """A text as both robots want it."""
    return _json({"msgtype": "text", "text": {"content": text}})


def _sealed(url: str, now: datetime) -> str:
    """DingTalk's own signature (加签), when the robot has a secret."""
    if not settings.DINGTALK_SECRET:
        return url
    stamp = str(int(now.timestamp() * 1000))
    secret = settings.DINGTALK_SECRET
    mac = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()
    return f"{url}&timestamp={stamp}&sign={quote(base64.b64encode(mac), safe='')}"


def _heard(answer: bytes) -> None:
    """Robots answer 200 whatever happens; the word is inside."""
    try:
        code = int(json.loads(answer)["errcode"])
    except (ValueError, KeyError, TypeError):
        raise Fault("odd answer") from None
    if code:
        raise Fault(f"errcode {code}")


def _post(url: str, body: bytes, heads: Mapping[str, str] | None = None) -> bytes:
    """Post JSON and take the answer; http.client follows nothing and checks certificates."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    line = kind(parts.hostname or "", parts.port, timeout=TIMEOUT)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        line.request("POST", target, body, {"Content-Type": "application/json; charset=utf-8", **(heads or {})})
        answer = line.getresponse()
        said = answer.read(LARGEST)
    except http.client.HTTPException as fault:
        raise Fault(type(fault).__name__) from None
    finally:
        line.close()
    if answer.status in FINAL:
        raise Refused(f"HTTP {answer.status}")
    if not 200 <= answer.status < 300:
        raise Fault(f"HTTP {answer.status}")
    return said


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
