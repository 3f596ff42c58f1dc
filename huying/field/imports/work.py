"""What goes on by itself with a batch, a slice at a time: checking, bringing in, undoing.

Fifty rows are one transaction, with the cursor that says how far it is: a killed process has either all of them or
none, and whoever goes on begins after the last. Two workers at once cannot: the second finds the cursor moved.
"""

import hashlib
import hmac
import time
import uuid
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from huying.field.imports import commands, permissions, queries, reading
from huying.field.imports.checking import Checker, Problem, Ready, problem
from huying.field.imports.models import Batch, Row
from huying.field.voices import commands as voices
from huying.field.voices.queries import Voice
from huying.kernel.actor import SYSTEM, Actor
from huying.kernel.errors import BadMove, HouseError, Invalid, Missing, Stale
from huying.kernel.words import N_

CHUNK = 50
LOOK = 500
BREATH = 0.02
"""Between two transactions, so that a citizen's voice need not wait for the end of the import."""

Item = TypeVar("Item")
State = Row.State


@dataclass(slots=True)
class Findings:
    """What a check found. ``hidden``: rows whose words hold a name or a number, so that they are not published."""

    good: int = 0
    ended: int = 0
    expired: int = 0
    hidden: int = 0
    wrong: list[Row] = field(default_factory=list)

    def count(self, row: Ready) -> None:
        self.good += 1
        self.ended += row.ended_on is not None
        self.expired += row.expired
        self.hidden += not row.public


def advance(batch: int, *, now: datetime, seconds: float, tell: Callable[[Batch], None] = lambda batch: None) -> bool:
    """Go on with a batch for about so long; True when there is more to do.

    Args:
        tell: called after every transaction of an import, for a progress bar.
    """
    row = queries.fresh(batch)
    step = {"checking": _check, "running": _bring_in, "undoing": _undo}.get(row.state)
    return step(row, now, time.monotonic() + seconds, tell) if step else False


# ── checking ────────────────────────────────────────────────────────────────────────────────────────


def look_through(batch: Batch, actor: Actor, now: datetime) -> Findings:
    """Examine every row, within the file and against earlier imports. Writes nothing."""
    checker, earlier = Checker(batch, actor, now), queries.earlier(batch)
    found, first = Findings(), dict[str, int]()
    with closing(_rows(batch)) as rows:
        for chunk in _chunks(rows, LOOK):
            looked = [(number, checker.examine(number, cells)) for number, cells in chunk]
            known = queries.known(earlier, [row.key for _, row in looked if isinstance(row, Ready)])
            for number, examined in looked:
                row = _once(examined, known, first) if isinstance(examined, Ready) else examined
                if isinstance(row, Ready):
                    found.count(row)
                else:
                    found.wrong.append(_refused(batch, number, row))
    return found


def _once(row: Ready, known: dict[str, tuple[int, int]], first: dict[str, int]) -> Ready | list[Problem]:
    """The row, unless the same matter stands further up or came in earlier."""
    before = first.setdefault(row.key, row.number)
    if before != row.number:
        return [_same(N_("和第 %(row)d 行是同一件，只导入前一行。"), row=before)]
    if row.key in known:
        batch, number = known[row.key]
        return [_same(N_("第 %(batch)d 批已经导入过（那一批的第 %(row)d 行）。"), batch=batch, row=number)]
    return row


def _same(text: str, **params: Any) -> Problem:
    return {**problem("number", "", Invalid(text, **params)), "twice": True}


def _refused(batch: Batch, number: int, problems: list[Problem]) -> Row:
    state = State.TWICE if any("twice" in each for each in problems) else State.REFUSED
    return Row(batch_id=batch.pk, number=number, state=state, problems=problems)


def _check(batch: Batch, now: datetime, until: float, tell: Callable[[Batch], None]) -> bool:
    del until, tell  # one sweep: some ten seconds for fifty thousand rows, and nothing is locked meanwhile
    try:
        found = look_through(batch, queries.actor_of(batch, now), now)
        commands.find(
            actor=SYSTEM,
            now=now,
            batch=batch.pk,
            version=batch.version,
            good=found.good,
            ended=found.ended,
            expired=found.expired,
            wrong=found.wrong,
        )
    except (Stale, BadMove, Missing):  # planned anew or given up meanwhile
        return True
    return False


# ── bringing in ─────────────────────────────────────────────────────────────────────────────────────


def _bring_in(batch: Batch, now: datetime, until: float, tell: Callable[[Batch], None]) -> bool:
    actor = queries.actor_of(batch, now)
    if actor.kind != "system" and permissions.importer(actor, batch.region, batch.station_id or 0) is None:
        commands.stop(actor=SYSTEM, now=now, batch=batch.pk)  # whoever began it holds the post no longer
        return False
    checker, wrong = Checker(batch, actor, now), queries.wrong(batch)
    with closing(_rows(batch)) as rows:
        after = (row for row in rows if row[0] > batch.cursor)
        for chunk in _chunks(after, CHUNK):
            ready = [(number, checker.examine(number, cells)) for number, cells in chunk if number not in wrong]
            if not _take_in(batch, ready, chunk[-1][0], actor, now):
                return False
            tell(batch)
            if time.monotonic() > until:
                return True
            time.sleep(BREATH)
    commands.finish(actor=SYSTEM, now=now, batch=batch.pk)
    return False


@transaction.atomic
def _take_in(
    batch: Batch,
    chunk: list[tuple[int, Ready | list[Problem]]],
    last: int,
    actor: Actor,
    now: datetime,
) -> bool:
    """One transaction's rows and the cursor behind them; False when somebody stopped it or is at it."""
    held = Batch.objects.select_for_update().get(pk=batch.pk)
    if (held.state, held.cursor) != ("running", batch.cursor):
        return False
    known = queries.known(queries.earlier(batch), [row.key for _, row in chunk if isinstance(row, Ready)])
    once = [(number, _once(row, known, {}) if isinstance(row, Ready) else row) for number, row in chunk]
    done = [
        _one(batch, row, actor, now) if isinstance(row, Ready) else _refused(batch, number, row) for number, row in once
    ]
    Row.objects.bulk_create(done)
    states = [row.state for row in done]
    counts = {"made": State.DONE, "refused": State.REFUSED, "twice": State.TWICE}
    Batch.objects.filter(pk=batch.pk).update(
        cursor=last, **{name: F(name) + states.count(state) for name, state in counts.items()}
    )
    batch.cursor = last
    return True


def _one(batch: Batch, ready: Ready, actor: Actor, now: datetime) -> Row:
    """One row as a voice, or refused with the reason the room of voices gives."""
    try:
        with transaction.atomic():
            voice = _tell(batch, ready, actor, now)
    except HouseError as refusal:
        return _refused(batch, ready.number, [problem(refusal.field or "text", "", refusal)])
    return Row(
        batch_id=batch.pk,
        number=ready.number,
        key=ready.key,
        state=State.DONE,
        voice_id=voice.pk,
        version=voice.version,
    )


def _tell(batch: Batch, ready: Ready, actor: Actor, now: datetime) -> Voice:
    """The voice as the ledger tells it: said, answered, judged or left unjudged, each on its day."""
    voice = voices.receive(
        actor=actor,
        now=now,
        command_id=_command_id(batch, ready.number),
        channel="import",
        station=ready.station,
        batch=batch.pk,
        **ready.said,
    )
    if ready.ended_on is None:
        return voice
    given = {"actor": actor, "now": now, "voice": voice.pk}
    voice = voices.answer(**given, text=ready.answer, on=ready.ended_on)
    until = voice.verdict_until
    if ready.verdict:
        voice = voices.confirm(**given, verdict=ready.verdict, on=ready.ended_on, again=False)
    elif until and until < timezone.localdate(now):
        voice = voices.close(**{**given, "actor": SYSTEM}, on=until + timedelta(days=1))
    return voices.publish(**given) if ready.public and voice.consent else voice


def _command_id(batch: Batch, number: int) -> uuid.UUID:
    """The same for the same row, for ever; keyed, because a citizen's code can be derived from it."""
    message = f"import:{batch.uid}:{number}".encode()
    return uuid.UUID(bytes=hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).digest()[:16], version=4)


# ── undoing ─────────────────────────────────────────────────────────────────────────────────────────


def _undo(batch: Batch, now: datetime, until: float, tell: Callable[[Batch], None]) -> bool:
    del tell
    actor = queries.actor_of(batch, now)
    while _take_back(batch, actor, now):
        if time.monotonic() > until:
            return True
        time.sleep(BREATH)
    commands.finish_undo(actor=SYSTEM, now=now, batch=batch.pk)
    return False


@transaction.atomic
def _take_back(batch: Batch, actor: Actor, now: datetime) -> bool:
    """The next rows of the batch; what somebody dealt with since is kept. False when none is left."""
    Batch.objects.select_for_update().get(pk=batch.pk)
    rows = list(queries.made(batch)[:CHUNK])
    dealt = queries.touched(rows)
    for row in rows:
        row.state = State.UNDONE
        try:
            if row.pk in dealt:
                raise BadMove(N_("导入之后有人办理过，留下不动。"))
            voices.undo(actor=actor, now=now, voice=row.voice_id)
        except HouseError as refusal:
            row.state, row.problems = State.KEPT, [problem("", "", refusal)]
    Row.objects.bulk_update(rows, ["state", "problems"])
    undone = sum(row.state == State.UNDONE for row in rows)
    Batch.objects.filter(pk=batch.pk).update(undone=F("undone") + undone, kept=F("kept") + len(rows) - undone)
    return bool(rows)


def _rows(batch: Batch) -> Generator[reading.Row, None, None]:
    path, mime = queries.file_of(batch)
    return reading.rows(path, mime, batch.sheet, batch.header_row)


def _chunks(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    walk = iter(items)
    while chunk := list(islice(walk, size)):
        yield chunk
