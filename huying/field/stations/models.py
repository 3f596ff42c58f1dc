"""Stations: where deputies and citizens meet."""

from typing import ClassVar

from django.db import models

from huying.base.ledger.models import Case
from huying.kernel.words import N_


class Station(Case):
    """One place of the network; a tree under the county's main station.

    ``code`` is what its QR code carries (``/s/<code>``); after a merger it leads to ``merged_into``.
    ``zones`` lists the functional zones (功能分区) as text; ``manager`` is the person named on the door (0: none).
    """

    case_kind = "station"

    class Kind(models.TextChoices):
        HOME = "home", N_("代表之家")
        STATION = "station", N_("代表联络站")
        ROOM = "room", N_("代表联络室")
        POINT = "point", N_("代表联络点")
        PARLOUR = "parlour", N_("代表会客厅")

    class Mode(models.TextChoices):
        FIXED = "fixed", N_("固定")
        MOBILE = "mobile", N_("流动")
        CLOUD = "cloud", N_("云端")

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    mode = models.CharField(max_length=8, choices=Mode.choices, default=Mode.FIXED)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="absorbed")
    address = models.CharField(max_length=120, default="", blank=True)
    open_hours = models.CharField(max_length=120, default="", blank=True)
    phone = models.CharField(max_length=20, default="", blank=True)
    zones = models.JSONField(default=list, blank=True)
    manager = models.PositiveBigIntegerField(default=0)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["region", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region", "name"], condition=models.Q(state="open"), name="station_name_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def active(self) -> bool:
        return self.state == "open"
