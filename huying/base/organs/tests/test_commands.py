"""Regions, organs, terms: what is taken, what is refused, and what the register says."""

from datetime import date

import pytest
from django.db import transaction

from huying.base.ledger.models import Entry
from huying.base.organs import commands, queries
from huying.base.organs.models import Region, Series
from huying.base.organs.tests import make
from huying.base.organs.tests.make import COUNTY, NOW, TOWN, VILLAGE
from huying.kernel.actor import SYSTEM, Actor, Post, Role
from huying.kernel.errors import Denied, Invalid, Missing

pytestmark = pytest.mark.django_db

ADMIN = Actor(account=1, person=1, posts=(Post(1, Role.SYSTEM_ADMIN, region=TOWN),), kind="account")
CLERK = Actor(account=2, person=2, posts=(Post(2, Role.COMMITTEE_CLERK, region=COUNTY),), kind="account")


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("43059", "county"),
        ("43059x", "county"),
        ("４３０５９９", "county"),
        ("430599", "town"),
        ("430599101", "village"),
    ],
)
def test_a_wrong_code_is_refused(code: str, level: str) -> None:
    with pytest.raises(Invalid):
        commands.add_region(actor=SYSTEM, now=NOW, code=code, name="某地", level=level)


def test_a_parent_must_be_there_first_and_a_code_only_once() -> None:
    with pytest.raises(Invalid, match="上一级"):
        commands.add_region(actor=SYSTEM, now=NOW, code=TOWN, name="云溪镇", level="town")
    make.regions()
    with pytest.raises(Invalid, match="已经登记"):
        commands.add_region(actor=SYSTEM, now=NOW, code=TOWN, name="云溪镇", level="town")


def test_regions_are_read_from_memory_after_the_first_question(django_assert_num_queries) -> None:
    make.regions()
    assert queries.names_of_regions([COUNTY, VILLAGE, "999999"]) == {COUNTY: "呼应县", VILLAGE: "桥头村"}
    with django_assert_num_queries(0):
        assert queries.region(COUNTY).name == "呼应县"
    assert [region.code for region in queries.regions_under(COUNTY)] == [TOWN, VILLAGE]
    assert [region.code for region in queries.regions_under(COUNTY, "village")] == [VILLAGE]
    with pytest.raises(Missing):
        queries.region("999999")


def test_a_new_organ_is_seen_at_once_and_written_down() -> None:
    make.regions()
    assert queries.units(COUNTY, NOW.date()) == []
    unit = make.unit()
    assert queries.units(COUNTY, NOW.date()) == [unit]
    assert queries.units(COUNTY, date(2020, 1, 1)) == []
    last = Entry.objects.order_by("-id")[0]
    assert (last.verb, last.data, last.effective) == ("organ.added", {"organ": unit.pk}, date(2021, 11, 1))
    assert last.subject == queries.register_of(VILLAGE[:6]).subject


def test_units_say_what_they_are_and_names_are_once() -> None:
    make.regions()
    make.unit()
    with pytest.raises(Invalid, match="同名"):
        make.unit()
    with pytest.raises(Invalid, match="哪一类"):
        commands.add_organ(actor=SYSTEM, now=NOW, kind="unit", region=COUNTY, name="县水利局")
    with pytest.raises(Invalid, match="名称"):
        commands.add_organ(actor=SYSTEM, now=NOW, kind="congress", region=COUNTY, name="   ")
    with pytest.raises(Invalid, match="没有这个地区"):
        commands.add_organ(actor=SYSTEM, now=NOW, kind="congress", region="110101", name="某")


def test_only_the_right_office_arranges_and_only_inside_its_region() -> None:
    make.regions()
    with pytest.raises(Denied):
        commands.add_region(actor=ADMIN, now=NOW, code="430599102", name="下坝乡", level="town")
    commands.add_region(actor=ADMIN, now=NOW, code="430599101202", name="下坝村", level="village")
    with pytest.raises(Denied):
        commands.add_region(actor=CLERK, now=NOW, code="430599101203", name="上坝村", level="village")
    with pytest.raises(Denied):
        commands.add_term(actor=ADMIN, now=NOW, region=TOWN, number=1, since=date(2026, 1, 1))
    commands.add_term(actor=CLERK, now=NOW, region=COUNTY, number=18, since=date(2021, 11, 1))
    assert Entry.objects.order_by("-id")[0].role == Role.COMMITTEE_CLERK
    assert Region.objects.count() == 4


def test_a_merged_unit_keeps_its_row_and_names_its_heir() -> None:
    make.regions()
    old, new = make.unit("县国土局"), make.unit("县自然资源局")
    commands.merge_units(actor=SYSTEM, now=NOW, old=old.pk, new=new.pk)
    assert queries.successor_of(old.pk) == new
    assert queries.organ(old.pk).name == "县国土局"
    assert queries.units(COUNTY, date(2026, 6, 2)) == [new]
    for pair in ((old.pk, new.pk), (new.pk, new.pk), (new.pk, old.pk)):
        with pytest.raises(Invalid):
            commands.merge_units(actor=SYSTEM, now=NOW, old=pair[0], new=pair[1])
    with pytest.raises(Missing):
        commands.merge_units(actor=SYSTEM, now=NOW, old=new.pk, new=999)


def test_the_session_of_a_day_is_the_last_one_opened() -> None:
    make.regions()
    session = make.session()
    assert queries.current_session(COUNTY, date(2026, 1, 9)) is None
    assert queries.current_session(COUNTY, date(2026, 6, 1)) == session
    assert queries.current_session(COUNTY, date(2027, 1, 1)) is None
    assert queries.session_label(session) == "第十八届第五次会议"
    with pytest.raises(Invalid, match="任期"):
        commands.open_session(
            actor=SYSTEM, now=NOW, term=session.term_id, number=6, opens=date(2027, 1, 1), closes=date(2027, 1, 3)
        )


def test_the_congress_of_a_place() -> None:
    make.regions()
    congress = make.congress()
    assert queries.congress_of(COUNTY) == congress
    with pytest.raises(Missing):
        queries.congress_of(TOWN)


def test_numbers_have_no_holes_after_a_rollback() -> None:
    assert commands.next_number("s") == 1

    class Stop(Exception):
        pass

    with pytest.raises(Stop), transaction.atomic():
        assert commands.next_number("s") == 2
        raise Stop
    assert commands.next_number("s") == 2
    assert commands.next_number("other") == 1
    assert Series.objects.get(pk="s").last == 2
