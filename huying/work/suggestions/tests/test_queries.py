"""Who reads what, in how many statements; the seal; buttons that keep their word."""

import copy
import uuid
from datetime import date
from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext

from huying.base.ledger.models import Audience
from huying.base.ledger.tests.shared import shared
from huying.kernel.actor import PUBLIC
from huying.kernel.errors import HouseError, Missing
from huying.work.suggestions import commands, jobs, queries
from huying.work.suggestions.models import Commitment, Contact, Suggestion, Task
from huying.work.suggestions.tests import make

pytestmark = pytest.mark.django_db
CAST = ["lead", "second", "third", "clerk", "leader", "office", "auditor"]
CAST += [f"{unit}_{post}" for unit in ("roads", "police", "water") for post in ("clerk", "head")]
ROADS = {"roads_clerk", "roads_head"}
INNER = {"lead", "second", "clerk", "leader", "auditor"}


w_once = shared(make.world)


@pytest.fixture
def w(w_once: make.World) -> make.World:
    return copy.deepcopy(w_once)


def see(w: make.World, case: Suggestion) -> set[str]:
    seen = set()
    for name in set(CAST) & set(w.accounts):
        try:
            queries.get_for(w.actor(name), case.uid)
            seen.add(name)
        except Missing:
            continue
    return seen


def test_who_sees_a_suggestion_as_it_goes_along(w: make.World) -> None:
    case = make.start(w, cosigners=[w.persons["second"]])
    assert see(w, case) == {"lead", "second"}
    make.do(w, "second", "cosign", suggestion=case.pk, agree=True)
    make.do(w, "lead", "submit", suggestion=case.pk)
    assert see(w, case) == INNER
    make.do(w, "clerk", "file", suggestion=case.pk, category="transport")
    assert see(w, case) == INNER | {"office"}
    make.do(w, "office", "assign", suggestion=case.pk, lead=w.unit("roads"), co=[w.unit("police")])
    parties = INNER | {"office", "police_clerk", "police_head"}
    assert see(w, case) == parties | ROADS
    own = make.task(w, case)
    make.do(w, "roads_head", "ask_return", task=own.pk, reason="not_ours", text="三定")
    make.do(w, "office", "grant_return", task=own.pk, new_unit=w.unit("water"))
    assert see(w, case) == parties | {"water_clerk", "water_head"}


def test_who_declined_loses_sight_and_a_stranger_never_had_it(w: make.World) -> None:
    case = make.start(w, cosigners=[w.persons["second"]])
    make.do(w, "second", "cosign", suggestion=case.pk, agree=False)
    assert see(w, case) == {"lead"}
    for uid in (uuid.uuid4(), "nonsense", case.uid):
        with pytest.raises(Missing):
            queries.get_for(PUBLIC, uid)


def test_neighbouring_congresses_are_strangers_but_the_county_reads_downwards(w: make.World) -> None:
    town = make.world(make.TOWN, "township", places=False)
    here, there = make.assigned(w), make.assigned(town)
    assert see(town, here) == set()
    seen = {name for name in ("clerk", "auditor", "office", "lead") if _reads(w, name, there)}
    assert seen == {"clerk", "auditor", "office"}


def _reads(w: make.World, name: str, case: Suggestion) -> bool:
    return queries.visible_to(w.actor(name)).filter(pk=case.pk).exists()


@pytest.fixture
def rich(w: make.World) -> tuple[make.World, Suggestion]:
    """A case with everything: return, extension, contacts, promise, meeting, second round, both seals."""
    case = make.assigned(w, "second", co=("police",), identity_protected=False)
    own = make.task(w, case)
    make.do(w, "roads_head", "ask_return", task=own.pk, reason="not_ours", text="三定")
    make.do(w, "office", "refuse_return", task=own.pk, text="请继续办理")
    given = {"leader": "王", "handler": "李", "phone": "1", "text": "先勘察", "until": date(2026, 12, 1)}
    make.do(w, "roads_clerk", "plan", task=own.pk, **given)
    make.do(w, "roads_head", "ask_extension", task=own.pk, reason="要等评审")
    make.do(w, "office", "decide_extension", task=own.pk, granted=True)
    make.contacted(w, case)
    make.sent(w, case, opinions_missing="等不到")
    case = make.judged(w, make.fresh(case), "dissatisfied", "lead", "second")
    make.do(w, "clerk", "call_meeting", suggestion=case.pk, kind="meeting", on=w.now.date(), place="联络站")
    make.do(w, "clerk", "record_meeting", suggestion=case.pk, on=w.now.date(), resolved=False, note="没有谈拢")
    make.do(w, "office", "assign_again", suggestion=case.pk, lead=w.unit("roads"))
    make.sent(w, case, outcome="B", promise="年底修好", promise_by=date(2026, 12, 20))
    make.do(w, "lead", "evaluate", suggestion=case.pk, attitude="satisfied", result="dissatisfied", reason="太慢")
    return w, make.fresh(case)


@pytest.mark.parametrize("name", ["lead", "clerk", "roads_clerk", "office"])
def test_story_takes_eight_statements(
    rich: tuple[make.World, Suggestion], name: str, django_assert_max_num_queries: Any
) -> None:
    w, case = rich
    actor = w.actor(name)
    queries.story(case, actor, on=w.now.date())
    with django_assert_max_num_queries(8):
        page = queries.story(case, actor, on=w.now.date())
    assert [part.round.number for part in page.rounds] == [1, 2]
    first, second = page.rounds
    assert len(first.meetings) == 1
    assert [task.unit for task in first.tasks] == ["430599roads"[:30], "430599police"[:30]]
    roads = first.tasks[0]
    assert [row.reason for row in roads.returns] == ["not_ours"]
    assert [row.granted for row in roads.extensions] == [True]
    assert {row.phase for row in roads.contacts} == {"before", "during"}
    assert second.tasks[0].reply is not None
    assert second.tasks[0].reply.promise == "年底修好"


def test_37_the_seal_holds_until_the_round_closes(rich: tuple[make.World, Suggestion]) -> None:
    w, case = rich
    for name in CAST:
        if not _reads(w, name, case):
            continue
        page = queries.story(case, w.actor(name), on=w.now.date())
        open_round = page.rounds[1]
        assert len(open_round.evaluations) == (1 if name == "lead" else 0), name
        assert not [line for line in page.lines if line.audience == Audience.SEALED]
        persons = {row.person for row in page.rounds[0].evaluations}
        inner = {w.persons["lead"], w.persons["second"]}
        assert persons == (inner if name in INNER else {0})


def test_a_protected_name_is_hidden_from_units_office_and_public(w: make.World) -> None:
    case = make.assigned(w, "second", identity_protected=True)
    for name in ("roads_clerk", "office"):
        page = queries.story(case, w.actor(name), on=w.now.date())
        assert (page.lead, page.cosigners) == ("", [])
        assert not {"lead", "second"} & {line.who for line in page.lines}
        row = queries.listing(w.actor(name), on=w.now.date()).items[0]
        assert row.lead == ""
    assert queries.story(case, w.actor("clerk"), on=w.now.date()).lead == "lead"
    assert queries.listing(w.actor("clerk"), on=w.now.date()).items[0].lead == "lead"


def test_drafts_of_a_reply_are_the_units_own_until_signed_and_sent(w: make.World) -> None:
    case = make.assigned(w, co=("police",))
    make.planned(w, case)
    make.contacted(w, case)
    own = make.drafted(w, case)
    seen = {name: _replies(w, name, case) for name in ("roads_clerk", "police_clerk", "office", "clerk", "lead")}
    assert seen == {"roads_clerk": 1, "police_clerk": 0, "office": 0, "clerk": 0, "lead": 0}
    make.do(w, "roads_clerk", "ask_signature", task=own.pk, opinions_missing="等不到")
    make.do(w, "roads_head", "sign", task=own.pk)
    assert (_replies(w, "office", case), _replies(w, "lead", case)) == (1, 0)
    make.do(w, "office", "vet", task=own.pk, passed=True)
    make.do(w, "roads_clerk", "send", task=own.pk, number="8号")
    assert (_replies(w, "lead", case), _replies(w, "police_clerk", case)) == (1, 1)


def _replies(w: make.World, name: str, case: Suggestion) -> int:
    page = queries.story(make.fresh(case), w.actor(name), on=w.now.date())
    return sum(len(task.replies) for part in page.rounds for task in part.tasks)


def test_lists_page_by_key_with_turns_in_few_statements(w: make.World, django_assert_num_queries: Any) -> None:
    made = [make.assigned(w).pk for _ in range(5)]
    actor = w.actor("clerk")
    queries.listing(actor, on=w.now.date())
    with django_assert_num_queries(3):
        page = queries.listing(actor, on=w.now.date(), size=3)
    assert [row.case.pk for row in page.items] == made[:1:-1]
    assert page.items[0].number == "第 5 号"
    assert str(page.items[0].turn).startswith("等430599roads签收，还剩")
    rest = queries.listing(actor, on=w.now.date(), size=3, before=page.next)
    assert [row.case.pk for row in rest.items] == made[1::-1]
    assert rest.next is None


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"state": "handling"}, 1),
        ({"state": "draft,concluded"}, 0),
        ({"category": "transport"}, 1),
        ({"category": "health"}, 0),
        ({"words": "桥头村 公路"}, 1),
        ({"words": "养老"}, 0),
    ],
)
def test_lists_filter(w: make.World, asked: dict[str, str], found: int) -> None:
    make.assigned(w)
    assert len(queries.listing(w.actor("clerk"), on=w.now.date(), **asked).items) == found


def test_todo_names_what_each_owes(w: make.World, django_assert_max_num_queries: Any) -> None:
    case = make.assigned(w, co=("police",))
    clerk = w.actor("roads_clerk")
    with django_assert_max_num_queries(5):
        mine = queries.todo_for(clerk, w.now.date())
    assert {todo.clock.kind for todo in mine if todo.clock} == {"sign", "contact", "reply"}
    assert {todo.clock.kind for todo in queries.todo_for(w.actor("police_head"), w.now.date()) if todo.clock} == {
        "sign",
        "co_opinion",
    }
    assert queries.todo_for(w.actor("water_clerk"), w.now.date()) == []
    make.planned(w, case)
    make.contacted(w, case, phases=("before",))
    (ask,) = queries.todo_for(w.actor("lead"), w.now.date())
    assert ask.clock is None
    make.do(w, "lead", "confirm_contact", contact=Contact.objects.get().pk, confirmed=True)
    assert queries.todo_for(w.actor("lead"), w.now.date()) == []
    make.submitted(w)
    assert [t.clock.kind for t in queries.todo_for(w.actor("clerk"), w.now.date()) if t.clock] == ["examine"]


def test_counts_come_from_counters(w: make.World) -> None:
    make.start(w)
    make.submitted(w)
    make.assigned(w)
    found = {state: n for state, n in queries.counts(w.actor("clerk")).items() if n}
    assert found == {"submitted": 1, "handling": 1}  # a draft is nobody's business, not even as a number
    assert {state: n for state, n in queries.counts(w.actor("office")).items() if n} == {"handling": 1}
    assert queries.counts(w.actor("roads_head"))["task:offered"] == 1
    assert queries.counts(w.actor("lead")) == {"draft": 1, "submitted": 1, "handling": 1}


def test_only_what_was_published_is_public_and_only_as_much(w: make.World) -> None:
    case = make.answered(w)
    with pytest.raises(Missing):
        queries.public_story(case.uid)
    make.do(w, "clerk", "publish", suggestion=case.pk, publication="summary", summary="路面七月底前修好。")
    page = queries.public_story(case.uid)
    assert (page.body, page.summary, page.replies[0].text) == ("", "路面七月底前修好。", "")
    assert [row.pk for row in queries.public(w.region)] == [case.pk]
    assert {line.audience for line in page.lines} == {Audience.PUBLIC}
    make.do(w, "clerk", "publish", suggestion=case.pk, publication="none")
    assert list(queries.public(w.region)) == []


def test_buttons_keep_their_word_for_everybody_in_every_state(rich: tuple[make.World, Suggestion]) -> None:
    """Whatever has no live button is refused by its command, whoever presses it (casework §9, pitfall 21)."""
    w, _ = rich
    cases = [
        make.start(w),
        make.submitted(w),
        make.filed(w),
        make.assigned(w),
        make.answered(w),
        *Suggestion.objects.all(),
    ]
    given: dict[str, dict[str, Any]] = {
        "edit": {"title": "改", "body": "改"},
        "invite": {"people": [w.persons["third"]]},
        "cosign": {"agree": True},
        "ask_revision": {"reason": "wording", "text": "改"},
        "refuse_filing": {"reason": "consultation", "text": "咨询"},
        "file": {"category": "transport"},
        "assign": {"lead": w.unit("water")},
        "assign_again": {"lead": w.unit("water")},
        "evaluate": {"attitude": "satisfied", "result": "satisfied"},
        "call_meeting": {"kind": "hearing", "on": w.now.date(), "place": "站"},
        "record_meeting": {"on": w.now.date(), "resolved": True, "note": "好"},
        "publish": {"publication": "full"},
    }
    refused = 0
    for case in cases:
        for name in ("lead", "third", "clerk", "office", "auditor", "roads_head"):
            actor = w.actor(name)
            live = {verb.name for verb in queries.verbs_for(actor, case) if verb.allowed}
            for verb in set(given) - live:
                refused += 1
                with pytest.raises(HouseError):
                    getattr(commands, verb)(actor=actor, now=w.now, suggestion=case.pk, **given[verb])
    assert refused > 300


def test_task_buttons_follow_the_table(w: make.World) -> None:
    case = make.assigned(w, co=("police",))

    def names(who: str, unit: str) -> set[str]:
        own = queries.task_for(w.actor("clerk"), make.task(w, case, unit).pk)
        return {verb.name for verb in queries.task_verbs_for(w.actor(who), own) if verb.allowed}

    assert names("roads_clerk", "roads") == {"accept"}
    assert names("roads_head", "roads") == {"accept", "ask_return"}
    assert names("police_clerk", "roads") == set()
    make.planned(w, case)
    assert names("roads_clerk", "roads") == {"plan", "log_contact", "draft_reply"}
    make.planned(w, case, "police")
    assert names("police_clerk", "police") == {"plan", "log_contact", "hand_opinion"}
    with pytest.raises(Missing):
        queries.task_for(w.actor("water_clerk"), make.task(w, case).pk)


def test_jobs_close_by_the_clock_once_and_remind_of_promises_once(w: make.World) -> None:
    from huying.base.notices.models import Notice

    case = make.answered(w, outcome="B")
    w.now = make.at("2026-03-23")  # 2026-03-02 + 15 个工作日
    assert jobs.close_evaluations(w.now) == 0
    w.later(1)
    assert [jobs.close_evaluations(w.now), jobs.close_evaluations(w.now)] == [1, 0]
    make.do(w, "clerk", "conclude", suggestion=case.pk)
    assert Commitment.objects.count() == 1
    w.now = make.at("2026-12-20")
    jobs.run(w.now)
    jobs.run(w.now)
    assert Notice.objects.filter(verb="suggestion.commitment_due").count() == 3


def test_a_former_deputy_keeps_their_own_case(w: make.World) -> None:
    from huying.base.people import commands as people
    from huying.base.people import queries as who
    from huying.kernel.actor import SYSTEM

    case = make.answered(w)
    mandate = who.mandate_of(w.persons["lead"], w.now.date())
    assert mandate is not None
    people.end_mandate(actor=SYSTEM, now=w.now, mandate=mandate.pk)
    assert w.actor("lead").former_deputy
    assert _reads(w, "lead", case)
    make.do(w, "lead", "evaluate", suggestion=case.pk, attitude="satisfied", result="satisfied")
    with pytest.raises(HouseError):
        make.start(w)


def test_statements_do_not_grow_with_rows(w: make.World, django_assert_max_num_queries: Any) -> None:
    from django.db import connection

    counted = []
    for _ in range(2):
        make.assigned(w)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            queries.listing(w.actor("office"), on=w.now.date())
            queries.todo_for(w.actor("roads_clerk"), w.now.date())
        counted.append(len(seen))
    assert counted[0] >= counted[1]
    assert Task.objects.count() == 2


def test_likeness_groups_and_usual_units_are_proposed_within_what_one_may_see(w: make.World) -> None:
    first, second = make.filed(w), make.filed(w)
    other = make.filed(w, title="关于增设养老食堂的建议", body="老人吃饭难，建议每个社区办一个食堂。")
    clerk = w.actor("clerk")
    found = [row.pk for row in queries.similar(clerk, second)]
    assert found[0] == first.pk
    assert other.pk not in found
    make.do(w, "clerk", "group", suggestions=[first.pk, second.pk])
    make.do(w, "office", "assign", suggestion=first.pk, lead=w.unit("roads"))
    for _ in range(5):
        make.planned(w, make.assigned(w))
    meals = {"title": "关于增设养老食堂的建议", "body": "老人吃饭难，请每个社区办一个食堂。"}
    for _ in range(3):
        make.planned(w, make.assigned(w, separate=("police",), **meals), "police")
    assert [row.pk for row in queries.group_of(clerk, make.fresh(first))] == [second.pk]
    assert queries.group_of(w.actor("roads_clerk"), make.fresh(first)) == []
    assert queries.usual_units(second)[0][0] == w.unit("roads")
