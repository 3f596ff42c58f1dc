"""界面件."""

from django.apps import AppConfig


class Web(AppConfig):
    name = "huying.base.web"
    label = "web"
    verbose_name = "界面件"
