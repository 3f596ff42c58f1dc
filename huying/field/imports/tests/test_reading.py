"""Files as programs export them: encodings, marks, sheets, titles above the headers, what cannot be read."""

import io
import zipfile
from datetime import datetime
from pathlib import Path

import pytest

from huying.base.papers.rules import CSV, XLS, XLSX
from huying.field.imports import columns, reading
from huying.field.imports.tests import make
from huying.kernel.errors import Invalid

ROWS = [
    ("姓名", "反映时间", "反映内容"),
    ("𠮷田·阿不都", "2025-03-01", "路灯坏了；晚上看不见"),
    ("王大姐", "2025-03-02", "=1+1"),
]


def read(tmp_path: Path, data: bytes, sheet: str = "") -> tuple[reading.Table, list[list[str]]]:
    file = tmp_path / "ledger"
    file.write_bytes(data)
    mime = reading.kind_of(data)
    table = reading.look(file, mime, sheet)
    rows = reading.rows(file, mime, table.sheet, table.header_row)
    return table, [[reading.shown(cell) for cell in cells] for _, cells in rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_every_encoding_and_mark(tmp_path: Path, encoding: str, mark: str) -> None:
    table, rows = read(tmp_path, make.as_csv(ROWS, encoding, mark))
    assert table.headers == list(ROWS[0])
    assert rows == [list(row) for row in ROWS[1:]]


def test_excel_new_and_old(tmp_path: Path) -> None:
    new = make.as_xlsx([ROWS[0], ("𠮷田", datetime(2025, 3, 1, 14, 22), "路灯坏了"), (13907390001, 45717, "x")])
    assert reading.kind_of(new) == XLSX
    table, rows = read(tmp_path, new)
    assert table.sheets == ["台账", "说明"] and table.sheet == "台账"
    assert rows == [["𠮷田", "2025-03-01 14:22", "路灯坏了"], ["13907390001", "45717", "x"]]
    old = make.as_xls([ROWS[0], ("王大姐", 45717, "路灯坏了")])
    assert reading.kind_of(old) == XLS
    table, rows = read(tmp_path, old)
    assert (table.headers, rows) == (list(ROWS[0]), [["王大姐", "45717", "路灯坏了"]])


def test_a_title_above_the_headers_and_empty_rows_keep_the_numbers(tmp_path: Path) -> None:
    data = make.as_xlsx([ROWS[0], ROWS[1], (), ROWS[2]], before=[("呼应县 2025 年 12345 工单台账",), ("制表：办公室",)])
    table, _ = read(tmp_path, data)
    assert (table.header_row, table.headers) == (3, list(ROWS[0]))
    (tmp_path / "l").write_bytes(data)
    assert [number for number, _ in reading.rows(tmp_path / "l", XLSX, "", 3)] == [4, 6]


def test_another_sheet(tmp_path: Path) -> None:
    data = make.as_xlsx(ROWS)
    with pytest.raises(Invalid, match="台账、说明"):
        read(tmp_path, data, "没有这张")
    with pytest.raises(Invalid, match="只有表头"):
        read(tmp_path, data, "说明")


def _zip(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/"), data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "空的"),
        (b"\n\n,,", "空的"),
        (b"\x00\x01\x02" * 99, "打不开"),
        (b"\xff" * 50, "打不开"),
        ("反映内容\n\x00".encode("utf-16"), "打不开"),
        (b"<html><table><tr><td>x</table>", "其实是网页"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 900, "打不开"),
        (b"PK\x03\x04broken", "打不开"),
        (_zip(readme=b"hello"), "压缩包"),
        (make.as_xlsx(ROWS)[:-200], "打不开"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(tmp_path: Path, data: bytes, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        read(tmp_path, data)


def test_a_sheet_that_would_fill_the_memory_ends_its_own_process_only(tmp_path: Path) -> None:
    """A word in the last possible cell asks the reader for half a terabyte; five kilobytes of file."""
    out = io.BytesIO()
    import xlsxwriter

    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet("台账")
        page.write(0, 0, "反映内容")
        page.write(1_048_575, 16_383, "x")
    with pytest.raises(Invalid, match="打不开"):
        read(tmp_path, out.getvalue())


def test_too_many_rows_or_columns(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="一次最多"):
        read(tmp_path, b"a,b\n" * (reading.MOST_ROWS + 1))
    with pytest.raises(Invalid, match="一次最多"):
        read(tmp_path, ("a," * 300 + "\n1\n").encode())


def test_an_open_quote_is_named(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="引号"):
        read(tmp_path, ('反映时间,反映内容\n2025-01-01,"' + "长" * 200_000).encode())


@pytest.mark.parametrize("text", ["=1+1", "+86", "-5", "@SUM(A1)", "\tx", "\rx"])
def test_no_text_becomes_a_formula_and_it_reads_back(text: str) -> None:
    safe = reading.harmless(text)
    assert safe[0] == "'"
    assert reading.shown(safe) in (text, safe)
    assert reading.shown(reading.harmless("=1+1")) == "=1+1"


def test_cells_as_people_read_them() -> None:
    assert reading.shown(13907390001.0) == "13907390001"
    assert reading.shown(111.4689) == "111.4689"
    assert reading.shown('="0739123"') == "0739123"
    assert reading.shown(datetime(2025, 3, 1)) == "2025-03-01"


def test_headers_are_known_however_they_are_decorated() -> None:
    found = columns.guess(["序号", " 来电时间 ", "诉求内容*", "联系电话（必填）", "办理\n结果", "事发地点：", "满意度"])
    assert found == {"said_on": 1, "text": 2, "phone": 3, "answer": 4, "place": 5}


def test_a_column_serves_one_field_and_the_better_word_wins() -> None:
    assert columns.guess(["日期", "受理时间", "内容", "诉求内容"]) == {"said_on": 1, "text": 3}
    assert columns.guess(["联络站", "乡镇", "问题"]) == {"town": 0, "text": 2}


def test_no_word_stands_for_two_fields() -> None:
    seen: dict[str, str] = {}
    for field, words in columns.WORDS["columns"].items():
        assert field in columns.FIELDS
        for word in map(columns.plain, words):
            assert seen.setdefault(word, field) == field, word
    assert set(columns.WORDS["columns"]) == set(columns.FIELDS)


def test_columns_by_header_letter_and_number() -> None:
    headers = ["甲", "乙", "丙"]
    assert columns.by_name({"乙": "text", "C": "said_on", "1": "number"}, headers) == {
        "text": 1,
        "said_on": 2,
        "number": 0,
    }
    for wrong in ({"丁": "text"}, {"甲": "nonsense"}):
        with pytest.raises(KeyError):
            columns.by_name(wrong, headers)


def test_text_is_csv() -> None:
    assert reading.kind_of("反映内容\n路灯".encode("gb18030")) == CSV
