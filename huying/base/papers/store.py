"""The folder of files: random names, by day, each whole or not there at all."""

import errno
import os
import secrets
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings

from huying.kernel.errors import Invalid
from huying.kernel.words import N_

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


def root() -> Path:
    return Path(settings.MEDIA_ROOT)


def _folder(day: date) -> str:
    return f"{day:%Y/%m%d}"


def put(data: bytes, extension: str, day: date) -> str:
    """Write ``data`` under a random name and return its path below the root. After return it survives a power cut.

    Raises:
        Invalid: the disk is full.
    """
    path = f"{_folder(day)}/{secrets.token_hex(16)}.{extension}"
    target = root() / path
    temporary = target.with_name(f".{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("xb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        temporary.rename(target)
        _fsync_folder(target.parent)
    except OSError as fault:
        temporary.unlink(missing_ok=True)
        if fault.errno in _FULL:
            raise Invalid(
                N_("存放附件的磁盘满了，这个文件没有存下。您写的字还在，可以先不带附件提交，并请告诉管理员。"),
                field="files",
            ) from fault
        raise
    return path


def _fsync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove(*paths: str) -> None:
    """Take files away again; those not there are fine."""
    for path in filter(None, paths):
        (root() / path).unlink(missing_ok=True)


def recent(now: datetime, days: int, older_than: timedelta) -> Iterator[str]:
    """Paths of the files put in the last ``days`` days that are older than ``older_than`` by the disk's own clock."""
    before = now.timestamp() - older_than.total_seconds()
    for back in range(days + 1):
        folder = root() / _folder(now.date() - timedelta(days=back))
        if not folder.is_dir():
            continue
        for file in folder.iterdir():
            if file.is_file() and file.stat().st_mtime < before:
                yield file.relative_to(root()).as_posix()
