"""Starting, meeting, moving and ending clocks. Rooms call these inside their own commands, under the case's lock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from huying.base.clocks import rules
from huying.base.clocks.models import OPEN, Clock, Extension
from huying.base.ledger.models import Case
from huying.kernel import periods
from huying.kernel.calendar import WorkCalendar
from huying.kernel.errors import Invalid
from huying.kernel.periods import Due, Period
from huying.kernel.words import N_

State = Clock.State


@dataclass(frozen=True, slots=True)
class Action:
    """Something to tell a debtor: this clock has reached this level (15, 7, 3, 0 working days to go; -1 late)."""

    clock: Clock
    level: int

    @property
    def key(self) -> str:
        """Unique for clock, level and due day, so that a notice under it is sent once for all times."""
        return f"clock:{self.clock.pk}:{self.level}:{self.clock.due:%Y%m%d}"


@dataclass(frozen=True, slots=True)
class Change:
    """A due day that moved because the calendar was edited; the caller writes it into the ledger."""

    clock: Clock
    before: date
    after: date


def start(
    case: Case,
    kind: str,
    *,
    debtor: str,
    anchor: date,
    period: Period,
    calendar: WorkCalendar,
    url: str,
    about: str = "",
    levels: Sequence[int] = rules.LEVELS,
) -> Clock:
    """Somebody owes something from ``anchor`` on.

    Args:
        kind: what is owed, a key of the playbook's periods ("reply").
        debtor: "organ:5", "person:7" or "station:3".
        anchor: the local day of the event that starts it.
        url: page of the case; ``about``: the part of the case ("task:55"), or "".
        levels: working days before the due day on which to remind; minus counts after it.

    Raises:
        Invalid: the period cannot be computed.
        IntegrityError: the same debt is already open; use ``restart``.
    """
    clock = reckoned(
        case, kind, debtor=debtor, anchor=anchor, period=period, calendar=calendar, url=url, about=about, levels=levels
    )
    clock.save(force_insert=True)
    return clock


def reckoned(
    case: Case,
    kind: str,
    *,
    debtor: str,
    anchor: date,
    period: Period,
    calendar: WorkCalendar,
    url: str,
    about: str = "",
    levels: Sequence[int] = rules.LEVELS,
) -> Clock:
    """The same clock as it would be, without anybody owing anything."""
    clock = Clock(subject=case.subject, about=about, kind=kind, debtor=debtor, url=url, anchor=anchor)
    clock.region, clock.edition = case.region, case.edition
    clock.period, clock.explanation, clock.levels = period.to_json(), [], list(levels)
    _set_due(clock, periods.due(period, anchor, calendar), calendar)
    return clock


def meet(case: Case, kind: str, *, on: date, about: str = "", debtor: str | None = None) -> list[Clock]:
    """It was done on the local day ``on``: in time up to the end of the due day, else missed and no longer owed.

    A day earlier than today is honoured (a letter sent in time, entered later): the caller checks the right to it.
    Nothing open is no error; returns the clocks that were settled.
    """
    clocks = _open(case).filter(kind=kind, about=about)
    if debtor is not None:
        clocks = clocks.filter(debtor=debtor)
    return [_settle(clock, rules.outcome(clock.due, on), on) for clock in clocks]


def cancel(case: Case, *, on: date, kind: str | None = None, about: str | None = None) -> list[Clock]:
    """Nobody owes it any more: every open clock of the case, or only those of one kind or part.

    A clock already past its day stays missed: that it was late remains a fact.
    """
    clocks = _open(case)
    if kind is not None:
        clocks = clocks.filter(kind=kind)
    if about is not None:
        clocks = clocks.filter(about=about)
    return [_end(clock, State.CANCELLED, on) for clock in clocks]


def restart(
    case: Case,
    kind: str,
    *,
    on: date,
    debtor: str,
    anchor: date,
    period: Period,
    calendar: WorkCalendar,
    url: str,
    about: str = "",
    levels: Sequence[int] = rules.LEVELS,
) -> Clock:
    """Replace the open clocks of this kind and part by a new one; the old ones stay visible as superseded.

    With the old anchor the debt goes on under another debtor, with a new anchor it begins anew.
    """
    for clock in _open(case).filter(kind=kind, about=about):
        _end(clock, State.SUPERSEDED, on)
    return start(
        case,
        kind,
        debtor=debtor,
        anchor=anchor,
        period=period,
        calendar=calendar,
        url=url,
        about=about,
        levels=levels,
    )


def extend(
    clock: Clock,
    period: Period,
    *,
    calendar: WorkCalendar,
    reason: str,
    approver: int,
    now: datetime,
    limit: Period | None = None,
    asked: date | None = None,
) -> Clock:
    """Grant more time; the date before stays visible.

    Args:
        period: "6 months in all" counts from the anchor, "1 more month" from the due day in force.
        approver: id of the person who consents.
        limit: the longest time allowed in all, from the anchor (代表法第51条: six months).
        asked: the day it was asked for. A clock that ran out while the request lay with the office runs again.

    Raises:
        Invalid: it is settled, it was asked for too late, nothing would be gained, or it would pass the limit.
    """
    held = _locked(Clock.objects.filter(pk=clock.pk)).get()
    if held.settled is not None or (held.state == State.MISSED and (asked is None or asked > held.due)):
        raise Invalid(N_("这个时限已经结束或超期，不能再延长。"))
    found = periods.extended(period, held.anchor, held.due, calendar, limit=limit)
    Extension.objects.create(
        clock=held,
        before=held.due,
        after=found.due,
        period=period.to_json(),
        reason=reason,
        approver=approver,
        at=now,
    )
    held.state = State.RUNNING
    _set_due(held, found, calendar, timezone.localdate(now))
    held.save(update_fields=[*_DUE_FIELDS, "state"])
    return held


def tick(on: date, batch: int = 500) -> list[Action]:
    """Mark as missed what passed its due day, and hand out what is to be said today: each once, the oldest first.

    After an outage a clock says only its newest level. Call it inside the transaction that stores the notices, again
    while it returns as many as ``batch``; two tickers at once share the work.
    """
    with transaction.atomic():
        late = _shared(Clock.objects.filter(OPEN, state=State.RUNNING, due__lt=on).order_by("due", "id"))
        late_ids = list(late.values_list("pk", flat=True)[:batch])
        Clock.objects.filter(pk__in=late_ids).update(state=State.MISSED)
        due = list(_shared(Clock.objects.filter(next_action__lte=on).order_by("next_action", "id"))[:batch])
        actions = []
        for clock in due:
            level, rest = rules.newest(_plan_of(clock), on)
            _set_plan(clock, rest)
            if level is not None:
                actions.append(Action(clock, level))
        _write(due, ["plan", "next_action"])
    return actions


def recalculate(region: str, calendar: WorkCalendar, now: datetime, batch: int = 500) -> list[Change] | None:
    """The calendar of a place was edited: reckon its running clocks anew. Met and missed ones never move.

    The anchor stays, so that time used stays used; granted extensions are laid on again. No reminder is sent for it.

    Args:
        region: division code; clocks of exactly this place that were reckoned by another calendar.
        now: what was said up to this day is not said again.

    Returns:
        every due day that moved among ``batch`` clocks, perhaps none; None when no clock is left. Call it until then.
    """
    with transaction.atomic():
        stale = Clock.objects.filter(OPEN, state=State.RUNNING, region=region).exclude(calendar=calendar.version)
        clocks = list(_locked(stale).order_by("id").prefetch_related("extensions")[:batch])
        changes, on = [], timezone.localdate(now)
        for clock in clocks:
            before = clock.due
            _recompute(clock, calendar, on)
            if clock.due != before:
                changes.append(Change(clock, before, clock.due))
        _write(clocks, _DUE_FIELDS)
    return changes if clocks else None


_DUE_FIELDS = ["due", "provisional", "explanation", "calendar", "plan", "next_action"]


def _recompute(clock: Clock, calendar: WorkCalendar, on: date) -> None:
    clock.explanation = []
    found = periods.due(Period.from_json(clock.period), clock.anchor, calendar)
    _set_due(clock, found, calendar, on)
    for extension in sorted(clock.extensions.all(), key=lambda extension: extension.pk):
        try:
            more = periods.extended(Period.from_json(extension.period), clock.anchor, clock.due, calendar)
        except Invalid:  # the first date has moved past this extension: it adds nothing any more
            continue
        _set_due(clock, more, calendar, on)


def _set_due(clock: Clock, found: Due, calendar: WorkCalendar, on: date | None = None) -> None:
    """Move the due day and plan its reminders; on the day ``on``, without saying again what was said before."""
    pending = {level for _, level in clock.plan}
    reminders = rules.plan(clock.anchor, found.due, clock.levels, calendar)
    if on is not None:
        reminders = [(day, level) for day, level in reminders if day > on or level in pending]
    _set_plan(clock, reminders)
    clock.due = found.due
    clock.provisional = found.provisional
    clock.explanation = [*clock.explanation, *(step.to_json() for step in found.steps)]
    clock.calendar = calendar.version


def _plan_of(clock: Clock) -> list[tuple[date, int]]:
    return [(date.fromisoformat(day), level) for day, level in clock.plan]


def _set_plan(clock: Clock, reminders: Sequence[tuple[date, int]]) -> None:
    clock.plan = [[day.isoformat(), level] for day, level in reminders]
    clock.next_action = reminders[0][0] if reminders else None


def _write(clocks: Sequence[Clock], names: Sequence[str]) -> None:
    """Save these fields of clocks by one prepared statement; ``save`` and ``bulk_update`` take a millisecond a row."""
    fields = [field for field in Clock._meta.concrete_fields if field.name in names]
    columns = ", ".join(f"{field.column} = %s" for field in fields)
    rows = [
        [*(field.get_db_prep_save(getattr(clock, field.attname), connection) for field in fields), clock.pk]
        for clock in clocks
    ]
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE clocks_clock SET {columns} WHERE id = %s", rows)  # noqa: S608 - names of our fields


def _end(clock: Clock, state: str, on: date) -> Clock:
    late = clock.state == State.MISSED or clock.due < on
    return _settle(clock, State.MISSED if late else state, on)


def _settle(clock: Clock, state: str, on: date) -> Clock:
    clock.state = state
    clock.settled = on
    _set_plan(clock, [])
    _write([clock], ["state", "settled", "plan", "next_action"])
    return clock


def _open(case: Case) -> QuerySet[Clock]:
    return _locked(Clock.objects.filter(OPEN, subject=case.subject).order_by("id"))


def _locked(clocks: QuerySet[Clock], **how: Any) -> QuerySet[Clock]:
    return clocks.select_for_update(of=("self",), **how) if _postgresql() else clocks


def _shared(clocks: QuerySet[Clock]) -> QuerySet[Clock]:
    """Rows that no other ticker holds. SQLite has one writer at a time and needs no such thing."""
    return _locked(clocks, skip_locked=True)


def _postgresql() -> bool:
    return connection.features.has_select_for_update_skip_locked
