"""The rows that did not come in, as a file to put right and import again: theirs as they were, and why."""

import csv
import io
from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext

from huying.base.web import excel
from huying.field.imports import columns, queries, reading
from huying.field.imports.models import Batch
from huying.kernel.words import N_

WHY = N_("为什么没有导入")
NUMBER = N_("原行号")


def sentence(problem: dict[str, Any]) -> str:
    """“反映时间：看不懂这个日期……”."""
    label = columns.FIELDS.get(problem["field"], "")
    text: str = problem["text"]
    said = gettext(text) % {key: gettext(v) if isinstance(v, str) and v else v for key, v in problem["params"].items()}
    return gettext("%(field)s：%(said)s") % {"field": gettext(label), "said": said} if label else said


def lines(batch: Batch) -> Iterator[list[str]]:
    """The headers, then each row as it was, with its number in the file and the reasons at the end.

    Raises:
        Missing: the file has been deleted.
    """
    path, mime = queries.file_of(batch)
    wrong = dict(queries.problems(batch).values_list("number", "problems"))
    yield [*batch.headers, gettext(NUMBER), gettext(WHY)]
    width = len(batch.headers)
    for number, cells in reading.rows(path, mime, batch.sheet, batch.header_row):
        if number in wrong:
            words = [reading.shown(cell) for cell in cells][:width]
            yield [*words, *[""] * (width - len(words)), str(number), " ".join(map(sentence, wrong[number]))]


def as_csv(batch: Batch) -> bytes:
    """UTF-8 with its mark, which Excel needs; no text can be taken for a formula."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([reading.harmless(cell) for cell in line] for line in lines(batch))
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(batch: Batch) -> bytes:
    """Every cell is written as text, so that none is a formula, a link or a rounded number."""
    out = io.BytesIO()
    with excel.workbook(out, constant_memory=True, in_memory=False) as book:
        page = book.add_worksheet(gettext("没有导入的行"))
        page.freeze_panes(1, 0)
        for at, line in enumerate(lines(batch)):
            for column, cell in enumerate(line):
                page.write_string(at, column, cell)
    return out.getvalue()


FORMATS: dict[str, tuple[str, Callable[[Batch], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", as_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
}
