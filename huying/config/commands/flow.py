"""``huying flow draw voice``: the flowchart of a process, drawn from the table that really runs."""

import argparse
from importlib import import_module
from pathlib import Path

from huying.config.commands import out
from huying.kernel import flow
from huying.kernel.machine import Machine

#: name → where its table stands.
MACHINES = {
    "voice": ("huying.field.voices.states", "MACHINE"),
    "import": ("huying.field.imports.states", "MACHINE"),
    "suggestion": ("huying.work.suggestions.states", "SUGGESTION"),
    "survey": ("huying.field.surveys.states", "MACHINE"),
    "unit-task": ("huying.work.suggestions.states", "TASK"),
}


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("act", choices=["draw"], help="draw 画出来 draw it")
    parser.add_argument("name", choices=sorted(MACHINES), help="哪个流程 which process")
    parser.add_argument("-o", "--output", metavar="FILE", type=Path, help="写到文件（SVG） write to a file")


def run(args: argparse.Namespace) -> int:
    module, name = MACHINES[args.name]
    machine: Machine = getattr(import_module(module), name)
    drawing = flow.svg(machine)
    if args.output is None:
        out(drawing)
        return 0
    args.output.write_text(drawing, encoding="utf-8")
    out(f"流程图在 {args.output}。")
    return 0
