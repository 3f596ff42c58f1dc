"""Whatever a citizen typed stays words, in XML, in JSON and in a spreadsheet."""

import json
from xml.etree import ElementTree

import pytest

from huying.front.opendata.formats import cell, to_json, to_xml
from huying.front.opendata.tests.make import HOSTILE

CONTROLS = "".join(map(chr, range(0x20))) + "\x7f\x85\u2028\ufffe\uffff\U0001f6a7"


@pytest.mark.parametrize("text", [HOSTILE, CONTROLS, "&amp;lt;", "]]>", "𠮷县", "</description></request>"])
def test_xml_holds_any_text(text: str) -> None:
    made = to_xml("service_requests", [{"description": text}])
    read = ElementTree.fromstring(made)[0].findtext("description") or ""
    # Line ends are read as one newline, and what XML cannot hold is left out.
    kept = "".join(char for char in text if char in "\t\n\r" or (char >= " " and char not in "\ufffe\uffff"))
    assert read == kept.replace("\r\n", "\n").replace("\r", "\n")
    assert "<script" not in made
    assert "]]>" not in made


def test_lists_have_named_items_and_nothing_is_an_empty_element() -> None:
    told = {"service_code": "x", "attributes": [{"required": True, "order": 1, "values": [{"key": "a"}]}], "lat": None}
    assert to_xml("service_definition", told).splitlines()[1] == (
        "<service_definition><service_code>x</service_code><attributes><attribute><required>true</required>"
        "<order>1</order><values><value><key>a</key></value></values></attribute></attributes><lat/>"
        "</service_definition>"
    )
    assert to_xml("services", []).endswith("<services/>\n")


def test_json_is_a_bare_array_of_the_very_words() -> None:
    assert to_json([]) == "[]"
    assert json.loads(to_json([{"a": HOSTILE + CONTROLS}])) == [{"a": HOSTILE + CONTROLS}]


@pytest.mark.parametrize("text", ["=1+1", "+86", "-2", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＠x"])
def test_a_spreadsheet_never_reckons(text: str) -> None:
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("value", ["路灯=坏", "", 0, -111.3, "2026-03-06"])
def test_other_cells_are_as_they_are(value: object) -> None:
    assert cell(value) == value
    assert cell(None) == ""
