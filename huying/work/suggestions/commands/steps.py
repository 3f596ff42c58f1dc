"""The steps every command shares: begin (lock the root, check, step the machine) and finish (record, count)."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from huying.base.clocks import commands as clocks
from huying.base.clocks import queries as clock_queries
from huying.base.ledger import queries as ledger
from huying.base.ledger.commands import expect, record
from huying.base.ledger.models import Audience, Entry
from huying.base.notices.commands import tell
from huying.base.organs import queries as organs
from huying.base.papers import commands as papers
from huying.base.people import queries as people
from huying.base.search import commands as search
from huying.base.tallies.commands import move as count
from huying.field.voices import commands as voices
from huying.kernel.actor import SYSTEM, Actor, Post, Role
from huying.kernel.errors import BadMove, Missing
from huying.kernel.periods import Period
from huying.kernel.words import N_
from huying.playbooks import shelf
from huying.playbooks.shelf import Book
from huying.work.suggestions import permissions
from huying.work.suggestions.desks import assigner_of, committee_of
from huying.work.suggestions.facts import facts_from
from huying.work.suggestions.models import CoSigner, Suggestion, Task
from huying.work.suggestions.states import CLOSED_TASK, LINES, SUGGESTION, TASK

UNIT_ROLES = (Role.UNIT_CLERK, Role.UNIT_HEAD)


@dataclass(slots=True)
class Move:
    """One verb on its way through a command.

    ``tasks`` are the current round's, taken back or cancelled ones included; ``task`` is the one it is about.
    """

    case: Suggestion
    verb: str
    actor: Actor
    now: datetime
    was: str
    facts: permissions.Facts
    tasks: list[Task]
    post: Post | None = None
    task: Task | None = None
    stood: dict[int, str] = field(default_factory=dict)

    @property
    def on(self) -> date:
        return timezone.localdate(self.now)

    @property
    def book(self) -> Book:
        return shelf.by_edition(self.case.edition)

    @property
    def url(self) -> str:
        return f"/desk/suggestions/{self.case.uid}"

    @property
    def own(self) -> Task:
        """The task this is about; only for verbs begun by ``begin_task``."""
        if self.task is None:
            raise Missing(N_("没有这项承办任务。"))
        return self.task

    def open_tasks(self, *roles: str) -> list[Task]:
        """The round's tasks that are not taken back or cancelled, in these roles."""
        return [t for t in self.tasks if t.state not in CLOSED_TASK and (not roles or t.role in roles)]


def begin(
    verb: str,
    *,
    suggestion: int,
    actor: Actor,
    now: datetime,
    version: int | None,
    step: str = "",
    task: int = 0,
    unit: int = 0,
) -> Move:
    """Lock the root row, check the actor, the version and the table. States are changed, nothing is saved.

    Args:
        step: the machine's verb when it is not ``verb`` itself ("handle" for what units do).
        task: pk of the task it is about.
        unit: organ it is about when that is no task (a commitment's unit).
    """
    case = Suggestion.objects.select_for_update().filter(pk=suggestion).first()
    if case is None:
        raise Missing(N_("没有这件建议，或者您不能查看。"))
    cosigners = list(CoSigner.objects.filter(suggestion=case).values_list("person", "state"))
    tasks = (
        list(Task.objects.filter(suggestion=case, round__number=case.round_no).order_by("pk")) if case.round_no else []
    )
    mine = next((t for t in tasks if t.pk == task), None)
    if task and mine is None:
        raise BadMove(N_("这是上一轮的任务，已经结束。"))
    facts = facts_from(case, cosigners, tasks, task=mine, unit=unit)
    move = Move(case, verb, actor, now, case.state, facts, tasks, task=mine, stood={t.pk: t.state for t in tasks})
    move.post = permissions.check(verb, actor, facts)
    expect(case, version)
    case.state = SUGGESTION.after(case.state, step or verb)
    return move


def begin_task(
    verb: str, *, task: int, actor: Actor, now: datetime, version: int | None, roles: Sequence[str] = (), step: str = ""
) -> Move:
    """``begin`` for what one unit does in the current round; steps the task's machine too.

    Args:
        roles: the task's roles that know this verb (a co-handler replies to nobody).
        step: the task machine's verb when it is not ``verb`` itself.
    """
    root = Task.objects.filter(pk=task).values_list("suggestion_id", flat=True).first()
    if root is None:
        raise Missing(N_("没有这项承办任务。"))
    move = begin(verb, suggestion=root, actor=actor, now=now, version=version, step="handle", task=task)
    if roles and move.own.role not in roles:
        raise BadMove(N_("协办单位只交协办意见，主办、分办单位才答复代表。"))
    move.own.state = TASK.after(move.own.state, step or verb)
    return move


def finish(
    move: Move,
    *,
    save: Iterable[str] = (),
    audience: Audience = Audience.PARTIES,
    effective: date | None = None,
    data: dict[str, Any] | None = None,
) -> Entry:
    """Write the line with the states it led to, save the root and the tasks that moved, keep the counters right."""
    case, moved = move.case, [t for t in move.tasks if move.stood.get(t.pk) != t.state]
    told = {**(data or {})}
    if move.task:
        told["unit"] = move.task.unit_id
    if case.state != move.was:
        told["state"] = case.state
    if moved:
        told["tasks"] = {f"{case.round_no}/{t.unit_id}": t.state for t in moved}
    entry = record(
        case,
        LINES[move.verb],
        move.actor,
        now=move.now,
        save={"state", *save},
        post=move.post,
        audience=audience,
        effective=effective,
        data=told,
    )
    count("suggestion.state", case.region, out_of=move.was, into=case.state)
    for task in moved:
        _save_moved(move, task)
    if move.task and move.task not in moved:
        move.task.save()
    return entry


def _save_moved(move: Move, task: Task) -> None:
    stood = move.stood.get(task.pk)
    task.save(force_insert=stood is None)
    out = None if stood is None else f"{task.unit_id}:{stood}"
    count("task.unit_state", move.case.region, out_of=out, into=f"{task.unit_id}:{task.state}")
    move.stood[task.pk] = task.state


def keep(case: Suggestion, files: Sequence[papers.Upload], *, kind: str, actor: Actor, now: datetime) -> None:
    """Keep the files of one act for the parties of the case."""
    if files:
        papers.attach_all(case, files, kind=kind, audience=Audience.PARTIES, actor=actor, now=now)


def count_by(move: Move, name: str, before: str, after: str) -> None:
    """Count a suggestion out of one value and into another: in all, by category, year and answering unit.

    ``before`` was counted under the units of the round before, which need not be those of this one.
    """
    case, whole = move.case, _whole(move.case)
    outs = set(whole) if before else set()
    if before and case.round_no > 1:
        rows = Task.objects.filter(suggestion=case, round__number=case.round_no - 1, role__in=("lead", "separate"))
        outs |= {f"unit:{unit}" for unit in rows.exclude(state__in=CLOSED_TASK).values_list("unit", flat=True)}
    ins = {*whole, *(f"unit:{task.unit_id}" for task in move.open_tasks("lead", "separate"))}
    for key in sorted(outs | ins):
        out = f"{key}:{before}" if key in outs else None
        count(f"suggestion.{name}", case.region, out_of=out, into=f"{key}:{after}" if key in ins else None)


def _whole(case: Suggestion) -> tuple[str, ...]:
    """The keys under which all of a case counts."""
    return ("all", f"category:{case.category}", year(case))


def year(case: Suggestion) -> str:
    """The key under which the year of a case's filing counts."""
    return f"year:{case.filed_on.year if case.filed_on else ''}"


def count_promise(move: Move, unit: int, before: str, after: str) -> None:
    """Count a promise from one state into another: in all, by category, year and the unit that gave it."""
    for key in (*_whole(move.case), f"unit:{unit}"):
        out = f"{key}:{before}" if before else None
        count("suggestion.commitment", move.case.region, out_of=out, into=f"{key}:{after}")


def start(move: Move, kind: str, *, debtor: str, anchor: date, period: Period | None = None, about: str = "") -> date:
    """Start a clock under the case's own playbook edition; returns its due day."""
    book = move.book
    clock = clocks.start(
        move.case,
        kind,
        debtor=debtor,
        anchor=anchor,
        period=period or book.suggestions.periods[kind],
        calendar=organs.calendar_for(move.case.region),
        url=move.url,
        about=about,
        levels=(*book.clocks.remind_before, 0, -1),
    )
    return clock.due


def committee_desk(move: Move) -> str:
    """Who owes what the committee owes: 代工委, or the presidium where there is none."""
    return f"organ:{committee_of(move.case.region, move.on)}"


def assigning_desk(move: Move) -> str:
    """Who owes the assignment: the government office, or the presidium (代表法 第51条)."""
    return f"organ:{assigner_of(move.case.region, move.on, move.facts.assigner)}"


def notify(move: Move, person_ids: Iterable[int], verb: str, **data: Any) -> None:
    """Tell people other than whoever acts; the public number always comes along."""
    told = {"number": move.case.number or 0, **data}
    others = set(person_ids) - {move.actor.person}
    key = f"{move.case.subject}:{move.case.version}:{verb}"
    tell(others, verb, case=move.case, url=move.url, key=key, now=move.now, data=told)


def proposers(move: Move) -> frozenset[int]:
    return move.facts.proposers


def committee(move: Move) -> list[int]:
    return people.holders(move.on, permissions.COMMITTEE, region=move.case.region)


def assigners(move: Move) -> list[int]:
    roles = permissions.COMMITTEE if move.facts.assigner == "presidium" else (Role.GOVERNMENT_CLERK,)
    return people.holders(move.on, roles, region=move.case.region)


def unit_people(move: Move, *units: int, heads: bool = False) -> list[int]:
    roles = (Role.UNIT_HEAD,) if heads else UNIT_ROLES
    return [person for unit in units for person in people.holders(move.on, roles, organ=unit)]


def origins(move: Move) -> list[int]:
    """The voices this suggestion grew out of, in the order in which rows are locked."""
    return sorted(int(s.split(":")[1]) for s in ledger.family(move.case.subject) if s.startswith("voice:"))


def release_voices(move: Move) -> None:
    """The suggestion came to nothing: its voices go back to their stations."""
    for voice in origins(move):
        with suppress(BadMove):
            voices.fall_back(actor=SYSTEM, now=move.now, voice=voice)


def tell_voices(move: Move, text: str, *, solved: bool | None) -> None:
    """Tell the citizens behind it how it ended; those already told are left alone."""
    for voice in origins(move):
        with suppress(BadMove):
            voices.report_back(actor=SYSTEM, now=move.now, voice=voice, text=text, solved=solved)


def learn(move: Move) -> None:
    """The unit keeps it: remember what such a text was about, to propose units next time."""
    if move.own.role != "co":
        search.learn(f"{move.case.title}\n{move.case.body}", move.own.unit_id, move.case.region)


def carry_over(move: Move, about: str, old: str, new: str) -> None:
    """Let the successor owe what was still open; anchors and due days stay."""
    for clock in clock_queries.open_of(move.case.subject):
        if clock.about == about and clock.debtor == old:
            kept = Period(fixed=clock.due.isoformat(), roll="none", start=Period.from_json(clock.period).start)
            clocks.restart(
                move.case,
                clock.kind,
                on=move.on,
                debtor=new,
                anchor=clock.anchor,
                period=kept,
                calendar=organs.calendar_for(move.case.region),
                url=move.url,
                about=about,
                levels=clock.levels,
            )


def recount(move: Move, task: Task, old: int) -> None:
    """Count a task under its new unit."""
    count("task.unit_state", move.case.region, out_of=f"{old}:{task.state}", into=f"{task.unit_id}:{task.state}")


def local(at: datetime) -> date:
    """The local day of a moment."""
    return timezone.localdate(at)
