"""Every notice that any room sends has a sentence."""

import ast
import re
from pathlib import Path

import huying
from huying.base.notices.sentences import KINDS, SENTENCES
from huying.playbooks import shelf

PACKAGE = Path(huying.__file__).parent
VERB = re.compile(r"[a-z]+\.[a-z_]+")


def told() -> set[str]:
    found = set()
    for path in PACKAGE.rglob("*.py"):
        if "tests" in path.parts or "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rsplit(".", 1)[-1] in ("tell", "notify"):
                parts = [part for given in node.args for part in ast.walk(given)]
                texts = [p.value for p in parts if isinstance(p, ast.Constant) and isinstance(p.value, str)]
                found |= {text for text in texts if VERB.fullmatch(text)}
    return found


def test_every_notice_has_a_sentence() -> None:
    verbs = told()
    assert "task.offered" in verbs
    assert sorted(verbs - SENTENCES.keys()) == []


def test_every_period_has_a_word_for_its_clock() -> None:
    for name in shelf.ids():
        data = shelf.open_book(name).data
        kinds = {*data["voices"]["periods"], *data["suggestions"]["periods"]}
        assert sorted(kinds - KINDS.keys()) == []
