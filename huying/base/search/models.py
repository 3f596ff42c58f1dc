"""The text of what can be found, cut into two-character tokens; how common tokens are; who handled what."""

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
        # The kind comes last: PostgreSQL would read all documents of one kind out of an index that begins with it,
        # to spare itself a look at the few that hold a rare word.
        constraints: ClassVar = [models.UniqueConstraint(fields=["object_id", "kind"], name="document_once")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.object_id}"


COUNTED, EVER = "", "*"
"""In ``Gram``, instead of a token: how many documents were counted; how many there ever were."""


class Gram(models.Model):
    """In how many of the newest documents a token stands, if in more than one; counted anew by a job.

    Not kept by triggers: every text would lock the rows of the commonest pairs.
    """

    token = models.CharField(max_length=40, primary_key=True)
    n = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.token}: {self.n}"


class Habit(models.Model):
    """In how many texts given to a unit a pair stood. The pair "" holds how many texts it was given."""

    region = models.CharField(max_length=12)
    unit = models.PositiveBigIntegerField()
    token = models.CharField(max_length=40)
    n = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region", "token", "unit"], name="habit_once"),
        ]

    def __str__(self) -> str:
        return f"{self.region} {self.unit} {self.token}: {self.n}"
