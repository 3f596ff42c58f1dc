"""The laws of the house that a linter cannot say: sizes, pure files, private tables, migrations."""

import ast
from pathlib import Path

import grimp
import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "huying"
SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
TOOLS = sorted([*ROOT.glob("tools/*.py"), *ROOT.glob("bench/**/*.py"), *ROOT.glob("tests/**/*.py")])
PURE = ("rules", "states", "permissions")


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_file_is_longer_than_400_lines() -> None:
    assert [f"{path}: {lines_of(path)}" for path in SOURCES + TOOLS if lines_of(path) > 400] == []


def test_no_function_is_longer_than_40_lines() -> None:
    long = []
    for path in SOURCES + TOOLS:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > 40:
                    long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {length}")
    assert long == []


def test_no_template_is_longer_than_150_lines() -> None:
    templates = [path for path in PACKAGE.rglob("templates/**/*") if path.is_file()]
    assert templates
    assert [f"{path}: {lines_of(path)}" for path in templates if lines_of(path) > 150] == []


def test_every_room_has_a_readme_of_at_most_40_lines() -> None:
    rooms = [path.parent for path in PACKAGE.glob("*/*/apps.py")] + [PACKAGE / "kernel", PACKAGE / "playbooks"]
    assert [str(room) for room in rooms if not (room / "README.md").exists()] == []
    assert [str(room) for room in rooms if lines_of(room / "README.md") > 40] == []


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("huying", include_external_packages=True, exclude_type_checking_imports=True)


def test_states_rules_and_permissions_are_pure(graph: grimp.ImportGraph) -> None:
    pure = [module for module in graph.modules if module.count(".") == 3 and module.rsplit(".", 1)[-1] in PURE]
    assert pure
    broken = [
        f"{module} imports {target}"
        for module in pure
        for target in graph.find_modules_directly_imported_by(module)
        if target.split(".")[0] in ("django", "ninja")
        or (
            target.startswith("huying.")
            and not target.startswith(("huying.kernel", "huying.playbooks"))
            and target.rsplit(".", 1)[-1] not in PURE
        )
    ]
    assert broken == []


def test_tables_are_private_to_their_room(graph: grimp.ImportGraph) -> None:
    broken = []
    for module in graph.modules:
        if ".tests" in module or ".migrations" in module or not module.startswith("huying."):
            continue
        for target in graph.find_modules_directly_imported_by(module):
            room = target.rsplit(".", 1)[0]
            private = target.endswith(".models") and not module.startswith(room)
            # Every case room inherits the root row of the ledger.
            if private and room != "huying.base.ledger":
                broken.append(f"{module} imports {target}")
    assert broken == []


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_migrations_have_names() -> None:
    automatic = [p for p in PACKAGE.rglob("migrations/0*.py") if "_auto_" in p.name]
    assert automatic == []
