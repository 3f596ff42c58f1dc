"""How it ends: the report to the citizen (反馈), reopening and closing."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from huying.base.clocks import commands as clocks
from huying.base.ledger.commands import command
from huying.base.ledger.models import Audience
from huying.field.voices import rules
from huying.field.voices.commands import steps
from huying.field.voices.models import Remark, Voice
from huying.kernel.actor import SYSTEM, Actor
from huying.kernel.errors import BadMove
from huying.kernel.words import N_


@command
def report_back(
    *, actor: Actor, now: datetime, voice: int, version: int | None = None, text: str, solved: bool | None = None
) -> Voice:
    """Tell the citizen how it ended (反馈). From now on they are asked for their verdict.

    Args:
        text: what is told, public to whoever holds the code.
        solved: what the office says of it; None when it does not say. Never the citizen's verdict.
    """
    move = steps.begin("report_back", voice=voice, actor=actor, now=now, version=version)
    if move.was == "answered":
        clocks.meet(move.voice, "report_back", on=move.on)
    tell_citizen(move, rules.words(text), data={"solved": solved})
    return move.voice


def tell_citizen(move: steps.Move, text: str, *, data: dict[str, Any], save: Iterable[str] = ()) -> None:
    """Finish a verb that reports to the citizen, and report the same to everybody joined to this voice."""
    row = move.voice
    row.verdict, row.returned = "", False
    row.verdict_until = None if row.parent_id else steps.until(move, "verdict")
    steps.finish(move, save=[*save, "verdict", "returned", "verdict_until"], text=text, data=data)
    for pk in row.joined.filter(state="joined").order_by("pk").values_list("pk", flat=True):
        child = steps.begin("report_back", voice=pk, actor=SYSTEM, now=move.now, version=None)
        tell_citizen(child, text, data={**data, "with": row.pk})
    if row.parent is not None and row.parent.state == "split":
        _tell_whole(row.parent, move.now)


def _tell_whole(parent: Voice, now: datetime) -> None:
    """When the last part of a split voice has its result, tell the citizen all of them at once."""
    parts = list(parent.parts.exclude(state__in=("closed", "void")).order_by("pk"))
    if any(part.state != "reported" for part in parts):
        return
    said = {remark.voice_id: remark.text for remark in answers_of(parts)}
    # Without their words: this is read by strangers, too, once the voice is published.
    told = [f"{n}. {said.get(part.pk, '')}" for n, part in enumerate(parts, start=1)]
    move = steps.begin("report_back", voice=parent.pk, actor=SYSTEM, now=now, version=None)
    tell_citizen(move, "\n\n".join(told), data={"parts": len(parts)})


def answers_of(parts: Iterable[Voice]) -> list[Remark]:
    """What the office told of each part, the newest last. One statement."""
    rows = Remark.objects.filter(voice__in=[part.pk for part in parts], audience=Audience.PUBLIC)
    return list(rows.order_by("voice", "seq"))


def end_parts(row: Voice, now: datetime, verdict: str = "") -> None:
    """The parts follow the voice they came from: judged with it, or closed."""
    for pk in row.parts.filter(state="reported").order_by("pk").values_list("pk", flat=True):
        move = steps.begin("confirm" if verdict else "close", voice=pk, actor=SYSTEM, now=now, version=None)
        move.voice.verdict = verdict
        steps.finish(move, save=["verdict"], data={"verdict": verdict})


@command
def reopen(*, actor: Actor, now: datetime, voice: int, version: int | None = None, reason: str = "") -> Voice:
    """Take it up again (重新办理); the station's revisit clock starts."""
    return take_up(steps.begin("reopen", voice=voice, actor=actor, now=now, version=version), reason)


def take_up(move: steps.Move, reason: str, *, data: dict[str, Any] | None = None) -> Voice:
    """The rest of a reopening, whether the office or the citizen's “还没有” asks for it."""
    row = move.voice
    row.reopened += 1
    row.exit, row.guide, row.verdict_until, row.unit_id, row.deputy, row.joined_to_id = "", "", None, None, 0, None
    row.accepted = False
    steps.finish(
        move,
        save=["reopened", "exit", "guide", "verdict", "verdict_until", "unit", "deputy", "joined_to", "accepted"],
        text=rules.words(reason, field="reason", needed=False),
        data=data,
    )
    end_parts(row, move.now)
    steps.owe(move, "revisit")
    steps.tell_station(move, "voice.reopened")
    return row


@command
def close(*, actor: Actor, now: datetime, voice: int, version: int | None = None, on: date | None = None) -> Voice:
    """Close a reported voice whose citizen said nothing in time. Silence is kept as silence, never as “solved”.

    Args:
        on: the day it was over, for what an old ledger holds.
    """
    move = steps.begin("close", voice=voice, actor=actor, now=now, version=version, on=on)
    if move.voice.verdict_until and move.on <= move.voice.verdict_until:
        raise BadMove(N_("还在等群众评价，%(day)s 之后才能了结。"), day=move.voice.verdict_until.isoformat())
    steps.finish(move, data={"verdict": ""})
    end_parts(move.voice, now)
    return move.voice
