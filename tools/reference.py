"""The reference pages (docs/reference), written from the code. ``--check`` only says which are out of date.

Nothing here is typed twice: commands come from their signatures, states from their tables, rights by asking the very
functions the house asks, playbook keys from the schema and the county's book, settings from the code that reads them.
"""

import argparse
import inspect
import json
import os
import re
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import rights

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / "docs" / "reference"
GLOSSARY = Path(__file__).with_name("glossary.toml")
MADE = "<!-- Written by tools/reference.py (make docs). Do not edit. -->"
ROOMS = {
    "voices": "huying.field.voices",
    "suggestions": "huying.work.suggestions",
    "surveys": "huying.field.surveys",
    "topics": "huying.field.topics",
    "stations": "huying.field.stations",
    "imports": "huying.field.imports",
    "people": "huying.base.people",
    "organs": "huying.base.organs",
}
SETTINGS = {
    "HUYING_DATA": ("./instance", "Folder of the database, attachments, the secret and a place's own playbooks."),
    "HUYING_DATABASE_URL": ("", "`postgres://user:password@host:port/name` or `sqlite:///path`; else SQLite."),
    "HUYING_SECRET": (
        "",
        "Signs sessions, hashes citizens' codes, seals their contacts. Without it, the file `secret`, made at "
        "the first start.",
    ),
    "HUYING_OLD_SECRETS": (
        "",
        "Secrets used before, by commas, newest first: what they hashed and sealed is still found and opened.",
    ),
    "HUYING_HOSTS": ("localhost, 127.0.0.1, [::1]", "Host names the site answers to, with commas."),
    "HUYING_ORIGINS": ("", "Addresses forms may be sent from (`https://…`), with commas."),
    "HUYING_PROXIES": ("", "Addresses of your own reverse proxies, with commas, so that limits count the real sender."),
    "HUYING_HTTPS": ("0", "1 behind TLS: cookies travel encrypted only."),
    "HUYING_URL": ("", "The public address (`https://…`), for links in letters and on posters."),
    "HUYING_MAIL_URL": ("", "`smtp://user:password@host:587?tls=1` or `smtps://…`; without it no letters are sent."),
    "HUYING_MAIL_FROM": ("huying@localhost", "Sender of letters."),
    "HUYING_GATEWAY_URL": ("", "Where short messages are posted as JSON (`https://…`); without it none are sent."),
    "HUYING_GATEWAY_SECRET": ("", "Signs what is posted there (HMAC-SHA256); 16 characters or more."),
    "HUYING_WECOM_URL": ("", "Web hook of the work group's robot in WeCom (企业微信)."),
    "HUYING_DINGTALK_URL": ("", "Web hook of the work group's robot in DingTalk (钉钉)."),
    "HUYING_DINGTALK_SECRET": ("", "That robot's own secret (加签)."),
    "HUYING_PLAYBOOKS": ("`playbooks` in the data folder", "Folder of the place's own playbooks."),
    "HUYING_STATIC": ("`static` in the data folder", "Where `huying collect` puts styles and scripts."),
    "HUYING_OPEN": (
        "nothing (a demo: all)",
        "What programs may read: `open311`, `voices`, `suggestions`, `stations`, `figures`, with commas, or `all`.",
    ),
    "HUYING_OPEN_LICENSE": ("CC BY 4.0", "The licence that the open data name."),
    "HUYING_DEMO": ("0", "1 on a demo site: one log-in button per role, no password."),
    "HUYING_DEBUG": ("0", "1 while developing: faults show their inside. Never where others can reach it."),
}


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for row in rows:
        cells = (str(cell).replace("\n", " ").replace("|", "\\|") for cell in row)
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def page(title: str, *parts: str) -> str:
    return "\n\n".join([MADE, f"# {title}", *parts]) + "\n"


def first_line(thing: object) -> str:
    """The first paragraph of a docstring, in one line."""
    return " ".join((inspect.getdoc(thing) or "").split("\n\n")[0].split())


# ── commands ────────────────────────────────────────────────────────────────────────────────────────


def commands_of(room: str) -> dict[str, Callable[..., Any]]:
    """The acts of a room: its public functions that take an actor."""
    module = import_module(f"{ROOMS[room]}.commands")
    names = getattr(module, "__all__", None) or [n for n, f in vars(module).items() if f_of(module, f) and n[0] != "_"]
    found = {name: getattr(module, name) for name in names}
    return {
        name: f for name, f in found.items() if callable(f) and {"actor", "now"} <= set(inspect.signature(f).parameters)
    }


def f_of(module: Any, thing: object) -> bool:
    return inspect.isfunction(thing) and inspect.unwrap(thing).__module__ == module.__name__


def labels_of(room: str) -> dict[str, str]:
    """Verb → its Chinese label, for the rooms whose commands are named by verb."""
    if room not in ("voices", "suggestions"):
        return {}
    states = import_module(f"{ROOMS[room]}.states")
    if room == "suggestions":
        return dict(states.LABELS)
    return {**states.ACTS, "receive": states.VERBS["voice.received"]}


def lines_of(room: str) -> dict[str, str]:
    """Ledger verb → its label. The lines of people and organs stand in one register (登记册)."""
    home = ROOMS["organs"] if room == "people" else ROOMS[room]
    return dict(import_module(f"{home}.states").VERBS)


def writes(command: Callable[..., Any], known: dict[str, str]) -> list[str]:
    """The ledger verbs named in a command's own text."""
    text = inspect.getsource(inspect.unwrap(command))
    return [verb for verb in known if f'"{verb}"' in text]


def takes(command: Callable[..., Any]) -> str:
    given = inspect.signature(command).parameters.values()
    shown = [p.name + ("" if p.default is p.empty else "?") for p in given if p.name not in ("actor", "now")]
    return ", ".join(f"`{name}`" for name in shown)


def commands_page() -> str:
    parts = [
        "Every write of the house, room by room. All are keyword-only and also take `actor`, `now` and, to be safe "
        "against repeats, `command_id`. A `?` marks what may be left out. Pages and the API call these."
    ]
    for room in ROOMS:
        labels, lines = labels_of(room), lines_of(room)
        rows = []
        for name, command in sorted(commands_of(room).items()):
            label = labels.get(name) or "、".join(lines[verb] for verb in writes(command, lines))
            rows.append((f"`{name}`", label, takes(command), first_line(command)))
        parts += [f"## {room}", table(("command", "中文", "takes", "what it does"), rows)]
        if room == "people":
            continue
        parts += ["Lines it leaves in the ledger:", table(("line", "中文"), ((f"`{v}`", t) for v, t in lines.items()))]
    return page("Commands and verbs", *parts)


# ── states ──────────────────────────────────────────────────────────────────────────────────────────


def machines() -> dict[str, Any]:
    flows = import_module("huying.config.commands.flow").MACHINES
    return {name: getattr(import_module(module), attribute) for name, (module, attribute) in flows.items()}


def diagram(machine: Any) -> tuple[str, list[str]]:
    """The Mermaid drawing without the acts that may be done anywhere and change no state, and those acts."""
    stays = {verb: {a for (a, v), b in machine.table.items() if v == verb and a == b} for verb in machine.verbs}
    open_states = set(machine.states) - set(machine.ends)
    everywhere = [verb for verb, at in stays.items() if at >= open_states]
    hidden = {f" : {machine.verbs[verb]}" for verb in everywhere}
    lines = [line for line in machine.mermaid().splitlines() if not any(line.endswith(end) for end in hidden)]
    return "\n".join(lines), [machine.verbs[verb] for verb in everywhere]


def states_page() -> str:
    parts = [
        "Procedure only: late, satisfied and complete are facts computed from dates and answers, never states. The"
        " same tables draw the flowcharts on the portal and on the wall (`huying flow draw`)."
    ]
    for name, machine in machines().items():
        drawing, everywhere = diagram(machine)
        parts += [f"## {name}", f"```mermaid\n{drawing}\n```"]
        if everywhere:
            parts.append(f"At every step, without changing it: {'、'.join(everywhere)}.")
        rows = []
        for state, label in machine.states.items():
            moves = [
                f"{machine.verbs[v]} `{v}` → {machine.states[machine.table[state, v]]}" for v in machine.moves(state)
            ]
            rows.append((f"`{state}`", label, "end" if state in machine.ends else "", "<br>".join(moves)))
        parts.append(table(("state", "中文", "", "what may follow"), rows))
    return page("States", *parts)


# ── playbooks, command line, settings, glossary, interface ──────────────────────────────────────────


def kind_of(value: object) -> str:
    """The type of a key, told by what the county's book says there."""
    if isinstance(value, list):
        return f"list of {'tables' if value and isinstance(value[0], dict) else 'words or numbers'}"
    names = {dict: "table", bool: "true or false", int: "number", str: "words", date: "day"}
    return next(name for kind, name in names.items() if isinstance(value, kind))


def shown(value: Any) -> str:
    """A value, short enough for a table: lists of options by their codes."""
    if isinstance(value, list):
        return ", ".join(f"`{item['code'] if isinstance(item, dict) else item}`" for item in value)
    if isinstance(value, dict):
        return "<br>".join(
            f"{key} = `{json.dumps(item, ensure_ascii=False, default=str)}`"
            for key, item in value.items()
            if key != "basis"
        )
    return f"`{json.dumps(value, ensure_ascii=False, default=str)}`"


def key_rows(model: Any, data: dict[str, Any], path: str, told: dict[str, str]) -> list[tuple[str, str, str, str]]:
    """One row per key of a section; sections inside it are opened."""
    from huying.playbooks.schema import Part, Periods

    rows: list[tuple[str, str, str, str]] = []
    fields = model.model_fields if hasattr(model, "model_fields") else model.__pydantic_fields__
    for name, info in fields.items():
        key, kind = info.alias or name, info.annotation
        here = f"{path}{key}"
        if (
            isinstance(kind, type)
            and issubclass(kind, Part | Periods)
            and "label" not in getattr(kind, "model_fields", {})
        ):
            rows += key_rows(kind, data.get(key, {}), f"{here}.", told)
            continue
        value = data.get(key, "" if info.is_required() else info.get_default(call_default_factory=True))
        period = path.endswith("periods.")
        value = list(value) if isinstance(value, tuple) else value
        rows.append((f"`{here}`", "period" if period else kind_of(value), shown(value), told.get(here, "")))
    return rows


def told_of_books() -> str:
    from huying.playbooks import shelf

    books = "、".join(f"`{id}` {shelf.open_book(id).name}" for id in shelf.ids(ROOT / "none"))
    return (
        f"Shipped: {books}; `baseline` holds national law only. Values below are the county's."
        " A key that is not here is refused with file and line."
    )


def playbooks_page() -> str:
    from huying.kernel.periods import ROLLS, STARTS, UNITS
    from huying.playbooks import explain, schema, shelf

    data = shelf.resolve(Path(shelf.__file__).parent / "county.toml")
    told = {fact.path: fact.sentence for fact in explain.facts(data)}
    told |= {
        path.rpartition(".")[0]: told[path] for path in told if path.startswith("labels.") and path.endswith(".label")
    }
    rows = key_rows(schema.Content, data, "", told)
    words = [
        ("`value`", "how many"), ("`unit`", ", ".join(f"`{u}`" for u in UNITS)),
        ("`start`", ", ".join(f"`{s}`" for s in STARTS if s)),
        ("`roll`", ", ".join(f"`{r}`" for r in ROLLS)), ("`count_first_day`", "true when the day of the event counts"),
        ("`fixed`", "a date instead: `2026-08-31`, or `08-31` for the first one after"),
        ("`in_all`", "true for “6 months in all”, false for “6 more months”"),
        ("`approver`", ", ".join(f"`{a}`" for a in schema.APPROVERS if a)),
        ("`passed`", ", ".join(f"`{p}`" for p in schema.PASSED if p)), ("`basis`", "the law or document behind it"),
    ]  # fmt: skip
    return page(
        "Playbook keys",
        told_of_books(),
        table(("key", "type", "county", "as a sentence"), rows),
        "## A period", table(("key", "values"), words),
        "Lists of tables are chosen from: `code` is stored, `label` (and `en`) shown, with `hint` and `basis`.",
    )  # fmt: skip


def options_of(verb: str) -> list[tuple[str, str]]:
    parser = argparse.ArgumentParser(add_help=False)
    import_module(f"huying.config.commands.{verb}").options(parser)
    rows = []
    for action in parser._actions:
        names = ", ".join(f"`{name}`" for name in action.option_strings) or f"`{action.metavar or action.dest}`"
        choices = ", ".join(map(str, action.choices)) if action.choices else ""
        rows.append((names + (f" ({choices})" if choices else ""), action.help or ""))
    return rows


def cli_page() -> str:
    from huying.config.cli import VERBS

    parts = ["`huying <verb> …`; in a clone `.venv/bin/huying`. Exit code 0, or one sentence that says what to do."]
    for verb, (chinese, english) in VERBS.items():
        rows = options_of(verb)
        parts += [f"## huying {verb}", f"{english[0].upper()}{english[1:]}. {chinese}。"]
        parts += [table(("takes", ""), rows)] if rows else []
    return page("Commands of the operator", *parts)


def settings_read() -> set[str]:
    """Every setting named in the code."""
    files = [path for path in (ROOT / "huying").rglob("*.py") if "tests" not in path.parts]
    return {name for path in files for name in re.findall(r'"(HUYING_[A-Z_]+)"', path.read_text(encoding="utf-8"))}


def settings_page() -> str:
    rows = [
        (f"`{name}`", default, SETTINGS[name][1]) for name, (default, _) in SETTINGS.items() if name in settings_read()
    ]
    return page(
        "Settings",
        "From the environment only; `deploy/huying.env` is a template, and `huying doctor` says what is missing.",
        table(("setting", "without it", "meaning"), rows),
    )


def terms() -> list[dict[str, str]]:
    """The glossary's terms whose Chinese occurs in the code, its pages or its playbooks."""
    files = [
        p for p in (ROOT / "huying").rglob("*") if p.suffix in (".py", ".html", ".toml") and "tests" not in p.parts
    ]
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    entries = tomllib.loads(GLOSSARY.read_text(encoding="utf-8"))["term"]
    return [one for one in entries if any(word.strip() in text for word in one["zh"].split("/"))]


def glossary_page() -> str:
    rows = [(one["zh"], one["en"], f"`{one['id']}`" if one["id"] else "", one.get("note", "")) for one in terms()]
    labels = [(label, f"`{verb}`", room) for room in ROOMS for verb, label in labels_of(room).items()]
    return page(
        "Glossary",
        "The field's terms, as pages and code use them. *Deputy*, never delegate; *suggestion* for 建议、批评和意见.",
        table(("中文", "English", "in the code", ""), rows),
        "## Acts",
        table(("中文", "verb", "room"), labels),
    )


def openapi() -> str:
    """The interface as OpenAPI; "" while there is none."""
    if find_spec("huying.config.api") is None:
        return ""
    schema = import_module("huying.config.api").api.get_openapi_schema(path_prefix="/api/v1/")
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def api_page(text: str) -> str:
    rows = []
    for path, methods in json.loads(text)["paths"].items():
        rows += [(method.upper(), f"`{path}`", told.get("summary", "")) for method, told in methods.items()]
    return page(
        "API",
        "With a personal key (`Authorization: Bearer …`, made on the account page) and the same rights as in the pages."
        " The whole description: [openapi.json](openapi.json), on a running site `/api/v1/openapi.json`.",
        table(("method", "address", ""), rows),
    )


def pages() -> dict[str, str]:
    """File name → text, for every page of the reference."""
    found = {
        "commands.md": commands_page(),
        "states.md": states_page(),
        "permissions.md": page(
            "Permissions",
            rights.TOLD,
            table(*rights.voice_rights()),
            table(*rights.suggestion_rights()),
            table(*rights.keeping_rights()),
        ),
        "playbooks.md": playbooks_page(),
        "cli.md": cli_page(),
        "settings.md": settings_page(),
        "glossary.md": glossary_page(),
    }
    if interface := openapi():
        found |= {"openapi.json": interface, "api.md": api_page(interface)}
    return found


def main() -> int:
    checking = "--check" in sys.argv
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huying.config.settings")
    with tempfile.TemporaryDirectory() as data:
        os.environ["HUYING_DATA"] = data
        import django

        django.setup()
        texts = pages()
    HOME.mkdir(parents=True, exist_ok=True)
    old = [n for n, text in texts.items() if not (HOME / n).exists() or (HOME / n).read_text(encoding="utf-8") != text]
    for name in [] if checking else old:
        (HOME / name).write_text(texts[name], encoding="utf-8")
    print(f"{'out of date' if checking else 'written'}: {', '.join(old) or 'nothing'}")
    return int(checking and bool(old))


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
