"""A kind of case of the ledger's own, so that this room needs no other, and commands on it."""

from datetime import UTC, datetime

from django.apps.registry import Apps
from django.db import connection, models

from huying.base.ledger import guard
from huying.base.ledger.commands import command, expect, record
from huying.base.ledger.models import Audience, Case, Entry
from huying.kernel.actor import Actor

NOW = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)
ZHANG = Actor(account=7, person=3, name="张三", kind="account")


class Matter(Case):
    """Registered with nobody: no other room's test must meet it."""

    case_kind = "matter"
    note = models.CharField(max_length=40, default="")

    class Meta:
        apps = Apps(["huying.base.ledger"])
        app_label = "ledger"
        db_table = "ledger_matter"


def make_table() -> None:
    with connection.schema_editor() as editor:
        editor.create_model(Matter)
        guard.protect_case("ledger_matter", "matter").database_forwards("ledger", editor, None, None)


@command
def open_matter(*, actor: Actor, now: datetime, audience: Audience = Audience.PARTIES) -> Entry:
    case = Matter(region="430599", state="open", edition="test@2026-01-01#0", created_at=now)
    return record(case, "matter.opened", actor, now=now, audience=audience)


@command
def move(
    *,
    actor: Actor,
    now: datetime,
    matter: int,
    state: str = "moved",
    version: int | None = None,
    audience: Audience = Audience.PARTIES,
) -> Entry:
    case = Matter.objects.get(pk=matter)
    expect(case, version)
    case.state = state
    return record(case, "matter.moved", actor, now=now, save=["state"], audience=audience, data={"to": state})


def matter(steps: int = 0, *, now: datetime = NOW, audience: Audience = Audience.PARTIES) -> Matter:
    """A matter moved so many times."""
    entry = open_matter(actor=ZHANG, now=now, audience=audience)
    pk = int(entry.subject.split(":")[1])
    for step in range(steps):
        move(actor=ZHANG, now=now, matter=pk, state=f"step{step}", audience=audience)
    return Matter.objects.get(pk=pk)
