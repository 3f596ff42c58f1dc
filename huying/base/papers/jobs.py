"""Tidying up after acts that were rolled back."""

from datetime import datetime, timedelta

from huying.base.papers import store
from huying.base.papers.models import Paper


def sweep(now: datetime) -> int:
    """Take away files of the last three days, older than an hour, that no row names. Returns how many.

    A file is written before its row; when the act is rolled back or the process killed, the file stays alone.
    """
    paths = set(store.recent(now, days=3, older_than=timedelta(hours=1)))
    if not paths:
        return 0
    known: set[str] = set()
    ordered = sorted(paths)
    for start in range(0, len(ordered), 400):
        part = ordered[start : start + 400]
        known.update(Paper.objects.filter(path__in=part).values_list("path", flat=True))
        known.update(Paper.objects.filter(thumb__in=part).values_list("thumb", flat=True))
    store.remove(*(paths - known))
    return len(paths - known)
