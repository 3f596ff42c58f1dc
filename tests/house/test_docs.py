"""The docs are true: the reference is fresh, links lead somewhere, commands exist, scripts run, pictures are small."""

import argparse
import re
import shlex
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path

import pytest

from huying.config import cli
from huying.playbooks.check import check_file

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import reference  # noqa: E402 - a script of this repository, not a package

HOW_TO = ROOT / "docs" / "how-to"
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("huying/**/README.md")])
OURS = ("huying", "docs", "deploy", "tools", "tests", "bench", "frontend/src", "requirements", ".ci")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)\s]+)\)")


def blocks(page: Path, language: str) -> list[str]:
    return [text for kind, text in BLOCK.findall(page.read_text(encoding="utf-8")) if kind == language]


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    found = re.findall(r"^#+ (.+)$", re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL), re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in found}


def called() -> Iterator[tuple[str, list[str]]]:
    """Every line of the docs that calls ``huying``: (where, what is given)."""
    for page in PAGES:
        for block in blocks(page, "sh"):
            for line in block.splitlines():
                words = shlex.split(line, comments=True)
                words = words[4:] if words[:2] == ["docker", "compose"] else words
                if len(words) > 1 and words[0].rsplit("/", 1)[-1] in ("huying", "trial"):
                    yield f"{page.relative_to(ROOT)}: {line}", words[1 : words.index(">") if ">" in words else None]


# ── the reference ───────────────────────────────────────────────────────────────────────────────────


def test_the_reference_is_up_to_date() -> None:
    stale = [
        name
        for name, text in reference.pages().items()
        if not (reference.HOME / name).exists() or (reference.HOME / name).read_text(encoding="utf-8") != text
    ]
    assert stale == [], "run: make docs"


def test_every_command_has_a_word() -> None:
    found = {room: reference.commands_of(room) for room in reference.ROOMS}
    assert len(found["voices"]) > 15 and len(found["suggestions"]) > 30 and len(found["people"]) > 15
    without = []
    for room in ("voices", "suggestions"):
        without += [f"{room}.{name}" for name in found[room] if not reference.labels_of(room).get(name)]
    for room, commands in found.items():
        without += [f"{room}.{name} does not say what it does" for name, f in commands.items() if not f.__doc__]
        without += [verb for verb, label in reference.lines_of(room).items() if not label]
    assert without == []


def test_the_glossary_names_only_what_the_code_has() -> None:
    files = [p for p in (ROOT / "huying").rglob("*") if p.suffix in (".py", ".toml") and "tests" not in p.parts]
    code = "\n".join(path.read_text(encoding="utf-8") for path in files)
    names = [name for one in reference.terms() for name in one["id"].split(", ") if name]
    assert len(names) > 40
    assert [name for name in names if not re.search(rf"\b{re.escape(name)}\b", code)] == []


def test_every_setting_is_explained_and_none_is_invented() -> None:
    assert reference.settings_read() == set(reference.SETTINGS)


def test_the_template_of_settings_knows_only_real_ones() -> None:
    named = set(re.findall(r"HUYING_[A-Z_]+", (ROOT / "deploy/huying.env").read_text(encoding="utf-8")))
    named |= set(re.findall(r"^ +(HUYING_[A-Z_]+):", (ROOT / "compose.yaml").read_text(encoding="utf-8"), re.M))
    assert named and named <= set(reference.SETTINGS)


# ── links, pictures, what must not be there ─────────────────────────────────────────────────────────


def test_no_link_is_dead() -> None:
    dead = []
    for page in PAGES:
        for target in LINK.findall(page.read_text(encoding="utf-8")):
            name, _, anchor = target.partition("#")
            to = (page.parent / name).resolve() if name else page
            if not to.exists() or (anchor and anchor not in anchors(to)):
                dead.append(f"{page.relative_to(ROOT)} → {target}")
    assert dead == []


def test_the_pictures_are_few_and_small() -> None:
    pictures = sorted((ROOT / "docs/pictures").iterdir())
    assert [f"{path.name}: {path.stat().st_size}" for path in pictures if path.stat().st_size > 60_000] == []
    shown = set(re.findall(r"docs/pictures/([\w.-]+)", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert shown == {path.name for path in pictures}
    assert shown == set(re.findall(r"docs/pictures/([\w.-]+)", (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")))


def test_no_registry_and_no_machine_is_named() -> None:
    # Put together here, so that this file does not name them either.
    hosts = [".".join(parts) for parts in (("registry", "npmjs"), ("registry", "yarnpkg"), ("files", "pythonhosted"))]
    hosts += ["npm" + "mirror", "pypi." + "org", "pypi." + "python", "mirrors." + "aliyun", "tuna." + "tsinghua"]
    places = ["/" + "work/", "/" + "root/", "/" + "home/"]
    files = [path for folder in OURS for path in (ROOT / folder).rglob("*") if path.is_file()]
    files += [path for path in ROOT.iterdir() if path.is_file()] + list((ROOT / "frontend").glob("*.*"))
    found = []
    for path in files:
        if {"build", "__pycache__", "pictures"} & set(path.parts) or path.suffix in (".mo", ".pyc"):
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [f"{path.relative_to(ROOT)}: {word}" for word in hosts if word in text]
        # At the beginning of a path only: this repository has a floor of that name.
        found += [f"{path.relative_to(ROOT)}: {place}" for place in places if re.search(rf"(?<![\w.]){place}", text)]
    assert found == []


# ── what the docs tell people to type ───────────────────────────────────────────────────────────────


def test_every_command_in_the_docs_exists_with_its_options() -> None:
    wrong, seen = [], 0
    for where, (verb, *rest) in called():
        seen += 1
        if verb not in cli.VERBS:
            wrong.append(where)
            continue
        parser = argparse.ArgumentParser(exit_on_error=False)
        import_module(f"huying.config.commands.{verb}").options(parser)
        given = [word.split("|")[0] for word in rest]
        try:
            parser.parse_args(given)
        except (argparse.ArgumentError, SystemExit):
            wrong.append(where)
    assert wrong == []
    assert seen > 30


def test_every_make_target_and_file_in_the_docs_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    text = "\n".join(block for page in PAGES for block in blocks(page, "sh"))
    assert set(re.findall(r"^make ([a-z-]+)", text, re.M)) <= targets
    assert all(list(ROOT.glob(name)) for name in re.findall(r"(deploy/huying[\w.*-]*)", text))


@pytest.mark.parametrize("where, given", [(w, g) for w, g in called() if g[0] in ("due", "flow", "playbook")])
def test_what_can_be_tried_anywhere_works(where: str, given: list[str], tmp_path: Path) -> None:
    own = next(iter(blocks(HOW_TO / "adopt-and-change-a-playbook.md", "toml")))
    (tmp_path / "xinxian.toml").write_text(own, encoding="utf-8")
    assert cli.main([str(tmp_path / word) if word.endswith(".toml") else word for word in given]) == 0, where


def test_the_playbook_of_the_docs_is_sound(tmp_path: Path) -> None:
    (own,) = blocks(HOW_TO / "adopt-and-change-a-playbook.md", "toml")
    file = tmp_path / "xinxian.toml"
    file.write_text(own, encoding="utf-8")
    assert check_file(file) == []


def test_the_due_day_the_docs_show_is_the_one_that_is_computed(capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["due", "2026-07-01", "3 months"])
    page = (ROOT / "docs/explanation/clocks-and-calendar.md").read_text(encoding="utf-8")
    assert capsys.readouterr().out in page


@pytest.mark.django_db
def test_the_place_of_the_how_tos_stands_after_what_they_say(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The commands of ``install-one-box.md``, in their order, in one folder; then the playbook of the other page."""
    from huying.base.organs import queries
    from huying.config.place import found

    (own,) = blocks(HOW_TO / "adopt-and-change-a-playbook.md", "toml")
    (tmp_path / "xinxian.toml").write_text(own, encoding="utf-8")
    monkeypatch.setenv("HUYING_PLAYBOOKS", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    given = [rest for where, (verb, *rest) in called() if "install-one-box.md" in where and verb == "init"]
    assert given == [["--example"], ["place.toml", "--dry-run"], ["place.toml"]]
    for rest in given:
        assert cli.main(["init", *rest]) == 0
        if rest == ["--example"]:
            (tmp_path / "place.toml").write_text(capsys.readouterr().out, encoding="utf-8")
    assert queries.book_for("430599101", date(2026, 7, 2)).id == "county"
    more = tmp_path / "more.toml"
    more.write_text('region = "430599"\n[[playbook]]\nuse = "xinxian"\nsince = 2026-07-01\n', encoding="utf-8")
    assert not found(more, datetime(2026, 6, 1, tzinfo=UTC)).problems
    assert queries.book_for("430599101", date(2026, 7, 2)).id == "xinxian"


def test_no_how_to_asks_for_a_script() -> None:
    assert [page.name for page in HOW_TO.glob("*.md") if blocks(page, "python")] == []
