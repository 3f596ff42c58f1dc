"""The tables are sound, and whatever is not in them is refused for every role (casework §9, pitfall 21)."""

import itertools

import pytest

from huying.kernel.actor import PUBLIC, SYSTEM, Actor, Post, Role
from huying.kernel.errors import BadMove, Denied
from huying.work.suggestions import buttons, permissions, sentences, states
from huying.work.suggestions.permissions import RIGHTS, Facts
from huying.work.suggestions.states import SUGGESTION, TASK

REGION, TOWN, UNIT, OTHER = "430599", "430599101", 5, 6
FACTS = Facts(
    REGION,
    lead=1,
    invited=frozenset({2, 3}),
    agreed=frozenset({2}),
    evaluators="each",
    units=frozenset({UNIT}),
    unit=UNIT,
    role="lead",
)


def actor(person: int, role: Role | None, region: str = REGION, organ: int = 0) -> Actor:
    posts = (Post(1, role, region, organ),) if role else ()
    return Actor(account=person, person=person, posts=posts, kind="account")


CAST = {
    "lead": actor(1, Role.DEPUTY),
    "former lead": actor(1, None),
    "signer": actor(2, Role.DEPUTY),
    "invited": actor(3, Role.DEPUTY),
    "deputy": actor(4, Role.DEPUTY),
    "clerk": actor(10, Role.COMMITTEE_CLERK),
    "leader": actor(11, Role.COMMITTEE_LEADER),
    "township clerk": actor(12, Role.COMMITTEE_CLERK, TOWN),
    "office": actor(13, Role.GOVERNMENT_CLERK),
    "unit clerk": actor(14, Role.UNIT_CLERK, organ=UNIT),
    "unit head": actor(15, Role.UNIT_HEAD, organ=UNIT),
    "other head": actor(16, Role.UNIT_HEAD, organ=OTHER),
    "congress leader": actor(17, Role.CONGRESS_LEADER),
    "special committee": actor(18, Role.SPECIAL_COMMITTEE),
    "auditor": actor(19, Role.AUDITOR),
    "system admin": actor(20, Role.SYSTEM_ADMIN),
    "security admin": actor(21, Role.SECURITY_ADMIN),
    "station officer": actor(22, Role.STATION_OFFICER),
    "public": PUBLIC,
    "house": SYSTEM,
}
COMMITTEE, LEAD, UNITS = {"clerk", "leader"}, {"lead", "former lead"}, {"unit clerk", "unit head"}
PROPOSERS, VETTERS = LEAD | {"signer"}, COMMITTEE | {"office"}
GRANTED = (
    ("edit invite submit discard withdraw", LEAD),
    ("cosign", {"signer", "invited"}),
    ("ask_revision file call_meeting record_meeting conclude publish archive", COMMITTEE),
    ("refuse_filing", {"leader"}),
    ("group ungroup vet", VETTERS),
    ("assign assign_again grant_return refuse_return decide_extension", {"office"}),
    ("accept plan log_contact hand_opinion draft_reply ask_signature report_commitment", UNITS),
    ("ask_return ask_extension sign", {"unit head"}),
    ("confirm_contact keep_commitment evaluate", PROPOSERS),
    ("send_back", VETTERS | {"unit head"}),
    ("send", VETTERS | UNITS),
    ("close_evaluation", COMMITTEE | {"house"}),
    ("deem_accepted take_over", {"house"}),
)
MAY = {verb: who for verbs, who in GRANTED for verb in verbs.split()}


@pytest.mark.parametrize(("verb", "who"), list(itertools.product(MAY, CAST)))
def test_right(verb: str, who: str) -> None:
    if who in MAY[verb]:
        permissions.check(verb, CAST[who], FACTS)
    else:
        with pytest.raises(Denied):
            permissions.check(verb, CAST[who], FACTS)


def test_every_command_has_a_right_a_line_and_a_name() -> None:
    from huying.work.suggestions import commands

    named = set(commands.__all__) - {"draft"}
    assert named == set(RIGHTS) == set(MAY)
    assert set(states.LINES) == set(commands.__all__)
    assert set(states.LINES) <= set(states.LABELS)


def test_only_a_deputy_in_office_drafts() -> None:
    for who, found in CAST.items():
        if found.post(Role.DEPUTY, region=REGION):
            assert permissions.check_draft(found, REGION).role is Role.DEPUTY
        else:
            with pytest.raises(Denied):
                permissions.check_draft(found, REGION)
            assert who not in ("lead", "signer")


def test_township_presidium_assigns_and_the_government_does_not() -> None:
    facts = Facts(TOWN, lead=1, assigner="presidium")
    assert permissions.check("assign", CAST["township clerk"], facts) is not None
    for who in ("office", "clerk"):
        with pytest.raises(Denied):
            permissions.check("assign", CAST[who], facts)


def test_a_proposer_with_a_post_in_the_handling_unit_does_not_judge_it() -> None:
    both = Actor(
        account=1, person=1, posts=(Post(1, Role.DEPUTY, REGION), Post(2, Role.UNIT_HEAD, REGION, UNIT)), kind="account"
    )
    with pytest.raises(Denied):
        permissions.check("evaluate", both, FACTS)


def test_nobody_judges_on_behalf_of_a_deputy() -> None:
    lent = Actor(account=9, person=9, posts=(Post(1, Role.DEPUTY, REGION, on_behalf_of=1),), kind="account")
    for verb in ("evaluate", "withdraw", "cosign"):
        with pytest.raises(Denied):
            permissions.check(verb, lent, FACTS)
    with pytest.raises(Denied):
        permissions.check_draft(lent, REGION)


def test_only_the_lead_judges_where_the_playbook_says_so() -> None:
    facts = Facts(REGION, lead=1, agreed=frozenset({2}), evaluators="lead")
    permissions.check("evaluate", CAST["lead"], facts)
    with pytest.raises(Denied):
        permissions.check("evaluate", CAST["signer"], facts)


def test_tables_are_sound() -> None:
    assert SUGGESTION.problems() == []
    assert TASK.problems() == []


@pytest.mark.parametrize("machine", [SUGGESTION, TASK], ids=lambda m: m.name)
def test_what_is_not_in_the_table_is_refused(machine: object) -> None:
    assert machine in (SUGGESTION, TASK)
    found = SUGGESTION if machine is SUGGESTION else TASK
    refused = 0
    for state, verb in itertools.product(found.states, found.verbs):
        if (state, verb) not in found.table:
            refused += 1
            with pytest.raises(BadMove):
                found.after(state, verb)
    assert refused + len(found.table) == len(found.states) * len(found.verbs)


def test_ends_allow_nothing() -> None:
    assert all(not SUGGESTION.moves(state) for state in SUGGESTION.ends)
    assert all(not TASK.moves(state) for state in ("returned", "cancelled"))


def test_every_button_says_what_follows_and_every_state_whose_turn_it_is() -> None:
    assert {*buttons.CASE_VERBS, *buttons.TASK_VERBS} == set(sentences.CONSEQUENCES)
    assert set(sentences.STANDS) == set(states.STATES)
    assert {verb for verb, _ in sentences.NOT_YET} <= set(buttons.CASE_VERBS)
