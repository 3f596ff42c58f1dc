"""``huying serve``: the site, by granian."""

import argparse

from huying.config.commands import Fault, django_ready, need_tables, out


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="在哪个地址听 address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="端口 port (8000)")
    parser.add_argument("--workers", type=int, default=2, help="进程数 processes (2)")


def run(args: argparse.Namespace) -> int:
    django_ready()
    need_tables()
    serve(args.host, args.port, args.workers)
    return 0


def serve(host: str, port: int, workers: int) -> None:
    """Serve until a signal ends it; returns after a clean stop.

    Raises:
        Fault: the port is taken or out of range.
    """
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    # Loaded once, here: the workers are forked and share it, so they answer at once and cost little memory.
    import huying.config.wsgi  # noqa: F401
    from huying.config import running

    if not 0 < port < 65536 or not 0 < workers <= 64:
        raise Fault("端口要在 1 到 65535 之间，进程数要在 1 到 64 之间。")
    if not running.port_free(host, port):
        raise Fault(f"{host} 的 {port} 端口用不了，多半是有程序占着。请换一个：huying serve --port {port % 65535 + 1}")
    _close_database()
    with running.shared():
        out(f"呼应在 http://{host}:{port} ，按 Ctrl+C 停下。")
        Server(
            "huying.config.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=2,
            respawn_failed_workers=True,
            workers_kill_timeout=20,
            log_level=LogLevels.warning,
        ).serve()


def _close_database() -> None:
    """Workers open their own connections; the parent needs none."""
    from django.db import connections

    connections.close_all()
