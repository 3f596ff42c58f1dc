"""Reading counters."""

from django.db.models import Sum

from huying.base.tallies.models import Tally


def by_key(name: str, region: str) -> dict[str, int]:
    """The counts of one kind inside ``region`` (a code prefix), key by key."""
    rows = Tally.objects.filter(name=name, region__startswith=region)
    return dict(rows.values_list("key").annotate(total=Sum("n")))
