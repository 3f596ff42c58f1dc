"""People for tests, made by commands."""

import uuid
from datetime import date, datetime
from typing import Any

from django.test import Client

from huying.base.organs.tests.make import COUNTY, NOW, VILLAGE
from huying.base.people import commands, queries
from huying.base.people.middleware import SECOND
from huying.base.people.models import Account, Mandate, Person
from huying.kernel.actor import SYSTEM, Actor, Role

PASSWORD = "Qiao-tou-2026"


def person(name: str = "黄秀英", region: str = COUNTY, **more: str) -> Person:
    """Somebody in the register of a congress."""
    return commands.add_person(actor=SYSTEM, now=NOW, region=region, name=name, **more)


def account(
    who: Person | None = None, username: str = "huang", password: str | None = PASSWORD, *, must_change: bool = False
) -> Account:
    """A log-in, its password already changed."""
    who = who or person()
    return commands.open_account(
        actor=SYSTEM, now=NOW, person=who.pk, username=username, password=password, must_change=must_change
    )


def holder(
    role: Role, username: str, *, region: str = COUNTY, organ: int | None = None, station: int = 0, **more: Any
) -> Account:
    """An account whose person holds one post."""
    opened = account(person(username, region), username)
    since: date = more.pop("since", date(2026, 1, 1))
    commands.give_post(
        actor=SYSTEM,
        now=NOW,
        person=opened.person_id,
        role=role,
        region=region,
        organ=organ,
        station=station,
        since=since,
        **more,
    )
    return opened


def deputy(term: int, name: str = "黄秀英", username: str = "") -> Mandate:
    """A deputy of the county congress; with an account when ``username`` is given."""
    who = person(name)
    if username:
        account(who, username)
    return commands.seat_deputy(actor=SYSTEM, now=NOW, person=who.pk, term=term, constituency="云溪选区", home=VILLAGE)


def admin(role: Role, username: str, region: str = COUNTY, now: datetime = NOW) -> Actor:
    """The actor of an administrator."""
    return queries.actor_of(holder(role, username, region=region), now.date())


def form(**given: Any) -> dict[str, Any]:
    """What a browser posts: the fields and a fresh command id."""
    return {"command_id": str(uuid.uuid4()), **given}


def enter(account: Account) -> Client:
    """A browser signed in as this account, its second factor shown."""
    client = Client()
    client.force_login(account)
    session = client.session
    session[SECOND] = True
    session.save()
    return client
