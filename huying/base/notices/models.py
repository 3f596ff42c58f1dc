"""Notices to people: in the app first, other channels from the outbox."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from huying.kernel.numbers import uuid7
from huying.kernel.words import N_


class Notice(models.Model):
    """One thing one person is told: a verb and ids; the sentence is made when it is shown. One event, one row."""

    person = models.PositiveBigIntegerField()
    verb = models.CharField(max_length=40)
    subject = models.CharField(max_length=40)
    url = models.CharField(max_length=120)
    data = models.JSONField(default=dict)
    key = models.CharField(max_length=80)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "key"], name="notice_once")]
        indexes: ClassVar = [
            models.Index(fields=["person", "-id"], name="notice_box"),
            models.Index(fields=["person"], name="notice_unread", condition=Q(read_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.verb}"


class Outgoing(models.Model):
    """Something on its way out of the house, tried again until it is sent, given up, or dropped by a person."""

    class State(models.TextChoices):
        WAITING = "waiting", N_("待发送")
        SENT = "sent", N_("已发送")
        FAILED = "failed", N_("发送失败")
        DROPPED = "dropped", N_("不再发送")

    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        abstract = True


class Delivery(Outgoing):
    """The outbox of letters: a notice on its way by e-mail."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=20)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["notice", "channel"], name="delivery_once")]
        indexes: ClassVar = [
            models.Index(fields=["next_try"], name="delivery_waiting", condition=Q(state="waiting")),
            models.Index(fields=["-id"], name="delivery_failed", condition=Q(state="failed")),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"


class Message(Outgoing):
    """A short message (短信) about a case to whoever stands behind it. No number stands here: the room of the case
    says it at the moment of sending. The same case says the same thing once a day."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    channel = models.CharField(max_length=20)
    subject = models.CharField(max_length=40)
    verb = models.CharField(max_length=40)
    data = models.JSONField(default=dict)
    at = models.DateTimeField()
    day = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject", "verb", "day", "channel"], name="message_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["next_try"], name="message_waiting", condition=Q(state="waiting")),
            models.Index(fields=["-id"], name="message_failed", condition=Q(state="failed")),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.subject} {self.verb}"


class Follow(models.Model):
    """Somebody follows a case, or what is new at a place or of a kind. A private preference."""

    person = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=12)
    target = models.CharField(max_length=50)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "kind", "target"], name="follow_once")]
        indexes: ClassVar = [models.Index(fields=["target", "kind"], name="follow_target")]

    def __str__(self) -> str:
        return f"{self.person} {self.kind} {self.target}"


class Wish(models.Model):
    """How a person wants to be told. ``calendar`` is the hash of the key to their own calendar, "" without one."""

    person = models.PositiveBigIntegerField(primary_key=True)
    pace = models.CharField(max_length=5, default="now")
    calendar = models.CharField(max_length=64, default="", blank=True)
    calendar_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["calendar"], name="wish_calendar", condition=~Q(calendar=""))
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.pace}"


class Reading(models.Model):
    """How far a job has read in the ledger."""

    name = models.CharField(max_length=20, primary_key=True)
    line = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.line}"
