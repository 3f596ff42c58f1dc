"""Every act on a batch. What takes long (checking, bringing in, undoing) only begins here; ``work`` goes on with it."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from huying.base.ledger.commands import command, expect, record
from huying.base.ledger.models import Audience
from huying.base.notices import commands as notices
from huying.base.organs import queries as organs
from huying.base.papers import commands as papers
from huying.base.papers.rules import Content, clean_name
from huying.field.imports import columns, permissions, queries, reading
from huying.field.imports.models import FILE, Batch, Row
from huying.field.imports.states import LINES, MACHINE
from huying.field.stations import queries as stations
from huying.kernel.actor import Actor, Post
from huying.kernel.coordinates import SYSTEMS
from huying.kernel.errors import BadMove, Denied, Invalid, Missing
from huying.kernel.words import N_

SOURCE_MAX = 30
READ = ("sheets", "sheet", "header_row", "headers", "rows", "columns")


@dataclass(slots=True)
class Move:
    """One verb on its way through a command."""

    batch: Batch
    verb: str
    actor: Actor
    now: datetime
    post: Post | None

    def finish(self, *, save: Collection[str] = (), data: Mapping[str, Any] | None = None) -> Batch:
        record(
            self.batch,
            LINES[self.verb],
            self.actor,
            now=self.now,
            post=self.post,
            save={"state", *save},
            audience=Audience.CONGRESS,
            data=dict(data or {}),
        )
        return self.batch


def _begin(verb: str, batch: int, actor: Actor, now: datetime, version: int | None) -> Move:
    row = Batch.objects.select_for_update(of=("self",)).select_related("station").filter(pk=batch).first()
    if row is None:
        raise Missing(queries.GONE)
    post = permissions.check(actor, row.region, row.station_id or 0, verb)
    expect(row, version)
    row.state = MACHINE.after(row.state, verb)
    return Move(row, verb, actor, now, post)


@command
def upload(
    *,
    actor: Actor,
    now: datetime,
    file: papers.Upload,
    source: str,
    station: int = 0,
    region: str = "",
    sheet: str = "",
) -> Batch:
    """Take in the file of an old ledger (上传) and guess which column holds what. Nothing else is written yet.

    Args:
        source: what the ledger is called; its numbers are unique within it.
        station: whose ledger it is; 0 when the rows say so themselves.
        region: the congress it is imported for, when no station is given; "" takes the actor's own.

    Raises:
        Invalid: no table, broken, too large; says what to send instead.
        Denied: not the head of that station, nor a clerk of its congress or the one above.
    """
    at = stations.station(station) if station else None
    where, post = _where(actor, at.region if at else region, at.pk if at else 0)
    named = " ".join(source.split())
    if not 0 < len(named) <= SOURCE_MAX:
        raise Invalid(N_("请写这本台账叫什么，例如“12345 热线”，最多 %(most)s 个字。"), field="source", most=SOURCE_MAX)
    if file.size > reading.MOST_BYTES:
        raise Invalid(N_("文件超过 %(most)s MB，请分成几个文件导入。"), field="file", most=reading.MOST_BYTES >> 20)
    file.seek(0)
    data = file.read(reading.MOST_BYTES + 1)
    mime = reading.kind_of(data)
    batch = Batch(region=where, state=MACHINE.start, edition=organs.book_for(where, now.date()).edition, created_at=now)
    batch.station_id, batch.source, batch.name = at.pk if at else None, named, clean_name(file.name or "", mime)
    batch.sha256, batch.by, batch.account = hashlib.sha256(data).hexdigest(), actor.person, actor.account
    record(batch, "import.uploaded", actor, now=now, post=post, audience=Audience.CONGRESS, data={"bytes": len(data)})
    content = Content(mime, data)
    papers.keep(batch, content, name=batch.name, kind=FILE, audience=Audience.SEALED, actor=actor, now=now)
    _read(batch, sheet)
    batch.save(update_fields=READ)
    return batch


def _where(actor: Actor, region: str, station: int) -> tuple[str, Post | None]:
    """The congress a batch is for, and the post in which the actor brings it."""
    own = sorted((p.region for p in actor.posts if p.role in permissions.CLERKS and p.region), key=len)
    where = region or next(iter(own), "")
    if not where:
        raise Invalid(N_("请选一个联络站。"), field="station") if queries.may_import(actor) else Denied(permissions.WHO)
    return where, permissions.check(actor, where, station)


def _read(batch: Batch, sheet: str) -> None:
    path, mime = queries.file_of(batch)
    table = reading.look(path, mime, sheet)
    batch.sheets, batch.sheet, batch.header_row = table.sheets, table.sheet, table.header_row
    batch.headers, batch.rows, batch.columns = table.headers, table.rows, columns.guess(table.headers)


@command
def turn(*, actor: Actor, now: datetime, batch: int, version: int | None = None, sheet: str) -> Batch:
    """Take another sheet of the file (换一张工作表); its columns are guessed anew."""
    move = _begin("turn", batch, actor, now, version)
    _read(move.batch, sheet)
    return move.finish(save=[*READ, *_anew(move.batch)])


@command
def plan(
    *,
    actor: Actor,
    now: datetime,
    batch: int,
    version: int | None = None,
    mapping: Mapping[str, int],
    datum: str = "wgs84",
    publish: bool = False,
    undated: bool = False,
) -> Batch:
    """Say which column holds what, and have every row checked (检查). Nothing comes in yet.

    Args:
        mapping: field of ``columns.FIELDS`` → number of its column, from 0.
        datum: the system of its coordinates.
        publish: what has ended may be read by everybody, without names; where the words hold none.
        undated: what ended without a date counts as ended on the day it was said.
    """
    move = _begin("plan", batch, actor, now, version)
    row = move.batch
    if datum not in SYSTEMS:
        raise Invalid(N_("请从列出的项目里选一项。"), field="datum")
    _check_mapping(mapping, row.headers)
    row.columns, row.datum, row.publish, row.undated = dict(mapping), datum, publish, undated
    save = ["columns", "datum", "publish", "undated", *_anew(row)]
    return move.finish(save=save, data={"rows": row.rows, "publish": publish, "undated": undated})


def _anew(batch: Batch) -> tuple[str, ...]:
    """What an earlier check found is no longer true."""
    batch.good = batch.refused = batch.twice = batch.ended = batch.expired = 0
    Row.objects.filter(batch=batch.pk).delete()
    return ("good", "refused", "twice", "ended", "expired")


def _check_mapping(mapping: Mapping[str, int], headers: Sequence[str]) -> None:
    for name in columns.NEEDED:
        if name not in mapping:
            raise Invalid(N_("请选哪一列是“%(wanted)s”。"), field=name, wanted=columns.FIELDS[name])
    if any(name not in columns.FIELDS or not 0 <= at < len(headers) for name, at in mapping.items()):
        raise Invalid(N_("请从列出的列里选。"))


@command
def find(
    *,
    actor: Actor,
    now: datetime,
    batch: int,
    version: int | None = None,
    good: int,
    ended: int,
    expired: int,
    wrong: Sequence[Row],
) -> Batch:
    """Note what the check found (检查完): how many rows are good, and what is wrong with each of the others."""
    move = _begin("find", batch, actor, now, version)
    row = move.batch
    Row.objects.filter(batch=row.pk).delete()
    Row.objects.bulk_create(wrong, batch_size=500)
    row.good, row.ended, row.expired = good, ended, expired
    row.twice = sum(each.state == Row.State.TWICE for each in wrong)
    row.refused = len(wrong) - row.twice
    data = {"good": good, "refused": row.refused, "twice": row.twice}
    return move.finish(save=["good", "ended", "expired", "twice", "refused"], data=data)


@command
def start(*, actor: Actor, now: datetime, batch: int, version: int | None = None) -> Batch:
    """Bring the good rows in (导入), or go on with it."""
    move = _begin("start", batch, actor, now, version)
    if move.batch.cleared:
        raise BadMove(queries.CLEARED)
    if not move.batch.good:
        raise BadMove(N_("没有一行能导入。请先照提示改好表格，再传一次。"))
    return move.finish()


@command
def stop(*, actor: Actor, now: datetime, batch: int, version: int | None = None) -> Batch:
    """Stop after the row at hand (停下); what came in stays, and it can go on or be undone."""
    move = _begin("stop", batch, actor, now, version)
    return move.finish(data={"made": move.batch.made})


@command
def finish(*, actor: Actor, now: datetime, batch: int) -> Batch:
    """All rows are dealt with (导入完); whoever began it is told."""
    move = _begin("finish", batch, actor, now, None)
    row = move.batch
    move.finish(data={"made": row.made, "refused": row.refused, "twice": row.twice})
    _tell(move, "import.finished", {"made": row.made, "refused": row.refused + row.twice})
    return row


@command
def undo(*, actor: Actor, now: datetime, batch: int, version: int | None = None) -> Batch:
    """Take the whole batch back (撤销); what somebody dealt with since stays, and is listed."""
    return _begin("undo", batch, actor, now, version).finish()


@command
def finish_undo(*, actor: Actor, now: datetime, batch: int) -> Batch:
    """Everything that could be taken back is (撤销完)."""
    move = _begin("finish_undo", batch, actor, now, None)
    row = move.batch
    move.finish(data={"undone": row.undone, "kept": row.kept})
    _tell(move, "import.undone", {"undone": row.undone, "kept": row.kept})
    return row


@command
def drop(*, actor: Actor, now: datetime, batch: int, version: int | None = None) -> Batch:
    """Give it up before anything came in (放弃); the file is deleted."""
    move = _begin("drop", batch, actor, now, version)
    move.batch.cleared = True
    _forget(move.batch)
    return move.finish(save=["cleared"])


@command
def clear(*, actor: Actor, now: datetime, batch: int) -> Batch:
    """Delete the file, and what of it stands beside the rows that were refused (删除原文件)."""
    move = _begin("clear", batch, actor, now, None)
    move.batch.cleared = True
    _forget(move.batch)
    return move.finish(save=["cleared"])


def _forget(batch: Batch) -> None:
    papers.discard(batch.subject, FILE)
    Row.objects.filter(batch=batch.pk).exclude(problems=[]).update(problems=[])


def _tell(move: Move, verb: str, data: dict[str, Any]) -> None:
    row = move.batch
    key = f"{row.subject}:{row.version}:{verb}"
    notices.tell([row.by], verb, case=row, url=url_of(row), key=key, now=move.now, data=data)


def url_of(batch: Batch) -> str:
    return f"/desk/imports/{batch.uid}"
