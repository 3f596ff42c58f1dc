"""What a topic says with the figures of a questionnaire: cite one, or stop citing it."""

import uuid
from datetime import datetime

from huying.base.ledger.commands import command
from huying.field.surveys import queries as surveys
from huying.field.surveys.queries import Survey
from huying.field.topics.commands.steps import begin, write
from huying.field.topics.models import Topic, TopicSurvey
from huying.kernel.actor import Actor
from huying.kernel.errors import Invalid
from huying.kernel.words import N_

MOST = 10
"""Questionnaires and questions that one topic may cite."""


@command
def cite(
    *,
    actor: Actor,
    now: datetime,
    topic: int,
    survey: uuid.UUID,
    question: str = "",
    version: int | None = None,
) -> Topic:
    """Rest a topic on a questionnaire too (引用问卷): on the whole of it, or on one question.

    Args:
        survey: public id of a closed or published questionnaire of the same congress whose results the actor may read.
        question: code of a question that has figures.
    """
    row, post, _ = begin(topic, "cite", actor=actor, version=version)
    found = citable(actor, row.region, survey, question)
    held = list(TopicSurvey.objects.filter(topic=row).values_list("survey", "question"))
    if (found.pk, question) in held:
        raise Invalid(N_("这个专题已经引用了它。"), field="survey")
    if len(held) >= MOST:
        raise Invalid(N_("一个专题最多引用 %(limit)d 处问卷。"), field="survey", limit=MOST)
    write(row, "cite", actor=actor, now=now, post=post, data=line(found, question))
    TopicSurvey.objects.create(topic=row, survey=found, question=question)
    return row


@command
def uncite(
    *,
    actor: Actor,
    now: datetime,
    topic: int,
    survey: uuid.UUID,
    question: str = "",
    version: int | None = None,
) -> Topic:
    """Stop citing it (不再引用), before the topic is on the list."""
    row, post, _ = begin(topic, "uncite", actor=actor, version=version)
    held = TopicSurvey.objects.select_related("survey").filter(topic=row, survey__uid=survey, question=question).first()
    if held is None:
        raise Invalid(N_("这个专题没有引用它。"), field="survey")
    if not row.size and TopicSurvey.objects.filter(topic=row).count() == 1:
        raise Invalid(N_("专题里没有民声，只有这一份问卷。整个不要，请用“不列入”。"), field="survey")
    write(row, "uncite", actor=actor, now=now, post=post, data=line(held.survey, question))
    held.delete()
    return row


def citable(actor: Actor, region: str, uid: uuid.UUID, question: str) -> Survey:
    """The questionnaire, if a topic of this congress may cite it like that."""
    found = surveys.told_to(actor).filter(uid=uid, region=region).first()
    if found is None:
        raise Invalid(N_("请选本级已经截止或者公布的问卷。"), field="survey")
    if question and question not in surveys.figured(found):
        raise Invalid(N_("问卷里没有这一题，或者这一题没有数字。"), field="survey")
    return found


def line(survey: Survey, question: str) -> dict[str, str]:
    """What the ledger keeps of it."""
    return {"survey": str(survey.uid), "question": question}
