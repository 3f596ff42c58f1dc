"""Run everything: checks, the suite on SQLite and on PostgreSQL, the stories in a browser.

``--quick``: the default suite, on SQLite and without what is marked slow.

Ends with the count over all runs, ``N passed, N failed``; the exit code is 0 only when all of it passed.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import postgres

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"


def typed_files() -> list[str]:
    """What mypy reads strictly: the pure files and every command."""
    names = ("rules.py", "states.py", "permissions.py", "commands.py", "commands/*.py", "chain.py")
    patterns = ["kernel/*.py", "playbooks/*.py", *(f"*/*/{name}" for name in names)]
    found = [path for pattern in patterns for path in sorted((ROOT / "huying").glob(pattern))]
    return [str(path.relative_to(ROOT)) for path in found]


class Tests:
    """Counts what passed and failed over several runs."""

    def __init__(self) -> None:
        self.passed = self.failed = self.skipped = 0

    def check(self, name: str, *command: str) -> None:
        """A command that must end with 0; counts as one test."""
        started = time.monotonic()
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        good = done.returncode == 0
        self.passed += good
        self.failed += not good
        print(f"{'ok  ' if good else 'FAIL'} {name} ({time.monotonic() - started:.0f} s)", flush=True)
        if not good:
            print(done.stdout[-8000:] + done.stderr[-4000:], flush=True)

    def suite(self, name: str, *arguments: str, **environment: str) -> None:
        """A pytest run; its own closing line is read for the counts."""
        print(f"==> {name}", flush=True)
        with tempfile.TemporaryDirectory() as data:
            runner = subprocess.Popen(
                [str(BIN / "python"), "-m", "pytest", *arguments],
                cwd=ROOT,
                env={**os.environ, "HUYING_DATA": data, **environment},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            last = ""
            for line in runner.stdout or ():
                print(line, end="", flush=True)
                last = line if re.search(r"\d+ (passed|failed|error)", line) else last
            code = runner.wait()
        counts = {word: int(n) for n, word in re.findall(r"(\d+) (passed|failed|error|skipped)", last)}
        self.passed += counts.get("passed", 0)
        self.skipped += counts.get("skipped", 0)
        bad = counts.get("failed", 0) + counts.get("error", 0)
        self.failed += bad or (code != 0)


def main() -> int:
    quick = "--quick" in sys.argv
    os.environ.pop("HUYING_DATABASE_URL", None)
    # Compiled once for all runs, also where the machine asks for no bytecode beside the sources.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(ROOT / ".cache" / "bytecode")
    tests = Tests()
    tests.check("style (ruff check)", str(BIN / "ruff"), "check", ".")
    tests.check("format (ruff format)", str(BIN / "ruff"), "format", "--check", ".")
    tests.check("floors (import-linter)", str(BIN / "lint-imports"))
    tests.check("types (mypy strict)", str(BIN / "mypy"), *typed_files())
    less = ("-m", "not slow", "--hypothesis-profile", "quick") if quick else ()
    tests.suite("SQLite", "-n", "2", "--dist", "loadfile", *less, "huying", "tests", "--ignore", "tests/browser")
    if not quick:
        with postgres.cluster("fsync=off", "full_page_writes=off", "max_connections=60") as url:
            tests.suite(
                "PostgreSQL",
                "-n",
                "2",
                "--dist",
                "loadfile",
                "huying",
                "tests/house",
                "tests/journeys",
                "tests/faults",
                "tests/access",
                HUYING_DATABASE_URL=url,
            )
        tests.suite("browsers", "-n", "2", "--dist", "worksteal", "tests/browser")
    print(f"{tests.passed} passed, {tests.failed} failed" + (f", {tests.skipped} skipped" if tests.skipped else ""))
    return 1 if tests.failed or not tests.passed else 0


if __name__ == "__main__":
    sys.exit(main())
