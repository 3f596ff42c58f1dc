"""At the unit: sign for, hand back, answer; and the station's reading of the answer."""

from datetime import datetime

from huying.base.clocks import commands as clocks
from huying.base.ledger.commands import command
from huying.base.ledger.models import Audience
from huying.base.search import commands as search
from huying.field.voices import rules
from huying.field.voices.commands import steps
from huying.field.voices.models import Voice
from huying.kernel.actor import Actor
from huying.kernel.errors import BadMove
from huying.kernel.words import N_


@command
def unit_accept(*, actor: Actor, now: datetime, voice: int, version: int | None = None) -> Voice:
    """Sign for it (签收)."""
    move = steps.begin("unit_accept", voice=voice, actor=actor, now=now, version=version)
    row = move.voice
    if row.accepted:
        raise BadMove(N_("贵单位已经签收过了。"))
    row.accepted = True
    steps.finish(move, save=["accepted"], data={"unit": row.unit_id})
    clocks.meet(row, "refer_accept", on=move.on)
    search.learn(row.words, row.unit_id or 0, row.region[:6])
    return row


@command
def unit_return(*, actor: Actor, now: datetime, voice: int, version: int | None = None, reason: str) -> Voice:
    """Hand it back with a reason (退回); the station decides again, its clock starts anew."""
    move = steps.begin("unit_return", voice=voice, actor=actor, now=now, version=version)
    row, unit = move.voice, move.voice.unit_id
    text = rules.words(reason, field="reason")
    row.returned, row.unit_id, row.accepted, row.exit = True, None, False, ""
    steps.finish(
        move, save=["returned", "unit", "accepted", "exit"], text=text, audience=Audience.PARTIES, data={"unit": unit}
    )
    clocks.cancel(row, on=move.on, kind="refer_accept")
    clocks.cancel(row, on=move.on, kind="refer_answer")
    steps.owe(move, rules.triage_period(row.reopened))
    steps.tell_station(move, "voice.returned", unit=unit)
    return row


@command
def unit_answer(*, actor: Actor, now: datetime, voice: int, version: int | None = None, text: str) -> Voice:
    """Answer the station (答复); the station checks it and reports to the citizen by its own clock."""
    move = steps.begin("unit_answer", voice=voice, actor=actor, now=now, version=version)
    row = move.voice
    data = {"unit": row.unit_id}
    row.accepted, row.checked = True, ""
    steps.finish(move, save=["accepted", "checked"], text=rules.words(text), audience=Audience.PARTIES, data=data)
    clocks.meet(row, "refer_accept", on=move.on)
    clocks.meet(row, "refer_answer", on=move.on)
    steps.owe(move, "report_back")
    steps.tell_station(move, "voice.unit_answered", unit=row.unit_id)
    return row


@command
def send_back(*, actor: Actor, now: datetime, voice: int, version: int | None = None, reason: str) -> Voice:
    """The answer does not do (退回重办): the same unit owes another, by a new clock."""
    move = steps.begin("send_back", voice=voice, actor=actor, now=now, version=version)
    row = move.voice
    text = rules.words(reason, field="reason")
    data = {"unit": row.unit_id}
    steps.finish(move, text=text, audience=Audience.PARTIES, data=data)
    clocks.cancel(row, on=move.on, kind="report_back")
    steps.owe(move, "refer_answer", unit=row.unit_id or 0)
    steps.tell_unit(move, "voice.sent_back")
    return row
