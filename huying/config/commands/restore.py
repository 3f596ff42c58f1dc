"""``huying restore DIR``: put a backup back; what was there is kept aside."""

import argparse
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from huying.config.commands import Fault, data_folder, django_ready, out, parse_moment


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DIR", type=Path, help="一份备份 a backup")
    parser.add_argument("--now", metavar="ISO", help="当作这一刻 as if it were this moment: 2026-07-01T08:00")
    parser.add_argument("--force", action="store_true", help="这里已有数据也恢复 also over an installation with data")


def run(args: argparse.Namespace) -> int:
    django_ready()
    from django.core.management import call_command

    from huying.config import archive, databases, running

    now = parse_moment(args.now)
    source: Path = args.folder.resolve()
    manifest = archive.checked_manifest(source)
    if running.in_use():
        raise Fault("网站或时钟还在运行，请先停下来再恢复。")
    if _has_data() and not args.force:
        raise Fault("这里已经有数据了。确实要用备份替换它，请加 --force；原有的会留在一边。")
    wanted = databases.POSTGRES if databases.is_postgres() else databases.SQLITE
    if wanted not in manifest["files"]:
        raise Fault("这份备份是另一种数据库的，请把 HUYING_DATABASE_URL 设成当时的那一种。")
    aside = _put_aside()
    _put_back(source, wanted)
    call_command("migrate", interactive=False, verbosity=0)
    _check()
    _catch_up(now)
    held = databases.hold_letters()
    out(f"恢复好了，是 {manifest['at'][:16]}（世界时）的样子。" + (f"原有的在 {aside}。" if aside else ""))
    if held:
        out(f"备份以后多半已经发过的 {held} 封信没有再发，请看 huying doctor。")
    return 0


def _catch_up(now: datetime) -> None:
    """What fell due since the backup was most likely told then: it comes into the boxes, its letters are held."""
    from huying.config import tick

    tick.run(now, {name: job for name, job in {**tick.JOBS, **tick.NIGHTLY}.items() if name != "notices.deliver"})


def _has_data() -> bool:
    from django.db import connection

    from huying.config import databases

    if not databases.is_postgres() and not databases.sqlite_file().exists():
        return False
    with connection.cursor() as cursor:
        if "django_migrations" not in connection.introspection.table_names(cursor):
            return False
        for table in ("people_account", "ledger_entry", "organs_region"):
            if table in connection.introspection.table_names(cursor):
                cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")  # noqa: S608 - three names written here
                if cursor.fetchone():
                    return True
    return False


def _put_aside() -> Path | None:
    """Move what is here into a folder of its own; None when there is nothing."""
    from django.conf import settings
    from django.db import connections

    from huying.config import databases

    aside = data_folder() / f"before-restore-{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
    aside.mkdir(mode=0o700)
    if databases.is_postgres():
        databases.dump_postgres(aside / databases.POSTGRES)
    connections.close_all()
    moved = [Path(settings.MEDIA_ROOT), data_folder() / "secret"]
    if not databases.is_postgres():
        file = databases.sqlite_file()
        moved += [file, *(file.with_name(file.name + tail) for tail in ("-wal", "-shm", "-journal"))]
    for path in moved:
        if path.exists():
            shutil.move(path, aside / path.name)
    if any(aside.iterdir()):
        return aside
    aside.rmdir()
    return None


def _put_back(source: Path, database: str) -> None:
    from django.conf import settings

    from huying.config import archive, databases

    if (source / "secret").exists():
        archive.copy(source / "secret", data_folder() / "secret")
        (data_folder() / "secret").chmod(0o600)
    media = source / "media"
    for path in archive.files_under(media) if media.exists() else ():
        archive.copy(path, Path(settings.MEDIA_ROOT) / path.relative_to(media))
    if databases.is_postgres():
        databases.restore_postgres(source / database)
    else:
        # The database comes last, under its own name only when it is whole.
        part = databases.sqlite_file().with_suffix(".restoring")
        part.unlink(missing_ok=True)
        archive.copy(source / database, part)
        part.rename(databases.sqlite_file())


def _check() -> None:
    """See that what came back is sound and its ledger whole."""
    from django.db import connections

    from huying.config import databases

    connections.close_all()
    if databases.is_postgres():
        databases.verify_ledger(None)
        return
    with closing(sqlite3.connect(databases.sqlite_file())) as database:
        (sound,) = database.execute("PRAGMA quick_check(1)").fetchone()
    if sound != "ok":
        raise Fault(f"恢复出来的数据库不完好：{sound}。原有的还在一边，请换一份备份再试。")
    databases.verify_ledger(databases.sqlite_file())
