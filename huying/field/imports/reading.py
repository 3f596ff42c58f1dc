"""An old ledger as rows of cells, whatever it was exported as. Rows are numbered as people see them on their screen."""

import csv
import io
import json
import subprocess
import sys
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from huying.base.papers import sniff
from huying.base.papers.rules import CSV, XLS, XLSX
from huying.field.imports import columns
from huying.kernel.errors import Invalid
from huying.kernel.words import N_

MOST_BYTES = 30 * 1024 * 1024
MOST_ROWS = 100_000
MOST_COLUMNS = 200
HEADER_WITHIN = 20
SAMPLES = 3
MARKS = ("=", "+", "-", "@")
"""What makes a spreadsheet take a cell for a formula."""

Cell = str | int | float | datetime
Row = tuple[int, list[Cell]]

BROKEN = N_("这个文件打不开，可能没有传完，也可能不是表格。请用 Excel 或 WPS 打开看看，另存为 xlsx 再传。")


@dataclass(slots=True)
class Table:
    """What a file holds: its sheets, the one read, its headers and where they stand, how many rows follow."""

    sheets: list[str] = field(default_factory=list)
    sheet: str = ""
    header_row: int = 1
    headers: list[str] = field(default_factory=list)
    samples: list[list[str]] = field(default_factory=list)
    rows: int = 0


def kind_of(data: bytes) -> str:
    """XLSX, XLS or CSV, by what is in it.

    Raises:
        Invalid: none of them, with macros, too large when unpacked; says what to send instead.
    """
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return XLS
    if data[:2] == b"PK":
        if sniff.type_of(data) != XLSX:
            raise Invalid(N_("这不是表格。请传 xlsx、xls 或 csv 文件。"), field="file")
        return XLSX
    if data[:2048].lstrip()[:1] == b"<" or b"<table" in data[:4096].lower():
        raise Invalid(N_("这个文件其实是网页。请用 Excel 或 WPS 打开，另存为 xlsx 再传。"), field="file")
    _decoded(data)
    return CSV


def look(path: Path, mime: str, sheet: str = "") -> Table:
    """The whole file read once: its headers, its first rows, its size.

    Raises:
        Invalid: it cannot be read, is empty, or has too many rows.
    """
    table, head = Table(), []
    for number, cells in _all_rows(path, mime, sheet, table):
        if number <= HEADER_WITHIN:
            head.append((number, cells))
        table.rows = number
        if number > MOST_ROWS or len(cells) > MOST_COLUMNS:
            raise Invalid(
                N_("一次最多导入 %(rows)d 行、%(columns)d 列，请分成几个文件。"),
                field="file",
                rows=MOST_ROWS,
                columns=MOST_COLUMNS,
            )
    if not any(shown(cell) for _, cells in head for cell in cells):
        raise Invalid(N_("这张表是空的。"), field="file")
    table.header_row = _header_row(head)
    own = next(cells for number, cells in head if number == table.header_row)
    table.headers = [" ".join(shown(cell).split()) for cell in own]
    after = [cells for number, cells in head if number > table.header_row]
    table.samples = [[shown(cell) for cell in cells] for cells in after[:SAMPLES]]
    table.rows -= table.header_row
    if table.rows < 1:
        raise Invalid(N_("这张表只有表头，没有内容。"), field="file")
    return table


def rows(path: Path, mime: str, sheet: str, header_row: int) -> Generator[Row, None, None]:
    """The rows below the headers that hold anything, with their numbers."""
    for number, cells in _all_rows(path, mime, sheet, Table()):
        if number > header_row and any(cell not in ("", None) for cell in cells):
            yield number, cells


def shown(cell: Cell) -> str:
    """A cell as people read it; without the sign that made a formula harmless."""
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M").removesuffix(" 00:00")
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    text = str(cell).strip()
    if text[:2] == '="' and text[-1:] == '"':  # ="0739…": how exports keep a leading nought
        return text[2:-1]
    return text[1:] if text[:1] == "'" and text[1:2] in MARKS else text


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith((*MARKS, "\t", "\r", "\n")) else text


def _header_row(head: list[Row]) -> int:
    """The row that holds most headers we know; without any, the first with two words."""
    known = [(columns.recognised([shown(cell) for cell in cells]), -number) for number, cells in head]
    best = max(known)
    if best[0]:
        return -best[1]
    return next((number for number, cells in head if sum(bool(shown(cell)) for cell in cells) > 1), head[0][0])


def _all_rows(path: Path, mime: str, sheet: str, table: Table) -> Generator[Row, None, None]:
    if mime == CSV:
        yield from _csv_rows(path)
        return
    with closing(_excel_rows(path, sheet, table)) as found:
        yield from found


def _csv_rows(path: Path) -> Generator[Row, None, None]:
    text = _decoded(path.read_bytes())
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        for number, cells in enumerate(reader, 1):
            yield number, list(cells)
    except csv.Error as fault:
        raise Invalid(
            N_("第 %(row)d 行读不下去，多半是引号没有成对。请用 Excel 或 WPS 打开，另存为 xlsx 再传。"),
            field="file",
            row=reader.line_num,
        ) from fault


def _decoded(data: bytes) -> str:
    """Text in UTF-8 (with or without its mark), UTF-16 with its mark, or GB18030, as Chinese programs export it."""
    marked = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
    for mark, encoding in marked.items():
        if data.startswith(mark):
            return _strict(data, encoding)
    try:
        return _strict(data, "utf-8")
    except Invalid:
        return _strict(data, "gb18030")


def _strict(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as fault:
        raise Invalid(BROKEN, field="file") from fault
    if "\x00" in text:  # no ledger holds it, and PostgreSQL would not
        raise Invalid(BROKEN, field="file")
    return text


def _delimiter(text: str) -> str:
    """Comma, semicolon or tab: the one that a line near the top holds most of."""
    top = text[:20_000].splitlines()[:HEADER_WITHIN]
    return max((max((line.count(mark) for line in top), default=0), mark) for mark in (",", ";", "\t"))[1]


def _excel_rows(path: Path, sheet: str, table: Table) -> Generator[Row, None, None]:
    """The sheet as the reading process prints it; see ``excel.py`` for why it is a process."""
    script = Path(__file__).with_name("excel.py")
    reader = subprocess.Popen(
        [sys.executable, "-I", str(script), str(path), sheet], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    try:
        out = reader.stdout or io.BytesIO()
        _meet(out.readline(), table)
        for number, line in enumerate(out, 1):
            if not line.endswith(b"\n"):
                raise Invalid(BROKEN, field="file")
            cells = json.loads(line)
            yield number, [_cell(cell) for cell in cells]
        if reader.wait():
            raise Invalid(BROKEN, field="file")
    finally:
        reader.kill()
        reader.communicate()


def _cell(told: Any) -> Cell:
    if isinstance(told, bool):
        return str(columns.WORDS["cells"]["yes" if told else "no"])
    cell: Cell = datetime.fromisoformat(told[0]) if isinstance(told, list) else told
    return cell


def _meet(line: bytes, table: Table) -> None:
    told: dict[str, Any] = json.loads(line) if line.endswith(b"\n") else {"fault": "broken"}
    match told.get("fault"):
        case "password":
            raise Invalid(N_("这个文件有密码。请去掉密码，另存一份再传。"), field="file")
        case "sheet":
            raise Invalid(N_("没有这张工作表，表里有：%(sheets)s。"), field="sheet", sheets="、".join(told["sheets"]))
        case None:
            table.sheets, table.sheet = told["sheets"], told["sheet"]
        case _:
            raise Invalid(BROKEN, field="file")
