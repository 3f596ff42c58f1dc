"""The one template engine."""

from typing import Any

from django.template.backends.jinja2 import Jinja2 as DjangoJinja2
from jinja2 import Environment


class Jinja2(DjangoJinja2):
    """Templates live in ``<room>/templates/<room>/``."""

    app_dirname = "templates"


def environment(**options: Any) -> Environment:
    return Environment(extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True, **options)  # noqa: S701
