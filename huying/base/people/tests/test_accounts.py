"""Accounts: passwords, lock-out, keys, second factor."""

import time
from datetime import timedelta
from itertools import pairwise
from unittest.mock import patch

import pytest
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken

from huying.base.organs.tests import make as places
from huying.base.organs.tests.make import NOW
from huying.base.people import commands, queries, rules
from huying.base.people.commands import accounts
from huying.base.people.models import Account, OldPassword, Token
from huying.base.people.tests import make
from huying.base.people.tests.make import PASSWORD
from huying.kernel.actor import SYSTEM, Role
from huying.kernel.errors import Denied, Invalid, TooOften

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=15)


@pytest.fixture(autouse=True)
def _places() -> None:
    places.regions()


def prove(username: str = "huang", password: str = PASSWORD, address: str = "10.0.0.1", now=NOW) -> Account:
    return commands.prove(username, password, address, now)


def owner(account: Account):
    return queries.actor_of(account, NOW.date())


def test_the_right_password_proves_and_spelling_of_the_name_does_not_matter() -> None:
    account = make.account()
    assert prove() == account
    assert prove(" ＨＵＡＮＧ ") == account


def test_five_wrong_tries_lock_the_account_for_a_quarter_of_an_hour() -> None:
    make.account()
    for n in range(5):
        with pytest.raises(Denied):
            prove(password="wrong", address=f"10.0.0.{n}")
    with pytest.raises(TooOften):
        prove(address="10.0.0.9")
    assert prove(now=LATER)


def test_an_unknown_name_is_locked_the_same_way() -> None:
    for _ in range(5):
        with pytest.raises(Denied):
            prove("nobody", "wrong")
    with pytest.raises(TooOften):
        prove("nobody", "wrong")


def test_one_address_cannot_try_many_accounts() -> None:
    make.account()
    for n in range(rules.ADDRESS_TRIES):
        with pytest.raises(Denied):
            prove(f"name{n}", "wrong")
    with pytest.raises(TooOften):
        prove()
    assert prove(address="10.0.0.2")


def test_good_log_ins_lock_nobody_out() -> None:
    make.account()
    for _ in range(rules.ADDRESS_TRIES + 5):
        prove()


@pytest.mark.parametrize("case", ["unknown", "closed", "no password", "wrong"])
def test_every_failure_says_the_same_after_the_same_work(case: str) -> None:
    account = make.account(password=None if case == "no password" else PASSWORD)
    if case == "closed":
        commands.close_account(actor=SYSTEM, now=NOW, account=account.pk)
    accounts._nobody()
    with patch.object(accounts, "check_password", wraps=accounts.check_password) as work, pytest.raises(Denied) as said:
        prove("stranger" if case == "unknown" else "huang", "wrong" if case == "wrong" else PASSWORD)
    assert work.call_count == 1
    assert work.call_args.args[1].startswith("argon2$")
    assert said.value.text == accounts.WRONG


@pytest.mark.parametrize(
    "password", ["Short-1", "onlyletters", "lowercase-with-signs", "1234567890", "Huang-2026-ok", "x" * 300]
)
def test_simple_passwords_are_refused(password: str) -> None:
    with pytest.raises(Invalid):
        make.account(password=password)


def test_a_password_is_not_used_again_before_five_others() -> None:
    account = make.account()
    used = [PASSWORD, *(f"Cha-ling-{n}000" for n in range(6))]
    for old, new in pairwise(used[:5]):
        commands.change_password(actor=owner(account), now=NOW, account=account.pk, old=old, new=new)
    with pytest.raises(Invalid, match="最近"):
        commands.change_password(actor=owner(account), now=NOW, account=account.pk, old=used[4], new=PASSWORD)
    commands.change_password(actor=owner(account), now=NOW, account=account.pk, old=used[4], new=used[5])
    commands.change_password(actor=owner(account), now=NOW, account=account.pk, old=used[5], new=PASSWORD)
    assert OldPassword.objects.count() == 5
    assert prove()


def test_only_the_owner_changes_a_password_and_only_knowing_the_old_one() -> None:
    account = make.account()
    other = make.account(make.person("另一人"), "other")
    with pytest.raises(Denied):
        commands.change_password(actor=owner(other), now=NOW, account=account.pk, old=PASSWORD, new="Cha-ling-2026")
    with pytest.raises(Invalid, match="原密码"):
        commands.change_password(actor=owner(account), now=NOW, account=account.pk, old="x", new="Cha-ling-2026")


def test_a_reset_ends_sessions_and_asks_for_a_new_password() -> None:
    account = make.account()
    admin = make.admin(Role.SYSTEM_ADMIN, "sys")
    before = account.get_session_auth_hash()
    commands.reset_password(actor=admin, now=NOW, account=account.pk, password="Cha-ling-2026")
    account.refresh_from_db()
    assert account.must_change_password
    assert account.get_session_auth_hash() != before


def test_names_of_accounts_are_once_and_plain() -> None:
    make.account()
    with pytest.raises(Invalid, match="有人用"):
        make.account(make.person("另一人"), "HUANG")
    with pytest.raises(Invalid, match="用户名用"):
        make.account(make.person("第三人"), "<script>")


def test_a_key_works_until_it_is_revoked_expires_or_its_account_closes(django_assert_num_queries) -> None:
    account = make.holder(Role.COMMITTEE_CLERK, "clerk")

    def issue() -> Token:
        return commands.issue_token(actor=owner(account), now=NOW, account=account.pk, name="报表", days=30)

    token = issue()
    assert token.raw not in (token.hash, str(token))
    with django_assert_num_queries(2):
        actor = queries.actor_of_token(token.raw, NOW)
    assert actor == owner(account)
    assert queries.actor_of_token("hy_guess", NOW) is None
    assert queries.actor_of_token(token.raw, NOW + timedelta(days=30)) is None
    commands.revoke_token(actor=owner(account), now=NOW, token=token.pk)
    assert queries.actor_of_token(token.raw, NOW) is None
    second = issue()
    commands.close_account(actor=SYSTEM, now=NOW, account=account.pk)
    assert queries.actor_of_token(second.raw, NOW) is None
    for days in (0, 999):
        with pytest.raises(Invalid):
            commands.issue_token(actor=owner(account), now=NOW, account=account.pk, name="x", days=days)


def test_nobody_touches_the_keys_of_another() -> None:
    account, other = make.account(), make.account(make.person("另一人"), "other")
    token = commands.issue_token(actor=owner(account), now=NOW, account=account.pk, name="报表", days=30)
    with pytest.raises(Denied):
        commands.revoke_token(actor=owner(other), now=NOW, token=token.pk)
    with pytest.raises(Denied):
        commands.issue_token(actor=owner(other), now=NOW, account=account.pk, name="报表", days=30)


KEY = "3132333435363738393031323334353637383930"


def digits(key: str = KEY, ahead: int = 0) -> str:
    totp = TOTP(bytes.fromhex(key))
    totp.time = time.time() + ahead
    return f"{totp.token():06d}"


def test_the_second_factor_needs_the_right_digits_once_and_recovery_codes_once() -> None:
    account = make.account()
    with pytest.raises(Invalid):
        commands.confirm_second_factor(actor=owner(account), now=NOW, account=account.pk, key=KEY, code="abc")
    assert not queries.has_second_factor(account)
    used = digits()
    row = commands.confirm_second_factor(actor=owner(account), now=NOW, account=account.pk, key=KEY, code=used)
    codes = row.recovery_codes
    assert queries.has_second_factor(account)
    with pytest.raises(Denied):
        commands.prove_second(account, used, NOW)
    assert StaticToken.objects.count() == len(codes) == 8
    commands.prove_second(account, codes[0].upper(), NOW)
    with pytest.raises(Denied):
        commands.prove_second(account, codes[0], NOW)
    commands.remove_second_factor(actor=make.admin(Role.SYSTEM_ADMIN, "sys"), now=NOW, account=account.pk)
    assert not queries.has_second_factor(account)


def test_guessing_the_second_factor_is_locked() -> None:
    account = make.account()
    commands.confirm_second_factor(actor=owner(account), now=NOW, account=account.pk, key=KEY, code=digits())
    for _ in range(5):
        with pytest.raises(Denied):
            commands.prove_second(account, "not-a-code", NOW)
    with pytest.raises(TooOften):
        commands.prove_second(account, "not-a-code", NOW)
