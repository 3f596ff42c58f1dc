"""``huying ledger verify``: every chain, head and seal, computed anew."""

import argparse

from huying.config.commands import django_ready, need_tables, out, out_json


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("act", choices=["verify"], help="verify 逐行核对 check line by line")
    parser.add_argument("--json", action="store_true", help="JSON: ok, lines, cases, seals, faults")


def run(args: argparse.Namespace) -> int:
    django_ready()
    need_tables()
    from huying.base.ledger.checking import WHAT
    from huying.base.ledger.queries import verify

    report = verify()
    if args.json:
        faults = [{"subject": f.subject, "line": f.seq, "what": f.what, "text": WHAT[f.what]} for f in report.faults]
        figures = {"lines": report.lines, "cases": report.cases, "seals": report.seals}
        out_json({"ok": not report.faults, **figures, "faults": faults})
        return 1 if report.faults else 0
    for fault in report.faults:
        line = f" 第 {fault.seq} 行" if fault.seq else ""
        out(f"{fault.subject}{line}：{WHAT[fault.what]}。")
    found = f"台账 {report.lines} 行，案卷 {report.cases} 件，封签 {report.seals} 天"
    out(f"{found}：有 {len(report.faults)} 处不对。" if report.faults else f"{found}，全部对得上。")
    return 1 if report.faults else 0
