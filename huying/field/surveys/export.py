"""What came back as an Excel file (XLSX): figures, places, people's own words, and named sheets.

Everything is written as what it is, text as text: nothing that somebody typed can become a formula or a link.
"""

import io
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from huying.base.web import excel
from huying.field.surveys import queries, rules
from huying.field.surveys.commands.steps import questions_of
from huying.field.surveys.figures import Figure
from huying.field.surveys.models import Survey, Words
from huying.field.surveys.queries import Results

NAME_MAX = 31
"""Of a sheet, by Excel's rule."""


class Table:
    """One worksheet, filled row by row."""

    def __init__(self, book: Any, name: str, widths: list[int]) -> None:
        self.sheet, self.line = book.add_worksheet(name[:NAME_MAX]), 0
        self.bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.plain = book.add_format({"text_wrap": True, "valign": "top"})
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)

    def add(self, *cells: str | int | float, head: bool = False) -> None:
        """One row; numbers as numbers, all else as text."""
        look = self.bold if head else self.plain
        for column, cell in enumerate(cells):
            write = self.sheet.write_string if isinstance(cell, str) else self.sheet.write_number
            write(self.line, column, cell, look)
        self.line += 1


def workbook(row: Survey, names: Mapping[int, str]) -> bytes:
    """The file. ``names`` are those of the people behind named sheets."""
    out = io.BytesIO()
    found = queries.results(row)
    with excel.workbook(out) as book:
        _cover(Table(book, gettext("说明"), [24, 80]), row, found)
        _figures(Table(book, gettext("各题结果"), [8, 48, 30, 12, 12]), found)
        _groups(Table(book, gettext("分地区"), [8, 48, 30, 30, 12]), found)
        _words(Table(book, gettext("留言"), [8, 80, 12]), row, found)
        if row.named:
            _sheets(Table(book, gettext("逐人"), [16] + [24] * len(row.questions)), row, names)
    return out.getvalue()


def _cover(table: Table, row: Survey, found: Results) -> None:
    table.add(gettext("问卷"), row.title, head=True)
    table.add(gettext("发起单位"), queries.asker(row))
    table.add(gettext("问谁"), gettext(str(row.get_audience_display())))
    table.add(gettext("记名"), gettext("记名") if row.named else gettext("不记名"))
    table.add(gettext("起止"), f"{row.opens_on} – {row.closes_on}")
    table.add(gettext("收回"), found.answered)
    if found.asked:
        table.add(gettext("问了"), found.asked)
        table.add(gettext("没有答"), found.silent)
    if row.seed:
        table.add(gettext("抽样种子"), row.seed)
    table.add(gettext("答卷指纹"), gettext("与截止时一致") if queries.sealed(row) else gettext("与截止时不一致！"))
    table.add(gettext("说明"), gettext("少于 %(n)d 人回答的不列数字。") % {"n": rules.FEWEST})


def _figures(table: Table, found: Results) -> None:
    table.add(gettext("题号"), gettext("题目"), gettext("回答"), gettext("人数"), gettext("占回答人数 %"), head=True)
    for figure in found.figures:
        head = (figure.number, figure.question.text)
        table.add(*head, gettext("问到"), figure.asked)
        table.add(*head, gettext("回答"), figure.given)
        table.add(*head, gettext("没有答这一题"), figure.silent)
        for bar in figure.bars:
            table.add(*head, bar.label, bar.n, round(figure.share(bar.n), 1))
        if figure.mean is not None and figure.median is not None:
            table.add(*head, gettext("平均"), round(figure.mean, 2))
            table.add(*head, gettext("中位数"), figure.median)


def _groups(table: Table, found: Results) -> None:
    table.add(gettext("题号"), gettext("题目"), gettext("地区"), gettext("回答"), gettext("人数"), head=True)
    for figure in found.figures:
        for group in figure.groups:
            place = place_name(group.places, found.places)
            table.add(figure.number, figure.question.text, place, gettext("回答"), group.given)
            for bar, n in zip(figure.bars, group.cells, strict=True):
                table.add(figure.number, figure.question.text, place, bar.label, n)


def place_name(codes: tuple[str, ...], names: Mapping[str, str]) -> str:
    """A group's places in words."""
    return names.get(codes[0], gettext("不清楚")) if len(codes) == 1 else gettext("其他地方合计")


def _words(table: Table, row: Survey, found: Results) -> None:
    table.add(gettext("题号"), gettext("留言"), gettext("公开"), head=True)
    for figure in found.figures:
        if _enough(figure):
            rows = Words.objects.filter(survey=row, question=figure.question.code).order_by("pk")
            for said in rows.iterator():
                table.add(figure.number, said.text, gettext("公开") if said.chosen else "")


def _enough(figure: Figure) -> bool:
    return figure.question.kind == "text" and figure.shown


def _sheets(table: Table, row: Survey, names: Mapping[int, str]) -> None:
    questions = questions_of(row)
    table.add(gettext("姓名"), *(f"{n}. {each.text}" for n, each in enumerate(questions, 1)), head=True)
    for sheet in queries.sheets(row).iterator():
        table.add(names.get(sheet.person, ""), *queries.answer_of(sheet, questions))
