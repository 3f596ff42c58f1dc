"""The ledger's tables, and the root row of every case."""

import uuid
from typing import ClassVar

from django.db import models

from huying.kernel.numbers import uuid7
from huying.kernel.words import N_


class Audience(models.TextChoices):
    """Who may read a line of a case they may see at all."""

    PUBLIC = "public", N_("公开")
    PARTIES = "parties", N_("当事各方")
    CONGRESS = "congress", N_("人大内部")
    SEALED = "sealed", N_("密封")


class Case(models.Model):
    """The root row of a case. Commands lock it; the database refuses a version that is not the ledger's last line.

    ``region`` is the division code of the congress or township whose case it is; ``edition`` names the playbook
    edition under which its clocks run (see ``huying.playbooks``).
    """

    case_kind: ClassVar[str]

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    region = models.CharField(max_length=12)
    state = models.CharField(max_length=20)
    edition = models.CharField(max_length=60)
    version = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, default="")
    created_at = models.DateTimeField()

    class Meta:
        abstract = True

    @property
    def subject(self) -> str:
        """How the ledger, clocks and papers name this case: ``voice:12``."""
        return f"{self.case_kind}:{self.pk}"


class Entry(models.Model):
    """One line: what was done to a case. Codes and ids only, never personal data. Never changed, never deleted."""

    subject = models.CharField(max_length=40)
    seq = models.PositiveIntegerField()
    verb = models.CharField(max_length=40)
    actor_kind = models.CharField(max_length=8)
    account = models.PositiveBigIntegerField(default=0)
    person = models.PositiveBigIntegerField(default=0)
    role = models.CharField(max_length=24, default="")
    organ = models.PositiveBigIntegerField(default=0)
    on_behalf_of = models.PositiveBigIntegerField(default=0)
    at = models.DateTimeField(db_index=True)
    effective = models.DateField()
    audience = models.CharField(max_length=8, choices=Audience.choices)
    data = models.JSONField(default=dict)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["subject", "seq"], name="ledger_entry_once")]
        indexes: ClassVar = [models.Index(fields=["person", "at"], name="ledger_entry_person")]

    def __str__(self) -> str:
        return f"{self.subject}#{self.seq} {self.verb}"


class Trace(models.Model):
    """``grown`` came out of ``origin``: a suggestion out of a voice. One query then tells the whole story."""

    origin = models.CharField(max_length=40)
    grown = models.CharField(max_length=40, db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["origin", "grown"], name="ledger_trace_once")]

    def __str__(self) -> str:
        return f"{self.origin} → {self.grown}"


class Receipt(models.Model):
    """A command that was carried out, by the id its form carried; a repeat is answered with the first result."""

    command_id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    verb = models.CharField(max_length=60)
    account = models.PositiveBigIntegerField(default=0)
    result = models.CharField(max_length=80)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.verb} {self.result}"


class Seal(models.Model):
    """The day's seal: a Merkle root over the last hash of every case touched that day, chained to the day before."""

    day = models.DateField(primary_key=True)
    cases = models.PositiveIntegerField()
    entries = models.PositiveIntegerField()
    last_entry = models.PositiveBigIntegerField()
    root = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.day} {self.hash}"
