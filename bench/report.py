"""The table, and the same as JSON."""

import statistics
from typing import Any

from bench.measure import Row

HEAD = (
    f"{'operation':<36}{'cases':>10}{'CPU ms':>8}{'web':>7}{'db':>7}{'x page':>8}{'SQL':>5}{'wall':>8}{'kB gz':>7}"
    f"{'recall':>8}  bar"
)


def line(row: Row, label: str, yardstick: float) -> str:
    """One row of the table."""
    if row.missing:
        return f"{row.name:<36}{label:>10}   answered {row.missing}: not there, not measured"
    recall = "" if row.recall is None else f"{row.recall:.0%}"
    return (
        f"{row.name:<36}{label:>10}{row.ms:>8.1f}{statistics.median(row.web):>7.1f}"
        f"{statistics.median(row.database):>7.1f}{row.ms / yardstick:>8.1f}{row.statements:>5}"
        f"{statistics.median(row.wall):>8.1f}{row.bytes_gz / 1000:>7.1f}{recall:>8}  {verdict(row)}"
    )


def verdict(row: Row) -> str:
    """Whether the bars are kept."""
    bars = row.operation
    if not bars.ms:
        return ""
    over = [
        f"{what} {is_:.1f} > {bar:g}".replace(".0 ", " ")
        for what, is_, bar in (("CPU", row.ms, bars.ms), ("SQL", row.statements, bars.statements))
        if is_ > bar
    ]
    return "OVER " + ", ".join(over) if over else f"kept ({bars.ms:g} ms / {bars.statements})"


def growth(rows: dict[str, Row]) -> float | None:
    """Cost at the largest size over cost at the smallest; both were asked in turn, within the same seconds."""
    sizes = list(rows.values())
    first, last = sizes[0], sizes[-1]
    if first is last or first.missing or last.missing:
        return None
    return last.ms / first.ms


def as_json(row: Row, yardstick: float) -> dict[str, Any]:
    if row.missing:
        return {"status": row.missing}
    return {
        "cpu_ms": round(row.ms, 2),
        "web_ms": round(statistics.median(row.web), 2),
        "database_ms": round(statistics.median(row.database), 2),
        "yardsticks": round(row.ms / yardstick, 2),
        "statements": row.statements,
        "wall_ms": round(statistics.median(row.wall), 2),
        "bytes_gz": row.bytes_gz,
        "recall": row.recall,
        "rounds": [round(a + b, 2) for a, b in zip(row.web, row.database, strict=True)],
        "requests": row.requests * len(row.web),
    }
