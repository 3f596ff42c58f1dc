"""The translation catalogue: ``update`` collects sentences from the code, ``compile`` readies them for the program.

Sentences are written in Chinese where they are used (``gettext``, ``_``, ``N_``, ``{% trans %}``, labels in
playbooks) and translated once, in ``huying/locale/en``. ``missing`` lists what has no English yet; then it ends with 1.
"""

import sys
import tomllib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "huying"
PO = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po"
KEYWORDS = {"_": None, "N_": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2)}
JINJA = {"trimmed": "true", "silent": "false", "trim_blocks": "true", "lstrip_blocks": "true"}
SHOWN = ("label", "hint", "name", "text", "unit_name")


def labels(node: Any) -> Iterator[str]:
    """The texts of a playbook that people read and that carry no English of their own."""
    if isinstance(node, dict):
        if "en" not in node:
            yield from (value for key, value in node.items() if key in SHOWN and isinstance(value, str) and value)
        for value in node.values():
            yield from labels(value)
    elif isinstance(node, list):
        for value in node:
            yield from labels(value)


def collect() -> Catalog:
    """Every sentence of the package, with where it stands (files only: line numbers would change with every commit)."""
    found = Catalog(locale="en", project="huying", charset="utf-8", fuzzy=False)
    for path in sorted(PACKAGE.rglob("*")):
        place = str(path.relative_to(ROOT))
        if not path.is_file() or "tests" in path.parts or "migrations" in path.parts:
            continue
        if path.suffix == ".py":
            rows = extract_from_file("python", str(path), keywords=KEYWORDS)
            messages = [row[1] for row in rows]
        elif path.suffix == ".html":
            messages = [row[1] for row in extract_from_file("jinja2", str(path), keywords=KEYWORDS, options=JINJA)]
        elif path.suffix == ".toml" and path.parent == PACKAGE / "playbooks":
            messages = list(labels(tomllib.loads(path.read_text(encoding="utf-8"))))
        else:
            continue
        for message in messages:
            if message:
                found.add(message, locations=[(place, None)])
    return found


def read() -> Catalog:
    return read_po(PO.open("rb"), locale="en") if PO.exists() else Catalog(locale="en")


def update() -> None:
    """Bring the catalogue up to date; translations stay, sentences that are gone are dropped."""
    known, fresh = read(), collect()
    for message in fresh:
        if message.id and (old := known.get(message.id)) is not None:
            message.string = old.string
    PO.parent.mkdir(parents=True, exist_ok=True)
    buffer = BytesIO()
    write_po(buffer, fresh, width=0, sort_output=True, omit_header=False, no_location=True, ignore_obsolete=True)
    stable = [
        line
        for line in buffer.getvalue().decode().splitlines()
        if not line.startswith(('"POT-Creation', '"PO-Revision', '"Generated'))
    ]
    PO.write_text("\n".join(stable) + "\n", encoding="utf-8")


def missing() -> list[str]:
    """Sentences of the code that have no English."""
    known = read()
    bad = []
    for message in collect():
        if not message.id:
            continue
        told = known.get(message.id)
        parts = (
            told.string
            if told is not None and isinstance(told.string, tuple | list)
            else (told.string if told else "",)
        )
        if not all(parts):
            bad.append(message.id if isinstance(message.id, str) else message.id[0])
    return bad


def compile_catalogue() -> None:
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.with_suffix(".mo").open("wb") as out:
        write_mo(out, read())


if __name__ == "__main__":
    verb = sys.argv[1] if len(sys.argv) > 1 else ""
    if verb == "update":
        update()
    elif verb == "compile":
        compile_catalogue()
    elif verb == "missing":
        rest = missing()
        print("\n".join(rest) or "Nothing is missing.")
        sys.exit(bool(rest))
    else:
        sys.exit("tools/messages.py update | compile | missing")
