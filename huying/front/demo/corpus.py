"""Texts of the demo county, as people write them. Pure and deterministic: same seed, same texts, no two alike."""

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from random import Random
from typing import Any

from huying.front.demo.grammar import Words, expand

DATA = resources.files("huying.front.demo") / "data"
TOPIC_FILES = ("topics_1.toml", "topics_2.toml", "topics_3.toml", "topics_4.toml")


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing people talk about, with its phrases by slot (``s what more harm ask`` for voices, the rest formal).

    ``where`` is "urban", "rural" or "" (anywhere); ``unit`` handles it ("镇": the township), ``county`` the county's.
    """

    code: str
    label: str
    where: str
    kind: str
    unit: str
    county: str
    co: tuple[str, ...]
    slots: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a text is said: the words that fill its places."""

    town: str
    village: str
    spot: str
    school: str
    river: str
    urban: bool = False
    extra: dict[str, str] = field(default_factory=dict)

    def words(self) -> dict[str, str | Sequence[str]]:
        here = {name: getattr(self, name) for name in ("town", "village", "spot", "school", "river")}
        spoken = phrases()["voice"]
        return {**here, "ago": spoken["ago"], "kin": spoken["kin"], **self.extra}


@cache
def load(name: str) -> dict[str, Any]:
    """One data file, read once."""
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


@cache
def phrases() -> dict[str, dict[str, Any]]:
    return load("phrases.toml")


@cache
def topics() -> tuple[Topic, ...]:
    """Every topic of the corpus, in the order of the files."""
    found = []
    for name in TOPIC_FILES:
        for row in load(name)["topic"]:
            slots = {key: value for key, value in row.items() if isinstance(value, list) and key != "co"}
            unit = row["unit"]
            found.append(
                Topic(
                    code=row["code"],
                    label=row["label"],
                    where=row["where"],
                    kind=row["kind"],
                    unit=unit,
                    county=row.get("county", unit),
                    co=tuple(row["co"]),
                    slots=slots,
                )
            )
    return tuple(found)


def topic(code: str) -> Topic:
    return next(one for one in topics() if one.code == code)


class Corpus:
    """A stream of texts from one seed. It remembers what it has said and does not say it again."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(f"corpus {seed}")  # noqa: S311 - chance for a demo, not a secret
        self.said: set[str] = set()

    def once(self, make: Callable[[], str]) -> str:
        """A text from ``make`` that was not said before."""
        for _ in range(200):
            text = make()
            if text not in self.said:
                self.said.add(text)
                return text
        raise ValueError("the corpus has run out of words")

    def say(self, slot: Sequence[str], words: Words) -> str:
        return expand(self.rng.choice(slot), words, self.rng)

    def several(self, slot: Sequence[str], count: int, words: Words) -> list[str]:
        """``count`` different phrases of a slot, in the slot's order as often as not."""
        chosen = self.rng.sample(range(len(slot)), min(count, len(slot)))
        if self.rng.random() < 0.5:
            chosen.sort()
        return [expand(slot[index], words, self.rng) for index in chosen]

    def act(self, name: str, subject: Topic, scene: Scene, **extra: str) -> str:
        """A short official text: a note, a return's reason, a verdict … (``[acts]`` of ``phrases.toml``)."""
        return self.fill("acts", name, subject, scene, **extra)

    def contact(self, phase: str, subject: Topic, scene: Scene, **extra: str) -> str:
        """What was said at a contact ``before``, ``during`` or ``after`` handling."""
        return self.fill("contact", phase, subject, scene, **extra)

    def fill(self, section: str, name: str, subject: Topic, scene: Scene, **extra: str) -> str:
        slot = phrases()[section][name]
        words = {**self.words_of(subject, scene), **extra}
        text = self.say([slot] if isinstance(slot, str) else slot, words)
        return text.replace("。。", "。").replace("。；", "；").replace("。，", "，")

    def words_of(self, subject: Topic, scene: Scene) -> dict[str, str | Sequence[str]]:
        """The scene's words and the topic's own phrases, each as a name that a shared phrase may use."""
        slots = subject.slots
        did = self.rng.sample(slots["did"], 2)
        plan = self.rng.sample(slots["plan"], 2)
        return {
            **scene.words(),
            "label": subject.label,
            "thing": subject.label,
            "did": did[0],
            "did2": did[1],
            "plan": plan[0],
            "plan2": plan[1],
            "ask": slots["ask"],
            "ask_cut": subject.label,
            "harm": slots["harm"],
            "more": slots["more"],
            "want": [one.rstrip("。") for one in slots["want"]],
            "unit": subject.unit if subject.unit != "镇" else f"{scene.town}政府",
        }
