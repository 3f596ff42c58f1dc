"""The house changes while cases run: stations and units merge, the method changes, a calendar comes late."""

from datetime import date, datetime

import pytest

from huying.base.clocks import jobs as clock_jobs
from huying.base.clocks import queries as clocks
from huying.base.clocks.models import Clock
from huying.base.ledger import queries as ledger
from huying.base.notices.models import Notice
from huying.base.organs import commands as organs
from huying.base.organs import memory
from huying.base.organs.queries import register_of
from huying.base.people import commands as people
from huying.field.stations import commands as stations
from huying.field.stations import queries as station_queries
from huying.field.voices import queries as voices
from huying.kernel import calendar
from huying.kernel.actor import SYSTEM
from huying.kernel.errors import Denied
from huying.work.suggestions import jobs, queries
from huying.work.suggestions.models import Task
from huying.work.suggestions.tests import make as suggest
from tests.journeys.make import COUNTY, OTHER_TOWN, house
from tests.journeys.test_voice_comes_home import raised, sound, stood

pytestmark = pytest.mark.django_db


def test_stations_are_merged_while_their_voices_run() -> None:
    h = house()
    old = h.county.shiqiao
    fresh = h.speak("石桥渡口没有护栏", station=old.pk, village="", region=OTHER_TOWN)
    begun = h.speak("石桥卫生室没有药", station=old.pk, village="", region=OTHER_TOWN)
    h.at_station("register", begun, "shiqiao_officer")
    told = h.at_station(
        "answer",
        h.speak("石桥公交改点", station=old.pk, village="", region=OTHER_TOWN),
        "shiqiao_officer",
        text="已改回",
    )
    stations.merge_station(actor=SYSTEM, now=h.later(1).now, station=old.pk, into=h.county.yunxi.pk)
    mine = voices.mine(h.county.actor("yunxi_officer"))
    assert {fresh, begun, told} <= set(mine)
    h.at_station("register", fresh)
    h.at_station("refer", begun, unit=h.county.organs["traffic"].pk)
    h.at_station("confirm", told, "citizen", verdict="solved")
    # The old poster still works, and leads to the station of today.
    assert station_queries.by_code("shiqiao") == h.county.yunxi
    again = h.speak("码头的灯也坏了", station=station_queries.by_code("shiqiao").pk)
    assert again.station_id == h.county.yunxi.pk
    debtors = {clock.debtor for row in (fresh, begun, told, again) for clock in clocks.open_of(row.subject)}
    assert f"station:{old.pk}" not in debtors
    assert sound()


def test_a_unit_is_merged_with_open_tasks_and_voices() -> None:
    h = house()
    row = h.speak()
    h.at_station("register", row)
    case = raised(h, row)
    suggest.planned(h.world, case)
    due = next(c.due for c in clocks.open_of(case.subject) if c.kind == "reply")
    roads, water = h.world.unit("roads"), h.world.unit("water")
    organs.merge_units(actor=SYSTEM, now=h.later(1).now, old=roads, new=water)
    assert jobs.run(h.now) >= 1
    assert Task.objects.get(suggestion=case).unit_id == water
    assert {(c.debtor, c.due) for c in clocks.open_of(case.subject) if c.kind == "reply"} == {(f"organ:{water}", due)}
    with pytest.raises(Denied):
        h.do("roads_clerk", "draft_reply", task=Task.objects.get().pk, text="答复", outcome_class="A")
    suggest.contacted(h.world, case, "water")
    suggest.sent(h.world, case, "water")
    suggest.judged(h.world, case)
    h.do("clerk", "conclude", suggestion=case.pk)
    assert stood(row)[0] == "reported"
    by_unit = {figure.key: figure.answered for figure in queries.figures(COUNTY, "unit")}
    assert (by_unit.get(str(roads), 0), by_unit[str(water)]) == (0, 1)
    assert sound()


def test_the_method_changes_while_cases_run() -> None:
    h = house()
    running = raised(h, h.speak())
    voice = h.speak("渡口没有灯")
    due = {c.kind: c.due for c in clocks.open_of(running.subject)}
    organs.adopt_playbook(actor=SYSTEM, now=h.now, region=COUNTY, playbook="xunyang", since=date(2026, 3, 3))
    h.later(2)
    newer = raised(h, h.speak("校门口没有斑马线"))
    assert (running.edition.split("@")[0], newer.edition.split("@")[0]) == ("county", "xunyang")
    suggest.sent(h.world, running)
    running = suggest.judged(h.world, running)
    h.do("clerk", "conclude", suggestion=running.pk)
    assert suggest.fresh(running).edition == running.edition
    assert {c.kind: c.due for c in clocks.of(running.subject) if c.kind in due} == due
    h.at_station("register", voice)
    h.at_station("answer", voice, text="已装")
    voice.refresh_from_db()
    assert voice.edition.split("@")[0] == "county"
    assert sound()


def published(year: int, *rest: date) -> calendar.WorkCalendar:
    """The national table with that year's notice in it."""
    found = calendar.national().with_local(dict.fromkeys(rest, False), f"national-{year}")
    found._published = found._published | {year}
    return found


def test_a_calendar_published_later_corrects_provisional_days(monkeypatch: pytest.MonkeyPatch) -> None:
    h = house()
    h.world.now = datetime.fromisoformat("2026-10-15T09:00:00+08:00")
    case = raised(h, h.speak())
    done = raised(h, h.speak("另一盏灯也坏了"))
    suggest.sent(h.world, done)
    reply = next(c for c in clocks.open_of(case.subject) if c.kind == "reply")
    assert (reply.due, reply.provisional) == (date(2027, 1, 15), True)
    assert "暂定" in str([step.text for step in clocks.steps(reply)])
    frozen = set(Clock.objects.exclude(settled=None).values_list("pk", "due", "provisional"))
    told = Notice.objects.count()
    assert clock_jobs.correct(h.now) == 0  # nothing is out yet
    notice = published(2027, *(date(2027, 1, day) for day in range(11, 20)))
    monkeypatch.setattr(calendar, "national", lambda: notice)
    memory.forget()
    assert clock_jobs.correct(h.later(1).now) > 0
    reply.refresh_from_db()
    assert (reply.due, reply.provisional) == (date(2027, 1, 20), False)
    assert set(Clock.objects.exclude(settled=None).values_list("pk", "due", "provisional")) == frozen
    assert Notice.objects.count() == told
    line = ledger.last(register_of(COUNTY).subject)
    assert line.verb == "clocks.corrected"
    assert [case.subject, "reply", "2027-01-15", "2027-01-20"] in line.data["moved"]
    assert clock_jobs.correct(h.now) == 0
    assert sound()


def test_a_former_clerk_loses_sight_and_hands_at_once() -> None:
    h = house()
    case = raised(h, h.speak())
    clerk = h.world.actor("roads_clerk")
    task = Task.objects.get(suggestion=case)
    assert case in queries.visible_to(clerk)
    people.end_post(actor=SYSTEM, now=h.now, post=clerk.posts[0].id)
    assert h.world.actor("roads_clerk").posts == ()
    assert case not in queries.visible_to(h.world.actor("roads_clerk"))
    with pytest.raises(Denied):
        h.do("roads_clerk", "accept", task=task.pk)
