"""Conditions, steps, sheets, samples and figures: every case, and whatever hypothesis thinks of."""

import hashlib
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.field.surveys import figures, rules, sampling
from huying.field.surveys.rules import OPS, Condition, Option, Question
from huying.field.surveys.sampling import Listed
from huying.kernel.errors import HouseError, Invalid

AB = (Option("o1", "是"), Option("o2", "不是"))


def ask(code: str, kind: str = "one", when: Condition | None = None, **more: object) -> Question:
    return Question(code, kind, f"问{code}", options=AB if kind in ("one", "many") else (), when=when, **more)  # type: ignore[arg-type]


# ── conditions ──

HOLDS = {
    ("one", "is"): {("o1",): True, ("o2",): False, (): False},
    ("one", "is_not"): {("o1",): False, ("o2",): True, (): False},
    ("many", "contains"): {("o1",): True, ("o1", "o2"): True, ("o2",): False, (): False},
    ("many", "lacks"): {("o1",): False, ("o1", "o2"): False, ("o2",): True, (): False},
    ("scale", "is"): {("3",): True, ("4",): False, (): False},
    ("scale", "at_least"): {("2",): False, ("3",): True, ("5",): True, (): False},
    ("scale", "at_most"): {("2",): True, ("3",): True, ("5",): False, (): False},
    ("number", "is"): {("3",): True, ("30",): False, (): False},
    ("number", "at_least"): {("2",): False, ("3",): True, ("10",): True, (): False, ("x",): False},
    ("number", "at_most"): {("2",): True, ("3",): True, ("10",): False, (): False, ("x",): False},
}


def test_every_condition_that_may_be_put_is_in_the_table() -> None:
    assert set(HOLDS) == {(kind, op) for kind, ops in OPS.items() for op in ops}


@pytest.mark.parametrize(("kind", "op"), HOLDS)
def test_a_condition_holds_or_not(kind: str, op: str) -> None:
    when = Condition("q1", op, "o1" if kind in ("one", "many") else "3")
    rules.check([ask("q1", kind), ask("q2", "text", when)])
    for said, fits in HOLDS[kind, op].items():
        assert rules.holds(when, {"q1": list(said)}) is fits, said
        assert (len(rules.asked([ask("q1", kind), ask("q2", "text", when)], {"q1": list(said)})) == 2) is fits


@pytest.mark.parametrize(
    ("earlier", "when"),
    [
        ("one", Condition("q9", "is", "o1")),
        ("one", Condition("q2", "is", "o1")),
        ("one", Condition("q1", "is", "o7")),
        ("one", Condition("q1", "contains", "o1")),
        ("many", Condition("q1", "is", "o1")),
        ("scale", Condition("q1", "is", "6")),
        ("number", Condition("q1", "at_least", "")),
        ("number", Condition("q1", "at_least", "-1")),
        ("number", Condition("q1", "is_not", "3")),
        ("text", Condition("q1", "is", "x")),
        ("date", Condition("q1", "is", "2026-01-01")),
        ("one", Condition("q1", "or 1=1", "o1")),
    ],
)
def test_conditions_that_hang_in_the_air_are_refused(earlier: str, when: Condition) -> None:
    with pytest.raises(Invalid):
        rules.check([ask("q1", earlier), ask("q2", "text", when)])


def test_a_circle_and_a_look_ahead_are_refused() -> None:
    one, two = ask("q1", when=Condition("q2", "is", "o1")), ask("q2", when=Condition("q1", "is", "o1"))
    for order in ([one, two], [two, one]):
        with pytest.raises(Invalid):
            rules.check(order)


def test_what_hangs_on_a_hidden_question_is_hidden_too() -> None:
    listed = [ask("q1"), ask("q2", when=Condition("q1", "is", "o1")), ask("q3", when=Condition("q2", "is", "o1"))]
    assert [each.code for each in rules.asked(listed, {"q1": ["o2"], "q2": ["o1"]})] == ["q1"]
    assert [each.code for each in rules.asked(listed, {"q1": ["o1"], "q2": ["o1"]})] == ["q1", "q2", "q3"]


# ── page by page ──


@st.composite
def questionnaires(draw: st.DrawFn) -> list[Question]:
    """Any questionnaire that ``check`` lets pass."""
    listed: list[Question] = []
    for n in range(1, draw(st.integers(1, 9)) + 1):
        earlier = [each for each in listed if each.kind in OPS]
        when = None
        if earlier and draw(st.booleans()):
            on = draw(st.sampled_from(earlier))
            value = draw(st.sampled_from(on.values or ("3",)))
            when = Condition(on.code, draw(st.sampled_from(sorted(OPS[on.kind]))), value)
        listed.append(ask(f"q{n}", draw(st.sampled_from(sorted(rules.KINDS))), when))
    rules.check(listed)
    return listed


VALUES = {"one": ["o1", "o2"], "many": ["o1", "o2"], "scale": list("12345"), "number": ["2", "3", "4"]}
VALUES |= {"text": ["话"], "date": ["2026-08-03"]}


@given(questionnaires(), st.randoms(), st.booleans())
def test_whoever_goes_page_by_page_is_asked_what_their_answers_lead_to(listed, chance, script) -> None:
    said: dict[str, list[str]] = {}
    seen: list[str] = []
    for _ in range(len(listed) + 1):
        page = rules.step(listed, said, seen)
        if not page.base:
            break
        here = list(page.base)
        for each in here:
            if chance.random() < 0.8:
                said[each.code] = [chance.choice(VALUES[each.kind])]
        for each in page.inline if script else ():
            if each in rules.asked(listed, said):
                here.append(each)
                said[each.code] = [chance.choice(VALUES[each.kind])]
        seen += [each.code for each in here]
        if page.last:
            assert script <= (not rules.step(listed, said, seen).base)
    assert seen == [each.code for each in rules.asked(listed, said)]
    assert rules.settle(listed, said) == said


@given(
    questionnaires(), st.dictionaries(st.sampled_from([f"q{n}" for n in range(1, 12)]), st.lists(st.text(max_size=4)))
)
def test_whatever_is_sent_is_kept_only_where_it_fits(listed, sent) -> None:
    try:
        kept = rules.settle(listed, sent)
    except HouseError:
        return
    assert set(kept) <= {each.code for each in rules.asked(listed, kept)}
    assert rules.settle(listed, kept) == kept


# ── answers ──


@pytest.mark.parametrize(
    ("kind", "sent", "kept"),
    [
        ("one", ["o2"], ["o2"]),
        ("one", ["o3"], None),
        ("one", ["o1", "o2"], None),
        ("many", ["o2", "o1"], ["o1", "o2"]),
        ("many", ["o1", "<script>"], None),
        ("scale", ["5"], ["5"]),
        ("scale", ["0"], None),
        ("scale", ["٣"], None),
        ("number", [" 12 "], ["12"]),
        ("number", ["007"], ["7"]),
        ("number", ["1.5"], None),
        ("number", ["-1"], None),
        ("number", ["1000000"], None),
        ("number", ["9" * 40], None),
        ("date", ["2026-02-28"], ["2026-02-28"]),
        ("date", ["2026-02-30"], None),
        ("date", ["0001-01-01"], None),
        ("text", [" 两\u202e句\x00话\n"], ["两句话"]),
        ("text", ["字" * 501], None),
        ("text", ["  "], []),
    ],
)
def test_what_counts_as_an_answer(kind: str, sent: list[str], kept: list[str] | None) -> None:
    if kept is None:
        with pytest.raises(Invalid) as refused:
            rules.settle([ask("q1", kind)], {"q1": sent})
        assert refused.value.field == "q1"
    else:
        assert rules.settle([ask("q1", kind)], {"q1": sent}) == ({"q1": kept} if kept else {})


def test_what_must_be_answered_must_only_where_it_is_asked() -> None:
    listed = [ask("q1"), ask("q2", "text", Condition("q1", "is", "o1"), required=True)]
    assert rules.settle(listed, {"q1": ["o2"]}) == {"q1": ["o2"]}
    with pytest.raises(Invalid):
        rules.settle(listed, {"q1": ["o1"]})
    with pytest.raises(Invalid):
        rules.settle(listed, {"q1": ["o2"], "q7": ["x"]})


# ── writing ──


def test_options_keep_their_codes() -> None:
    old = rules.options(["好", "中", "差"])
    assert [option.code for option in old] == ["o1", "o2", "o3"]
    assert rules.options(["差", " 好 ", "中"], old) == (Option("o3", "差"), Option("o1", "好"), Option("o2", "中"))
    assert rules.options(["好", "一般", "差"], old)[1] == Option("o2", "一般")
    assert rules.options(["好", "中", "差", "说不清"], old)[3].code == "o4"


@pytest.mark.parametrize(
    "made",
    [
        ask("q1", "shout"),
        Question("q1", "one", "  ", options=AB),
        Question("q1", "one", "问", options=AB[:1]),
        Question("q1", "one", "问", options=(Option("o1", "好"), Option("o2", "好"))),
        Question("q1", "one", "问", options=(Option("o1", "好"), Option("o1", "坏"))),
        Question("q1", "many", "问", options=tuple(Option(f"o{n}", f"第{n}") for n in range(21))),
        Question("q1", "number", "问", low=9, high=3),
        Question("q1", "text", "字" * 201),
    ],
)
def test_questions_that_cannot_be_asked_are_refused(made: Question) -> None:
    with pytest.raises(Invalid):
        rules.tidy(made)


def test_a_question_survives_the_column() -> None:
    for each in (ask("q1"), ask("q2", "number", Condition("q1", "is", "o1"), low=1, high=3)):
        assert rules.question(each.plain()) == each


# ── the draw ──

FRAMES = st.dictionaries(st.text("abcdef0123456789", min_size=1, max_size=8), st.sampled_from("甲乙丙丁"), min_size=1)


@given(FRAMES, st.integers(0, 60), st.text(max_size=8))
def test_a_draw_is_fair_and_can_be_drawn_again(people, size, seed) -> None:
    frame = [Listed(ident, stratum) for ident, stratum in people.items()]
    drawn = sampling.draw(frame, size, seed)
    assert len(drawn) == min(size, len(frame)) and drawn <= set(people)
    assert sampling.draw(reversed(frame), size, seed) == drawn
    sizes, got = Counter(people.values()), Counter(people[ident] for ident in drawn)
    for stratum, n in sizes.items():
        assert abs(got[stratum] - min(size, len(frame)) * n / len(frame)) < 1


def test_anybody_can_draw_again_with_sha256_alone() -> None:
    frame = [Listed(f"p{n}", "甲") for n in range(30)]
    by_hand = sorted(frame, key=lambda row: hashlib.sha256(f"7:{row.ident}".encode()).hexdigest())[:4]
    assert sampling.draw(frame, 4, "7") == {row.ident for row in by_hand}
    assert sampling.draw(frame, 4, "8") != {row.ident for row in by_hand}
    assert sampling.fingerprint(frame) == sampling.fingerprint(frame[::-1]) != sampling.fingerprint(frame[1:])


# ── figures ──


def told(listed: list[Question], sheets: list[tuple[str, dict[str, list[str]]]]) -> list[figures.Figure]:
    return figures.tell(listed, figures.count(listed, sheets))


def test_figures_count_the_asked_the_answering_and_the_silent() -> None:
    listed = [ask("q1"), ask("q2", "scale", Condition("q1", "is", "o1"))]
    sheets = [("", {"q1": ["o1"], "q2": [str(n)]}) for n in (1, 2, 3, 4, 5)]
    sheets += [("", {"q1": ["o1"]}), ("", {"q1": ["o2"]}), ("", {})]
    one, two = told(listed, sheets)
    assert (one.asked, one.given, one.silent) == (8, 7, 1)
    assert [(bar.label, bar.n) for bar in one.bars] == [("是", 6), ("不是", 1)]
    assert (two.asked, two.given, two.silent, two.mean, two.median) == (6, 5, 1, 3.0, 3.0)


def test_fewer_than_five_are_not_shown() -> None:
    for n in range(8):
        (figure,) = told([ask("q1")], [("", {"q1": ["o1"]})] * n)
        assert figure.shown is bool(figure.bars) is (n >= 5)


@given(st.dictionaries(st.sampled_from(["", "甲", "乙", "丙", "丁", "戊"]), st.integers(1, 12)))
def test_no_group_is_small_and_none_can_be_found_by_subtraction(sizes) -> None:
    sets = figures.folded(sizes)
    assert sorted(place for places in sets for place in places) == sorted(sizes)
    if len(sets) > 1:
        assert all(sum(sizes[place] for place in places) >= 5 for places in sets)


def test_numbers_and_days_are_put_together() -> None:
    listed = [ask("q1", "number"), ask("q2", "date")]
    sheets = [("", {"q1": [str(n)], "q2": [f"{2020 + n % 3}-0{1 + n % 9}-15"]}) for n in range(1, 101)]
    number, days = told(listed, sheets)
    assert (number.mean, number.median, len(number.bars)) == (50.5, 50.5, 6)
    assert sum(bar.n for bar in number.bars) == sum(bar.n for bar in days.bars) == 100
    assert [bar.label for bar in days.bars][:2] == ["2020-01", "2020-04"] and len(days.bars) <= figures.BARS
