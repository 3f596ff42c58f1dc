"""演示."""

from django.apps import AppConfig


class Demo(AppConfig):
    name = "huying.front.demo"
    label = "demo"
    verbose_name = "演示"
