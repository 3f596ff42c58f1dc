"""``huying due 2026-07-01 "3 months"``: a due date and how it came about. Pure: no settings, no database."""

import argparse

from huying.config.commands import out, out_json, parse_day
from huying.kernel import periods
from huying.kernel.calendar import national


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("day", metavar="DAY", help="起算日 the day it starts from: 2026-07-01")
    parser.add_argument("period", metavar="PERIOD", help='时长 how long: "3 months", "7 working-days", "10 days"')
    parser.add_argument(
        "--roll", choices=sorted(periods.ROLLS), default="next", help="末日遇休息日 when it ends on a rest day"
    )
    parser.add_argument("--count-first-day", action="store_true", help="起算当日计入 the first day counts")
    parser.add_argument("--json", action="store_true", help="JSON: due, provisional, steps")


def run(args: argparse.Namespace) -> int:
    period = periods.Period.parse(args.period, roll=args.roll, count_first_day=args.count_first_day)
    found = periods.due(period, parse_day(args.day), national())
    if args.json:
        steps = [step.text for step in found.steps]
        out_json({"due": found.due.isoformat(), "provisional": found.provisional, "steps": steps})
        return 0
    out(f"{found.due.isoformat()}{'（暂定）' if found.provisional else ''}")
    for step in found.steps:
        out(f"  {step.text}")
    return 0
