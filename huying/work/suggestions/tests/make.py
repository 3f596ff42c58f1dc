"""Suggestions in every state, made by commands only, in the fictional 呼应县 and its township 云溪镇."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from huying.base.organs import commands as organs
from huying.base.organs.models import Organ, Session
from huying.base.organs.tests.make import COUNTY, TOWN, regions
from huying.base.people import commands as people
from huying.base.people import queries as who
from huying.kernel.actor import SYSTEM, Actor, Role
from huying.work.suggestions import commands
from huying.work.suggestions.models import Reply, Suggestion, Task

__all__ = ["COUNTY", "NOW", "TOWN", "World", "at", "do", "start", "world"]

NOW = datetime.fromisoformat("2026-03-02T09:00:00+08:00")
SINCE = date(2021, 11, 1)
TITLE = "关于修好桥头村至县二中公路的建议"
BODY = "桥头村到县二中的三公里路坑洼不平，学生骑车常摔倒。建议今年秋季开学前修好路面，装上路灯。"


def at(day: str, hour: int = 9) -> datetime:
    """A local moment: ``at("2026-03-05")``."""
    return datetime.fromisoformat(f"{day}T{hour:02d}:00:00+08:00")


@dataclass
class World:
    """One congress with its offices, units and cast; ``now`` moves as the story goes."""

    region: str
    organs: dict[str, Organ] = field(default_factory=dict)
    persons: dict[str, int] = field(default_factory=dict)
    accounts: dict[str, Any] = field(default_factory=dict)
    session: Session | None = None
    now: datetime = NOW

    def actor(self, name: str) -> Actor:
        return SYSTEM if name == "system" else who.actor_of(self.accounts[name], self.now.date())

    def unit(self, name: str) -> int:
        return self.organs[name].pk

    def later(self, days: int) -> "World":
        self.now += timedelta(days=days)
        return self


def world(region: str = COUNTY, book: str = "county", *, places: bool = True) -> World:
    """A congress that works by ``book``: offices, three units with clerk and head, three deputies."""
    made = World(region)
    if places:
        regions()
    kinds = {"congress": "congress", "office": "government_office", "committee": "deputy_affairs"}
    if region != COUNTY:
        kinds = {"congress": "congress", "presidium": "presidium"}
    for key, kind in kinds.items():
        made.organs[key] = _organ(region, kind, f"{region}{key}")
    for key in ("roads", "police", "water"):
        made.organs[key] = _organ(region, "unit", f"{region}{key}", unit_kind="bureau")
    organs.adopt_playbook(actor=SYSTEM, now=NOW, region=region, playbook=book, since=date(2026, 1, 1))
    term = organs.add_term(actor=SYSTEM, now=NOW, region=region, number=18, since=SINCE, until=date(2026, 12, 31))
    made.session = organs.open_session(
        actor=SYSTEM, now=NOW, term=term.pk, number=5, opens=date(2026, 1, 10), closes=date(2026, 1, 13)
    )
    for name in ("lead", "second", "third"):
        _person(made, name)
        people.seat_deputy(actor=SYSTEM, now=NOW, person=made.persons[name], term=term.pk, constituency="云溪选区")
    _cast(made)
    return made


def _cast(made: World) -> None:
    county = made.region == COUNTY
    committee = made.organs["committee" if county else "presidium"]
    cast: Mapping[str, tuple[Role, Organ]] = {
        "clerk": (Role.COMMITTEE_CLERK, committee),
        "leader": (Role.COMMITTEE_LEADER, committee),
        "auditor": (Role.AUDITOR, made.organs["congress"]),
        **({"office": (Role.GOVERNMENT_CLERK, made.organs["office"])} if county else {}),
    }
    for name, (role, organ) in cast.items():
        member(made, name, role, organ)
    for key in ("roads", "police", "water"):
        member(made, f"{key}_clerk", Role.UNIT_CLERK, made.organs[key])
        member(made, f"{key}_head", Role.UNIT_HEAD, made.organs[key])


def member(made: World, name: str, role: Role, organ: Organ | None, **where: Any) -> None:
    """Somebody with a post in an organ, or (``region=``, ``station=``) at a station; again for another post."""
    if name not in made.persons:
        _person(made, name)
    given = {"region": made.region, "organ": organ.pk if organ else None, **where}
    people.give_post(actor=SYSTEM, now=NOW, person=made.persons[name], role=role, since=date(2026, 1, 1), **given)


def _organ(region: str, kind: str, name: str, **more: Any) -> Organ:
    return organs.add_organ(actor=SYSTEM, now=NOW, kind=kind, region=region, name=name, since=SINCE, **more)


def _person(made: World, name: str) -> None:
    person = people.add_person(actor=SYSTEM, now=NOW, region=made.region, name=name)
    made.persons[name] = person.pk
    made.accounts[name] = people.open_account(
        actor=SYSTEM, now=NOW, person=person.pk, username=f"{name}-{made.region}", password=None
    )


def do(made: World, name: str, verb: str, /, **given: Any) -> Any:
    """One verb by one of the cast, now."""
    return getattr(commands, verb)(actor=made.actor(name), now=made.now, **given)


def start(made: World, **more: Any) -> Suggestion:
    """A draft by the leading deputy."""
    given = {"region": made.region, "title": TITLE, "body": BODY, "category": "transport", **more}
    return do(made, "lead", "draft", **given)


def submitted(made: World, *signers: str, **more: Any) -> Suggestion:
    """Signed by these deputies and submitted."""
    case = start(made, cosigners=[made.persons[name] for name in signers], **more)
    for name in signers:
        do(made, name, "cosign", suggestion=case.pk, agree=True)
    return do(made, "lead", "submit", suggestion=case.pk)


def filed(made: World, *signers: str, **more: Any) -> Suggestion:
    kind = more.pop("kind", "general")
    case = submitted(made, *signers, **more)
    return do(made, "clerk", "file", suggestion=case.pk, category="transport", kind=kind)


def assigner(made: World) -> str:
    return "office" if made.region == COUNTY else "clerk"


def assigned(
    made: World, *signers: str, co: tuple[str, ...] = (), separate: tuple[str, ...] = (), **more: Any
) -> Suggestion:
    """Assigned to the roads bureau as lead, or to these units separately."""
    given = {key: more.pop(key) for key in ("on", "complex") if key in more}
    case = filed(made, *signers, **more)
    units = {"separate": [made.unit(u) for u in separate]} if separate else {"lead": made.unit("roads")}
    co_units = [made.unit(u) for u in co]
    return do(made, assigner(made), "assign", suggestion=case.pk, co=co_units, **units, **given)


def task(made: World, case: Suggestion, unit: str = "roads") -> Task:
    """A unit's task in the current round."""
    return Task.objects.get(
        suggestion=case, round__number=Suggestion.objects.get(pk=case.pk).round_no, unit=made.unit(unit)
    )


def planned(made: World, case: Suggestion, unit: str = "roads") -> Task:
    own = task(made, case, unit).pk
    do(made, f"{unit}_clerk", "accept", task=own)
    given = {
        "leader": "王局长",
        "handler": "小李",
        "phone": "07391234567",
        "text": "先勘察，再立项",
        "until": date(2026, 12, 1),
    }
    return do(made, f"{unit}_clerk", "plan", task=own, **given)


def contacted(
    made: World, case: Suggestion, unit: str = "roads", phases: tuple[str, ...] = ("before", "during")
) -> None:
    for phase in phases:
        given = {"phase": phase, "form": "visit", "on": made.now.date(), "note": "上门听取了代表意见"}
        do(made, f"{unit}_clerk", "log_contact", task=task(made, case, unit).pk, **given)


def drafted(made: World, case: Suggestion, unit: str = "roads", outcome: str = "A", **more: Any) -> Task:
    given = {"text": "经研究，现答复如下：路面将于七月底前修好。", "outcome_class": outcome, **more}
    return do(made, f"{unit}_clerk", "draft_reply", task=task(made, case, unit).pk, **given)


def signed(made: World, case: Suggestion, unit: str = "roads", **more: Any) -> Task:
    """Planned, contacted, drafted, signed and, where the playbook asks, vetted."""
    missing = more.pop("opinions_missing", "")
    if task(made, case, unit).state == "offered":
        planned(made, case, unit)
        contacted(made, case, unit)
    own = drafted(made, case, unit, **more)
    do(made, f"{unit}_clerk", "ask_signature", task=own.pk, opinions_missing=missing)
    own = do(made, f"{unit}_head", "sign", task=own.pk)
    return do(made, assigner(made), "vet", task=own.pk, passed=True) if own.state == "vetting" else own


def sent(made: World, case: Suggestion, unit: str = "roads", **more: Any) -> Task:
    own = signed(made, case, unit, **more)
    return do(made, f"{unit}_clerk", "send", task=own.pk, number="呼交函〔2026〕8号")


def answered(made: World, *signers: str, outcome: str = "A", **more: Any) -> Suggestion:
    case = assigned(made, *signers, **more)
    promise = {"promise": "年底前修好路面", "promise_by": date(2026, 12, 20)} if outcome == "B" else {}
    sent(made, case, outcome=outcome, **promise)
    return fresh(case)


def judged(made: World, case: Suggestion, result: str = "satisfied", *names: str) -> Suggestion:
    """Evaluated by these deputies (the leading one by default) and closed."""
    for name in names or ("lead",):
        reason = "" if result == "satisfied" else "路没有修"
        do(made, name, "evaluate", suggestion=case.pk, attitude="satisfied", result=result, reason=reason)
    return do(made, "clerk", "close_evaluation", suggestion=case.pk)


def fresh(case: Suggestion) -> Suggestion:
    return Suggestion.objects.get(pk=case.pk)


def last_reply(own: Task) -> Reply:
    return Reply.objects.filter(task=own).latest("version")
