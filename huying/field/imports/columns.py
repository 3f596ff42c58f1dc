"""Which column of an old ledger holds what: the words that exports of hotlines, petition offices and stations use."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path

from huying.kernel.words import N_

FIELDS: dict[str, str] = {
    "text": N_("反映的内容"),
    "said_on": N_("反映时间"),
    "number": N_("原编号"),
    "title": N_("标题"),
    "contact": N_("姓名"),
    "phone": N_("电话"),
    "town": N_("乡镇或联络站"),
    "village": N_("村或社区"),
    "place": N_("地点"),
    "category": N_("类别"),
    "unit": N_("承办单位"),
    "status": N_("办理状态"),
    "answer": N_("办理结果"),
    "ended_on": N_("办结时间"),
    "verdict": N_("是否解决"),
    "longitude": N_("经度"),
    "latitude": N_("纬度"),
    "secret": N_("是否保密"),
}
NEEDED = ("text", "said_on")
WORDS = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
"""The words themselves, as data."""

_BRACKETS = re.compile(r"\(.*?\)|\[.*?\]|【.*?】")
_NOISE = re.compile(r"[\s*_:·、/\\-]+")


def plain(header: str) -> str:
    """A header without blanks, stars, brackets and full-width forms: “ 反映时间（必填）*” is “反映时间”."""
    text = unicodedata.normalize("NFKC", header).lower()
    return _NOISE.sub("", _BRACKETS.sub("", text)) or _NOISE.sub("", text)


_KNOWN = {field: [plain(name) for name in names] for field, names in WORDS["columns"].items()}
_ALL = frozenset(name for names in _KNOWN.values() for name in names)


def recognised(headers: Sequence[str]) -> int:
    """How many of these headers we know; tells the row of headers from a title above it."""
    return len({plain(header) for header in headers} & _ALL)


def guess(headers: Sequence[str]) -> dict[str, int]:
    """Field → number of its column (from 0), for the headers we know; a column serves one field."""
    at: dict[str, int] = {}
    for column, header in enumerate(headers):
        at.setdefault(plain(header), column)
    found: dict[str, int] = {}
    for field, names in _KNOWN.items():
        known = [at[name] for name in names if name in at]
        if known and known[0] not in found.values():
            found[field] = known[0]
    return found


def by_name(chosen: Mapping[str, str], headers: Sequence[str]) -> dict[str, int]:
    """What an operator typed as ``column=field``; a column is named by its header, its letter or its number.

    Raises:
        KeyError: with the word that is neither a column nor a field.
    """
    at = {plain(header): column for column, header in reversed(list(enumerate(headers)))}
    at |= {str(column + 1): column for column in range(len(headers))}
    letters = {letter(column): column for column in range(len(headers))}
    found: dict[str, int] = {}
    for name, field in chosen.items():
        if field not in FIELDS:
            raise KeyError(field)
        known = at.get(plain(name), letters.get(name.upper()))
        if known is None:
            raise KeyError(name)
        found[field] = known
    return found


def letter(column: int) -> str:
    """The name a spreadsheet gives a column: 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
