"""The clock's tick: what every room does by itself, in order. Idempotent; meant to run every minute."""

import fcntl
import json
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from huying.base.clocks import jobs as clocks
from huying.base.ledger import jobs as ledger
from huying.base.limits import commands as limits
from huying.base.notices import following
from huying.base.notices import jobs as notices
from huying.base.papers import jobs as papers
from huying.base.people import jobs as people
from huying.base.search import jobs as search
from huying.field.imports import jobs as imports
from huying.field.surveys import jobs as surveys
from huying.field.topics import jobs as topics
from huying.field.voices import jobs as voices
from huying.field.voices.followers import ROOM as voices_followed
from huying.field.voices.texting import number_of
from huying.work.suggestions import jobs as suggestions
from huying.work.suggestions.followers import ROOM as suggestions_followed

log = logging.getLogger(__name__)
_PG_LOCK = 0x48_55_59_49  # "HUYI": one tick at a time in this database.

Jobs = dict[str, Callable[[datetime], Any]]

#: Kind of case -> whom a short message about one reaches.
REACH = {"voice": number_of}

#: Kind of case -> how it is followed.
FOLLOWED = {"voice": voices_followed, "suggestion": suggestions_followed}

#: Every time. What becomes due is told before the letters go.
JOBS: Jobs = {
    "clocks.correct": clocks.correct,
    "voices.close_silent": voices.close_silent,
    "voices.remind": voices.remind,
    "voices.stop_waiting": voices.stop_waiting,
    "voices.ask_again": voices.ask_again,
    "surveys.close_due": surveys.close_due,
    "notices.remind": notices.remind,
    "notices.spread": partial(following.spread, rooms=FOLLOWED),
    "notices.brief": notices.brief,
    "notices.deliver": partial(notices.deliver, reach=REACH),
    "ledger.seal": ledger.seal,
    "limits.sweep": limits.sweep,
    "imports.advance": imports.advance,
}
#: Once a day, at the first tick from ten past midnight on.
NIGHTLY: Jobs = {
    "suggestions.hand_on": suggestions.hand_on,
    "suggestions.deem_accepted": suggestions.deem_accepted,
    "suggestions.close_evaluations": suggestions.close_evaluations,
    "suggestions.remind_of_promises": suggestions.remind_of_promises,
    "voices.erase_old": voices.erase_old,
    "voices.anonymise_old": voices.anonymise_old,
    "imports.clear_old": imports.clear_old,
    "papers.sweep": papers.sweep,
    "notices.forget": notices.forget,
    "people.forget_sessions": people.forget_sessions,
    "topics.concentrate": topics.concentrate,
    "search.recount": search.recount,
}
_NIGHT = time(0, 10)


@dataclass(frozen=True, slots=True)
class Result:
    """What one job did: how much, or why not."""

    job: str
    ok: bool
    done: int
    seconds: float
    error: str = ""


def run(now: datetime, jobs: Jobs | None = None) -> list[Result] | None:
    """Run every job once; one that fails does not stop the rest. None when another tick is at it."""
    with _alone() as alone:
        if not alone:
            return None
        results = [_one(name, job, now) for name, job in (_due(now) if jobs is None else jobs).items()]
        _remember(now, results)
        return results


def _due(now: datetime) -> Jobs:
    """The jobs of this tick: the nightly ones too when they have not run this night."""
    local = timezone.localtime(now)
    night = local.replace(hour=_NIGHT.hour, minute=_NIGHT.minute, second=0, microsecond=0)
    if local < night:
        night -= timedelta(days=1)
    noted = _noted().get("night")
    return JOBS | NIGHTLY if noted is None or datetime.fromisoformat(noted) < night else JOBS


def _one(name: str, job: Callable[[datetime], Any], now: datetime) -> Result:
    began = monotonic()
    try:
        made = job(now)
    except Exception as fault:
        log.exception("tick: %s failed", name)
        words = f"{type(fault).__name__}: {fault}"[:300]
        return Result(name, False, 0, monotonic() - began, words)
    return Result(name, True, _how_many(made), monotonic() - began)


def _how_many(made: Any) -> int:
    if isinstance(made, int):
        return made
    return len(made) if isinstance(made, Sequence) else 0


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether no other tick runs: a session lock of PostgreSQL, or a lock on a file beside SQLite."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [_PG_LOCK])
            held = bool(cursor.fetchone()[0])
        try:
            yield held
        finally:
            if held:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(%s)", [_PG_LOCK])
        return
    with (settings.DATA / "tick.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def _remembered() -> Path:
    return Path(settings.DATA) / "last-tick.json"


def _remember(now: datetime, results: list[Result]) -> None:
    """Note on this machine when the clock last ran and what failed, for the doctor."""
    failed = {result.job: result.error for result in results if not result.ok}
    night = now.isoformat() if any(result.job in NIGHTLY for result in results) else _noted().get("night")
    file = _remembered()
    fresh = file.with_suffix(".part")
    fresh.write_text(json.dumps({"at": now.isoformat(), "night": night, "failed": failed}, ensure_ascii=False))
    fresh.replace(file)


def _noted() -> dict[str, Any]:
    """What the last tick on this machine noted; nothing when it never ran or the note is no good."""
    try:
        noted = json.loads(_remembered().read_text())
        datetime.fromisoformat(noted["at"])
        return dict(noted)
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def last() -> tuple[datetime, dict[str, str]] | None:
    """When this machine's clock last ran and which jobs failed then; None when never."""
    noted = _noted()
    return (datetime.fromisoformat(noted["at"]), noted["failed"]) if noted else None
