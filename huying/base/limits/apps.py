"""限流."""

from django.apps import AppConfig


class Limits(AppConfig):
    name = "huying.base.limits"
    label = "limits"
    verbose_name = "限流"
