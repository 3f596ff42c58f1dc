"""What concentrates, reckoned anew out of the voices. Derived rows like a tally's: no case, no line of the ledger."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from huying.base.organs import queries as organs
from huying.field.topics import rules
from huying.field.topics.models import Concentration, TopicVoice
from huying.field.topics.rules import Cluster, Said
from huying.field.voices import queries as voices

NEWEST = 5000
"""How many voices of a congress are looked at."""


def concentrate(region: str, now: datetime) -> int:
    """Put what concentrates inside a congress today in place of what did yesterday; returns how many there are.

    What goes on from yesterday keeps its id and what was made of it. Few statements, however many voices.
    """
    today = timezone.localdate(now)
    asked = organs.book_for(region, today).voices.concentration
    since = timezone.make_aware(datetime.combine(today - timedelta(days=asked.days), time()))
    found = rules.clusters(_said(voices.recent(region, since, NEWEST)), asked.voices)
    with transaction.atomic():
        before = list(Concentration.objects.select_for_update().filter(region__startswith=region).order_by("pk"))
        rows = _rows(region, found, before, _topics(found), today)
        Concentration.objects.filter(pk__in=[row.pk for row in before]).delete()
        Concentration.objects.bulk_create(rows, batch_size=200)
    return len(rows)


def _said(rows: Sequence[dict[str, Any]]) -> list[Said]:
    villages = {code for row in rows for code in (row["village"], row["town"], row["town"][:6]) if code}
    names = organs.names_of_regions(villages)
    return [
        Said(
            row["pk"],
            row["category"],
            row["town"],
            timezone.localdate(row["created_at"]),
            rules.words_of(
                row["text"],
                [names[code] for code in (row["village"], row["town"], row["town"][:6]) if code in names],
            ),
            row["village"],
            (row["latitude"], row["longitude"]) if row["latitude"] is not None else None,
        )
        for row in rows
    ]


def _topics(found: Iterable[Cluster]) -> dict[int, set[int]]:
    """Topic -> its voices, of those that hold some of these voices. One statement."""
    pks = [pk for cluster in found for pk in cluster.pks]
    held: dict[int, set[int]] = {}
    for topic, voice in TopicVoice.objects.filter(voice__in=pks).order_by("topic").values_list("topic", "voice"):
        held.setdefault(topic, set()).add(voice)
    return held


def _rows(
    region: str, found: Sequence[Cluster], before: Sequence[Concentration], held: dict[int, set[int]], today: date
) -> list[Concentration]:
    sets = [set(cluster.pks) for cluster in found]
    rows = []
    for cluster, mine, old in zip(found, sets, rules.match(sets, [set(row.voices) for row in before]), strict=True):
        row = _row(region, cluster, today)
        if old is not None:
            row.uid, row.topic_id = before[old].uid, before[old].topic_id
        if row.topic_id is None:
            row.topic_id = rules.most_of(mine, held)
        rows.append(row)
    return rows


def _row(region: str, cluster: Cluster, today: date) -> Concentration:
    towns = {each.town for each in cluster.voices}
    days = Counter(each.on.isoformat() for each in cluster.voices)
    return Concentration(
        region=towns.pop() if len(towns) == 1 else region,
        category=cluster.category,
        words=list(cluster.words),
        voices=cluster.pks,
        examples=list(cluster.examples),
        places=rules.by_place(cluster.voices),
        days=dict(days),
        size=len(cluster.voices),
        first_on=cluster.voices[0].on,
        last_on=cluster.voices[-1].on,
        counted_on=today,
    )
