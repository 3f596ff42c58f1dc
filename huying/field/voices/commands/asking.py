"""Ask whoever spoke (请群众补充): the voice stays where it stands, and the station waits some days for the answer.

The question and the answer are remarks of the voice's ledger; ``Voice.waits_until`` says that one is open.
"""

from datetime import datetime, timedelta

from huying.base.clocks import commands as clocks
from huying.base.clocks import queries as owed
from huying.base.ledger.commands import command
from huying.base.ledger.models import Audience
from huying.base.organs import queries as organs
from huying.field.voices import rules
from huying.field.voices.commands import steps
from huying.field.voices.models import Voice
from huying.kernel.actor import Actor
from huying.kernel.periods import Period
from huying.kernel.words import N_

PAUSED = N_("等群众补充情况")


@command
def ask(*, actor: Actor, now: datetime, voice: int, version: int | None = None, text: str) -> Voice:
    """Ask the citizen something (请群众补充). The answer, or what an officer heard by phone, comes by ``add_words``.

    Where the playbook says so, the station's running clock is moved by the days it waits, once a clock.
    """
    move = steps.begin("ask", voice=voice, actor=actor, now=now, version=version)
    row, asking = move.voice, move.book.voices.asking
    row.waits_until = move.on + timedelta(days=asking.days)
    data = {"until": row.waits_until.isoformat()}
    steps.finish(move, text=rules.words(text), audience=Audience.PARTIES, data=data)
    if move.was == "received":
        clocks.meet(row, "register", on=move.on)
        steps.owe(move, "answer")
    if asking.pauses:
        _pause(move, asking.days)
    return row


def _pause(move: steps.Move, days: int) -> None:
    """Give the station's clock the days it waits; a clock that was moved before is left alone."""
    station, more = f"station:{steps.keeper(move.voice)}", Period(value=days, unit="days")
    calendar = organs.calendar_for(move.voice.region)
    for clock in owed.of(move.voice.subject):
        if clock.settled is None and clock.debtor == station and clock.due >= move.on and not clock.extensions.all():
            clocks.extend(clock, more, calendar=calendar, reason=PAUSED, approver=move.actor.person, now=move.now)


@command
def stop_waiting(*, actor: Actor, now: datetime, voice: int, version: int | None = None) -> Voice:
    """Wait no longer for the answer (不再等补充): by the officer, or by the house when the days are over."""
    move = steps.begin("stop_waiting", voice=voice, actor=actor, now=now, version=version)
    move.voice.waits_until = None
    steps.finish(move, audience=Audience.PARTIES)
    if actor.kind == "system":
        steps.tell_station(move, "voice.unanswered")
    return move.voice
