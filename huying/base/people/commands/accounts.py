"""Accounts: their passwords, second factor, sessions, keys and preferences. And the proof of a log-in."""

import secrets
import unicodedata
from datetime import datetime, timedelta
from functools import cache

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from huying.base.ledger.commands import command
from huying.base.limits.commands import forgive, hit
from huying.base.organs.commands import note
from huying.base.people import permissions, rules
from huying.base.people.commands.roster import locked_person
from huying.base.people.models import Account, OldPassword, Token
from huying.base.people.queries import token_hash
from huying.kernel.actor import Actor, Post
from huying.kernel.errors import BadMove, Denied, Invalid, Missing
from huying.kernel.words import N_

WRONG = N_("用户名或者密码不对。")
RECOVERY_CODES = 8


def prove(username: str, password: str, address: str, now: datetime) -> Account:
    """The account this log-in belongs to. Not a command: it changes nothing but the count of tries.

    An unknown name, a closed account and a wrong password take the same steps and give the same answer.

    Raises:
        TooOften: five tries at one account or twenty from one address in a quarter of an hour.
        Denied: the name or the password is wrong.
    """
    name = normal(username)
    keys = ((f"login:account:{name}", rules.TRIES), (f"login:address:{address}", rules.ADDRESS_TRIES))
    for key, limit in keys:
        hit(key, limit, rules.LOCK_SECONDS, now)
    account = Account.objects.select_related("person").filter(username=name).first()
    known = account is not None and account.is_active and account.has_usable_password()
    stored = account.password if account is not None and known else _nobody()
    if not check_password(password, stored) or account is None or not known:
        raise Denied(WRONG, field="password")
    forgive(keys[0][0], rules.LOCK_SECONDS, now, all_of_it=True)
    forgive(keys[1][0], rules.LOCK_SECONDS, now)
    return account


def prove_second(account: Account, code: str, now: datetime) -> None:
    """Check the second factor: six digits of the authenticator, or a recovery code (which is then used up)."""
    key = f"login:second:{account.pk}"
    hit(key, rules.TRIES, rules.LOCK_SECONDS, now)
    typed = "".join(code.split()).lower()
    with transaction.atomic():
        devices = [
            *TOTPDevice.objects.select_for_update().filter(user=account, confirmed=True),
            *StaticDevice.objects.select_for_update().filter(user=account, confirmed=True),
        ]
        right = any(device.verify_token(typed) for device in devices if typed.isdigit() == _digits(device))
    if not right:
        raise Denied(N_("验证码不对，或者已经用过。请等下一个验证码再试。"), field="code")
    forgive(key, rules.LOCK_SECONDS, now, all_of_it=True)


def _digits(device: TOTPDevice | StaticDevice) -> bool:
    return isinstance(device, TOTPDevice)


@cache
def _nobody() -> str:
    """The hash of a password nobody knows, so that an unknown name costs the same time."""
    return make_password(secrets.token_urlsafe(32))


def normal(username: str) -> str:
    """A user name as it is kept: full-width letters narrowed, lower case, no spaces around."""
    return unicodedata.normalize("NFKC", username).strip().lower()[:40]


@command
def open_account(
    *,
    actor: Actor,
    now: datetime,
    person: int,
    username: str,
    password: str | None = None,
    email: str = "",
    must_change: bool = True,
) -> Account:
    """Open a log-in for a person.

    Args:
        password: the first one, changed at the first log-in unless ``must_change`` is False; None: no log-in by
            password yet (demo cast, later OIDC).
    """
    who = locked_person(person)
    post = permissions.check_keep_accounts(actor, who.region)
    name = normal(username)
    if len(name) < 2 or not all(letter.isalnum() or letter in "._-@" for letter in name):
        raise Invalid(N_("用户名用字母、数字和 . _ - @，至少两位。"), field="username")
    if Account.objects.filter(username=name).exists():
        raise Invalid(N_("这个用户名已经有人用了。"), field="username")
    if Account.objects.filter(person=who).exists():
        raise Invalid(N_("%(name)s已经有账号。"), field="person", name=who.name)
    if password is not None:
        _check_new(name, password, [])
    account = Account(
        username=name,
        person=who,
        email=email,
        created_at=now,
        must_change_password=must_change and password is not None,
        password=make_password(password),
    )
    account.save(force_insert=True)
    _noted("account.opened", account, actor, now, post)
    return account


@command
def close_account(*, actor: Actor, now: datetime, account: int) -> Account:
    """Close a log-in: its sessions and keys end at once. Nothing is deleted."""
    row = _locked(account)
    post = permissions.check_keep_accounts(actor, row.person.region)
    if row.pk == actor.account:
        raise Denied(N_("不能停用自己的账号。"))
    row.is_active = False
    row.session_round += 1
    row.save(update_fields=["is_active", "session_round"])
    row.tokens.filter(revoked_at=None).update(revoked_at=now)
    _noted("account.closed", row, actor, now, post)
    return row


@command
def reopen_account(*, actor: Actor, now: datetime, account: int) -> Account:
    """Open a closed log-in again, with the old password; its keys stay revoked."""
    row = _locked(account)
    post = permissions.check_keep_accounts(actor, row.person.region)
    if row.is_active:
        raise BadMove(N_("这个账号正在使用。"))
    row.is_active = True
    row.save(update_fields=["is_active"])
    _noted("account.reopened", row, actor, now, post)
    return row


@command
def reset_password(*, actor: Actor, now: datetime, account: int, password: str) -> Account:
    """Give a forgetful person a first password again; every session ends, and it must be changed at log-in."""
    row = _locked(account)
    post = permissions.check_keep_accounts(actor, row.person.region)
    _set_password(row, password, now)
    row.must_change_password = True
    row.session_round += 1
    row.save(update_fields=["password", "must_change_password", "session_round"])
    _noted("password.reset", row, actor, now, post)
    return row


@command
def change_password(*, actor: Actor, now: datetime, account: int, old: str, new: str) -> Account:
    """The owner changes the password; every other session ends (the session's hash covers the password)."""
    row = _locked(account)
    permissions.check_own(actor, account)
    if not check_password(old, row.password):
        raise Invalid(N_("原密码不对。"), field="old")
    _set_password(row, new, now)
    row.must_change_password = False
    row.save(update_fields=["password", "must_change_password"])
    _noted("password.changed", row, actor, now, None)
    return row


@command
def end_sessions(*, actor: Actor, now: datetime, account: int) -> Account:
    """Log out everywhere."""
    row = _locked(account)
    permissions.check_own(actor, account)
    row.session_round += 1
    row.save(update_fields=["session_round"])
    _noted("sessions.ended", row, actor, now, None)
    return row


@command
def confirm_second_factor(*, actor: Actor, now: datetime, account: int, key: str, code: str) -> Account:
    """Turn the second factor on, once the authenticator shows the right digits for this key.

    Args:
        key: the secret shown as QR, hex, kept in the session until now.

    The account gets a plain attribute ``recovery_codes``: eight codes, shown this once.
    """
    row = _locked(account)
    permissions.check_own(actor, account)
    device = TOTPDevice(user=row, name="totp", key=key, confirmed=True)
    with transaction.atomic():
        _drop_devices(row)
        device.save()
        if not device.verify_token("".join(code.split())):
            raise Invalid(N_("验证码不对。请看手机上最新的六位数字。"), field="code")
    row.recovery_codes = _recovery_codes(row)  # type: ignore[attr-defined]
    _noted("second_factor.set", row, actor, now, None)
    return row


@command
def remove_second_factor(*, actor: Actor, now: datetime, account: int) -> Account:
    """Turn it off: the owner, or the system administrator when the phone is lost."""
    row = _locked(account)
    own = actor.kind == "account" and actor.account == account
    post = None if own else permissions.check_keep_accounts(actor, row.person.region)
    _drop_devices(row)
    _noted("second_factor.removed", row, actor, now, post)
    return row


@command
def issue_token(*, actor: Actor, now: datetime, account: int, name: str, days: int) -> Token:
    """A key for the API with the rights of its account. Its plain attribute ``raw`` is shown once and never kept."""
    row = _locked(account)
    permissions.check_own(actor, account)
    if not name.strip():
        raise Invalid(N_("请写明令牌用在哪里。"), field="name")
    if not 1 <= days <= rules.TOKEN_DAYS_MAX:
        raise Invalid(N_("有效期为 1 至 %(days)s 天。"), field="days", days=rules.TOKEN_DAYS_MAX)
    raw = "hy_" + secrets.token_urlsafe(32)
    token = Token.objects.create(
        account=row,
        name=name.strip()[:60],
        hash=token_hash(raw),
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    _noted("token.issued", row, actor, now, None, token=token.pk)
    token.raw = raw  # type: ignore[attr-defined]
    return token


@command
def revoke_token(*, actor: Actor, now: datetime, token: int) -> Token:
    """Make a key worthless at once."""
    row = Token.objects.select_for_update().filter(pk=token).first()
    if row is None:
        raise Missing(N_("没有这个令牌。"))
    permissions.check_own(actor, row.account_id)
    if row.revoked_at is None:
        row.revoked_at = now
        row.save(update_fields=["revoked_at"])
        _noted("token.revoked", _locked(row.account_id), actor, now, None, token=row.pk)
    return row


@command
def set_preferences(
    *, actor: Actor, now: datetime, account: int, large_type: bool, language: str, email: str = ""
) -> Account:
    """Large type (长辈版), language, e-mail for notices. No line: no right changes."""
    row = _locked(account)
    permissions.check_own(actor, account)
    row.large_type, row.language, row.email = large_type, language, email
    row.save(update_fields=["large_type", "language", "email"])
    return row


def _locked(pk: int) -> Account:
    row = Account.objects.select_for_update(of=("self",)).select_related("person").filter(pk=pk).first()
    if row is None:
        raise Missing(N_("没有这个账号。"))
    return row


def _set_password(account: Account, password: str, now: datetime) -> None:
    """Check and set, keeping the hash that goes; the caller saves."""
    older = list(account.old_passwords.order_by("-id").values_list("hash", flat=True)[: rules.PASSWORDS_REMEMBERED - 1])
    _check_new(account.username, password, [account.password, *older])
    if account.has_usable_password():
        OldPassword.objects.create(account=account, hash=account.password, at=now)
        kept = account.old_passwords.order_by("-id").values("pk")[: rules.PASSWORDS_REMEMBERED]
        account.old_passwords.exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()
    account.password = make_password(password)


def _check_new(username: str, password: str, older: list[str]) -> None:
    rules.check_password(password, username)
    try:
        validate_password(password)
    except ValidationError:
        raise Invalid(N_("这个密码太常见了，请换一个。"), field="new") from None
    if any(check_password(password, hashed) for hashed in older):
        raise Invalid(N_("不能用最近 %(n)s 次用过的密码。"), field="new", n=rules.PASSWORDS_REMEMBERED)


def _drop_devices(account: Account) -> None:
    TOTPDevice.objects.filter(user=account).delete()
    StaticDevice.objects.filter(user=account).delete()


def _recovery_codes(account: Account) -> list[str]:
    device = StaticDevice.objects.create(user=account, name="recovery", confirmed=True)
    # A letter in front keeps a recovery code from ever looking like six digits.
    codes = ["r" + StaticToken.random_token() for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create([StaticToken(device=device, token=code) for code in codes])
    return codes


def _noted(verb: str, account: Account, actor: Actor, now: datetime, post: Post | None, **more: int) -> None:
    data = {"account": account.pk, "person": account.person_id, **more}
    note(account.person.region, verb, actor, now=now, post=post, data=data)
