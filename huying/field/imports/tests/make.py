"""Ledgers as programs export them, and batches of them in every state, made by commands only."""

import csv
import io
import struct
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import xlsxwriter
from django.core.files.base import ContentFile

from huying.field.imports import commands, queries, work
from huying.field.imports.models import Batch
from huying.field.stations.tests import make as stations
from huying.field.voices.tests import make as voices
from huying.field.voices.tests.make import COUNTY, NOW, QIAOTOU, SHIQIAO, TODAY, YUNXI, County
from huying.kernel.actor import Actor, Role

__all__ = ["COUNTY", "NOW", "QIAOTOU", "SHIQIAO", "TODAY", "YUNXI", "County"]

HEADERS = (
    "工单编号", "来电时间", "来电人", "联系电话", "镇街", "村（社区）", "事发地点", "诉求类别", "诉求内容",
    "承办单位", "办理结果", "办结时间", "是否解决", "经度", "纬度",
)  # fmt: skip
LAMP = (
    "GD20250301001", "2025-03-01 14:22", "刘翠莲", "13907390001", "云溪镇", "桥头村", "小学门口", "市政",
    "路灯坏了一个多星期", "云溪镇人民政府", "已经换好灯头", "2025-03-04", "已解决", "", "",
)  # fmt: skip
OPEN = ("GD20250301002", "2026-11-10", "", "", "石桥镇", "", "桥头", "", "石桥头的路面塌了一块", "", "", "", "", "", "")
LEDGER = (HEADERS, LAMP, OPEN)


def county() -> County:
    made = voices.county()
    stations.member(made, "yunxi_head", Role.STATION_HEAD, YUNXI, station=made.yunxi.pk)
    return made


def row(**cells: Any) -> tuple[Any, ...]:
    """The lamp's row with other cells, by field."""
    at = {
        "number": 0, "said_on": 1, "contact": 2, "phone": 3, "town": 4, "village": 5, "place": 6, "category": 7,
        "text": 8, "unit": 9, "answer": 10, "ended_on": 11, "verdict": 12, "longitude": 13, "latitude": 14,
    }  # fmt: skip
    made = list(LAMP)
    for name, cell in cells.items():
        made[at[name]] = cell
    return tuple(made)


def as_csv(rows: Iterable[Sequence[Any]], encoding: str = "utf-8-sig", mark: str = ",") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=mark).writerows(rows)
    return out.getvalue().encode(encoding)


def as_xlsx(rows: Iterable[Sequence[Any]], sheet: str = "台账", before: Iterable[Sequence[Any]] = ()) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        page = book.add_worksheet(sheet)
        for number, cells in enumerate([*before, *rows]):
            for column, cell in enumerate(cells):
                if isinstance(cell, datetime):
                    page.write_datetime(number, column, cell, day)
                else:
                    page.write(number, column, cell)
        book.add_worksheet("说明").write(0, 0, "填表说明")
    return out.getvalue()


def as_xls(rows: Iterable[Sequence[Any]]) -> bytes:
    """A workbook as Excel 97 wrote it: one stream of records inside an OLE container."""

    def record(kind: int, data: bytes) -> bytes:
        return struct.pack("<HH", kind, len(data)) + data

    name = "台账"
    cells = b""
    for number, line in enumerate(rows):
        for column, cell in enumerate(line):
            at = struct.pack("<HHH", number, column, 0)
            if isinstance(cell, int | float):
                cells += record(0x203, at + struct.pack("<d", cell))
            else:
                cells += record(0x204, at + struct.pack("<HB", len(str(cell)), 1) + str(cell).encode("utf-16-le"))
    page = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0)) + cells + record(0x0A, b"")
    begin = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)) + record(0x42, struct.pack("<H", 1200))
    title = struct.pack("<BB", len(name), 1) + name.encode("utf-16-le")
    offset = len(begin) + 4 + 6 + len(title) + 4
    stream = begin + record(0x85, struct.pack("<IH", offset, 0) + title) + record(0x0A, b"") + page
    return _ole(stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0"))


def _ole(stream: bytes) -> bytes:
    n = len(stream) // 512
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<I", 0) + b"\xff" * (108 * 4)
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, n + 2), 0xFFFFFFFE]
    table = b"".join(struct.pack("<I", each) for each in chain).ljust(512, b"\xff")

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        raw = (name + "\0").encode("utf-16-le") if name else b""
        body = raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
        return body + bytes(36) + struct.pack("<IQ", start, size)

    folder = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry("Workbook", 2, 0xFFFFFFFF, 2, len(stream))
    return head + table + folder.ljust(512, b"\0") + stream


def upload(
    county: County,
    data: bytes | Iterable[Sequence[Any]] = LEDGER,
    who: str | Actor = "county_clerk",
    name: str = "12345台账.csv",
    **given: Any,
) -> Batch:
    content = data if isinstance(data, bytes) else as_csv(data)
    actor = county.actor(who) if isinstance(who, str) else who
    return commands.upload(
        actor=actor, now=NOW, file=ContentFile(content, name=name), **{"source": "12345热线", **given}
    )


def checked(
    county: County, data: bytes | Iterable[Sequence[Any]] = LEDGER, who: str = "county_clerk", **plan: Any
) -> Batch:
    """Uploaded, columns as guessed, every row looked at."""
    given = {key: plan.pop(key) for key in ("station", "source", "name") if key in plan}
    batch = upload(county, data, who, **given)
    actor = county.actor(who)
    commands.plan(actor=actor, now=NOW, batch=batch.pk, **{"mapping": batch.columns, **plan})
    return go_on(batch)


def done(
    county: County, data: bytes | Iterable[Sequence[Any]] = LEDGER, who: str = "county_clerk", **plan: Any
) -> Batch:
    batch = checked(county, data, who, **plan)
    commands.start(actor=county.actor(who), now=NOW, batch=batch.pk)
    return go_on(batch)


def undone(county: County, batch: Batch, who: str = "county_clerk", days: int = 1) -> Batch:
    now = NOW + timedelta(days=days)
    commands.undo(actor=county.actor(who), now=now, batch=batch.pk)
    return go_on(batch, now)


def go_on(batch: Batch, now: datetime = NOW) -> Batch:
    """As the worker does."""
    while work.advance(batch.pk, now=now, seconds=60):
        pass
    return queries.fresh(batch)


def problems(batch: Batch) -> dict[int, list[tuple[str, str]]]:
    """Row → (field, sentence) of what is wrong."""
    return {
        row.number: [(each["field"], each["text"] % each["params"]) for each in row.problems]
        for row in queries.problems(batch).order_by("number")
    }
