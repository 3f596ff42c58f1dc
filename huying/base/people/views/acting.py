"""What can be done with a person, one row per act: who is offered it, its form, its command."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from huying.base.organs import queries as organs
from huying.base.people import commands, forms, permissions, queries, rules
from huying.base.people.models import Account, Person
from huying.base.web import acts
from huying.kernel.actor import Actor, Role
from huying.kernel.words import N_


@dataclass(frozen=True, slots=True)
class Act:
    """One act.

    Args:
        label: on its button.
        consequence: what it does, beside the button.
        offered: (actor, person, account or None) -> whether to offer it.
        form: (request, person) -> its form.
        call: (actor, now, person, account, given, **cleaned) -> the row; ``given`` takes what is shown once.
    """

    label: str
    consequence: str
    offered: Callable[[Actor, Person, Account | None], bool]
    form: Callable[[HttpRequest, Person], Any]
    call: Callable[..., Any]


def _plain(request: HttpRequest, person: Person) -> acts.ActForm:
    return acts.form_for(acts.ActForm, request)


def _particulars(request: HttpRequest, person: Person) -> acts.ActForm:
    initial = {name: getattr(person, name) for name in ("name", "phone", "trade", "about")}
    return acts.form_for(forms.Particulars, request, initial=initial)


def _post_form(request: HttpRequest, person: Person) -> acts.ActForm:
    covered = permissions.check_roster(request.actor)
    today = timezone.localdate()
    choices = organs.places(covered)
    bodies = [(row.pk, row.name) for code, _name in choices for row in organs.organs(code, today)]
    return acts.form_for(forms.GivePost, request, regions=choices, organs=bodies, initial={"since": today})


def _seat_form(request: HttpRequest, person: Person) -> acts.ActForm:
    choices = organs.places([person.region])
    terms = organs.terms_on([code for code, _name in choices], timezone.localdate())
    names = dict(choices)
    labels = [(term.pk, f"{names[term.region]} · {organs.term_label(term)}") for term in terms]
    return acts.form_for(forms.Seat, request, terms=labels, regions=choices)


def _give(command: Any) -> Callable[..., Any]:
    return lambda actor, now, person, account, given, **cleaned: command(
        actor=actor, now=now, person=person.pk, **cleaned
    )


def _with_account(command: Any) -> Callable[..., Any]:
    return lambda actor, now, person, account, given, **cleaned: command(
        actor=actor, now=now, account=account.pk, **cleaned
    )


def _open(actor: Actor, now: datetime, person: Person, account: None, given: dict[str, str], **cleaned: Any) -> Any:
    made = rules.first_password()
    row = commands.open_account(actor=actor, now=now, person=person.pk, password=made, **cleaned)
    given["password"] = made
    return row


def _reset(actor: Actor, now: datetime, person: Person, account: Account, given: dict[str, str], **cleaned: Any) -> Any:
    made = rules.first_password()
    row = commands.reset_password(actor=actor, now=now, account=account.pk, password=made, **cleaned)
    given["password"] = made
    return row


def _keeps(actor: Actor, person: Person) -> bool:
    return permissions.may(permissions.check_keep_accounts, actor, person.region)


def _appoints(actor: Actor, person: Person, _account: Account | None) -> bool:
    return permissions.may(permissions.check_appoint, actor, person.pk, Role.UNIT_CLERK, person.region)


def _second_on(actor: Actor, person: Person, account: Account | None) -> bool:
    return account is not None and _keeps(actor, person) and queries.has_second_factor(account)


ACTS: dict[str, Act] = {
    "edit": Act(
        N_("更正资料"),
        "",
        lambda actor, person, _: permissions.may(permissions.check_keep_people, actor, person.region),
        _particulars,
        _give(commands.edit_person),
    ),
    "post": Act(N_("任命职务"), N_("从起始日起就能按这个职务办事。"), _appoints, _post_form, _give(commands.give_post)),
    "seat": Act(
        N_("确认代表资格"),
        N_("从任期起始日起就能行使代表职权。"),
        lambda actor, person, _: permissions.may(permissions.check_seat, actor, person.region),
        _seat_form,
        _give(commands.seat_deputy),
    ),
    "account": Act(
        N_("开立账号"),
        N_("第一次登录的密码只显示一次，请当面交给本人，登录后要求改掉。"),
        lambda actor, person, account: account is None and _keeps(actor, person),
        lambda request, _: acts.form_for(forms.OpenAccount, request),
        _open,
    ),
    "reset": Act(
        N_("重置密码"),
        N_("原密码立刻作废，已经登录的全部退出。新密码只显示一次。"),
        lambda actor, person, account: account is not None and account.is_active and _keeps(actor, person),
        _plain,
        _reset,
    ),
    "second-off": Act(
        N_("停用二次验证"),
        N_("本人丢了手机时用。下次登录只要密码；管理员登录后要重新设置。"),
        _second_on,
        _plain,
        _with_account(commands.remove_second_factor),
    ),
    "close": Act(
        N_("停用账号"),
        N_("立刻退出登录，令牌作废；办过的事和记录都保留。"),
        lambda actor, person, account: (
            account is not None and account.is_active and account.pk != actor.account and _keeps(actor, person)
        ),
        _plain,
        _with_account(commands.close_account),
    ),
    "reopen": Act(
        N_("恢复账号"),
        N_("可以用原来的密码登录。"),
        lambda actor, person, account: account is not None and not account.is_active and _keeps(actor, person),
        _plain,
        _with_account(commands.reopen_account),
    ),
}
