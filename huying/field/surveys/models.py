"""Questionnaires, whom they were put to, and what came back. The last two never name each other."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from huying.base.ledger.models import Case
from huying.kernel.words import N_


class Survey(Case):
    """A questionnaire of one congress.

    ``organ`` is the asking desk's; ``questions`` a list of ``rules.Question.plain()``. ``asked`` is how many people are
    on the roll (0 where anybody may answer), ``answered`` how many sheets came back. ``seed`` drew the sample.
    """

    case_kind = "survey"

    class Audience(models.TextChoices):
        ANYONE = "anyone", N_("所有人（扫码或打开网址就能答）")
        DEPUTIES = "deputies", N_("本级全体代表")
        SAMPLE = "sample", N_("抽取一部分本级代表")

    title = models.CharField(max_length=60)
    intro = models.CharField(max_length=1000, default="", blank=True)
    audience = models.CharField(max_length=8, choices=Audience.choices)
    named = models.BooleanField(default=False)
    organ = models.PositiveBigIntegerField(default=0)
    opens_on = models.DateField()
    closes_on = models.DateField()
    questions = models.JSONField(default=list)
    asked = models.PositiveIntegerField(default=0)
    answered = models.PositiveIntegerField(default=0)
    seed = models.CharField(max_length=64, default="", blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["region", "id"], name="survey_region"),
            models.Index(fields=["closes_on"], name="survey_open", condition=Q(state="open")),
            models.Index(fields=["id"], name="survey_published", condition=Q(state="published")),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(named=False) | ~Q(audience="anyone"), name="survey_crowd_unnamed"),
        ]

    def __str__(self) -> str:
        return self.title


class Roll(models.Model):
    """Somebody who may answer once: a deputy, or a browser (``token``, a keyed hash). Holds no time and no answer.

    Of a sample, those not ``drawn`` stay listed, so that anybody can draw again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="+")
    person = models.PositiveBigIntegerField(default=0)
    ident = models.CharField(max_length=36, default="", blank=True)
    token = models.CharField(max_length=64, default="", blank=True)
    place = models.CharField(max_length=12, default="", blank=True)
    drawn = models.BooleanField(default=True)
    done = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["survey", "person"], condition=Q(person__gt=0), name="survey_person_once"),
            models.UniqueConstraint(fields=["survey", "token"], condition=~Q(token=""), name="survey_token_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person"], name="survey_waiting", condition=Q(person__gt=0, drawn=True, done=False)),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id}"


class Sheet(models.Model):
    """What one of them answered: no account, no time, a random id. ``person`` is 0 unless the survey is named.

    ``loose`` sheets still lie in the order in which they came; every few of them are shuffled, at the end all.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="+")
    person = models.PositiveBigIntegerField(default=0)
    place = models.CharField(max_length=12, default="", blank=True)
    answers = models.JSONField(default=dict)
    loose = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["survey"], name="survey_loose", condition=Q(loose=True))]

    def __str__(self) -> str:
        return f"{self.survey_id}"


class Words(models.Model):
    """Something written in somebody's own words, taken off its sheet when the survey closed. Public only if chosen."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="+")
    question = models.CharField(max_length=8)
    text = models.CharField(max_length=500)
    chosen = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["survey", "question", "id"], name="survey_words")]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.question}"
