"""Short messages to citizens who left a phone and agreed: taken in, answered, taken up again, closed by silence.

What is said holds no matter and no code; the number is opened only at the moment of sending.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from huying.base.notices import commands as notices
from huying.field.voices.models import Voice, VoiceContact
from huying.kernel.actor import Actor

SAID = {
    **dict.fromkeys(("answer", "guide", "explain", "report_back"), "voice.reported"),
    "ask": "voice.asked",
    "ask_again": "voice.visit_due",
    "reopen": "voice.reopened",
    "close": "voice.closed",
}
"""Verb -> what is said. What citizens do themselves they need not be told."""


def received(voice: Voice, code: str, now: datetime) -> None:
    """It was taken in: the end of the code, so that the slip of paper is found again."""
    _say(voice, "voice.received", now, tail=code[-4:])


def after(voice: Voice, verb: str, actor: Actor, now: datetime) -> None:
    """Tell whoever spoke what somebody else did with it."""
    if verb in SAID and actor.kind != "citizen":
        _say(voice, SAID[verb], now, on=timezone.localdate(voice.created_at).isoformat())


def _say(voice: Voice, verb: str, now: datetime, **data: Any) -> None:
    if settings.GATEWAY and agreed(voice.pk):
        notices.text(voice.subject, verb, now=now, data={"station": voice.station.name, **data})


def agreed(voice: int) -> bool:
    """Whether whoever spoke may be told by short message."""
    return VoiceContact.objects.filter(pk=voice, texts=True).exists()


def number_of(voice: int) -> str:
    """The number to send to, unsealed this once; "" when it was deleted or the leave was taken back."""
    contact = VoiceContact.objects.filter(pk=voice, texts=True).first()
    return contact.phone if contact else ""
