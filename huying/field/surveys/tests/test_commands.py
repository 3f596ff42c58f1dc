"""Writing, opening, answering, closing and publishing, through the commands."""

import copy
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from huying.base.ledger.models import Entry
from huying.base.ledger.tests.shared import shared
from huying.base.notices.models import Notice
from huying.field.surveys import commands, jobs, queries, sampling
from huying.field.surveys.commands.steps import questions_of
from huying.field.surveys.models import Roll, Sheet, Survey
from huying.field.surveys.rules import Condition
from huying.field.surveys.sampling import Listed
from huying.field.surveys.states import MACHINE
from huying.field.surveys.tests import make
from huying.field.surveys.tests.make import LAST, NOW, TODAY, do, later, say
from huying.kernel.actor import PUBLIC
from huying.kernel.errors import BadMove, Denied, HouseError, Invalid, Missing, Stale

pytestmark = pytest.mark.django_db


county_once = shared(make.county)


@pytest.fixture
def county(county_once: make.County) -> make.County:
    return copy.deepcopy(county_once)


@pytest.fixture
def full(county: make.County) -> make.County:
    return make.more_deputies(county, 12)


def fresh(row: Survey) -> Survey:
    return Survey.objects.get(pk=row.pk)


# ── the table ──


def test_the_table_is_sound() -> None:
    assert MACHINE.problems() == []


def in_state(county: make.County, state: str) -> Survey:
    row = make.closed(county) if state in ("closed", "published") else make.opened(county)
    if state == "draft":
        return make.written(county)
    if state in ("published", "void"):
        return do("publish" if state == "published" else "void", county, row)
    return row


ACTS: dict[str, Callable[[make.County, Survey], Any]] = {
    "edit": lambda c, r: do("edit", c, r, title="改名"),
    "open": lambda c, r: do("open_survey", c, r),
    "answer": lambda c, r: say(r),
    "extend": lambda c, r: do("extend", c, r, closes_on=make.day(20)),
    "close": lambda c, r: do("close_survey", c, r),
    "choose": lambda c, r: do("choose", c, r, question="q5", shown=[], among=[]),
    "publish": lambda c, r: do("publish", c, r),
    "void": lambda c, r: do("void", c, r),
}


@pytest.mark.parametrize("state", MACHINE.states)
def test_every_verb_in_every_state(county: make.County, state: str) -> None:
    row = in_state(county, state)
    for verb, act in ACTS.items():
        if not MACHINE.may(state, verb):
            with pytest.raises(BadMove):
                act(county, row)
    assert fresh(row).state == state
    for verb in MACHINE.moves(state):
        if verb in ACTS:
            act(county, in_state(county, state))


def test_only_the_asking_desk(county: make.County) -> None:
    for who, region in (("yunxi_officer", make.YUNXI), ("yunxi_deputy", make.YUNXI), ("yunxi_clerk", make.COUNTY)):
        with pytest.raises(Denied):
            make.draft(county, who, region)
    row = make.draft(county, "finance_clerk")
    for who in ("county_clerk", "yunxi_clerk", "chair", "yunxi_officer"):
        with pytest.raises(Denied):
            do("edit", county, row, who, title="改名")
    assert do("edit", county, row, "finance_clerk", title="财经问卷").title == "财经问卷"
    assert make.draft(county, "yunxi_clerk", make.YUNXI).region == make.YUNXI


def test_who_sees_it_at_the_desk(county: make.County) -> None:
    row = make.opened(county)
    sees = {
        who
        for who in ("county_clerk", "finance_clerk", "chair", "yunxi_clerk", "yunxi_officer")
        if _sees(county, who, row)
    }
    assert sees == {"county_clerk"}
    do("close_survey", county, row)
    assert _sees(county, "chair", row) and not _sees(county, "yunxi_clerk", row)


def _sees(county: make.County, who: str, row: Survey) -> bool:
    actor = county.actor(who)
    listed = queries.visible_to(actor).filter(pk=row.pk).exists()
    try:
        queries.get_for(actor, row.uid)
    except Missing:
        assert not listed
        return False
    assert listed
    return True


# ── drafting ──


def test_what_a_draft_may_not_say(county: make.County) -> None:
    for given in (
        {"title": "  "},
        {"title": "字" * 61},
        {"audience": "everybody"},
        {"closes_on": make.day(-1)},
        {"named": True},
    ):
        with pytest.raises(Invalid):
            make.draft(county, **given)


def test_questions_are_written_moved_and_taken_out(county: make.County) -> None:
    row = make.written(county)
    assert [each.code for each in questions_of(row)] == ["q1", "q2", "q3", "q4", "q5", "q6"]
    row = do("move_question", county, row, question="q6", up=True)
    row = do("remove_question", county, row, question="q5")
    row = do("edit_question", county, row, question="q4", text="几口人？")
    assert [each.text for each in questions_of(row)][3:] == ["几口人？", "哪天方便来看看？"]
    row = do("add_question", county, row, kind="text", text="还有吗")
    assert questions_of(row)[-1].code == "q7"


def test_nothing_may_hang_on_what_is_gone(county: make.County) -> None:
    row = make.written(county)
    for verb, given in (
        ("remove_question", {"question": "q1"}),
        ("move_question", {"question": "q1", "up": False}),
        ("edit_question", {"question": "q1", "options": ["常去", "偶尔去"]}),
        ("edit_question", {"question": "q1", "when": Condition("q3", "is", "5")}),
        ("add_question", {"kind": "text", "text": "为什么", "when": Condition("q9", "is", "o1")}),
        ("edit_question", {"question": "q99", "text": "没有这题"}),
    ):
        with pytest.raises(HouseError):
            do(verb, county, row, **given)
    assert fresh(row).version == row.version


def test_it_opens_only_when_it_can_be_answered(county: make.County) -> None:
    empty = make.draft(county)
    with pytest.raises(BadMove, match="还没有题目"):
        do("open_survey", county, empty)
    with pytest.raises(BadMove, match="截止日"):
        do("open_survey", county, make.written(county), now=later(30))
    with pytest.raises(BadMove, match="没有抽样"):
        do("open_survey", county, make.written(county, audience="sample"))
    with pytest.raises(BadMove, match="没有在任代表"):
        do("open_survey", county, make.written(county, audience="deputies"))


def test_a_stale_form_is_told(county: make.County) -> None:
    row = make.written(county)
    do("edit", county, row, title="新的名称")
    with pytest.raises(Stale):
        do("open_survey", county, row, version=row.version)


# ── the sample ──


def test_a_sample_is_drawn_again_from_what_is_public(full: make.County) -> None:
    row = make.written(full, audience="sample")
    for size in (0, 4, 13):
        with pytest.raises(Invalid):
            do("draw", full, row, size=size)
    row = do("draw", full, row, size=6, seed=" 88 46 ")
    listed = queries.frame(row)
    assert len(listed) == 12 and row.asked == 6 and row.seed == "88 46"
    again = sampling.draw([Listed(ident, place) for ident, place, _, _ in listed], 6, row.seed)
    assert again == {ident for ident, _, _, drawn in listed if drawn}
    assert Counter(place for _, place, _, drawn in listed if drawn) == {make.YUNXI: 4, make.SHIQIAO: 2}
    (line,) = Entry.objects.filter(subject=row.subject, verb="survey.drawn")
    assert line.data["frame"] == sampling.fingerprint([Listed(ident, place) for ident, place, _, _ in listed])
    row = do("draw", full, row, size=5)
    assert len(row.seed) == 16 and Roll.objects.filter(survey=row, drawn=True).count() == 5
    row = do("edit", full, row, audience="deputies")
    assert (row.seed, row.asked, Roll.objects.filter(survey=row).count()) == ("", 0, 0)
    with pytest.raises(Invalid):
        do("draw", full, row, size=5)


def test_only_those_drawn_answer_and_each_once(full: make.County) -> None:
    row = make.opened(full, audience="sample")
    drawn = set(Roll.objects.filter(survey=row, drawn=True).values_list("person", flat=True))
    actors = [full.actor(f"deputy{n}") for n in range(12)]
    told = set(Notice.objects.filter(verb="survey.opened").values_list("person", flat=True))
    assert told == drawn
    for actor in actors:
        assert (row in queries.todo_for(actor, TODAY)) is (actor.person in drawn)
        if actor.person in drawn:
            assert say(row, actor=actor) and not say(row, {"q1": ["o2"]}, actor=actor)
            assert queries.todo_for(actor, TODAY) == []
        else:
            with pytest.raises(Missing):
                say(row, actor=actor)
    for actor in (PUBLIC, full.actor("county_clerk")):
        with pytest.raises(Missing):
            say(row, actor=actor)
    assert fresh(row).answered == Sheet.objects.filter(survey=row).count() == 5


def test_those_who_have_not_answered_are_reminded_once_a_day(full: make.County) -> None:
    row = make.opened(full, audience="deputies")
    say(row, actor=full.actor("deputy0"))
    for _ in range(2):
        row = do("remind", full, row)
    assert Notice.objects.filter(verb="survey.reminded").count() == 11
    assert not Notice.objects.filter(verb="survey.reminded", person=full.actor("deputy0").person).exists()
    line = Entry.objects.filter(subject=row.subject, verb="survey.reminded").first()
    assert line is not None and line.data == {"left": 11}
    with pytest.raises(BadMove):
        do("remind", full, make.opened(full))


# ── answering ──


def test_a_browser_answers_once(county: make.County) -> None:
    row = make.opened(county)
    assert say(row, token="a") and not say(row, {"q1": ["o3"]}, token="a") and say(row, token="b")
    assert fresh(row).answered == 2
    with pytest.raises(Invalid):
        commands.answer(actor=PUBLIC, now=NOW, survey=row.pk, answers=make.ANSWERS)


def test_what_is_refused_leaves_nothing(county: make.County) -> None:
    row = make.opened(county)
    for answers in (
        {},
        {"q1": ["o9"]},
        {"q1": ["o1", "o2"]},
        {"q3": ["4"]},
        {"q1": ["o1"], "q99": ["x"]},
        {"q1": ["o1"], "q3": ["6"]},
        {"q1": ["o1"], "q5": ["字" * 501]},
    ):
        with pytest.raises(Invalid):
            say(row, answers, token="a")
    assert not Sheet.objects.exists() and not Roll.objects.exists()
    assert say(row, {"q1": ["o1"], "q2": ["o1"]}, token="a")
    assert Sheet.objects.get().answers == {"q1": ["o1"]}


def test_before_and_after_its_days_nobody_answers(county: make.County) -> None:
    row = make.opened(county, opens_on=make.day(2))
    with pytest.raises(BadMove, match="2026-11-20"):
        say(row)
    assert say(row, now=later(2)) and say(row, now=later(10))
    with pytest.raises(BadMove, match="截止"):
        say(row, now=later(11))
    do("extend", county, row, closes_on=make.day(12))
    assert say(row, now=later(11))
    for when in (LAST, make.day(12)):
        with pytest.raises(Invalid):
            do("extend", county, row, closes_on=when)


def test_the_tick_closes_what_is_over_once(county: make.County) -> None:
    row, other = make.opened(county), make.opened(county, closes_on=make.day(11))
    assert jobs.close_due(later(10)) == 0
    assert jobs.close_due(later(11)) == 1
    assert jobs.close_due(later(11)) == 0
    assert (fresh(row).state, fresh(other).state) == ("closed", "open")
