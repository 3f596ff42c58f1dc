"""More time for a reply: asked before the day, decided by the office, limited by the playbook (代表法 第51条)."""

from dataclasses import replace
from datetime import date, datetime

from huying.base.clocks import commands as clocks
from huying.base.clocks import queries as clock_queries
from huying.base.clocks.queries import Clock
from huying.base.ledger.commands import command
from huying.base.organs import queries as organs
from huying.kernel import periods
from huying.kernel.actor import Actor
from huying.kernel.errors import BadMove, Invalid
from huying.kernel.periods import Period
from huying.kernel.words import N_
from huying.work.suggestions import rules
from huying.work.suggestions.commands import steps
from huying.work.suggestions.models import ExtensionRequest, Task

REPLY_KINDS = frozenset({"reply", "fast_reply", "complex_reply", "second_reply"})


@command
def ask_extension(
    *,
    actor: Actor,
    now: datetime,
    task: int,
    version: int | None = None,
    reason: str,
    until: date | None = None,
) -> Task:
    """The unit's head asks for more time (申请延期), before the reply is due.

    Args:
        reason: why, and how far it has come.
        until: the new day; the longest the playbook allows when None.
    """
    move = steps.begin_task(
        "ask_extension", task=task, actor=actor, now=now, version=version, roles=("lead", "separate")
    )
    clock = _reply_clock(move)
    if move.on > clock.due:
        raise BadMove(N_("延期要在 %(due)s 前申请，现在已经超期。"), due=clock.due.isoformat())
    if ExtensionRequest.objects.filter(task=move.own, granted=None).exists():
        raise BadMove(N_("上一次延期申请还没有批复。"))
    period, limit = _more(move, until)
    found = periods.extended(period, clock.anchor, clock.due, organs.calendar_for(move.case.region), limit=limit)
    words = rules.words(reason, field="reason")
    steps.finish(move, data={"until": found.due.isoformat()})
    ExtensionRequest.objects.create(task=move.own, reason=words, until=found.due, asked_by=actor.person, asked_at=now)
    deciding = replace(move.book.suggestions.periods["return_decision"], basis="")
    steps.start(
        move, "extension", debtor=steps.assigning_desk(move), anchor=move.on, about=move.own.about, period=deciding
    )
    steps.notify(move, steps.assigners(move), "task.extension_asked", unit=move.own.unit_id)
    return move.own


@command
def decide_extension(
    *, actor: Actor, now: datetime, task: int, version: int | None = None, granted: bool, text: str = ""
) -> Task:
    """The office consents or not (批复延期); the deputy is told of a new date."""
    move = steps.begin_task("decide_extension", task=task, actor=actor, now=now, version=version)
    request = ExtensionRequest.objects.filter(task=move.own, granted=None).first()
    if request is None:
        raise BadMove(N_("这个单位没有申请延期。"))
    request.granted, request.decided_by, request.decided_at = granted, actor.person, now
    request.answer = rules.words(text, field="text", needed=not granted)
    steps.finish(move, data={"granted": granted, "until": request.until.isoformat()})
    request.save()
    clocks.meet(move.case, "extension", on=move.on, about=move.own.about)
    told = steps.unit_people(move, move.own.unit_id)
    if not granted:
        steps.notify(move, told, "task.extension_refused", unit=move.own.unit_id)
        return move.own
    period, limit = _more(move, request.until)
    clocks.extend(
        _reply_clock(move),
        period,
        calendar=organs.calendar_for(move.case.region),
        reason=request.reason[:500],
        approver=actor.person,
        now=now,
        limit=limit,
        asked=steps.local(request.asked_at),
    )
    due = request.until.isoformat()
    steps.notify(move, told, "task.extension_granted", unit=move.own.unit_id, due=due)
    steps.notify(move, steps.proposers(move), "suggestion.extended", unit=move.own.unit_id, due=due)
    return move.own


def _reply_clock(move: steps.Move) -> Clock:
    for clock in clock_queries.open_of(move.case.subject):
        if clock.about == move.own.about and clock.kind in REPLY_KINDS:
            return clock
    raise Invalid(N_("这个单位没有正在计时的答复时限。"))


def _more(move: steps.Move, until: date | None) -> tuple[Period, Period]:
    """The period to lay on, and the longest time in all that bounds it."""
    allowed = move.book.suggestions.periods["extension"]
    limit = allowed if allowed.in_all else move.book.suggestions.periods["complex_reply"]
    return (Period(fixed=until.isoformat(), roll="none") if until else allowed), limit
