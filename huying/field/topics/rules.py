"""Which voices speak of the same thing in the same place. Pure, deterministic, bounded.

Within one category, two voices are alike when they share enough of the words that tell something and were said of the
same place: the same township, or points within half a kilometre. A cluster is a voice with all that are like it;
nothing is chained, so no cluster holds two voices that have nothing in common with its centre.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta

from huying.base.search.rules import rarity, subjects

NEAR = 500.0
"""Metres within which two points are one place, whatever township they are written down in."""
ALIKE = 0.25
_ASKED, _NEWEST = 12, 400
"""How many of a voice's rarest words look for others, and in how many of the newest voices."""
_TOLD = 3
_COUNTING = frozenset("一二三四五六七八九十百千万两半个多几年月天日号点次回元块")
"""Characters that say how many and when: what two voices share in them says nothing."""
_SUFFIXES = ("自治县", "街道", "社区", "县", "市", "区", "镇", "乡", "村")


@dataclass(frozen=True, slots=True)
class Said:
    """What clustering needs of a voice. ``point`` is WGS-84 (latitude, longitude)."""

    pk: int
    category: str
    town: str
    on: date
    words: frozenset[str]
    village: str = ""
    point: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Cluster:
    """Voices of one category that speak alike of one place, oldest first; ``words`` tell what about."""

    category: str
    voices: tuple[Said, ...]
    words: tuple[str, ...]
    examples: tuple[int, ...]

    @property
    def pks(self) -> list[int]:
        return [each.pk for each in self.voices]


def words_of(text: str, names: Iterable[str]) -> frozenset[str]:
    """The pairs of a text that may tell what it is about, without names of places, numbers and times."""
    for name in names:
        stem = next((name.removesuffix(end) for end in _SUFFIXES if name.endswith(end)), name)
        text = text.replace(name, " ")
        text = text.replace(stem, " ") if len(stem) > 1 else text
    return frozenset(pair for pair in subjects(text) if not pair.isdigit() and not _COUNTING & set(pair))


def clusters(said: Sequence[Said], fewest: int) -> list[Cluster]:
    """Every cluster of at least ``fewest`` voices, the largest first; a voice is in one at most."""
    counts = Counter(word for each in said for word in each.words)
    weights = {word: 1 + rarity(word, counts, len(said)) for word in counts}
    groups: dict[str, list[Said]] = defaultdict(list)
    for each in said:
        groups[each.category].append(each)
    found = [cluster for group in groups.values() for cluster in _of_one_kind(group, weights, fewest)]
    return sorted(found, key=lambda cluster: (-len(cluster.voices), cluster.voices[0].pk))


def _of_one_kind(group: list[Said], weights: Mapping[str, float], fewest: int) -> list[Cluster]:
    if len(group) < fewest:
        return []
    by_pk = {each.pk: each for each in group}
    near = _neighbours(group, weights)
    free, found = set(by_pk), []
    for pk in sorted(near, key=lambda pk: (-len(near[pk]), pk)):
        members = (near[pk] | {pk}) & free
        if pk in free and len(members) >= fewest:
            free -= members
            voices = tuple(sorted((by_pk[each] for each in members), key=lambda each: (each.on, each.pk)))
            others = sorted(members - {pk}, reverse=True)
            found.append(Cluster(by_pk[pk].category, voices, _telling(voices, weights), (pk, *others[:2])))
    return found


def _neighbours(group: list[Said], weights: Mapping[str, float]) -> dict[int, set[int]]:
    """Voice -> those like it. Each looks only at the newest that share one of its rarest words."""
    newest = sorted(group, key=lambda each: -each.pk)
    holding: dict[str, list[Said]] = defaultdict(list)
    for each in newest:
        for word in each.words:
            if len(holding[word]) < _NEWEST:
                holding[word].append(each)
    mass = {each.pk: sum(weights[word] for word in each.words) for each in group}
    near: dict[int, set[int]] = {each.pk: set() for each in group}
    for each in group:
        asked = sorted(each.words, key=lambda word: (-weights[word], word))
        asked = [word for word in asked if len(holding[word]) > 1][:_ASKED]
        looked = {other.pk: other for word in asked for other in holding[word]}
        for other in looked.values():
            if other.pk == each.pk or other.pk in near[each.pk] or not same_place(each, other):
                continue
            shared = sum(weights[word] for word in each.words & other.words)
            if shared >= ALIKE * math.sqrt(mass[each.pk] * mass[other.pk]):
                near[each.pk].add(other.pk)
                near[other.pk].add(each.pk)
    return near


def same_place(one: Said, other: Said) -> bool:
    """The same township, or two points within ``NEAR`` of each other."""
    if one.town == other.town:
        return True
    return one.point is not None and other.point is not None and _metres(one.point, other.point) <= NEAR


def _metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Between points that lie near each other."""
    north = math.radians(other[0] - one[0])
    east = math.radians(other[1] - one[1]) * math.cos(math.radians((one[0] + other[0]) / 2))
    return 6_371_000 * math.hypot(north, east)


def _telling(voices: Sequence[Said], weights: Mapping[str, float]) -> tuple[str, ...]:
    """A few words that many of them hold, and other voices seldom; of overlapping ones the strongest."""
    held = Counter(word for each in voices for word in each.words)
    chosen: list[str] = []
    for word in sorted(held, key=lambda word: (-held[word] * weights[word], word)):
        if held[word] * 3 >= len(voices) and not any(set(word) & set(other) for other in chosen):
            chosen.append(word)
    return tuple(chosen[:_TOLD])


def match(found: Sequence[AbstractSet[int]], known: Sequence[AbstractSet[int]]) -> list[int | None]:
    """Which of ``known`` each of ``found`` goes on: the one with most voices in common, at least half of the smaller.

    One to one; None where it is new.
    """
    shared: list[tuple[int, int, int]] = []
    for at, mine in enumerate(found):
        for before, theirs in enumerate(known):
            common = len(mine & theirs)
            if common and common * 2 >= min(len(mine), len(theirs)):
                shared.append((-common, at, before))
    pairs: dict[int, int] = {}
    for _, at, before in sorted(shared):
        if at not in pairs and before not in pairs.values():
            pairs[at] = before
    return [pairs.get(at) for at in range(len(found))]


def most_of(mine: AbstractSet[int], held: Mapping[int, AbstractSet[int]]) -> int | None:
    """The key that holds most of these voices, at least half of them; None when none does."""
    best = max(held, key=lambda key: (len(mine & held[key]), -key), default=None)
    return best if best is not None and len(mine & held[best]) * 2 >= len(mine) else None


def grew(size: int, before: int) -> bool:
    """Whether what was not taken up has grown by half, and is to be looked at again."""
    return size * 2 >= before * 3


def by_place(said: Collection[Said]) -> dict[str, int]:
    """How many of each township; where all are of one, of each of its villages that is known."""
    towns = Counter(each.town for each in said)
    return dict(towns if len(towns) > 1 else Counter(each.village or each.town for each in said))


def by_week(days: Mapping[date, int]) -> list[tuple[date, int]]:
    """Monday of the week -> how many, from the first to the last without a gap."""
    weeks: Counter[date] = Counter()
    for day, n in days.items():
        weeks[day - timedelta(days=day.weekday())] += n
    if not weeks:
        return []
    first, last = min(weeks), max(weeks)
    return [
        (monday, weeks[monday]) for n in range((last - first).days // 7 + 1) for monday in [first + timedelta(7 * n)]
    ]
