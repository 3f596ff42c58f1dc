"""What units do before they reply: sign for it or say it is not theirs, plan, talk with the deputy, co-handle."""

from collections.abc import Sequence
from datetime import date, datetime

from huying.base.clocks import commands as clocks
from huying.base.ledger.commands import command
from huying.base.ledger.models import Audience
from huying.base.organs import queries as organs
from huying.base.papers.commands import Upload
from huying.kernel import periods
from huying.kernel.actor import Actor
from huying.kernel.calendar import WorkCalendar
from huying.kernel.errors import BadMove, Invalid
from huying.kernel.words import N_
from huying.playbooks.schema import Suggestions
from huying.work.suggestions import rules
from huying.work.suggestions.commands import steps
from huying.work.suggestions.models import Contact, ReturnRequest, Task
from huying.work.suggestions.states import FORMS, PHASES


@command
def accept(*, actor: Actor, now: datetime, task: int, version: int | None = None) -> Task:
    """Sign for it (签收)."""
    move = steps.begin_task("accept", task=task, actor=actor, now=now, version=version)
    move.own.accepted_on = move.on
    steps.finish(move)
    clocks.meet(move.case, "sign", on=move.on, about=move.own.about)
    steps.learn(move)
    return move.own


@command
def deem_accepted(*, actor: Actor, now: datetime, task: int, version: int | None = None) -> Task:
    """The house, by the clock: not signed for in time, or a return request left unanswered (视为签收)."""
    move = steps.begin_task("deem_accepted", task=task, actor=actor, now=now, version=version)
    own, asked = move.own, move.stood[move.own.pk] == "return_asked"
    anchor = own.offered_on
    if asked:
        anchor = steps.local(ReturnRequest.objects.get(task=own, decision="").asked_at)
    calendar = organs.calendar_for(move.case.region)
    last = last_silent_day(move.book.suggestions, anchor, calendar, asked=asked)
    if last is None or move.on <= last:
        raise BadMove(N_("还没有到视为签收的时候。"))
    own.deemed, own.accepted_on = True, move.on
    if asked:
        ReturnRequest.objects.filter(task=own, decision="").update(decision="lapsed", decided_at=now)
        clocks.meet(move.case, "return_decision", on=move.on, about=own.about)
    steps.finish(move)
    clocks.meet(move.case, "sign", on=move.on, about=own.about)
    steps.learn(move)
    steps.notify(move, steps.unit_people(move, own.unit_id), "task.deemed_accepted", unit=own.unit_id)
    return own


def last_silent_day(section: Suggestions, anchor: date, calendar: WorkCalendar, *, asked: bool) -> date | None:
    """The last day before silence counts as acceptance; None where the playbook draws no such conclusion.

    Args:
        anchor: the day it was offered; for a return request, the day it was asked.
        asked: whether it is the office's silence on a return request, rather than the unit's own.
    """
    named = [section.periods[name] for name in (("return_decision",) if asked else ("sign", "return"))]
    days = [periods.due(period, anchor, calendar).due for period in named if period.passed == "deemed_accepted"]
    return max(days, default=None)


def last_return_day(move: steps.Move) -> date:
    """The last day on which this unit may ask to return it (退办期限)."""
    period = move.book.suggestions.periods["return"]
    return periods.due(period, move.own.offered_on, organs.calendar_for(move.case.region)).due


@command
def ask_return(
    *,
    actor: Actor,
    now: datetime,
    task: int,
    version: int | None = None,
    reason: str,
    text: str,
    proposed: int | None = None,
) -> Task:
    """The unit's head says it is the wrong unit (申请退办). The reply clock of the suggestion keeps running.

    Args:
        reason: a code of the playbook's return reasons.
        text: what in the list of duties (三定) speaks for it.
        proposed: organ pk of the unit that should have it, when known.
    """
    move = steps.begin_task("ask_return", task=task, actor=actor, now=now, version=version)
    own = move.own
    if own.return_locked:
        raise BadMove(N_("本轮退办已有结论，请继续办理。"))
    if own.deemed:
        raise BadMove(N_("逾期没有签收，已视为签收，不能再退办。"))
    last = last_return_day(move)
    if move.on > last:
        raise BadMove(N_("退办要在 %(last)s 前提出，现在已经过了。"), last=last.isoformat())
    if proposed == own.unit_id:
        raise Invalid(N_("请填另一个单位。"), field="proposed")
    code = rules.chosen(move.book.suggestions.return_reasons, reason, field="reason")
    words = rules.words(text, field="text")
    steps.finish(move, data={"reason": code, "proposed": proposed})
    ReturnRequest.objects.create(
        task=own, reason=code, text=words, proposed_id=proposed, asked_by=actor.person, asked_at=now
    )
    clocks.meet(move.case, "sign", on=move.on, about=own.about)
    steps.start(move, "return_decision", debtor=steps.assigning_desk(move), anchor=move.on, about=own.about)
    steps.notify(move, steps.assigners(move), "task.return_asked", unit=own.unit_id)
    return own


@command
def plan(
    *,
    actor: Actor,
    now: datetime,
    task: int,
    version: int | None = None,
    leader: str,
    handler: str,
    phone: str,
    text: str,
    until: date,
) -> Task:
    """Who answers for it, who does it, how and by when (定人、定责、定时). May be changed until a reply is drafted."""
    move = steps.begin_task("plan", task=task, actor=actor, now=now, version=version)
    own = move.own
    if until < move.on:
        raise Invalid(N_("完成时间不能早于今天。"), field="until")
    own.plan_leader = rules.words(leader, field="leader", most=30)
    own.plan_handler = rules.words(handler, field="handler", most=30)
    own.plan_phone = rules.words(phone, field="phone", most=20)
    own.plan_text = rules.words(text, field="text", most=2000)
    own.plan_until = until
    steps.finish(move, data={"until": until.isoformat()})
    return own


@command
def log_contact(
    *,
    actor: Actor,
    now: datetime,
    task: int,
    version: int | None = None,
    phase: str,
    form: str,
    on: date,
    note: str,
    deputy: int | None = None,
    files: Sequence[Upload] = (),
) -> Contact:
    """Put a talk with the deputy on record (三联系); the deputy is asked whether it was so.

    Args:
        phase: before, during or after.
        form: visit, meeting, site, phone or letter.
        on: the day it took place.
        deputy: person id of the proposer; the leading one when None.
        files: pictures or minutes of the talk.
    """
    move = steps.begin_task("log_contact", task=task, actor=actor, now=now, version=version)
    own, met = move.own, deputy or move.case.lead
    if phase not in PHASES or form not in FORMS:
        raise Invalid(N_("请从列出的选项里选一个。"), field="form" if phase in PHASES else "phase")
    if met not in move.facts.proposers:
        raise Invalid(N_("请选择提出这件建议的代表。"), field="deputy")
    rules.check_day(on, earliest=own.round.assigned_on, today=move.on, field="on")
    if (phase == "after") != (own.state == "sent"):
        raise Invalid(N_("办后沟通在答复之后登记，办前、办中沟通在答复之前登记。"), field="phase")
    words = rules.words(note, field="note")
    steps.finish(move, effective=on, data={"phase": phase, "form": form})
    made = Contact.objects.create(
        task=own, deputy=met, phase=phase, form=form, on=on, note=words, by=actor.person, at=now
    )
    steps.keep(move.case, files, kind="contact", actor=actor, now=now)
    clocks.meet(move.case, "contact", on=on, about=own.about)
    steps.notify(move, [met], "suggestion.contact_logged", unit=own.unit_id)
    return made


@command
def confirm_contact(
    *, actor: Actor, now: datetime, contact: int, version: int | None = None, confirmed: bool
) -> Contact:
    """The deputy concerned says whether the talk took place as written; a denied one does not count."""
    made = Contact.objects.select_related("task").filter(pk=contact).first()
    if made is None or made.deputy != actor.person:
        raise BadMove(N_("沟通情况由当事的代表本人确认。"))
    root = made.task.suggestion_id
    move = steps.begin(
        "confirm_contact", suggestion=root, actor=actor, now=now, version=version, step="handle", task=made.task_id
    )
    made.confirmed, made.confirmed_at = confirmed, now
    steps.finish(move, data={"confirmed": confirmed})
    made.save(update_fields=["confirmed", "confirmed_at"])
    if not confirmed:
        steps.notify(move, steps.unit_people(move, move.own.unit_id), "task.contact_denied", unit=move.own.unit_id)
    return made


@command
def hand_opinion(*, actor: Actor, now: datetime, task: int, version: int | None = None, text: str) -> Task:
    """The co-handler's opinion on its part goes to the lead (协办意见)."""
    move = steps.begin_task("hand_opinion", task=task, actor=actor, now=now, version=version)
    own = move.own
    if own.role != "co":
        raise BadMove(N_("主办、分办单位要答复代表，不交协办意见。"))
    own.opinion, own.opinion_on = rules.words(text, field="text", most=5000), move.on
    steps.finish(move)
    clocks.meet(move.case, "co_opinion", on=move.on, about=own.about)
    leads = [t.unit_id for t in move.open_tasks("lead", "separate")]
    steps.notify(move, steps.unit_people(move, *leads), "task.opinion_given", unit=own.unit_id)
    return own


@command
def take_over(*, actor: Actor, now: datetime, task: int, version: int | None = None) -> Task:
    """The house, after a merger of units (机构改革): the successor carries on; the past stays under the old name."""
    move = steps.begin_task("take_over", task=task, actor=actor, now=now, version=version)
    own, old = move.own, move.own.unit_id
    heir = organs.successor_of(old).pk
    if heir == old:
        raise BadMove(N_("这个单位没有撤并。"))
    if any(t.unit_id == heir for t in move.open_tasks()):
        raise BadMove(N_("接续单位已经在办这件建议，请交办机关处理。"))
    own.unit_id = heir
    if move.case.lead_unit_id == old:
        move.case.lead_unit_id = heir
    steps.finish(move, save=["lead_unit"], audience=Audience.PARTIES, data={"from": old})
    steps.carry_over(move, own.about, f"organ:{old}", f"organ:{heir}")
    steps.recount(move, own, old)
    steps.notify(move, steps.unit_people(move, heir), "task.offered", unit=heir)
    return own
