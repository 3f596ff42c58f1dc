"""A simulated county: the ledger, replayed line by line, gives the columns, the counters and the open debts."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime

import pytest

from huying.base.clocks.models import Clock
from huying.base.ledger import queries as ledger
from huying.base.ledger.models import Entry
from huying.base.tallies import queries as tallies
from huying.base.tallies.models import Tally
from huying.field.voices.models import Voice
from huying.field.voices.states import LINES, MACHINE
from huying.front.demo.commands import simulate
from huying.work.suggestions import rules
from huying.work.suggestions.models import Suggestion, Task

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NOW = datetime.fromisoformat("2026-11-20T10:00:00+08:00")


@pytest.fixture(scope="module")
def lines(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[dict[str, list[Entry]]]:
    """Every case's lines, in order; the county is gone again after this file."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        assert simulate(months=2, scale=0.12, seed=7, now=NOW).faults == {}
        found: dict[str, list[Entry]] = defaultdict(list)
        for line in Entry.objects.order_by("subject", "seq"):
            found[line.subject].append(line)
        yield found
        transaction.set_rollback(True)


def test_33_the_lines_give_the_columns(lines: dict[str, list[Entry]]) -> None:
    verbs = {line: verb for verb, line in LINES.items()}
    rows = list(Voice.objects.all())
    assert len(rows) > 20
    for row in rows:
        first, *others = lines[row.subject]
        assert first.verb == "voice.received"
        state = MACHINE.start
        for line in others:
            state = MACHINE.after(state, verbs[line.verb])
        assert (state, len(others) + 1, lines[row.subject][-1].hash) == (row.state, row.version, row.head)
        verdicts = [line.data["verdict"] for line in others if "verdict" in line.data]
        assert row.verdict == (verdicts[-1] if verdicts and row.state == "closed" else row.verdict)
    cases = list(Suggestion.objects.all())
    assert len(cases) > 10
    for case in cases:
        state, tasks = rules.replay(line.data for line in lines[case.subject])
        rounds = Task.objects.filter(suggestion=case).values_list("round__number", "unit", "state")
        assert (state, tasks) == (case.state, {f"{number}/{unit}": stood for number, unit, stood in rounds})


def test_33_the_counters_are_what_is_there(lines: dict[str, list[Entry]]) -> None:
    counted = Counter({key: n for key, n in tallies.by_key("suggestion.state", "430599").items() if n})
    assert counted == Counter(Suggestion.objects.values_list("state", flat=True))
    assert not Tally.objects.filter(n__lt=0).exists()
    assert Tally.objects.exists()
    voices = sum(tallies.by_key("voices", "430599").values())
    assert voices == Voice.objects.count()


def test_33_what_is_over_owes_nothing_and_what_runs_does(lines: dict[str, list[Entry]]) -> None:
    owed = set(Clock.objects.filter(settled=None).values_list("subject", flat=True))
    over = {row.subject for row in Voice.objects.filter(state__in=["closed", "joined"])}
    over |= {row.subject for row in Suggestion.objects.filter(state__in=["archived", "withdrawn", "discarded"])}
    assert over
    assert not owed & over
    waiting = {row.subject for row in Voice.objects.filter(state__in=["received", "triaged", "referred", "answered"])}
    waiting |= {row.subject for row in Suggestion.objects.filter(state__in=["submitted", "filed", "handling"])}
    assert waiting - owed == set()


def test_the_ledger_of_the_county_is_whole_and_nobody_is_named_in_it(lines: dict[str, list[Entry]]) -> None:
    assert ledger.verify().faults == []
    told = str([line.data for found in lines.values() for line in found])
    assert not any(row.text[:12] in told for row in Voice.objects.all() if row.text)
