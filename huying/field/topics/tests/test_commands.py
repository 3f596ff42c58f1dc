"""What concentrates night by night, what becomes of a topic, and every refusal."""

import copy
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.base.ledger import queries as ledger
from huying.base.ledger.models import Audience, Entry
from huying.base.ledger.tests.shared import shared
from huying.base.notices.models import Notice
from huying.base.tallies import queries as tallies
from huying.field.topics import commands, jobs, queries
from huying.field.topics.models import Concentration, Decision, TopicVoice
from huying.field.topics.states import MACHINE
from huying.field.topics.tests import make
from huying.field.topics.tests.make import COUNTY, LAMPS, MEETING, NOW, PIPES, SHIQIAO, TODAY, YUNXI, do, say, topic_in
from huying.field.voices import queries as voices
from huying.kernel.actor import PUBLIC
from huying.kernel.errors import BadMove, Denied, HouseError, Invalid, Missing, Stale

pytestmark = pytest.mark.django_db


county_once = shared(make.county)


@pytest.fixture
def county(county_once: make.County) -> make.County:
    return copy.deepcopy(county_once)


def story(row: Any) -> list[str]:
    return [entry.verb for entry in ledger.timeline(row.subject, list(Audience))]


# ── night by night ──


def test_the_night_finds_what_many_speak_of(county: make.County) -> None:
    rows = make.lamps(county)
    make.lamps(county, 4, station=county.shiqiao.pk, village="")
    say(county, PIPES[0])
    (found,) = make.counted(county)
    assert (found.region, found.size, found.category) == (YUNXI, 6, "roads")
    assert found.voices == [row.pk for row in reversed(rows)] and "路灯" in found.words
    assert (found.first_on, found.last_on) == (TODAY - timedelta(5), TODAY)


def test_the_same_night_twice_changes_nothing_and_ids_stay(county: make.County) -> None:
    make.lamps(county)
    (first,) = make.counted(county)
    (again,) = make.counted(county)
    assert (again.uid, again.size) == (first.uid, 6) and Concentration.objects.count() == 1
    say(county, "路灯坏了，晚上走路看不见，快来修", -1)
    (later,) = make.counted(county, 1)
    assert (later.uid, later.size) == (first.uid, 7)


def test_what_is_old_withdrawn_or_undone_is_not_counted(county: make.County) -> None:
    rows = make.lamps(county, 5)
    make.voices.do("withdraw", county, rows[0], "citizen")
    assert make.counted(county) == []
    say(county, LAMPS[5])
    assert len(make.counted(county)) == 1
    assert make.counted(county, 40) == []


def test_a_night_needs_as_many_statements_for_many_voices(county: make.County) -> None:
    make.lamps(county)
    make.counted(county)
    with CaptureQueriesContext(connection) as few:
        jobs.concentrate(NOW)
    for _ in range(3):
        make.lamps(county)
    with CaptureQueriesContext(connection) as many:
        jobs.concentrate(NOW)
    assert len(many) == len(few) <= 10


def test_what_was_dismissed_stays_away_until_it_has_grown_by_half(county: make.County) -> None:
    make.lamps(county)
    (found,) = make.counted(county)
    clerk = county.actor("yunxi_clerk")
    given = {"region": YUNXI, "concentration": found.pk, "title": "路灯"}
    with pytest.raises(Invalid, match="为什么"):
        commands.dismiss(actor=clerk, now=NOW, reason=" ", **given)
    row = commands.dismiss(actor=clerk, now=NOW, reason="已经在修", **given)
    assert (row.state, row.size, story(row)) == ("dropped", 6, ["topic.proposed", "topic.dropped"])
    say(county, LAMPS[0], -1)
    say(county, LAMPS[1], -1)
    (found,) = make.counted(county, 1)
    assert (found.size, found.topic) == (8, row) and not queries.concentrations(clerk).exists()
    say(county, LAMPS[2], -2)
    (found,) = make.counted(county, 2)
    assert found.size == 9 and queries.waiting(clerk).get() == found
    taken = commands.propose(actor=clerk, now=NOW, region=YUNXI, title="路灯", concentration=found.pk)
    assert taken.size == 9 and not queries.waiting(clerk).exists()


def test_what_shrank_and_came_back_is_still_known(county: make.County) -> None:
    rows = make.lamps(county)
    (found,) = make.counted(county)
    given = {"region": YUNXI, "concentration": found.pk, "title": "路灯", "reason": "在修"}
    commands.dismiss(actor=county.actor("yunxi_clerk"), now=NOW, **given)
    for each in rows[:3]:
        make.voices.do("withdraw", county, each, "citizen")
    assert make.counted(county) == []
    say(county, LAMPS[0])
    say(county, LAMPS[1])
    (found,) = make.counted(county)
    assert found.topic is not None and not queries.concentrations(county.actor("yunxi_clerk")).exists()


# ── a topic's life ──


def test_a_topic_goes_from_voices_to_a_result(county: make.County) -> None:
    make.lamps(county)
    (found,) = make.counted(county)
    clerk = county.actor("yunxi_clerk")
    row = commands.propose(actor=clerk, now=NOW, region=YUNXI, title="路灯", concentration=found.pk)
    assert (row.category, row.size, row.state) == ("roads", 6, "proposed")
    assert queries.counts(clerk) == {"proposed": 1}
    row = do("list_topic", county, row)
    row = do("supervise", county, row, "yunxi_head", **MEETING)
    row = do("schedule", county, row, "yunxi_head", **{**MEETING, "body": "presidium"})
    row = do("end", county, row, outcome="换了 40 盏灯")
    assert (row.state, row.outcome) == ("ended", "换了 40 盏灯")
    assert [made.state for made in Decision.objects.order_by("seq")] == ["supervision", "agenda"]
    assert tallies.by_key("topics", COUNTY) == {"proposed": 0, "listed": 0, "supervision": 0, "agenda": 0, "ended": 1}
    notes = [line.note for line in queries.timeline(row)]
    assert "11 月 18 日，主任会议（第 32 次）决定：财经委牵头" in notes and notes[-1] == "换了 40 盏灯"


def test_leaders_are_told_of_what_is_listed(county: make.County) -> None:
    row = topic_in(county, "listed")
    (notice,) = Notice.objects.filter(verb="topic.listed")
    assert notice.person == county.actor("yunxi_head").person and notice.url.endswith(str(row.uid))


def test_no_line_holds_words_of_people(county: make.County) -> None:
    for state in ("ended", "dropped"):
        topic_in(county, state)
    kept = str(list(Entry.objects.filter(verb__startswith="topic.").values_list("data", flat=True)))
    assert not [char for char in kept if "\u4e00" <= char <= "\u9fff"]


def test_a_citizen_reads_that_it_is_on_the_list_once_it_is_published(county: make.County) -> None:
    row = topic_in(county, "proposed")
    voice = TopicVoice.objects.filter(topic=row).first().voice  # type: ignore[union-attr]

    def read() -> list[str]:
        return [line.text for line in voices.timeline(voice, ["public"], citizen=True)]

    before = read()
    do("list_topic", county, row)
    assert read() == before
    do("publish", county, row, "yunxi_head")
    assert read() == [*before, "您说的事和大家说的一起，列入了民情清单"]
    do("supervise", county, row, "yunxi_head", **MEETING)
    assert read()[-1] == "您说的事列入了人大监督清单"
    desk = [line.text for line in voices.timeline(voice, [Audience.PUBLIC, Audience.PARTIES])]
    assert desk[-1] == "这件事列入了人大监督清单"


def test_a_voice_in_a_topic_may_still_become_a_suggestion(county: make.County) -> None:
    row = topic_in(county, "listed")
    voice = TopicVoice.objects.filter(topic=row).first().voice  # type: ignore[union-attr]
    voice = make.voices.do("pass_up", county, voice, deputy=county.actor("yunxi_deputy").person)
    assert voice in voices.for_draft(county.actor("yunxi_deputy"), home=YUNXI)
    assert queries.grown(row) == 0


def test_voices_are_added_and_taken_out(county: make.County) -> None:
    row = topic_in(county, "proposed")
    more = say(county, "石桥路灯坏了", 20)
    row = do("add", county, row, said=[more.uid])
    assert (row.size, row.first_on) == (7, TODAY - timedelta(20))
    with pytest.raises(Invalid, match="已经在里面"):
        do("add", county, row, said=[more.uid])
    row = do("remove", county, row, said=more.uid)
    assert (row.size, row.first_on) == (6, TODAY - timedelta(5))
    with pytest.raises(Invalid, match="不在专题里"):
        do("remove", county, row, said=more.uid)
    do("list_topic", county, row)
    do("add", county, row, said=[more.uid])
    assert ledger.traces([more.subject], "topic") == [(more.subject, row.subject)]
    with pytest.raises(BadMove):
        do("remove", county, row, said=more.uid)


def test_the_last_voice_is_not_taken_out(county: make.County) -> None:
    voice = say(county, LAMPS[0])
    row = make.proposed(county, said=[voice.uid])
    with pytest.raises(Invalid, match="不列入"):
        do("remove", county, row, said=voice.uid)


def test_what_concentrates_joins_a_topic(county: make.County) -> None:
    row = make.proposed(county, said=[say(county, LAMPS[0]).uid])
    make.lamps(county)
    (found,) = make.counted(county)
    row = do("join", county, row, concentration=found.pk)
    assert row.size == 7
    with pytest.raises(BadMove, match="已经在民情专题"):
        do("join", county, row, concentration=found.pk)
    with pytest.raises(Missing):
        do("join", county, row, concentration=found.pk + 99)


# ── refusals ──


def test_only_the_office_proposes_and_only_its_own_voices(county: make.County) -> None:
    voice = say(county, LAMPS[0])
    for who in ("yunxi_officer", "yunxi_deputy", "shiqiao_clerk", "chair", "yunxi_town_unit"):
        with pytest.raises(Denied):
            make.proposed(county, who, said=[voice.uid])
    for said in ([uuid.uuid4()], []):
        with pytest.raises(Invalid):
            commands.propose(actor=county.actor("yunxi_clerk"), now=NOW, region=YUNXI, title="灯", said=said)
    with pytest.raises(Invalid, match="查不到"):
        make.proposed(county, "shiqiao_clerk", SHIQIAO, said=[voice.uid])
    with pytest.raises(Denied):
        commands.propose(actor=PUBLIC, now=NOW, region=YUNXI, title="灯", said=[voice.uid])


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "长" * 61}, "title"),
        ({"summary": "长" * 501}, "summary"),
        ({"category": "nonsense"}, "category"),
    ],
)
def test_what_is_written_is_checked(county: make.County, given: dict[str, Any], field: str) -> None:
    voice = say(county, LAMPS[0])
    with pytest.raises(Invalid) as refusal:
        make.proposed(county, said=[voice.uid], **given)
    assert refusal.value.field == field
    row = make.proposed(county, said=[voice.uid])
    with pytest.raises(Invalid):
        do("edit", county, row, **{"title": "灯", **given})


@pytest.mark.parametrize("state", MACHINE.states)
def test_every_verb_is_for_its_people_and_its_time(county: make.County, state: str) -> None:
    row = topic_in(county, state)
    for who in ("yunxi_officer", "yunxi_deputy", "shiqiao_clerk", "county_clerk", "chair"):
        for verb, given in VERBS.items():
            with pytest.raises(Denied):
                do(verb, county, row, who, **given)
    for verb in ("supervise", "schedule", "publish", "unpublish"):
        with pytest.raises(Denied, match="领导"):
            do(verb, county, row, "yunxi_clerk", **VERBS[verb])
    for verb, given in VERBS.items():
        if not MACHINE.may(state, verb.removesuffix("_topic")):
            with pytest.raises(BadMove):
                do(verb, county, row, "yunxi_head", **given)


VERBS: dict[str, dict[str, Any]] = {
    "edit": {"title": "灯"},
    "add": {"said": []},
    "remove": {"said": uuid.UUID(int=1)},
    "list_topic": {},
    "supervise": MEETING,
    "schedule": MEETING,
    "end": {"outcome": "好了"},
    "drop": {"reason": "不是"},
    "publish": {},
    "unpublish": {},
}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"body": "friends"}, "body"),
        ({"on": TODAY + timedelta(1)}, "on"),
        ({"meeting": "长" * 81}, "meeting"),
        ({"note": "长" * 501}, "note"),
    ],
)
def test_a_decision_says_which_meeting_and_when(county: make.County, given: dict[str, Any], field: str) -> None:
    row = topic_in(county, "listed")
    with pytest.raises(Invalid) as refusal:
        do("supervise", county, row, "yunxi_head", **{**MEETING, **given})
    assert refusal.value.field == field


def test_an_end_and_a_drop_say_why(county: make.County) -> None:
    row = topic_in(county, "listed")
    for verb, given in (("end", {"outcome": ""}), ("drop", {"reason": " "})):
        with pytest.raises(Invalid):
            do(verb, county, row, **given)


def test_published_is_published_once_and_not_dropped(county: make.County) -> None:
    row = do("publish", county, topic_in(county, "listed"), "yunxi_head")
    for verb, who, given in (("publish", "yunxi_head", {}), ("drop", "yunxi_clerk", {"reason": "不是"})):
        with pytest.raises(BadMove):
            do(verb, county, row, who, **given)
    assert queries.public().get() == row
    row = do("unpublish", county, row, "yunxi_head")
    assert not queries.public().exists()
    with pytest.raises(BadMove):
        do("unpublish", county, row, "yunxi_head")
    with pytest.raises(Missing):
        queries.get_public(row.uid)


def test_a_stale_version_and_a_repeat(county: make.County) -> None:
    row = topic_in(county, "proposed")
    with pytest.raises(Stale):
        do("list_topic", county, row, version=row.version - 1)
    key = uuid.uuid4()
    first = do("list_topic", county, row, command_id=key)
    assert do("list_topic", county, row, command_id=key) == first and story(row).count("topic.listed") == 1
    with pytest.raises(Missing):
        commands.list_topic(actor=county.actor("yunxi_clerk"), now=NOW, topic=row.pk + 99)


# ── who reads ──


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("yunxi_clerk", True),
        ("yunxi_officer", True),
        ("yunxi_deputy", True),
        ("county_clerk", True),
        ("chair", True),
        ("shiqiao_clerk", False),
        ("shiqiao_deputy", False),
        ("traffic_unit", False),
    ],
)
def test_everybody_of_the_congress_reads(county: make.County, who: str, *, sees: bool) -> None:
    row, actor = topic_in(county, "proposed"), county.actor(who)
    assert queries.visible_to(actor).filter(pk=row.pk).exists() is sees
    assert bool(queries.counts(actor)) is sees
    if sees:
        assert queries.get_for(actor, row.uid) == row
    else:
        with pytest.raises(HouseError):
            queries.get_for(actor, row.uid)


def test_a_county_topic_is_read_in_its_townships_but_its_voices_are_only_counted(county: make.County) -> None:
    make.lamps(county, 6)
    row = make.proposed(county, "county_clerk", COUNTY, said=[say(county, LAMPS[0]).uid])
    clerk = county.actor("shiqiao_clerk")
    assert queries.get_for(clerk, row.uid) == row
    (each,) = queries.behind(row, clerk, TODAY)[0]
    assert (each.voice, each.town, each.turn) == (None, "云溪镇", "")
    (mine,) = queries.behind(row, county.actor("county_clerk"), TODAY)[0]
    assert mine.voice is not None and "登记" in mine.turn


def test_examples_are_for_those_who_may_read_them(county: make.County) -> None:
    make.lamps(county)
    make.counted(county)
    for who, n in (("yunxi_clerk", 3), ("yunxi_deputy", 3), ("county_clerk", 3)):
        (told,) = queries.gathered(county.actor(who), list(queries.concentrations(county.actor(who))), TODAY)
        assert len(told.examples) == n and told.where == "云溪镇" and sum(n for _, n in told.places) == 6
    assert not queries.concentrations(county.actor("shiqiao_clerk")).exists()


def test_pages_need_as_many_statements_for_many(county: make.County) -> None:
    row, clerk = topic_in(county, "proposed"), county.actor("yunxi_clerk")

    def cost() -> int:
        with CaptureQueriesContext(connection) as counted:
            queries.behind(row, clerk, TODAY)
            queries.numbers(row)
            queries.gathered(clerk, list(queries.concentrations(clerk)), TODAY)
            queries.timeline(row)
            queries.grown(row)
        return len(counted)

    make.counted(county)
    few = cost()
    do("add", county, row, said=[voice.uid for voice in make.lamps(county) + make.lamps(county)])
    make.counted(county)
    assert cost() == few
