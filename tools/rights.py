"""Who may do what, found by asking the functions that the pages, the API and the commands ask."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

COUNTY, TOWN, OTHER = "430599", "430599101", "430599102"
TOLD = """Found by asking the functions that pages, API and commands ask. ● means: may, where the act can follow (see
[states](states.md)). Every refusal says its reason. A township's presidium holds the committee's posts for the
township, and assigns there (`suggestions.assigner`)."""
Table = tuple[tuple[str, ...], list[tuple[str, ...]]]
"""The head of a table, and its rows."""


def actors(*rows: tuple[str, str, dict[str, Any]], person: int = 0) -> dict[str, Any]:
    """Somebody of each kind: label → Actor; a row is (label, role, what the post is for)."""
    from huying.kernel.actor import Actor, Post, Role

    found: dict[str, Any] = {}
    for n, (label, role, scope) in enumerate(rows, start=100):
        who = scope.get("person", n)
        post = Post(1, Role(role), **{key: value for key, value in scope.items() if key != "person"})
        found[label] = Actor(account=who, person=who, posts=(post,), kind="account")
    return found


def allowed(check: Callable[[], object]) -> bool:
    from huying.kernel.errors import HouseError

    try:
        check()
    except HouseError:
        return False
    return True


def voice_rights() -> Table:
    from huying.field.voices import permissions, states
    from huying.kernel.actor import CITIZEN, SYSTEM

    who = {"citizen with the code": CITIZEN} | actors(
        ("station staff", "station_officer", {"region": TOWN, "station": 3}),
        ("township clerk", "committee_clerk", {"region": TOWN}),
        ("county committee", "committee_clerk", {"region": COUNTY}),
        ("unit it is referred to", "unit_clerk", {"region": COUNTY, "organ": 5}),
        ("deputy who took it", "deputy", {"region": COUNTY, "person": 7}),
        ("another local deputy", "deputy", {"region": COUNTY}),
        ("congress leader", "congress_leader", {"region": COUNTY}),
        ("staff elsewhere", "station_officer", {"region": OTHER, "station": 4}),
    ) | {"the clock": SYSTEM}  # fmt: skip
    base = permissions.Facts(state="", region=TOWN + "201", station=3, unit=5)
    rows = []
    for verb, label in states.ACTS.items():
        at = [state for state in states.STATES if states.MACHINE.may(state, verb)]
        facts = [
            replace(
                base, state=state, deputy=7 if state == "raised" else 0, published=shown,
                on_behalf=visit, waiting=visit, visiting=visit, dispute=visit,
            )
            for state in at for shown in (False, True) for visit in (False, True)
        ]  # fmt: skip
        may = [any(allowed(lambda v=verb, f=f, a=a: permissions.check(v, a, f)) for f in facts) for a in who.values()]
        rows.append((f"{label} `{verb}`", *("●" if yes else "" for yes in may)))
    for name, read in (("read the words", permissions.may_read), ("read who spoke", permissions.may_read_contact)):
        seen = (
            any(read(a, replace(base, state=s, deputy=7, share_contact=True)) for s in states.STATES)
            for a in who.values()
        )
        rows.append((name, *("●" if yes else "" for yes in seen)))
    secret = replace(base, state="referred", confidential=True)
    may = (permissions.may_read(a, secret) for a in who.values())
    rows.append(("read what was said in confidence", *("●" if yes else "" for yes in may)))
    return ("voice 民声", *who), rows


def suggestion_rights() -> Table:
    from huying.kernel.actor import SYSTEM
    from huying.work.suggestions import permissions, states

    who = actors(
        ("leading deputy", "deputy", {"region": COUNTY, "person": 7}),
        ("co-signer", "deputy", {"region": COUNTY, "person": 8}),
        ("another deputy", "deputy", {"region": COUNTY}),
        ("committee clerk", "committee_clerk", {"region": COUNTY}),
        ("committee leader", "committee_leader", {"region": COUNTY}),
        ("government office", "government_clerk", {"region": COUNTY}),
        ("unit's clerk", "unit_clerk", {"region": COUNTY, "organ": 5}),
        ("unit's head", "unit_head", {"region": COUNTY, "organ": 5}),
        ("another unit", "unit_head", {"region": COUNTY, "organ": 6}),
        ("congress leader", "congress_leader", {"region": COUNTY}),
    ) | {"the clock": SYSTEM}  # fmt: skip
    facts = permissions.Facts(
        region=COUNTY, lead=7, invited=frozenset({8}), agreed=frozenset({8}), evaluators="each",
        units=frozenset({5}), unit=5, role="lead",
    )  # fmt: skip
    rows = []
    for verb in permissions.RIGHTS:
        may = (allowed(lambda v=verb, a=a: permissions.check(v, a, facts)) for a in who.values())
        rows.append((f"{states.LABELS[verb]} `{verb}`", *("●" if yes else "" for yes in may)))
    return ("suggestion 代表建议", *who), rows


def keeping_rights() -> Table:
    from huying.base.organs import permissions as organs
    from huying.base.people import permissions as people
    from huying.field.stations import permissions as stations
    from huying.kernel.actor import ROLE_LABELS, Role

    who = {ROLE_LABELS[role]: actors((role, role.value, {"region": COUNTY, "station": 3}))[role] for role in Role}
    acts: dict[str, Callable[[Any], object]] = {
        "enter people": lambda a: people.check_keep_people(a, COUNTY),
        "open and close accounts": lambda a: people.check_keep_accounts(a, COUNTY),
        "give posts": lambda a: people.check_appoint(a, 999, Role.UNIT_CLERK, COUNTY),
        "appoint station staff": lambda a: people.check_appoint(a, 999, Role.STATION_OFFICER, COUNTY),
        "seat deputies": lambda a: people.check_seat(a, COUNTY),
        "read the register": people.check_register,
        "regions, organs, units": lambda a: organs.check_arrange(a, COUNTY),
        "terms, sessions, playbook, rest days": lambda a: organs.check_decide(a, COUNTY),
        "open, merge, close stations": lambda a: stations.check_plan(a, TOWN),
        "edit a station's page": lambda a: stations.check_edit(a, TOWN, 3),
        "lend one's own post": lambda a: people.check_delegate(a, a.person, a.posts[0].role, COUNTY),
    }
    rows = [(act, *("●" if allowed(lambda a=a, c=c: c(a)) else "" for a in who.values())) for act, c in acts.items()]
    return ("keeping the house", *who), rows
