"""Scenario tables: given a playbook, when this happens, expect that. Run through the same functions the rooms use."""

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from huying.kernel.calendar import national
from huying.kernel.periods import due, extended
from huying.playbooks.shelf import Book, open_book


def run_file(path: Path, folder: Path | None = None) -> list[str]:
    """What did not come out as expected, one sentence each; an empty list when all did."""
    table = tomllib.loads(path.read_text("utf-8"))
    book = open_book(table["playbook"], folder=folder)
    found = []
    for scenario in table["scenario"]:
        got = outcome(book, scenario.get("given", {}), scenario["when"])
        for key, expected in scenario["expect"].items():
            if got.get(key) != expected:
                found.append(f"{path.name}“{scenario['name']}”：{key} 应为 {expected}，得到 {got.get(key)}。")
    return found


def outcome(book: Book, given: Mapping[str, Any], when: Mapping[str, Any]) -> dict[str, Any]:
    """What the book makes of one happening: a date that starts a period, an extension, grades, or a list of answers."""
    if "grades" in when:
        return _ladder(book, given, when)
    if "answers" in when:
        satisfied, counted, silent = book.suggestions.evaluation.counted(when["answers"])
        return {"satisfied": satisfied, "counted": counted, "silent": silent}
    if "ended" in when:
        visit = book.voices.revisits.following(given.get("visits", 0), when["ended"])
        return {"visit": visit or ""}
    if "exit" in when:
        return {"check": book.voices.check_required.needed(when["exit"], when.get("category", ""))}
    process, _, key = when["period"].partition(".")
    period = (book.voices.periods if process == "voices" else book.suggestions.periods)[key]
    anchor: date = when["on"]
    calendar = national().with_local(dict.fromkeys(given.get("rest_days", ()), False), "scenario")
    got = extended(period, anchor, given["due"], calendar) if "due" in given else due(period, anchor, calendar)
    return {"due": got.due, "provisional": got.provisional, "text": got.text, "passed": period.passed}


def _ladder(book: Book, given: Mapping[str, Any], when: Mapping[str, Any]) -> dict[str, Any]:
    attitude, result = when["grades"]
    unsatisfied = book.suggestions.unsatisfied(attitude, result)
    step = book.suggestions.next_step(given.get("taken", ())) if unsatisfied else None
    return {"unsatisfied": unsatisfied, "step": step or "", "label": getattr(book.labels, step).label if step else ""}
