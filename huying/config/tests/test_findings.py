"""What the doctor says of letters and short messages."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from huying.base.notices import commands
from huying.base.notices.models import Message
from huying.config import findings

pytestmark = pytest.mark.django_db


def said(found: findings.Findings) -> str:
    return "\n".join(f"{each.what} {each.do}" for each in found)


def test_a_gateway_without_a_secret_is_grave(settings: Any) -> None:
    settings.GATEWAY, settings.GATEWAY_SECRET = "https://sms.example.org/", "short"
    grave = [each for each in findings.settings_right(timezone.now()) if each.grave]
    assert any("短信网关没有密钥" in each.what for each in grave)
    settings.GATEWAY_SECRET = "x" * 16
    assert "短信网关没有密钥" not in said(findings.settings_right(timezone.now()))


def test_what_did_not_go_is_counted_with_its_reasons(settings: Any) -> None:
    settings.GATEWAY, now = "https://sms.example.org/", timezone.now()
    assert said(findings.letters_go(now)) == ""
    for n in range(2):
        commands.text(f"voice:{n}", "voice.received", now=now - timedelta(days=2))
    Message.objects.filter(subject="voice:0").update(state="failed", error="HTTP 422")
    found = said(findings.letters_go(now))
    assert "有2 条短信没有发出去（HTTP 422）" in found
    assert "发送情况" in found
