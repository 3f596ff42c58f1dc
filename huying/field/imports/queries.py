"""Every read of a batch, for those who import in its region or station: it holds citizens' words."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from huying.base.ledger import queries as ledger
from huying.base.papers import queries as papers
from huying.base.people import queries as people
from huying.field.imports import permissions, reading
from huying.field.imports.models import Batch, Row
from huying.field.imports.states import WORKING
from huying.field.stations import queries as stations
from huying.field.stations.queries import Station
from huying.kernel.actor import SYSTEM, Actor, Role
from huying.kernel.errors import Missing
from huying.kernel.words import N_

GONE = N_("没有这一批，或者您不能查看。")
CLEARED = N_("原文件已经按期删除。")
SEALED = ["sealed"]
_MANY = 500


@dataclass(frozen=True, slots=True)
class Undoing:
    """What undoing a batch would do: how many voices go, and which stay because somebody dealt with them since."""

    goes: int
    stays: list[Row]


def may_import(actor: Actor) -> bool:
    return any(post.role in permissions.IMPORTERS for post in actor.posts)


def visible_to(actor: Actor) -> QuerySet[Batch]:
    reach = Q(pk__in=[])
    for post in actor.posts:
        if post.role in permissions.CLERKS and post.region:
            reach |= Q(region__startswith=post.region)
        if post.role is Role.STATION_HEAD and post.station:
            reach |= Q(station=post.station)
    return Batch.objects.filter(reach).select_related("station")


def get_for(actor: Actor, uid: uuid.UUID | str) -> Batch:
    """The batch; Missing for strangers as for ids that never were."""
    found = visible_to(actor).filter(uid=uid).first()
    if found is None:
        raise Missing(GONE)
    return found


def stations_for(actor: Actor) -> list[Station]:
    """The open stations into whose books the actor may bring rows, by region."""
    codes = sorted({post.region for post in actor.posts if post.role in permissions.CLERKS and post.region}, key=len)
    rows = {row.pk: row for code in codes for row in stations.open_in(code)}
    heads = [post.station for post in actor.posts if post.role is Role.STATION_HEAD]
    rows |= {row.pk: row for pk in heads if (row := stations.station(pk)) and row.active}
    return sorted(rows.values(), key=lambda row: (row.region, row.pk))


def file_of(batch: Batch) -> tuple[Path, str]:
    """Where the file lies and what it is; Missing when its days were over."""
    found = papers.of(batch.subject, SEALED)
    if not found:
        raise Missing(CLEARED)
    return papers.place_of(found[0]), found[0].mime


def actor_of(batch: Batch, now: datetime) -> Actor:
    """Who brings it in, with the posts they hold today; the house itself for an operator's import."""
    if not batch.account:
        return SYSTEM
    return people.actor_of(people.account_of(Actor(account=batch.account)), timezone.localdate(now))


def working() -> list[int]:
    """Batches that the worker has to go on with, the oldest first."""
    return list(Batch.objects.filter(state__in=WORKING).order_by("id").values_list("pk", flat=True))


def unfinished(sha256: str, account: int) -> Batch | None:
    """The newest import of this very file by this account that was broken off or stopped."""
    rows = Batch.objects.filter(sha256=sha256, account=account, state__in=["checked", "running", "stopped"])
    return rows.order_by("-id").first()


def fresh(batch: Batch | int) -> Batch:
    return Batch.objects.select_related("station").get(pk=batch if isinstance(batch, int) else batch.pk)


def earlier(batch: Batch) -> list[int]:
    """Batches of the same ledger, of this congress, of those around it and of those inside it, that brought rows in."""
    rows = Batch.objects.filter(source=batch.source, made__gt=0).exclude(pk=batch.pk).values_list("pk", "region")
    return [pk for pk, region in rows if region.startswith(batch.region) or batch.region.startswith(region)]


def known(batches: list[int], keys: list[str]) -> dict[str, tuple[int, int]]:
    """Keys of rows that came in with these batches and are still there → (batch, row). One statement, none for none."""
    if not batches or not keys:
        return {}
    rows = Row.objects.filter(batch__in=batches, key__in=keys, state=Row.State.DONE)
    return {key: (batch, number) for key, batch, number in rows.values_list("key", "batch", "number")}


def wrong(batch: Batch) -> set[int]:
    """Numbers of the rows that the check refused."""
    return set(problems(batch).values_list("number", flat=True))


def problems(batch: Batch) -> QuerySet[Row]:
    """The rows that do not come in, with what is wrong."""
    return Row.objects.filter(batch=batch.pk, state__in=[Row.State.REFUSED, Row.State.TWICE])


def made(batch: Batch) -> QuerySet[Row]:
    return Row.objects.filter(batch=batch.pk, state=Row.State.DONE).order_by("number")


def kept(batch: Batch) -> QuerySet[Row]:
    return Row.objects.filter(batch=batch.pk, state=Row.State.KEPT).select_related("voice").order_by("number")


def touched(rows: Iterable[Row]) -> set[int]:
    """Ids of those rows whose voice somebody dealt with since it came in; what the house did by itself is nothing."""
    versions = {f"voice:{row.voice_id}": row for row in rows}
    changed: set[int] = set()
    subjects = list(versions)
    for at in range(0, len(subjects), _MANY):
        last = ledger.last_by_people(subjects[at : at + _MANY])
        changed |= {versions[subject].pk for subject, seq in last.items() if seq > versions[subject].version}
    return changed


def undoing(batch: Batch, shown: int = 50) -> Undoing:
    """What undoing would do now."""
    moved = list(made(batch).exclude(voice__version=F("version")).select_related("voice"))
    dealt = touched(moved)
    return Undoing(batch.made - batch.undone - len(dealt), [row for row in moved if row.pk in dealt][:shown])


def table_of(batch: Batch) -> reading.Table:
    """Headers and first rows, for the page where columns are named."""
    path, mime = file_of(batch)
    return reading.look(path, mime, batch.sheet)
