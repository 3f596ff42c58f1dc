"""The questionnaires that a topic cites: what of them a reader may read, and which may be cited."""

import uuid
from dataclasses import dataclass

from huying.base.web.words import gettext
from huying.field.surveys import queries as surveys
from huying.field.surveys.queries import Figure, Survey
from huying.field.topics.models import Topic, TopicSurvey
from huying.kernel.actor import Actor

LATEST = 50
Choice = tuple[str, list[tuple[str, str]]]
"""A questionnaire and what of it may be cited: (key, label) each."""


@dataclass(frozen=True, slots=True)
class Cited:
    """One thing cited. ``survey`` is None where the reader may not read its results; ``figure`` is of one question."""

    uid: uuid.UUID
    question: str
    survey: Survey | None
    figure: Figure | None
    places: dict[str, str]

    @property
    def key(self) -> str:
        return key(self.uid, self.question)


def key(uid: uuid.UUID, question: str) -> str:
    """How a form names it."""
    return f"{uid}:{question}"


def cited(row: Topic, actor: Actor) -> list[Cited]:
    """What a topic cites, in the order in which it was cited. At most four statements."""
    held = list(TopicSurvey.objects.select_related("survey").filter(topic=row).order_by("pk"))
    if not held:
        return []
    mine = {each.pk: each for each in surveys.told_to(actor).filter(pk__in={each.survey_id for each in held})}
    found = surveys.results_of(list(mine.values()))
    told = []
    for each in held:
        results = found.get(each.survey_id)
        figures = {figure.question.code: figure for figure in results.figures} if results else {}
        places = results.places if results else {}
        told.append(Cited(each.survey.uid, each.question, mine.get(each.survey_id), figures.get(each.question), places))
    return told


def offered(actor: Actor, region: str, topic: Topic | None = None) -> list[Choice]:
    """What a topic of this congress may cite and does not yet, the latest first. Two statements."""
    held: set[str] = set()
    if topic is not None:
        rows = TopicSurvey.objects.filter(topic=topic).values_list("survey__uid", "question")
        held = {key(uid, question) for uid, question in rows}
    found = surveys.told_to(actor).filter(region=region).order_by("-closes_on", "-pk")[:LATEST]
    listed = [(each.title, [pair for pair in choices(each) if pair[0] not in held]) for each in found]
    return [choice for choice in listed if choice[1]]


def choices(row: Survey) -> list[tuple[str, str]]:
    """The whole of a questionnaire, and each of its questions that has figures."""
    whole = gettext("整份问卷：%(title)s") % {"title": row.title}
    asked = [(key(row.uid, code), f"{n}. {each.text}") for code, (n, each) in surveys.figured(row).items()]
    return [(key(row.uid, ""), whole), *asked]
