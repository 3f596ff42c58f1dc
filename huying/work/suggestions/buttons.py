"""The buttons of a suggestion and of a task, from the same rights and tables that the commands use."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext

from huying.kernel.actor import Actor
from huying.kernel.errors import Denied
from huying.kernel.machine import Verb
from huying.kernel.words import N_
from huying.playbooks import shelf
from huying.work.suggestions import permissions, rules
from huying.work.suggestions.facts import facts_from
from huying.work.suggestions.models import CoSigner, Meeting, Suggestion, Task
from huying.work.suggestions.sentences import CONSEQUENCES, NOT_YET
from huying.work.suggestions.states import LABELS, MEETINGS, SUGGESTION, TASK

CASE_VERBS = (
    *("edit", "invite", "cosign", "submit", "discard", "withdraw"),
    *("file", "ask_revision", "refuse_filing", "group", "ungroup", "assign"),
    *("evaluate", "close_evaluation", "call_meeting", "record_meeting", "assign_again", "conclude"),
    *("publish", "archive"),
)
TASK_VERBS = (
    *("accept", "ask_return", "grant_return", "refuse_return", "plan", "log_contact", "hand_opinion"),
    *("draft_reply", "ask_signature", "sign", "vet", "send_back", "send", "ask_extension", "decide_extension"),
)
REPLYING = frozenset({"draft_reply", "ask_signature", "sign", "vet", "send_back", "send", "ask_extension"})


def verbs_for(
    actor: Actor,
    case: Suggestion,
    *,
    cosigners: Iterable[tuple[int, str]] | None = None,
    tasks: Iterable[Task] | None = None,
    meetings: Sequence[tuple[str, bool | None]] | None = None,
) -> list[Verb]:
    """What the actor may do with the suggestion now, and what is worth knowing that they may not do yet.

    Args:
        cosigners, tasks (of the current round), meetings (kind, resolved): when already loaded; read here otherwise.
    """
    facts = facts_from(
        case, _cosigners(case) if cosigners is None else cosigners, _round(case) if tasks is None else tasks
    )
    next_steps = _next_steps(case, meetings)
    found = []
    for name in CASE_VERBS:
        reason = NOT_YET.get((name, case.state), "")
        if not (reason or SUGGESTION.may(case.state, name)) or not _may(name, actor, facts):
            continue
        if case.state == "evaluated" and name in ("call_meeting", "assign_again", "conclude"):
            reason = reason or _off_ladder(name, next_steps)
        if (name == "ungroup" and case.group_id is None) or (name == "group" and case.group_id):
            continue
        found.append(_verb(name, reason))
    return found


def _off_ladder(name: str, next_steps: tuple[str, ...]) -> str:
    if name == "conclude" and "conclude" not in next_steps:
        return N_("代表不满意，按本级办法还要走下一步，不能办结。")
    if name == "assign_again" and "second_assignment" not in next_steps:
        return N_("按本级办法，现在还没有到二次交办这一步。")
    if name == "call_meeting" and not set(next_steps) & set(MEETINGS):
        return N_("按本级办法，现在不是召集这种会议的时候。")
    return ""


def _next_steps(case: Suggestion, meetings: Sequence[tuple[str, bool | None]] | None) -> tuple[str, ...]:
    if case.state != "evaluated":
        return ()
    if meetings is None:
        meetings = list(Meeting.objects.filter(suggestion=case).order_by("pk").values_list("kind", "resolved"))
    section = shelf.by_edition(case.edition).suggestions
    return rules.next_steps(section, verdict=case.verdict, meetings=meetings, rounds=case.round_no)


def task_verbs_for(
    actor: Actor,
    task: Task,
    *,
    cosigners: Iterable[tuple[int, str]] | None = None,
    tasks: Iterable[Task] | None = None,
    asked_extension: bool | None = None,
) -> list[Verb]:
    """What the actor may do with one unit's task; it must come with its suggestion."""
    case = task.suggestion
    mates = _round(case) if tasks is None else list(tasks)
    if task.pk not in {mate.pk for mate in mates}:
        return []
    facts = facts_from(case, _cosigners(case) if cosigners is None else cosigners, mates, task=task)
    found = []
    for name in TASK_VERBS:
        if not TASK.may(task.state, name) or not _may(name, actor, facts) or not _fits(name, task):
            continue
        if name == "send_back" and not _holds(actor, task, facts):
            continue
        if not SUGGESTION.may(case.state, "handle") or (name == "decide_extension" and asked_extension is False):
            continue
        found.append(_verb(name, _withheld(name, task)))
    return found


def _fits(name: str, task: Task) -> bool:
    return task.role != "co" if name in REPLYING else name != "hand_opinion" or task.role == "co"


def _holds(actor: Actor, task: Task, facts: permissions.Facts) -> bool:
    """Whether the reply lies with this reader: the head while it waits to be signed, the vetter while it is vetted."""
    holder = {"signing": permissions.unit_head, "vetting": permissions.vetter}.get(task.state)
    return holder is None or bool(holder(actor, facts))


def _withheld(name: str, task: Task) -> str:
    if name == "ask_return" and task.return_locked:
        return N_("本轮退办已有结论，请继续办理。")
    if name == "ask_return" and task.deemed:
        return N_("逾期没有签收，已视为签收，不能再退办。")
    return ""


def _may(name: str, actor: Actor, facts: permissions.Facts) -> bool:
    try:
        permissions.check(name, actor, facts)
    except Denied:
        return False
    return True


def _verb(name: str, reason: str) -> Verb:
    said = gettext(reason) if reason else ""
    return Verb(name, gettext(LABELS[name]), not reason, said, gettext(CONSEQUENCES[name]))


def _cosigners(case: Suggestion) -> list[tuple[int, str]]:
    return list(CoSigner.objects.filter(suggestion=case).values_list("person", "state"))


def _round(case: Suggestion) -> list[Task]:
    return list(Task.objects.filter(suggestion=case, round__number=case.round_no)) if case.round_no else []
