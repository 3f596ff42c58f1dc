"""``huying doctor``: what is wrong with this installation, in sentences, each with what to do."""

import argparse
from datetime import datetime
from typing import Any

from huying.config.commands import django_ready, out, out_json, parse_moment, pending_migrations


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="JSON: ok, findings")
    parser.add_argument("--now", metavar="ISO", help="当作这一刻 as if it were this moment")


def run(args: argparse.Namespace) -> int:
    django_ready()
    found = look(parse_moment(args.now))
    grave = [finding for finding in found if finding.grave]
    if args.json:
        rows = [{"what": f.what, "do": f.do, "grave": f.grave} for f in found]
        out_json({"ok": not grave, "findings": rows})
        return 1 if grave else 0
    for finding in sorted(found, key=lambda finding: not finding.grave):
        out(f"{'不对' if finding.grave else '留意'}：{finding.what}\n      {finding.do}")
    if not grave:
        out("没有发现不对的地方。" if not found else "可以运行。")
    return 1 if grave else 0


def look(now: datetime) -> list[Any]:
    """Everything that is found; with an unusable database only what can be known without it."""
    from django.db import DatabaseError

    from huying.config import findings

    found: list[Any] = []
    try:
        if pending := pending_migrations():
            found.append(findings.Finding(f"数据库的表差 {len(pending)} 步没有更新。", "运行 huying migrate。"))
        checks = findings.BEFORE_TABLES + (() if pending else findings.WITH_TABLES)
    except DatabaseError as fault:
        found.append(
            findings.Finding(f"数据库连不上：{str(fault).strip()}", "检查 HUYING_DATABASE_URL，并看看数据库开着没有。")
        )
        checks = tuple(check for check in findings.BEFORE_TABLES if check is not findings.database_fit)
    for check in checks:
        found.extend(check(now))
    return found
