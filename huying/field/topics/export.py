"""The list (民情清单) as an Excel file, and its rows as paper and file both print them.

Text is written as text: nothing that somebody typed can become a formula or a link.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from huying.base.web import excel
from huying.base.web.filters import day
from huying.field.topics import queries
from huying.field.topics.models import Topic
from huying.field.topics.states import MACHINE


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    number: int
    title: str
    summary: str
    category: str
    size: int
    days: str
    listed: str
    state: str
    decided: str
    outcome: str


def rows(listed: Sequence[Topic], on: date) -> list[Row]:
    """The lines in the order given. One statement."""
    made = queries.decisions(listed)
    return [
        Row(
            number,
            row.title,
            row.summary,
            queries.category(row.region, row.category, on),
            row.size,
            f"{day(row.first_on)} – {day(row.last_on)}" if row.size else "",
            day(row.listed_on),
            gettext(MACHINE.states[row.state]),
            "\n".join(queries.decided(each) for each in made.get(row.pk, [])),
            row.outcome,
        )
        for number, row in enumerate(listed, 1)
    ]


def heads() -> list[tuple[str, int]]:
    """The columns with their widths."""
    return [
        (gettext("序号"), 6),
        (gettext("专题"), 30),
        (gettext("大家主要说什么"), 40),
        (gettext("类别"), 12),
        (gettext("件数"), 8),
        (gettext("反映时间"), 22),
        (gettext("列入日期"), 12),
        (gettext("到哪一步"), 12),
        (gettext("决定"), 36),
        (gettext("结果"), 40),
    ]


def workbook(listed: Sequence[Row], place: str, on: date) -> bytes:
    """The file: one sheet that prints on A4 across."""
    out = io.BytesIO()
    with excel.workbook(out) as book:
        sheet = book.add_worksheet(gettext("民情清单"))
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        title = book.add_format({"bold": True, "font_size": 16})
        head = book.add_format({"bold": True, "text_wrap": True, "border": 1})
        plain = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
        sheet.write_string(
            0, 0, gettext("%(place)s民情清单（%(day)s）") % {"place": place, "day": on.isoformat()}, title
        )
        for column, (name, width) in enumerate(heads()):
            sheet.set_column(column, column, width)
            sheet.write_string(1, column, name, head)
        for line, row in enumerate(listed, 2):
            cells = (row.title, row.summary, row.category, row.size, row.days, row.listed, row.state, row.decided)
            for column, cell in enumerate((row.number, *cells, row.outcome)):
                write = sheet.write_number if isinstance(cell, int) else sheet.write_string
                write(line, column, cell, plain)
        sheet.repeat_rows(1)
    return out.getvalue()
