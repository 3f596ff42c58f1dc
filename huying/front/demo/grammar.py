"""The little grammar of the corpus: ``{a|b}`` one of, ``{3-9}`` a number, ``{name}`` from the given words. Pure."""

import re
from collections.abc import Mapping, Sequence
from random import Random

Words = Mapping[str, str | Sequence[str]]

_PLACE = re.compile(r"\{([^{}]*)\}")
_RANGE = re.compile(r"(\d+(?:\.\d)?)-(\d+(?:\.\d)?)$")


def expand(text: str, words: Words, rng: Random) -> str:
    """``text`` with every place filled, innermost first.

    Args:
        text: a phrase such as ``"{spot}坏了{2-6}盏{灯|}"``.
        words: what a name stands for; a list means "any of these".
        rng: the source of chance.
    """
    while "{" in text:
        filled = _PLACE.sub(lambda found: _choose(found.group(1), words, rng), text)
        if filled == text:
            raise ValueError(f"unbalanced braces: {text!r}")
        text = filled
    return text


def _choose(inner: str, words: Words, rng: Random) -> str:
    if inner in words:
        known = words[inner]
        return known if isinstance(known, str) else rng.choice(known)
    if "|" in inner:
        return rng.choice(inner.split("|"))
    if found := _RANGE.match(inner):
        return _number(found.group(1), found.group(2), rng)
    return inner


def _number(low: str, high: str, rng: Random) -> str:
    if "." in low or "." in high:
        return f"{rng.uniform(float(low), float(high)):.1f}"
    number = rng.randint(int(low), int(high))
    # People round what they estimate: 463 亩 is a survey, 460 亩 is how one speaks.
    return str(number if number < 100 else round(number, -1) if number < 1000 else round(number, -2))
