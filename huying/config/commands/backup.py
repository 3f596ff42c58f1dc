"""``huying backup DIR``: a checked copy of everything, made while the site runs."""

import argparse
import shutil
from datetime import UTC, datetime
from pathlib import Path

from huying import __version__
from huying.config.commands import Fault, data_folder, django_ready, need_tables, out


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DIR", type=Path, help="新的文件夹 a new folder")


def run(args: argparse.Namespace) -> int:
    django_ready()
    need_tables()
    from huying.config import archive

    target: Path = args.folder.resolve()
    if target.is_relative_to(data_folder() / "media"):
        raise Fault("备份不能放在附件的文件夹里，请换一个地方，最好是另一块磁盘。")
    part = archive.fresh_folder(target)
    try:
        rows, files = _fill(part)
        archive.into_place(part, target)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    out(f"备份在 {target}：{rows} 行，附件 {files} 个，已经核对。里面有密钥，请收好。")
    return 0


def _fill(part: Path) -> tuple[int, int]:
    """Database first, then files: a file is written before its row, so every row of the copy has its file."""
    from django.conf import settings

    from huying.config import archive, databases

    if databases.is_postgres():
        counts = databases.dump_postgres(part / databases.POSTGRES)
        databases.verify_ledger(None)
    else:
        counts = databases.copy_sqlite(part / databases.SQLITE)
        databases.verify_ledger(part / databases.SQLITE)
    media = Path(settings.MEDIA_ROOT)
    files = 0
    for path in archive.files_under(media):
        _copy_file(path, part / "media" / path.relative_to(media))
        files += 1
    secret = data_folder() / "secret"
    if secret.exists():
        archive.copy(secret, part / "secret")
        (part / "secret").chmod(0o600)
    facts = {"at": datetime.now(UTC).isoformat(), "version": __version__, "rows": counts}
    archive.write_manifest(part, facts)
    return sum(counts.values()), files


def _copy_file(path: Path, target: Path) -> None:
    """Copy an attachment and read it back; one that was tidied away meanwhile belonged to no row."""
    from huying.config import archive

    try:
        written = archive.copy(path, target)
    except FileNotFoundError:
        return
    if archive.digest_of(target) != written:
        raise Fault(f"附件 {path.name} 没有写好，备份没有做成，请检查磁盘。")
