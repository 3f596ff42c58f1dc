"""What the playbook makes of a suggestion."""

from datetime import date

import pytest

from huying.kernel.errors import Invalid
from huying.playbooks import shelf
from huying.work.suggestions import rules

COUNTY = shelf.open_book("county").suggestions
XUNYANG = shelf.open_book("xunyang").suggestions


@pytest.mark.parametrize(
    ("kind", "round_no", "wide", "period"),
    [
        ("general", 1, False, "reply"),
        ("small_urgent", 1, False, "fast_reply"),
        ("general", 1, True, "complex_reply"),
        ("small_urgent", 1, True, "complex_reply"),
        ("general", 2, True, "second_reply"),
        ("small_urgent", 3, False, "second_reply"),
    ],
)
def test_reply_period(kind: str, round_no: int, wide: bool, period: str) -> None:
    assert rules.reply_period(kind, round_no=round_no, complex=wide) == period


@pytest.mark.parametrize(
    ("lead", "co", "separate", "fine"),
    [
        (1, [], [], True),
        (1, [2, 3], [], True),
        (None, [], [1], True),
        (None, [3], [1, 2], True),
        (None, [], [], False),
        (None, [1], [], False),
        (1, [], [2], False),
        (1, [1], [], False),
        (None, [1], [1], False),
        (1, [2, 2], [], False),
        (9, [], [], False),
        (1, [9], [], False),
    ],
)
def test_units(lead: int | None, co: list[int], separate: list[int], fine: bool) -> None:
    if fine:
        rules.check_units(lead, co, separate, {1, 2, 3})
    else:
        with pytest.raises(Invalid):
            rules.check_units(lead, co, separate, {1, 2, 3})


@pytest.mark.parametrize(
    ("grades", "county", "xunyang"),
    [
        ([], "silent", "silent"),
        ([("satisfied", "satisfied")], "satisfied", "satisfied"),
        ([("satisfied", "basically_satisfied")], "satisfied", "unsatisfied"),
        ([("dissatisfied", "satisfied")], "unsatisfied", "unsatisfied"),
        ([("satisfied", "satisfied"), ("satisfied", "dissatisfied")], "unsatisfied", "unsatisfied"),
    ],
)
def test_verdict(grades: list[tuple[str, str]], county: str, xunyang: str) -> None:
    assert rules.verdict(COUNTY, grades) == county
    assert rules.verdict(XUNYANG, grades) == xunyang


@pytest.mark.parametrize(
    ("verdict", "meetings", "rounds", "steps"),
    [
        ("satisfied", [], 1, ("conclude",)),
        ("silent", [], 1, ("conclude",)),
        ("unsatisfied", [], 1, ("meeting",)),
        ("unsatisfied", [("meeting", True)], 1, ("conclude",)),
        ("unsatisfied", [("meeting", False)], 1, ("second_assignment",)),
        ("unsatisfied", [("meeting", False)], 2, ("hearing",)),
        ("satisfied", [("meeting", False)], 2, ("conclude",)),
        ("unsatisfied", [("meeting", False), ("hearing", False)], 2, ("second_assignment", "conclude")),
        ("unsatisfied", [("meeting", False), ("hearing", False)], 3, ("second_assignment", "conclude")),
    ],
)
def test_ladder(verdict: str, meetings: list[tuple[str, bool | None]], rounds: int, steps: tuple[str, ...]) -> None:
    assert rules.next_steps(COUNTY, verdict=verdict, meetings=meetings, rounds=rounds) == steps


def test_contacts_missing_names_phases_and_forgives_silence_not_denial() -> None:
    required = ("before", "during", "after")
    assert rules.contacts_missing(required, []) == ["before", "during"]
    assert rules.contacts_missing(required, [("before", None), ("during", True)]) == []
    assert rules.contacts_missing(required, [("before", False), ("during", True)]) == ["before"]


@pytest.mark.parametrize(
    ("outcome", "promise", "by", "fine"),
    [
        ("in_progress", "修路", date(2026, 12, 1), True),
        ("in_progress", "", None, False),
        ("in_progress", "修路", None, False),
        ("in_progress", "修路", date(2026, 3, 2), False),
        ("resolved", "", None, True),
        ("resolved", "修路", date(2026, 12, 1), False),
    ],
)
def test_promise(outcome: str, promise: str, by: date | None, fine: bool) -> None:
    if fine:
        rules.check_promise(outcome, promise, by, date(2026, 3, 2))
    else:
        with pytest.raises(Invalid):
            rules.check_promise(outcome, promise, by, date(2026, 3, 2))


def test_replay_keeps_the_last_word() -> None:
    lines = [{"state": "filed"}, {"state": "handling"}, {"tasks": {"1/5": "accepted"}}, {"tasks": {"1/5": "planned"}}]
    assert rules.replay(lines) == ("handling", {"1/5": "planned"})
