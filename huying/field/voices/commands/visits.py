"""Return visits (回访): weeks after the end the citizen is asked again, by page, by phone or at the door."""

from datetime import date, datetime

from huying.base.ledger.commands import command
from huying.base.ledger.models import Audience
from huying.base.tallies.commands import move as count
from huying.field.voices import permissions, rules
from huying.field.voices.commands import steps
from huying.field.voices.commands.outcome import take_up
from huying.field.voices.models import Voice
from huying.field.voices.states import VERDICTS, VISITS
from huying.kernel.actor import Actor
from huying.kernel.errors import Invalid
from huying.kernel.words import N_

VISITED = "voices.visits"
"""Counter: region = township, key = ``<station>:<asked|reached|solved|unreached>``. Only grows."""


@command
def ask_again(*, actor: Actor, now: datetime, voice: int, version: int | None = None) -> Voice:
    """The day of a return visit has come (到期回访): the citizen's page asks, and the station sees whom to call."""
    move = steps.begin("ask_again", voice=voice, actor=actor, now=now, version=version)
    move.voice.revisit_on, move.voice.visiting = None, True
    steps.finish(move, audience=Audience.PARTIES)
    _count(move.voice, "asked")
    steps.tell_station(move, "voice.visit_due")
    return move.voice


@command
def revisit(
    *,
    actor: Actor,
    now: datetime,
    voice: int,
    version: int | None = None,
    outcome: str,
    reason: str = "",
    on: date | None = None,
) -> Voice:
    """What came of a return visit (回访): the citizen's words, or that nobody took the call.

    “还没有解决” takes the voice up again, as often as a verdict may.

    Args:
        outcome: one of states.VISITS; "no_answer" and "given_up" are the station's alone.
        on: the day of the call or the visit, when it is entered later.

    Raises:
        Invalid: given up before the playbook's number of calls.
    """
    rules.one_of(outcome, VISITS, field="outcome")
    move = steps.begin("revisit", voice=voice, actor=actor, now=now, version=version, on=on)
    if outcome not in VERDICTS:
        return _missed(move, outcome, reason)
    _count(move.voice, "reached")
    data = {"verdict": outcome, **({"visit": True} if move.post else {})}
    if outcome == "not_solved" and move.voice.reopened < permissions.REOPENINGS:
        move = steps.begin("reopen", voice=voice, actor=actor, now=now, version=version, on=on)
        move.voice.verdict = outcome
        return take_up(move, reason, data=data)
    if outcome == "solved":
        _count(move.voice, "solved")
    if outcome != "unknown":
        move.voice.verdict = outcome
    _end(move)
    text = rules.words(reason, field="reason", needed=False)
    steps.finish(move, save=["verdict", "visits"], text=text, audience=Audience.PARTIES, data=data)
    return move.voice


def _missed(move: steps.Move, outcome: str, reason: str) -> Voice:
    row, least = move.voice, move.book.voices.revisits.tries
    if move.post is None:
        raise Invalid(N_("请从列出的项目里选一项。"), field="outcome")
    if outcome == "given_up":
        if row.tries < least:
            raise Invalid(
                N_("打过 %(least)d 次才能记为未能联系，现在打过 %(tries)d 次。"),
                field="outcome",
                least=least,
                tries=row.tries,
            )
        _count(row, "unreached")
        _end(move)
    else:
        row.tries += 1
    text = rules.words(reason, field="reason", needed=False)
    steps.finish(
        move, save=["visits"], text=text, audience=Audience.PARTIES, data={"kind": outcome, "tries": row.tries}
    )
    return row


def _end(move: steps.Move) -> None:
    """This visit is over; the playbook may have another."""
    row = move.voice
    row.visiting, row.tries, row.visits = False, 0, row.visits + 1
    row.revisit_on = move.book.voices.revisits.following(row.visits, move.on)


def _count(voice: Voice, what: str) -> None:
    count(VISITED, voice.town, into=f"{voice.station_id}:{what}")
