"""The pure parts: rates, outcomes, the stage line, the picture of the network."""

from datetime import date

import pytest
from django.db.models import Q

from huying.field.voices.queries import OUTCOMES
from huying.field.voices.states import STATES, UNCOUNTED, VERDICTS
from huying.front.portal import wording
from huying.front.portal.mapping import Spot, drawing
from huying.front.portal.ruling import period
from huying.kernel.periods import Period
from huying.work.suggestions.states import STATES as STANDS


@pytest.mark.parametrize(
    ("n", "of", "said"),
    [(0, 0, "–"), (0, 5, "0%"), (1, 1000, "1%"), (999, 1000, "99%"), (5, 5, "100%"), (2, 3, "67%")],
)
def test_a_rate_never_flatters(n: int, of: int, said: str) -> None:
    assert wording.rate(n, of) == said


def _fits(condition: Q, row: dict[str, str]) -> bool:
    """A voice's fields against one of the conditions, without a database."""
    met = []
    for child in condition.children:
        if isinstance(child, Q):
            met.append(_fits(child, row))
            continue
        name, value = child
        met.append(row[name.removesuffix("__in")] in value if name.endswith("__in") else row[name] == value)
    found = all(met) if condition.connector == Q.AND else any(met)
    return not found if condition.negated else found


def test_every_voice_has_exactly_one_outcome_and_page_and_filter_agree() -> None:
    assert set(OUTCOMES) == set(wording.VOICE_OUTCOMES)
    for state in STATES.keys() - set(UNCOUNTED):  # never public
        for verdict in ("", *VERDICTS):
            for exit in ("", "withdrawn", "unit"):
                row = {"state": state, "verdict": verdict, "exit": exit}
                if exit == "withdrawn" and verdict:
                    continue  # a withdrawn voice is never judged
                fitting = [key for key, condition in OUTCOMES.items() if _fits(condition, row)]
                assert fitting == [wording.voice_outcome(state, verdict, exit)], row


@pytest.mark.parametrize("state", STANDS)
def test_the_stage_line_has_five_steps_in_order(state: str) -> None:
    line = wording.stages(state, [date(2026, 3, 1), date(2026, 3, 5), None])
    order = [("done", "now", "next").index(step) for _, step, _ in line]
    assert len(line) == 5
    assert order == sorted(order)


def test_the_picture_escapes_and_places_every_station_inside() -> None:
    evil = "<script>alert(1)</script>"
    spots = [
        Spot(evil, "home", 27.0, 111.0, '/s/"x'),
        Spot("乙站", "point", 27.3, 111.4, "/s/b"),
        Spot("丙", "x", None, None, "/"),
    ]
    svg = str(drawing(evil, (), spots))
    assert "<script>" not in svg
    assert svg.count('class="spot') == 2
    assert drawing("", (), spots[:1]) == ""
    assert 'class="spot' in str(drawing("同一处两个站", (), [spots[1], spots[1]]))


def test_a_period_is_told_from_its_numbers() -> None:
    said = period(Period(value=3, unit="months", start="assigned", basis="代表法第51条"))
    assert "3" in said
    assert "交办" in said
    assert "总共" in period(Period(value=6, unit="months", start="assigned", in_all=True, approver="assigner"))
