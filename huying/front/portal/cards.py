"""Lines of public lists, ready to be shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext

from huying.field.voices import queries as voices
from huying.front.portal.wording import (
    CLASS_KINDS,
    OUTCOME_KINDS,
    VERDICT_KINDS,
    VERDICTS,
    VOICE_OUTCOMES,
    voice_outcome,
)
from huying.work.suggestions import queries as suggestions
from huying.work.suggestions.rules import OUTCOMES


@dataclass(frozen=True, slots=True)
class Card:
    """One case in a public list: title, small print, tags as (kind, words), whose turn."""

    url: str
    title: str
    small: tuple[str, ...]
    tags: tuple[tuple[str, str], ...]
    turn: str
    at: datetime | None


def suggestion_cards(rows: Iterable[suggestions.Row]) -> list[Card]:
    """Suggestions with number, proposer, unit, result and whose turn it is."""
    found = []
    for row in rows:
        case = row.case
        tags = []
        if case.outcome:
            words = gettext(OUTCOMES.get(case.outcome, case.outcome))
            tags.append((CLASS_KINDS.get(case.outcome, "plain"), words))
        if case.verdict:
            tags.append((VERDICT_KINDS[case.verdict], gettext(VERDICTS[case.verdict])))
        lead = row.lead or (gettext("代表要求不公开姓名") if case.identity_protected else "")
        small = tuple(words for words in (row.number, lead, row.unit) if words)
        url = reverse("portal:suggestion", args=[case.uid])
        found.append(Card(url, case.title, small, tuple(tags), str(row.turn), None))
    return found


def voice_cards(rows: Iterable[voices.Voice], today: date) -> list[Card]:
    """Published voices with place, outcome and whose turn it is. One statement."""
    listed = list(rows)
    owed = voices.clocks_of(listed) if listed else {}
    found = []
    for row in listed:
        outcome = voice_outcome(row.state, row.verdict, row.exit)
        turn = voices.turn_of(row, today, owed.get(row.subject, []))
        tag = (OUTCOME_KINDS.get(outcome, "plain"), gettext(VOICE_OUTCOMES[outcome]))
        url = reverse("portal:voice", args=[row.uid])
        title = row.headline or gettext("（只有照片）")
        said = str(turn) if outcome in ("open", "told") else ""
        found.append(Card(url, title, (row.station.name,), (tag,), said, row.created_at))
    return found
