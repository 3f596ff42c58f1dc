"""开放接口."""

from django.apps import AppConfig


class OpenData(AppConfig):
    name = "huying.front.opendata"
    label = "opendata"
    verbose_name = "开放接口"
