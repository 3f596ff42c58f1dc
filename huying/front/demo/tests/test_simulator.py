"""A short simulation: no refusal goes unnoticed, states are reached, the same seed plays the same."""

from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from huying.base.clocks.models import Clock
from huying.base.ledger.models import Entry, Seal
from huying.base.ledger.queries import verify
from huying.base.organs import memory
from huying.base.people import queries as people
from huying.field.voices.models import Voice
from huying.front.demo import commands
from huying.front.demo.tests.make import NOW, played
from huying.front.demo.world import COUNTY
from huying.kernel.actor import Role
from huying.kernel.errors import Invalid
from huying.work.suggestions.models import Suggestion, Task

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


class Undone(Exception):
    """Rolls one of two simulations back."""


def lines() -> list[tuple[str, str, str]]:
    """What was done to what and when; ids inside the data and hashes differ from run to run by their uids."""
    rows = Entry.objects.order_by("id").values_list("verb", "at", "actor_kind")
    return [(verb, at.isoformat(), kind) for verb, at, kind in rows]


def test_a_month_plays_without_refusals_and_its_ledger_holds() -> None:
    result = played(scale=0.2)
    assert result.faults == {}
    assert verify().faults == []
    states = Counter(Voice.objects.values_list("state", flat=True))
    assert {"received", "referred", "closed"} <= set(states)
    assert {"submitted", "revising", "filed", "handling"} <= set(Suggestion.objects.values_list("state", flat=True))
    assert {"offered", "return_asked"} <= set(Task.objects.values_list("state", flat=True))
    assert Clock.objects.filter(state="running", due__gte=NOW.date()).exists()
    assert Entry.objects.latest("at").at <= NOW
    assert Seal.objects.count() > 25
    for unit in result.county.units.values():
        assert people.holders(NOW.date(), [Role.UNIT_CLERK], organ=unit)
        assert people.holders(NOW.date(), [Role.UNIT_HEAD], organ=unit)
    assert people.deputies(COUNTY, NOW.date())[0].constituency


def test_the_same_seed_plays_the_same() -> None:
    runs = []
    for _ in range(2):
        with pytest.raises(Undone), transaction.atomic():
            played()
            runs.append((lines(), sorted(Voice.objects.values_list("text", flat=True))))
            raise Undone
        memory.forget()
    assert runs[0] == runs[1]


def test_the_demo_is_built_once_and_names_its_cast(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DATA", tmp_path)
    monkeypatch.setattr(settings, "DEMO", True)
    seen: list[float] = []
    shown = commands.demo(months=1, scale=0.05, seed=1, now=NOW, progress=lambda done, total, what: seen.append(done))
    assert shown.built and seen == sorted(seen) and len(seen) > 25
    count = Entry.objects.count()
    again = commands.demo(months=1, scale=0.05, seed=1, now=NOW)
    assert not again.built and again.cast == shown.cast and Entry.objects.count() == count
    cast = people.demo_cast()
    assert {"黄秀英", "陈敏", "罗建军", "赵立"} <= {one.name for one in cast}
    assert len(cast) == 17
    assert shown.password in shown.text
    with pytest.raises(Invalid, match="呼应县"):
        played()
