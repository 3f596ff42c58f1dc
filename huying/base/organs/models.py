"""Where and who, as bodies: regions, organs and units, terms and sessions."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from huying.base.ledger.models import Case
from huying.kernel.numbers import uuid7
from huying.kernel.words import N_


class Region(models.Model):
    """A place with its official division code: 6 digits a county, 9 a township or street, 12 a village."""

    class Level(models.TextChoices):
        COUNTY = "county", N_("县")
        TOWN = "town", N_("镇")
        STREET = "street", N_("街道")
        VILLAGE = "village", N_("村")

    code = models.CharField(max_length=12, primary_key=True)
    name = models.CharField(max_length=60)
    level = models.CharField(max_length=8, choices=Level.choices)

    class Meta:
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.name


class Outline(models.Model):
    """The border of a region, for drawings; no ground for delimiting anything."""

    region = models.CharField(max_length=12, primary_key=True)
    rings = models.JSONField()
    """Lists of (longitude, latitude) in WGS-84."""

    def __str__(self) -> str:
        return self.region


class Organ(models.Model):
    """A body that acts or owes: congress, committee, government office, handling unit (承办单位).

    A unit need not be a bureau: townships, companies, party organs and vertical branches (垂直管理) handle suggestions
    too.
    An organ that was dissolved keeps its row and its history; ``successor`` took over its open work.
    """

    class Kind(models.TextChoices):
        CONGRESS = "congress", N_("人民代表大会")
        STANDING_COMMITTEE = "standing_committee", N_("人大常委会")
        PRESIDIUM = "presidium", N_("主席团")
        STREET_COMMITTEE = "street_committee", N_("人大街道工委")
        DEPUTY_AFFAIRS = "deputy_affairs", N_("代表工作委员会")
        COMMITTEE = "committee", N_("专委会工委")
        GOVERNMENT_OFFICE = "government_office", N_("政府办公室")
        UNIT = "unit", N_("承办单位")

    class UnitKind(models.TextChoices):
        NONE = "", N_("不是承办单位")
        BUREAU = "bureau", N_("政府部门")
        TOWNSHIP = "township", N_("乡镇街道")
        COMPANY = "company", N_("企业")
        PARTY = "party", N_("党委部门")
        BRANCH = "branch", N_("垂直管理单位")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    unit_kind = models.CharField(max_length=10, choices=UnitKind.choices, default=UnitKind.NONE, blank=True)
    region = models.CharField(max_length=12)
    name = models.CharField(max_length=80)
    short = models.CharField(max_length=30)
    duties = models.TextField(default="", blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    successor = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region", "name"], condition=Q(until=None), name="organ_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Term(models.Model):
    """A term (届) of one congress."""

    region = models.CharField(max_length=12)
    number = models.PositiveSmallIntegerField()
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["region", "number"], name="term_once")]

    def __str__(self) -> str:
        return f"{self.region} {self.number}"


class Session(models.Model):
    """A session (次) of a congress within its term. Suggestions are numbered within it."""

    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="sessions")
    number = models.PositiveSmallIntegerField()
    opens = models.DateField()
    closes = models.DateField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["term", "number"], name="session_once")]

    def __str__(self) -> str:
        return f"{self.term} {self.number}"


class Series(models.Model):
    """A gapless series of numbers (编号), taken under a row lock and given back by a rollback."""

    name = models.CharField(max_length=80, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}: {self.last}"


class RestDay(models.Model):
    """A day a county declares a rest day or a working day, over the national calendar."""

    region = models.CharField(max_length=12)
    day = models.DateField()
    works = models.BooleanField()
    reason = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["region", "day"], name="rest_day_once")]

    def __str__(self) -> str:
        return f"{self.day}"


class Adoption(models.Model):
    """Which playbook (办法) a congress works by, from which day. The longest code that fits a region decides."""

    region = models.CharField(max_length=12)
    playbook = models.CharField(max_length=40)
    since = models.DateField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["region", "since"], name="adoption_once")]

    def __str__(self) -> str:
        return f"{self.region}: {self.playbook}"


class Register(Case):
    """The register of a congress (登记册): who was given what, when, by whom. One per congress.

    People and organs are no cases, yet appointments, delegations and keys must be as provable as any act on a case.
    So each congress has one book whose ledger chain takes those lines; it has no process and no clocks.
    """

    case_kind = "register"

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["region"], name="register_once")]

    def __str__(self) -> str:
        return f"register {self.region}"


class Revision(models.Model):
    """One row with a random mark, renewed by every change of this room's tables: other processes then reload."""

    mark = models.UUIDField()

    def __str__(self) -> str:
        return str(self.mark)
