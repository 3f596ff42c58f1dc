"""What the playbook makes of a suggestion: periods, verdicts, the ladder, what is missing. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from huying.kernel.errors import Invalid
from huying.kernel.words import N_
from huying.playbooks.schema import Evaluation, Option, ResultClass, Suggestions
from huying.work.suggestions.states import FAST

PROMISES = frozenset({"in_progress", "planned"})
"""Outcomes that say "not yet": they need a promise with a date, which is followed after the suggestion is concluded."""


def words(text: str, *, field: str, most: int = 1000, needed: bool = True) -> str:
    """Trimmed text; Invalid when it is missing or too long."""
    found = text.strip()
    if needed and not found:
        raise Invalid(N_("这里不能空着。"), field=field)
    if len(found) > most:
        raise Invalid(N_("最多 %(most)s 个字，现在是 %(long)s 个。"), field=field, most=most, long=len(found))
    return found


def chosen(options: Iterable[Option], code: str, *, field: str) -> str:
    """``code`` when the playbook lists it; Invalid otherwise."""
    if code not in {option.code for option in options}:
        raise Invalid(N_("请从列出的选项里选一个。"), field=field)
    return code


def reply_period(kind: str, *, round_no: int, complex: bool) -> str:
    """Which period the reply runs under. A second assignment has its own, whatever the kind."""
    if round_no > 1:
        return "second_reply"
    if complex:
        return "complex_reply"
    return "fast_reply" if kind == FAST else "reply"


def check_units(lead: int | None, co: Sequence[int], separate: Sequence[int], active: Collection[int]) -> None:
    """One lead, or one or more separate units; no unit twice; all of them at work in this place."""
    named = [*([lead] if lead else []), *co, *separate]
    if bool(lead) == bool(separate):
        raise Invalid(N_("要么定一个主办单位，要么定一个或几个分办单位，两者不能同时有。"), field="lead")
    if len(set(named)) != len(named):
        raise Invalid(N_("同一个单位只能出现一次。"), field="co")
    if any(unit not in active for unit in named):
        raise Invalid(N_("有的单位已经撤并，或者不归本级交办，请重新选择。"), field="lead")


def check_day(day: date, *, earliest: date | None, today: date, field: str) -> None:
    """A day that was, not one to come; and not before what it follows."""
    if day > today:
        raise Invalid(N_("日期不能晚于今天。"), field=field)
    if earliest and day < earliest:
        raise Invalid(N_("日期不能早于 %(day)s。"), field=field, day=earliest.isoformat())


def contacts_missing(required: Iterable[str], logged: Iterable[tuple[str, bool | None]]) -> list[str]:
    """The phases the playbook asks for before a reply is sent and that are not on record, in its order.

    A contact the deputy denies does not count; the deputy's silence does not hold the unit up. Contact *after* the
    reply cannot be asked for before it.
    """
    done = {phase for phase, confirmed in logged if confirmed is not False}
    return [phase for phase in required if phase != "after" and phase not in done]


def result_class(section: Suggestions, code: str) -> ResultClass:
    """The local class with this code; Invalid when there is none."""
    for found in section.classes:
        if found.code == code:
            return found
    raise Invalid(N_("请选择办理结果的类别。"), field="outcome_class")


def check_promise(outcome: str, promise: str, by: date | None, today: date) -> None:
    """A reply that says "not yet" promises something by a day to come; another promises nothing."""
    if outcome in PROMISES:
        if not promise.strip() or by is None:
            raise Invalid(N_("正在办或列入计划的，要写明承诺事项和完成日期。"), field="promise")
        if by <= today:
            raise Invalid(N_("承诺的完成日期要在今天之后。"), field="promise_by")
    elif promise.strip() or by:
        raise Invalid(N_("这一类结果不用写承诺；要写承诺，请改选办理结果。"), field="promise")


def check_grades(section: Evaluation, attitude: str, result: str, reason: str) -> None:
    """Grades of the playbook, and a reason where it asks for one."""
    known = {grade.code for grade in section.grades}
    for field, grade in (("attitude", attitude), ("result", result)):
        if grade not in known:
            raise Invalid(N_("请选择测评档次。"), field=field)
    if {attitude, result} & set(section.reason_when) and not reason.strip():
        raise Invalid(N_("请写明哪里不满意，承办单位才知道怎么改。"), field="reason")


def verdict(section: Suggestions, grades: Iterable[tuple[str, str]]) -> str:
    """What a round's evaluations come to: one dissatisfied proposer is enough; the silent are nobody's yes."""
    given = list(grades)
    if not given:
        return "silent"
    return "unsatisfied" if any(section.unsatisfied(*pair) for pair in given) else "satisfied"


def next_steps(
    section: Suggestions, *, verdict: str, meetings: Sequence[tuple[str, bool | None]], rounds: int
) -> tuple[str, ...]:
    """What may follow a closed evaluation: "conclude", or the ladder's next step.

    Args:
        meetings: kind and resolved of every meeting held so far, oldest first, after this round's evaluation or before.
        rounds: how many rounds there were.

    A meeting that resolved the matter ends the ladder. When the ladder is used up the committee may press once more
    (another assignment) or conclude with the dissatisfaction on record.
    """
    if verdict != "unsatisfied" or (meetings and meetings[-1][1]):
        return ("conclude",)
    taken = {kind for kind, _ in meetings} | ({"second_assignment"} if rounds > 1 else set())
    step = section.next_step(taken)
    return (step,) if step else ("second_assignment", "conclude")


def replay(lines: Iterable[Mapping[str, Any]]) -> tuple[str, dict[str, str]]:
    """The state, and each task's state by "round/unit", as the ledger's data tell them, oldest line first."""
    state, tasks = "", {}
    for data in lines:
        state = data.get("state", state)
        tasks.update(data.get("tasks", {}))
    return state, tasks


OUTCOMES: Mapping[str, str] = {
    "resolved": N_("已经解决"),
    "partly_resolved": N_("部分解决"),
    "in_progress": N_("正在办理"),
    "planned": N_("列入计划"),
    "referred_up": N_("已向上级反映"),
    "cannot_now": N_("暂时不具备条件"),
    "legally_impossible": N_("依法不能办理"),
    "reference": N_("留作参考"),
}
"""The meanings behind the local classes, in plain words."""
