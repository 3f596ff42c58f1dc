"""``huying init``: a place is set up from one file; with more in the file, what is new is added."""

import argparse
from pathlib import Path
from typing import Any

from huying.config.commands import Fault, django_ready, need_tables, out, out_json, parse_moment

EXAMPLE = Path(__file__).parent.parent / "example-place.toml"


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", metavar="FILE.toml", help="写着地区、机构、届次等的文件 the description")
    parser.add_argument("--example", action="store_true", help="打印一份样本 print a commented example")
    parser.add_argument("--dry-run", action="store_true", help="只核对，不写入 check it and change nothing")
    parser.add_argument("--json", action="store_true", help="JSON: ok, added, there, different, problems, passwords")
    parser.add_argument("--now", metavar="ISO", help="当作这一刻 as if it were this moment")


def run(args: argparse.Namespace) -> int:
    if args.example:
        out(EXAMPLE.read_text("utf-8"))
        return 0
    if not args.file:
        raise Fault("请给一个文件；huying init --example > place.toml 先得到一份样本，照着改。")
    django_ready()
    need_tables()
    from huying.config import place

    outcome = place.found(Path(args.file), parse_moment(args.now), dry=args.dry_run)
    if args.json:
        told = ("added", "there", "different", "problems", "passwords")
        out_json({"ok": not outcome.problems, **{name: getattr(outcome, name) for name in told}})
    elif outcome.problems:
        raise Fault("\n".join([*outcome.problems, "什么都没有写入；改好文件后再运行一次。"]))
    else:
        _tell(outcome, args.dry_run)
    return 1 if outcome.problems else 0


def _tell(outcome: Any, dry: bool) -> None:
    for told in outcome.added:
        out(f"{'要加' if dry else '新增'}：{told}")
    for told in outcome.different:
        out(f"留意：{told}")
    out(f"{'要加' if dry else '新增'} {len(outcome.added)} 项，原来就有 {len(outcome.there)} 项。")
    if dry:
        out("只是核对，什么都没有写入；去掉 --dry-run 就照此办理。")
    if outcome.passwords:
        out("\n第一次登录的密码，只显示这一次；请分别当面交给本人，登录后要求改掉：")
        for username, password in outcome.passwords.items():
            out(f"  {username}  {password}")
