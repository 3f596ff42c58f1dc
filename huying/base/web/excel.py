"""Excel files to download."""

from io import BytesIO
from typing import Any


def workbook(out: BytesIO, **more: Any) -> Any:
    """A file in which no text becomes a formula, a link or a number (OWASP: CSV injection); to be used with ``with``.

    Args:
        more: further options of xlsxwriter.
    """
    # Only whoever asks for a file waits for it: loading it takes a tenth of a second of every start.
    import xlsxwriter

    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    return xlsxwriter.Workbook(out, {**plain, **more})
