"""代表建议."""

from django.apps import AppConfig


class Suggestions(AppConfig):
    name = "huying.work.suggestions"
    label = "suggestions"
    verbose_name = "代表建议"
