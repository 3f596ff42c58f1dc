"""文书附件."""

from django.apps import AppConfig


class Papers(AppConfig):
    name = "huying.base.papers"
    label = "papers"
    verbose_name = "文书附件"
