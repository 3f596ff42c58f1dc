"""Bringing two sides together (矛盾调处): what came of it is written into the voice of whoever came."""

from collections.abc import Sequence
from datetime import date, datetime

from huying.base.ledger.commands import command
from huying.base.ledger.models import Audience
from huying.base.papers import commands as papers
from huying.field.voices import rules
from huying.field.voices.commands import steps
from huying.field.voices.models import Voice
from huying.field.voices.states import MEDIATED
from huying.kernel.actor import Actor


@command
def mediate(
    *,
    actor: Actor,
    now: datetime,
    voice: int,
    version: int | None = None,
    outcome: str,
    text: str,
    photos: Sequence[papers.Upload] = (),
    on: date | None = None,
) -> Voice:
    """Record a mediation (记录调处): who mediated, what was said, what came of it; photos of the signed paper.

    Args:
        outcome: one of states.MEDIATED.
        on: the day it took place, when it is entered later.
    """
    rules.one_of(outcome, MEDIATED, field="outcome")
    move = steps.begin("mediate", voice=voice, actor=actor, now=now, version=version, on=on)
    row = move.voice
    row.photos = min(row.photos + len(photos), 999)
    data = {"mediated": outcome, "photos": len(photos)}
    steps.finish(move, save=["photos"], text=rules.words(text), audience=Audience.PARTIES, data=data)
    for photo in photos:
        papers.attach(row, photo, kind="mediation", audience=Audience.PARTIES, actor=actor, now=now)
    return row
