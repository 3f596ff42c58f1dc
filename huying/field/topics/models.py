"""Topics, the voices and questionnaires behind them, what was decided about them; and what concentrates each night."""

from typing import Any, ClassVar

from django.db import models

from huying.base.ledger.models import Case
from huying.field.topics import states
from huying.kernel.numbers import uuid7


class Topic(Case):
    """One matter that many speak of: ``size`` voices, said between ``first_on`` and ``last_on``."""

    case_kind = "topic"

    title = models.CharField(max_length=60)
    summary = models.CharField(max_length=500, default="", blank=True)
    category = models.CharField(max_length=40, default="", blank=True)
    size = models.PositiveIntegerField(default=0)
    first_on = models.DateField(null=True, blank=True)
    last_on = models.DateField(null=True, blank=True)
    listed_on = models.DateField(null=True, blank=True)
    published = models.BooleanField(default=False)
    outcome = models.CharField(max_length=1000, default="", blank=True)
    reason = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "region", "-id"], name="topic_state"),
            models.Index(fields=["-id"], name="topic_public", condition=models.Q(published=True)),
        ]

    def __str__(self) -> str:
        return self.title


class TopicVoice(models.Model):
    """A voice that a topic holds; place and day are kept beside it, so that charts ask one table."""

    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="+")
    voice = models.ForeignKey("voices.Voice", on_delete=models.PROTECT, related_name="+")
    town = models.CharField(max_length=9)
    said_on = models.DateField()

    class Meta:
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["topic", "voice"], name="topic_voice_once")]

    def __str__(self) -> str:
        return f"topic {self.topic_id}: voice {self.voice_id}"


class TopicSurvey(models.Model):
    """A questionnaire that a topic cites, or one ``question`` of it (a code)."""

    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="+")
    survey = models.ForeignKey("surveys.Survey", on_delete=models.PROTECT, related_name="+")
    question = models.CharField(max_length=8, default="", blank=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["topic", "survey", "question"], name="topic_survey_once")
        ]

    def __str__(self) -> str:
        return f"topic {self.topic_id}: survey {self.survey_id} {self.question}".rstrip()


class Decision(models.Model):
    """Which meeting decided what, on which day; ``seq`` is the line of the ledger."""

    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=list(states.STATES.items()))
    body = models.CharField(max_length=12, choices=list(states.BODIES.items()))
    meeting = models.CharField(max_length=80, default="", blank=True)
    on = models.DateField()
    note = models.CharField(max_length=500, default="", blank=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["topic", "seq"], name="topic_decision_once")
        ]

    def __str__(self) -> str:
        return f"topic {self.topic_id}#{self.seq}"


class Concentration(models.Model):
    """What many spoke of lately (集中反映): reckoned each night out of the voices, no case. Nothing is lost with it.

    ``uid`` stays the same from night to night; ``topic`` is what was made of it, a dropped one if it was not taken up.
    ``voices`` and ``examples`` are keys of voices, ``places`` how many of each township or village.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    region = models.CharField(max_length=12, db_index=True)
    category = models.CharField(max_length=40, default="", blank=True)
    words = models.JSONField(default=list)
    voices = models.JSONField(default=list)
    examples = models.JSONField(default=list)
    places = models.JSONField(default=dict)
    days = models.JSONField(default=dict)
    size = models.PositiveIntegerField()
    first_on = models.DateField()
    last_on = models.DateField()
    topic = models.ForeignKey(Topic, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    counted_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.region} {self.size}"
