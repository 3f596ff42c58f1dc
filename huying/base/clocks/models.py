"""One row for everything somebody owes somebody by a date."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from huying.kernel.words import N_

# Open means owed: running, or missed and not yet done. One plain condition, so that SQLite too uses partial indexes.
OPEN = Q(settled=None)


class Clock(models.Model):
    """A debt with a date. Frozen once met or missed: later changes of calendar or playbook never touch it.

    ``subject`` is the case ("suggestion:12"), ``about`` the part of it ("task:55") or "". ``debtor`` says who owes:
    "organ:5", "person:7" or "station:3". ``due`` is the truth, a local day; the instant is its end. ``settled`` is the
    day it was done, cancelled or replaced; without one it is still owed. ``plan`` holds the reminders to come, as
    ``[day, level]`` in time order, and ``next_action`` the day of the first of them.
    """

    class State(models.TextChoices):
        RUNNING = "running", N_("计时中")
        MET = "met", N_("按时")
        MISSED = "missed", N_("超期")
        CANCELLED = "cancelled", N_("取消")
        SUPERSEDED = "superseded", N_("改由新的时限代替")

    subject = models.CharField(max_length=40)
    about = models.CharField(max_length=40, default="", blank=True)
    kind = models.CharField(max_length=30)
    debtor = models.CharField(max_length=30)
    region = models.CharField(max_length=12)
    url = models.CharField(max_length=120)
    anchor = models.DateField()
    due = models.DateField()
    provisional = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    next_action = models.DateField(null=True)
    plan = models.JSONField(default=list)
    levels = models.JSONField(default=list)
    settled = models.DateField(null=True)
    period = models.JSONField()
    explanation = models.JSONField()
    edition = models.CharField(max_length=60)
    calendar = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject", "about", "kind", "debtor"], condition=OPEN, name="clock_open_once"
            ),
            models.CheckConstraint(
                condition=Q(state="missed")
                | Q(state="running", settled=None)
                | Q(state__in=["met", "cancelled", "superseded"], settled__isnull=False),
                name="clock_settled",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["next_action"], name="clock_sweep", condition=Q(next_action__isnull=False)),
            models.Index(fields=["state", "due"], name="clock_running", condition=OPEN),
            models.Index(fields=["due", "id"], name="clock_oldest", condition=OPEN),
            models.Index(fields=["debtor", "due", "id"], name="clock_owed", condition=OPEN),
            models.Index(fields=["region", "due"], name="clock_place", condition=OPEN),
            models.Index(fields=["subject"], name="clock_subject"),
            models.Index(fields=["region", "calendar", "state"], name="clock_reckoned", condition=OPEN),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.kind} {self.due}"


class Extension(models.Model):
    """One approved change of a due date; the date before stays visible."""

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="extensions")
    before = models.DateField()
    after = models.DateField()
    period = models.JSONField()
    reason = models.CharField(max_length=500)
    approver = models.PositiveBigIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.clock_id}: {self.before} → {self.after}"
