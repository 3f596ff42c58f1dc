"""What the station asks, checks and asks again, through commands: who may, what clocks do, who reads it."""

import copy
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from huying.base.clocks import queries as clocks
from huying.base.ledger.tests.shared import shared
from huying.base.organs import commands as organs
from huying.base.papers import queries as papers
from huying.field.voices import commands, jobs, queries
from huying.field.voices.models import Voice
from huying.field.voices.tests import make
from huying.field.voices.tests.test_commands import PNG
from huying.kernel.actor import CITIZEN, PUBLIC, SYSTEM
from huying.kernel.errors import BadMove, Denied, Invalid
from huying.playbooks.schema import CheckRequired, Revisiting

pytestmark = pytest.mark.django_db
OURS = """extends = "county"
id = "ours"
name = "我县办法"
effective = 2026-01-01
[voices]
asking = { days = 5, pauses = true }
check_required = { exits = ["unit"] }
revisits = { days = [28, 90], tries = 2 }
"""

county_once = shared(make.county)


@pytest.fixture
def county(county_once: make.County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> make.County:
    (tmp_path / "ours.toml").write_text(OURS, "utf-8")
    monkeypatch.setenv("HUYING_PLAYBOOKS", str(tmp_path))
    organs.adopt_playbook(actor=SYSTEM, now=make.NOW, region=make.COUNTY, playbook="ours", since=date(2026, 1, 1))
    return copy.deepcopy(county_once)


def _photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.png", PNG, "image/png")


def _texts(row: Voice, *, citizen: bool = True) -> list[str]:
    return [line.text for line in queries.timeline(row, ["public"], citizen=citizen)]


# ── asking ──


def test_the_station_asks_and_the_citizen_answers(county: make.County) -> None:
    row = make.voice(county)
    asked = make.do("ask", county, row, text="是东头的路灯还是西头的？")
    assert (asked.state, asked.waits_until) == ("triaged", make.TODAY + timedelta(days=5))
    assert queries.counts(county.actor("yunxi_officer"))["asking"] == 1
    told = queries.timeline(asked, ["public"], citizen=True)[-1]
    assert told.note == "是东头的路灯还是西头的？" and "想请您补充" in told.text
    assert "请反映人补充" not in str(_texts(asked, citizen=False))
    done = make.do("add_words", county, asked, "citizen", make.later(1), text="东头的")
    assert done.waits_until is None and queries.counts(county.actor("yunxi_officer"))["asking"] == 0
    assert _texts(done)[-1] == "您回答了联络站的问题" and len(_texts(done, citizen=False)) == 1
    make.do("ask", county, done, text="几盏？")


def test_what_the_officer_heard_on_the_phone_answers_too(county: make.County) -> None:
    row = make.do("ask", county, make.voice(county), text="哪一盏？")
    done = make.do("add_words", county, row, text="打过电话，说是东头的")
    assert done.waits_until is None and _texts(done, citizen=False)[-1] != "您回答了联络站的问题"


def test_the_stations_clock_gets_the_days_it_waits_once(county: make.County) -> None:
    row = make.do("register", county, make.voice(county))
    before = clocks.open_of(row.subject)[0].due
    make.do("ask", county, row, text="哪一盏？")
    after = clocks.open_of(row.subject)[0]
    assert after.due >= before + timedelta(days=5) and after.extensions.count() == 1
    make.do("stop_waiting", county, row)
    make.do("ask", county, row, text="究竟哪一盏？")
    assert clocks.open_of(row.subject)[0].due == after.due


@pytest.mark.parametrize("who", ["yunxi_town_unit", "shiqiao_officer", "yunxi_deputy", "citizen"])
def test_only_the_keeper_asks(county: make.County, who: str) -> None:
    row = make.voice_in(county, "referred")
    with pytest.raises(Denied):
        make.do("ask", county, row, who, text="？")


def test_a_question_is_asked_one_at_a_time_and_only_while_it_is_worked_on(county: make.County) -> None:
    row = make.do("ask", county, make.voice_in(county, "referred"), text="哪一盏？")
    assert row.state == "referred"
    with pytest.raises(Denied, match="已经问过"):
        make.do("ask", county, row, text="再问一次")
    with pytest.raises(Invalid):
        make.do("ask", county, make.voice(county), text=" ")
    with pytest.raises(BadMove):
        make.do("ask", county, make.voice_in(county, "reported"), text="？")


def test_when_nobody_answers_the_officer_is_told_and_goes_on(county: make.County) -> None:
    row = make.do("ask", county, make.voice(county), text="哪一盏？")
    assert jobs.stop_waiting(make.later(5)) == 0
    assert jobs.stop_waiting(make.later(6)) == 1
    row.refresh_from_db()
    assert row.waits_until is None and "接着办" in _texts(row)[-1]
    assert jobs.stop_waiting(make.later(6)) == 0
    with pytest.raises(Denied):
        make.do("stop_waiting", county, row)


def test_a_question_ends_with_what_the_station_decides(county: make.County) -> None:
    row = make.do("ask", county, make.voice(county), text="哪一盏？")
    assert make.do("answer", county, row, text="都换了").waits_until is None
    assert queries.counts(county.actor("yunxi_officer"))["asking"] == 0


# ── checking on site ──


def test_where_the_playbook_says_so_nobody_is_told_before_it_was_checked(county: make.County) -> None:
    row = make.voice_in(county, "answered")
    officer = county.actor("yunxi_officer")
    verbs = {verb.name: verb for verb in queries.verbs_for(officer, row)}
    assert not verbs["report_back"].allowed and "现场核查" in verbs["report_back"].reason and verbs["check"].allowed
    with pytest.raises(Denied, match="现场核查"):
        make.do("report_back", county, row, text="换好了")
    with pytest.raises(Invalid):
        make.do("check", county, row, found="partly", text="")
    with pytest.raises(Invalid):
        make.do("check", county, row, found="perhaps", text="看了")
    checked = make.do(
        "check", county, row, now=make.later(1), found="partly", text="东头亮了", photos=[_photo()], on=make.TODAY
    )
    assert (checked.state, checked.checked, checked.photos) == ("answered", "partly", 1)
    assert _texts(checked)[-1].startswith("联络站现场核查：办好了一部分（补登")
    assert "核查" not in str(_texts(checked, citizen=False))
    assert [paper.kind for paper in papers.of(checked.subject, ["parties"])] == ["check"]
    assert papers.of(checked.subject, ["public"]) == []
    assert make.do("report_back", county, checked, text="东头换好了").state == "reported"


def test_a_new_answer_of_the_unit_is_checked_anew(county: make.County) -> None:
    row = make.do("check", county, make.voice_in(county, "answered"), found="not_solved", text="还是黑的")
    make.do("send_back", county, row, reason="没有换")
    assert make.do("unit_answer", county, row, "yunxi_town_unit", text="这回换了").checked == ""
    for who in ("yunxi_town_unit", "shiqiao_officer", "yunxi_deputy"):
        with pytest.raises(Denied):
            make.do("check", county, row, who, found="solved")


def test_a_check_may_be_left_out_elsewhere() -> None:
    assert not CheckRequired().needed("unit", "roads")
    assert CheckRequired(exits=("unit",)).needed("unit", "")
    assert CheckRequired(categories=("roads",)).needed("unit", "roads")
    assert not CheckRequired(categories=("roads",)).needed("unit", "")


# ── return visits ──


def _ended(county: make.County, verdict: str = "solved") -> Voice:
    row = make.do("answer", county, make.voice(county, phone="13800000000"), text="换好了")
    return make.do("confirm", county, row, "citizen", verdict=verdict)


def _visited(county: make.County, days: int = 28) -> Voice:
    row = _ended(county)
    assert jobs.ask_again(make.later(days)) == 1
    row.refresh_from_db()
    return row


def _counted(county: make.County) -> dict[str, int]:
    return queries.visits(county.yunxi.pk, make.YUNXI)


def test_four_weeks_later_the_citizen_is_asked_again(county: make.County) -> None:
    row = _ended(county)
    assert row.revisit_on == make.TODAY + timedelta(days=28)
    assert jobs.ask_again(make.later(27)) == 0
    with pytest.raises(Denied):
        make.do("revisit", county, row, "citizen", outcome="solved")
    assert jobs.ask_again(make.later(28)) == 1 and jobs.ask_again(make.later(28)) == 0
    row.refresh_from_db()
    assert row.visiting and queries.counts(county.actor("yunxi_officer"))["visiting"] == 1
    done = make.do("revisit", county, row, "citizen", make.later(29), outcome="solved", reason="一直亮着")
    assert (done.state, done.verdict, done.visiting) == ("closed", "solved", False)
    assert done.revisit_on == make.TODAY + timedelta(days=29 + 62)
    assert queries.counts(county.actor("yunxi_officer"))["visiting"] == 0
    assert _counted(county) == {"asked": 1, "reached": 1, "solved": 1, "unreached": 0}
    assert not {"voice.visit_due", "voice.visited"} & {x.verb for x in queries.timeline(done, ["public"])}


def test_not_solved_any_more_takes_it_up_again(county: make.County) -> None:
    row = make.do("revisit", county, _visited(county), "citizen", make.later(28), outcome="not_solved", reason="又黑了")
    assert (row.state, row.reopened, row.visiting, row.revisit_on) == ("triaged", 1, False, None)
    assert {clock.kind for clock in clocks.open_of(row.subject)} == {"revisit"}
    assert _counted(county)["reached"] == 1 and _counted(county)["solved"] == 0


def test_the_officer_phones_and_gives_up_after_so_many_calls(county: make.County) -> None:
    row, now = _visited(county), make.later(28)
    with pytest.raises(Invalid, match="才能记为未能联系"):
        make.do("revisit", county, row, now=now, outcome="given_up")
    for tries in (1, 2):
        row = make.do(
            "revisit", county, row, now=now, outcome="no_answer", on=make.TODAY + timedelta(days=27 + tries - 1)
        )
        assert (row.tries, row.visiting) == (tries, True)
    row = make.do("revisit", county, row, now=now, outcome="given_up")
    assert not row.visiting and row.verdict == "solved"
    assert _counted(county) == {"asked": 1, "reached": 0, "solved": 0, "unreached": 1}


def test_what_was_heard_on_the_phone_says_so(county: make.County) -> None:
    row = make.do("revisit", county, _visited(county), now=make.later(28), outcome="partly")
    assert _texts(row)[-1] == "回访，您说：解决了一部分" and row.verdict == "partly"


@pytest.mark.parametrize("outcome", ["no_answer", "given_up", "perhaps", ""])
def test_a_citizen_says_only_what_a_citizen_says(county: make.County, outcome: str) -> None:
    with pytest.raises(Invalid):
        make.do("revisit", county, _visited(county), "citizen", make.later(28), outcome=outcome)


def test_nobody_else_answers_a_return_visit(county: make.County) -> None:
    row = _visited(county)
    for who in ("shiqiao_officer", "yunxi_town_unit", "yunxi_deputy"):
        with pytest.raises(Denied):
            make.do("revisit", county, row, who, make.later(28), outcome="solved")
    for actor in (PUBLIC, county.actor("yunxi_officer"), CITIZEN):
        with pytest.raises(Denied):
            commands.ask_again(actor=actor, now=make.later(30), voice=row.pk)


def test_what_was_only_explained_or_taken_back_is_not_visited(county: make.County) -> None:
    told = make.do("explain", county, make.voice(county), reason="policy", text="政策不允许")
    assert make.do("confirm", county, told, "citizen", verdict="unknown").revisit_on is None
    assert make.do("withdraw", county, make.voice(county), "citizen").revisit_on is None


def test_silence_is_visited_too_and_reopening_forgets_the_day(county: make.County) -> None:
    row = make.do("answer", county, make.voice(county), text="换好了")
    jobs.close_silent(make.later(40))
    row.refresh_from_db()
    assert row.state == "closed" and row.revisit_on
    assert make.do("reopen", county, row, now=make.later(41)).revisit_on is None


def test_days_between_visits() -> None:
    on, visits = date(2026, 5, 1), Revisiting(days=(28, 90))
    assert visits.following(0, on) == date(2026, 5, 29)
    assert visits.following(1, on) == on + timedelta(days=62)
    assert visits.following(2, on) is None and Revisiting().following(0, on) is None
    with pytest.raises(ValueError, match="从小到大"):
        Revisiting(days=(90, 28))
