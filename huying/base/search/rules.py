"""Cutting Chinese into two-character tokens, and what can be reckoned from them. Pure.

Overlapping pairs need no dictionary, know every place name, and find each two-character word (measured against word
segmenters and trigrams in the research notes). A single last character is kept so that it can be found by prefix.
"""

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_HAN = "々〇\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U000323af"
_RUNS = re.compile(f"[{_HAN}]+|[^\\W_{_HAN}]+")
_IS_HAN = re.compile(f"[{_HAN}]")
# A longer "word" is a link or noise; PostgreSQL refuses to look for one of more than 2 kB.
_WORD = 40
_LONGEST = 20_000
_MOST_TERMS = 40


def normal(text: str) -> str:
    """One spelling for what reads the same: full width and half width, upper and lower case."""
    return unicodedata.normalize("NFKC", text[:_LONGEST]).lower().replace("\x00", " ")


def tokens(text: str) -> list[str]:
    """What a text is found by: the pairs of each Chinese run and its last character, and other words; each once."""
    found: dict[str, None] = {}
    for run in _RUNS.findall(normal(text)):
        if _IS_HAN.match(run):
            found.update(dict.fromkeys(run[i : i + 2] for i in range(len(run))))
        else:
            found[run[:_WORD]] = None
    return list(found)


def pairs(text: str) -> list[str]:
    """The tokens that carry meaning for comparing texts: pairs and words, no single characters."""
    return [token for token in tokens(text) if len(token) > 1]


def mark(kind: str) -> str:
    """The token by which all documents of one kind are found; letters only, as every token."""
    return f"kind{kind.replace('_', '')}"


_EMPTY = frozenset("的了是在和不这那也都就要我你您他她它们着过把被让给从对与及为以等很还没吗呢吧啊什么怎几只说有一")


def subjects(text: str) -> list[str]:
    """The pairs that may tell what a text is about: without those that hold a word of grammar (的, 了, 没有 …)."""
    return [pair for pair in pairs(text) if not _EMPTY & set(pair)]


@dataclass(frozen=True, slots=True)
class Term:
    """One token to look for; with ``prefix``, also as the beginning of a longer one."""

    token: str
    prefix: bool


def terms(words: str) -> list[Term]:
    """What a search asks the index: all of these tokens. Empty when the input holds nothing that can be found."""
    found: dict[Term, None] = {}
    for run in _RUNS.findall(normal(words)):
        if not _IS_HAN.match(run):
            found[Term(run[:_WORD], prefix=True)] = None
        elif len(run) == 1:
            found[Term(run, prefix=True)] = None
        else:
            found.update(dict.fromkeys(Term(run[i : i + 2], prefix=False) for i in range(len(run) - 1)))
    return list(found)[:_MOST_TERMS]


def exact(words: str) -> bool:
    """Whether the tokens alone say all: every word is one or two Chinese characters, which a token is."""
    return all(len(word) <= 2 and all(map(_IS_HAN.match, word)) for word in normal(words).split())


def holds(text: str, words: str) -> bool:
    """The exact check behind the index: every word, as typed, stands in the text."""
    whole = normal(text)
    return all(word in whole for word in normal(words).split())


def rarity(gram: str, counts: Mapping[str, int], total: int) -> float:
    """How much a pair tells (inverse document frequency): 0 when every text has it."""
    return math.log((total + 1) / (counts.get(gram, 0) + 1))


def telling(grams: Sequence[str], counts: Mapping[str, int], documents: int, most: int = 12) -> list[str]:
    """The pairs to find candidates by: the rarest known ones, then some that the counted texts hardly had.

    A pair nobody ever wrote finds nothing, so known ones come first; without any counts, pairs spread over the text.

    Args:
        documents: stop when the pairs taken stand in so many of the counted texts, or the like one drowns among the
            merely newest, and a million texts cost more to look through than ten thousand.
    """
    known: list[str] = []
    spent = 0
    for gram in sorted((gram for gram in grams if counts.get(gram)), key=lambda gram: (counts[gram], gram))[:most]:
        spent += counts[gram]
        if known and spent > documents:
            break
        known.append(gram)
    rest = [gram for gram in grams if not counts.get(gram)]
    step = max(1, len(rest) // (2 * most))
    return known + rest[::step][: 2 * most]


def weights(grams: Sequence[str], counts: Mapping[str, int], total: int) -> dict[str, float]:
    """What each pair of a text tells."""
    return {gram: rarity(gram, counts, total) for gram in grams}


def likeness(weights: Mapping[str, float], other: Iterable[str]) -> float:
    """How much of what this text tells the other tells too, from 0 to 1 (rarity-weighted containment)."""
    whole = sum(weights.values())
    return sum(weights[gram] for gram in weights.keys() & set(other)) / whole if whole > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Guess:
    """A unit that may well handle it: how sure (0 to 1, among the units known), and the words that speak for it."""

    unit: int
    share: float
    because: tuple[str, ...]


def guess(
    grams: Sequence[str], texts: Mapping[int, int], seen: Mapping[int, Mapping[str, int]], top: int = 3
) -> list[Guess]:
    """Naive Bayes over pairs: which unit has handled texts with these words.

    Args:
        grams: pairs of the new text.
        texts: unit -> how many texts it was given.
        seen: unit -> pair -> in how many of those the pair stood.
        top: how many units to name.
    """
    known = [gram for gram in grams if not gram.isdigit() and any(gram in counts for counts in seen.values())]
    if not known or not texts:
        return []
    everything = sum(texts.values())
    odds = _odds(known, texts, seen, everything)
    scores = {unit: math.log(n / everything) + sum(odds[unit].values()) for unit, n in texts.items()}
    best = sorted(scores, key=lambda unit: (-scores[unit], unit))
    highest = scores[best[0]]
    spread = sum(math.exp(score - highest) for score in scores.values())
    usual = {gram: sum(odds[unit][gram] for unit in texts) / len(texts) for gram in known}
    more = _TELLING if len(texts) > 1 else 0.0
    named = [
        Guess(unit, math.exp(scores[unit] - highest) / spread, _reasons(odds[unit], usual, seen.get(unit, {}), more))
        for unit in best[:top]
    ]
    return [each for each in named if each.because]


_COMMON = 4
"""So many texts as usual are lent to each unit, or one with a single text would be as likely as any word."""


_TELLING = math.log(1.4)
"""A pair speaks for a unit when it is clearly likelier there than elsewhere; “建议” and “群众” stand everywhere."""


def _odds(
    known: Sequence[str], texts: Mapping[int, int], seen: Mapping[int, Mapping[str, int]], everything: int
) -> dict[int, dict[str, float]]:
    """Unit -> pair -> log of the share of its texts that hold the pair, leaning on the share in all texts."""
    usual = {g: (sum(counts.get(g, 0) for counts in seen.values()) + 0.5) / (everything + 1) for g in known}
    return {
        unit: {g: math.log((seen.get(unit, {}).get(g, 0) + _COMMON * usual[g]) / (n + _COMMON)) for g in known}
        for unit, n in texts.items()
    }


def _reasons(
    odds: Mapping[str, float], usual: Mapping[str, float], seen: Mapping[str, int], more: float
) -> tuple[str, ...]:
    """The pairs that speak most and most often for one unit against the average; of overlapping ones the strongest."""
    chosen: list[str] = []
    for gram in sorted(odds, key=lambda gram: ((usual[gram] - odds[gram]) * seen.get(gram, 0), gram)):
        tells = gram in seen and odds[gram] >= usual[gram] + more
        if tells and not any(set(gram) & set(other) for other in chosen):
            chosen.append(gram)
    return tuple(chosen[:3])
