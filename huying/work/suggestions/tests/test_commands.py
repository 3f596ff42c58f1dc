"""Drafting, examining, judging; double taps, stale forms, two at once (casework §9: 22–25, 27, 29, 30, 33–35)."""

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections, transaction

from huying.base.clocks import queries as clocks
from huying.base.ledger import queries as ledger
from huying.base.ledger.models import Audience
from huying.base.notices.models import Notice
from huying.base.search import queries as search
from huying.base.tallies import queries as tallies
from huying.field.voices import commands as voice_commands
from huying.field.voices import queries as voices
from huying.field.voices.tests import make as speak
from huying.kernel.actor import PUBLIC
from huying.kernel.errors import BadMove, Denied, HouseError, Invalid, Stale
from huying.work.suggestions import commands, rules
from huying.work.suggestions.models import CoSigner, Evaluation, Round, Suggestion, Task, TextVersion
from huying.work.suggestions.tests import make

pytestmark = pytest.mark.django_db
ALL = [audience.value for audience in Audience]


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """Run these acts at once, each on its own connection; what each came to: "done" or the refusal's class.

    SQLite has one writer at a time, so that there they run one after the other, as they would behind its lock.
    """
    found = [""] * len(acts)
    gate = threading.Barrier(len(acts))

    def run(index: int, act: Callable[[], Any], *, wait: bool) -> None:
        try:
            if wait:
                gate.wait(5)
            act()
            found[index] = "done"
        except (HouseError, IntegrityError) as refusal:
            found[index] = type(refusal).__name__
        finally:
            if wait:
                connections.close_all()

    if connection.vendor == "sqlite":
        for index, act in enumerate(acts):
            run(index, act, wait=False)
        return found
    threads = [threading.Thread(target=run, args=(i, act), kwargs={"wait": True}) for i, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return found


def test_draft_edit_sign_submit() -> None:
    w = make.world()
    case = make.start(w, cosigners=[w.persons["second"], w.persons["third"]])
    assert (case.state, case.version) == ("cosigning", 2)
    assert {clock.debtor for clock in clocks.open_of(case.subject)} == {
        f"person:{w.persons[name]}" for name in ("second", "third")
    }
    make.do(w, "second", "cosign", suggestion=case.pk, agree=True)
    make.do(w, "lead", "edit", suggestion=case.pk, title="关于修路的建议", body=make.BODY)
    assert CoSigner.objects.get(person=w.persons["second"]).state == "invited"
    make.do(w, "second", "cosign", suggestion=case.pk, agree=True)
    case = make.do(w, "lead", "submit", suggestion=case.pk)
    assert case.state == "submitted"
    assert [clock.kind for clock in clocks.open_of(case.subject)] == ["examine"]
    assert TextVersion.objects.get(suggestion=case).title == "关于修路的建议"
    assert search.find("suggestion", "修路") == [case.pk]


def test_29_one_refusal_is_no_dead_end() -> None:
    w = make.world()
    case = make.start(w, cosigners=[w.persons["second"]])
    make.do(w, "second", "cosign", suggestion=case.pk, agree=False)
    make.do(w, "lead", "invite", suggestion=case.pk, people=[w.persons["third"]])
    assert make.do(w, "lead", "submit", suggestion=case.pk).state == "submitted"
    assert Suggestion.objects.get(pk=case.pk).cosigners.filter(state="agreed").count() == 0


@pytest.mark.parametrize("people", [["clerk"], ["lead"], []])
def test_only_deputies_of_the_congress_are_invited(people: list[str]) -> None:
    w = make.world()
    case = make.start(w)
    with pytest.raises(Invalid):
        make.do(w, "lead", "invite", suggestion=case.pk, people=[w.persons[name] for name in people])


@pytest.mark.parametrize(
    ("field", "value"), [("title", " "), ("title", "长" * 81), ("body", ""), ("category", "nothing"), ("kind", "x")]
)
def test_bad_drafts_are_refused_at_their_field(field: str, value: str) -> None:
    w = make.world()
    with pytest.raises(Invalid) as refusal:
        make.start(w, **{field: value})
    assert refusal.value.field == field
    assert not Suggestion.objects.exists()


def test_revision_keeps_both_texts_and_refusal_of_filing_is_the_leaders() -> None:
    w = make.world()
    case = make.submitted(w)
    make.do(w, "clerk", "ask_revision", suggestion=case.pk, reason="several_matters", text="请一事一议")
    make.do(w, "lead", "edit", suggestion=case.pk, title="关于修路的建议", body=make.BODY)
    make.do(w, "lead", "submit", suggestion=case.pk)
    assert [text.title for text in TextVersion.objects.order_by("number")] == [make.TITLE, "关于修路的建议"]
    given = {"suggestion": case.pk, "reason": "consultation", "text": "属于政策咨询"}
    with pytest.raises(Denied):
        make.do(w, "clerk", "refuse_filing", **given)
    case = make.do(w, "leader", "refuse_filing", **given)
    assert (case.state, case.decision_code, case.number) == ("not_filed", "consultation", None)
    assert clocks.open_of(case.subject) == []


def test_35_numbers_have_no_hole_after_a_rollback() -> None:
    w = make.world()
    first, second = make.submitted(w), make.submitted(w)
    with pytest.raises(RuntimeError), transaction.atomic():
        make.do(w, "clerk", "file", suggestion=first.pk, category="transport")
        raise RuntimeError("the power goes out")
    with pytest.raises(Invalid):
        make.do(w, "clerk", "file", suggestion=first.pk, category="nothing")
    assert make.do(w, "clerk", "file", suggestion=second.pk, category="transport").number == 1
    assert make.do(w, "clerk", "file", suggestion=first.pk, category="transport").number == 2


@pytest.mark.django_db(transaction=True)
def test_35_numbers_taken_at_once_differ() -> None:
    w = make.world()
    cases = [make.submitted(w) for _ in range(3)]
    done = at_once(*(lambda c=c: make.do(w, "clerk", "file", suggestion=c.pk, category="transport") for c in cases))
    assert done == ["done"] * 3
    assert sorted(Suggestion.objects.values_list("number", flat=True)) == [1, 2, 3]


@pytest.mark.django_db(transaction=True)
def test_22_two_offices_assign_at_once() -> None:
    w = make.world()
    case = make.filed(w)
    acts = [
        lambda unit=unit: make.do(w, "office", "assign", suggestion=case.pk, version=case.version, lead=w.unit(unit))
        for unit in ("roads", "water")
    ]
    done = at_once(*acts)
    assert sorted(done) in (["BadMove", "done"], ["Stale", "done"])
    assert Round.objects.count() == 1
    assert Task.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_23_grouping_a_with_b_and_b_with_a_at_once() -> None:
    w = make.world()
    a, b = make.filed(w), make.filed(w)
    acts = [lambda pair=pair: make.do(w, "clerk", "group", suggestions=pair) for pair in ([a.pk, b.pk], [b.pk, a.pk])]
    assert at_once(*acts) == ["done", "done"]
    groups = set(Suggestion.objects.values_list("group", flat=True))
    assert len(groups) == 1
    assert None not in groups
    make.do(w, "clerk", "ungroup", suggestion=a.pk)
    assert (make.fresh(a).group_id, make.fresh(b).group_id is None) == (None, False)


@pytest.mark.django_db(transaction=True)
def test_24_a_double_tap_submits_once() -> None:
    w = make.world()
    case, tap = make.start(w), uuid.uuid4()
    acts = [lambda: make.do(w, "lead", "submit", suggestion=case.pk, version=case.version, command_id=tap)] * 2
    assert at_once(*acts) == ["done", "done"]
    assert TextVersion.objects.count() == 1
    assert make.fresh(case).version == 2


@pytest.mark.django_db(transaction=True)
def test_25_withdrawing_while_the_unit_sends() -> None:
    w = make.world()
    case = make.assigned(w)
    own = make.signed(w, case)
    done = at_once(
        lambda: make.do(w, "lead", "withdraw", suggestion=case.pk),
        lambda: make.do(w, "roads_clerk", "send", task=own.pk, number="8号"),
    )
    case = make.fresh(case)
    assert sorted(done) == ["BadMove", "done"]
    assert case.state == ("withdrawn" if done[0] == "done" else "answered")
    own.refresh_from_db()
    assert own.state == ("cancelled" if done[0] == "done" else "sent")


def test_withdrawal_ends_every_debt_and_tells_co_signers_and_units() -> None:
    w = make.world()
    case = make.assigned(w, "second", co=("police",))
    with pytest.raises(Denied):
        make.do(w, "second", "withdraw", suggestion=case.pk)
    case = make.do(w, "lead", "withdraw", suggestion=case.pk, reason="问题已经解决")
    assert case.state == "withdrawn"
    assert clocks.open_of(case.subject) == []
    told = set(Notice.objects.filter(verb="suggestion.withdrawn").values_list("person", flat=True))
    assert told == {w.persons[name] for name in ("second", "roads_clerk", "roads_head", "police_clerk", "police_head")}
    assert set(Task.objects.values_list("state", flat=True)) == {"cancelled"}


def test_27_an_evaluation_of_round_one_does_not_slip_into_round_two() -> None:
    w = make.world()
    case = make.judged(w, make.answered(w), "dissatisfied")
    make.do(w, "clerk", "call_meeting", suggestion=case.pk, kind="meeting", on=w.now.date(), place="联络站")
    make.do(w, "clerk", "record_meeting", suggestion=case.pk, on=w.now.date(), resolved=False, note="没有谈拢")
    case = make.do(w, "office", "assign_again", suggestion=case.pk, lead=w.unit("roads"))
    given = {"suggestion": case.pk, "attitude": "satisfied", "result": "satisfied"}
    with pytest.raises(BadMove):
        make.do(w, "lead", "evaluate", **given)
    make.sent(w, case)
    with pytest.raises(BadMove, match="第 1 轮"):
        make.do(w, "lead", "evaluate", round=1, **given)
    make.do(w, "lead", "evaluate", round=2, **given)
    assert list(Evaluation.objects.order_by("pk").values_list("round__number", "result")) == [
        (1, "dissatisfied"),
        (2, "satisfied"),
    ]


def test_an_evaluation_may_be_amended_until_the_seal_is_opened() -> None:
    w = make.world()
    case = make.answered(w, "second")
    given = {"suggestion": case.pk, "attitude": "satisfied"}
    with pytest.raises(Invalid):
        make.do(w, "lead", "evaluate", result="dissatisfied", **given)
    make.do(w, "lead", "evaluate", result="dissatisfied", reason="没有修", **given)
    make.do(w, "lead", "evaluate", result="satisfied", **given)
    with pytest.raises(BadMove, match="1 位代表没有测评"):
        make.do(w, "clerk", "close_evaluation", suggestion=case.pk)
    with pytest.raises(BadMove):
        make.do(w, "system", "close_evaluation", suggestion=case.pk)
    make.do(w, "second", "evaluate", result="basically_satisfied", **given)
    case = make.do(w, "clerk", "close_evaluation", suggestion=case.pk)
    assert (case.verdict, Evaluation.objects.get(person=w.persons["lead"]).amended) == ("satisfied", 1)
    with pytest.raises(BadMove):
        make.do(w, "lead", "evaluate", result="satisfied", **given)


def test_concluding_a_dissatisfied_case_waits_for_the_ladder() -> None:
    w = make.world()
    case = make.judged(w, make.answered(w), "dissatisfied")
    with pytest.raises(BadMove, match="下一步"):
        make.do(w, "clerk", "conclude", suggestion=case.pk)
    with pytest.raises(BadMove):
        make.do(w, "office", "assign_again", suggestion=case.pk, lead=w.unit("roads"))
    with pytest.raises(BadMove):
        make.do(w, "clerk", "call_meeting", suggestion=case.pk, kind="hearing", on=w.now.date(), place="联络站")


def test_30_a_refused_command_tells_nobody_and_writes_nothing() -> None:
    w = make.world()
    case = make.filed(w)
    before = (Notice.objects.count(), len(ledger.timeline(case.subject, ALL)), len(clocks.of(case.subject)))
    with pytest.raises(Invalid):
        make.do(w, "office", "assign", suggestion=case.pk, lead=w.unit("roads"), co=[w.unit("roads")])
    with pytest.raises(Stale):
        make.do(w, "office", "assign", suggestion=case.pk, lead=w.unit("roads"), version=1)
    after = (Notice.objects.count(), len(ledger.timeline(case.subject, ALL)), len(clocks.of(case.subject)))
    assert (before, make.fresh(case).state) == (after, "filed")


def test_33_the_log_replayed_gives_the_columns_and_the_counters() -> None:
    w = make.world()
    made = [
        make.judged(w, make.answered(w, outcome="B")),
        make.assigned(w, co=("police",)),
        make.do(w, "lead", "withdraw", suggestion=make.assigned(w).pk),
        make.assigned(w, separate=("roads", "water")),
    ]
    make.do(w, "clerk", "conclude", suggestion=made[0].pk)
    make.sent(w, made[1], opinions_missing="等不到")
    asked = make.task(w, make.assigned(w))
    make.do(w, "roads_head", "ask_return", task=asked.pk, reason="not_ours", text="三定")
    make.do(w, "office", "grant_return", task=asked.pk, new_unit=w.unit("water"))
    for case in Suggestion.objects.all():
        state, tasks = rules.replay(line.data for line in ledger.timeline(case.subject, ALL))
        rows = Task.objects.filter(suggestion=case).values_list("round__number", "unit", "state")
        moved = {f"{number}/{unit}": stood for number, unit, stood in rows}
        assert (state, tasks) == (case.state, moved)
    counted = {key: n for key, n in tallies.by_key("suggestion.state", w.region).items() if n}
    assert counted == {state: Suggestion.objects.filter(state=state).count() for state in counted}
    assert sum(counted.values()) == Suggestion.objects.count()
    by_unit = {key: n for key, n in tallies.by_key("task.unit_state", w.region).items() if n}
    assert sum(by_unit.values()) == Task.objects.count()


def test_34_writing_past_the_commands_is_refused_by_the_database() -> None:
    case = make.filed(make.world())
    for change in (
        {"state": "concluded"},
        {"version": 99},
        {"edition": "county@2020-01-01#00000000"},
        {"head": "0" * 64},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Suggestion.objects.filter(pk=case.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.cursor().execute("DELETE FROM suggestions_suggestion")


def test_the_database_keeps_one_lead_one_unit_one_open_round() -> None:
    w = make.world()
    case = make.assigned(w)
    own = make.task(w, case)
    for role, unit in (("lead", "water"), ("co", "roads")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Task.objects.create(
                suggestion=case, round=own.round, unit_id=w.unit(unit), role=role, offered_on=w.now.date()
            )
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.create(suggestion=case, number=2, assigned_on=w.now.date())


def test_a_suggestion_grows_out_of_voices_and_brings_them_home() -> None:
    county = speak.county()
    row = speak.voice(county)
    speak.do("register", county, row)
    deputy = county.actor("yunxi_deputy")
    with pytest.raises(Denied):
        commands.draft(actor=deputy, now=speak.NOW, region="430000", title=make.TITLE, body=make.BODY, voices=[row.uid])
    region = deputy.posts[0].region
    given = {"region": region, "title": make.TITLE, "body": make.BODY}
    case = commands.draft(actor=deputy, now=speak.NOW, voices=[row.uid], **given)
    row.refresh_from_db()
    assert (row.state, row.deputy) == ("raised", deputy.person)
    assert case.subject in ledger.family(row.subject)
    commands.discard(actor=deputy, now=speak.NOW, suggestion=case.pk)
    row.refresh_from_db()
    assert row.state == "triaged"
    assert voices.get_for(county.actor("yunxi_officer"), row.uid).exit == ""


def test_concluding_tells_the_citizen_behind_it_how_it_ended() -> None:
    w = make.world()
    station = speak.stations.station(make.TOWN, "云溪镇代表联络站", code="yunxi")
    given = {"channel": "qr", "station": station.pk, "text": "桥头村公路坑太多"}
    row = voice_commands.receive(actor=PUBLIC, now=w.now, **given)
    case = make.start(w, voices=[row.uid])
    for name, verb, more in (
        ("lead", "submit", {}),
        ("clerk", "file", {"category": "transport"}),
        ("office", "assign", {"lead": w.unit("roads")}),
    ):
        make.do(w, name, verb, suggestion=case.pk, **more)
    make.sent(w, case)
    make.judged(w, make.fresh(case))
    make.do(w, "clerk", "conclude", suggestion=case.pk)
    row.refresh_from_db()
    assert row.state == "reported"
