"""Reading people: who somebody is today, who holds a post, who sits in a congress."""

import hashlib
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from huying.base.ledger.models import Entry
from huying.base.organs import queries as organs
from huying.base.people.models import Account, Delegation, Mandate, Person, Post, Token
from huying.kernel.actor import Actor, Role
from huying.kernel.actor import Post as Held
from huying.kernel.errors import Missing
from huying.kernel.words import N_

_SAT = "sat"


# Asked on every page of somebody signed in: as SQL it costs a tenth of what building three joined queries does.
_HOLDS = "p.since <= %(on)s AND (p.until IS NULL OR p.until >= %(on)s)"
_POSTS = f"""
SELECT p.id, p.role, p.region, p.organ_id, p.station, p.person_id FROM people_post p
WHERE p.person_id = %(me)s AND {_HOLDS}
UNION ALL
SELECT p.id, p.role, p.region, p.organ_id, p.station, p.person_id FROM people_post p WHERE {_HOLDS} AND p.id IN (
    SELECT d.post_id FROM people_delegation d
    WHERE d.to_id = %(me)s AND d.since <= %(on)s AND d.until >= %(on)s AND d.revoked_at IS NULL)
UNION ALL
SELECT m.id, '{_SAT}', m.region, 0, 0, m.person_id FROM people_mandate m
WHERE m.person_id = %(me)s AND m.since <= %(on)s
"""  # noqa: S608 - only our own constants


# Asked by nearly every command that tells somebody: as an ORM query its union took longer to build than to run.
_HOLDERS = f"""
SELECT p.person_id FROM people_post p WHERE {_HOLDS} AND {{held}}
UNION
SELECT d.to_id FROM people_delegation d JOIN people_post p ON p.id = d.post_id
WHERE {_HOLDS} AND {{held}} AND d.since <= %(on)s AND d.until >= %(on)s AND d.revoked_at IS NULL
"""  # noqa: S608 - only our own constants


def in_force(on: date) -> Q:
    """Rows with ``since`` and ``until`` that hold on this day; the last day counts."""
    return Q(since__lte=on) & (Q(until=None) | Q(until__gte=on))


def actor_of(account: Account, on: date) -> Actor:
    """Who this account is on this day: its person's posts and those lent to them.

    One statement, two when ``account.person`` is not loaded yet. ``former_deputy``: held a seat, but may not act for
    it today (ended, or suspended); such a person still reads their own cases.
    """
    me = account.person_id
    with connection.cursor() as cursor:
        cursor.execute(_POSTS, {"me": me, "on": connection.ops.adapt_datefield_value(on)})
        rows = cursor.fetchall()
    posts = tuple(
        Held(pk, Role(role), region, organ or 0, station, 0 if holder == me else holder)
        for pk, role, region, organ, station, holder in sorted(rows, key=lambda row: (row[5] != me, row[0]))
        if role != _SAT
    )
    sat = any(row[1] == _SAT for row in rows)
    return Actor(
        account=account.pk,
        person=me,
        name=account.person.name,
        posts=posts,
        kind="account",
        former_deputy=sat and not any(post.role is Role.DEPUTY for post in posts),
    )


def actors(person_ids: Iterable[int], on: date) -> dict[int, Actor]:
    """Who these persons are on this day, those who may not log in left out. One statement, and one a person."""
    rows = Account.objects.select_related("person").filter(person__in=set(person_ids), is_active=True)
    return {row.person_id: actor_of(row, on) for row in rows}


def token_hash(raw: str) -> str:
    """What is kept of a key: it is long and random, so a plain hash is enough."""
    return hashlib.sha256(raw.encode()).hexdigest()


def actor_of_token(raw: str, now: datetime) -> Actor | None:
    """Who calls with this key, or None: unknown, revoked, past its date, or its account closed. Two statements."""
    token = (
        Token.objects.select_related("account__person")
        .filter(hash=token_hash(raw), revoked_at=None, expires_at__gt=now, account__is_active=True)
        .first()
    )
    return actor_of(token.account, timezone.localdate(now)) if token else None


def account_of(actor: Actor) -> Account:
    """The account behind an actor; Missing for the public."""
    found = Account.objects.select_related("person").filter(pk=actor.account).first() if actor.account else None
    if found is None:
        raise Missing(N_("请先登录。"))
    return found


def person(pk: int) -> Person:
    """One person; Missing when there is none."""
    found = Person.objects.filter(pk=pk).first()
    if found is None:
        raise Missing(N_("没有这个人。"))
    return found


def names(person_ids: Iterable[int]) -> dict[int, str]:
    """Names by person id, unknown ids left out. One statement, none for no ids."""
    wanted = {pk for pk in person_ids if pk}
    return dict(Person.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}


def letter_boxes(person_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """E-mail address and language ("" for the site's) of those who gave an address and may log in. One statement."""
    rows = Account.objects.filter(person__in=set(person_ids), is_active=True).exclude(email="")
    return {pk: (address, language) for pk, address, language in rows.values_list("person", "email", "language")}


def holders(
    on: date,
    roles: Iterable[Role],
    *,
    region: str | None = None,
    organ: int | None = None,
    station: int | None = None,
) -> list[int]:
    """Ids of the persons who hold one of these posts on ``on``, those it is lent to included. One statement.

    ``region`` means a post of exactly this congress, as in ``Actor.post``.
    """
    given = {"region": region, "organ_id": organ, "station": station}
    asked = {name: value for name, value in given.items() if value is not None}
    posts = {f"role{n}": role.value for n, role in enumerate(roles)}
    held = " AND ".join(
        [f"p.role IN ({', '.join(f'%({name})s' for name in posts)})", *(f"p.{n} = %({n})s" for n in asked)]
    )
    with connection.cursor() as cursor:
        values = {"on": connection.ops.adapt_datefield_value(on), **posts, **asked}
        cursor.execute(_HOLDERS.format(held=held), values)
        return sorted(person for (person,) in cursor.fetchall())


def deputies(region: str, on: date) -> list[Mandate]:
    """The seats of a congress that are filled on ``on``, suspended ones left out, with person and term, by name."""
    rows = Mandate.objects.filter(in_force(on), region=region, status=Mandate.Status.ACTIVE)
    return list(rows.select_related("person", "term").order_by("person__name", "pk"))


def deputy(uid: uuid.UUID, on: date) -> list[Mandate]:
    """The seats the deputy with this public id holds on ``on``, the highest congress first; Missing without one."""
    rows = Mandate.objects.filter(in_force(on), person__uid=uid, status=Mandate.Status.ACTIVE)
    found = sorted(rows.select_related("person", "term"), key=lambda row: (len(row.region), row.pk))
    if not found:
        raise Missing(N_("现在没有这位代表。"))
    return found


def mandate_of(person: int, on: date, region: str | None = None) -> Mandate | None:
    """The seat this person may act for on ``on``; of one congress when given, else of the highest they sit in."""
    rows = Mandate.objects.filter(in_force(on), person=person, status=Mandate.Status.ACTIVE)
    if region is not None:
        rows = rows.filter(region=region)
    return min(rows.select_related("person", "term"), key=lambda row: (len(row.region), row.pk), default=None)


def colleagues(post: Held, on: date) -> list[Person]:
    """Who could stand in for this post: people with a post in the same organ, the same station, or the same congress.

    Never across organizations: the names of another unit's staff are not offered.
    """
    fits = in_force(on)
    if post.organ:
        fits &= Q(organ=post.organ)
    elif post.station:
        fits &= Q(station=post.station)
    else:
        fits &= Q(region=post.region, organ=None, station=0)
    rows = Post.objects.filter(fits).exclude(person__account=None).values("person")
    return list(Person.objects.filter(pk__in=rows, account__is_active=True).order_by("name", "pk"))


def roster(regions: Iterable[str], words: str = "") -> QuerySet[Person]:
    """People kept in the registers of these regions and inside them, newest first; filtered by name or phone."""
    fits = Q()
    for code in regions:
        fits |= Q(region__startswith=code)
    rows = Person.objects.filter(fits).select_related("account").prefetch_related("posts__organ").order_by("-pk")
    return rows.filter(Q(name__contains=words) | Q(phone__startswith=words)) if words else rows


def delegations_of(actor: Actor, on: date) -> list[Delegation]:
    """What this person lent and was lent, not over yet."""
    mine = Q(post__person=actor.person) | Q(to=actor.person)
    rows = Delegation.objects.filter(mine, revoked_at=None, until__gte=on)
    return list(rows.select_related("post__person", "post__organ", "to").order_by("since", "pk"))


@dataclass(frozen=True, slots=True)
class CastMember:
    """One button of the demo log-in."""

    account: int
    username: str
    name: str
    title: str
    line: str


def demo_cast() -> list[CastMember]:
    """The cast of a demo site, in the order of ``DATA/demo_cast.json``; nobody on any other site."""
    file = settings.DATA / "demo_cast.json"
    if not settings.DEMO or not file.exists():
        return []
    entries = json.loads(file.read_text(encoding="utf-8"))
    rows = Account.objects.select_related("person").filter(
        username__in=[entry["username"] for entry in entries], is_active=True
    )
    found = {row.username: row for row in rows}
    return [
        CastMember(found[e["username"]].pk, e["username"], found[e["username"]].person.name, e["title"], e["line"])
        for e in entries
        if e["username"] in found
    ]


def has_second_factor(account: Account) -> bool:
    """Whether this account must show six digits at log-in."""
    return bool(TOTPDevice.objects.filter(user=account, confirmed=True).exists())


def tokens_of(account: Account) -> list[Token]:
    """The keys of an account, newest first, the last twenty."""
    return list(account.tokens.order_by("-pk")[:20])


def posts_of(person: Person) -> list[Post]:
    """Every post somebody held or holds, newest first."""
    return list(Post.objects.filter(person=person).select_related("organ").order_by("-since", "-pk"))


def seats_of(person: Person) -> list[Mandate]:
    """Every seat somebody held or holds, newest first."""
    return list(Mandate.objects.filter(person=person).select_related("term").order_by("-since", "-pk"))


def account_of_person(person: Person) -> Account | None:
    """The log-in of a person, open or closed."""
    return Account.objects.select_related("person").filter(person=person).first()


def account_named(username: str) -> Account | None:
    """The account with this user name, as it is kept, with its person."""
    return Account.objects.select_related("person").filter(username=username).first()


def register_lines(region: str, before: int | None, limit: int) -> list[Entry]:
    """Lines of a congress's register, newest first, below sequence ``before``."""
    rows = Entry.objects.filter(subject=organs.register_of(region).subject)
    if before is not None:
        rows = rows.filter(seq__lt=before)
    return list(rows.order_by("-seq")[:limit])
