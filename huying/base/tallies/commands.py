"""Moving rows from one counter to another."""

from collections.abc import Iterable

from django.db import connection, transaction

from huying.base.tallies.models import Tally


def move(name: str, region: str, *, out_of: str | None = None, into: str | None = None) -> None:
    """Count one row out of one key and into another, in one statement; either may be None.

    The rows are touched in the order of their keys, so that two commands never wait for each other crosswise.
    """
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


def replace(name: str, rows: Iterable[tuple[str, str, int]]) -> int:
    """Put freshly counted figures in place of all counters of one name; returns how many differed.

    Args:
        name: the counter, "voice.state".
        rows: (region, key, n), counted by the room that owns what is counted. Count and call in one transaction at a
            quiet hour: a row that moves in between is counted as it stood before.
    """
    fresh = {(region, key): n for region, key, n in rows if n}
    with transaction.atomic():
        old = {(t.region, t.key): t.n for t in Tally.objects.select_for_update().filter(name=name) if t.n}
        Tally.objects.filter(name=name).delete()
        Tally.objects.bulk_create(
            [Tally(name=name, region=region, key=key, n=n) for (region, key), n in sorted(fresh.items())],
            batch_size=1000,
        )
    return sum(old.get(place) != fresh.get(place) for place in old.keys() | fresh.keys())
