"""Posts and their delegation."""

from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from huying.base.ledger.commands import command
from huying.base.organs import queries as organs
from huying.base.organs.commands import note
from huying.base.people import permissions, queries, rules
from huying.base.people.commands.roster import locked_person
from huying.base.people.models import Delegation, Post
from huying.kernel.actor import Actor, Role
from huying.kernel.actor import Post as Held
from huying.kernel.errors import BadMove, Invalid, Missing
from huying.kernel.words import N_


@command
def give_post(
    *,
    actor: Actor,
    now: datetime,
    person: int,
    role: Role,
    region: str,
    organ: int | None = None,
    station: int = 0,
    since: date | None = None,
    until: date | None = None,
) -> Post:
    """Give somebody a post from ``since`` (default: today) to ``until`` (default: open, the last day counts).

    Deputies get theirs by ``seat_deputy``.
    """
    who = locked_person(person)
    acted = permissions.check_appoint(actor, person, role, region)
    first = since or timezone.localdate(now)
    rules.check_dates(first, until)
    rules.check_scope(role, organ, station)
    organs.region(region)
    if organ and organs.organ(organ).until:
        raise Invalid(N_("这个机构已经撤并。"), field="organ")
    alive = Q(until=None) | Q(until__gte=first)
    held = list(Post.objects.filter(alive, person=who).values_list("role", "region", "organ", "station"))
    rules.check_separate(role, [Role(name) for name, *_ in held])
    if (role, region, organ or None, station) in held:
        raise Invalid(N_("%(name)s已经担任这个职务。"), field="role", name=who.name)
    post = Post.objects.create(
        person=who, role=role, region=region, organ_id=organ or None, station=station, since=first, until=until
    )
    data = {"person": person, "post": post.pk, "role": role.value}
    note(region, "post.given", actor, now=now, post=acted, data=data, effective=first)
    return post


@command
def end_post(*, actor: Actor, now: datetime, post: int, last_day: date | None = None) -> Post:
    """End a post; without ``last_day`` at once. What was lent with it ends too."""
    row = _locked(post)
    acted = permissions.check_appoint(actor, row.person_id, Role(row.role), row.region)
    today = timezone.localdate(now)
    if row.until is not None and row.until < today:
        raise BadMove(N_("这个职务已经免去。"))
    row.until = last_day or today - timedelta(days=1)
    row.save(update_fields=["until"])
    data = {"person": row.person_id, "post": row.pk, "role": row.role}
    note(row.region, "post.ended", actor, now=now, post=acted, data=data, effective=last_day)
    return row


@command
def delegate(*, actor: Actor, now: datetime, post: int, to: int, since: date, until: date) -> Delegation:
    """Lend a post to a colleague from a day to a day (授权代理). Never for evaluating or voting.

    Raises:
        Denied: not the holder's own post, or a post that must be exercised in person.
        Invalid: to oneself, to somebody outside the organ, dates past or too far apart.
    """
    row = _locked(post)
    acted = permissions.check_delegate(actor, row.person_id, Role(row.role), row.region)
    today = timezone.localdate(now)
    rules.check_dates(since, until, most=rules.DELEGATION_DAYS_MAX)
    if until < today:
        raise Invalid(N_("截止日已经过去。"), field="until")
    if row.until is not None and row.until < until:
        raise Invalid(N_("代理期不能超过职务的截止日。"), field="until")
    if to == row.person_id:
        raise Invalid(N_("不能交给本人代理。"), field="to")
    if to not in {person.pk for person in queries.colleagues(_held(row), today)}:
        raise Invalid(N_("只能交给同一单位、有账号的同事代理。"), field="to")
    if Delegation.objects.filter(post=row, to=to, revoked_at=None, since__lte=until, until__gte=since).exists():
        raise Invalid(N_("这段时间已经交给他代理。"), field="to")
    lent = Delegation.objects.create(post=row, to_id=to, since=since, until=until)
    data = {"post": row.pk, "person": row.person_id, "to": to, "until": until.isoformat(), "delegation": lent.pk}
    note(row.region, "delegation.given", actor, now=now, post=acted, data=data, effective=since)
    return lent


@command
def revoke_delegation(*, actor: Actor, now: datetime, delegation: int) -> Delegation:
    """Take a lent post back; it ends with this act."""
    row = Delegation.objects.select_for_update(of=("self",)).select_related("post").filter(pk=delegation).first()
    if row is None:
        raise Missing(N_("没有这项代理。"))
    acted = permissions.check_delegate(actor, row.post.person_id, Role(row.post.role), row.post.region)
    if row.revoked_at is not None:
        raise BadMove(N_("这项代理已经撤销。"))
    row.revoked_at = now
    row.save(update_fields=["revoked_at"])
    data = {"post": row.post_id, "person": row.post.person_id, "to": row.to_id, "delegation": row.pk}
    note(row.post.region, "delegation.revoked", actor, now=now, post=acted, data=data)
    return row


def _locked(pk: int) -> Post:
    row = Post.objects.select_for_update().filter(pk=pk).first()
    if row is None:
        raise Missing(N_("没有这个职务。"))
    return row


def _held(row: Post) -> Held:
    return Held(row.pk, Role(row.role), row.region, row.organ_id or 0, row.station)
