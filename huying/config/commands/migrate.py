"""``huying migrate``: create or update the tables."""

import argparse

from huying.config.commands import django_ready, out, pending_migrations


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="只看还差什么 only say what is missing")


def run(args: argparse.Namespace) -> int:
    django_ready()
    from django.core.management import call_command

    pending = pending_migrations()
    if args.check:
        out("\n".join(pending) if pending else "数据库的表是新的。")
        return 1 if pending else 0
    call_command("migrate", interactive=False, verbosity=0)
    out(f"更新了 {len(pending)} 步，数据库可以用了。" if pending else "数据库的表已经是新的。")
    return 0
