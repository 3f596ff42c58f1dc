"""``huying collect``: one folder of styles and scripts, for a web server in front (not needed by ``huying serve``)."""

import argparse

from huying.config.commands import django_ready, out


def options(parser: argparse.ArgumentParser) -> None:
    del parser


def run(args: argparse.Namespace) -> int:
    del args
    django_ready()
    from django.conf import settings
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)
    out(f"样式和脚本在 {settings.STATIC_ROOT}。")
    return 0
