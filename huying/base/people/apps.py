"""人."""

from django.apps import AppConfig


class People(AppConfig):
    name = "huying.base.people"
    label = "people"
    verbose_name = "人"
