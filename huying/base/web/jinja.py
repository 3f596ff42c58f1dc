"""The one template engine, with what every page may call."""

from typing import Any

from django.conf import settings
from django.template.backends.jinja2 import Jinja2 as DjangoJinja2
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from jinja2 import Environment

from huying.base.web import filters
from huying.base.web.words import gettext, marked


class Jinja2(DjangoJinja2):
    """Templates live in ``<room>/templates/<room>/``."""

    app_dirname = "templates"


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """An address by its name: ``url("voices:case", uid)`` or ``url("voices:case", args=[uid])``."""
    listed = kwargs.pop("args", None)
    return reverse(name, args=listed if listed is not None else args or None, kwargs=kwargs or None)


def environment(**options: Any) -> Environment:
    """Escaping is always on: user text reaches a page only as text."""
    options["autoescape"] = True
    env = Environment(extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True, **options)  # noqa: S701 - on
    env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]  # of the extension
    # Jinja's own "_" asks its context twice and makes a new Markup each time: a list says hundreds of sentences.
    env.globals.update(
        _=marked, url=url, static=static, lang=get_language, site=filters.site_name, demo_site=settings.DEMO
    )
    env.filters.update(filters.ALL)
    return env
