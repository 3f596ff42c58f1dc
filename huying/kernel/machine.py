"""A process as a table: ``(state, verb) -> state``. Procedure only; late, satisfied, complete are facts, not states."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from huying.kernel.errors import BadMove
from huying.kernel.words import N_


@dataclass(frozen=True, slots=True)
class Verb:
    """A button: what it is called, whether it may be pressed, why not, and what follows."""

    name: str
    label: str
    allowed: bool
    reason: str = ""
    consequence: str = ""


@dataclass(frozen=True, slots=True)
class Machine:
    """One process.

    Args:
        name: "voice", "suggestion", "unit-task" …
        start: the state a new case is in.
        states: state -> its label, in the order people meet them.
        verbs: verb -> its label.
        table: (state, verb) -> next state.
        ends: states from which nothing needs to follow.
    """

    name: str
    start: str
    states: Mapping[str, str]
    verbs: Mapping[str, str]
    table: Mapping[tuple[str, str], str]
    ends: frozenset[str] = field(default_factory=frozenset)

    def after(self, state: str, verb: str) -> str:
        """The state that ``verb`` leads to; raises BadMove when it may not follow ``state``."""
        try:
            return self.table[state, verb]
        except KeyError:
            raise BadMove(
                N_("现在是“%(state)s”，不能“%(verb)s”。"),
                state=self.states.get(state, state),
                verb=self.verbs.get(verb, verb),
            ) from None

    def may(self, state: str, verb: str) -> bool:
        return (state, verb) in self.table

    def moves(self, state: str) -> tuple[str, ...]:
        """The verbs that may follow ``state``, in the order of the table."""
        return tuple(verb for (at, verb) in self.table if at == state)

    def problems(self) -> list[str]:
        """What is wrong with the table: dead ends, states nobody reaches, words without a label."""
        found = [
            f"no label for state {s}" for pair in self.table.items() for s in _states(pair) if s not in self.states
        ]
        found += [f"no label for verb {verb}" for (_, verb) in self.table if verb not in self.verbs]
        found += [f"verb {verb} is never used" for verb in self.verbs if verb not in {v for _, v in self.table}]
        reached = self._reach({self.start}, forward=True)
        found += [f"nobody reaches {state}" for state in self.states if state not in reached]
        homeward = self._reach(set(self.ends), forward=False)
        found += [f"dead end at {state}" for state in self.states if state not in homeward]
        return found

    def _reach(self, seen: set[str], *, forward: bool) -> set[str]:
        edges = [(a, b) if forward else (b, a) for (a, _), b in self.table.items()]
        while more := {b for a, b in edges if a in seen} - seen:
            seen |= more
        return seen

    def mermaid(self) -> str:
        """The process as a Mermaid state diagram, for the docs."""
        lines = ["stateDiagram-v2", f"  [*] --> {self.start}"]
        lines += [f"  {state} : {label}" for state, label in self.states.items()]
        lines += [f"  {a} --> {b} : {self.verbs[verb]}" for (a, verb), b in self.table.items()]
        return "\n".join(lines + [f"  {state} --> [*]" for state in self.states if state in self.ends])


def _states(pair: tuple[tuple[str, str], str]) -> Iterable[str]:
    (before, _), after = pair
    return before, after
