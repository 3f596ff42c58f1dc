"""机构地区."""

from django.apps import AppConfig


class Organs(AppConfig):
    name = "huying.base.organs"
    label = "organs"
    verbose_name = "机构地区"
