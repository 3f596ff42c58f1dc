"""The text of what can be found, cut into two-character tokens."""

from typing import ClassVar

from django.db import models


class Document(models.Model):
    """What one case says, as tokens. The index knows no rights: rooms filter its answers through ``visible_to``."""

    kind = models.CharField(max_length=20)
    object_id = models.PositiveBigIntegerField()
    region = models.CharField(max_length=12)
    created_at = models.DateTimeField()
    text = models.TextField()
    tokens = models.TextField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "object_id"], name="document_once")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.object_id}"
