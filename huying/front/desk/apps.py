"""工作台."""

from django.apps import AppConfig


class Desk(AppConfig):
    name = "huying.front.desk"
    label = "desk"
    verbose_name = "工作台"
