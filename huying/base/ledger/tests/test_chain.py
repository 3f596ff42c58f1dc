import hashlib
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.base.ledger import chain

leaves = st.lists(st.binary(min_size=32, max_size=32).map(bytes.hex), min_size=1, max_size=70)


def rfc6962(hashes: list[str]) -> bytes:
    """The definition, word for word, as the oracle."""
    if len(hashes) == 1:
        return hashlib.sha256(b"\x00" + bytes.fromhex(hashes[0])).digest()
    k = 1 << ((len(hashes) - 1).bit_length() - 1)
    return hashlib.sha256(b"\x01" + rfc6962(hashes[:k]) + rfc6962(hashes[k:])).digest()


@given(leaves)
def test_the_root_is_the_one_of_the_standard(hashes: list[str]) -> None:
    assert chain.merkle_root(hashes) == rfc6962(hashes).hex()


@given(leaves, st.integers(0, 69))
def test_every_leaf_climbs_to_the_root_and_no_other_does(hashes: list[str], at: int) -> None:
    at %= len(hashes)
    path = chain.proof(hashes, at)
    root = chain.merkle_root(hashes)
    assert chain.climb(hashes[at], path) == root
    assert chain.climb("ff" * 32 if hashes[at] != "ff" * 32 else "00" * 32, path) != root


def test_no_proof_for_no_leaf() -> None:
    with pytest.raises(IndexError):
        chain.proof([], 0)
    with pytest.raises(IndexError):
        chain.proof(["00" * 32], -1)


def test_links_depend_on_everything() -> None:
    start = chain.genesis(uuid.UUID(int=1))
    assert start != chain.genesis(uuid.UUID(int=2))
    assert chain.link(start, [1, "a", {"x": 1, "y": 2}]) == chain.link(start, [1, "a", {"y": 2, "x": 1}])
    assert chain.link(start, [1, "a"]) != chain.link(start, [1, "b"])
    assert chain.link(start, [1, "a"]) != chain.link("0" * 64, [1, "a"])


@pytest.mark.parametrize("fine", [{}, None, {"unit": 5, "to": "x", "deep": [1, {"a": None}], "yes": True}])
def test_plain_payloads(fine: object) -> None:
    assert chain.plain(fine)


@pytest.mark.parametrize("odd", [{"x": 1.5}, {5: "x"}, {"x": uuid.UUID(int=1)}, {"x": {1}}, {"x": [0.1]}])
def test_payloads_that_would_read_back_differently(odd: object) -> None:
    assert not chain.plain(odd)
