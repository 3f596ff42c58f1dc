"""What differs between two playbooks, as sentences."""

from collections.abc import Mapping
from typing import Any

from huying.playbooks.explain import Fact, facts
from huying.playbooks.shelf import Book


def diff(a: Book, b: Book) -> str:
    """Every rule in which ``b`` differs from ``a``, grouped by heading; one sentence when nothing does."""
    lines = [f"{a.name}（{a.edition}）与{b.name}（{b.edition}）"]
    heading = ""
    for fact, sentence in differences(a.data, b.data, a.name, b.name):
        if fact.heading != heading:
            heading = fact.heading
            lines += ["", heading]
        lines.append(f"  {sentence}")
    return "\n".join([*lines, *([] if heading else ["", "没有不同。"])]) + "\n"


def differences(
    a: Mapping[str, Any], b: Mapping[str, Any], name_a: str = "原来", name_b: str = "现在"
) -> list[tuple[Fact, str]]:
    """The facts that differ, each with its sentence."""
    before, after = ({fact.path: fact for fact in facts(data)} for data in (a, b))
    found = []
    for path in dict.fromkeys([*before, *after]):
        old, new = before.get(path), after.get(path)
        if old and new and old.words != new.words:
            found.append((new, f"{new.name}：{name_a}“{old.words}”，{name_b}“{new.words}”。{_why(new)}"))
        elif old and new and old.basis != new.basis:
            found.append((new, f"{new.name}：规定相同，依据不同，{name_a}“{old.basis}”，{name_b}“{new.basis}”。"))
        elif new and not old:
            found.append((new, f"{new.name}：{name_a}没有规定，{name_b}“{new.words}”。{_why(new)}"))
        elif old and not new:
            found.append((old, f"{old.name}：{name_a}“{old.words}”，{name_b}没有规定。"))
    return found


def _why(fact: Fact) -> str:
    return f"（依据：{fact.basis}）" if fact.basis else ""
