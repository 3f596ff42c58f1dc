"""联络站."""

from django.apps import AppConfig


class Stations(AppConfig):
    name = "huying.field.stations"
    label = "stations"
    verbose_name = "联络站"
