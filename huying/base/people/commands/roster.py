"""Persons and seats."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from huying.base.ledger.commands import command
from huying.base.organs import queries as organs
from huying.base.organs.commands import note
from huying.base.people import permissions, rules
from huying.base.people.models import Mandate, Person, Post
from huying.kernel.actor import Actor, Role
from huying.kernel.actor import Post as Held
from huying.kernel.errors import BadMove, Invalid, Missing
from huying.kernel.words import N_


@command
def add_person(
    *, actor: Actor, now: datetime, region: str, name: str, phone: str = "", trade: str = "", about: str = ""
) -> Person:
    """Enter a person into the register of a congress (``region``: county or township code)."""
    post = permissions.check_keep_people(actor, region)
    organs.region(region)
    person = Person.objects.create(
        region=region, name=_name(name), phone=phone.strip()[:20], trade=trade.strip()[:40], about=about.strip()[:200]
    )
    note(region, "person.added", actor, now=now, post=post, data={"person": person.pk})
    return person


@command
def edit_person(
    *, actor: Actor, now: datetime, person: int, name: str, phone: str = "", trade: str = "", about: str = ""
) -> Person:
    """Correct somebody's particulars. No line: the ledger holds no personal data, and no right changes."""
    row = locked_person(person)
    permissions.check_keep_people(actor, row.region)
    row.name, row.phone = _name(name), phone.strip()[:20]
    row.trade, row.about = trade.strip()[:40], about.strip()[:200]
    row.save(update_fields=["name", "phone", "trade", "about"])
    return row


@command
def seat_deputy(
    *,
    actor: Actor,
    now: datetime,
    person: int,
    term: int,
    constituency: str,
    home: str = "",
    group: str = "",
    since: date | None = None,
) -> Mandate:
    """Give this person a seat in the term's congress, and the post of deputy with it.

    Args:
        constituency: 选区 or 选举单位, as text.
        home: division code of where the deputy lives or works, for stations and duty.
        group: 代表小组 or 代表团.
        since: first day of the seat; the term's first day when left out.
    """
    who, seat = locked_person(person), organs.term(term)
    acted = permissions.check_seat(actor, seat.region)
    if Mandate.objects.filter(person=who, term=seat).exists():
        raise Invalid(N_("%(name)s已在本届代表名册上。"), field="person", name=who.name)
    first = since or seat.since
    rules.check_dates(first, seat.until)
    congress = organs.congress_of(seat.region).pk
    mandate = Mandate.objects.create(
        person=who,
        term=seat,
        region=seat.region,
        constituency=constituency.strip()[:60],
        home=home,
        group=group.strip()[:60],
        since=first,
        until=seat.until,
    )
    _give_deputy_post(mandate, congress, first)
    data = {"person": who.pk, "mandate": mandate.pk}
    note(seat.region, "mandate.given", actor, now=now, post=acted, data=data, effective=first)
    return mandate


@command
def suspend_mandate(*, actor: Actor, now: datetime, mandate: int) -> Mandate:
    """Stop a deputy's rights for a time (代表法: 暂时停止执行代表职务). At once."""
    row = _seat(mandate)
    acted = permissions.check_seat(actor, row.region)
    _expect(row, Mandate.Status.ACTIVE)
    row.status = Mandate.Status.SUSPENDED
    row.save(update_fields=["status"])
    _end_deputy_post(row, timezone.localdate(now) - timedelta(days=1))
    _noted("mandate.suspended", row, actor, now, acted)
    return row


@command
def resume_mandate(*, actor: Actor, now: datetime, mandate: int) -> Mandate:
    """The deputy acts again from today."""
    row = _seat(mandate)
    acted = permissions.check_seat(actor, row.region)
    _expect(row, Mandate.Status.SUSPENDED)
    row.status = Mandate.Status.ACTIVE
    row.save(update_fields=["status"])
    _give_deputy_post(row, organs.congress_of(row.region).pk, timezone.localdate(now))
    _noted("mandate.resumed", row, actor, now, acted)
    return row


@command
def end_mandate(*, actor: Actor, now: datetime, mandate: int, last_day: date | None = None) -> Mandate:
    """End a seat before its term (辞职、罢免、迁出、死亡), without ``last_day`` at once.

    The person keeps reading their own cases.
    """
    row = _seat(mandate)
    acted = permissions.check_seat(actor, row.region)
    _expect(row, Mandate.Status.ACTIVE, Mandate.Status.SUSPENDED)
    day = last_day or timezone.localdate(now) - timedelta(days=1)
    row.until = day
    if day < timezone.localdate(now):
        row.status = Mandate.Status.ENDED
    row.save(update_fields=["status", "until"])
    _end_deputy_post(row, day)
    _noted("mandate.ended", row, actor, now, acted)
    return row


def locked_person(pk: int) -> Person:
    """The person's row, locked until the command ends; Missing when there is none."""
    row = Person.objects.select_for_update().filter(pk=pk).first()
    if row is None:
        raise Missing(N_("没有这个人。"))
    return row


def _name(name: str) -> str:
    cleaned = " ".join(name.split())
    if not cleaned:
        raise Invalid(N_("请填写姓名。"), field="name")
    if len(cleaned) > 40:
        raise Invalid(N_("姓名不要超过 40 个字。"), field="name")
    return cleaned


def _seat(pk: int) -> Mandate:
    row = Mandate.objects.select_for_update().filter(pk=pk).first()
    if row is None:
        raise Missing(N_("没有这个代表资格。"))
    return row


def _expect(row: Mandate, *allowed: Mandate.Status) -> None:
    if row.status not in allowed:
        raise BadMove(N_("这个代表资格现在是“%(status)s”，不能这样办。"), status=Mandate.Status(row.status).label)


def _give_deputy_post(mandate: Mandate, congress: int, since: date) -> None:
    Post.objects.create(
        person_id=mandate.person_id,
        role=Role.DEPUTY,
        region=mandate.region,
        organ_id=congress,
        since=since,
        until=mandate.until,
    )


def _end_deputy_post(mandate: Mandate, day: date) -> None:
    rows = Post.objects.filter(person_id=mandate.person_id, role=Role.DEPUTY, region=mandate.region)
    rows.exclude(until__lt=day).update(until=day)


def _noted(verb: str, row: Mandate, actor: Actor, now: datetime, post: Held | None) -> None:
    data = {"person": row.person_id, "mandate": row.pk}
    note(row.region, verb, actor, now=now, post=post, data=data)
