"""Moving rows from one counter to another."""

from django.db import connection


def move(name: str, region: str, *, out_of: str | None = None, into: str | None = None) -> None:
    """Count one row out of one key and into another, in one statement; either may be None."""
    if out_of == into:
        return
    steps = sorted((key, by) for key, by in ((out_of, -1), (into, 1)) if key is not None)
    rows = ", ".join(["(%s, %s, %s, %s)"] * len(steps))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO tallies_tally (name, region, key, n) VALUES {rows} "  # noqa: S608 - only placeholders
            "ON CONFLICT (name, region, key) DO UPDATE SET n = tallies_tally.n + excluded.n",
            [value for key, by in steps for value in (name, region, key, by)],
        )
