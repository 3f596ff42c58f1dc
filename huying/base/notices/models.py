"""Notices to people: in the app first, other channels from the outbox."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

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


class Delivery(models.Model):
    """The outbox: a notice on its way through one channel, tried again until it is sent or given up."""

    class State(models.TextChoices):
        WAITING = "waiting", N_("待发送")
        SENT = "sent", N_("已发送")
        FAILED = "failed", N_("发送失败")

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=20)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["notice", "channel"], name="delivery_once")]
        indexes: ClassVar = [
            models.Index(fields=["next_try"], name="delivery_waiting", condition=Q(state="waiting")),
            models.Index(fields=["-id"], name="delivery_failed", condition=Q(state="failed")),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"
