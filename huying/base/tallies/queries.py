"""Reading counters."""

from collections.abc import Collection

from django.db.models import Sum

from huying.base.tallies.models import Tally


def by_key(name: str, region: str) -> dict[str, int]:
    """The counts of one kind inside ``region`` (a code prefix), key by key."""
    rows = Tally.objects.filter(name=name, region__startswith=region)
    return dict(rows.values_list("key").annotate(total=Sum("n")))


def by_keys(names: Collection[str], region: str) -> dict[str, dict[str, int]]:
    """The same for several kinds in one statement: name -> key -> n."""
    rows = Tally.objects.filter(name__in=names, region__startswith=region)
    found: dict[str, dict[str, int]] = {name: {} for name in names}
    for name, key, total in rows.values_list("name", "key").annotate(total=Sum("n")):
        found[name][key] = total
    return found


def by_region(name: str) -> dict[tuple[str, str], int]:
    """All counts of one kind: (region, key) → n; one statement."""
    return by_regions([name])[name]


def by_regions(names: Collection[str]) -> dict[str, dict[tuple[str, str], int]]:
    """The same for several kinds in one statement: name → (region, key) → n."""
    found: dict[str, dict[tuple[str, str], int]] = {name: {} for name in names}
    for name, region, key, n in Tally.objects.filter(name__in=names).values_list("name", "region", "key", "n"):
        found[name][region, key] = n
    return found
