"""Keeping the index, and learning who handles what. Rooms call these inside their own commands."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from django.db import connection

from huying.base.search import rules
from huying.base.search.models import COUNTED, EVER, Document, Gram

# A sample is enough for rarity, and counting it takes a second or two on either engine.
_SAMPLE = 20_000
_BATCH = 2000
_KEEP = """
INSERT INTO search_document (kind, object_id, region, created_at, text, tokens) VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (object_id, kind) DO UPDATE SET
region = excluded.region, created_at = excluded.created_at, text = excluded.text, tokens = excluded.tokens
"""
_LEARNT = 400


def index(kind: str, object_id: int, region: str, created_at: datetime, text: str) -> None:
    """Make a case findable by its text, or by its new text. One statement."""
    moment = connection.ops.adapt_datetimefield_value(created_at)
    tokens = " ".join([rules.mark(kind), *rules.tokens(text)])
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [kind, object_id, region, moment, text.replace("\x00", " "), tokens])


def forget(kind: str, object_id: int) -> None:
    """Take a case out of the index: withdrawn, sealed, or its text deleted."""
    Document.objects.filter(kind=kind, object_id=object_id).delete()


def learn(text: str, unit: int, region: str) -> None:
    """Remember that a unit was given this text, and kept it.

    One statement, its rows in one order, so that two commands never wait for each other crosswise.

    Args:
        unit: id of the unit's organ.
        region: division code of the congress whose units are meant.
    """
    grams = ["", *sorted(rules.pairs(text)[:_LEARNT])]
    rows = ", ".join(["(%s, %s, %s, 1)"] * len(grams))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO search_habit (region, unit, token, n) VALUES {rows} "  # noqa: S608 - only placeholders
            "ON CONFLICT (region, token, unit) DO UPDATE SET n = search_habit.n + 1",
            [value for gram in grams for value in (region, unit, gram)],
        )


def recount(documents: int = _SAMPLE) -> int:
    """Count anew how common tokens are in the newest documents; returns how many were counted."""
    counts: Counter[str] = Counter()
    total = 0
    for line in Document.objects.order_by("-id").values_list("tokens", flat=True)[:documents].iterator(chunk_size=1000):
        counts.update(line.split(" "))
        total += 1
    newest = Document.objects.order_by("-id").values_list("id", flat=True).first() or 0
    kept = {token: n for token, n in counts.items() if n > 1 and len(token) > 1}
    kept |= {COUNTED: total, EVER: max(newest, total)}
    stale = [token for token in Gram.objects.values_list("token", flat=True).iterator() if token not in kept]
    # Batch by batch: a citizen's voice waits for one batch, not for the whole count.
    for batch in _batches(stale):
        Gram.objects.filter(token__in=batch).delete()
    for batch in _batches(list(kept)):
        Gram.objects.bulk_create(
            [Gram(token=token, n=kept[token]) for token in batch],
            update_conflicts=True,
            unique_fields=["token"],
            update_fields=["n"],
        )
    return total


def _batches(tokens: list[str]) -> Iterator[list[str]]:
    return (tokens[at : at + _BATCH] for at in range(0, len(tokens), _BATCH))
