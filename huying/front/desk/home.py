"""What stands on somebody's home page, by the posts they hold; several posts at once share one list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext, ngettext

from huying.base.clocks import queries as clocks
from huying.base.ledger import queries as ledger
from huying.base.notices import queries as notices
from huying.base.organs import queries as organs
from huying.base.people import queries as people
from huying.field.stations import queries as stations
from huying.field.surveys import queries as surveys
from huying.field.voices import queries as voices
from huying.front.desk.frame import ADMINS, COMMITTEE, STATION, UNIT
from huying.kernel.actor import ROLE_LABELS, Actor, Post, Role
from huying.kernel.words import N_
from huying.work.suggestions import office
from huying.work.suggestions import queries as suggestions
from huying.work.suggestions.telling import deadline

LEADERS = (Role.COMMITTEE_LEADER, Role.CONGRESS_LEADER)
WATCHING = (*LEADERS, Role.GOVERNMENT_CLERK)
TOGETHER = 3
"""So many debts of one kind of one office become one line that opens its table."""
TABLES = {
    "examine": "/desk/suggestions/examine",
    "assign": "/desk/suggestions/pool",
    "fast_assign": "/desk/suggestions/pool",
    "return_decision": "/desk/suggestions/decisions",
    "extension": "/desk/suggestions/decisions",
    "meeting": "/desk/suggestions/?state=evaluated&verdict=unsatisfied",
    "second_assign": "/desk/suggestions/?state=evaluated&verdict=unsatisfied",
    "publish": "/desk/suggestions/?state=answered",
    "register": "/desk/voices/?stand=received",
    "answer": "/desk/voices/?stand=triaged",
    "report_back": "/desk/voices/?stand=answered",
    "refer_accept": "/desk/voices/?stand=referred",
    "refer_answer": "/desk/voices/?stand=referred",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to do."""

    title: str
    note: str
    url: str
    kind: str
    deadline: Any = None
    duty: office.Duty | None = None

    @property
    def due(self) -> date:
        return self.deadline.due if self.deadline else date.max


@dataclass(frozen=True, slots=True)
class Tile:
    """A number that opens into its list."""

    n: str
    label: str
    url: str
    of: str | None = None
    note: str = ""


@dataclass(slots=True)
class Home:
    """Everything a home page shows; what is empty is left out. ``board`` are a leader's figures, ``tiles`` a desk's."""

    seat: str = ""
    todo: list[Item] = field(default_factory=list)
    board: list[Tile] = field(default_factory=list)
    tiles: list[Tile] = field(default_factory=list)
    mine: list[suggestions.Row] | None = None
    untaken: list[Any] = field(default_factory=list)
    others: list[office.Duty] | None = None
    silent: list[office.Silent] = field(default_factory=list)
    slow: list[office.Slow] | None = None
    late: list[suggestions.Row] | None = None
    why: Mapping[int, str] = field(default_factory=dict)
    health: list[tuple[str, bool]] = field(default_factory=list)
    camera: bool = False


def home(actor: Actor, on: date, now: datetime) -> Home:
    """The page of this person today. As many statements as their posts ask for, however much there is to do."""
    page = Home(todo=_todo(actor, on))
    if actor.post(Role.DEPUTY):
        _deputy(page, actor, on)
    if post := actor.post(*STATION):
        page.seat = _station(post)
    if actor.post(*STATION, Role.COMMITTEE_CLERK):
        page.tiles += _voices(actor)
    if actor.post(*COMMITTEE, Role.GOVERNMENT_CLERK):
        page.tiles += _offices(actor, on)
        page.silent = office.silent(actor, on)
    if actor.post(*UNIT):
        _unit(page, actor, on)
    page.tiles = [tile for tile in page.tiles if tile.n != "0"]
    if actor.post(*COMMITTEE, *WATCHING):
        _watch(page, actor, on)
    if actor.post(*ADMINS):
        page.health = _health(on, now)
    return page


def _todo(actor: Actor, on: date) -> list[Item]:
    """What is owed, the most urgent first; a unit's own suggestions are in its inbox, with the next step of each."""
    units = {f"organ:{post.organ}" for post in actor.posts if post.role in UNIT}
    items = [_suggestion(todo, on) for todo in suggestions.todo_for(actor, on) if not _owed_by(todo.clock, units)]
    items += [_voice(todo, on) for todo in voices.todo_for(actor, on)]
    items += [_survey(row, on) for row in (surveys.todo_for(actor, on) if actor.post(Role.DEPUTY) else ())]
    return _grouped(sorted(items, key=lambda item: item.due))


def _owed_by(clock: Any, debtors: set[str]) -> bool:
    return clock is not None and clock.debtor in debtors


def _survey(row: surveys.Survey, on: date) -> Item:
    asked = gettext("%(asker)s请您答") % {"asker": surveys.asker(row)}
    return Item(
        gettext("问卷：%(title)s") % {"title": row.title}, asked, f"/surveys/{row.uid}", "", surveys.until(row, on)
    )


def _suggestion(todo: suggestions.Todo, on: date) -> Item:
    number = suggestions.number(todo.case)
    title = gettext("%(what)s：%(number)s") % {"what": todo.what, "number": number} if number else todo.what
    kind = todo.clock.kind if todo.clock else ""
    note = todo.case.title if todo.clock else f"{todo.title} · {todo.case.title}"
    return Item(title, note, todo.url, kind, deadline(todo.clock, on) if todo.clock else None)


def _voice(todo: Any, on: date) -> Item:
    shown = voices.turn_of(todo.voice, on, [todo.clock]).deadline
    what = shown.kind if shown and shown.kind else gettext("民声")
    note = f"{todo.voice.headline or gettext('只有照片')} · {todo.voice.station.name}"
    return Item(what, note, todo.url, todo.clock.kind, shown)


def _grouped(items: Iterable[Item]) -> list[Item]:
    """Many debts of one kind become one line that opens the table where they are settled."""
    by_kind: dict[str, list[Item]] = {}
    for item in items:
        by_kind.setdefault(item.kind or item.url, []).append(item)
    found = []
    for kind, held in by_kind.items():
        if len(held) < TOGETHER or kind not in TABLES:
            found += held
            continue
        what = held[0].deadline.what if hasattr(held[0].deadline, "what") else held[0].deadline.kind
        title = gettext("%(what)s %(n)s 件") % {"what": what, "n": len(held)}
        note = gettext("最急的：%(what)s") % {"what": held[0].note}
        found.append(Item(title, note, TABLES[kind], kind, held[0].deadline))
    return sorted(found, key=lambda item: item.due)


def _deputy(page: Home, actor: Actor, on: date) -> None:
    seat = people.mandate_of(actor.person, on)
    page.camera = True
    page.seat = f"{organs.term_label(seat.term)} · {seat.constituency}" if seat else ""
    page.mine = suggestions.listing(actor, on=on, mine=True, size=5).items
    page.untaken = list(voices.untaken(actor, seat.home if seat else "")[:3])


def _station(post: Post) -> str:
    found = stations.by_id([post.station]).get(post.station)
    return f"{found.name} · {gettext(ROLE_LABELS[post.role])}" if found else ""


def _unit(page: Home, actor: Actor, on: date) -> None:
    """What waits for the reader joins what they owe; what waits for others in their unit stands by itself."""
    duties = office.inbox(actor, on)
    page.others = [duty for duty in duties if not duty.mine]
    page.todo += [
        Item(f"{duty.number} {duty.case.title}", "", duty.url, "", duty.deadline, duty) for duty in duties if duty.mine
    ]
    page.todo.sort(key=lambda item: item.due)


def _watch(page: Home, actor: Actor, on: date) -> None:
    """Who is behind, with what and why; for leaders the figures above it."""
    page.late, n = suggestions.latest(actor, on)
    page.why = office.stuck(page.late)
    watched = actor.post(*WATCHING)
    if watched and watched.region:
        page.slow = office.slow(watched.region, on)
    if actor.post(*LEADERS):
        page.board = _board(actor, n)


def _voices(actor: Actor) -> list[Tile]:
    found = voices.counts(actor)
    listed = [
        ("received", N_("新来的民声")),
        ("triaged", N_("待答复或转办")),
        ("returned", N_("单位退回")),
        ("answered", N_("待反馈群众")),
        ("visiting", N_("待回访")),
    ]
    return [Tile(str(found.get(k, 0)), gettext(label), f"/desk/voices/?stand={k}") for k, label in listed if k in found]


def _offices(actor: Actor, on: date) -> list[Tile]:
    counts = suggestions.counts(actor)
    tiles = []
    if actor.post(*COMMITTEE):
        tiles.append(Tile(str(counts.get("submitted", 0)), gettext("待审查"), "/desk/suggestions/examine"))
    if office.assigned_by(actor, on):
        found = office.decisions(actor, on)
        n = str(len(found.returns) + len(found.extensions))
        tiles.append(Tile(str(counts.get("filed", 0)), gettext("待交办"), "/desk/suggestions/pool"))
        tiles.append(Tile(n, gettext("退办和延期"), "/desk/suggestions/decisions"))
        tiles.append(Tile(str(len(found.vetting)), gettext("待审核的答复"), "/desk/suggestions/decisions"))
    listed = [
        ("handling", N_("办理中")),
        ("answered", N_("待测评")),
        ("evaluated", N_("已测评待办结")),
        ("meeting", N_("待开会")),
        ("tracking", N_("跟踪承诺")),
    ]
    return tiles + [Tile(str(counts.get(k, 0)), gettext(label), f"/desk/suggestions/?state={k}") for k, label in listed]


def _board(actor: Actor, late: int) -> list[Tile]:
    """Solved, promised, kept, broken, assigned again: each of what, and each opens the list that makes it."""
    region = min((post.region for post in actor.posts if post.role in LEADERS and post.region), key=len, default="")
    found = suggestions.figures(region) if region else []
    if not found:
        return []
    row, at = found[0], "/desk/suggestions/?"
    silent = ngettext("%(n)s 件没有人测评，不算在内", "%(n)s 件没有人测评，不算在内", row.silent) % {"n": row.silent}
    broken, unhappy = row.settled - row.kept, row.judged - row.satisfied
    return [
        _rate(row.resolved, row.answered, gettext("办成率"), f"{at}outcome=resolved", gettext("已经解决的占已答复的")),
        _rate(row.satisfied, row.judged, gettext("满意率"), f"{at}verdict=satisfied", silent if row.silent else ""),
        Tile(str(unhappy), gettext("不满意件"), f"{at}verdict=unsatisfied", note=gettext("最近一轮测评不满意")),
        Tile(str(row.again), gettext("二次交办"), f"{at}again=1", note=gettext("不满意，重新办、重新答复")),
        Tile(
            str(row.promised), gettext("还没到头的承诺"), f"{at}promise=open", note=gettext("答应了，代表还没确认办到")
        ),
        _rate(row.kept, row.settled, gettext("承诺兑现率"), f"{at}promise=kept", gettext("兑现的占到期有结论的")),
        Tile(str(broken), gettext("没有兑现的承诺"), f"{at}promise=broken", note=gettext("代表说没有办到")),
        Tile(str(late), gettext("有超期的建议"), f"{at}late=1", note=gettext("有人过了自己的时限")),
    ]


def _rate(n: int, of: int, label: str, url: str, note: str) -> Tile:
    return Tile(f"{100 * n / of:.1f}%" if of else "–", label, url, f"{n} / {of}", note)


def _health(on: date, now: datetime) -> list[tuple[str, bool]]:
    """Whether the house runs by itself: each line with whether all is well. Six statements."""
    seal = next(iter(ledger.seals(limit=1)), None)
    stuck, waiting = len(notices.stuck(now)), len(clocks.due_actions(on - timedelta(days=1)))
    sealed = seal is not None and (on - seal.day).days <= 2
    said = gettext("台账封印到 %(day)s") % {"day": seal.day.isoformat()} if seal else gettext("台账还没有封印过")
    letters = ngettext("有 %(n)s 条通知没有送出去", "有 %(n)s 条通知没有送出去", stuck) % {"n": stuck}
    overdue = ngettext(
        "有 %(n)s 项到期提醒没有处理，定时任务可能停了", "有 %(n)s 项到期提醒没有处理，定时任务可能停了", waiting
    ) % {"n": waiting}
    return [
        (said, sealed),
        (letters if stuck else gettext("通知都送出去了"), not stuck),
        (overdue if waiting else gettext("定时任务正常"), not waiting),
    ]
