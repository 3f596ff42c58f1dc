"""Finding by words, finding what is like it, and asking who usually handles it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from huying.base.search import engine, rules
from huying.base.search.models import COUNTED, EVER, Gram, Habit
from huying.base.search.rules import Term

_CANDIDATES = 200
_READ = 60
_LOOKED_AT = 2000
_FEW = 200
_MANY = 8000
_ASKED = 400
# Below this, two texts share little more than their politeness.
_ALIKE = 0.25
# A unit that was given fewer texts has no habits yet.
_FEWEST = 3


def holding(kind: str, words: str, region: str = "") -> Q:
    """What holds every one of these words, as a condition for the room's own rows. Any input is fine.

    Words of one and two characters find everything there is. One statement.

    Args:
        kind: "voice", "suggestion".
        words: as typed; spaces separate words.
        region: division code prefix, "" for all.
    """
    terms = rules.terms(words)
    if terms and rules.exact(words):
        return engine.matching(terms, kind=kind, region=region, few=_FEW, many=_MANY)
    return Q(pk__in=find(kind, words, region))


def find(kind: str, words: str, region: str = "", limit: int = _LOOKED_AT) -> list[int]:
    """The ids of what holds every one of these words, newest first; of so many of the newest candidates. One statement.

    Args: as for ``holding``.
    """
    terms = rules.terms(words)
    if not terms:
        return []
    found = engine.match(terms, column="text", every=True, kind=kind, region=region, since=None, limit=limit)
    return [object_id for object_id, text in found if rules.holds(text, words)]


def similar(
    kind: str, text: str, region: str, since: datetime, limit: int = 5, *, without: int = 0
) -> list[tuple[int, float]]:
    """What is like this text, in the same county and not too old: (id, likeness 0 to 1), most alike first.

    Args:
        region: division code prefix to stay inside; without one, place names of other counties crowd it out.
        since: nothing older (24 months are usual).
        without: id of the case itself, when it is in the index.
    """
    grams = rules.pairs(text)[:_ASKED]
    if not grams:
        return []
    counts = dict(Gram.objects.filter(token__in=[COUNTED, EVER, *grams]).values_list("token", "n"))
    total = counts.pop(COUNTED, 0)
    # The pairs were counted in a sample: in all there are so many times more that hold them.
    sample = _READ * total // max(counts.pop(EVER, 0), total, 1)
    terms = [Term(gram, prefix=False) for gram in rules.telling(grams, counts, documents=sample)]
    found = engine.match(terms, column="tokens", every=False, kind=kind, region=region, since=since, limit=_CANDIDATES)
    weights = rules.weights(grams, counts, total or len(found))
    scores = [
        (object_id, rules.likeness(weights, tokens.split(" "))) for object_id, tokens in found if object_id != without
    ]
    alike = sorted((score for score in scores if score[1] >= _ALIKE), key=lambda score: -score[1])
    return [(object_id, round(score, 3)) for object_id, score in alike[:limit]]


def usual_unit(text: str, region: str, top: int = 3) -> list[tuple[int, list[str]]]:
    """Which units usually handle such a text, the likeliest first, each with the pairs that speak for it.

    It proposes with its reason; a person decides. One statement.
    """
    return usual_units([text], region, top)[0]


def usual_units(texts: Sequence[str], region: str, top: int = 3) -> list[list[tuple[int, list[str]]]]:
    """The same for every text of a list, in order, in one statement."""
    asked = [rules.subjects(text)[:_ASKED] for text in texts]
    given: dict[int, int] = {}
    seen: dict[int, dict[str, int]] = defaultdict(dict)
    tokens = sorted({"", *(gram for grams in asked for gram in grams)})
    rows = Habit.objects.filter(region=region, token__in=tokens).values_list("unit", "token", "n")
    for unit, token, n in rows:
        if token:
            seen[unit][token] = n
        else:
            given[unit] = n
    given = {unit: n for unit, n in given.items() if n >= _FEWEST}
    seen = {unit: counts for unit, counts in seen.items() if unit in given}
    return [[(guess.unit, list(guess.because)) for guess in rules.guess(grams, given, seen, top)] for grams in asked]
