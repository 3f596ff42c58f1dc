"""``huying demo``: build the fictional county once, then serve it."""

import argparse
import os

from huying.config.commands import Fault, django_ready, out
from huying.config.commands.serve import serve
from huying.config.progress import Bar


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="在哪个地址听 address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="端口 port (8000)")
    parser.add_argument("--workers", type=int, default=2, help="进程数 processes (2)")
    parser.add_argument("--months", type=int, default=12, help="几个月的历史 months of history (12)")
    parser.add_argument("--scale", type=float, default=1.0, help="规模 size (1.0)")
    parser.add_argument("--seed", type=int, default=1, help="种子 seed (1)")
    parser.add_argument("--no-serve", action="store_true", help="只建不开 build only")


def run(args: argparse.Namespace) -> int:
    # Before the settings are read: a site of the demo shows one log-in button per role.
    os.environ.setdefault("HUYING_DEMO", "1")
    django_ready()
    from django.conf import settings
    from django.core.management import call_command

    if not settings.DEMO:
        raise Fault("HUYING_DEMO 设成了 0，演示不能建在正式的系统上。请换一个 HUYING_DATA 文件夹。")
    call_command("migrate", interactive=False, verbosity=0)
    from huying.front.demo import commands as demo

    with Bar("建演示县") as bar:
        shown = demo.demo(months=args.months, scale=args.scale, seed=args.seed, progress=bar)
    out("演示县建好了。" if shown.built else "演示县早已建好，直接打开。")
    out(shown.text)
    out("登录：打开 /desk/login/demo ，每个角色一个按钮，不用输密码。")
    if args.no_serve:
        return 0
    serve(args.host, args.port, args.workers)
    return 0
