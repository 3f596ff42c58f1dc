"""Attachments: files that belong to a case."""

from typing import ClassVar

from django.db import models

from huying.kernel.numbers import uuid7


class Paper(models.Model):
    """A file of a case. Found only through its case: the room's gate first, then this row.

    ``kind`` says what it is for ("photo", "reply", "evidence"); ``audience`` uses the ledger's words.
    The stored name is random; ``name`` is what the person called it, cleaned, and only ever shown as text.
    ``origin`` is the picture that this one is a blackened copy of.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    subject = models.CharField(max_length=40, db_index=True)
    kind = models.CharField(max_length=20)
    audience = models.CharField(max_length=8)
    name = models.CharField(max_length=120)
    mime = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=120, unique=True)
    thumb = models.CharField(max_length=120, default="", blank=True)
    origin = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="copies")
    added_by = models.PositiveBigIntegerField(default=0)
    added_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.name
