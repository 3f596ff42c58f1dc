"""Everything that is wrong with playbook files, as sentences with file and line; an empty list when they are sound."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from huying.kernel.calendar import add_months
from huying.kernel.errors import HouseError, Invalid
from huying.kernel.periods import Period
from huying.playbooks.explain import SUGGESTION_PERIODS, VOICE_PERIODS
from huying.playbooks.problems import sentences, where
from huying.playbooks.schema import Content
from huying.playbooks.shelf import resolve

# The longest the law allows (代表法第51条), in months from the assignment.
_LAW = {"reply": 3, "fast_reply": 3, "complex_reply": 6, "extension": 6}

_NAMES = {"voices": VOICE_PERIODS, "suggestions": SUGGESTION_PERIODS}


def check_files(paths: Iterable[str | Path]) -> list[str]:
    """The problems of each file in turn. What ``extends`` names is sought next to the file, then among the shipped.

    Args:
        paths: TOML files.
    """
    return [problem for path in paths for problem in check_file(Path(path))]


def check_file(path: Path) -> list[str]:
    """The problems of one file, in the order of their lines."""
    try:
        text = path.read_text("utf-8")
        own = tomllib.loads(text)
    except OSError as error:
        return [f"{path.name}：打不开（{error.strerror}）。"]
    except UnicodeDecodeError:
        return [f"{path.name}：不是 UTF-8 编码的文本。"]
    except tomllib.TOMLDecodeError as error:
        return [f"{path.name}：不是正确的 TOML：{error}。"]
    try:
        data = resolve(path, path.parent)
    except HouseError as error:
        return [f"{where(path, text, ('extends',))}：{error}"]
    abstract = bool(data.pop("abstract", False))
    found = (
        [f"{where(path, text, ('id',))}：id “{data.get('id')}”和文件名不一致。"] if data.get("id") != path.stem else []
    )
    try:
        Content.model_validate(data)
    except ValidationError as error:
        found += sentences(error, path, missing=not abstract)
    return found + _bases(own, path, text) + _law(data, path, text)


def _bases(own: Mapping[str, Any], path: Path, text: str) -> list[str]:
    """A number set here needs a basis here: the parent's basis speaks of the parent's number."""
    found = []
    for section, names in _NAMES.items():
        for key, table in _tables(own, section).items():
            if (
                key in names
                and isinstance(table, Mapping)
                and {"value", "unit", "fixed"} & set(table)
                and not table.get("basis")
            ):
                place = (section, "periods", key)
                found.append(f"{where(path, text, place)}：“{'.'.join(place)}”没有写依据，没有出处的请写“常见做法”。")
    return found


def _law(data: Mapping[str, Any], path: Path, text: str) -> list[str]:
    found = []
    for key, months in _LAW.items():
        table = _tables(data, "suggestions").get(key)
        if isinstance(table, Mapping) and _longer(table, months):
            line = where(path, text, ("suggestions", "periods", key))
            found.append(f"{line}：“suggestions.periods.{key}”超过代表法第51条的 {months} 个月（自交办之日起）。")
    return found


def _tables(data: Mapping[str, Any], section: str) -> Mapping[str, Any]:
    part = data.get(section)
    periods = part.get("periods") if isinstance(part, Mapping) else None
    return periods if isinstance(periods, Mapping) else {}


def _longer(table: Mapping[str, Any], months: int) -> bool:
    """Whether the period is longer than so many months; five working days are taken as a week."""
    try:
        period = Period(**table)
    except (Invalid, TypeError):
        return False
    if period.fixed:
        return False
    if period.unit == "months":
        return period.value > months
    shortest = (add_months(date(2026, 2, 1), months)[0] - date(2026, 2, 1)).days
    days = period.value * 7 / 5 if period.unit == "working_days" else period.value
    return days > shortest
