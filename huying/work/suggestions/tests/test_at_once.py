"""Two at once on one suggestion, each committing for real (casework §9: 22–25, 35)."""

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections

from huying.kernel.errors import HouseError
from huying.work.suggestions.models import Round, Suggestion, Task, TextVersion
from huying.work.suggestions.tests import make

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """Run these acts at once, each on its own connection; what each came to: "done" or the refusal's class.

    SQLite has one writer at a time, so that there they run one after the other, as they would behind its lock.
    """
    found = [""] * len(acts)
    gate = threading.Barrier(len(acts))

    def run(index: int, act: Callable[[], Any], *, wait: bool) -> None:
        try:
            if wait:
                gate.wait(5)
            act()
            found[index] = "done"
        except (HouseError, IntegrityError) as refusal:
            found[index] = type(refusal).__name__
        finally:
            if wait:
                connections.close_all()

    if connection.vendor == "sqlite":
        for index, act in enumerate(acts):
            run(index, act, wait=False)
        return found
    threads = [threading.Thread(target=run, args=(i, act), kwargs={"wait": True}) for i, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return found


def test_35_numbers_taken_at_once_differ() -> None:
    w = make.world()
    cases = [make.submitted(w) for _ in range(3)]
    done = at_once(*(lambda c=c: make.do(w, "clerk", "file", suggestion=c.pk, category="transport") for c in cases))
    assert done == ["done"] * 3
    assert sorted(Suggestion.objects.values_list("number", flat=True)) == [1, 2, 3]


def test_22_two_offices_assign_at_once() -> None:
    w = make.world()
    case = make.filed(w)
    acts = [
        lambda unit=unit: make.do(w, "office", "assign", suggestion=case.pk, version=case.version, lead=w.unit(unit))
        for unit in ("roads", "water")
    ]
    done = at_once(*acts)
    assert sorted(done) in (["BadMove", "done"], ["Stale", "done"])
    assert Round.objects.count() == 1
    assert Task.objects.count() == 1


def test_23_grouping_a_with_b_and_b_with_a_at_once() -> None:
    w = make.world()
    a, b = make.filed(w), make.filed(w)
    acts = [lambda pair=pair: make.do(w, "clerk", "group", suggestions=pair) for pair in ([a.pk, b.pk], [b.pk, a.pk])]
    assert at_once(*acts) == ["done", "done"]
    groups = set(Suggestion.objects.values_list("group", flat=True))
    assert len(groups) == 1
    assert None not in groups
    make.do(w, "clerk", "ungroup", suggestion=a.pk)
    assert (make.fresh(a).group_id, make.fresh(b).group_id is None) == (None, False)


def test_24_a_double_tap_submits_once() -> None:
    w = make.world()
    case, tap = make.start(w), uuid.uuid4()
    acts = [lambda: make.do(w, "lead", "submit", suggestion=case.pk, version=case.version, command_id=tap)] * 2
    assert at_once(*acts) == ["done", "done"]
    assert TextVersion.objects.count() == 1
    assert make.fresh(case).version == 2


def test_25_withdrawing_while_the_unit_sends() -> None:
    w = make.world()
    case = make.assigned(w)
    own = make.signed(w, case)
    done = at_once(
        lambda: make.do(w, "lead", "withdraw", suggestion=case.pk),
        lambda: make.do(w, "roads_clerk", "send", task=own.pk, number="8号"),
    )
    case = make.fresh(case)
    assert sorted(done) == ["BadMove", "done"]
    assert case.state == ("withdrawn" if done[0] == "done" else "answered")
    own.refresh_from_db()
    assert own.state == ("cancelled" if done[0] == "done" else "sent")
