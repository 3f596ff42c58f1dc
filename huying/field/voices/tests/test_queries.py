"""Who sees what: the rows of ``visible_to`` and the answer of ``permissions`` are the same thing."""

import copy

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.base.ledger.tests.shared import shared
from huying.field.voices import permissions, queries
from huying.field.voices.commands.steps import facts_of
from huying.field.voices.models import Voice
from huying.field.voices.states import ACTS, MACHINE, STATES
from huying.field.voices.tests import make
from huying.kernel.actor import CITIZEN, PUBLIC
from huying.kernel.errors import Denied, Missing

pytestmark = pytest.mark.django_db
CAST = [
    "yunxi_officer", "yunxi_clerk", "yunxi_deputy", "yunxi_town_unit", "traffic_unit",
    "county_clerk", "shiqiao_officer", "shiqiao_clerk", "shiqiao_deputy",
]  # fmt: skip


county_once = shared(make.county)


@pytest.fixture
def county(county_once: make.County) -> make.County:
    return copy.deepcopy(county_once)


def test_rows_and_rights_agree_for_everybody_in_every_state(county: make.County) -> None:
    for state in STATES:
        make.voice_in(county, state)
    make.do("publish", county, make.voice(county))
    rows = list(Voice.objects.select_related("station"))
    for actor in [PUBLIC, *(county.actor(name) for name in CAST)]:
        seen = set(queries.visible_to(actor).values_list("pk", flat=True))
        assert seen == {row.pk for row in rows if permissions.may_read(actor, facts_of(row))}, actor.name
        for row in rows:
            if row.pk in seen:
                assert queries.get_for(actor, row.uid) == row
            else:
                with pytest.raises(Missing):
                    queries.get_for(actor, row.uid)


def test_the_matrix_of_one_referred_voice(county: make.County) -> None:
    row = make.voice_in(county, "referred", contact="王大姐")
    readers = {name for name in CAST if row in queries.visible_to(county.actor(name))}
    assert readers == {"yunxi_officer", "yunxi_clerk", "yunxi_deputy", "yunxi_town_unit", "county_clerk"}
    row = queries.get_for(county.actor("yunxi_officer"), row.uid)
    names = {name for name in readers if queries.contact_for(county.actor(name), row)}
    assert names == {"yunxi_officer", "yunxi_clerk"}
    assert row not in queries.visible_to(PUBLIC)


def test_the_unit_sees_the_person_when_the_citizen_agreed(county: make.County) -> None:
    row = make.voice_in(county, "referred", contact="王大姐", share_contact=True)
    unit = county.actor("yunxi_town_unit")
    assert queries.contact_for(unit, queries.get_for(unit, row.uid)).name == "王大姐"
    make.do("unit_return", county, row, "yunxi_town_unit", reason="不属于本单位")
    with pytest.raises(Missing):
        queries.get_for(unit, row.uid)


def test_strangers_and_nonsense_get_the_same_answer(county: make.County) -> None:
    row = make.voice(county)
    for actor, uid in ((PUBLIC, row.uid), (PUBLIC, "nonsense"), (county.actor("shiqiao_clerk"), row.uid)):
        with pytest.raises(Missing) as refusal:
            queries.get_for(actor, uid)
        assert refusal.value.text == queries.GONE


def test_buttons_are_what_the_commands_allow(county: make.County) -> None:
    for state in STATES:
        row = Voice.objects.select_related("station").get(pk=make.voice_in(county, state).pk)
        for actor in [PUBLIC, CITIZEN, *(county.actor(name) for name in CAST)]:
            offered = {verb.name for verb in queries.verbs_for(actor, row) if verb.allowed}
            assert offered == {verb for verb in ACTS if _may(actor, row, verb)}, (state, actor)


def _may(actor, row: Voice, verb: str) -> bool:
    try:
        permissions.check(verb, actor, facts_of(row))
    except Denied:
        return False
    return MACHINE.may(row.state, verb) and not (verb == "unit_accept" and row.accepted)


def test_grey_buttons_say_why(county: make.County) -> None:
    shy = make.voice_in(county, "referred", publish=False)
    grey = {v.name: v.reason for v in queries.verbs_for(county.actor("yunxi_officer"), shy) if not v.allowed}
    assert set(grey) == {"report_back", "publish"} and all(grey.values())


def test_consequences_say_the_playbooks_days(county: make.County) -> None:
    row = make.voice(county)
    refer = next(v for v in queries.verbs_for(county.actor("yunxi_officer"), row) if v.name == "refer")
    assert "工作日" in refer.consequence and "%(" not in refer.consequence


@pytest.mark.parametrize("state", STATES)
def test_one_sentence_says_whose_turn_it_is(county: make.County, state: str) -> None:
    row = make.voice_in(county, state)
    for citizen in (False, True):
        turn = queries.turn_of(row, make.TODAY, citizen=citizen)
        assert "%(" not in str(turn)
        owed = state in ("received", "triaged", "referred", "answered")
        assert (turn.clock is not None) is owed and ("到期" in str(turn)) is owed
        assert (turn.deadline is not None and bool(turn.deadline.steps)) is owed


def test_the_citizens_timeline_shows_public_lines_only(county: make.County) -> None:
    row = make.voice_in(county, "referred")
    make.do("unit_return", county, row, "yunxi_town_unit", reason="内部意见：不想办")
    told = queries.timeline(row, ["public"], citizen=True)
    assert not any("内部意见" in line.note for line in told) and told[0].text.startswith("您说了这件事")
    desk = queries.timeline(row, ["public", "parties"])
    assert any("内部意见" in line.note for line in desk) and desk[-1].state == "now"


def test_what_is_owed(county: make.County) -> None:
    rows = [make.voice(county), make.voice_in(county, "referred")]
    (mine,) = queries.todo_for(county.actor("yunxi_officer"), make.TODAY)
    assert mine.voice == rows[0] and mine.title and mine.url == f"/desk/voices/{rows[0].uid}"
    assert {todo.voice.pk for todo in queries.todo_for(county.actor("yunxi_town_unit"), make.TODAY)} == {rows[1].pk}
    assert queries.todo_for(county.actor("shiqiao_officer"), make.TODAY) == []
    assert queries.todo_for(PUBLIC, make.TODAY) == []


def test_late_ones_are_pressing(county: make.County) -> None:
    row = make.voice(county)
    for name in ("yunxi_officer", "yunxi_clerk", "county_clerk"):
        (due,) = queries.pressing(county.actor(name), make.later(60).date()).items()
        assert due[0] == row.pk and due[1] < make.later(60).date()
    assert queries.pressing(county.actor("shiqiao_clerk"), make.later(60).date()) == {}


def test_counts_come_with_what_one_has_in_hand(county: make.County) -> None:
    row = make.voice_in(county, "triaged")
    make.voice(county)
    officer, clerk = county.actor("yunxi_officer"), county.actor("yunxi_clerk")
    assert queries.counts(officer)["mine"] == 1 and queries.counts(clerk)["mine"] == 0
    make.do("answer", county, row, "yunxi_clerk", text="已经换好")
    assert queries.counts(officer)["mine"] == 0 and queries.counts(clerk)["mine"] == 1
    make.do("confirm", county, row, "citizen", verdict="solved")
    assert queries.counts(clerk)["mine"] == 0
    assert Voice.objects.get(pk=row.pk).officer is None


def test_similar_ones_are_shown_to_whom_they_may_be(county: make.County) -> None:
    row = make.voice(county)
    text = "桥头小学门口路灯坏了好几天，放学很黑"
    assert queries.similar(text, make.YUNXI, make.TODAY, county.actor("yunxi_officer")) == [row]
    assert queries.similar(text, make.YUNXI, make.TODAY, PUBLIC) == []
    make.do("publish", county, row)
    assert queries.similar(text, make.YUNXI, make.TODAY, PUBLIC) == [row]
    assert queries.similar(text, make.YUNXI, make.TODAY, county.actor("yunxi_officer"), but=row.pk) == []


def test_a_usual_unit_comes_with_its_reason(county: make.County) -> None:
    for n in range(4):
        row = make.voice(county, text=f"村口第 {n} 盏路灯不亮")
        make.do("refer", county, row, unit=county.organs["yunxi_town"].pk)
        make.do("unit_accept", county, row, "yunxi_town_unit")
    (usual, *_) = queries.suggested_units(make.voice(county, text="路灯不亮"))
    assert usual.unit == county.organs["yunxi_town"].pk and usual.reason


def test_a_voice_is_sent_with_few_statements(county: make.County) -> None:
    make.voice(county)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        make.voice(county, contact="王大姐", phone="13800000000")
    assert len(seen) <= 10, [query["sql"][:80] for query in seen]
