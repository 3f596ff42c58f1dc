"""Read one sheet of an Excel file and print it, a JSON line a row. Run as a process of its own, never imported.

The reader lays a sheet out in memory by its outermost cells: a file of five kilobytes with a word in the last possible
cell asks for half a terabyte and ends the process. So it is not ours that ends, and it may take two gigabytes.
"""

import json
import resource
import sys
from datetime import date, datetime, time, timedelta
from typing import Any

MEMORY = 2 * 1024**3
SECONDS = 120


def main(path: str, sheet: str) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    from python_calamine import PasswordError, SheetTypeEnum, load_workbook

    try:
        book = load_workbook(path)
    except PasswordError:
        say({"fault": "password"})
        return
    names = [each.name for each in book.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet]
    if not names or (sheet and sheet not in names):
        say({"fault": "sheet", "sheets": names})
        return
    say({"sheets": names, "sheet": sheet or names[0]})
    for row in book.get_sheet_by_name(sheet or names[0]).to_python(skip_empty_area=False):
        say([cell(value) for value in row])


def cell(value: Any) -> Any:
    """Words and numbers as they are, a moment as ``[iso]``."""
    if isinstance(value, datetime | date):
        return [value.isoformat()]
    return str(value) if isinstance(value, time | timedelta) else value


def say(line: Any) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=True, separators=(",", ":")))
    sys.stdout.write("\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
