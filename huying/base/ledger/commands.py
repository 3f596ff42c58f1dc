"""The one write path: every act on a case is a command, and every command leaves one line."""

import uuid
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import wraps
from typing import Any, TypeVar

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from huying.base.ledger import chain
from huying.base.ledger.models import Audience, Case, Entry, Receipt, Trace
from huying.kernel.actor import Actor, Post
from huying.kernel.errors import HouseError, Invalid, Stale
from huying.kernel.words import N_

VERB_MAX = 60
Result = TypeVar("Result", bound=models.Model)


def command(run: Callable[..., Result]) -> Callable[..., Result]:
    """Make ``run(*, actor, now, …)`` a command: all or nothing, and safe to repeat.

    The command takes an extra ``command_id``: the id its form or request carried. When that id was carried out before,
    by the same account, the first result is returned and nothing happens again (a double tap, a retry on a bad line).
    """
    verb = _name(run)

    @wraps(run)
    def once(*, actor: Actor, now: datetime, command_id: uuid.UUID | None = None, **given: Any) -> Result:
        try:
            with transaction.atomic():
                result = run(actor=actor, now=now, **given)
                if command_id is not None:
                    label = result._meta.label_lower
                    Receipt.objects.create(
                        command_id=command_id, verb=verb, account=actor.account, result=f"{label}:{result.pk}", at=now
                    )
                return result
        except (HouseError, IntegrityError):
            first = _first_result(command_id, verb, actor)
            if first is None:
                raise
            return first  # type: ignore[return-value]

    return once


def repeated(run: Callable[..., Any], command_id: uuid.UUID | None, actor: Actor) -> models.Model | None:
    """What this actor's command with this id led to, None when it was not carried out yet.

    For doors that ask first whether the case may be read: after a hand-back the same request must still be answered.
    """
    return _first_result(command_id, _name(run), actor)


def _name(run: Callable[..., Any]) -> str:
    """What a command is called in its receipts."""
    name = f"{run.__module__}.{run.__qualname__}".removeprefix("huying.")
    if len(name) > VERB_MAX:
        raise TypeError(f"{name}: PostgreSQL would refuse its receipt; give the command or its module a shorter name.")
    return name


def _first_result(command_id: uuid.UUID | None, verb: str, actor: Actor) -> models.Model | None:
    if command_id is None:
        return None
    receipt = Receipt.objects.filter(pk=command_id).first()
    if receipt is None:
        return None
    if receipt.verb != verb or receipt.account != actor.account:
        raise Invalid(N_("这张表单已经用过了，请刷新页面再填。"))
    label, pk = receipt.result.split(":")
    result: models.Model = apps.get_model(label)._base_manager.get(pk=pk)
    return result


def expect(case: Case, version: int | None) -> None:
    """Refuse when the case has moved on since the form was shown; ``None`` asks for no check (jobs, other rooms)."""
    if version is not None and version != case.version:
        raise Stale(N_("您打开页面之后，这件事已经有了新的变化。请看看最新情况，再决定怎么办；您写的字还在。"))


def record(
    case: Case,
    verb: str,
    actor: Actor,
    *,
    now: datetime,
    save: Iterable[str] = (),
    post: Post | None = None,
    audience: Audience = Audience.PARTIES,
    effective: date | None = None,
    data: dict[str, Any] | None = None,
) -> Entry:
    """Write the line of a command and save the case with it; the case may be new.

    Args:
        case: the locked root row, already changed; or an unsaved one.
        verb: "<case kind>.<what was done>", listed in the room's ``states.VERBS``.
        save: names of the case's own fields that the command changed (ignored for a new case).
        post: the post in which the actor acted.
        audience: who may read the line.
        effective: the day the act took effect when it is entered later (paper); the local day of ``now`` otherwise.
        data: codes and ids only; never names, phone numbers or free text.

    Raises:
        TypeError: ``data`` holds something that would read back differently (a fraction, a date, a numbered key).
    """
    if not chain.plain(data):
        raise TypeError(f"{verb}: the ledger takes texts, whole numbers, lists and maps only: {data!r}")
    entry = Entry(seq=case.version + 1, verb=verb, at=now, effective=effective or timezone.localdate(now))
    entry.audience, entry.data = audience, data or {}
    _sign(entry, actor, post)
    entry.hash = chain.link(case.head or chain.genesis(case.uid), fields_of(entry))
    case.version, case.head = entry.seq, entry.hash
    if new := case._state.adding:
        case.save(force_insert=True)
    entry.subject = case.subject
    entry.save(force_insert=True)
    if not new:
        case.save(update_fields={*save, "version", "head"})
    return entry


def _sign(entry: Entry, actor: Actor, post: Post | None) -> None:
    """Who acted, in which post."""
    entry.actor_kind, entry.account, entry.person = actor.kind, actor.account, actor.person
    if post is not None:
        entry.role, entry.organ, entry.on_behalf_of = post.role, post.organ, post.on_behalf_of


def fields_of(entry: Entry) -> list[Any]:
    """What the hash of a line covers, in order. Adding a field here breaks every chain: never do."""
    return [
        entry.seq,
        entry.verb,
        entry.actor_kind,
        entry.account,
        entry.person,
        entry.role,
        entry.organ,
        entry.on_behalf_of,
        entry.at.astimezone(tz=timezone.get_fixed_timezone(0)).isoformat(timespec="microseconds"),
        entry.effective.isoformat(),
        str(entry.audience),
        entry.data,
    ]


def grow(origins: Iterable[Case], grown: Case) -> None:
    """Note that ``grown`` came out of ``origins``, so that its story is told with theirs."""
    Trace.objects.bulk_create(
        [Trace(origin=case.subject, grown=grown.subject) for case in origins], ignore_conflicts=True
    )
