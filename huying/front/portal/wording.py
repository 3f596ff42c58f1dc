"""What the portal says of cases: how a voice ended, how a suggestion was judged, its stage line. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date

from huying.kernel.words import N_

VOICE_OUTCOMES: Mapping[str, str] = {
    "open": N_("正在办"),
    "told": N_("已反馈，等群众评价"),
    "solved": N_("群众说解决了"),
    "partly": N_("群众说解决了一部分"),
    "not_solved": N_("群众说还没有解决"),
    "silent": N_("已了结，群众没有评价"),
    "withdrawn": N_("本人撤回"),
}
"""Key of ``voices.queries.OUTCOMES`` -> its words."""

OUTCOME_KINDS: Mapping[str, str] = {"solved": "ok", "partly": "due", "not_solved": "late", "told": "plain"}
"""The tag's kind; plain where nothing is said."""

STANDS: Mapping[str, str] = {
    "handling": N_("办理中"),
    "answered": N_("已答复，等测评"),
    "evaluated,meeting": N_("已测评"),
    "tracking": N_("跟踪承诺"),
    "concluded,archived": N_("已办结"),
}
"""Filter of suggestions: states -> words."""

VERDICTS: Mapping[str, str] = {
    "satisfied": N_("代表满意"),
    "unsatisfied": N_("代表不满意"),
    "silent": N_("代表没有测评"),
}
VERDICT_KINDS: Mapping[str, str] = {"satisfied": "ok", "unsatisfied": "late", "silent": "plain"}
CLASS_KINDS: Mapping[str, str] = {"resolved": "ok", "partly_resolved": "due", "in_progress": "due", "planned": "due"}
PROMISES: Mapping[str, str] = {
    "open": N_("未到期"),
    "reported": N_("单位已报兑现，等代表确认"),
    "kept": N_("已兑现"),
    "broken": N_("没有兑现"),
}
PROMISE_KINDS: Mapping[str, str] = {"open": "due", "reported": "due", "kept": "ok", "broken": "late"}

_STEPS = (N_("立案"), N_("交办"), N_("答复"), N_("测评"), N_("办结"))
_NOW = {"filed": 1, "handling": 2, "answered": 3, "evaluated": 4, "meeting": 4, "tracking": 4}


def voice_outcome(state: str, verdict: str, exit: str) -> str:
    """The key of ``VOICE_OUTCOMES`` that a voice belongs to, as ``voices.queries.OUTCOMES`` tells them apart."""
    if state == "reported":
        return "told"
    if state != "closed":
        return "open"
    if verdict in ("solved", "partly", "not_solved"):
        return verdict
    return "withdrawn" if exit == "withdrawn" else "silent"


def stages(state: str, days: Iterable[date | None]) -> list[tuple[str, str, date | None]]:
    """The stage line of a suggestion: (label, done | now | next, day).

    Args:
        days: of filing, assignment, the last reply, evaluation and conclusion; None where none is public.
    """
    at = _NOW.get(state, 5)
    known = [*days, None, None, None][:5]
    return [
        (label, "done" if step < at else "now" if step == at else "next", known[step] if step < at else None)
        for step, label in enumerate(_STEPS)
    ]


def rate(n: int, of: int) -> str:
    """ "83%", or "–" where there is nothing to divide by. Never rounded up to 100% or down to 0%."""
    if not of:
        return "–"
    percent = round(100 * n / of)
    if n < of:
        percent = min(percent, 99)
    return f"{max(percent, 1) if n else 0}%"
