"""台账."""

from django.apps import AppConfig


class Ledger(AppConfig):
    name = "huying.base.ledger"
    label = "ledger"
    verbose_name = "台账"
