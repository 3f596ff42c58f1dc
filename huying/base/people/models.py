"""People, their log-ins and their posts."""

from collections.abc import Iterator
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

from huying.kernel.actor import ROLE_LABELS
from huying.kernel.numbers import uuid7
from huying.kernel.words import N_


class Person(models.Model):
    """Somebody with a part in the congress's work. A deputy is a person with a mandate; the person stays.

    ``region`` is the congress in whose register (登记册) the lines about this person and their account stand.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    region = models.CharField(max_length=12)
    name = models.CharField(max_length=40)
    phone = models.CharField(max_length=20, default="", blank=True)
    trade = models.CharField(max_length=40, default="", blank=True)
    about = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["region", "id"], name="person_region")]

    def __str__(self) -> str:
        return self.name


class Accounts(BaseUserManager["Account"]):
    """Only commands make accounts; Django's own manager is here for authentication."""


class Account(AbstractBaseUser):
    """A log-in. Rights come from posts, never from here.

    A session belongs to one password and one ``session_round``: raising the round ends every session at once.
    """

    username = models.CharField(max_length=40, unique=True)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="account")
    email = models.EmailField(default="", blank=True)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    large_type = models.BooleanField(default=False)
    language = models.CharField(max_length=10, default="", blank=True)
    session_round = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "username"
    objects = Accounts()

    def __str__(self) -> str:
        return self.username

    def get_session_auth_hash(self) -> str:
        return self._session_hash(None)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._session_hash(secret)

    def _session_hash(self, secret: str | bytes | None) -> str:
        value = f"{self.password}:{self.session_round}"
        return salted_hmac("huying.people.session", value, secret=secret, algorithm="sha256").hexdigest()


class Session(AbstractBaseSession):
    """One log-in of one browser; without an account while somebody has only begun to log in."""

    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="+")


class Post(models.Model):
    """A post somebody holds, from a day to a day: role x congress or township x organ or station."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=24, choices=[(role.value, label) for role, label in ROLE_LABELS.items()])
    region = models.CharField(max_length=12)
    organ = models.ForeignKey("organs.Organ", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    station = models.PositiveBigIntegerField(default=0)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organ", "role"], name="post_organ"),
            models.Index(fields=["station"], name="post_station", condition=Q(station__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role}"


class Mandate(models.Model):
    """A seat (代表资格): this person is a deputy of this congress in this term."""

    class Status(models.TextChoices):
        ACTIVE = "active", N_("在任")
        SUSPENDED = "suspended", N_("暂停执行职务")
        ENDED = "ended", N_("资格终止")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mandates")
    term = models.ForeignKey("organs.Term", on_delete=models.PROTECT, related_name="mandates")
    region = models.CharField(max_length=12)
    constituency = models.CharField(max_length=60)
    home = models.CharField(max_length=12, default="", blank=True)
    group = models.CharField(max_length=60, default="", blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ACTIVE)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "term"], name="mandate_once")]
        indexes: ClassVar = [models.Index(fields=["region", "status", "home"], name="mandate_region")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.term_id}"


class Delegation(models.Model):
    """A post lent to somebody else from a day to a day (授权代理). Never for evaluating or voting."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="delegations")
    to = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.post_id} → {self.to_id}"


class Token(models.Model):
    """A key for the API: only its hash is kept; it acts as its account, with the same rights."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=60)
    hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class OldPassword(models.Model):
    """The last few password hashes of an account, so that they are not used again (等保)."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="old_passwords")
    hash = models.CharField(max_length=128)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.account_id} {self.at}"
