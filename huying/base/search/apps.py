"""检索."""

from django.apps import AppConfig


class Search(AppConfig):
    name = "huying.base.search"
    label = "search"
    verbose_name = "检索"
