"""``make bench``: fill databases of three sizes, ask each the same things in turn, print what it cost."""

import argparse
import json
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from bench import measure, report, server, stores
from bench.copies import Year
from bench.measure import Row, Site
from bench.operations import PLANTED, WORDS, operations
from tools import postgres

SIZES = (10_000, 100_000, 1_000_000)
CLUSTER = ("shared_buffers=512MB", "work_mem=16MB", "jit=off", "max_wal_size=8GB", "checkpoint_timeout=30min")


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--cases", default=",".join(map(str, SIZES)), help="sizes, by commas (10000,100000,1000000)")
    parser.add_argument("--quick", action="store_true", help="10 000 cases only")
    parser.add_argument("--engine", choices=["sqlite", "postgres", "both"], default="both")
    parser.add_argument("--rounds", type=int, default=7, help="interleaved rounds (7)")
    parser.add_argument("--only", default="", help="only operations whose name holds this")
    parser.add_argument("--json", type=Path, help="write everything to this file too")
    parser.add_argument("--folder", type=Path, help="keep databases here (removed at the end without it)")
    given = parser.parse_args()
    given.sizes = sorted({10_000} if given.quick else {int(word) for word in given.cases.split(",")})
    if len(given.sizes) > len(WORDS):
        parser.error("three sizes at most")
    return given


def say(text: str) -> None:
    print(text, flush=True)


@contextmanager
def timed(what: str) -> Iterator[None]:
    begun = time.monotonic()
    yield
    say(f"  {what}: {time.monotonic() - begun:.0f} s")


def play(folder: Path) -> Path:
    """The county that is copied, as one SQLite file."""
    base = folder / "base.sqlite3"
    server.inside("simulate", folder, f"sqlite://{base}")
    for suffix in ("-wal", "-shm"):
        base.with_name(base.name + suffix).unlink(missing_ok=True)
    return base


def build(store: stores.Store, base: Path, folder: Path, sizes: list[int]) -> list[str]:
    """Databases of every size, each grown out of the one before."""
    year, names, before = Year(base, store.cell), [], 0
    for place, size in enumerate(sizes):
        name, after = f"cases_{size}", max(1, round(size / year.cases) - 1)
        with timed(f"{size:,} cases"):
            if names:
                store.clone(names[-1], name)
            else:
                store.start(name, base)
            stores.fill(store, name, year, before=before, after=after, word=WORDS[place], plant=PLANTED)
            server.inside("recount", folder, store.url(name))
        checked = json.loads(server.inside("verify", folder, store.url(name)))
        if checked["wrong"]:
            raise SystemExit(f"The ledger does not verify: {checked['wrong'][:5]}")
        say(f"    ledger: {checked['lines']} lines of {checked['cases']} cases drawn at random, all in order")
        names.append(name)
        before = after
    return names


def open_site(store: stores.Store, name: str, folder: Path, stack: ExitStack, *, label: str, word: str) -> Site:
    """Start the server of one size, find out who asks."""
    cast = json.loads(server.inside("cast", folder, store.url(name))) | {"word": word}
    running = server.Server(folder, store.url(name))
    stack.callback(running.stop)
    site = Site(label, running, cast, store.pids)
    cast["idle_mb"] = server.pss(running.pids)
    _, _, headers = site.ask(measure.Request(f"/s/{cast['station']}/speak"))
    cast["csrf"] = headers["Set-Cookie"].split("csrftoken=")[1].split(";")[0]
    return site


def run_rounds(sites: list[Site], only: str, rounds: int) -> tuple[dict[str, dict[str, Row]], list[float]]:
    """Rows by operation and size, and how fast the machine was from round to round."""
    chosen = [one for one in operations() if only in one.name or one.name == "do-nothing page"]
    rows = {one.name: {site.label: measure.prepare(site, one) for site in sites} for one in chosen}
    speeds = []
    for _ in range(rounds):
        for each in rows.values():
            speeds.append(measure.calibrate())
            for site in sites:
                if not each[site.label].missing:
                    measure.round_of(site, each[site.label])
    return rows, speeds


def tell(engine: str, sites: list[Site], rows: dict[str, dict[str, Row]], speeds: list[float]) -> dict[str, Any]:
    """Print the table of one engine; everything in it as values."""
    yard = statistics.median(row.ms for row in rows["do-nothing page"].values())
    say(f"\n{engine}\n{report.HEAD}")
    told: dict[str, Any] = {}
    for name, each in rows.items():
        for site in sites:
            say(report.line(each[site.label], site.label, yard))
        grown = report.growth(each)
        if grown:
            say(f"{'':<36}{'growth':>10}{grown:>8.2f}{'':>48}{'OVER 1.3' if grown > 1.3 else 'kept (1.3)'}")
        told[name] = {"growth": grown, **{s.label: report.as_json(each[s.label], yard) for s in sites}}
    facts = {
        site.label: {
            **{key: site.cast[key] for key in ("cases", "voices", "suggestions")},
            "idle_mb": round(site.cast["idle_mb"]),
            "after_mb": round(server.pss(site.server.pids)),
            "cold_s": round(site.server.cold, 2),
        }
        for site in sites
    }
    for label, fact in facts.items():
        say(
            f"{label}: {fact['voices']:,} voices and {fact['suggestions']:,} suggestions; first answer after "
            f"{fact['cold_s']} s (bar 2); memory {fact['idle_mb']} MB idle (bar 200), {fact['after_mb']} MB afterwards"
        )
    low, middle, high = min(speeds), statistics.median(speeds), max(speeds)
    say(f"machine: a fixed job took {low:.1f} to {high:.1f} ms of CPU, median {middle:.1f}; compare by 'x page'")
    return {"operations": told, "sites": facts, "calibration_ms": [low, middle, high]}


def engine_run(store: stores.Store, given: Any, base: Path, folder: Path) -> Any:
    say(f"\n{store.name}: filling")
    names = build(store, base, folder, given.sizes)
    with ExitStack() as stack:
        sites = [
            open_site(store, name, folder, stack, label=f"{size:,}", word=WORDS[place])
            for place, (name, size) in enumerate(zip(names, given.sizes, strict=True))
        ]
        for site in sites:
            site.ask(measure.Request("/speak"))
        return tell(store.name, sites, *run_rounds(sites, given.only, given.rounds))


def main() -> int:
    given = options()
    folder = given.folder or Path(tempfile.mkdtemp(prefix="huying-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    told: dict[str, Any] = {"sizes": given.sizes, "rounds": given.rounds}
    try:
        with timed("county played through commands"):
            base = play(folder)
        if given.engine != "postgres":
            told["sqlite"] = engine_run(stores.Sqlite(folder), given, base, folder)
        if given.engine != "sqlite":
            with postgres.cluster(*CLUSTER) as url:
                store = stores.Postgres(url, partial(server.migrate, folder))
                told["postgres"] = engine_run(store, given, base, folder)
    finally:
        if not given.folder:
            shutil.rmtree(folder, ignore_errors=True)
    if given.json:
        given.json.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
