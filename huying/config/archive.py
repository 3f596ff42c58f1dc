"""What a backup is made of: files with their SHA-256 in one manifest, moved into place as a whole."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from huying.config.commands import Fault

MANIFEST = "manifest.json"
FORMAT = 1


def copy(source: Path, target: Path) -> str:
    """Copy one file, flushed to disk, and return the SHA-256 of what was read."""
    digest = hashlib.sha256()
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as reading, target.open("xb") as writing:
        while chunk := reading.read(1 << 20):
            digest.update(chunk)
            writing.write(chunk)
        writing.flush()
        os.fsync(writing.fileno())
    return digest.hexdigest()


def digest_of(file: Path) -> str:
    with file.open("rb") as reading:
        return hashlib.file_digest(reading, "sha256").hexdigest()


def files_under(folder: Path) -> Iterator[Path]:
    """Every whole file below a folder, by name; files still being written are left out."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.endswith(".part"):
            yield path


def write_manifest(folder: Path, facts: dict[str, Any]) -> None:
    """List every file of the folder with size and digest, and how the copy was made."""
    files = {
        path.relative_to(folder).as_posix(): {"size": path.stat().st_size, "sha256": digest_of(path)}
        for path in files_under(folder)
    }
    text = json.dumps({"format": FORMAT, **facts, "files": files}, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / MANIFEST).write_text(text, encoding="utf-8")


def checked_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a backup whose every file is there and unchanged.

    Raises:
        Fault: it is no backup, of a newer format, or a file is missing or not as it was written.
    """
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files: dict[str, dict[str, Any]] = manifest["files"]
    except FileNotFoundError:
        raise Fault(f"{folder} 不是一份完整的备份：里面没有 {MANIFEST}。") from None
    except (ValueError, KeyError, TypeError):
        raise Fault(f"{folder} 的 {MANIFEST} 读不懂，这份备份不能用。") from None
    if manifest.get("format") != FORMAT:
        raise Fault("这份备份是别的版本做的，请用做它的那个版本来恢复。")
    for name, noted in files.items():
        path = folder / name
        if ".." in Path(name).parts or Path(name).is_absolute():
            raise Fault(f"{MANIFEST} 里的文件名“{name}”不对，这份备份不能用。")
        if not path.is_file():
            raise Fault(f"备份里少了 {name}，这份备份不能用。")
        if path.stat().st_size != noted["size"] or digest_of(path) != noted["sha256"]:
            raise Fault(f"备份里的 {name} 与写下时不同，这份备份不能用。")
    return manifest


def fresh_folder(target: Path) -> Path:
    """A new private folder beside ``target`` to write into before it is renamed.

    Raises:
        Fault: the target exists and is not empty, or lies in the data folder it would copy.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise Fault(f"{target} 已经有东西了，请换一个新的文件夹。")
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(mode=0o700)
    return part


def into_place(part: Path, target: Path) -> None:
    """Rename a finished folder; from then on it is a backup, before it was nothing."""
    part.rename(target)
    handle = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
