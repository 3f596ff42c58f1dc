"""See for oneself (核查): before the station tells the citizen, somebody went and looked at what the unit did."""

from collections.abc import Sequence
from datetime import date, datetime

from huying.base.ledger.commands import command
from huying.base.ledger.models import Audience
from huying.base.papers import commands as papers
from huying.field.voices import rules
from huying.field.voices.commands import steps
from huying.field.voices.models import Voice
from huying.field.voices.states import FOUND
from huying.kernel.actor import Actor
from huying.kernel.errors import Invalid
from huying.kernel.words import N_


@command
def check(
    *,
    actor: Actor,
    now: datetime,
    voice: int,
    version: int | None = None,
    found: str,
    text: str = "",
    photos: Sequence[papers.Upload] = (),
    on: date | None = None,
) -> Voice:
    """Record a check on site (核查): what was found, in words and photos that the citizen may see.

    Args:
        found: one of states.FOUND.
        on: the day somebody went, when it is entered later.
    """
    rules.one_of(found, FOUND, field="found")
    move = steps.begin("check", voice=voice, actor=actor, now=now, version=version, on=on)
    row = move.voice
    if len(photos) > rules.PHOTOS_MAX:
        raise Invalid(N_("一次最多 %(limit)d 张照片。"), field="photos", limit=rules.PHOTOS_MAX)
    said = rules.words(text, needed=found != "solved")
    row.checked, row.photos = found, min(row.photos + len(photos), 999)
    data = {"found": found, "photos": len(photos)}
    steps.finish(move, save=["checked", "photos"], text=said, audience=Audience.PARTIES, data=data)
    for photo in photos:
        papers.attach(row, photo, kind="check", audience=Audience.PARTIES, actor=actor, now=now)
    return row
