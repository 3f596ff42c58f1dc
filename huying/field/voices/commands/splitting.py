"""Several matters in one voice (拆分): each goes its own way, and the citizen is told once, when all have ended.

A part is a voice with a ``parent``: it has its own words, unit and clocks, nobody's code and no contact of its own. The
citizen, publication and every figure know the parent alone.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime

from huying.base.clocks import commands as clocks
from huying.base.ledger.commands import command, grow, record
from huying.base.ledger.models import Audience
from huying.base.search import commands as search
from huying.base.tallies.commands import move as count
from huying.field.voices import codes, rules
from huying.field.voices.commands import steps
from huying.field.voices.models import Voice
from huying.kernel.actor import SYSTEM, Actor
from huying.kernel.errors import BadMove, Invalid
from huying.kernel.words import N_

FEWEST, MOST = 2, 6
COPIED = (
    *("station", "town", "region", "channel", "category", "village", "place", "latitude", "longitude", "datum"),
    *("on_behalf", "share_contact", "consent", "consent_version", "speaker", "edition", "confidential"),
)


@command
def split(*, actor: Actor, now: datetime, voice: int, version: int | None = None, parts: Sequence[str]) -> Voice:
    """Split a voice into its matters (拆分); each stands registered at the station, with its own clock.

    Args:
        parts: the words of each matter, taken from what was said; two to six.
    """
    move = steps.begin("split", voice=voice, actor=actor, now=now, version=version)
    row = move.voice
    said = [text for text in (rules.words(each, field="parts", needed=False) for each in parts) if text]
    if not FEWEST <= len(said) <= MOST:
        raise Invalid(N_("请写清楚是哪几件事：两件到 %(most)s 件，每件一格。"), field="parts", most=MOST)
    steps.leave_triage(move)
    steps.finish(move, data={"parts": len(said)})
    for text in said:
        _part(move, text)
    return row


def _part(move: steps.Move, text: str) -> None:
    row = move.voice
    same = {name: getattr(row, name) for name in COPIED}
    part = Voice(**same, parent=row, state="triaged", text=text, created_at=move.now)
    part.code_hash = codes.digest(codes.derive(uuid.uuid4()))
    data = {"station": part.station_id, "channel": part.channel, "kind": "part"}
    record(part, "voice.received", move.actor, now=move.now, post=move.post, audience=Audience.PUBLIC, data=data)
    grow([row], part)
    steps.start(part, "answer", book=move.book, on=move.on, debtor=f"station:{steps.keeper(row)}")
    count("voices.parts", part.town, into=f"{part.station_id}:{part.stand}")
    search.index("voice", part.pk, part.region, part.created_at, f"{part.text} {part.place}".strip())


@command
def unite(*, actor: Actor, now: datetime, voice: int, version: int | None = None) -> Voice:
    """Take a split back (撤销拆分), while no part was handled: the parts are void, the voice stands at the station."""
    move = steps.begin("unite", voice=voice, actor=actor, now=now, version=version)
    row = move.voice
    if row.parts.exclude(state="void").exclude(state="triaged", version=1).exists():
        raise BadMove(N_("拆出来的事已经有在办的，不能撤销；请分别办完。"))
    fold(row, now)
    steps.finish(move)
    steps.owe(move, rules.triage_period(row.reopened))
    return row


def fold(row: Voice, now: datetime) -> None:
    """Void every part that still goes on: the voice is one again, or was taken back."""
    for pk in row.parts.filter(state__in=("triaged", "referred", "answered", "joined")).values_list("pk", flat=True):
        move = steps.begin("fold", voice=pk, actor=SYSTEM, now=now, version=None)
        move.voice.text = ""  # it stands in the whole voice, and goes with that
        steps.finish(move, save=["text"], audience=Audience.PARTIES)
        clocks.cancel(move.voice, on=move.on)
        search.forget("voice", pk)
        if move.was == "referred":
            steps.tell_unit(move, "voice.withdrawn")
