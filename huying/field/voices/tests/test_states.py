"""The table, and who may do what in it: every state, verb and role."""

import pytest

from huying.field.voices import permissions, states
from huying.field.voices.permissions import Facts
from huying.kernel.actor import CITIZEN, PUBLIC, SYSTEM, Actor, Post, Role
from huying.kernel.errors import BadMove, Denied

TOWN, COUNTY, OTHER, STATION, UNIT, DEPUTY = "430599101", "430599", "430599102", 3, 7, 90


def _actor(role: Role, region: str = "", organ: int = 0, station: int = 0, person: int = 1) -> Actor:
    return Actor(account=person, person=person, posts=(Post(1, role, region, organ, station),), kind="account")


ACTORS = {
    "public": PUBLIC,
    "citizen": CITIZEN,
    "system": SYSTEM,
    "officer": _actor(Role.STATION_OFFICER, TOWN, station=STATION),
    "other_officer": _actor(Role.STATION_OFFICER, OTHER, station=4),
    "clerk": _actor(Role.COMMITTEE_CLERK, TOWN),
    "other_clerk": _actor(Role.COMMITTEE_CLERK, OTHER),
    "county_clerk": _actor(Role.COMMITTEE_CLERK, COUNTY),
    "unit": _actor(Role.UNIT_CLERK, COUNTY, organ=UNIT),
    "other_unit": _actor(Role.UNIT_CLERK, COUNTY, organ=8),
    "deputy": _actor(Role.DEPUTY, TOWN, person=DEPUTY),
    "other_deputy": _actor(Role.DEPUTY, OTHER),
    "second_deputy": _actor(Role.DEPUTY, TOWN, person=91),
    "leader": _actor(Role.CONGRESS_LEADER, COUNTY),
    "admin": _actor(Role.SYSTEM_ADMIN, COUNTY),
    "auditor": _actor(Role.AUDITOR, COUNTY),
    "government": _actor(Role.GOVERNMENT_CLERK, COUNTY),
}

KEEPERS = {"officer", "clerk"}
OVERSEERS = KEEPERS | {"county_clerk"}
ALLOWED = {
    "undo": set(),
    **dict.fromkeys(("register", "answer", "refer", "guide", "join", "explain", "send_back", "reissue_code"), KEEPERS),
    **{verb: {"unit"} for verb in ("unit_accept", "unit_return", "unit_answer")},
    **dict.fromkeys(("confirm", "add_words", "leave_contact"), KEEPERS | {"citizen"}),
    "pass_up": KEEPERS | {"deputy", "second_deputy", "system"},
    **{verb: {"system"} for verb in ("close", "anonymise", "hold_back")},
    **dict.fromkeys(("release", "discard"), OVERSEERS),
    "withdraw": {"citizen"},
    **dict.fromkeys(("publish", "withhold", "redact"), OVERSEERS),
    "unpublish": set(),
    "erase": KEEPERS | {"citizen", "system"},
    **dict.fromkeys(("ask", "check", "split", "unite"), KEEPERS),
    "fold": {"system"},
    "mediate": set(),
    "stop_waiting": set(),
    "ask_again": {"system"},
    "revisit": set(),
}


def _allowed(verb: str, state: str) -> set[str]:
    if (state, verb) == ("split", "report_back"):
        return {"system"}
    if verb in ("fall_back", "report_back"):
        return OVERSEERS | {"deputy", "system"} if state == "raised" else KEEPERS | {"system"}
    if (state, verb) == ("raised", "pass_up"):
        return {"deputy", "system"}
    if verb == "reopen":
        return OVERSEERS | ({"citizen"} if state == "reported" else set())
    return ALLOWED[verb]


def _facts(state: str) -> Facts:
    unit = UNIT if state in ("referred", "answered") else 0
    return Facts(state, TOWN + "201", STATION, unit, deputy=DEPUTY if state == "raised" else 0)


def test_the_table_is_sound() -> None:
    assert states.MACHINE.problems() == []


def test_every_line_has_a_name_and_a_right() -> None:
    assert set(states.LINES) == set(states.ACTS) == set(permissions.CHECKS)
    assert set(states.VERBS) == {"voice.received", *states.LINES.values()}


@pytest.mark.parametrize("verb", states.ACTS)
@pytest.mark.parametrize("state", states.STATES)
def test_every_state_verb_and_role(state: str, verb: str) -> None:
    if not states.MACHINE.may(state, verb):
        with pytest.raises(BadMove):
            states.MACHINE.after(state, verb)
        return
    facts = _facts(state)
    may = {"unit"} if verb.startswith("unit_") and facts.unit else _allowed(verb, state)
    for name, actor in ACTORS.items():
        if name in may:
            permissions.check(verb, actor, facts)
        else:
            with pytest.raises(Denied):
                permissions.check(verb, actor, facts)


def test_an_imported_voice_is_answered_judged_and_undone_by_those_who_import() -> None:
    head = _actor(Role.STATION_HEAD, TOWN, station=STATION)
    facts = Facts("reported", TOWN, STATION, imported=True)
    for verb, may in {
        "answer": KEEPERS | {"county_clerk", "system"},
        "confirm": KEEPERS | {"county_clerk", "system", "citizen"},
        "undo": {"clerk", "county_clerk", "system"},
    }.items():
        permissions.check(verb, head, facts)
        for name, actor in ACTORS.items():
            if name in may:
                permissions.check(verb, actor, facts)
            else:
                with pytest.raises(Denied):
                    permissions.check(verb, actor, facts)
    for name, actor in {**ACTORS, "head": head}.items():
        if name in ("clerk", "county_clerk", "system", "head"):
            permissions.check_receive(actor, "import", STATION, TOWN)
        else:
            with pytest.raises(Denied):
                permissions.check_receive(actor, "import", STATION, TOWN)


def test_what_the_citizen_keeps_private_or_is_withheld_needs_no_decision() -> None:
    for facts in (
        Facts("reported", TOWN, STATION, consent=False),
        Facts("reported", TOWN, STATION, withheld=True),
        Facts("closed", TOWN, STATION, anonymised=True),
    ):
        for actor in ACTORS.values():
            with pytest.raises(Denied):
                permissions.check("withhold", actor, facts)


def test_a_published_voice_is_taken_back_by_overseers_only() -> None:
    facts = Facts("reported", TOWN, STATION, published=True)
    for name, actor in ACTORS.items():
        if name in OVERSEERS:
            permissions.check("unpublish", actor, facts)
        else:
            with pytest.raises(Denied):
                permissions.check("unpublish", actor, facts)


def test_nobody_publishes_without_consent() -> None:
    for actor in ACTORS.values():
        with pytest.raises(Denied):
            permissions.check("publish", actor, Facts("reported", TOWN, STATION, consent=False))


def test_a_question_and_a_return_visit_are_ended_while_they_are_open() -> None:
    for verb, facts, may in (
        ("stop_waiting", Facts("triaged", TOWN, STATION, waiting=True), KEEPERS | {"system"}),
        ("ask", Facts("triaged", TOWN, STATION, waiting=True), set()),
        ("revisit", Facts("closed", TOWN, STATION, visiting=True), KEEPERS | {"citizen"}),
        ("publish", Facts("triaged", TOWN, STATION, part=True), {"system"}),
        ("mediate", Facts("triaged", TOWN, STATION, dispute=True), KEEPERS),
        ("register", Facts("triaged", TOWN, STATION, confidential=True), {"officer"}),
        ("pass_up", Facts("triaged", TOWN, STATION, confidential=True), set()),
        ("reopen", Facts("closed", TOWN, STATION, visiting=True), OVERSEERS | {"citizen"}),
        ("report_back", Facts("answered", TOWN, STATION, unchecked=True), {"system"}),
    ):
        for name, actor in ACTORS.items():
            if name in may:
                permissions.check(verb, actor, facts)
            else:
                with pytest.raises(Denied):
                    permissions.check(verb, actor, facts)


def test_a_citizen_reopens_twice_at_most() -> None:
    permissions.check("reopen", CITIZEN, Facts("reported", TOWN, STATION, reopened=1))
    with pytest.raises(Denied):
        permissions.check("reopen", CITIZEN, Facts("reported", TOWN, STATION, reopened=2))


@pytest.mark.parametrize("state", states.STATES)
def test_who_reads_and_who_reads_the_contact(state: str) -> None:
    facts = _facts(state)
    readers = OVERSEERS | {"system", "deputy", "second_deputy", "leader"} | ({"unit"} if facts.unit else set())
    assert {name for name, actor in ACTORS.items() if permissions.may_read(actor, facts)} == readers
    assert {name for name, actor in ACTORS.items() if permissions.may_read_contact(actor, facts)} == KEEPERS


def test_the_unit_reads_the_contact_when_the_citizen_agreed_and_only_while_it_has_it() -> None:
    for state, expected in (("referred", True), ("answered", False)):
        facts = Facts(state, TOWN, STATION, UNIT, share_contact=True)
        assert permissions.may_read_contact(ACTORS["unit"], facts) is expected
        assert not permissions.may_read_contact(ACTORS["deputy"], facts)


def test_a_voice_kept_for_a_visitor_is_withdrawn_by_the_station() -> None:
    permissions.check("withdraw", ACTORS["officer"], Facts("received", TOWN, STATION, on_behalf=True))


def test_a_deputy_follows_the_voice_they_sent_themselves() -> None:
    speaker = ACTORS["other_deputy"]
    facts = Facts("received", TOWN, STATION, speaker=speaker.person)
    permissions.check("add_words", speaker, facts)
    assert permissions.may_read(speaker, facts)
