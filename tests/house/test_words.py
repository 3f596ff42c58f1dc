"""Every sentence a page shows can be read in English too."""

import ast
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "huying"
sys.path.insert(0, str(ROOT / "tools"))

HAN = re.compile(r"[\u4e00-\u9fff]")
MARKS = {"_", "N_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "tr"}
CODE = re.compile(r"\{#.*?#\}|\{% *trans.*?endtrans *%\}|\{%.*?%\}|\{\{.*?\}\}|<!--.*?-->", re.S)
# The mark 呼 is a picture; "中文" names itself in its own script.
KEPT = {"呼", "中文"}
# Written for operators and offices, in Chinese only: the county's own texts and the command line.
CHINESE_ONLY = ("config/", "playbooks/", "front/demo/", "kernel/")
# Chinese that is matched or counted with, not said; the API's description is written for Chinese programmers.
NOT_SAID = {
    "base/organs/rules.py",
    "base/papers/rules.py",
    "base/search/rules.py",
    "base/web/filters.py",
    "field/topics/rules.py",
    "field/voices/masking.py",
    "front/desk/views.py",
    "front/portal/mapping.py",
}


def test_every_sentence_has_its_english() -> None:
    import messages

    assert messages.missing() == []


def test_pages_hold_no_untranslated_words() -> None:
    bare = []
    for page in PACKAGE.rglob("templates/**/*.html"):
        for line in CODE.sub(" ", page.read_text(encoding="utf-8")).splitlines():
            text = re.sub(r"<[^>]*>", " ", line).strip()
            if HAN.search(text) and not set(text.split()) <= KEPT:
                bare.append(f"{page.relative_to(ROOT)}: {text[:60]}")
    assert bare == []


def spoken(tree: ast.AST) -> set[int]:
    """The string constants that are marked for translation, or are docstrings and other comments."""
    known: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in MARKS:
                known |= {id(part) for arg in node.args for part in ast.walk(arg)}
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            known.add(id(node.value))
    return known


def test_code_holds_no_untranslated_words() -> None:
    bare = []
    for path in sorted(PACKAGE.rglob("*.py")):
        place = path.relative_to(PACKAGE).as_posix()
        if "tests" in path.parts or "migrations" in path.parts or place.startswith(CHINESE_ONLY):
            continue
        if path.name in ("apps.py", "api.py") or place in NOT_SAID:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        known = spoken(tree)
        for node in ast.walk(tree):
            text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
            if HAN.search(text) and id(node) not in known:
                bare.append(f"{place}:{node.lineno} {text[:40]}")
    assert bare == []
