"""民声."""

from django.apps import AppConfig


class Voices(AppConfig):
    name = "huying.field.voices"
    label = "voices"
    verbose_name = "民声"
