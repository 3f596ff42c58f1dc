"""The one template engine, with what every page may call."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.forms import renderers
from django.template.backends.jinja2 import Jinja2 as DjangoJinja2
from django.templatetags.static import static
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, ngettext
from jinja2 import Environment

from huying.base.web import filters
from huying.base.web.words import gettext, marked


class Jinja2(DjangoJinja2):
    """Templates live in ``<room>/templates/<room>/``."""

    app_dirname = "templates"


class Fields(renderers.Jinja2):
    """Django's widgets, with our own templates of those that cost too much in ``jinja2/``."""

    @cached_property
    def engine(self) -> DjangoJinja2:
        homes = [Path(__file__).parent / "jinja2", Path(renderers.__file__).parent / "jinja2"]
        return DjangoJinja2({"APP_DIRS": False, "DIRS": homes, "NAME": "fields", "OPTIONS": {}})


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
