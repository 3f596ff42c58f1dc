"""What the API of topics takes and gives. Limits are the commands'; here is only what stops floods."""

import uuid
from datetime import date
from typing import Annotated

from ninja import Schema
from pydantic import Field

from huying.base.web.api import Act, Given, Number, Place, Sized, Text, VerbOut, Word, among
from huying.field.topics.states import BODIES, MACHINE

ROW = (
    "uid",
    "title",
    "summary",
    "region",
    "category",
    "state",
    "size",
    "first_on",
    "last_on",
    "listed_on",
    "published",
)
Code = Annotated[str, Field(max_length=8)]
Uids = Annotated[list[uuid.UUID], Field(max_length=100)]


class TopicsWanted(Sized):
    """What a list is narrowed to."""

    state: Annotated[Word, among(["", *MACHINE.states])] = ""


class TopicRow(Schema):
    """One line of a list; ``size`` voices said between ``first_on`` and ``last_on``."""

    uid: uuid.UUID
    title: str
    summary: str
    region: str
    category: str
    state: str
    size: int
    first_on: date | None
    last_on: date | None
    listed_on: date | None
    published: bool


class TopicPage(Schema):
    """Topics, newest first."""

    items: list[TopicRow]
    next: int | None


class TopicCount(Schema):
    """``of`` is a Monday (ISO day) or the name of a township."""

    of: str
    n: int


class TopicDecision(Schema):
    """Which meeting decided, and when."""

    state: str
    body: str
    meeting: str
    on: date
    note: str


class TopicBar(Schema):
    """One answer, and how many gave it."""

    label: str
    n: int


class TopicCited(Schema):
    """A questionnaire that is cited, or one question of it, with how many were asked and answered.

    Only those are listed whose results the caller may read; fewer than five answers have no bars.
    """

    survey: uuid.UUID
    title: str
    question: str
    text: str
    asked: int
    given: int
    bars: list[TopicBar]


class TopicDetail(TopicRow):
    """``turn`` says in words where it stands; ``voices`` are those that the caller may read, of the newest twenty."""

    version: int
    outcome: str
    reason: str
    turn: str
    weeks: list[TopicCount]
    towns: list[TopicCount]
    decisions: list[TopicDecision]
    voices: list[uuid.UUID]
    surveys: list[TopicCited]
    verbs: list[VerbOut]


class Concentrated(Schema):
    """What many spoke of lately. ``number`` is what ``concentration`` asks for; new each night, ``uid`` stays."""

    number: int
    uid: uuid.UUID
    region: str
    category: str
    words: list[str]
    size: int
    places: dict[str, int]
    first_on: date
    last_on: date
    topic: uuid.UUID | None


class TopicNew(Given):
    """A topic out of voices (``said``, their uids), of what concentrates, or of a questionnaire (``survey``)."""

    region: Place
    title: Word
    summary: Text = ""
    category: Word = ""
    said: Uids = Field(default_factory=list)
    concentration: Number = 0
    survey: uuid.UUID | None = None
    question: Code = ""


class TopicDismiss(Given):
    """Why what concentrates is not taken up."""

    region: Place
    concentration: Number
    title: Word
    reason: Text


class TopicEdit(Act):
    title: Word
    summary: Text = ""
    category: Word = ""


class TopicAdd(Act):
    """Uids of voices."""

    said: Uids


class TopicRemove(Act):
    """Uid of a voice."""

    said: uuid.UUID


class TopicCite(Act):
    """Uid of a questionnaire, and the code of one question or nothing for the whole."""

    survey: uuid.UUID
    question: Code = ""


class TopicJoin(Act):
    """What concentrates goes into this topic."""

    concentration: Number


class TopicDecide(Act):
    """By which meeting, and what it decided."""

    body: Annotated[Word, among(BODIES)]
    on: date
    meeting: Word = ""
    note: Text = ""


class TopicEnd(Act):
    outcome: Text


class TopicDrop(Act):
    reason: Text
