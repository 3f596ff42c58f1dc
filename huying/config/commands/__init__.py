"""The operator's verbs, one file each: ``options(parser)`` says what it takes, ``run(args)`` does it.

Here is what they share. Nothing of Django is imported before ``django_ready`` is called.
"""

import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any


class Fault(Exception):
    """Something that did not go, in one sentence that says what to do."""


def out(text: str = "") -> None:
    sys.stdout.write(text if text.endswith("\n") else f"{text}\n")
    sys.stdout.flush()


def out_json(data: Any) -> None:
    out(json.dumps(data, ensure_ascii=False, indent=2, default=str))


def django_ready() -> None:
    """Load the settings and the rooms."""
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()


def parse_day(text: str) -> date:
    """A day as an argument, "2026-07-01"; a Fault that says how to write it otherwise."""
    from huying.kernel.calendar import parse_day as parse

    return parse(text)


def parse_moment(text: str | None) -> datetime:
    """``--now``: an ISO moment with its zone (local time without one); the present when absent."""
    if text is None:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as fault:
        raise Fault(f"看不懂时刻“{text}”，请写成 2026-07-01T08:00 这样。") from fault
    if moment.tzinfo is None:
        from django.utils import timezone

        moment = timezone.make_aware(moment)
    return moment


def data_folder() -> Path:
    from django.conf import settings

    return Path(settings.DATA)


def pending_migrations() -> list[str]:
    """Names of migrations that the database lacks."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def need_tables() -> None:
    """Refuse to go on with an empty or outdated database."""
    if pending := pending_migrations():
        raise Fault(f"数据库还差 {len(pending)} 步没有更新，请先运行 huying migrate。")
