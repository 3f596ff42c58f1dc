"""``huying tick``: run every room's jobs once."""

import argparse

from huying.config.commands import Fault, django_ready, need_tables, out, out_json, parse_moment


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--now", metavar="ISO", help="当作这一刻 as if it were this moment: 2026-07-01T08:00")
    parser.add_argument("--json", action="store_true", help="JSON: 每项工作一行 one entry a job")


def run(args: argparse.Namespace) -> int:
    django_ready()
    need_tables()
    from huying.config import tick

    results = tick.run(parse_moment(args.now))
    if results is None:
        raise Fault("另一个时钟正在走，这一次不用走了。")
    if args.json:
        out_json([{"job": r.job, "ok": r.ok, "done": r.done, "seconds": r.seconds, "error": r.error} for r in results])
    else:
        for r in results:
            out(f"{r.job}：{f'{r.done}' if r.ok else f'没有做成，{r.error}'}（{r.seconds:.2f} 秒）")
    return 0 if all(r.ok for r in results) else 1
