"""From counted answers to figures that betray nobody. Pure.

Counts are keyed ``q1/asked`` (to how many it was put), ``q1/given`` (how many answered) and ``q1=o2`` (how many said
that), per place.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from huying.field.surveys.rules import FEWEST, Question, asked

Counts = Mapping[tuple[str, str], int]
"""(place, key) → how many."""
CHOICES = ("one", "many", "scale")
BARS = 10
"""More different numbers or days than this are put together in ranges."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One answer and how many gave it; ``label`` is an option's words, a number, a range, a month."""

    label: str
    n: int


@dataclass(frozen=True, slots=True)
class Group:
    """The same question in one place; ``places`` are several where each alone would have been too few."""

    places: tuple[str, ...]
    given: int
    cells: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """What came of one question. ``shown`` is False where too few answered: then there are no bars."""

    number: int
    question: Question
    asked: int
    given: int
    bars: tuple[Bar, ...] = ()
    groups: tuple[Group, ...] = ()
    mean: float | None = None
    median: float | None = None

    @property
    def silent(self) -> int:
        return self.asked - self.given

    @property
    def shown(self) -> bool:
        return self.given >= FEWEST

    def share(self, n: int) -> float:
        """Of those who answered, in percent."""
        return 100 * n / self.given if self.given else 0.0


def count(
    questions: Sequence[Question], sheets: Iterable[tuple[str, Mapping[str, Sequence[str]]]]
) -> Counter[tuple[str, str]]:
    """Count (place, answers) sheets."""
    found: Counter[tuple[str, str]] = Counter()
    for place, answers in sheets:
        for each in asked(questions, answers):
            found[place, f"{each.code}/asked"] += 1
            if given := answers.get(each.code):
                found[place, f"{each.code}/given"] += 1
                if each.kind != "text":
                    found.update((place, f"{each.code}={value}") for value in given)
    return found


def tell(questions: Sequence[Question], counts: Counts) -> list[Figure]:
    """A figure for every question, in their order."""
    whole: Counter[str] = Counter()
    for (_, key), n in counts.items():
        whole[key] += n
    return [_figure(number, each, whole, counts) for number, each in enumerate(questions, 1)]


def _figure(number: int, each: Question, whole: Counter[str], counts: Counts) -> Figure:
    put, given = whole[f"{each.code}/asked"], whole[f"{each.code}/given"]
    if given < FEWEST or each.kind == "text":
        return Figure(number, each, put, given)
    said = values(each.code, whole)
    if each.kind in CHOICES:
        labels = {option.code: option.label for option in each.options}
        bars = [Bar(labels.get(code, code), said[code]) for code in each.values]
        mean, median = _middle(said) if each.kind == "scale" else (None, None)
        return Figure(number, each, put, given, tuple(bars), _groups(each, counts), mean, median)
    if each.kind == "number":
        return Figure(number, each, put, given, tuple(_ranges(said)), (), *_middle(said))
    return Figure(number, each, put, given, tuple(_months(said)))


def values(code: str, whole: Mapping[str, int]) -> Counter[str]:
    """What was said to a question, and how often."""
    return Counter({key.removeprefix(f"{code}="): n for key, n in whole.items() if key.startswith(f"{code}=")})


def _middle(said: Counter[str]) -> tuple[float, float]:
    """Mean and median of numbers."""
    rows = sorted((int(value), n) for value, n in said.items())
    total = said.total()
    ends = list(accumulate(n for _, n in rows))

    def at(place: int) -> int:
        return next(value for (value, _), end in zip(rows, ends, strict=True) if place < end)

    return sum(value * n for value, n in rows) / total, (at((total - 1) // 2) + at(total // 2)) / 2


def _ranges(said: Counter[str]) -> list[Bar]:
    rows = sorted((int(value), n) for value, n in said.items())
    if len(rows) <= BARS:
        return [Bar(str(value), n) for value, n in rows]
    wide = (rows[-1][0] - rows[0][0]) / 5
    width = next(step * 10**k for k in range(7) for step in (1, 2, 5) if step * 10**k >= wide)
    within: Counter[int] = Counter()
    for value, n in rows:
        within[value // width] += n
    shown = range(rows[0][0] // width, rows[-1][0] // width + 1)
    return [Bar(f"{k * width}–{(k + 1) * width - 1}", within[k]) for k in shown]


def _months(said: Counter[str]) -> list[Bar]:
    """Days by month; by year where those are too many."""
    for length in (7, 4):
        found: Counter[str] = Counter()
        for value, n in said.items():
            found[value[:length]] += n
        if len(found) <= BARS or length == 4:
            break
    return [Bar(label, n) for label, n in sorted(found.items())]


def _groups(each: Question, counts: Counts) -> tuple[Group, ...]:
    """By place; nothing where there is only one."""
    given = {place: n for (place, key), n in counts.items() if key == f"{each.code}/given" and n}
    sets = folded(given)
    if len(sets) < 2:
        return ()
    cell = {(place, key.partition("=")[2]): n for (place, key), n in counts.items() if key.startswith(f"{each.code}=")}
    return tuple(
        Group(
            places,
            sum(given[place] for place in places),
            tuple(sum(cell.get((place, code), 0) for place in places) for code in each.values),
        )
        for places in sets
    )


def folded(given: Mapping[str, int]) -> list[tuple[str, ...]]:
    """Places each with enough answers; the others together, with the smallest of the large ones if still too few.

    So no group can be found by taking the shown ones from the whole.
    """
    rows = sorted(given, key=lambda place: (-given[place], place))
    alone = [place for place in rows if given[place] >= FEWEST and place]
    rest = [place for place in rows if place not in alone]
    while rest and alone and sum(given[place] for place in rest) < FEWEST:
        rest.append(alone.pop())
    return [(place,) for place in sorted(alone)] + ([tuple(sorted(rest))] if rest else [])
