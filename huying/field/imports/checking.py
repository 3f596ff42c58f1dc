"""One row of an old ledger made ready to come in, or everything that is wrong with it, each with what to do."""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from django.conf import settings
from django.utils import timezone

from huying.base.organs import queries as organs
from huying.field.imports import permissions, values
from huying.field.imports.columns import WORDS
from huying.field.imports.models import Batch
from huying.field.imports.reading import Cell, shown
from huying.field.stations import queries as stations
from huying.field.stations.queries import Station
from huying.field.voices import rules
from huying.kernel.actor import Actor
from huying.kernel.coordinates import Point
from huying.kernel.errors import Denied, HouseError, Invalid
from huying.kernel.words import N_
from huying.playbooks.shelf import Book

Value = TypeVar("Value")
Problem = dict[str, Any]
SHOWN = 30
PLACES, TOLD = WORDS["places"], WORDS["told"]


@dataclass(frozen=True, slots=True)
class Ready:
    """What will come in: the arguments of ``voices.receive``, and how it ended there, if it did."""

    number: int
    key: str
    said: dict[str, Any]
    station: Station
    ended_on: date | None = None
    answer: str = ""
    verdict: str = ""
    expired: bool = False
    public: bool = True
    """Whether its words may be shown to everybody: they hold neither the name nor a phone number."""


@dataclass(slots=True)
class Place:
    """A station and the villages around it, by every way to write their names."""

    station: Station
    villages: dict[str, str] = field(default_factory=dict)


def problem(column: str, value: str, refusal: HouseError) -> Problem:
    """A refusal that can be stored: which field, what stood there (shortened), why, and what to do."""
    short = value if len(value) <= SHOWN else value[:SHOWN] + "…"
    return {"field": column, "value": short, "text": refusal.text, "params": refusal.params}


class Checker:
    """Knows the places, categories and settings of one batch; ``examine`` asks the database nothing."""

    def __init__(self, batch: Batch, actor: Actor, now: datetime) -> None:
        self.batch, self.actor, self.now = batch, actor, now
        self.today = timezone.localdate(now)
        self.book: Book = organs.book_for(batch.region, self.today)
        self.categories = {
            name: known.code for known in self.book.voices.categories for name in (known.code, known.label)
        }
        self.station = stations.station(batch.station_id) if batch.station_id else None
        self.places = self._places()

    def _places(self) -> dict[str, Place]:
        """Every name of a station or township in the batch's reach → the station there."""
        found: dict[str, Place] = {}
        villages: dict[str, dict[str, str]] = {}
        for region in organs.regions_under(self.batch.region[:9]):
            if len(region.code) == 12:
                villages.setdefault(region.code[:9], {}).update(
                    dict.fromkeys(_names(region.name, PLACES["village"]), region.code)
                )
        names = organs.names_of_regions({row.region[:9] for row in stations.open_in(self.batch.region)})
        for row in stations.open_in(self.batch.region).order_by("region", "id"):
            place = Place(row, villages.get(row.region[:9], {}))
            for name in (row.name, row.code, *_names(names.get(row.region[:9], ""), PLACES["town"])):
                found.setdefault(name, place)
        if self.station is not None:
            own = Place(self.station, villages.get(self.station.region[:9], {}))
            found = {name: own if place.station.pk == own.station.pk else place for name, place in found.items()}
            found[""] = own
        return found

    def examine(self, number: int, cells: list[Cell]) -> Ready | list[Problem]:
        """The row ready to come in, or its problems."""
        row = _Row(self, cells)
        place = row.take("town", self._place)
        said_at = row.take("said_on", lambda cell: values.moment(cell, self.now))
        text = row.take("text", lambda cell: self._text(row.word("title"), shown(cell)))
        point = row.take("latitude", lambda cell: values.degrees(cell, row.cell("longitude")))
        phone = row.take("phone", lambda cell: "" if values.masked(shown(cell)) else rules.phone(shown(cell)))
        name = row.take("contact", lambda cell: rules.words(shown(cell), needed=False, limit=40))
        ended_on, answer = self._end(row, said_at)
        verdict = row.take("verdict", lambda cell: values.verdict(shown(cell)))
        if row.problems or place is None or said_at is None or text is None:
            return row.problems
        expired = ended_on is not None and (self.today - ended_on).days > self.book.voices.retention_days
        said = self._said(row, place, text, point, said_at)
        said |= {"phone": "", "contact": ""} if expired else {"phone": phone or "", "contact": name or ""}
        said["over"] = ended_on is not None
        return Ready(
            number,
            self._key(row, said_at, text, phone or ""),
            said,
            place.station,
            ended_on,
            answer,
            verdict or "" if ended_on else "",
            expired and bool(phone or name),
            not _personal(f"{text}{answer}{said['place']}", name or ""),
        )

    def _place(self, cell: Cell) -> Place:
        word = "".join(shown(cell).split())
        found = self.places.get(word) or self.places.get(word.removesuffix(PLACES["station"]))
        if found is None:
            if not word:
                raise Invalid(N_("没有写是哪个乡镇或联络站。请补上，或者导入时选定一个联络站。"))
            raise Invalid(N_("这里没有这个乡镇或联络站，请照名册里的名称写。"))
        if self.actor.kind != "system" and not permissions.importer(self.actor, found.station.region, found.station.pk):
            raise Denied(N_("这一行属于别的联络站，请由那个站或者上级人大导入。"))
        return found

    @staticmethod
    def _text(title: str, text: str) -> str:
        whole = text if title in text[: len(title) + 8] else f"{title}\n{text}"
        return rules.words(whole)

    def _end(self, row: "_Row", said_at: datetime | None) -> tuple[date | None, str]:
        """The day it ended and what was answered; (None, "") while it goes on."""
        answer = row.take("answer", lambda cell: rules.words(shown(cell), needed=False)) or ""
        over = row.take("status", lambda cell: values.ended(shown(cell)))
        moment = row.take("ended_on", lambda cell: values.moment(cell, self.now) if shown(cell) else None)
        if over is None:
            over = moment is not None or (bool(answer) and not {"status", "ended_on"} & set(self.batch.columns))
        if not over or said_at is None:
            return None, ""
        if moment is None and not self.batch.undated and "ended_on" not in row.wrong:
            row.refuse(
                "ended_on", Invalid(N_("已经办结，但没有办结时间。请补上，或者选“没有办结时间的按反映当天算”。"))
            )
        ended_on = timezone.localdate(moment) if moment else timezone.localdate(said_at)
        if ended_on < timezone.localdate(said_at):
            row.refuse("ended_on", Invalid(N_("办结时间早于反映时间，请核对。")))
        unit = row.word("unit")[:60]
        told: str = answer or TOLD["unsaid"]
        whole = TOLD["answered"] % {"unit": unit, "answer": told} if unit else told
        return ended_on, whole[: rules.TEXT_MAX]

    def _said(self, row: "_Row", place: Place, text: str, point: Point | None, said_at: datetime) -> dict[str, Any]:
        village = place.villages.get("".join(row.word("village").split()), "")
        where = [row.word("place")] if village else [row.word("village"), row.word("place")]
        address = rules.clean(" ".join(part for part in where if part), lines=False)
        notes = [("place", address)] if len(address) > 80 else []
        if row.word("status") and not values.ended(row.word("status")):
            notes += [("unit", row.word("unit")), ("state", row.word("answer"))]
        secret = values.secret(row.word("secret"))
        return {
            "text": self._with(text, notes),
            "village": village,
            "place": address if len(address) <= 80 else "",
            "latitude": point and point.latitude,
            "longitude": point and point.longitude,
            "datum": self.batch.datum,
            "category": self._category(row.word("category")),
            "said_at": said_at,
            "publish": self.batch.publish and not secret,
        }

    @staticmethod
    def _with(text: str, notes: list[tuple[str, str]]) -> str:
        more = [TOLD["note"] % {"label": TOLD[label], "said": said} for label, said in notes if said]
        return "\n".join([text, *more])[: rules.TEXT_MAX]

    def _category(self, word: str) -> str:
        if word in self.categories:
            return self.categories[word]
        return next((code for name, code in self.categories.items() if len(name) > 1 and name in word), "")

    def _key(self, row: "_Row", said_at: datetime, text: str, phone: str) -> str:
        """The ledger's own number; without one, a keyed hash of what makes two rows the same."""
        number = "".join(row.word("number").split())
        whole = f"{number}" if number else f"{said_at.isoformat()}|{text}|{phone}"
        purpose = f"import-row:{settings.SECRET_KEY}".encode()
        return hmac.new(purpose, whole.encode(), hashlib.sha256).hexdigest()[:40]


class _Row:
    """The cells of a row by field, and what is wrong with them."""

    def __init__(self, checker: Checker, cells: list[Cell]) -> None:
        self.columns: Mapping[str, int] = checker.batch.columns
        self.cells = cells
        self.problems: list[Problem] = []
        self.wrong: set[str] = set()

    def cell(self, name: str) -> Cell:
        at = self.columns.get(name, -1)
        return self.cells[at] if 0 <= at < len(self.cells) else ""

    def word(self, name: str) -> str:
        return shown(self.cell(name))

    def take(self, name: str, read: Callable[[Cell], Value]) -> Value | None:
        try:
            return read(self.cell(name))
        except HouseError as refusal:
            self.refuse(name, refusal)
            return None

    def refuse(self, name: str, refusal: HouseError) -> None:
        self.wrong.add(name)
        self.problems.append(problem(name, self.word(name), refusal))


def _names(name: str, kinds: list[str]) -> list[str]:
    """A township's or village's name, with and without the word for what it is."""
    short = next((name.removesuffix(kind) for kind in kinds if name.endswith(kind)), name)
    return [word for word in (name, short) if len(word) > 1]


def _personal(words: str, name: str) -> bool:
    """Whether words hold the person's name or a number that could be a phone or an identity card."""
    digits = "".join(char if char.isdigit() else " " for char in words).split()
    return any(len(run) >= 7 for run in digits) or (len(name) > 1 and name in words)
