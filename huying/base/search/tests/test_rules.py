import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.base.search import rules
from huying.base.search.rules import Term


def test_pairs_overlap_and_the_last_character_stays() -> None:
    assert rules.tokens("路灯坏了") == ["路灯", "灯坏", "坏了", "了"]


def test_words_and_widths_are_folded() -> None:
    assert rules.tokens("ＧＢ／Ｔ 9704，Ａ栋") == ["gb", "t", "9704", "a", "栋"]


def test_each_token_once() -> None:
    assert rules.tokens("坏了坏了") == ["坏了", "了坏", "了"]


def test_rare_characters_and_zero_are_chinese() -> None:
    assert rules.tokens("二〇二六") == ["二〇", "〇二", "二六", "六"]
    assert rules.tokens("\U0002b8b8村") == ["\U0002b8b8村", "村"]


def test_terms_of_a_word_have_no_single_end() -> None:
    assert rules.terms("红绿灯") == [Term("红绿", False), Term("绿灯", False)]
    assert rules.terms("桥") == [Term("桥", True)]


@pytest.mark.parametrize("odd", ["", "   ", "“”", "😀", "***", '"" AND OR NOT', "_", "\x00", "'; --"])
def test_nothing_findable_gives_no_terms_or_only_plain_ones(odd: str) -> None:
    assert all(term.token.isalnum() for term in rules.terms(odd))


def test_long_noise_is_cut() -> None:
    assert rules.terms("a" * 10_000) == [Term("a" * 40, True)]
    assert len(rules.terms("".join(chr(0x4E00 + i) for i in range(10_000)))) == 40


@given(st.text(), st.integers(0, 50), st.integers(1, 20))
def test_whatever_stands_in_a_text_is_asked_for_by_tokens_it_has(text: str, at: int, length: int) -> None:
    """Recall by construction: every term of a substring of Chinese is a token (or begins one) of the whole."""
    whole = rules.normal("水库旁的" + text + "路灯不亮")
    part = "".join(ch for ch in whole[at : at + length])
    has = rules.tokens(whole)
    for term in rules.terms(part):
        if rules._IS_HAN.match(term.token):
            assert any(token.startswith(term.token) if term.prefix else token == term.token for token in has)


def test_the_exact_check_wants_every_word_as_typed() -> None:
    assert rules.holds("石桥村路灯，坏了半年", "路灯 半年")
    assert not rules.holds("石桥村路灯，坏了半年", "灯坏")


def test_telling_pairs_are_known_and_rare() -> None:
    counts = {"希望": 900, "溶洞": 3, "路灯": 40}
    grams = ["希望", "溶洞", "路灯", "没见"]
    assert rules.telling(grams, counts, most=2, documents=60) == ["溶洞", "路灯", "没见"]
    assert rules.telling(grams, counts, most=2, documents=2) == ["溶洞", "没见"]


def test_likeness_is_between_nothing_and_the_same() -> None:
    grams = ["希望", "溶洞"]
    weights = rules.weights(grams, {"希望": 99, "溶洞": 1}, 100)
    assert rules.likeness(weights, grams) == 1.0
    assert rules.likeness(weights, []) == 0.0
    assert rules.likeness(weights, ["溶洞"]) > 0.9
    assert rules.likeness(weights, ["希望"]) < 0.1
    assert rules.likeness({}, ["希望"]) == 0.0


def test_a_guess_names_its_reasons() -> None:
    seen = {1: {"路灯": 9, "希望": 10}, 2: {"校车": 9, "希望": 10}}
    (best,) = rules.guess(["路灯", "希望", "没见"], {1: 10, 2: 10}, seen)
    assert best.unit == 1 and best.share > 0.8 and best.because == ("路灯",)
    both = rules.guess(["路灯", "校车"], {1: 10, 2: 10}, seen)
    assert sum(guess.share for guess in both) == pytest.approx(1.0)


def test_words_that_stand_everywhere_speak_for_nobody() -> None:
    seen = {1: {"建议": 9, "群众": 8}, 2: {"建议": 10, "群众": 10}}
    assert rules.guess(["建议", "群众"], {1: 10, 2: 10}, seen) == []


def test_no_guess_without_words_or_habits() -> None:
    assert rules.guess(["没见"], {1: 3}, {1: {"路灯": 3}}) == []
    assert rules.guess(["路灯"], {}, {}) == []


def test_a_long_text_does_not_overflow_the_odds() -> None:
    rng = random.Random(1)
    grams = list({chr(0x4E00 + rng.randrange(900)) + chr(0x4E00 + rng.randrange(900)) for _ in range(2000)})
    seen = {1: dict.fromkeys(grams, 1), 2: {grams[0]: 1}}
    assert rules.guess(grams, {1: 5000, 2: 5000}, seen)[0].unit == 1
