"""Passwords, dates of posts, separation of duties: plain values in, plain values or a refusal out."""

import secrets
from collections.abc import Iterable
from datetime import date

from huying.kernel.actor import Role
from huying.kernel.errors import Invalid
from huying.kernel.words import N_

PASSWORD_MIN = 10
PASSWORD_KINDS = 3
PASSWORDS_REMEMBERED = 5
TRIES, ADDRESS_TRIES, LOCK_SECONDS = 5, 20, 15 * 60
"""Per account and per address: a whole township office stands behind one address, so that one is wider."""

TOKEN_DAYS_MAX = 366
DELEGATION_DAYS_MAX = 366

ADMINS: frozenset[Role] = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})
"""三员: three roles that no person holds two of (GB/T 22239-2019, 8.1.5 安全管理中心)."""

PERSONAL: frozenset[Role] = ADMINS | {Role.DEPUTY}
"""Posts nobody can lend: a deputy's duties are the deputy's own (代表法), administrators answer for themselves."""


def check_password(password: str, username: str) -> None:
    """Refuse what is too simple (GB/T 22239-2019, 8.1.4.1 身份鉴别): short, of few kinds, or holding the name."""
    if len(password) < PASSWORD_MIN:
        raise Invalid(N_("密码至少 %(n)s 位。"), field="new", n=PASSWORD_MIN)
    if len(password) > 200:
        raise Invalid(N_("密码太长了。"), field="new")
    kinds = {_kind(letter) for letter in password}
    if len(kinds) < PASSWORD_KINDS:
        raise Invalid(N_("密码要有大写字母、小写字母、数字、符号中的三种。"), field="new")
    if username.lower() in password.lower():
        raise Invalid(N_("密码里不要带用户名。"), field="new")


def _kind(letter: str) -> str:
    if letter.isdecimal():
        return "digit"
    if letter.isupper():
        return "upper"
    return "lower" if letter.isalpha() else "sign"


def check_separate(role: Role, held: Iterable[Role]) -> None:
    """Refuse a second administrator role for one person."""
    if role in ADMINS and any(other in ADMINS and other != role for other in held):
        raise Invalid(N_("系统管理员、安全管理员、审计员要由不同的人担任。"), field="role")


def check_dates(since: date, until: date | None, *, most: int | None = None) -> None:
    """Refuse an end before the beginning, and a span of more than ``most`` days."""
    if until is not None and until < since:
        raise Invalid(N_("截止日不能早于起始日。"), field="until")
    if most is not None and (until is None or (until - since).days > most):
        raise Invalid(N_("最长 %(days)s 天。"), field="until", days=most)


def check_scope(role: Role, organ: int | None, station: int) -> None:
    """Refuse a post without the body it needs: a unit's clerk without a unit, an officer without a station."""
    if role in (Role.UNIT_CLERK, Role.UNIT_HEAD, Role.DEPUTY, Role.SPECIAL_COMMITTEE) and not organ:
        raise Invalid(N_("请选择所在单位。"), field="organ")
    if role in (Role.STATION_HEAD, Role.STATION_OFFICER) and not station:
        raise Invalid(N_("请选择联络站。"), field="station")


def first_password() -> str:
    """A password to hand over once: sixteen characters easy to read out, of all four kinds."""
    letters = "abcdefghjkmnpqrstuvwxyz"
    parts = ["".join(secrets.choice(letters) for _ in range(4)) for _ in range(3)]
    return f"{parts[0].capitalize()}-{parts[1]}-{parts[2]}-{secrets.randbelow(90) + 10}"
