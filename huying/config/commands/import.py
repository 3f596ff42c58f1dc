"""``huying import voices FILE``: bring an old ledger in, or only look at it."""

import argparse
import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from huying.config.commands import Fault, django_ready, need_tables, out, out_json
from huying.config.progress import Bar

SHOWN = 20
SLICE = 20.0
"""Seconds between two readings of the file; each has its own moment in the ledger."""


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["voices"], help="voices 民声台账 a ledger of voices")
    parser.add_argument("file", metavar="FILE", type=Path, help="xlsx、xls 或 csv")
    parser.add_argument("--source", default="", metavar="NAME", help="这本台账叫什么 the ledger's name (the file's)")
    parser.add_argument("--sheet", default="", metavar="NAME", help="哪张工作表 which sheet (the first)")
    parser.add_argument("--station", default="", metavar="CODE", help="归哪个联络站 the station (as the rows say)")
    parser.add_argument(
        "--region", default="", metavar="CODE", help="为哪一级人大导入 the congress's code (the only county's)"
    )
    parser.add_argument(
        "--map", nargs="+", default=[], metavar="COLUMN=FIELD", help="哪一列是什么 which column is what"
    )
    parser.add_argument("--datum", default="wgs84", help="坐标系 wgs84, gcj02, bd09 (wgs84)")
    parser.add_argument("--publish", action="store_true", help="已办结的可以公开 what has ended may be public")
    parser.add_argument(
        "--undated", action="store_true", help="没有办结时间的按反映当天 no end date: the day it was said"
    )
    parser.add_argument("--as", dest="user", default="", metavar="USER", help="以谁的名义 in whose name (the house's)")
    parser.add_argument("--dry-run", action="store_true", help="只检查 check only")
    parser.add_argument(
        "--resume", action="store_true", help="接着上次没导完的 go on with this file's broken-off import"
    )
    parser.add_argument("--json", action="store_true", help="JSON: counts, columns, problems")


def run(args: argparse.Namespace) -> int:
    django_ready()
    need_tables()
    if not args.file.is_file():
        raise Fault(f"没有这个文件：{args.file}")
    actor = _actor(args.user)
    batch = _unfinished(args, actor) if args.resume else _checked(args, actor)
    if not args.json:
        _say_checked(batch, args)
    if batch.good and not args.dry_run:
        batch = _brought_in(batch, actor)
    if args.json:
        out_json(_figures(batch))
    if args.dry_run:
        _commands().drop(actor=actor, now=datetime.now(UTC), batch=batch.pk)
    elif batch.made and not args.json:
        out(f"导入完了：进来 {batch.made} 件，没有进来 {batch.refused + batch.twice} 行。网页上可以整批撤销。")
    return 0 if batch.good else 1


def _commands() -> Any:
    from huying.field.imports import commands

    return commands


def _actor(user: str) -> Any:
    """Somebody with an account, or the house itself: whoever sits at this keyboard holds the database anyway."""
    from django.utils import timezone

    from huying.base.people import queries as people
    from huying.kernel.actor import SYSTEM

    if not user:
        return SYSTEM
    account = people.account_named(user)
    if account is None:
        raise Fault(f"没有“{user}”这个账号。")
    return people.actor_of(account, timezone.localdate())


def _checked(args: argparse.Namespace, actor: Any) -> Any:
    """The file sent in, its columns named, every row looked at."""
    from django.core.files import File

    from huying.field.imports import columns, queries, work

    commands, now = _commands(), datetime.now(UTC)
    station, region = _where(args, actor)
    with args.file.open("rb") as opened:
        batch = commands.upload(
            actor=actor,
            now=now,
            file=File(opened, name=args.file.name),
            source=args.source or args.file.stem[: commands.SOURCE_MAX],
            station=station,
            region=region,
            sheet=args.sheet,
        )
    mapping = dict(batch.columns)
    try:
        chosen = columns.by_name(dict(pair.rsplit("=", 1) for pair in args.map), batch.headers)
    except (KeyError, ValueError) as fault:
        fields = "、".join(f"{name} {label}" for name, label in columns.FIELDS.items())
        raise Fault(f"--map 写法是 列名=字段，看不懂 {fault}。字段有：{fields}") from fault
    mapping = {name: at for name, at in mapping.items() if at not in chosen.values()} | chosen
    given = {"mapping": mapping, "datum": args.datum, "publish": args.publish, "undated": args.undated}
    commands.plan(actor=actor, now=now, batch=batch.pk, **given)
    while work.advance(batch.pk, now=now, seconds=SLICE):
        pass
    return queries.fresh(batch)


def _where(args: argparse.Namespace, actor: Any) -> tuple[int, str]:
    """Station and congress: as said; else the actor's own, or the only county there is."""
    from huying.base.organs import queries as organs
    from huying.field.stations import queries as stations

    if args.station:
        found = stations.by_code(args.station)
        if found is None:
            raise Fault(f"没有编码是“{args.station}”的联络站。")
        return found.pk, ""
    counties = [row.code for row in organs.regions_under("") if len(row.code) == 6]
    if args.region or actor.kind != "system":
        return 0, args.region
    if len(counties) != 1:
        raise Fault("请用 --station 或 --region 写明为哪里导入。")
    return 0, counties[0]


def _unfinished(args: argparse.Namespace, actor: Any) -> Any:
    from huying.field.imports import queries

    found = queries.unfinished(hashlib.sha256(args.file.read_bytes()).hexdigest(), actor.account)
    if found is None:
        raise Fault("这个文件没有导到一半的。不加 --resume 就是重新导入，导过的不会重复。")
    return found


def _brought_in(batch: Any, actor: Any) -> Any:
    """Bring it in with a bar; broken off, the worker or ``--resume`` goes on with it."""
    from huying.field.imports import queries, work

    if batch.state != "running":
        _commands().start(actor=actor, now=datetime.now(UTC), batch=batch.pk)
    with Bar("导入") as bar:
        whole = batch.header_row + batch.rows
        told = {"tell": lambda row: bar(row.cursor, whole, f"第 {row.cursor} 行")}
        while work.advance(batch.pk, now=datetime.now(UTC), seconds=SLICE, **told):
            pass
        bar(whole, whole, "")
    return queries.fresh(batch)


def _say_checked(batch: Any, args: argparse.Namespace) -> None:
    from huying.field.imports import columns, queries, refused

    named = [f"{columns.FIELDS[name]}←{batch.headers[at]}" for name, at in batch.columns.items()]
    out("列：" + "，".join(named))
    ignored = [header for at, header in enumerate(batch.headers) if header and at not in batch.columns.values()]
    if ignored:
        out("不导入的列：" + "，".join(ignored))
    out(f"能导入 {batch.good} 行（其中已办结 {batch.ended} 行），有问题 {batch.refused} 行，重复 {batch.twice} 行。")
    for row in queries.problems(batch).order_by("number")[:SHOWN]:
        for each in row.problems:
            value = " ".join(each["value"].split())
            out(f"第 {row.number} 行 {refused.sentence(each)}" + (f"（写的是“{value}”）" if value else ""))
    if batch.refused + batch.twice > SHOWN:
        out("……")
    if args.dry_run:
        out("只检查，什么都没有导入。")


def _figures(batch: Any) -> dict[str, Any]:
    from huying.field.imports import queries, refused

    counts = {name: getattr(batch, name) for name in ("rows", "good", "ended", "refused", "twice", "made")}
    columns = {name: batch.headers[at] for name, at in batch.columns.items()}
    problems = [
        {"row": row.number, "field": each["field"], "value": each["value"], "text": refused.sentence(each)}
        for row in queries.problems(batch).order_by("number")
        for each in row.problems
    ]
    return {"batch": str(batch.uid), "state": batch.state, **counts, "columns": columns, "problems": problems}
