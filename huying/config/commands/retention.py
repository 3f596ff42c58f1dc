"""``huying retention``: what is kept no longer, and when it goes."""

import argparse
from collections.abc import Callable
from datetime import datetime

from huying.config.commands import django_ready, need_tables, out, out_json, parse_moment


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="只列出来，什么也不删 only list, delete nothing")
    parser.add_argument("--ahead", type=int, default=0, metavar="DAYS", help="往后看几天 look so many days ahead")
    parser.add_argument("--now", metavar="ISO", help="当作这一刻 as if it were this moment: 2026-07-01T08:00")
    parser.add_argument("--json", action="store_true", help="JSON: due, done")


def run(args: argparse.Namespace) -> int:
    django_ready()
    need_tables()
    from huying.field.voices import jobs, retention

    now = parse_moment(args.now)
    due = [each for kind in retention.KINDS for each in retention.due(kind, now, ahead=max(args.ahead, 0))]
    listed = [{"on": each.on.isoformat(), "kind": each.kind, "voice": str(each.voice.uid)} for each in due]
    listed.sort(key=lambda row: row["on"])
    done = {} if args.dry_run else {"contact": _all(jobs.erase_old, now), "words": _all(jobs.anonymise_old, now)}
    if args.json:
        out_json({"due": listed, "done": done})
        return 0
    for row in listed:
        out(f"{row['on']}  {retention.KINDS[row['kind']]}  {row['voice']}")
    out(f"到期 {len(listed)} 件。" if args.dry_run else f"到期 {len(listed)} 件，处理了 {sum(done.values())} 件。")
    return 0


def _all(job: Callable[[datetime], int], now: datetime) -> int:
    """Batch after batch until nothing is left to do."""
    total = 0
    while n := job(now):
        total += n
    return total
