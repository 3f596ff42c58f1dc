"""时限."""

from django.apps import AppConfig


class Clocks(AppConfig):
    name = "huying.base.clocks"
    label = "clocks"
    verbose_name = "时限"
