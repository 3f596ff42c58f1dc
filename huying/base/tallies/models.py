"""Counters that a list can show without counting."""

from typing import ClassVar

from django.db import models


class Tally(models.Model):
    """How many rows of one kind stand in one place: changed by the command that moves them, rebuilt by the doctor."""

    name = models.CharField(max_length=30)
    region = models.CharField(max_length=12)
    key = models.CharField(max_length=60)
    n = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["name", "region", "key"], name="tally_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.region} {self.key}: {self.n}"
