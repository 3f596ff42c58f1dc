"""Who went to another door before anything was sent (引导): counted, never kept. There is no case, so no line."""

from datetime import datetime

from django.utils import timezone

from huying.base.organs import queries as organs
from huying.base.tallies.commands import move as count
from huying.field.stations.queries import Station
from huying.field.voices import rules

GUIDED = "voices.guided"
"""Counter: region = where the station stands, key = ``<station>:<guide>``."""


def guide_away(*, station: Station, guide: str, now: datetime) -> None:
    """Count somebody of this station whom the speak page showed another door, and who took it.

    Raises:
        Invalid: a door that the place's playbook does not have.
    """
    known = {each.code for each in organs.book_for(station.region, timezone.localdate(now)).voices.guides}
    count(GUIDED, station.region[:9], into=f"{station.pk}:{rules.one_of(guide, known, field='guide')}")
