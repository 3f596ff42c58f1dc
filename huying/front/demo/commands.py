"""Building the demo county, and larger ones: through the rooms' own commands only, in simulated time."""

import gc
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from huying.base.organs import queries as organs
from huying.front.demo import simulator
from huying.front.demo.corpus import load
from huying.front.demo.engine import Progress
from huying.front.demo.world import COUNTY
from huying.kernel.errors import Invalid
from huying.kernel.words import N_

PASSWORD = "Huying-2026-demo"  # noqa: S105 - printed for everybody; a demo site holds nothing real
CAST = "demo_cast.json"
LINKS = "demo_links.json"
BUILDING = "demo.building"


@dataclass(frozen=True, slots=True)
class Shown:
    """What ``huying demo`` tells whoever started it.

    Args:
        built: whether the county was built now, or was there already.
        password: of every log-in of the cast.
        cast: user name, title and line of each.
        links: pages without log-in: the station's page ("station"), the tracking page of a voice ("track").
    """

    built: bool
    password: str
    cast: list[dict[str, str]]
    links: dict[str, str]

    @property
    def text(self) -> str:
        """The log-ins, a line each."""
        lines = [f"  {one['username']:<16}{one['title']}" for one in self.cast]
        return "\n".join([*lines, N_("密码都是：") + self.password, *(f"  {url}" for url in self.links.values())])


def simulate(
    *,
    months: int = 12,
    scale: float = 1.0,
    seed: int = 1,
    progress: Progress | None = None,
    now: datetime | None = None,
    password: str | None = None,
) -> simulator.Result:
    """Play ``months`` of a county into an empty database; deterministic for a seed and an end.

    Args:
        months: how many months of history end at ``now``.
        scale: 1.0 is some 1 500 voices and 300 suggestions a year.
        progress: called with (done, total, what).
        now: the end; the present moment when None.
        password: of the cast's log-ins, None for none.

    Raises:
        Invalid: the county is already there.
    """
    if COUNTY in organs.names_of_regions([COUNTY]):
        raise Invalid(N_("这个数据库里已经有呼应县了。请换一个 HUYING_DATA 文件夹再模拟。"))
    with _fast_writes():
        end = now or timezone.now()
        return simulator.run(months=months, scale=scale, seed=seed, now=end, progress=progress, password=password)


def demo(
    *,
    months: int = 12,
    scale: float = 1.0,
    seed: int = 1,
    progress: Progress | None = None,
    now: datetime | None = None,
) -> Shown:
    """Build the demo county once, and say who is in it; a second start finds it built.

    One that was interrupted while it was built is thrown away and built again.
    """
    folder = Path(settings.DATA)
    if (folder / CAST).exists() and COUNTY in organs.names_of_regions([COUNTY]):
        return _shown(folder, built=False)
    if (folder / BUILDING).exists():
        _start_over(folder)
    elif COUNTY in organs.names_of_regions([COUNTY]):
        raise Invalid(N_("这个文件夹里的呼应县不是演示程序建的，请换一个 HUYING_DATA 文件夹。"))
    (folder / BUILDING).touch()
    result = simulate(months=months, scale=scale, seed=seed, progress=progress, now=now, password=PASSWORD)
    _write(folder / LINKS, result.links)
    _write(folder / CAST, _cast())
    (folder / BUILDING).unlink()
    return _shown(folder, built=True)


def _cast() -> list[dict[str, str]]:
    return [
        {"username": one["user"], "title": one["title"], "line": one["about"]}
        for one in load("cast.toml")["cast"]
        if "user" in one
    ]


def _write(file: Path, value: object) -> None:
    file.write_text(json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8")


def _shown(folder: Path, *, built: bool) -> Shown:
    read = {name: json.loads((folder / name).read_text(encoding="utf-8")) for name in (CAST, LINKS)}
    return Shown(built, PASSWORD, read[CAST], read[LINKS])


def _start_over(folder: Path) -> None:
    """Throw a half-built demo away. Its lines cannot be deleted, so the whole file goes; SQLite only."""
    if connection.vendor != "sqlite":
        raise Invalid(N_("上次演示没有建完。请清空这个数据库再来。"))
    name = Path(connection.settings_dict["NAME"])
    connection.close()
    for suffix in ("", "-wal", "-shm"):
        name.with_name(name.name + suffix).unlink(missing_ok=True)
    call_command("migrate", interactive=False, verbosity=0)


@contextmanager
def _fast_writes() -> Iterator[None]:
    """SQLite need not wait for the disk while a throw-away county is written; it does again afterwards.

    The collector of cycles looks less often meanwhile: tens of thousands of statements leave little that lasts.
    """
    thresholds = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    try:
        with _no_waiting():
            yield
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()


@contextmanager
def _no_waiting() -> Iterator[None]:
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=FULL")
