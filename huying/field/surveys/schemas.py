"""What the API of questionnaires takes and gives. Limits are the commands'; here is only what stops floods."""

import uuid
from datetime import date
from typing import Annotated

from ninja import Schema
from pydantic import Field

from huying.base.web.api import Act, Given, Number, Place, Sized, Text, VerbOut, Word, among
from huying.field.surveys.models import Survey
from huying.field.surveys.rules import KINDS, MOST_OPTIONS, MOST_QUESTIONS, NUMBER_MAX, OPS
from huying.field.surveys.states import MACHINE

ROW = ("uid", "title", "region", "state", "audience", "named", "opens_on", "closes_on", "asked", "answered", "version")
Choices = Annotated[list[Word], Field(max_length=MOST_OPTIONS)]
Keys = Annotated[list[uuid.UUID], Field(max_length=100)]


class SurveysWanted(Sized):
    """What a list is narrowed to."""

    state: Annotated[Word, among(["", *MACHINE.states])] = ""


class SurveyRow(Schema):
    """One line of a list. ``asked`` is 0 where anybody may answer."""

    uid: uuid.UUID
    title: str
    region: str
    state: str
    audience: str
    named: bool
    opens_on: date
    closes_on: date
    asked: int
    answered: int
    version: int


class SurveyPage(Schema):
    """Questionnaires, newest first."""

    items: list[SurveyRow]
    next: int | None


class SurveyOption(Schema):
    code: str
    label: str


class SurveyCondition(Given):
    """Ask only if an earlier question was answered so; ``value`` is the code of an option, or a number."""

    question: Word
    op: Annotated[Word, among(sorted({op for ops in OPS.values() for op in ops}))]
    value: Word


class SurveyQuestion(Schema):
    """One question. An answer is a list of texts: codes of options, a number, a day, words."""

    code: str
    kind: str
    text: str
    help: str
    required: bool
    options: list[SurveyOption]
    low: int
    high: int
    when: SurveyCondition | None


class SurveyDetail(SurveyRow):
    """``turn`` says in words where it stands; ``seed`` drew the sample; ``verbs`` are the asking desk's."""

    intro: str
    seed: str
    turn: str
    questions: list[SurveyQuestion]
    verbs: list[VerbOut]


class SurveyBar(Schema):
    label: str
    n: int


class SurveyGroup(Schema):
    """One place, or several that are too small alone; ``cells`` in the order of the bars."""

    places: list[str]
    given: int
    cells: list[int]


class SurveyFigure(Schema):
    """What came of one question; no bars where fewer than five answered."""

    question: str
    asked: int
    given: int
    silent: int
    bars: list[SurveyBar]
    groups: list[SurveyGroup]
    mean: float | None
    median: float | None


class SurveyResults(Schema):
    """What came back; ``asked`` and ``silent`` are 0 where anybody could answer."""

    asked: int
    answered: int
    silent: int
    figures: list[SurveyFigure]


class SurveySaid(Schema):
    uid: uuid.UUID
    text: str
    chosen: bool


class SurveySaidPage(Schema):
    """People's own words to one question, in no order; pass ``next`` as ``after``."""

    items: list[SurveySaid]
    next: str


class SurveyTaken(Schema):
    """Whether the sheet was taken in; false when this person or browser had answered before."""

    taken: bool


class SurveyNew(Given):
    """A draft; its questions follow one by one."""

    region: Place
    title: Word
    audience: Annotated[Word, among(Survey.Audience.values)]
    opens_on: date
    closes_on: date
    intro: Text = ""
    named: bool = False


class SurveyEdit(Act):
    """Changes; what is left out stays."""

    title: Word = ""
    intro: Text = ""
    audience: Annotated[Word, among(Survey.Audience.values)] = "anyone"
    named: bool = False
    opens_on: date = date.min
    closes_on: date = date.min


class SurveyReword(Act):
    """Changes of a question. ``options`` are labels; who keeps its label keeps its code."""

    text: Word = ""
    help: Text = ""
    required: bool = False
    options: Choices = Field(default_factory=list)
    low: Annotated[int, Field(ge=0, le=NUMBER_MAX)] = 0
    high: Annotated[int, Field(ge=0, le=NUMBER_MAX)] = NUMBER_MAX
    when: SurveyCondition | None = None


class SurveyAsk(SurveyReword):
    """One more question, at the end."""

    kind: Annotated[Word, among(KINDS)]
    text: Word


class SurveyMove(Act):
    """One place up, or down."""

    up: bool


class SurveyDraw(Act):
    """How many, and with which public number."""

    size: Number
    seed: Word = ""


class SurveyExtend(Act):
    """The new last day."""

    closes_on: date


class SurveyChoose(Act):
    """``shown`` of ``among`` will be public, the rest of ``among`` not."""

    question: Word
    shown: Keys
    among: Keys


class SurveyAnswer(Given):
    """A sheet: code of the question → answer. ``token``: a random text that your user's device keeps."""

    answers: Annotated[dict[Word, Choices], Field(max_length=MOST_QUESTIONS)]
    token: Annotated[Word, Field(description="Needed where anybody may answer.")] = ""
    station: Annotated[Word, Field(description="Code of the station where it is answered.")] = ""
