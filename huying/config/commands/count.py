"""``huying count``: rows by table, cases by state."""

import argparse
from typing import Any

from huying.config.commands import django_ready, need_tables, out, out_json


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="JSON: tables, cases")


def run(args: argparse.Namespace) -> int:
    django_ready()
    need_tables()
    found = count()
    if args.json:
        out_json(found)
        return 0
    for table, n in found["tables"].items():
        out(f"{n:>10}  {table}")
    for kind, states in found["cases"].items():
        out(f"{kind}：" + ("，".join(f"{state} {n}" for state, n in states.items()) or "还没有"))
    return 0


def count() -> dict[str, Any]:
    """Rows of every table of ours, and every kind of case by state. An operator's figure: it counts rows one by one."""
    from django.apps import apps
    from django.db.models import Count

    from huying.base.ledger.checking import case_models

    ours = [model for model in apps.get_models() if model.__module__.startswith("huying.")]
    tables = {model._meta.db_table: model._base_manager.count() for model in ours}
    cases = {
        model.case_kind: dict(model._base_manager.order_by("state").values_list("state").annotate(n=Count("pk")))
        for model in case_models()
    }
    return {"tables": dict(sorted(tables.items())), "cases": cases}
