"""The committee examines: revise, not filed, filed and numbered; similar ones handled together."""

from collections.abc import Sequence
from datetime import datetime

from huying.base.clocks import commands as clocks
from huying.base.ledger.commands import command
from huying.base.ledger.models import Audience
from huying.base.organs import queries as organs
from huying.base.organs.commands import next_number
from huying.kernel.actor import Actor
from huying.kernel.errors import Invalid
from huying.kernel.words import N_
from huying.work.suggestions import rules
from huying.work.suggestions.commands import steps
from huying.work.suggestions.models import HandlingGroup, Suggestion
from huying.work.suggestions.states import FAST


@command
def ask_revision(
    *, actor: Actor, now: datetime, suggestion: int, version: int | None = None, reason: str, text: str
) -> Suggestion:
    """Give it back to be written better (退回修改), with a reason of the playbook and an explanation."""
    move = steps.begin("ask_revision", suggestion=suggestion, actor=actor, now=now, version=version)
    _decide(move, rules.chosen(move.book.suggestions.revise_reasons, reason, field="reason"), text)
    steps.start(move, "revise", debtor=f"person:{move.case.lead}", anchor=move.on)
    steps.notify(move, [move.case.lead], "suggestion.revision_asked")
    return move.case


@command
def refuse_filing(
    *, actor: Actor, now: datetime, suggestion: int, version: int | None = None, reason: str, text: str
) -> Suggestion:
    """Not a matter for a suggestion (不予立案): the committee's leader says why; its voices go back."""
    move = steps.begin("refuse_filing", suggestion=suggestion, actor=actor, now=now, version=version)
    _decide(move, rules.chosen(move.book.suggestions.refuse_reasons, reason, field="reason"), text)
    steps.release_voices(move)
    steps.notify(move, steps.proposers(move), "suggestion.not_filed")
    return move.case


def _decide(move: steps.Move, code: str, text: str) -> None:
    move.case.decision_code, move.case.decision_text = code, rules.words(text, field="text")
    steps.finish(move, save=["decision_code", "decision_text"], audience=Audience.CONGRESS, data={"reason": code})
    clocks.meet(move.case, "examine", on=move.on)


@command
def file(
    *,
    actor: Actor,
    now: datetime,
    suggestion: int,
    version: int | None = None,
    category: str,
    kind: str = "",
) -> Suggestion:
    """File it and give it its number (立案编号): gapless within the session, taken in this transaction.

    Args:
        category: a code of the playbook.
        kind: "general", "fast" …; as the deputy said when "".
    """
    move = steps.begin("file", suggestion=suggestion, actor=actor, now=now, version=version)
    case, book = move.case, organs.book_for(move.case.region, move.on)
    session = organs.current_session(case.region, move.on)
    if session is None:
        raise Invalid(N_("还没有登记本级人大的届次和会议，编不了号。请先在“届次”里登记。"))
    case.edition = book.edition
    case.category = rules.chosen(book.suggestions.categories, category, field="category")
    case.kind = rules.chosen(book.suggestions.kinds, kind or case.kind, field="kind")
    case.session, case.number, case.filed_on = session, next_number(f"suggestion:{session.pk}"), move.on
    case.decision_code = case.decision_text = ""
    saved = ["edition", "category", "kind", "session", "number", "filed_on", "decision_code", "decision_text"]
    steps.finish(
        move,
        save=saved,
        audience=Audience.PUBLIC,
        data={"number": case.number, "session": session.pk, "kind": case.kind},
    )
    clocks.meet(case, "examine", on=move.on)
    period = "fast_assign" if case.kind == FAST else "assign"
    steps.start(move, period, debtor=steps.assigning_desk(move), anchor=move.on)
    steps.count_by(move, "filed", "", case.kind)
    steps.notify(move, steps.proposers(move), "suggestion.filed")
    steps.notify(move, steps.assigners(move), "suggestion.to_assign")
    return case


@command
def group(*, actor: Actor, now: datetime, suggestions: Sequence[int]) -> HandlingGroup:
    """Handle similar suggestions as one piece of work (并案办理). Each keeps its number, reply and evaluation.

    Rows are locked in ascending order, so that grouping A with B and B with A at once cannot lock each other out.
    """
    wanted = sorted(set(suggestions))
    if len(wanted) < 2:
        raise Invalid(N_("至少选两件建议才能并案。"), field="suggestions")
    moves = [steps.begin("group", suggestion=pk, actor=actor, now=now, version=None) for pk in wanted]
    cases = [move.case for move in moves]
    if len({case.region for case in cases}) > 1:
        raise Invalid(N_("只有同一个人大的建议才能并案。"), field="suggestions")
    held = sorted({case.group_id for case in cases if case.group_id})
    if len(held) > 1:
        raise Invalid(N_("其中有建议已经并在别的案里，请先取消那边的并案。"), field="suggestions")
    found = (
        HandlingGroup.objects.get(pk=held[0])
        if held
        else HandlingGroup.objects.create(region=cases[0].region, created_at=now)
    )
    for move in moves:
        if move.case.group_id != found.pk:
            move.case.group = found
            steps.finish(move, save=["group"], data={"group": found.pk})
    return found


@command
def ungroup(*, actor: Actor, now: datetime, suggestion: int, version: int | None = None) -> Suggestion:
    """Take one suggestion out of its handling group; nothing else changes."""
    move = steps.begin("ungroup", suggestion=suggestion, actor=actor, now=now, version=version)
    if move.case.group_id is None:
        raise Invalid(N_("这件建议没有并案。"))
    data, move.case.group = {"group": move.case.group_id}, None
    steps.finish(move, save=["group"], data=data)
    return move.case
