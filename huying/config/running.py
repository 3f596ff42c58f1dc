"""Who is using this installation: ``serve`` and ``worker`` hold a shared lock, ``restore`` wants it alone."""

import fcntl
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings


@contextmanager
def shared() -> Iterator[None]:
    """Hold the installation while serving; forgotten by the system when the process ends, however it ends."""
    with (Path(settings.DATA) / "running.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield


def in_use() -> bool:
    """Whether somebody serves or works now."""
    with (Path(settings.DATA) / "running.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def port_free(host: str, port: int) -> bool:
    """Whether one can listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
