"""民情专题."""

from django.apps import AppConfig


class Topics(AppConfig):
    name = "huying.field.topics"
    label = "topics"
    verbose_name = "民情专题"
