"""The deputies judge, out of the unit's sight; what is not satisfied climbs the playbook's ladder."""

from datetime import date, datetime

from django.utils import timezone

from huying.base.clocks import commands as clocks
from huying.base.ledger.commands import command
from huying.base.ledger.models import Audience
from huying.base.organs import queries as organs
from huying.kernel import periods
from huying.kernel.actor import Actor
from huying.kernel.errors import BadMove, Invalid
from huying.kernel.words import N_
from huying.playbooks import shelf
from huying.work.suggestions import rules
from huying.work.suggestions.commands import steps
from huying.work.suggestions.models import Evaluation, Meeting, Round, Suggestion
from huying.work.suggestions.states import MEETINGS


@command
def evaluate(
    *,
    actor: Actor,
    now: datetime,
    suggestion: int,
    version: int | None = None,
    attitude: str,
    result: str,
    reason: str = "",
    round: int | None = None,
) -> Suggestion:
    """A proposer judges attitude and result apart (背靠背测评). Sealed; may be amended until the round closes.

    Args:
        attitude, result: codes of the playbook's grades.
        round: number of the round that was read; a late paper of round one is refused in round two.
    """
    move = steps.begin("evaluate", suggestion=suggestion, actor=actor, now=now, version=version)
    case = move.case
    if round is not None and round != case.round_no:
        raise BadMove(N_("这是第 %(round)s 轮的测评，已经结束。"), round=round)
    rules.check_grades(move.book.suggestions.evaluation, attitude, result, reason)
    words = rules.words(reason, field="reason", needed=False)
    held = Round.objects.get(suggestion=case, number=case.round_no)
    steps.finish(move, audience=Audience.SEALED, data={"round": held.number})
    found, made = Evaluation.objects.get_or_create(
        round=held, person=actor.person, defaults={"attitude": attitude, "result": result, "reason": words, "at": now}
    )
    if made:
        clocks.meet(case, "evaluate", on=move.on, debtor=f"person:{actor.person}")
    else:
        found.attitude, found.result, found.reason, found.at = attitude, result, words, now
        found.amended += 1
        found.save()
    if made and Evaluation.objects.filter(round=held).count() == len(move.facts.jury):
        steps.notify(move, steps.committee(move), "suggestion.evaluated")
    return case


def evaluation_ends(case: Suggestion) -> date:
    """The last day on which proposers may answer; needs ``answered_on``."""
    period = shelf.by_edition(case.edition).suggestions.periods["evaluate"]
    return periods.due(period, case.answered_on or steps.local(case.created_at), organs.calendar_for(case.region)).due


@command
def close_evaluation(*, actor: Actor, now: datetime, suggestion: int, version: int | None = None) -> Suggestion:
    """Open the seal (结束测评): by the committee once all have answered, by it or the clock once the time is over.

    Who kept silent is counted as silent and left out of satisfaction; grades go into the ledger without names.
    """
    move = steps.begin("close_evaluation", suggestion=suggestion, actor=actor, now=now, version=version)
    case = move.case
    held = Round.objects.get(suggestion=case, number=case.round_no)
    grades = list(
        Evaluation.objects.filter(round=held, person__in=move.facts.jury)
        .order_by("attitude", "result")
        .values_list("attitude", "result")
    )
    held.silent, ends = len(move.facts.jury) - len(grades), evaluation_ends(case)
    if move.on <= ends and (held.silent or actor.kind == "system"):
        raise BadMove(
            N_("还有 %(silent)s 位代表没有测评，可以等到 %(ends)s。"), silent=held.silent, ends=ends.isoformat()
        )
    held.verdict = rules.verdict(move.book.suggestions, grades)
    held.closed_at, before, case.verdict = now, case.verdict, held.verdict
    told = {
        "round": held.number,
        "verdict": held.verdict,
        "silent": held.silent,
        "grades": [list(pair) for pair in grades],
    }
    steps.finish(move, save=["verdict"], data=told)
    held.save()
    clocks.cancel(case, on=move.on, kind="evaluate")
    steps.count_by(move, "verdict", before, case.verdict)
    if case.verdict == "unsatisfied":
        _owe_next(move)
        steps.notify(move, steps.committee(move), "suggestion.unsatisfied")
    steps.notify(move, steps.proposers(move), "suggestion.evaluated")
    return case


def next_steps(move: steps.Move) -> tuple[str, ...]:
    """What may follow the closed evaluation, from rows."""
    held = list(Meeting.objects.filter(suggestion=move.case).order_by("pk").values_list("kind", "resolved"))
    return rules.next_steps(move.book.suggestions, verdict=move.case.verdict, meetings=held, rounds=move.case.round_no)


def _owe_next(move: steps.Move) -> None:
    """Start the clock of the ladder's next step for whoever has to take it."""
    first = next_steps(move)[0]
    if first == "second_assignment":
        steps.start(move, "second_assign", debtor=steps.assigning_desk(move), anchor=move.on)
        steps.notify(move, steps.assigners(move), "suggestion.to_assign_again")
    elif first in MEETINGS:
        steps.start(move, "meeting", debtor=steps.committee_desk(move), anchor=move.on)


@command
def call_meeting(
    *,
    actor: Actor,
    now: datetime,
    suggestion: int,
    version: int | None = None,
    kind: str = "meeting",
    on: date,
    place: str,
) -> Suggestion:
    """Call the step of the ladder where people meet (知情议政会, hearing, democratic review).

    Args:
        on: the day it is planned for, today or to come.
    """
    move = steps.begin("call_meeting", suggestion=suggestion, actor=actor, now=now, version=version)
    if kind not in MEETINGS or kind not in next_steps(move):
        raise BadMove(N_("按本级办法，现在不是召集这种会议的时候。"))
    if on < move.on:
        raise Invalid(N_("会议日期不能早于今天。"), field="on")
    where = rules.words(place, field="place", most=80)
    steps.finish(move, data={"kind": kind, "on": on.isoformat()})
    held = Round.objects.get(suggestion=move.case, number=move.case.round_no)
    Meeting.objects.create(suggestion=move.case, round=held, kind=kind, planned_on=on, place=where, called_at=now)
    told = [*steps.proposers(move), *steps.unit_people(move, *(t.unit_id for t in move.open_tasks("lead", "separate")))]
    steps.notify(move, told, "suggestion.meeting_called", on=on.isoformat())
    return move.case


@command
def record_meeting(
    *,
    actor: Actor,
    now: datetime,
    suggestion: int,
    version: int | None = None,
    on: date,
    resolved: bool,
    note: str,
) -> Suggestion:
    """Put on record what the meeting came to (登记会议结果). Not resolved: the ladder goes on.

    Args:
        on: the day it was held.
        resolved: whether the deputy accepts what was agreed there.
    """
    move = steps.begin("record_meeting", suggestion=suggestion, actor=actor, now=now, version=version)
    meeting = Meeting.objects.get(suggestion=move.case, held_on=None)
    rules.check_day(on, earliest=timezone.localdate(meeting.called_at), today=move.on, field="on")
    meeting.held_on, meeting.resolved = on, resolved
    meeting.note = rules.words(note, field="note", most=5000)
    steps.finish(move, effective=on, data={"kind": meeting.kind, "resolved": resolved})
    meeting.save()
    clocks.meet(move.case, "meeting", on=on)
    if not resolved:
        _owe_next(move)
    return move.case
