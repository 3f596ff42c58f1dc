"""通知."""

from django.apps import AppConfig


class Notices(AppConfig):
    name = "huying.base.notices"
    label = "notices"
    verbose_name = "通知"
