"""How often somebody has tried something."""

from typing import ClassVar

from django.db import models


class Attempt(models.Model):
    """A counter for one keyed-hashed key in one window of time; swept by the tick."""

    key = models.CharField(max_length=64)
    window = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["key", "window"], name="attempt_once")]

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.count}"
