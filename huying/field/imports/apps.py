"""导入."""

from django.apps import AppConfig


class Imports(AppConfig):
    name = "huying.field.imports"
    label = "imports"
    verbose_name = "导入"
