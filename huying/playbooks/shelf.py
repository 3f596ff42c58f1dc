"""The books on the shelf: shipped ones, a county's own ones, and every edition a case was ever started under.

An edition is named by its content ("county@2026-01-01#ab12cd34"), so the same name never means two things. Shipped
editions stay in ``shipped/`` for ever; a county's own folder (``HUYING_PLAYBOOKS`` or the ``folder`` argument) holds
its books as TOML and, under ``editions/``, a copy of every edition that was opened.
"""

import hashlib
import json
import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from huying.kernel.errors import Invalid, Missing
from huying.kernel.words import N_
from huying.playbooks.problems import sentences
from huying.playbooks.schema import Clocks, Content, Labels, Stations, Suggestions, Voices

_HOME = Path(__file__).parent
_SHIPPED = _HOME / "shipped"


@dataclass(frozen=True, slots=True)
class Book:
    """One edition of one playbook.

    Args:
        id: its name in files and adoptions ("county").
        name: what people call it.
        edition: id, effective day and digest of the content; at most 60 characters.
        effective: the first day it holds.
        data: the resolved content as plain values, as written in the files.
        content: the same, typed.
    """

    id: str
    name: str
    edition: str
    effective: date
    data: Mapping[str, Any] = field(repr=False, compare=False, hash=False)
    content: Content = field(repr=False, compare=False, hash=False)

    def shown(self, language: str) -> str:
        """Its name for a reader of ``language``."""
        return self.content.en if self.content.en and language.startswith("en") else self.name

    @property
    def stations(self) -> Stations:
        return self.content.stations

    @property
    def voices(self) -> Voices:
        return self.content.voices

    @property
    def suggestions(self) -> Suggestions:
        return self.content.suggestions

    @property
    def clocks(self) -> Clocks:
        return self.content.clocks

    @property
    def labels(self) -> Labels:
        return self.content.labels


def ids(folder: Path | None = None) -> list[str]:
    """Every book one can work by, shipped and own, in order of name."""
    found = {path.stem: path for home in _homes(folder) for path in sorted(home.glob("*.toml"))}
    return sorted(id for id, path in found.items() if not tomllib.loads(path.read_text("utf-8")).get("abstract"))


def open_book(id: str, on: date | None = None, folder: Path | None = None) -> Book:
    """The edition of a book in force on a day; the present one when no day is given or none is older.

    Args:
        id: the book's name ("county").
        on: the day it is needed for.
        folder: the county's own books; the environment's ``HUYING_PLAYBOOKS`` when not given.

    Raises:
        Missing: no such book.
        Invalid: the file is wrong; the sentence names file and line.
    """
    folder = folder or _own()
    book = _open(id, folder, _stamp(folder))
    if on is None or book.effective <= on:
        return book
    older = [kept for kept in _kept(id, folder) if kept.effective <= on]
    return max(older, key=lambda kept: kept.effective, default=book)


def by_edition(edition: str, folder: Path | None = None) -> Book:
    """The book a case was started under, however long ago.

    Raises:
        Missing: this edition was never opened here.
    """
    return _by_edition(edition, folder or _own())


def read(path: Path, folder: Path | None = None) -> Book:
    """The book in one file, its ``extends`` chain resolved and typed."""
    data = resolve(path, folder)
    if data.pop("abstract", False):
        raise Invalid(N_("“%(name)s”只是底本，不能直接使用，请用 extends 从它延伸。"), name=str(data.get("name")))
    return book_of(data, path)


def resolve(path: Path, folder: Path | None = None) -> dict[str, Any]:
    """The content of a file laid over what it extends: tables merge key by key, everything else is replaced."""
    data: dict[str, Any] = {}
    for step in reversed(list(_chain(path, folder))):
        data.pop("abstract", None)
        data = merge(data, step)
    data.pop("extends", None)
    return data


def merge(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """``above`` laid over ``below``: tables merge deep, lists and values are replaced."""
    merged = dict(below)
    for key, value in above.items():
        under = merged.get(key)
        merged[key] = merge(under, value) if isinstance(under, Mapping) and isinstance(value, Mapping) else value
    return merged


def book_of(data: dict[str, Any], path: Path) -> Book:
    """Resolved content as a Book; ``path`` is only for the sentence when something is wrong."""
    try:
        content = Content.model_validate(data)
    except ValidationError as error:
        raise Invalid(N_("%(problems)s"), problems="\n".join(sentences(error, path))) from None
    digest = hashlib.sha256(_canonical(data).encode()).hexdigest()[:8]
    edition = f"{content.id}@{content.effective}#{digest}"
    return Book(content.id, content.name, edition, content.effective, data, content)


def keep_shipped() -> list[Path]:
    """Put the present shipped editions into ``shipped/``; run before a release (a test says when it was forgotten)."""
    books = [read(path) for path in sorted(_HOME.glob("*.toml")) if path.stem in ids(_HOME)]
    return [path for book in books if (path := _keep(book, _SHIPPED))]


def _chain(path: Path, folder: Path | None) -> Iterator[dict[str, Any]]:
    seen = set()
    here: Path | None = path
    while here:
        if here in seen:
            raise Invalid(N_("%(file)s 的 extends 绕成了圈。"), file=here.name)
        seen.add(here)
        try:
            step = tomllib.loads(here.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise Invalid(N_("%(file)s 不是正确的 TOML 文件：%(error)s"), file=here.name, error=str(error)) from None
        yield step
        parent = step.get("extends")
        here = _find(str(parent), folder, here.parent) if parent else None


def _find(id: str, folder: Path | None, near: Path | None = None) -> Path:
    for home in (near, folder, _HOME):
        if home and id.isidentifier() and (path := home / f"{id}.toml").is_file():
            return path
    raise Missing(N_("没有名为“%(id)s”的办法。"), id=id)


def _homes(folder: Path | None) -> list[Path]:
    return [home for home in (_HOME, folder or _own()) if home and home.is_dir()]


def _own() -> Path | None:
    return _folder(name) if (name := os.environ.get("HUYING_PLAYBOOKS")) else None


@cache
def _folder(name: str) -> Path:
    """Always the same object: a new one is hashed anew, and a list of fifty cases asks for fifty books."""
    return Path(name)


@cache
def _open(id: str, folder: Path | None, stamp: tuple[int, ...]) -> Book:
    """One reading per state of the files; ``stamp`` only makes a changed file a new question."""
    book = read(_find(id, folder), folder)
    if folder:
        _keep(book, folder / "editions")
    return book


def _stamp(folder: Path | None) -> tuple[int, ...]:
    return tuple(path.stat().st_mtime_ns for path in sorted(folder.glob("*.toml"))) if folder else ()


def _canonical(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def _file_name(edition: str) -> str:
    return edition.replace("#", "-") + ".json"


def _keep(book: Book, home: Path) -> Path | None:
    """Write the edition down once; the file of an edition never changes."""
    path = home / _file_name(book.edition)
    if path.exists():
        return None
    home.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(f".{os.getpid()}.half")
    half.write_text(json.dumps(book.data, ensure_ascii=False, sort_keys=True, indent=1, default=str) + "\n", "utf-8")
    half.replace(path)
    return path


def _kept(id: str, folder: Path | None) -> list[Book]:
    homes = [_SHIPPED, *([folder / "editions"] if folder else [])]
    return [_load(path) for home in homes for path in sorted(home.glob(f"{id}@*.json"))]


@cache
def _load(path: Path) -> Book:
    book = book_of(json.loads(path.read_text("utf-8")), path)
    if _file_name(book.edition) != path.name:
        raise Invalid(N_("%(file)s 的内容被改动过，与文件名不符。"), file=path.name)
    return book


@cache
def _by_edition(edition: str, folder: Path | None) -> Book:
    for home in filter(None, (_SHIPPED, folder and folder / "editions")):
        if (path := home / _file_name(edition)).is_file() and path.parent == home:
            return _load(path)
    try:
        book = open_book(edition.partition("@")[0], folder=folder)
    except Missing:
        book = None
    if book and book.edition == edition:
        return book
    raise Missing(N_("找不到办法的版本“%(edition)s”。"), edition=edition)
