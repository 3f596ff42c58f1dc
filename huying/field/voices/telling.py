"""A voice in sentences: whose turn it is, and its timeline. Used by queries; shown in the reader's language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import get_language

from huying.base.clocks import queries as clocks
from huying.base.clocks.queries import Clock
from huying.base.clocks.rules import days_left
from huying.base.ledger.models import Audience, Entry
from huying.base.organs import queries as organs
from huying.base.people import queries as people
from huying.base.web.filters import day
from huying.base.web.words import gettext
from huying.field.voices import answers
from huying.field.voices.models import Remark, Voice
from huying.field.voices.sentences import CLOCKS, LINES, LINES_CITIZEN, TURNS, TURNS_CITIZEN
from huying.field.voices.states import CHANNELS, ENDS, FOUND, MEDIATED, VERDICTS
from huying.playbooks import shelf


@dataclass(frozen=True, slots=True)
class Deadline:
    """A clock as a page shows it: “还剩 12 天”, how warm (ok, soon, late), and how the day was computed."""

    kind: str
    due: date
    due_text: str
    due_level: str
    provisional: bool
    settled: bool
    clock: Clock

    @property
    def steps(self) -> tuple[str, ...]:
        """How the day was computed, in sentences; lists never ask."""
        return tuple(step.words(gettext) for step in clocks.steps(self.clock))


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is. ``str()`` is the whole sentence; ``clock`` the debt behind it, None when nobody owes."""

    sentence: str
    clock: Clock | None = None
    deadline: Deadline | None = None
    until: date | None = None

    def __str__(self) -> str:
        return self.sentence


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened: ``text`` in one sentence, ``note`` the words that were said then.

    ``state`` is "done", or "now" for the newest line of a voice that goes on; ``who`` stays empty.
    """

    text: str
    at: datetime
    note: str
    state: str
    verb: str
    audience: str
    who: str = ""


def deadline(clock: Clock, on: date) -> Deadline:
    """What a page needs of a clock, in the reader's language."""
    left = days_left(clock, on)
    text = gettext(left.text) % left.params
    kind = gettext(CLOCKS.get(clock.kind, ""))
    return Deadline(kind, clock.due, text, left.level, clock.provisional, clock.settled is not None, clock)


def turn(voice: Voice, on: date, owed: Iterable[Clock], *, citizen: bool = False) -> Turn:
    """The one sentence that opens every page of a voice: “等县交通运输局办理并答复，还剩 12 天（8 月 3 日到期）”."""
    table = {**TURNS, **TURNS_CITIZEN} if citizen else TURNS
    said = gettext(table[_turn_key(voice)]) % {
        "station": voice.station.name,
        "unit": unit_name(voice.unit_id),
        "day": day(voice.verdict_until) if voice.verdict_until else "",
    }
    order = ["refer_answer", "refer_accept"] if voice.accepted else ["refer_accept", "refer_answer"]
    running = sorted(owed, key=lambda clock: order.index(clock.kind) if clock.kind in order else -1)
    if not running:
        return Turn(said, until=voice.verdict_until if voice.state == "reported" else None)
    first = deadline(running[0], on)
    sentence = gettext("%(turn)s，%(left)s（%(day)s到期）") % {
        "turn": said,
        "left": first.due_text,
        "day": day(first.due),
    }
    return Turn(sentence, running[0], first, first.due)


def _turn_key(voice: Voice) -> str:
    if voice.state == "closed":
        return "closed:withdrawn" if voice.exit == "withdrawn" else f"closed:{voice.verdict}"
    if voice.parent_id and voice.state == "reported":
        return "part:reported"
    if voice.state == "referred" and voice.accepted:
        return "accepted"
    return "void:flood" if voice.state == "void" and voice.exit == "flood" else voice.stand


def besides(voice: Voice) -> list[tuple[str, str]]:
    """(question, answer): what was asked besides, in the reader's language; to whom and when it was said."""
    told = answers.told(shelf.by_edition(voice.edition).voices, voice.answers, get_language() or "")
    if voice.said_to:
        told.append((gettext("对哪位代表说的"), people.names([voice.said_to]).get(voice.said_to, "")))
    return [*told, (gettext("活动"), voice.campaign)] if voice.campaign else told


def unit_name(pk: int | None) -> str:
    """The short name of a unit, “承办单位” when it is not known."""
    found = organs.organs_by_id([pk]).get(pk) if pk else None
    return found.short or found.name if found else gettext("承办单位")


ANSWERS = frozenset({"voice.answered", "voice.reported", "voice.guided", "voice.explained"})
"""Lines whose words strangers read of a published voice: what the office told, never what the citizen added later."""

BETWEEN = frozenset(
    f"voice.{each}" for each in ("asked", "words_added", "waited", "checked", "mediated", "visit_due", "visited")
)
"""Lines between the station and whoever spoke: told to the citizen, never to the public."""


def lines(
    voice: Voice, entries: Iterable[Entry], remarks: Iterable[Remark], *, citizen: bool = False, stranger: bool = False
) -> list[Line]:
    """The timeline in plain sentences, oldest first; to a stranger only the words of ``ANSWERS``."""
    listed = [entry for entry in entries if entry.subject == voice.subject or entry.subject.startswith("topic:")]
    if citizen:
        listed = [entry for entry in listed if entry.audience == Audience.PUBLIC or entry.verb in BETWEEN]
    own = {entry.seq: entry for entry in listed if entry.subject == voice.subject}
    notes = {own[r.seq].pk: r.text for r in remarks if r.seq in own and (not stranger or own[r.seq].verb in ANSWERS)}
    told = [(entry, text) for entry in listed if (text := _sentence(voice, entry, citizen=citizen))]
    last = told[-1][0].pk if told and voice.state not in ENDS else 0
    return [
        Line(text, entry.at, notes.get(entry.pk, ""), "now" if entry.pk == last else "done", entry.verb, entry.audience)
        for entry, text in told
    ]


def _why(voice: Voice, code: str) -> str:
    """The reason out of the playbook for which it was taken up again."""
    known = shelf.by_edition(voice.edition).voices.reopen_reasons if code else ()
    return next((each.shown(get_language() or "") for each in known if each.code == code), "")


def _sentence(voice: Voice, entry: Entry, *, citizen: bool) -> str:
    data: Mapping[str, object] = entry.data
    table = {**LINES, **LINES_CITIZEN} if citizen else LINES
    verdict = str(data.get("verdict", ""))
    kind = data.get("kind") or verdict or data.get("state") or entry.role
    text = table.get(f"{entry.verb}:{kind}") or table.get(entry.verb)
    if text is None:
        return ""
    unit = data.get("unit")
    said = gettext(text) % {
        "station": voice.station.name,
        "unit": unit_name(unit if isinstance(unit, int) else None),
        "channel": gettext(CHANNELS.get(str(data.get("channel", "")), "")),
        "verdict": gettext(VERDICTS.get(verdict, "")) if verdict else "",
        "parts": data.get("parts", ""),
        "mediated": gettext(MEDIATED.get(str(data.get("mediated", "")), "")),
        "found": gettext(FOUND.get(str(data.get("found", "")), "")),
        "until": day(date.fromisoformat(str(data["until"]))) if data.get("until") else "",
    }
    if why := _why(voice, str(data.get("why", ""))):
        said = gettext("%(said)s（%(why)s）") % {"said": said, "why": why}
    said = gettext("回访，%(said)s") % {"said": said} if data.get("visit") else said
    # Entered later than it was done: both days are shown, backdating is a right and never hidden.
    later = entry.effective < timezone.localdate(entry.at)
    return gettext("%(said)s（补登%(day)s的事）") % {"said": said, "day": day(entry.effective)} if later else said
