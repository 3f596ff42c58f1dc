"""``huying createadmin``: the first account of a new installation; the others are opened in the browser."""

import argparse
import getpass
import sys
from datetime import UTC, datetime

from huying.config.commands import Fault, django_ready, need_tables, out
from huying.kernel.actor import ROLE_LABELS, SYSTEM, Role

# 三员分立: whoever opens accounts does not give rights, and neither reads the book alone.
ROLES = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("username", help="用户名 user name")
    parser.add_argument("--name", required=True, help="姓名 the person's name")
    parser.add_argument(
        "--region", required=True, metavar="CODE", help="区划代码，县 6 位 division code of the congress"
    )
    parser.add_argument(
        "--region-name", metavar="NAME", help="还没有这个地区时，它叫什么 its name if it is not there yet"
    )
    parser.add_argument(
        "--role", choices=[role.value for role in ROLES], default=Role.SYSTEM_ADMIN.value, help="哪一员 role"
    )
    parser.add_argument("--password-stdin", action="store_true", help="从标准输入读密码 read the password from stdin")


def run(args: argparse.Namespace) -> int:
    django_ready()
    need_tables()
    from django.db import transaction

    from huying.base.organs import commands as organs
    from huying.base.organs import queries as regions
    from huying.base.people import commands as people

    password = _password(args.password_stdin)
    now = datetime.now(UTC)
    role = Role(args.role)
    with transaction.atomic():
        if args.region not in regions.names_of_regions([args.region]):
            if not args.region_name:
                raise Fault(f"还没有 {args.region} 这个地区，请用 --region-name 写上它的名称。")
            organs.add_region(actor=SYSTEM, now=now, code=args.region, name=args.region_name, level=_level(args.region))
        person = people.add_person(actor=SYSTEM, now=now, region=args.region, name=args.name)
        people.open_account(actor=SYSTEM, now=now, person=person.pk, username=args.username, password=password)
        people.give_post(actor=SYSTEM, now=now, person=person.pk, role=role, region=args.region)
    out(f"{args.name}的{ROLE_LABELS[role]}账号“{args.username}”开好了，第一次登录时要改密码。")
    return 0


def _level(code: str) -> str:
    """What a code is by its length; a street is entered in the browser."""
    return "county" if len(code) == 6 else "town"


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    if not sys.stdin.isatty():
        raise Fault("请在终端里运行，或者加 --password-stdin 把密码从标准输入传进来。")
    first = getpass.getpass("密码 password: ")
    if first != getpass.getpass("再输一遍 again: "):
        raise Fault("两遍密码不一样，请重来。")
    return first
