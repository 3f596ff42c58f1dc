"""What is wrong with a playbook file, as sentences with file and line."""

import re
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from huying.playbooks import schema

_HEADER = re.compile(r"^\s*(\[\[?)\s*([\w.\-\"]+)\s*\]\]?\s*(?:#.*)?$")
Place = tuple[str | int, ...]


def sentences(
    error: ValidationError, path: Path, *, missing: bool = True, model: type[BaseModel] = schema.Content
) -> list[str]:
    """Every complaint of ``model`` as "file 第 N 行：…"; a book that need not be whole may miss keys."""
    text = path.read_text("utf-8") if path.is_file() else ""
    found = []
    for one in error.errors():
        if one["type"] == "missing" and not missing:
            continue
        place: Place = one["loc"]
        found.append(f"{where(path, text, place)}：{_sentence(one, place, model)}")
    return found


def where(path: Path, text: str, place: Place) -> str:
    """ "county.toml 第 12 行"; without a line when the key stands in a book below."""
    line = line_of(text, place)
    return f"{path.name} 第 {line} 行" if line else path.name


def line_of(text: str, place: Place) -> int:
    """The line (from 1) of the key at ``place`` in a TOML text, or of what encloses it; 0 when it is not there.

    ``tomllib`` keeps no lines, so this reads headers and keys itself; it need only be right for well-formed files.
    """
    best, depth = 0, 0
    table: Place = ()
    newest: dict[Place, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        header = _HEADER.match(line)
        if header:
            table = _opened(header[2].split("."), newest, item=header[1] == "[[")
        if table != place[: len(table)]:
            continue
        reached = len(table) + (0 if header else _run(line, [str(part) for part in place[len(table) :]]))
        if reached > max(depth, 0 if header else len(table)):
            best, depth = number, reached
    return best


def _opened(names: Sequence[str], newest: dict[Place, int], *, item: bool) -> Place:
    """The place a header opens; ``newest`` holds the number of the newest item of each array of tables so far."""
    at: Place = ()
    for name in names:
        at += (name.strip('"'),)
        if item and len(at) - sum(isinstance(part, int) for part in at) == len(names):
            newest[at] = newest.get(at, -1) + 1
        if at in newest:
            at += (newest[at],)
    return at


def _run(line: str, keys: Sequence[str]) -> int:
    """How many of ``keys`` this line spells out one inside the other: ``reply = { value = 3 }`` spells reply, value."""
    if not keys or not re.match(rf"\s*\"?{re.escape(keys[0])}\"?\s*[=.]", line):
        return 0
    return 1 + (len(keys) > 1 and bool(re.search(rf"[{{,.]\s*{re.escape(keys[1])}\s*=", line)))


_WRONG = {
    "missing": "缺少“{key}”。",
    "missing_argument": "缺少“{key}”。",
    "literal_error": "“{key}”不能是“{given}”，只能是 {expected}。",
    "string_too_short": "“{key}”不能为空。",
    "string_too_long": "“{key}”太长，最多 {max_length} 个字。",
    "string_pattern_mismatch": "“{key}”的值“{given}”写法不对（要求 {pattern}）。",
    "greater_than_equal": "“{key}”的值 {given} 太小，至少 {ge}。",
    "less_than_equal": "“{key}”的值 {given} 太大，至多 {le}。",
    "int_type": "“{key}”的值“{given}”应为整数。",
    "int_from_float": "“{key}”的值“{given}”应为整数。",
    "int_parsing": "“{key}”的值“{given}”应为整数。",
    "bool_type": "“{key}”的值“{given}”应为 true 或 false。",
    "bool_parsing": "“{key}”的值“{given}”应为 true 或 false。",
    "string_type": "“{key}”的值“{given}”应为文字。",
    "date_type": "“{key}”的值“{given}”应为日期，例如 2026-01-01。",
    "date_from_datetime_parsing": "“{key}”的值“{given}”应为日期，例如 2026-01-01。",
    "tuple_type": "“{key}”应为列表。",
    "model_type": "“{key}”应为一张表。",
    "dataclass_type": "“{key}”应为一张表。",
}


def _sentence(one: Any, place: Place, model: type[BaseModel]) -> str:
    key = ".".join(str(part + 1) if isinstance(part, int) else part for part in place)
    context = one.get("ctx", {})
    if one["type"] in ("extra_forbidden", "unexpected_keyword_argument"):
        near = get_close_matches(str(place[-1]), _known(place[:-1], model), n=1)
        return f"不认识的键“{key}”" + (f"，是不是“{near[0]}”？" if near else "。")
    if one["type"] == "value_error":
        return f"“{key}”：{context['error']}" if key else str(context["error"])
    filled = {**context, "key": key, "given": str(one.get("input"))[:40]}
    filled["expected"] = str(context.get("expected", "")).replace(" or ", "、").replace(", ", "、").replace("'", "")
    return _WRONG.get(one["type"], "“{key}”的值“{given}”不合要求。").format(**filled)


def _known(place: Place, model: type[BaseModel]) -> list[str]:
    """The keys the model knows at ``place``, to propose the one that was meant."""
    at: Any = model
    for part in place:
        if isinstance(part, int):
            continue
        fields = getattr(at, "model_fields", None) or getattr(at, "__pydantic_fields__", {})
        if part not in fields:
            return []
        inner = fields[part].annotation
        args = getattr(inner, "__args__", ())
        at = args[0] if args else inner
    if isinstance(at, type) and issubclass(at, BaseModel):
        return list(at.model_fields)
    return [field.alias or name for name, field in getattr(at, "__pydantic_fields__", {}).items()]
