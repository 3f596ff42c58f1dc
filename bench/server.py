"""The product's own server, and what it and the database cost: CPU time and memory read from /proc."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def environment(folder: Path, url: str) -> dict[str, str]:
    """The variables of a process of the product with the benchmark's settings and data."""
    dropped = ("HUYING_", "PYTHONDONTWRITEBYTECODE")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(dropped)}
    return {
        **kept,
        # An installed package has its bytecode; a machine that writes none would pay for compiling at every start.
        "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "PYTHONPATH": str(ROOT),
        "HUYING_DATA": str(folder),
        "HUYING_DATABASE_URL": url,
        "HUYING_SECRET": "bench",
        "HUYING_PROXIES": "127.0.0.1",
    }


def inside(task: str, folder: Path, url: str) -> str:
    """Run one of ``bench.inside``'s tasks; what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.inside", task],
        env=environment(folder, url),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout


def migrate(folder: Path, url: str) -> None:
    command = [sys.executable, "-m", "huying.config.cli", "migrate"]
    subprocess.run(command, env=environment(folder, url), cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


class Server:
    """``huying serve`` with two workers; ``cold`` is the time from its start to its first answer, in seconds."""

    def __init__(self, folder: Path, url: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.log = (folder / "server.log").open("a")
        begun = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "huying.config.cli", "serve", "--port", str(self.port), "--workers", "2"],
            env=environment(folder, url),
            cwd=ROOT,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )
        self.cold = self._first_answer(begun)

    def _first_answer(self, begun: float) -> float:
        while time.perf_counter() - begun < 60 and self.process.poll() is None:
            try:
                link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
                link.request("GET", "/speak")
                link.getresponse().read()
                return time.perf_counter() - begun
            except OSError:
                time.sleep(0.01)
        raise SystemExit(f"The server did not start; see {self.log.name}.")

    @property
    def pids(self) -> list[int]:
        return tree(self.process.pid)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.log.close()


def tree(pid: int) -> list[int]:
    """A process and all that it started."""
    found = [pid]
    for each in found:
        for task in Path(f"/proc/{each}/task").glob("*/children"):
            try:
                found += [int(child) for child in task.read_text().split()]
            except OSError:
                continue
    return found


def cpu(pids: Iterable[int]) -> float:
    """CPU milliseconds these processes have used so far, to the nanosecond where the kernel tells (schedstat)."""
    total = 0
    for pid in pids:
        for task in Path(f"/proc/{pid}/task").glob("*/schedstat"):
            try:
                total += int(task.read_text().split()[0])
            except OSError:
                continue
    return total / 1e6


def pss(pids: Iterable[int]) -> float:
    """Memory in MB, shared pages counted once in all."""
    total = 0
    for pid in pids:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024
