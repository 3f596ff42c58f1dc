"""``huying simulate --months M --scale S --seed N``: months of work, through the commands themselves."""

import argparse

from huying.config.commands import Fault, django_ready, need_tables, out
from huying.config.progress import Bar


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--months", type=int, default=12, help="几个月 how many months (12)")
    parser.add_argument("--scale", type=float, default=1.0, help="规模，1 是一个县 size, 1 is one county (1.0)")
    parser.add_argument("--seed", type=int, default=1, help="种子，同样的种子造出同样的数据 same seed, same data (1)")


def run(args: argparse.Namespace) -> int:
    if not 1 <= args.months <= 120 or not 0 < args.scale <= 1000:
        raise Fault("月数要在 1 到 120 之间，规模要大于 0、不超过 1000。")
    django_ready()
    need_tables()
    from huying.front.demo.commands import simulate

    with Bar("模拟") as bar:
        simulate(months=args.months, scale=args.scale, seed=args.seed, progress=bar)
    out("模拟完了。huying count 看造了多少，huying serve 打开网站。")
    return 0
