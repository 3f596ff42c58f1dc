"""What the API of voices takes and gives. Limits are the commands'; here is only what stops floods."""

import uuid
from datetime import date, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from huying.base.papers.commands import Box
from huying.base.web.api import (
    FILES,
    Act,
    Done,
    File,
    Files,
    Given,
    Number,
    PaperOut,
    Sized,
    Text,
    VerbOut,
    Word,
    among,
)
from huying.field.voices.commands.receive import VISITORS_MAX
from huying.field.voices.commands.splitting import FEWEST, MOST
from huying.field.voices.queries import OUTCOMES
from huying.field.voices.states import CHANNELS, FOUND, MATTERS, MEDIATED, STATES, VERDICTS, VISITS

Region = Annotated[str, Field(pattern=r"^([0-9]{6}|[0-9]{9}|[0-9]{12})?$", description="Official division code.")]


class VoiceWanted(Sized):
    """What a list is narrowed to; ``words`` is what text or place must hold, from two characters on."""

    state: Annotated[Word, among(["", *STATES])] = ""
    region: Region = ""
    category: Word = ""
    words: Word = ""


class VoicePublished(VoiceWanted):
    """``outcome``: what became of it. ``station``: the code of its QR code."""

    outcome: Annotated[Word, among(["", *OUTCOMES])] = ""
    station: Word = ""


class VoiceStation(Schema):
    uid: uuid.UUID
    name: str


class VoiceUnit(Schema):
    id: int
    name: str


class VoiceRow(Schema):
    """One line of a list; ``exit`` tells by which door it left the station, ``verdict`` what the citizen says."""

    uid: uuid.UUID
    state: str
    returned: bool
    region: str
    village: str
    place: str
    category: str
    exit: str
    verdict: str
    created_at: datetime
    published: bool
    version: int
    headline: str
    station: VoiceStation
    unit: VoiceUnit | None


class VoicePage(Schema):
    items: list[VoiceRow]
    next: int | None


class VoiceTodo(Schema):
    """Something owed, and by when."""

    uid: uuid.UUID
    title: str
    kind: str
    due: date


class VoiceLine(Schema):
    """One thing that happened; ``note`` are the words that were said then."""

    at: datetime
    verb: str
    text: str
    note: str


class VoiceDetail(VoiceRow):
    """A voice; ``turn`` says in one sentence whose turn it is."""

    text: str
    turn: str
    lines: list[VoiceLine]


class VoiceSeen(VoiceDetail):
    """A published voice; ``photos`` are the addresses of those that were picked for the public."""

    photos: list[str]


class VoiceBox(Schema):
    """A rectangle on a picture, in percent of its width and height from the upper left corner."""

    left: Annotated[float, Field(ge=0, lt=100)]
    top: Annotated[float, Field(ge=0, lt=100)]
    width: Annotated[float, Field(gt=0, le=100)]
    height: Annotated[float, Field(gt=0, le=100)]


class VoiceClock(Schema):
    """A deadline and how the day was computed."""

    kind: str
    due: date
    left: str
    provisional: bool
    settled: bool
    steps: list[str]


class VoiceContact(Schema):
    name: str
    phone: str
    others: str


class VoiceAnswer(Schema):
    """What was asked besides, and answered."""

    question: str
    answer: str


class VoiceMatter(Schema):
    """One of the matters a voice was split into; ``uid`` only for those who handle it."""

    uid: uuid.UUID | None
    headline: str
    state: str
    turn: str
    answer: str


class VoiceDesk(VoiceDetail):
    """A voice as the desk sees it. ``original`` are the citizen's own words where what readers see was edited."""

    channel: str
    original: str
    withheld: str
    answers: list[VoiceAnswer]
    on_behalf: bool
    consent: bool
    clocks: list[VoiceClock]
    papers: list[PaperOut]
    matters: list[VoiceMatter]
    waits_until: date | None
    checked: str
    revisit_on: date | None
    visiting: bool
    matter: str
    visitors: int
    confidential: bool
    verbs: list[VerbOut]
    contact: VoiceContact | None


class VoiceTracked(VoiceDetail):
    """A voice as whoever holds its code sees it; ``guide`` are the words about another door."""

    guide: str
    original: str
    withheld: str
    answers: list[VoiceAnswer]
    papers: list[PaperOut]
    matters: list[VoiceMatter]
    waits_until: date | None
    verbs: list[VerbOut]


class VoiceSpoken(Done):
    """It was taken in; ``code`` follows it to the end and is told only here."""

    code: str


class VoiceSpeak(Given):
    """What somebody said. Words, a photo or a voice note are needed, all else may be missing."""

    text: Text = ""
    channel: Annotated[Word, among(CHANNELS)] = "api"
    station: Annotated[Word, Field(description="Code of the station's QR code; or say the region.")] = ""
    region: Region = ""
    village: Region = ""
    place: Word = ""
    category: Word = ""
    answers: Annotated[
        dict[Word, Text | list[Word]],
        Field(max_length=FILES, description="By the code of the category's question (`/codes` names them)."),
    ] = Field(default_factory=dict)
    contact: Word = ""
    phone: Word = ""
    share_contact: bool = False
    texts: bool = Field(False, description="Leave to send short messages to the phone.")
    publish: bool = True
    on_behalf: bool = False
    like: Annotated[uuid.UUID | None, Field(description="A published voice that says the same.")] = None
    matter: Annotated[Word, among(["", *MATTERS])] = ""
    visitors: Annotated[int, Field(ge=0, le=VISITORS_MAX, description="Of a reception: how many came.")] = 0
    others: Annotated[Text, Field(description="Of a reception: the names of those beside `contact`.")] = ""
    confidential: bool = False
    photos: Files = Field(default_factory=list)
    sound: Annotated[File | None, Field(description="A voice note, at most 3 minutes and 4 MB; never public.")] = None


class VoiceRegister(Act):
    category: Word = ""
    village: Region = ""
    note: Text = ""


class VoiceWords(Act):
    text: Text


class VoiceReason(Act):
    reason: Text


class VoiceWhy(Act):
    reason: Text = ""


class VoiceRefer(Act):
    unit: Number
    note: Text = ""


class VoicePassUp(Act):
    """``deputy`` is a person; a deputy who takes it leaves it out."""

    deputy: Number = 0


class VoiceGuide(Act):
    guide: Word
    text: Text = ""


class VoiceJoin(Act):
    into: uuid.UUID


class VoiceExplain(Act):
    reason: Word
    text: Text


class VoiceReport(Act):
    """``solved`` is what the office says of it, never the citizen's verdict."""

    text: Text
    solved: bool | None = None


class VoiceConfirm(Act):
    verdict: Annotated[Word, among(VERDICTS)]
    why: Annotated[Word, Field(description="One of the playbook's `reopen_reasons`; takes the voice up again.")] = ""
    reason: Text = ""


class VoiceAddWords(Act):
    """``text`` may be empty when there is a photo or a voice note."""

    text: Text
    photos: Files = Field(default_factory=list)
    sound: File | None = None


class VoicePublish(Act):
    """``text``: the wording for the public, the citizen's own when left out; ``photos``: those anybody may see."""

    text: Text | None = None
    photos: list[uuid.UUID] = Field(default_factory=list, max_length=200)


class VoiceRedact(Act):
    """``paper`` is the photo as it came; ``boxes`` take the place of earlier ones, none takes the copy away."""

    paper: uuid.UUID
    boxes: list[VoiceBox] = Field(default_factory=list, max_length=40)

    def given(self) -> dict[str, Any]:
        return {**super().given(), "boxes": [Box(**box.model_dump()) for box in self.boxes]}


class VoiceContactLeft(Act):
    """A phone or a name, or both; what is left out is erased."""

    phone: Text = ""
    contact: Text = ""
    share_contact: bool = False
    texts: bool = Field(False, description="Leave to send short messages to the phone.")


class VoiceMediate(Act):
    """What came of bringing two sides together; ``photos`` of the paper they signed."""

    outcome: Annotated[Word, among(MEDIATED)]
    text: Text
    photos: Files = Field(default_factory=list)
    on: date | None = None


class VoiceSplit(Act):
    """The words of each matter."""

    parts: Annotated[list[Text], Field(min_length=FEWEST, max_length=MOST)]


class VoiceCheck(Act):
    """``on``: the day somebody went; today when left out."""

    found: Annotated[Word, among(FOUND)]
    text: Text = ""
    photos: Files = Field(default_factory=list)
    on: date | None = None


class VoiceRevisit(Act):
    """``no_answer`` and ``given_up`` are the station's alone."""

    outcome: Annotated[Word, among(VISITS)]
    reason: Text = ""
    on: date | None = None


KINDS: dict[str, type[Act]] = {
    "register": VoiceRegister,
    "answer": VoiceWords,
    "refer": VoiceRefer,
    "unit_accept": Act,
    "unit_return": VoiceReason,
    "unit_answer": VoiceWords,
    "send_back": VoiceReason,
    "pass_up": VoicePassUp,
    "fall_back": VoiceWhy,
    "guide": VoiceGuide,
    "join": VoiceJoin,
    "explain": VoiceExplain,
    "report_back": VoiceReport,
    "confirm": VoiceConfirm,
    "reopen": VoiceWhy,
    "withdraw": VoiceWhy,
    "add_words": VoiceAddWords,
    "publish": VoicePublish,
    "unpublish": Act,
    "withhold": VoiceReason,
    "redact": VoiceRedact,
    "leave_contact": VoiceContactLeft,
    "erase": Act,
    "ask": VoiceWords,
    "split": VoiceSplit,
    "unite": Act,
    "mediate": VoiceMediate,
    "stop_waiting": Act,
    "check": VoiceCheck,
    "revisit": VoiceRevisit,
    "undo": Act,
    "release": Act,
    "discard": Act,
}
"""The body of each verb; ``close`` is the tick's alone, ``reissue_code`` is done face to face at the desk."""
