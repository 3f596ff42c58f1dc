"""A suggestion's story as its page shows it: the stage line, the handling table, the timeline, the checklist."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext

from huying.base.ledger.models import Audience
from huying.base.organs import queries as organs
from huying.kernel.actor import Actor, Role
from huying.kernel.words import N_
from huying.playbooks import shelf
from huying.playbooks.schema import Option
from huying.work.suggestions import rules, telling
from huying.work.suggestions.buttons import Verb
from huying.work.suggestions.models import Contact
from huying.work.suggestions.sentences import STANDS
from huying.work.suggestions.states import FORMS, MEETINGS, PHASES, ROLES, TASK_STATES
from huying.work.suggestions.story import RoundPart, Story, TaskPart
from huying.work.suggestions.telling import Deadline

NEXT: Mapping[str, tuple[str, ...]] = {
    "offered": ("accept",),
    "accepted": ("plan",),
    "planned": ("hand_opinion", "draft_reply"),
    "drafting": ("ask_signature", "draft_reply"),
    "signing": ("sign",),
    "vetting": ("vet",),
    "ready": ("send",),
}
"""Task state -> the verbs that take it on."""
UNIT = (Role.UNIT_CLERK, Role.UNIT_HEAD)
Stage = tuple[str, str, date | None]
"""Label; done, now or next; its day."""
ORDINALS = (N_("一"), N_("二"), N_("三"), N_("四"), N_("五"), N_("六"))
REPLIES = (N_("第一次答复"), N_("第二次答复"), N_("第三次答复"))
ASSIGNMENTS = (N_("交办"), N_("二次交办"), N_("三次交办"))
OVER = frozenset({"not_filed", "withdrawn", "discarded"})


def options(listed: Iterable[Option]) -> list[tuple[str, str]]:
    """Entries of a playbook list as choices, in the reader's language."""
    language = get_language() or "zh-hans"
    return [(option.code, option.shown(language)) for option in listed]


def stages(story: Story) -> list[Stage]:
    """Where it stands: every step taken with its day, the one it is at, and what is still to come."""
    case, days = story.case, {line.verb: line.effective for line in story.lines}
    steps: list[tuple[str, date | None]] = [(gettext("提出"), days.get("suggestion.submitted"))]
    if case.state in OVER:
        steps.append((gettext(STANDS[case.state]), story.lines[-1].effective if story.lines else None))
        return _placed(steps)
    steps.append((gettext("立案"), case.filed_on))
    for part in story.rounds:
        steps += _round(part)
    if not story.rounds:
        steps += [(gettext("交办"), None), (gettext("答复"), None), (gettext("测评"), None)]
    steps += [(step, None) for step in _ladder(story)]
    concluded = days.get("suggestion.concluded")
    steps.append((gettext("办结"), concluded))
    if story.commitments:
        kept = [row.settled_on for row in story.commitments]
        steps.append((gettext("承诺兑现"), max((day for day in kept if day), default=None) if all(kept) else None))
    return _placed(steps)


def _round(part: RoundPart) -> Iterator[tuple[str, date | None]]:
    place = min(part.round.number, len(REPLIES)) - 1
    yield gettext(ASSIGNMENTS[place]), part.round.assigned_on
    answering = [task.task for task in part.tasks if task.task.role != "co" and task.task.state in _ANSWERS]
    sent = [task.sent_on for task in answering if task.sent_on]
    yield gettext(REPLIES[place]), max(sent) if sent and len(sent) == len(answering) else None
    closed = part.round.closed_at
    yield gettext("测评") if place == 0 else gettext("再测评"), timezone.localdate(closed) if closed else None
    for row in part.meetings:
        yield gettext(MEETINGS[row.kind]), row.held_on


_ANSWERS = frozenset(TASK_STATES) - {"returned", "cancelled"}


def _ladder(story: Story) -> list[str]:
    """What still lies between an unsatisfied evaluation and the end, as far as the playbook says it for sure."""
    case = story.case
    if case.state != "evaluated" or case.verdict != "unsatisfied":
        return []
    held = [(row.kind, row.resolved) for part in story.rounds for row in part.meetings]
    section = shelf.by_edition(case.edition).suggestions
    first = rules.next_steps(section, verdict=case.verdict, meetings=held, rounds=case.round_no)[0]
    if first == "second_assignment":
        return [gettext("二次交办")]
    return [gettext(MEETINGS[first])] if first in MEETINGS else []


def _placed(steps: list[tuple[str, date | None]]) -> list[Stage]:
    """What follows the last step with a day is the one it is at; a day the reader may not know leaves its step done."""
    now = 1 + max((place for place, (_, day) in enumerate(steps) if day), default=-1)
    word = ["done" if at < now else "now" if at == now else "next" for at in range(len(steps))]
    return [(label, state, day) for (label, day), state in zip(steps, word, strict=True)]


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One line of the handling table: who, how far, whether the deputy was spoken with, by when, with what result."""

    part: TaskPart
    round: str
    role: str
    state: str
    people: str
    talks: list[tuple[str, bool]]
    deadline: Deadline | None
    result: str
    document: str


def work(story: Story, on: date) -> list[WorkRow]:
    """Rounds times units, the newest round first."""
    classes = _classes(story)
    return [
        _work_row(part, task, classes, on)
        for part in reversed(story.rounds)
        for task in part.tasks
        if task.task.state != "returned" or task.returns
    ]


def _classes(story: Story) -> dict[str, str]:
    return dict(options(shelf.by_edition(story.case.edition).suggestions.classes))


def _work_row(part: RoundPart, found: TaskPart, classes: dict[str, str], on: date) -> WorkRow:
    task, reply = found.task, found.reply
    sent = reply if reply is not None and reply.sent_on else None
    people = gettext("分管 %(leader)s · 经办 %(handler)s") % {"leader": task.plan_leader, "handler": task.plan_handler}
    return WorkRow(
        found,
        gettext(ORDINALS[min(part.round.number, len(ORDINALS)) - 1]),
        gettext(ROLES[task.role]),
        gettext(TASK_STATES[task.state]),
        people if task.plan_leader else "",
        [] if task.role == "co" else talks(found.contacts),
        main_deadline(found, on),
        classes.get(sent.outcome_class, sent.outcome_class) if sent else "",
        sent.document_number if sent else "",
    )


def talks(contacts: Iterable[Contact]) -> list[tuple[str, bool]]:
    """Before, during, after: which are on record and not denied."""
    held = {row.phase for row in contacts if row.confirmed is not False}
    return [(gettext(label), phase in held) for phase, label in PHASES.items()]


ANSWERING = ("reply", "fast_reply", "complex_reply", "second_reply", "co_opinion")


def main_deadline(found: TaskPart, on: date) -> Deadline | None:
    """The one day that matters for a unit now: what it owes next, or how its answer came in the end."""
    clocks = [
        clock for clock in found.clocks if clock.kind != "contact" and clock.state not in ("cancelled", "superseded")
    ]
    owed = sorted((c for c in clocks if c.settled is None and c.kind != "commitment"), key=lambda c: (c.due, c.pk))
    answered = [clock for clock in clocks if clock.settled is not None and clock.kind in ANSWERING]
    clock = owed[0] if owed else answered[-1] if answered else None
    return telling.deadline(clock, on) if clock else None


@dataclass(frozen=True, slots=True)
class TimeLine:
    """One line of the timeline, as ``ui.timeline`` takes it."""

    text: str
    at: datetime
    who: str
    note: str
    state: str


def timeline(story: Story) -> list[TimeLine]:
    """What happened, newest first; who did it, where the reader may know; who else may read the line."""
    over = story.case.state in {*OVER, "archived", "concluded"}
    told = [_line(line, story) for line in story.lines]
    if told and not over:
        last = told[-1]
        told[-1] = TimeLine(last.text, last.at, last.who, last.note, "now")
    return told[::-1]


BY_OTHERS = frozenset(
    f"suggestion.{deed}"
    for deed in (
        *("return_granted", "return_refused", "extension_decided", "reply_vetted", "reply_sent_back"),
        *("contact_confirmed", "commitment_kept", "task_deemed_accepted"),
    )
)
"""Lines about a unit that somebody else wrote."""


def _line(line: telling.Line, story: Story) -> TimeLine:
    own = line.unit and line.verb not in BY_OTHERS
    text = gettext("%(who)s：%(deed)s") % {"who": line.unit, "deed": line.label} if own else line.label
    about = "" if own else line.unit
    notes = [note for note in (about, _detail(line, story), _paper(line), _readers(line)) if note]
    who = " ".join(part for part in (line.who, line.role) if part)
    return TimeLine(text, line.at, who, gettext("；").join(notes), "done")


def _detail(line: telling.Line, story: Story) -> str:
    data = line.data
    if line.verb in ("suggestion.assigned", "suggestion.assigned_again"):
        units = [data["lead"]] if data.get("lead") else data.get("separate")
        names, co = _names(units), _names(data.get("co"))
        return gettext("%(lead)s办理，%(co)s协办") % {"lead": names, "co": co} if co else names
    if line.verb == "suggestion.filed":
        return story.number
    if line.verb == "suggestion.replied":
        return _classes(story).get(str(data.get("class", "")), "")
    if line.verb == "suggestion.contact_logged":
        phase, form = str(data.get("phase", "")), str(data.get("form", ""))
        return f"{gettext(PHASES[phase])} · {gettext(FORMS[form])}" if phase in PHASES and form in FORMS else ""
    return ""


def _names(ids: object) -> str:
    return gettext("、").join(telling.organ_name(pk) for pk in ids) if isinstance(ids, list) else ""


def _paper(line: telling.Line) -> str:
    if not line.entered_later:
        return ""
    return gettext("补登 %(day)s 的事") % {"day": telling.day(line.effective)}


def _readers(line: telling.Line) -> str:
    return gettext("承办单位看不到这一条") if line.audience == Audience.CONGRESS else ""


def grades(story: Story) -> dict[str, str]:
    """Codes of the evaluation's grades and their names in this place."""
    return dict(options(shelf.by_edition(story.case.edition).suggestions.evaluation.grades))


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the checklist before a reply goes to the head: what, and whether it is there."""

    text: str
    done: bool


def checklist(story: Story, found: TaskPart) -> list[Check]:
    """What a reply still lacks before it may be signed."""
    section = shelf.by_edition(story.case.edition).suggestions
    held = [(row.phase, row.confirmed) for row in found.contacts]
    missing = set() if story.case.identity_protected else set(rules.contacts_missing(section.contacts_required, held))
    checks = [
        Check(gettext("%(phase)s与代表沟通") % {"phase": gettext(PHASES[phase])}, phase not in missing)
        for phase in section.contacts_required
        if phase != "after"
    ]
    mates = [part.task for part in story.rounds[-1].tasks if part.task.role == "co" and part.task.state in _ANSWERS]
    if found.task.role == "lead" and mates:
        given = sum(mate.state == "opinion_given" for mate in mates)
        text = gettext("协办意见 %(given)s / %(all)s") % {"given": given, "all": len(mates)}
        checks.append(Check(text, given == len(mates)))
    checks.append(Check(gettext("答复稿"), bool(found.replies)))
    return checks


@dataclass(frozen=True, slots=True)
class Button:
    """One thing the reader can do: its form's address and what follows; without one, why not yet."""

    label: str
    note: str
    href: str = ""
    onward: bool = False
    """Whether it takes the matter on; what goes back or aside is never the one red button."""


FIRST = (
    *("evaluate", "cosign", "file", "assign", "assign_again"),
    *("call_meeting", "record_meeting", "close_evaluation", "conclude"),
)
"""Verbs on the whole suggestion that stand before anything else."""
ONWARD = {
    *FIRST,
    "submit",
    "archive",
    "grant_return",
    "decide_extension",
    *(v for verbs in NEXT.values() for v in verbs),
}


def buttons(actor: Actor, story: Story) -> tuple[list[Button], list[Button]]:
    """What the reader can do, the most urgent first, and what not yet, because."""
    root = f"/desk/suggestions/{story.case.uid}"
    parts = [task for part in reversed(story.rounds) for task in part.tasks if task.verbs]
    own = [(verb, f"{root}/{verb.name}", verb.label) for verb in story.verbs]
    several = len(parts) > 1
    tasks = [
        (verb, f"{root}/tasks/{task.task.pk}/{verb.name}", f"{verb.label} · {task.unit}" if several else verb.label)
        for task in parts
        for verb in _ordered(task)
    ]
    listed = [*(o for o in own if o[0].name in FIRST), *tasks, *(o for o in own if o[0].name not in FIRST)]
    silent = sum(clock.kind == "evaluate" and clock.settled is None for clock in story.clocks)
    able = [_button(verb, href, label, silent) for verb, href, label in listed if verb.allowed]
    first = sum(verb.allowed and verb.name in FIRST for verb, _, _ in own)
    asked = list(_asked(actor, story, root))
    return [*able[:first], *asked, *able[first:]], [
        Button(label, verb.reason) for verb, _, label in listed if not verb.allowed
    ]


def _button(verb: Verb, href: str, label: str, silent: int) -> Button:
    """A closing that would leave deputies unheard says so, and is not the red one."""
    if verb.name != "close_evaluation" or not silent:
        return Button(label, verb.consequence, href, verb.name in ONWARD)
    said = ngettext("还有 %(n)s 位代表没有测评，", "还有 %(n)s 位代表没有测评，", silent) % {"n": silent}
    return Button(label, said + gettext("现在结束，他们的就不计入满意率。"), href)


def _ordered(found: TaskPart) -> list[Verb]:
    """What takes the task on stands first."""
    onward = NEXT.get(found.task.state, ())
    return sorted(found.verbs, key=lambda verb: verb.name not in onward)


def _asked(actor: Actor, story: Story, root: str) -> Iterator[Button]:
    """What the reader is asked to confirm: talks that units put on record with them, promises."""
    for part in story.rounds:
        for task in part.tasks:
            for row in task.contacts:
                if row.deputy == actor.person and row.confirmed is None and _follows(story, part):
                    said = gettext("%(unit)s登记了 %(day)s 的沟通") % {"unit": task.unit, "day": telling.day(row.on)}
                    yield Button(gettext("确认沟通情况"), said, f"{root}/contacts/{row.pk}", True)
    for promise in story.commitments:
        if promise.settled_on is not None:
            continue
        day = telling.day(promise.by)
        if _proposer(actor, story):
            said = gettext("%(unit)s答应 %(day)s 前办到的事") % {
                "unit": telling.organ_name(promise.unit_id),
                "day": day,
            }
            yield Button(gettext("确认承诺兑现"), said, f"{root}/promises/{promise.pk}/keep", True)
        elif actor.post(*UNIT, organ=organs.successor_of(promise.unit_id).pk) and promise.state == "open":
            said = gettext("答应 %(day)s 前办到的事办到了，报给代表确认") % {"day": day}
            yield Button(gettext("报告承诺兑现"), said, f"{root}/promises/{promise.pk}/report", True)


def _follows(story: Story, part: RoundPart) -> bool:
    return part.round.number == story.case.round_no and story.case.state in ("handling", "answered")


def _proposer(actor: Actor, story: Story) -> bool:
    agreed = {row.person for row in story.cosigners if row.state == "agreed"}
    return bool(actor.person) and actor.person in {story.case.lead, *agreed}
