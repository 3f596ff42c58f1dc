"""A suggestion in sentences: whose turn it is, and its timeline. Used by queries."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import get_language

from huying.base.clocks import queries as clock_queries
from huying.base.clocks.queries import Clock
from huying.base.clocks.rules import days_left
from huying.base.ledger.models import Entry
from huying.base.organs import queries as organs
from huying.base.web.filters import day
from huying.base.web.words import gettext
from huying.kernel.actor import ROLE_LABELS, Role
from huying.playbooks import shelf
from huying.work.suggestions.models import Suggestion
from huying.work.suggestions.sentences import CALLED, CLOCKS, MINE, STANDS, TURNS
from huying.work.suggestions.states import VERBS


@dataclass(frozen=True, slots=True)
class Deadline:
    """A clock as a page shows it: “还剩 12 天”, how warm (ok, soon, late), and how the day was computed."""

    kind: str
    what: str
    who: str
    due: date
    due_text: str
    due_level: str
    provisional: bool
    settled: bool
    clock: Clock

    @property
    def said(self) -> str:
        """Who owes what: “县住建局答复代表”."""
        return gettext("%(who)s%(what)s") % {"who": self.who, "what": self.what} if self.who else self.what

    @property
    def steps(self) -> tuple[str, ...]:
        """How the day was computed, in sentences; lists never ask."""
        return tuple(step.words(gettext) for step in clock_queries.steps(self.clock))


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is. ``str()`` is the whole sentence; ``short`` the same without its day, for lists; ``clock`` the
    debt behind it and ``deadline`` how a page shows it, None when nobody owes."""

    sentence: str
    short: str = ""
    clock: Clock | None = None
    deadline: Deadline | None = None

    def __str__(self) -> str:
        return self.sentence


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened: when, what, who. ``who`` is empty where the reader may not know."""

    at: datetime
    effective: date
    verb: str
    label: str
    who: str
    role: str
    unit: str
    data: Mapping[str, object]
    audience: str

    @property
    def entered_later(self) -> bool:
        """A paper entered after the day it speaks of."""
        return self.effective != self.at.date() and self.effective < self.at.date()


_ORDER = {kind: place for place, kind in enumerate(TURNS)}


def turn(case: Suggestion, on: date, owed: Iterable[Clock], me: int = 0) -> Turn:
    """The sentence that opens every page: “等县住建局答复代表，还剩 12 天（8 月 3 日到期）”.

    Args:
        me: person id of the reader, who is spoken to where it is their own turn: “等您测评”.
    """
    own = f"person:{me}" if me else ""

    def order(c: Clock) -> tuple[int, bool, date, int]:
        return _ORDER[c.kind], c.debtor != own, c.due, c.pk

    clock = min((c for c in owed if c.kind in TURNS), key=order, default=None)
    if clock is None:
        stands = gettext(STANDS[case.state])
        return Turn(stands, stands)
    found = deadline(clock, on)
    words = MINE.get(clock.kind) if clock.debtor == own else CALLED if case.state == "meeting" else None
    short = gettext(words or TURNS[clock.kind]) % {"who": found.who}
    said = gettext("%(turn)s，%(left)s（%(day)s到期）") % {
        "turn": short,
        "left": found.due_text,
        "day": day(clock.due),
    }
    return Turn(said, short, clock, found)


def deadline(clock: Clock, on: date) -> Deadline:
    """What a page needs of a clock, in the reader's language."""
    left = days_left(clock, on)
    text = gettext(left.text) % left.params
    what = gettext(CLOCKS.get(clock.kind, ""))
    who = organ_name(clock.debtor)
    return Deadline(
        clock.kind, what, who, clock.due, text, left.level, clock.provisional, clock.settled is not None, clock
    )


def organ_name(debtor: str | int | None) -> str:
    """The short name of the organ behind “organ:5” or an id; "" when it is none."""
    kind, _, pk = str(debtor or "").rpartition(":")
    if kind not in ("", "organ") or not pk.isdigit():
        return ""
    found = organs.organs_by_id([int(pk)]).get(int(pk))
    return (found.short or found.name) if found else ""


def lines(entries: Iterable[Entry], names: Mapping[int, str], hidden: Collection[int]) -> list[Line]:
    """The timeline, oldest first. Persons in ``hidden`` stay unnamed."""
    told = []
    for entry in entries:
        if entry.verb not in VERBS:
            continue
        unit = entry.data.get("unit")
        told.append(
            Line(
                entry.at,
                entry.effective,
                entry.verb,
                gettext(VERBS[entry.verb]),
                "" if entry.person in hidden else names.get(entry.person, ""),
                gettext(ROLE_LABELS[Role(entry.role)]) if entry.role else "",
                organ_name(unit if isinstance(unit, int) else None),
                entry.data,
                entry.audience,
            )
        )
    return told


def number(case: Suggestion) -> str:
    """“第 47 号”, as this place writes it; "" before filing."""
    if case.number is None:
        return ""
    if (get_language() or "").startswith("en"):
        return gettext("第 %(n)d 号") % {"n": case.number}
    return shelf.by_edition(case.edition).suggestions.number_format.replace("{n}", str(case.number))
