"""What programs read: XML, JSON, cells of CSV. Plain values in, text out; whatever a citizen typed stays words."""

import json
import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_ONE = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "notes": "note",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
}
"""What one item of a list is called in XML."""


def to_json(value: Any) -> str:
    """JSON, a list as a bare array (Spark convention)."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def to_xml(name: str, value: Any) -> str:
    """An XML 1.0 document whose root is ``name``; what XML cannot hold is left out, an empty element is no value."""
    return f'<?xml version="1.0" encoding="utf-8"?>\n{_element(name, value)}\n'


def _element(name: str, value: Any) -> str:
    if isinstance(value, Mapping):
        inner = "".join(_element(key, each) for key, each in value.items())
    elif isinstance(value, Sequence) and not isinstance(value, str):
        inner = "".join(_element(_ONE[name], each) for each in value)
    else:
        # ">" is escaped too, so that "]]>" never stands there.
        inner = escape(_NOT_XML.sub("", _word(value)), quote=False)
    return f"<{name}>{inner}</{name}>" if inner else f"<{name}/>"


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def cell(value: Any) -> Any:
    """A value for a spreadsheet: words that a spreadsheet would reckon as a formula get an apostrophe in front."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return "" if value is None else value
