"""What the public may see (公开), a decision apart from handling: as it is, edited, or not, with a reason."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from huying.base.ledger.commands import command
from huying.base.ledger.models import Audience
from huying.base.papers import commands as papers
from huying.base.papers import queries
from huying.base.search import commands as search
from huying.base.tallies.commands import move as count
from huying.field.voices import rules
from huying.field.voices.commands import steps
from huying.field.voices.masking import masked
from huying.field.voices.models import Voice
from huying.kernel.actor import Actor

PHOTO = "photo"
"""The kind of a paper that a citizen sent."""
PUBLIC_KIND = "voice_public"
"""Published voices stand in the index a second time, so that citizens' questions never wade through the others."""
WITHHELD = "voices.withheld"
"""Counter of what was decided not to be published: region the township, key the reason."""


@command
def publish(
    *,
    actor: Actor,
    now: datetime,
    voice: int,
    version: int | None = None,
    text: str | None = None,
    photos: Collection[uuid.UUID] = (),
) -> Voice:
    """Let everybody read the matter (公开); the citizen must have agreed. Contact data is never published.

    Args:
        text: the wording for the public; the citizen's own when None. Where it differs, their own is kept for those who
            handle the voice, and the citizen is shown the difference.
        photos: which photos the public may see; none by itself.
    """
    move = steps.begin("publish", voice=voice, actor=actor, now=now, version=version)
    row, said = move.voice, move.voice.words
    shown = said if text is None else rules.words(text, needed=bool(said))
    row.text, row.original = shown, said if shown != said else ""
    _decide(move, published=True, photos=photos)
    search.index(PUBLIC_KIND, row.pk, row.region, row.created_at, f"{row.text} {masked(row.place)}".strip())
    return row


@command
def unpublish(*, actor: Actor, now: datetime, voice: int, version: int | None = None) -> Voice:
    """Take it back from public view; it may be decided on again."""
    move = steps.begin("unpublish", voice=voice, actor=actor, now=now, version=version)
    _hide(move)
    return move.voice


@command
def withhold(*, actor: Actor, now: datetime, voice: int, version: int | None = None, reason: str) -> Voice:
    """Decide not to publish it (不予公开). ``reason`` is one of the playbook's ``voices.withhold_reasons``."""
    move = steps.begin("withhold", voice=voice, actor=actor, now=now, version=version)
    known = {each.code for each in move.book.voices.withhold_reasons}
    _hide(move, rules.one_of(reason, known, field="reason"))
    return move.voice


def _hide(move: steps.Move, reason: str = "") -> None:
    row = move.voice
    row.text, row.original = row.words, ""
    _decide(move, published=False, reason=reason)
    search.forget(PUBLIC_KIND, row.pk)


def _decide(move: steps.Move, *, published: bool, reason: str = "", photos: Collection[uuid.UUID] = ()) -> None:
    row = move.voice
    row.published = published
    recount(row, reason)
    data: dict[str, Any] = {"reason": reason} if reason else {"edited": True} if row.original else {}
    if row.photos:
        audiences = {"audience": Audience.PUBLIC, "otherwise": Audience.PARTIES}
        shown = papers.show(row.subject, photos, kind=PHOTO, **audiences)
        data |= {"photos": shown} if shown else {}
    steps.finish(move, save=["published", "text", "original", "withheld"], audience=Audience.PARTIES, data=data)


@command
def redact(
    *,
    actor: Actor,
    now: datetime,
    voice: int,
    version: int | None = None,
    paper: uuid.UUID,
    boxes: Sequence[papers.Box] = (),
) -> Voice:
    """Black out faces, plates, house numbers on a photo (涂黑照片). The public is shown this copy only.

    Args:
        paper: the photo as it came.
        boxes: in percent of its width and height; they take the place of earlier ones. None: no copy any more.
    """
    move = steps.begin("redact", voice=voice, actor=actor, now=now, version=version)
    row = move.voice
    found = queries.open_for(row.subject, paper, [Audience.PARTIES])
    papers.redact(found, boxes, actor=actor, now=now)
    steps.finish(move, audience=Audience.PARTIES, data={"paper": str(found.uid), "boxes": len(boxes)})
    return row


def recount(row: Voice, reason: str) -> None:
    """It is withheld for this reason now ("": not at all); the counter follows."""
    count(WITHHELD, row.town, out_of=row.withheld or None, into=reason or None)
    row.withheld = reason
