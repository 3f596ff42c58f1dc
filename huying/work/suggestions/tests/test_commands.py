"""Drafting, examining, judging; double taps, stale forms, two at once (casework §9: 22–25, 27, 29, 30, 33–35)."""

import copy

import pytest
from django.db import IntegrityError, connection, transaction

from huying.base.clocks import queries as clocks
from huying.base.ledger import queries as ledger
from huying.base.ledger.models import Audience
from huying.base.ledger.tests.shared import shared
from huying.base.notices.models import Notice
from huying.base.search import queries as search
from huying.base.tallies import queries as tallies
from huying.field.voices import commands as voice_commands
from huying.field.voices.tests import make as speak
from huying.kernel.actor import PUBLIC
from huying.kernel.errors import BadMove, Denied, Invalid, Stale
from huying.work.suggestions import rules
from huying.work.suggestions.models import CoSigner, Evaluation, Round, Suggestion, Task, TextVersion
from huying.work.suggestions.tests import make

pytestmark = pytest.mark.django_db
ALL = [audience.value for audience in Audience]


w_once = shared(make.world)


@pytest.fixture
def w(w_once: make.World) -> make.World:
    return copy.deepcopy(w_once)


def test_draft_edit_sign_submit(w: make.World) -> None:
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


def test_29_one_refusal_is_no_dead_end(w: make.World) -> None:
    case = make.start(w, cosigners=[w.persons["second"]])
    make.do(w, "second", "cosign", suggestion=case.pk, agree=False)
    make.do(w, "lead", "invite", suggestion=case.pk, people=[w.persons["third"]])
    assert make.do(w, "lead", "submit", suggestion=case.pk).state == "submitted"
    assert Suggestion.objects.get(pk=case.pk).cosigners.filter(state="agreed").count() == 0


@pytest.mark.parametrize("people", [["clerk"], ["lead"], []])
def test_only_deputies_of_the_congress_are_invited(w: make.World, people: list[str]) -> None:
    case = make.start(w)
    with pytest.raises(Invalid):
        make.do(w, "lead", "invite", suggestion=case.pk, people=[w.persons[name] for name in people])


@pytest.mark.parametrize(
    ("field", "value"), [("title", " "), ("title", "长" * 81), ("body", ""), ("category", "nothing"), ("kind", "x")]
)
def test_bad_drafts_are_refused_at_their_field(w: make.World, field: str, value: str) -> None:
    with pytest.raises(Invalid) as refusal:
        make.start(w, **{field: value})
    assert refusal.value.field == field
    assert not Suggestion.objects.exists()


def test_revision_keeps_both_texts_and_refusal_of_filing_is_the_leaders(w: make.World) -> None:
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


def test_35_numbers_have_no_hole_after_a_rollback(w: make.World) -> None:
    first, second = make.submitted(w), make.submitted(w)
    with pytest.raises(RuntimeError), transaction.atomic():
        make.do(w, "clerk", "file", suggestion=first.pk, category="transport")
        raise RuntimeError("the power goes out")
    with pytest.raises(Invalid):
        make.do(w, "clerk", "file", suggestion=first.pk, category="nothing")
    assert make.do(w, "clerk", "file", suggestion=second.pk, category="transport").number == 1
    assert make.do(w, "clerk", "file", suggestion=first.pk, category="transport").number == 2


def test_withdrawal_ends_every_debt_and_tells_co_signers_and_units(w: make.World) -> None:
    case = make.assigned(w, "second", co=("police",))
    with pytest.raises(Denied):
        make.do(w, "second", "withdraw", suggestion=case.pk)
    case = make.do(w, "lead", "withdraw", suggestion=case.pk, reason="问题已经解决")
    assert case.state == "withdrawn"
    assert clocks.open_of(case.subject) == []
    told = set(Notice.objects.filter(verb="suggestion.withdrawn").values_list("person", flat=True))
    assert told == {w.persons[name] for name in ("second", "roads_clerk", "roads_head", "police_clerk", "police_head")}
    assert set(Task.objects.values_list("state", flat=True)) == {"cancelled"}


def test_27_an_evaluation_of_round_one_does_not_slip_into_round_two(w: make.World) -> None:
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


def test_an_evaluation_may_be_amended_until_the_seal_is_opened(w: make.World) -> None:
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


def test_concluding_a_dissatisfied_case_waits_for_the_ladder(w: make.World) -> None:
    case = make.judged(w, make.answered(w), "dissatisfied")
    with pytest.raises(BadMove, match="下一步"):
        make.do(w, "clerk", "conclude", suggestion=case.pk)
    with pytest.raises(BadMove):
        make.do(w, "office", "assign_again", suggestion=case.pk, lead=w.unit("roads"))
    with pytest.raises(BadMove):
        make.do(w, "clerk", "call_meeting", suggestion=case.pk, kind="hearing", on=w.now.date(), place="联络站")


def test_30_a_refused_command_tells_nobody_and_writes_nothing(w: make.World) -> None:
    case = make.filed(w)
    before = (Notice.objects.count(), len(ledger.timeline(case.subject, ALL)), len(clocks.of(case.subject)))
    with pytest.raises(Invalid):
        make.do(w, "office", "assign", suggestion=case.pk, lead=w.unit("roads"), co=[w.unit("roads")])
    with pytest.raises(Stale):
        make.do(w, "office", "assign", suggestion=case.pk, lead=w.unit("roads"), version=1)
    after = (Notice.objects.count(), len(ledger.timeline(case.subject, ALL)), len(clocks.of(case.subject)))
    assert (before, make.fresh(case).state) == (after, "filed")


def test_33_the_log_replayed_gives_the_columns_and_the_counters(w: make.World) -> None:
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


def test_34_writing_past_the_commands_is_refused_by_the_database(w: make.World) -> None:
    case = make.filed(w)
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


def test_the_database_keeps_one_lead_one_unit_one_open_round(w: make.World) -> None:
    case = make.assigned(w)
    own = make.task(w, case)
    for role, unit in (("lead", "water"), ("co", "roads")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Task.objects.create(
                suggestion=case, round=own.round, unit_id=w.unit(unit), role=role, offered_on=w.now.date()
            )
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.create(suggestion=case, number=2, assigned_on=w.now.date())


def test_concluding_tells_the_citizen_behind_it_how_it_ended(w: make.World) -> None:
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
