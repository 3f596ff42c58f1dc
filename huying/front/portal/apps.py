"""门户."""

from django.apps import AppConfig


class Portal(AppConfig):
    name = "huying.front.portal"
    label = "portal"
    verbose_name = "门户"
