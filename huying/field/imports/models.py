"""Batches of an old ledger and what became of each row. The words stand in the file and in the voices, not here."""

from typing import Any, ClassVar

from django.db import models

from huying.base.ledger.models import Case
from huying.field.imports import states
from huying.kernel.coordinates import SYSTEMS

FILE = "ledger"
"""Kind of the paper that holds the file."""


class Batch(Case):
    """One file on its way in.

    ``region`` is the congress for which it is imported, ``station`` the one its rows belong to when they name none;
    ``source`` the ledger's own name, within which its numbers are unique. ``columns`` maps fields to column numbers.
    ``undated``: what ended without a date counts as ended on the day it was said. ``cursor`` is the last row dealt
    with; the counters are told as they stand after it.
    """

    case_kind = "import"

    station = models.ForeignKey("stations.Station", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=30)
    name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    by = models.PositiveBigIntegerField(default=0)
    account = models.PositiveBigIntegerField(default=0)
    sheets = models.JSONField(default=list)
    sheet = models.CharField(max_length=120, default="", blank=True)
    header_row = models.PositiveIntegerField(default=1)
    headers = models.JSONField(default=list)
    columns = models.JSONField(default=dict)
    datum = models.CharField(max_length=5, default="wgs84", choices=list(SYSTEMS.items()))
    publish = models.BooleanField(default=False)
    undated = models.BooleanField(default=False)
    rows = models.PositiveIntegerField(default=0)
    good = models.PositiveIntegerField(default=0)
    ended = models.PositiveIntegerField(default=0)
    expired = models.PositiveIntegerField(default=0)
    cursor = models.PositiveIntegerField(default=0)
    made = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    twice = models.PositiveIntegerField(default=0)
    undone = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    cleared = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["region", "-id"], name="import_region"),
            models.Index(fields=["state"], name="import_working", condition=models.Q(state__in=states.WORKING)),
        ]

    def __str__(self) -> str:
        return f"import {self.pk}"


class Row(models.Model):
    """A row that came in, or was refused and why. ``key`` finds the same matter in an earlier batch."""

    class State(models.TextChoices):
        DONE = "done"
        REFUSED = "refused"
        TWICE = "twice"
        UNDONE = "undone"
        KEPT = "kept"

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=64, default="", blank=True)
    state = models.CharField(max_length=8, choices=State.choices)
    voice = models.ForeignKey("voices.Voice", null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["batch", "number"], name="import_row_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["batch", "key"], name="import_row_key"),
            models.Index(fields=["batch", "state", "number"], name="import_row_state"),
        ]

    def __str__(self) -> str:
        return f"import {self.batch_id} row {self.number}"
