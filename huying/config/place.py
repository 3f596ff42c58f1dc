"""A place described in one TOML file, and how it is founded by commands: what is there stays, what is new is added."""

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any, Literal

from django.db import transaction
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from huying.base.organs import commands as organs
from huying.base.organs import memory
from huying.base.organs import queries as bodies
from huying.base.organs.rules import home, level_of
from huying.base.people import commands as people
from huying.base.people import queries as persons
from huying.base.people.commands.accounts import normal
from huying.base.people.rules import first_password
from huying.config.commands import Fault
from huying.kernel.actor import ROLE_LABELS, SYSTEM, Role
from huying.kernel.errors import HouseError
from huying.playbooks.problems import Place, sentences, where


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class RegionRow(Part):
    name: str = Field(min_length=1, max_length=60)
    level: Literal["county", "town", "street", "village"] | None = None

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, given: Any) -> Any:
        return {"name": given} if isinstance(given, str) else given


class Body(Part):
    kind: Literal[
        "congress",
        "standing_committee",
        "presidium",
        "street_committee",
        "deputy_affairs",
        "committee",
        "government_office",
    ]
    name: str = Field(min_length=1, max_length=80)
    short: str = Field("", max_length=30)
    region: str = ""
    since: date | None = None


class Unit(Part):
    kind: Literal["bureau", "township", "company", "party", "branch"]
    name: str = Field(min_length=1, max_length=80)
    short: str = Field("", max_length=30)
    duties: str = Field("", max_length=500)
    region: str = ""
    since: date | None = None


class SessionRow(Part):
    number: int = Field(ge=1, le=99)
    opens: date
    closes: date


class TermRow(Part):
    number: int = Field(ge=1, le=99)
    since: date
    until: date | None = None
    region: str = ""
    sessions: list[SessionRow] = []


class Adopted(Part):
    use: str
    since: date
    region: str = ""


class Day(Part):
    day: date
    works: bool = False
    reason: str = Field(min_length=1, max_length=80)
    region: str = ""


class Administrator(Part):
    role: Literal["system_admin", "security_admin", "auditor"]
    name: str = Field(min_length=1, max_length=40)
    username: str = Field(min_length=2, max_length=40)
    region: str = ""


class Description(Part):
    """The whole file. ``region`` and ``since`` hold where a part does not say its own."""

    region: str
    since: date | None = None
    regions: dict[str, RegionRow] = {}
    organ: list[Body] = []
    unit: list[Unit] = []
    term: list[TermRow] = []
    playbook: list[Adopted] = []
    rest_day: list[Day] = []
    administrator: list[Administrator] = []


@dataclass(frozen=True, slots=True)
class Step:
    """One thing the file asks for.

    Args:
        place: where it stands in the file.
        told: what it is, for people.
        there: whether the house has it already; a sentence when it has it otherwise.
        do: the commands that make it.
    """

    place: Place
    told: str
    there: bool | str
    do: Callable[[], object]


@dataclass(slots=True)
class Outcome:
    """What became of a file; with problems, nothing has changed."""

    added: list[str] = field(default_factory=list)
    there: list[str] = field(default_factory=list)
    different: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    passwords: dict[str, str] = field(default_factory=dict)


def read(path: Path) -> Description:
    """The file, typed; a Fault with every complaint and its line otherwise."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
        return Description.model_validate(data)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise Fault(f"{path.name} 不是正确的 TOML 文件：{fault}") from None
    except ValidationError as fault:
        raise Fault("\n".join(sentences(fault, path, model=Description))) from None


def found(path: Path, now: datetime, *, dry: bool = False) -> Outcome:
    """Carry out what the file asks for and the house lacks, all of it or nothing.

    Whatever a command refuses is collected with its line; a part builds on those before it, so the first part with
    problems is the last that is tried.
    """
    plan, text, outcome = _Plan(read(path), now), path.read_text("utf-8"), Outcome()
    with transaction.atomic():
        for part in plan.parts():
            for step in part:
                _carry_out(step, outcome, lambda place: where(path, text, place))
            if outcome.problems:
                break
        if dry or outcome.problems:
            transaction.set_rollback(True)
            memory.forget()  # it read what is undone now
    outcome.passwords = {} if dry or outcome.problems else plan.passwords
    return outcome


def _carry_out(step: Step, outcome: Outcome, line: Callable[[Place], str]) -> None:
    if step.there:
        outcome.there.append(step.told)
        if isinstance(step.there, str):
            outcome.different.append(f"{line(step.place)}：{step.there}")
        return
    try:
        step.do()
        outcome.added.append(step.told)
    except HouseError as refusal:
        place = (*step.place, refusal.field) if refusal.field else step.place
        outcome.problems.append(f"{line(place)}：{step.told}：{refusal}")


class _Plan:
    """The steps of a file, each part in turn; a step is looked at when those before it are done."""

    def __init__(self, given: Description, now: datetime) -> None:
        self.given, self.now = given, now
        self.passwords: dict[str, str] = {}

    def parts(self) -> Iterator[Iterator[Step]]:
        yield self._regions()
        yield self._bodies()
        yield self._terms()
        yield self._sessions()
        yield self._playbooks()
        yield self._rest_days()
        yield self._administrators()

    def _do(self, command: Callable[..., Any], **given: Any) -> Callable[[], Any]:
        return lambda: command(actor=SYSTEM, now=self.now, **given)

    def _of(self, row: Any) -> str:
        """Which place a part is about: its own, or the file's."""
        return str(row.region or self.given.region)

    def _regions(self) -> Iterator[Step]:
        for code, row in sorted(self.given.regions.items(), key=lambda pair: (len(pair[0]), pair[0])):
            name = bodies.names_of_regions([code]).get(code)
            there: bool | str = name is not None
            if name is not None and name != row.name:
                there = f"{code} 已经登记为“{name}”；要更正名称，请在网页“地区与机构”里改。"
            level = row.level or level_of(code)
            do = self._do(organs.add_region, code=code, name=row.name, level=level)
            yield Step(("regions", code), f"地区 {code} {row.name}", there, do)

    def _bodies(self) -> Iterator[Step]:
        rows: list[tuple[Place, Body | Unit]] = [(("organ", n), row) for n, row in enumerate(self.given.organ)]
        rows += [(("unit", n), row) for n, row in enumerate(self.given.unit)]
        for place, row in rows:
            region = self._of(row)
            named = {"name": row.name, "short": row.short, "region": region, "since": row.since or self.given.since}
            if isinstance(row, Unit):
                what: dict[str, str] = {"kind": "unit", "unit_kind": row.kind, "duties": row.duties}
            else:
                what = {"kind": row.kind}
            there = any(one.name == row.name for one in bodies.organs_ever(region))
            yield Step(place, f"机构 {row.name}", there, self._do(organs.add_organ, **named, **what))

    def _terms(self) -> Iterator[Step]:
        for n, row in enumerate(self.given.term):
            region = self._of(row)
            there = any(one.number == row.number for one in bodies.terms(region))
            given = {"region": region, "number": row.number, "since": row.since, "until": row.until}
            yield Step(
                ("term", n), f"{self._name(region)}第 {row.number} 届", there, self._do(organs.add_term, **given)
            )

    def _sessions(self) -> Iterator[Step]:
        for n, term in enumerate(self.given.term):
            region = self._of(term)
            held = {one.number for one in bodies.sessions(region) if one.term.number == term.number}
            (pk,) = (one.pk for one in bodies.terms(region) if one.number == term.number)
            for at, row in enumerate(term.sessions):
                told = f"{self._name(region)}第 {term.number} 届第 {row.number} 次会议"
                do = self._do(organs.open_session, term=pk, number=row.number, opens=row.opens, closes=row.closes)
                yield Step(("term", n, "sessions", at), told, row.number in held, do)

    def _playbooks(self) -> Iterator[Step]:
        for n, row in enumerate(self.given.playbook):
            region = self._of(row)
            same = [o.playbook for o in bodies.adoptions(region) if (o.region, o.since) == (region, row.since)]
            there: bool | str = bool(same)
            if same and same[0] != row.use:
                there = f"{row.since} 起已经定了办法“{same[0]}”，没有改成“{row.use}”；要换，请另写一个生效日。"
            do = self._do(organs.adopt_playbook, region=region, playbook=row.use, since=row.since)
            yield Step(("playbook", n), f"{self._name(region)}自 {row.since} 起的办法 {row.use}", there, do)

    def _rest_days(self) -> Iterator[Step]:
        for n, row in enumerate(self.given.rest_day):
            region = self._of(row)
            known = bodies.rest_days(region, row.day)
            there = any((one.region, one.day, one.works) == (region, row.day, row.works) for one in known)
            given = {"region": region, "day": row.day, "works": row.works, "reason": row.reason}
            told = f"{self._name(region)} {row.day} {'上班' if row.works else '休息'}（{row.reason}）"
            yield Step(("rest_day", n), told, there, self._do(organs.declare_rest_day, **given))

    def _administrators(self) -> Iterator[Step]:
        for n, row in enumerate(self.given.administrator):
            account = persons.account_named(normal(row.username))
            posts = persons.posts_of(account.person) if account else []
            there = any((post.role, post.region) == (row.role, self._of(row)) for post in posts)
            told = f"{ROLE_LABELS[Role(row.role)]} {row.name}（{row.username}）"
            yield Step(("administrator", n), told, there, partial(self._appoint, row, account))

    def _appoint(self, row: Administrator, account: Any) -> None:
        told, region = {"actor": SYSTEM, "now": self.now}, self._of(row)
        if account is None:
            person = people.add_person(**told, region=home(region), name=row.name)
            password = first_password()
            account = people.open_account(**told, person=person.pk, username=row.username, password=password)
            self.passwords[account.username] = password
        people.give_post(**told, person=account.person_id, role=Role(row.role), region=region)

    def _name(self, region: str) -> str:
        return bodies.names_of_regions([region]).get(region, region)
