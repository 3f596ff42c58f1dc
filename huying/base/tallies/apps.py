"""计数."""

from django.apps import AppConfig


class Tallies(AppConfig):
    name = "huying.base.tallies"
    label = "tallies"
    verbose_name = "计数"
