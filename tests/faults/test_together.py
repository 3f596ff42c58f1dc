"""Two at once, each in a process of their own, as two offices on two machines."""

import uuid

import pytest

from tests.faults.house import House, together

pytestmark = pytest.mark.slow


def test_two_offices_assign_at_once(house: House) -> None:
    """Pitfall 22: one wins, the other is told; one round, one task, one clock."""
    before = house.run("assigned")
    version = str(before["version"])
    done = together([house.start("assign", unit, version) for unit in ("roads", "water")])
    assert sorted(done) in (["Stale", "done"], ["BadMove", "done"])
    after = house.run("assigned")
    assert after == {"rounds": 1, "tasks": 1, "clocks": 1, "version": before["version"] + 1}


def test_two_clerks_file_at_once_without_a_hole(house: House) -> None:
    """Pitfall 35, between processes."""
    first, second = together([house.start("file_many", name) for name in ("lead", "second")])
    assert sorted(first + second) == list(range(3, 13))


def test_one_form_sent_sixteen_times_by_two_processes_is_one_voice(house: House) -> None:
    """Pitfall 24: a double tap, a retry on a bad line; the same code each time."""
    key = str(uuid.uuid4())
    first, second = together([house.start("tap", key) for _ in range(2)])
    assert first == second
    assert len(first) == 1


@pytest.mark.parametrize("how", ["beat", "remind"])
def test_two_ticks_at_once_tell_nobody_twice(house: House, how: str) -> None:
    """Pitfall 17: with the lock that keeps them apart, and without it."""
    moment = "2026-05-20T08:00:00+08:00"
    together([house.start(how, moment) for _ in range(2)])
    if how == "remind":
        house.run(how, moment)
    first = house.run("told")
    people = [person for person, key, _ in first[0] if key == "clock:2026-05-20"]
    assert people
    assert len(people) == len(set(people))
