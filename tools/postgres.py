"""A PostgreSQL of our own, in a temporary folder, for tests and measurements."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def binaries() -> Path:
    """The folder of the newest PostgreSQL server on this machine."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if found:
        return found[-1].parent
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    raise SystemExit("No PostgreSQL server found. Please run:  sudo apt-get install postgresql")


def _as_owner(command: list[str]) -> list[str]:
    """PostgreSQL will not run as root: there, the package's own user runs it."""
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command


def _run(*command: str) -> None:
    subprocess.run(_as_owner(list(command)), check=True, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def cluster(*settings: str) -> Iterator[str]:
    """Start a server, yield its database URL, stop it and remove it; ``settings`` are lines like "fsync=off"."""
    folder = Path(tempfile.mkdtemp(prefix="huying-pg-"))
    data, port, tools = folder / "data", _free_port(), binaries()
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    _run(str(tools / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
    options = " ".join(f"-c {line}" for line in (f"unix_socket_directories={folder}", *settings))
    control = [str(tools / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log")]
    _run(*control, "-o", f"-h 127.0.0.1 -p {port} {options}", "start")
    try:
        yield f"postgres://postgres@127.0.0.1:{port}/postgres"
    finally:
        _run(*control, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
