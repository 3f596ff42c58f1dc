"""A killed process: whatever it had acknowledged is there, whole, and the ledger holds."""

import random
import threading
import time

import pytest

from tests.faults.house import House, go

pytestmark = pytest.mark.slow


def until_killed(house: House, seed: str, after: float) -> list[tuple[int, int, str]]:
    """Two writers at once, killed without warning; what they had promised: pk, version, command id."""
    writers = [house.start("write", f"{seed}{n}") for n in range(2)]
    said: list[tuple[int, int, str]] = []
    ears = [threading.Thread(target=lambda one=one: said.extend(one.lines())) for one in writers]
    go(writers)
    for ear in ears:
        ear.start()
    # The killing waits for the first words, however slow the machine; then it comes at any moment.
    deadline = time.monotonic() + 60
    while len(said) < 4 and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(after)
    for writer in writers:
        writer.process.kill()
    for ear in ears:
        ear.join(10)
    assert [writer.process.exitcode for writer in writers if writer.process.join(5) is None] == [-9, -9]
    return said


def test_what_was_acknowledged_is_there_after_kill_9(house: House) -> None:
    chance = random.Random()
    promised: list[tuple[int, int, str]] = []
    for crash in range(2):
        promised += until_killed(house, str(crash), 0.2 + chance.random())
    assert len(promised) > 4
    found = house.run("check")
    assert found["faults"] == []
    assert found["counted"]
    assert found["owed"]
    for pk, version, key in promised:
        assert found["versions"][pk] >= version
        assert found["receipts"][key] == f"voices.voice:{pk}"
    # Nothing half-done either: every voice has its line and every repeat its first result.
    assert len(found["receipts"]) >= len({key for _, _, key in promised})


def test_a_killed_import_is_gone_on_with_and_nothing_comes_in_twice(house: House) -> None:
    batch = house.run("old_ledger", "60")
    chance = random.Random()
    for _ in range(2):
        worker = house.start("bring_in", str(batch))
        go([worker])
        for said, _cursor in enumerate(worker.lines(), 1):
            if said == 3:
                break
        time.sleep(chance.random() / 50)  # somewhere inside a transaction
        worker.process.kill()
        worker.process.join(10)
    assert house.run("bring_in", str(batch)) == ["done", 60, 60, 60]
    found = house.run("check")
    assert found["faults"] == []
    assert found["counted"] and found["owed"]
    assert house.sql("SELECT count(*) FROM voices_voice WHERE channel = 'import'")[0][0] == 60
