"""The working days and the playbook of a place, and what another process sees."""

from datetime import date
from threading import Thread

import pytest
from django.db import connection, transaction

from huying.base.ledger.models import Entry
from huying.base.organs import commands, memory, queries
from huying.base.organs.models import Region, Revision
from huying.base.organs.tests import make
from huying.base.organs.tests.make import COUNTY, NOW, TOWN, VILLAGE
from huying.kernel import calendar
from huying.kernel.actor import SYSTEM
from huying.kernel.errors import Invalid

MARKET_DAY = date(2026, 6, 10)


@pytest.mark.django_db
def test_a_county_rest_day_counts_in_its_townships_and_a_township_may_differ() -> None:
    make.regions()
    assert queries.calendar_for(COUNTY) is calendar.national()
    commands.declare_rest_day(actor=SYSTEM, now=NOW, region=COUNTY, day=MARKET_DAY, works=False, reason="县庆")
    assert not queries.calendar_for(COUNTY).works(MARKET_DAY)
    assert not queries.calendar_for(VILLAGE).works(MARKET_DAY)
    commands.declare_rest_day(actor=SYSTEM, now=NOW, region=TOWN, day=MARKET_DAY, works=True, reason="抢收")
    assert queries.calendar_for(TOWN).works(MARKET_DAY)
    assert not queries.calendar_for(COUNTY).works(MARKET_DAY)
    names = {queries.calendar_for(code).version for code in (COUNTY, TOWN)} | {calendar.national().version}
    assert len(names) == 3
    assert all(len(name) <= 40 for name in names)
    assert Entry.objects.filter(verb="rest_day.declared").count() == 2


@pytest.mark.django_db
def test_the_longest_code_and_the_latest_adoption_decide(django_assert_num_queries) -> None:
    make.regions()
    assert [queries.book_for(code, NOW.date()).id for code in (COUNTY, TOWN)] == ["county", "township"]
    for region, playbook, since in (
        (COUNTY, "county", date(2026, 1, 1)),
        (COUNTY, "xunyang", date(2026, 7, 1)),
        (TOWN, "township", date(2026, 3, 1)),
    ):
        commands.adopt_playbook(actor=SYSTEM, now=NOW, region=region, playbook=playbook, since=since)
    said = [
        queries.book_for(region, on).id
        for region in (COUNTY, VILLAGE)
        for on in (date(2025, 12, 31), date(2026, 2, 1), date(2026, 6, 1), date(2026, 8, 1))
    ]
    assert said == ["county", "county", "county", "xunyang", "township", "county", "township", "township"]
    with django_assert_num_queries(0):
        queries.book_for(COUNTY, date(2026, 6, 2))
    with pytest.raises(Invalid, match="没有名为"):
        commands.adopt_playbook(actor=SYSTEM, now=NOW, region=COUNTY, playbook="../x", since=date(2026, 9, 1))
    with pytest.raises(Invalid, match="另选"):
        commands.adopt_playbook(actor=SYSTEM, now=NOW, region=COUNTY, playbook="county", since=date(2026, 7, 1))


@pytest.mark.django_db
def test_what_another_process_changed_is_seen_at_the_next_check(monkeypatch: pytest.MonkeyPatch) -> None:
    make.regions()
    assert queries.region(TOWN).name == "云溪镇"
    # As another process would: the row and the mark, not this process's memory.
    Region.objects.filter(pk=TOWN).update(name="云溪街道")
    Revision.objects.update(mark="00000000-0000-7000-8000-000000000001")
    assert queries.region(TOWN).name == "云溪镇"
    monkeypatch.setattr(memory._memory, "next_check", 0.0)
    assert queries.region(TOWN).name == "云溪街道"


@pytest.mark.django_db
def test_an_answer_read_before_a_change_is_not_kept_after_it() -> None:
    make.regions()

    def slow() -> str:
        memory.forget()
        return "old"

    assert memory.recall("answer", slow) == "old"
    assert memory.recall("answer", lambda: "new") == "new"


@pytest.mark.django_db(transaction=True)
def test_two_offices_at_once_get_two_numbers_and_no_hole() -> None:
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("an in-memory SQLite has one connection: the same test runs on PostgreSQL")
    taken: list[int] = []

    def take() -> None:
        for n in range(10):
            with transaction.atomic():
                number = commands.next_number("county-18-5")
                if n % 3 == 0:
                    transaction.set_rollback(True)
                else:
                    taken.append(number)
        connection.close()

    threads = [Thread(target=take) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == list(range(1, len(taken) + 1))


@pytest.mark.django_db(transaction=True)
def test_a_number_outside_a_transaction_is_refused() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        commands.next_number("s")
