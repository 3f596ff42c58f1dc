"""Codes a citizen copies from paper, and numbers on paper."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.kernel.errors import Invalid
from huying.kernel.numbers import ALPHABET, code_from, new_code, normal_code, numbered, uuid7

SECRETS = st.binary(min_size=16, max_size=32)


def test_uuid7_is_ordered_in_time_and_well_formed():
    made = [uuid7() for _ in range(200)]
    assert len(set(made)) == 200
    assert all(uid.version == 7 and uid.variant == "specified in RFC 4122" for uid in made)
    assert [uid.int >> 80 for uid in made] == sorted(uid.int >> 80 for uid in made)


def test_code_looks_as_printed():
    code = new_code()
    assert [len(group) for group in code.split("-")] == [4, 4, 4]
    assert set(code) <= {*ALPHABET, "-"}
    assert not set("01ILOSU") & set(ALPHABET)


@given(SECRETS)
def test_the_same_secret_gives_the_same_code_and_reads_back(secret):
    code = code_from(secret)
    assert code == code_from(secret)
    assert normal_code(code) == code
    assert normal_code(code.lower().replace("-", "  ")) == code
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code)
    assert normal_code(f" {wide} ") == code


@given(SECRETS, st.integers(0, 11), st.sampled_from(ALPHABET))
def test_every_single_slip_is_found(secret, place, other):
    signs = code_from(secret).replace("-", "")
    wrong = signs[:place] + other + signs[place + 1 :]
    if wrong != signs:
        with pytest.raises(Invalid, match="有一位不对"):
            normal_code(wrong)


@given(SECRETS, st.integers(0, 10))
def test_every_swap_of_neighbours_is_found(secret, place):
    signs = code_from(secret).replace("-", "")
    wrong = signs[:place] + signs[place + 1] + signs[place] + signs[place + 2 :]
    if wrong != signs:
        with pytest.raises(Invalid, match="有一位不对"):
            normal_code(wrong)


@pytest.mark.parametrize("text", ["", "7KQD", "7KQD-M3XR-9TWC-7", "' OR 1=1", "查询码", "\x00" * 12])
def test_not_a_code(text):
    with pytest.raises(Invalid, match="12 位") as refused:
        normal_code(text)
    assert refused.value.field == "code"


def test_a_sign_that_no_code_has_is_named():
    with pytest.raises(Invalid, match="没有“O”"):
        normal_code("7KQD-M3XR-OTWC")


def test_short_secrets_are_refused():
    with pytest.raises(ValueError, match="16 bytes"):
        code_from(b"short")


def test_numbers_on_paper():
    assert numbered(47) == "第 47 号"
    assert numbered(3, "〔2026〕{n} 号") == "〔2026〕3 号"
    assert numbered(3, "%(x)s {n} {m}") == "%(x)s 3 {m}"
