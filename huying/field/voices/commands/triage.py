"""At the station: register (登记整理) and send out by one of the doors (分类交办)."""

import uuid
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from huying.base.clocks import commands as clocks
from huying.base.ledger.commands import command, repeated
from huying.base.ledger.models import Audience
from huying.base.notices import commands as notices
from huying.base.organs import queries as organs
from huying.base.people import queries as people
from huying.field.voices import permissions, rules
from huying.field.voices.commands import steps
from huying.field.voices.commands.outcome import tell_citizen
from huying.field.voices.models import Voice
from huying.kernel.actor import SYSTEM, Actor, Role
from huying.kernel.errors import Invalid, Missing
from huying.kernel.words import N_


@command
def register(
    *,
    actor: Actor,
    now: datetime,
    voice: int,
    version: int | None = None,
    category: str = "",
    village: str = "",
    note: str = "",
) -> Voice:
    """Note that the station has read it (登记); category and village may be put right. Starts its clock."""
    move = steps.begin("register", voice=voice, actor=actor, now=now, version=version)
    row = move.voice
    categories = {known.code for known in move.book.voices.categories}
    row.category = rules.one_of(category, categories, field="category", needed=False) or row.category
    if village:
        if not village.startswith(row.town):
            raise Invalid(N_("这个村或社区不在本镇，请重新选。"), field="village")
        row.village = row.region = village
    text = rules.words(note, field="note", needed=False)
    steps.finish(move, save=["category", "village", "region"], text=text, audience=Audience.PUBLIC)
    clocks.meet(row, "register", on=move.on)
    steps.owe(move, "answer")
    return row


@command
def answer(
    *, actor: Actor, now: datetime, voice: int, version: int | None = None, text: str, on: date | None = None
) -> Voice:
    """Answer at once (当场答复): the words are the citizen's feedback.

    Args:
        on: the day it was told, when it is entered later.
    """
    return _tell("answer", "answered", text, actor=actor, now=now, voice=voice, version=version, on=on)


@command
def explain(*, actor: Actor, now: datetime, voice: int, version: int | None = None, reason: str, text: str) -> Voice:
    """Tell why it cannot be handed on (说明原因). ``reason`` is one of the playbook's ``voices.explain_reasons``."""

    def check(move: steps.Move) -> dict[str, str]:
        return {"reason": rules.one_of(reason, {r.code for r in move.book.voices.explain_reasons}, field="reason")}

    return _tell("explain", "explained", text, check, actor=actor, now=now, voice=voice, version=version)


@command
def guide(*, actor: Actor, now: datetime, voice: int, version: int | None = None, guide: str, text: str = "") -> Voice:
    """Show another door (指引渠道): petition, court, hotline, emergency; the playbook's ``voices.guides`` word it."""

    def check(move: steps.Move) -> dict[str, str]:
        guides = {known.code: known for known in move.book.voices.guides}
        move.voice.guide = rules.one_of(guide, guides, field="guide")
        return {"guide": guide}

    return _tell("guide", "guided", text, check, needed=False, actor=actor, now=now, voice=voice, version=version)


def _tell(
    verb: str,
    door: str,
    text: str,
    check: Callable[[steps.Move], dict[str, str]] = lambda move: {},
    *,
    needed: bool = True,
    actor: Actor,
    now: datetime,
    voice: int,
    version: int | None,
    on: date | None = None,
) -> Voice:
    move = steps.begin(verb, voice=voice, actor=actor, now=now, version=version, on=on)
    data = check(move)
    move.voice.exit = door
    steps.leave_triage(move)
    tell_citizen(move, rules.words(text, needed=needed), data=data, save=["exit", "guide"])
    return move.voice


@command
def refer(*, actor: Actor, now: datetime, voice: int, version: int | None = None, unit: int, note: str = "") -> Voice:
    """Hand it to a unit (转办): a village, the township's government, a department. Its own clocks start today."""
    move = steps.begin("refer", voice=voice, actor=actor, now=now, version=version)
    row = move.voice
    to = organs.organ(unit)
    if to is None or to.kind != to.Kind.UNIT or (to.until and to.until <= move.on):
        raise Invalid(N_("这个单位不在承办单位名单里，请重新选。"), field="unit")
    row.unit_id, row.exit, row.accepted, row.returned = unit, "unit", False, False
    steps.leave_triage(move)
    text = rules.words(note, field="note", needed=False)
    steps.finish(move, save=["unit", "exit", "accepted", "returned"], text=text, data={"unit": unit})
    steps.owe(move, "refer_accept", unit=unit)
    steps.owe(move, "refer_answer", unit=unit)
    steps.tell_unit(move, "voice.referred")
    return row


@command
def join(*, actor: Actor, now: datetime, voice: int, version: int | None = None, into: int) -> Voice:
    """Join it to one like it (并入同类): it is told the same outcome, and keeps its own code, citizen and verdict."""
    move = steps.begin("join", voice=voice, actor=actor, now=now, version=version)
    row = move.voice
    target = Voice.objects.select_related("station").filter(pk=into).first()
    if target is None or not permissions.may_read(actor, steps.facts_of(target)):
        raise Missing(N_("没有找到要并入的那一件。"), field="into")
    if target.confidential:
        raise Invalid(N_("那一件要求保密，不能并入。"), field="into")
    if target.pk == row.pk or target.state in ("joined", "reported", "closed"):
        raise Invalid(N_("那一件已经并入别处或已经了结，请并入还在办的一件。"), field="into")
    if row.joined.filter(state="joined").exists():
        raise Invalid(N_("已有别的民声并入这一件，不能再并入别处。"), field="into")
    row.joined_to_id, row.exit = target.pk, "joined"
    steps.leave_triage(move)
    steps.finish(move, save=["joined_to", "exit"], data={"into": target.pk})
    return row


@command
def pass_up(
    *, actor: Actor, now: datetime, voice: int, version: int | None = None, deputy: int = 0, suggestion: int = 0
) -> Voice:
    """A deputy takes it up as a suggestion (转为代表建议). Called by suggestions.commands when one grows out of voices.

    The station may also recommend it to a deputy, who is told and then drafts, or lets it fall back.

    Args:
        deputy: person id of the deputy who takes it; the actor, a deputy, when 0.
        suggestion: pk of the suggestion, for the line; 0 when not known.
    """
    move = steps.begin("pass_up", voice=voice, actor=actor, now=now, version=version)
    row = move.voice
    row.deputy, row.exit = _taker(move, deputy), "suggestion"
    steps.leave_triage(move)
    if move.was == "answered":
        clocks.meet(row, "report_back", on=move.on)
    data = {"deputy": row.deputy, "suggestion": suggestion}
    steps.finish(move, save=["deputy", "exit"], data=data)
    told = [row.deputy] if row.deputy != actor.person and not suggestion else []
    key = f"{row.subject}:passed_up:{row.version}"
    notices.tell(told, "voice.passed_up", case=row, url=steps.url_of(row), key=key, now=now)
    return row


def _taker(move: steps.Move, deputy: int) -> int:
    """Who takes it: the acting deputy, or the deputy of this place whom the station named."""
    if move.actor.kind == "system" or (deputy or move.actor.person) == move.actor.person:
        if move.post is not None and move.post.role is not Role.DEPUTY:
            raise Invalid(N_("请选一位本地代表。"), field="deputy")
        return deputy or move.actor.person
    seat = people.mandate_of(deputy, move.on)
    if seat is None or not move.voice.region.startswith(seat.region):
        raise Invalid(N_("请选一位本地代表。"), field="deputy")
    return deputy


@command
def fall_back(*, actor: Actor, now: datetime, voice: int, version: int | None = None, reason: str = "") -> Voice:
    """Back to the station, which owes again: the suggestion was withdrawn or not filed, or it was wrongly joined."""
    return put_back(steps.begin("fall_back", voice=voice, actor=actor, now=now, version=version), reason)


def put_back(move: steps.Move, reason: str = "") -> Voice:
    """The rest of a fall-back; also for those joined to a voice that was withdrawn."""
    row = move.voice
    row.deputy, row.joined_to_id, row.exit = 0, None, ""
    text = rules.words(reason, field="reason", needed=False)
    steps.finish(move, save=["deputy", "joined_to", "exit"], text=text, data={"from": move.was})
    steps.owe(move, rules.triage_period(row.reopened))
    steps.tell_station(move, "voice.fallen_back")
    return row


DOORS: dict[str, Callable[..., Voice]] = {
    "answer": answer,
    "refer": refer,
    "pass_up": pass_up,
    "guide": guide,
    "join": join,
    "explain": explain,
}
"""The ways out of triage, in the order of their keys on the desk."""


def send_out(
    verb: str,
    *,
    actor: Actor,
    now: datetime,
    voice: int,
    version: int | None = None,
    command_id: uuid.UUID | None = None,
    category: str = "",
    **given: Any,
) -> Voice:
    """Register a new voice and send it out by one of the ``DOORS`` at one stroke: two commands, one transaction.

    The table lets a new voice out unregistered, but then nobody put its category right, and no “answer” clock says
    that it was dealt with in time. So both lines are written and both clocks are met, as if it had been two clicks.
    """
    run = DOORS[verb]
    first = repeated(run, command_id, actor)
    if isinstance(first, Voice):
        return first
    with transaction.atomic():
        row = register(actor=actor, now=now, voice=voice, version=version, category=category)
        given["version"] = row.version
        return run(actor=actor, now=now, voice=voice, command_id=command_id, **given)


def release_joined(row: Voice, now: datetime) -> None:
    """Those that were joined to a voice that is gone stand at the station again."""
    for pk in row.joined.filter(state="joined").order_by("pk").values_list("pk", flat=True):
        put_back(steps.begin("fall_back", voice=pk, actor=SYSTEM, now=now, version=None))
