"""A house to visit: a small demo county, built once per run, served by ``huying serve`` as any site is."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from huying.front.demo.commands import PASSWORD

ROOT = Path(__file__).absolute().parents[2]
HUYING = [sys.executable, "-m", "huying.config.cli"]
STATION = "云溪镇代表联络站"


@dataclass(frozen=True)
class Site:
    """``address`` of the site; ``password`` of every log-in of the cast; ``data`` is its folder."""

    address: str
    data: Path
    password: str


def environment(data: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("HUYING_", "DJANGO_", "COV"))}
    own = {"HUYING_DATA": str(data), "HUYING_DEMO": "1", "HUYING_PROXIES": "127.0.0.1", "PYTHONPATH": str(ROOT)}
    return {**kept, **own}


def build(data: Path) -> None:
    """A month of a small county: every body, the whole cast, some voices and suggestions."""
    data.mkdir(parents=True)
    small = ["--no-serve", "--months", "1", "--scale", "0.02"]
    done = subprocess.run(
        [*HUYING, "demo", *small], cwd=data, env=environment(data), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def served(data: Path) -> Iterator[Site]:
    """It, served on a free port of this machine until the visit ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    with (data / "serve.log").open("w") as log:
        command = [*HUYING, "serve", "--port", str(port), "--workers", "1"]
        server = subprocess.Popen(command, cwd=data, env=environment(data), stdout=log, stderr=log)
        try:
            _wait(address, server, data / "serve.log")
            yield Site(address, data, PASSWORD)
        finally:
            server.terminate()
            server.wait(30)


def _wait(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        assert server.poll() is None, log.read_text(encoding="utf-8")
        try:
            urllib.request.urlopen(f"{address}/about", timeout=10).close()
            return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.2)
    raise AssertionError(log.read_text(encoding="utf-8"))
