"""The assigning office: a round with its unit tasks, and what becomes of a return request."""

from collections.abc import Sequence
from datetime import date, datetime

from huying.base.clocks import commands as clocks
from huying.base.ledger.commands import command
from huying.base.ledger.models import Audience
from huying.base.organs import queries as organs
from huying.kernel.actor import Actor
from huying.kernel.errors import BadMove, Invalid
from huying.kernel.words import N_
from huying.work.suggestions import permissions, rules
from huying.work.suggestions.commands import steps
from huying.work.suggestions.commands.evaluating import next_steps
from huying.work.suggestions.models import ReturnRequest, Round, Suggestion, Task


@command
def assign(
    *,
    actor: Actor,
    now: datetime,
    suggestion: int,
    version: int | None = None,
    on: date | None = None,
    lead: int | None = None,
    co: Sequence[int] = (),
    separate: Sequence[int] = (),
    complex: bool = False,
    note: str = "",
) -> Suggestion:
    """Assign it to units (交办): one lead with co-handlers, or several that answer separately.

    Args:
        on: 交办之日, the anchor of the round's clocks; today when None, earlier for a paper assignment, never to come.
        lead, co, separate: organ pks.
        complex: wide or hard matters have the longer statutory time from the same day (代表法 第51条).
    """
    move = steps.begin("assign", suggestion=suggestion, actor=actor, now=now, version=version)
    case, day = move.case, on or move.on
    rules.check_day(day, earliest=case.filed_on, today=move.on, field="on")
    if day < move.on:
        permissions.check_backdate(actor, move.facts)
    case.edition = organs.book_for(case.region, day).edition
    _open_round(move, day, lead, co, separate, complex=complex, note=note)
    for kind in ("assign", "fast_assign"):
        clocks.meet(case, kind, on=day)
    steps.notify(move, steps.proposers(move), "suggestion.assigned", unit=case.lead_unit_id)
    return case


@command
def assign_again(
    *,
    actor: Actor,
    now: datetime,
    suggestion: int,
    version: int | None = None,
    on: date | None = None,
    lead: int | None = None,
    co: Sequence[int] = (),
    separate: Sequence[int] = (),
    complex: bool = False,
    note: str = "",
) -> Suggestion:
    """A new round beside the first (二次交办), when the ladder of the playbook has come to it. Same arguments."""
    move = steps.begin("assign_again", suggestion=suggestion, actor=actor, now=now, version=version)
    case, day = move.case, on or move.on
    if "second_assignment" not in next_steps(move):
        raise BadMove(N_("按本级办法，现在还没有到二次交办这一步。"))
    last = Round.objects.get(suggestion=case, number=case.round_no)
    closed = steps.local(last.closed_at) if last.closed_at else None
    rules.check_day(day, earliest=closed, today=move.on, field="on")
    _open_round(move, day, lead, co, separate, complex=complex, note=note)
    for key in ("all", steps.year(case)):
        before = f"{key}:{case.round_no - 1}" if case.round_no > 2 else None
        steps.count("suggestion.again", case.region, out_of=before, into=f"{key}:{case.round_no}")
    clocks.meet(case, "second_assign", on=day)
    steps.notify(move, steps.proposers(move), "suggestion.assigned_again", unit=case.lead_unit_id)
    return case


def _open_round(
    move: steps.Move,
    day: date,
    lead: int | None,
    co: Sequence[int],
    separate: Sequence[int],
    *,
    complex: bool,
    note: str,
) -> None:
    """The round, its tasks, the line, and what each unit owes from ``day`` on."""
    case = move.case
    rules.check_units(lead, co, separate, {unit.pk for unit in organs.units(case.region, move.on)})
    case.round_no += 1
    case.lead_unit_id = lead or separate[0]
    found = Round.objects.create(
        suggestion=case,
        number=case.round_no,
        assigned_on=day,
        complex=complex,
        note=rules.words(note, field="note", needed=False),
    )
    named = [("lead", lead)] if lead else [("separate", unit) for unit in separate]
    move.tasks = [
        _task(case, found, role, unit, day) for role, unit in [*named, *(("co", unit) for unit in co)] if unit
    ]
    steps.finish(
        move,
        save=["edition", "round_no", "lead_unit"],
        audience=Audience.PUBLIC,
        effective=day,
        data={"round": case.round_no, "lead": lead, "co": list(co), "separate": list(separate), "complex": complex},
    )
    for task in move.tasks:
        offer(move, task, found, day)


def _task(case: Suggestion, found: Round, role: str, unit: int, day: date) -> Task:
    return Task(suggestion=case, round=found, unit_id=unit, role=role, offered_on=day)


def offer(move: steps.Move, task: Task, found: Round, day: date) -> None:
    """Start what a unit owes. The sign-for runs from ``day``; the reply always from the round's own 交办之日."""
    debtor = f"organ:{task.unit_id}"
    due = steps.start(move, "sign", debtor=debtor, anchor=day, about=task.about)
    if task.role == "co":
        steps.start(move, "co_opinion", debtor=debtor, anchor=day, about=task.about)
    else:
        kind = rules.reply_period(move.case.kind, round_no=found.number, complex=found.complex)
        steps.start(move, kind, debtor=debtor, anchor=found.assigned_on, about=task.about)
        steps.start(move, "contact", debtor=debtor, anchor=day, about=task.about)
    steps.notify(move, steps.unit_people(move, task.unit_id), "task.offered", unit=task.unit_id, due=due.isoformat())


@command
def grant_return(
    *,
    actor: Actor,
    now: datetime,
    task: int,
    version: int | None = None,
    new_unit: int | None = None,
    text: str = "",
) -> Task:
    """The unit was the wrong one: its task is returned, another unit is offered it (同意退办并改办).

    The reply clock goes on for the suggestion from the same 交办之日; the new unit's sign-for begins today.

    Args:
        new_unit: organ pk; may be None only for a co-handler, who is then simply let go.

    Returns:
        the new unit's task, or the returned one when there is no new unit.
    """
    move = steps.begin_task("grant_return", task=task, actor=actor, now=now, version=version)
    case, old = move.case, move.own
    if new_unit is None and old.role != "co":
        raise Invalid(N_("请选择改由哪个单位承办。"), field="new_unit")
    found, made = old.round, old
    if new_unit is not None:
        _check_free(move, new_unit)
        made = _task(case, found, old.role, new_unit, move.on)
        move.tasks.append(made)
        if old.unit_id == case.lead_unit_id:
            case.lead_unit_id = new_unit
    _answer(move, ReturnRequest.Decision.GRANTED, text)
    steps.finish(move, save=["lead_unit"], data={"new": new_unit, "round": found.number})
    clocks.meet(case, "return_decision", on=move.on, about=old.about)
    clocks.cancel(case, on=move.on, about=old.about)
    steps.notify(move, steps.unit_people(move, old.unit_id), "task.return_granted", unit=old.unit_id)
    if made is not old:
        offer(move, made, found, move.on)
        steps.notify(move, steps.proposers(move), "suggestion.reassigned", unit=made.unit_id)
    return made


def _check_free(move: steps.Move, unit: int) -> None:
    """The unit can be given the task: in office here, and not yet part of the round."""
    taken = {t.unit_id for t in move.open_tasks()} | {move.own.unit_id}
    if unit in taken or unit not in {each.pk for each in organs.units(move.case.region, move.on)}:
        raise Invalid(N_("这个单位已经在承办，或者不能交办，请另选一个。"), field="new_unit")


@command
def refuse_return(*, actor: Actor, now: datetime, task: int, version: int | None = None, text: str) -> Task:
    """The unit has to go on (不同意退办); it may not ask again in this round."""
    move = steps.begin_task("refuse_return", task=task, actor=actor, now=now, version=version)
    move.own.return_locked, move.own.accepted_on = True, move.on
    _answer(move, ReturnRequest.Decision.REFUSED, rules.words(text, field="text"))
    steps.finish(move)
    clocks.meet(move.case, "return_decision", on=move.on, about=move.own.about)
    steps.notify(move, steps.unit_people(move, move.own.unit_id), "task.return_refused", unit=move.own.unit_id)
    return move.own


def _answer(move: steps.Move, decision: str, text: str) -> None:
    ReturnRequest.objects.filter(task=move.own, decision="").update(
        decision=decision, decided_by=move.actor.person, decided_at=move.now, answer=text.strip()[:1000]
    )
