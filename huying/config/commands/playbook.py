"""``huying playbook check|explain|diff FILE…``: a place's method, looked over, told as sentences, compared."""

import argparse
import os
from pathlib import Path
from typing import Any

from huying.config.commands import Fault, out, out_json
from huying.playbooks import shelf
from huying.playbooks.check import check_file
from huying.playbooks.diff import diff as compared
from huying.playbooks.diff import differences
from huying.playbooks.explain import explain, facts

_SHIPPED = Path(shelf.__file__).parent


def options(parser: argparse.ArgumentParser) -> None:
    told = "check 检查 look over · explain 讲解 tell as sentences · diff 比较 compare two"
    parser.add_argument("act", choices=["check", "explain", "diff"], help=told)
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help="TOML 文件或办法的代号 a file, or the id of a playbook"
    )
    parser.add_argument("--json", action="store_true", help="JSON")


def run(args: argparse.Namespace) -> int:
    paths = [_path(given) for given in args.files]
    if args.act == "check":
        return _check(paths, args.json)
    if args.act == "explain":
        for path in paths:
            _explain(path, args.json)
        return 0
    if len(paths) != 2:
        raise Fault("比较要给两份办法，先写原来的，再写现在的。")
    return _diff(paths[0], paths[1], args.json)


def _path(given: str) -> Path:
    """A file as given, or the file of a shipped or own playbook's id."""
    path = Path(given)
    if path.suffix == ".toml" or path.exists():
        return path
    own = os.environ.get("HUYING_PLAYBOOKS")
    for home in (Path(own), _SHIPPED) if own else (_SHIPPED,):
        if given.isidentifier() and (found := home / f"{given}.toml").is_file():
            return found
    raise Fault(f"没有“{given}”这份办法。现有的是 {'、'.join(shelf.ids())}，也可以给一个 TOML 文件。")


def _check(paths: list[Path], as_json: bool) -> int:
    problems = {path.name: check_file(path) for path in paths}
    wrong = any(problems.values())
    if as_json:
        out_json({"ok": not wrong, "problems": problems})
        return int(wrong)
    for name, found in problems.items():
        out("\n".join(found) if found else f"{name}：没有发现问题。")
    return int(wrong)


def _explain(path: Path, as_json: bool) -> None:
    data = _content(path)
    if as_json:
        out_json([{"path": f.path, "heading": f.heading, "text": f.sentence, "basis": f.basis} for f in facts(data)])
    elif _whole(path):
        out(explain(shelf.read(path)))
    else:
        out("\n".join([_name(data, path), *(f"  {fact.sentence}" for fact in facts(data))]))


def _diff(before: Path, after: Path, as_json: bool) -> int:
    if not as_json and _whole(before) and _whole(after):
        out(compared(shelf.read(before), shelf.read(after)))
        return 0
    a, b = _content(before), _content(after)
    found = differences(a, b, _name(a, before), _name(b, after))
    if as_json:
        out_json([{"path": fact.path, "heading": fact.heading, "text": text} for fact, text in found])
    else:
        out("\n".join(text for _, text in found) or "两份办法没有不同。")
    return 0


def _content(path: Path) -> dict[str, Any]:
    """The resolved content of a sound file; its problems otherwise."""
    if problems := check_file(path):
        raise Fault("\n".join(problems))
    return shelf.resolve(path)


def _whole(path: Path) -> bool:
    """Whether one can work by this book; a base book (abstract) is only there to be extended."""
    return not _content(path).get("abstract")


def _name(data: dict[str, Any], path: Path) -> str:
    return str(data.get("name") or path.stem)
