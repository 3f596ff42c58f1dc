"""``huying worker``: letters every few seconds, the tick every minute, until SIGTERM or Ctrl+C."""

import argparse
import logging
import signal
import threading
import time
from datetime import UTC, datetime
from types import FrameType

from huying.config.commands import Fault, django_ready, need_tables, out

log = logging.getLogger(__name__)


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--every", type=float, default=5, metavar="SECONDS", help="几秒发一次信 letters every (5)")
    parser.add_argument(
        "--tick-every", type=float, default=60, metavar="SECONDS", help="几秒走一次时钟 tick every (60)"
    )


def run(args: argparse.Namespace) -> int:
    if not (0.1 <= args.every <= 3600 and 0.1 <= args.tick_every <= 3600):
        raise Fault("间隔要在 0.1 到 3600 秒之间。")
    django_ready()
    need_tables()
    from huying.config import running

    stop = threading.Event()

    def asked(number: int, frame: FrameType | None) -> None:
        del number, frame
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, asked)
    with running.shared():
        out("时钟在走，按 Ctrl+C 停下。")
        loop(stop, args.every, args.tick_every)
    out("时钟停下了。")
    return 0


def loop(stop: threading.Event, every: float, tick_every: float) -> None:
    """Work until ``stop``; what is under way is finished first. A failing database is waited for, not died of."""
    from django.db import close_old_connections

    from huying.base.notices.jobs import deliver
    from huying.config import tick
    from huying.field.imports.jobs import advance

    next_tick = 0.0
    while not stop.is_set():
        close_old_connections()
        busy = False
        try:
            if time.monotonic() >= next_tick:
                next_tick = time.monotonic() + tick_every
                tick.run(datetime.now(UTC))
            else:
                deliver(datetime.now(UTC))
                busy = advance(datetime.now(UTC)) > 0
        except Exception:
            log.exception("worker: will try again")
        stop.wait(0 if busy else every)
