"""An import on its way: the same matter twice, stopped, gone on with, undone; and who may."""

import copy
import uuid
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from huying.base.clocks.models import Clock
from huying.base.ledger import queries as ledger
from huying.base.ledger.tests.shared import shared
from huying.base.notices.models import Notice
from huying.base.papers import queries as papers
from huying.base.people import commands as people
from huying.base.search import queries as search
from huying.base.tallies.queries import by_key
from huying.field.imports import commands, jobs, queries, work
from huying.field.imports.models import Batch, Row
from huying.field.imports.tests import make
from huying.field.stations import commands as stations
from huying.field.voices import commands as voice_commands
from huying.field.voices import queries as voice_queries
from huying.field.voices.commands.publication import PUBLIC_KIND
from huying.field.voices.models import Remark, Voice, VoiceContact
from huying.field.voices.tests import make as voice_make
from huying.kernel.actor import SYSTEM
from huying.kernel.errors import Denied, Invalid, Missing, Stale

pytestmark = pytest.mark.django_db


county_once = shared(make.county)


@pytest.fixture
def county(county_once: make.County) -> make.County:
    return copy.deepcopy(county_once)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "BREATH", 0)


# ── twice, stopped ──────────────────────────────────────────────────────────────────────────


def test_the_same_matter_twice_in_a_file_and_in_a_later_one(county: make.County) -> None:
    batch = make.done(county, (make.HEADERS, make.LAMP, make.row(text="换个说法")))
    assert (batch.made, batch.twice) == (1, 1)
    assert "第 2 行是同一件" in make.problems(batch)[3][0][1]
    again = make.checked(county, make.LEDGER)
    assert (again.good, again.twice) == (1, 1)
    assert f"第 {batch.pk} 批" in make.problems(again)[2][0][1]
    assert make.checked(county, make.LEDGER, source="信访台账").twice == 0


def test_without_a_number_day_words_and_phone_tell(county: make.County) -> None:
    same, other = make.row(number=""), make.row(number="", text="另一件事")
    batch = make.done(county, (make.HEADERS, same, other, same))
    assert (batch.made, batch.twice) == (2, 1)


def test_two_townships_number_their_own_books(county: make.County) -> None:
    first = make.done(county, who="yunxi_clerk", source="民情台账")
    assert (first.made, first.refused) == (1, 1)
    rows = (make.HEADERS, make.row(town="石桥镇"))
    assert make.done(county, rows, who="shiqiao_clerk", source="民情台账").made == 1
    assert make.checked(county, (make.HEADERS, make.row()), who="county_clerk", source="民情台账").twice == 1


def test_two_batches_of_one_file_bring_it_in_once(county: make.County) -> None:
    first, second = make.checked(county), make.checked(county)
    for batch in (first, second):
        commands.start(actor=county.actor("county_clerk"), now=make.NOW, batch=batch.pk)
        make.go_on(batch)
    assert Voice.objects.count() == 2
    assert (queries.fresh(second).made, queries.fresh(second).twice) == (0, 2)


def many(n: int) -> tuple[tuple[Any, ...], ...]:
    rows = (make.row(number=f"N{i}", text=f"第 {i} 盏路灯坏了", verdict="") for i in range(n))
    return (make.HEADERS, *rows)


def test_it_stops_goes_on_and_never_doubles(county: make.County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "CHUNK", 5)
    clerk = county.actor("county_clerk")
    batch = make.checked(county, many(23))
    commands.start(actor=clerk, now=make.NOW, batch=batch.pk)
    assert work.advance(batch.pk, now=make.NOW, seconds=0) and Voice.objects.count() == 5
    commands.stop(actor=clerk, now=make.NOW, batch=batch.pk)
    assert not work.advance(batch.pk, now=make.NOW, seconds=9) and Voice.objects.count() == 5
    commands.start(actor=clerk, now=make.NOW, batch=batch.pk)
    assert make.go_on(batch).state == "done"
    assert Voice.objects.count() == 23 == queries.fresh(batch).made
    assert sorted(Row.objects.values_list("number", flat=True)) == list(range(2, 25))


def test_a_second_worker_finds_the_cursor_moved(county: make.County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "CHUNK", 5)
    batch = make.checked(county, many(12))
    commands.start(actor=county.actor("county_clerk"), now=make.NOW, batch=batch.pk)
    stale = queries.fresh(batch)
    work.advance(batch.pk, now=make.NOW, seconds=0)
    assert not work._bring_in(stale, make.NOW, 1e12, lambda batch: None)
    assert Voice.objects.count() == 5
    assert make.go_on(batch).made == 12


def test_who_lost_the_post_brings_nothing_in(county: make.County) -> None:
    batch = make.checked(county, who="county_clerk")
    commands.start(actor=county.actor("county_clerk"), now=make.NOW, batch=batch.pk)
    (post,) = county.actor("county_clerk").posts
    people.end_post(actor=SYSTEM, now=make.NOW, post=post.id)
    assert make.go_on(batch, make.NOW + timedelta(days=2)).state == "stopped"
    assert not Voice.objects.exists()


def test_a_station_merged_away_meanwhile_refuses_its_rows_only(county: make.County) -> None:
    batch = make.checked(county)
    commands.start(actor=county.actor("county_clerk"), now=make.NOW, batch=batch.pk)
    stations.merge_station(
        actor=county.actor("county_clerk"), now=make.NOW, station=county.shiqiao.pk, into=county.yunxi.pk
    )
    batch = make.go_on(batch)
    assert (batch.made, batch.refused) == (1, 1)


def test_planned_anew_while_it_was_checked(county: make.County) -> None:
    clerk = county.actor("county_clerk")
    batch = make.upload(county)
    commands.plan(actor=clerk, now=make.NOW, batch=batch.pk, mapping=batch.columns)
    old = queries.fresh(batch)
    commands.drop(actor=clerk, now=make.NOW, batch=batch.pk)
    assert work._check(old, make.NOW, 0, lambda batch: None)
    assert queries.fresh(batch).state == "dropped"


# ── undone ──────────────────────────────────────────────────────────────────────────────────────────


def standing(region: str) -> dict[str, int]:
    return {key: n for key, n in by_key("voices", region).items() if n}


def test_undo_takes_everything_back_and_the_figures_are_as_before(county: make.County) -> None:
    voice_make.voice(county)
    before = standing(make.YUNXI), standing(make.SHIQIAO)
    batch = make.done(county, publish=True)
    assert standing(make.YUNXI) != before[0]
    preview = queries.undoing(batch)
    assert (preview.goes, preview.stays) == (2, [])
    batch = make.undone(county, batch)
    assert (batch.state, batch.undone, batch.kept) == ("undone", 2, 0)
    assert (standing(make.YUNXI), standing(make.SHIQIAO)) == before
    gone = Voice.objects.filter(channel="import")
    assert {(row.state, row.exit, row.text, row.place, row.published) for row in gone} == {
        ("void", "undone", "", "", False)
    }
    assert not VoiceContact.objects.exists() and not Remark.objects.exists()
    assert {clock.state for clock in Clock.objects.filter(subject__in=[row.subject for row in gone])} == {"cancelled"}
    assert search.find("voice", "路面", make.COUNTY) == search.find(PUBLIC_KIND, "路灯", make.COUNTY) == []
    assert not voice_queries.mine(county.actor("county_clerk")).filter(channel="import").exists()
    assert ledger.verify().faults == []
    assert make.done(county).made == 2, "and the file may come in again"


def test_what_somebody_dealt_with_since_stays_and_is_listed(county: make.County) -> None:
    batch = make.done(county)
    row = Voice.objects.get(state="received")
    voice_make.do("register", county, row, "shiqiao_officer")
    preview = queries.undoing(batch)
    assert (preview.goes, [each.voice_id for each in preview.stays]) == (1, [row.pk])
    batch = make.undone(county, batch)
    assert (batch.undone, batch.kept) == (1, 1)
    assert [each.voice_id for each in queries.kept(batch)] == [row.pk]
    assert Voice.objects.get(pk=row.pk).text


def test_what_the_house_did_by_itself_keeps_nothing(county: make.County) -> None:
    batch = make.done(county, (make.HEADERS, make.row(said_on="2026-11-10", ended_on="2026-11-16", verdict="")))
    row = Voice.objects.get()
    assert row.verdict_until
    late = make.NOW + timedelta(days=(row.verdict_until - make.TODAY).days + 1)
    voice_commands.close(actor=SYSTEM, now=late, voice=row.pk)
    assert queries.undoing(batch).goes == 1
    batch = make.undone(county, batch, days=60)
    assert (batch.undone, batch.kept) == (1, 0)


def test_one_that_others_were_joined_to_stays(county: make.County) -> None:
    batch = make.done(county, (make.HEADERS, make.row(said_on="2026-11-10", ended_on="", answer="")))
    target = Voice.objects.get()
    voice_make.do("join", county, voice_make.voice(county), into=target.pk)
    batch = make.undone(county, batch)
    assert (batch.undone, batch.kept) == (0, 1)


def test_only_imported_ones_are_undone(county: make.County) -> None:
    for who in ("county_clerk", "system"):
        with pytest.raises(Denied):
            voice_make.do("undo", county, voice_make.voice(county), who)


# ── who, and what is kept ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("who", "station", "may"),
    [
        ("yunxi_head", "yunxi", True),
        ("yunxi_head", "shiqiao", False),
        ("yunxi_officer", "yunxi", False),
        ("yunxi_clerk", "yunxi", True),
        ("yunxi_clerk", "shiqiao", False),
        ("county_clerk", "shiqiao", True),
        ("yunxi_deputy", "yunxi", False),
        ("traffic_unit", "yunxi", False),
    ],
)
def test_who_may_import_where(county: make.County, who: str, station: str, may: bool) -> None:
    at = getattr(county, station).pk
    if may:
        assert make.done(county, (make.HEADERS, make.row(town="")), who=who, station=at).made == 1
    else:
        with pytest.raises(Denied):
            make.upload(county, who=who, station=at)
        assert not Batch.objects.exists()


def test_a_head_needs_to_name_the_station(county: make.County) -> None:
    with pytest.raises(Invalid):
        make.upload(county, who="yunxi_head")
    with pytest.raises(Denied):
        make.upload(county, who="yunxi_officer")


def test_rows_of_another_station_are_refused_to_a_head(county: make.County) -> None:
    batch = make.checked(county, who="yunxi_head", station=county.yunxi.pk)
    assert (batch.good, batch.refused) == (1, 1)


def test_nobody_touches_a_batch_of_others(county: make.County) -> None:
    batch = make.checked(county)
    for who in ("yunxi_head", "yunxi_clerk", "shiqiao_officer", "yunxi_deputy"):
        actor = county.actor(who)
        with pytest.raises(Missing):
            queries.get_for(actor, batch.uid)
        for act in (commands.start, commands.drop, commands.finish, commands.clear):
            with pytest.raises(Denied):
                act(actor=actor, now=make.NOW, batch=batch.pk)
    with pytest.raises(Denied):
        commands.clear(actor=county.actor("county_clerk"), now=make.NOW, batch=batch.pk)
    assert queries.get_for(county.actor("county_clerk"), batch.uid) == batch


def test_a_stale_form_and_a_double_tap(county: make.County) -> None:
    batch, clerk, key = make.checked(county), county.actor("county_clerk"), uuid.uuid4()
    with pytest.raises(Stale):
        commands.start(actor=clerk, now=make.NOW, batch=batch.pk, version=1)
    for _ in range(2):
        commands.start(actor=clerk, now=make.NOW, batch=batch.pk, version=batch.version, command_id=key)
    assert queries.fresh(batch).state == "running"


def test_the_ledger_holds_counts_and_no_words(county: make.County) -> None:
    batch = make.done(county)
    told = ledger.timeline(batch.subject, ["congress"])
    assert [line.verb for line in told] == [
        f"import.{verb}" for verb in ("uploaded", "planned", "checked", "started", "finished")
    ]
    assert told[-1].data == {"made": 2, "refused": 0, "twice": 0}
    assert told[0].person == county.actor("county_clerk").person
    (notice,) = Notice.objects.filter(verb="import.finished")
    assert (notice.person, notice.url) == (told[0].person, f"/desk/imports/{batch.uid}")


def test_the_file_is_sealed_and_goes_after_thirty_days(county: make.County) -> None:
    batch = make.done(county, (make.HEADERS, make.LAMP, make.row(number="x", phone="找村长")))
    waiting = make.upload(county)
    (paper,) = papers.of(batch.subject, ["sealed"])
    path = papers.place_of(paper)
    assert path.exists() and papers.of(batch.subject, ["public", "parties", "congress"]) == []
    assert jobs.clear_old(make.NOW + timedelta(days=29)) == 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.db.transaction.on_commit", lambda run, *args, **given: run())
        assert jobs.clear_old(make.NOW + timedelta(days=31)) == 2
    assert not path.exists()
    assert queries.problems(queries.fresh(batch)).get().problems == []
    assert queries.fresh(waiting).state == "dropped"
    with pytest.raises(Missing):
        queries.file_of(batch)
    assert jobs.clear_old(make.NOW + timedelta(days=99)) == 0
    assert make.undone(county, queries.fresh(batch), days=40).undone == 1, "and it can still be undone"


def test_the_worker_goes_on_with_the_oldest(county: make.County) -> None:
    assert jobs.advance(make.NOW) == 0
    batches = [make.checked(county), make.checked(county, source="信访")]
    for batch in batches:
        commands.start(actor=county.actor("county_clerk"), now=make.NOW, batch=batch.pk)
    assert jobs.advance(make.NOW) == 1 and queries.fresh(batches[0]).state == "done"
    assert jobs.advance(make.NOW) == 0 and queries.fresh(batches[1]).state == "done"


# ── how much ────────────────────────────────────────────────────────────────────────────────────────


def statements(county: make.County, n: int, source: str) -> tuple[int, int]:
    looked, took = Counter[str](), Counter[str]()

    def count(run: Any, sql: str, *rest: Any) -> Any:
        seen["all"] += 1
        return run(sql, *rest)

    seen = looked
    with connection.execute_wrapper(count):
        batch = make.checked(county, many(n), source=source)
        commands.start(actor=county.actor("county_clerk"), now=make.NOW, batch=batch.pk)
        seen = took
        make.go_on(batch)
    return looked["all"], took["all"]


@pytest.mark.slow
def test_it_grows_with_the_rows_and_with_nothing_else(county: make.County) -> None:
    """Per row the same statements, however many came before; a check asks a row nothing."""
    statements(county, 20, "热身")
    looked, took = statements(county, 60, "甲")
    looked_more, took_more = statements(county, 180, "甲乙")
    assert looked_more - looked <= 12
    per_row = (took_more - took) / 120
    assert per_row <= 36
    assert took_more <= 4 * took + 60
