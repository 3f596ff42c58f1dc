"""问卷."""

from django.apps import AppConfig


class Surveys(AppConfig):
    name = "huying.field.surveys"
    label = "surveys"
    verbose_name = "问卷"
