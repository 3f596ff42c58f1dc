"""Who has a voice open (经办锁): advice for the others at the desk, for a quarter of an hour. Nothing of the case."""

from datetime import datetime, timedelta

from django.db import transaction

from huying.field.voices import permissions
from huying.field.voices.commands.steps import facts_of
from huying.field.voices.models import Hold, Voice
from huying.kernel.actor import Actor
from huying.kernel.errors import Denied
from huying.kernel.words import N_

KEEP = timedelta(minutes=15)
RENEW = timedelta(minutes=10)
"""A hold with more than this left need not be written again."""


def hold(*, actor: Actor, now: datetime, voice: Voice, over: bool = False) -> Hold | None:
    """Take the voice in hand, letting go of any other; returns who has it then, None when nobody (not the keeper).

    Args:
        voice: with its station and, where there is one, its hold.
        over: take it from whoever has it.

    Raises:
        Denied: somebody who does not keep this voice wants to take it over.
    """
    if permissions.keeper(actor, facts_of(voice)) is None or not actor.person:
        if over:
            raise Denied(N_("这件民声由所在联络站和乡镇人大经办，您不是经办人。"))
        return held(voice, now)
    found = held(voice, now)
    if found is not None and not over and (found.person_id != actor.person or found.until - now > RENEW):
        return found
    row = Hold(voice=voice, person_id=actor.person, until=now + KEEP)
    with transaction.atomic():
        Hold.objects.filter(person=actor.person).exclude(voice=voice).delete()
        Hold.objects.bulk_create(
            [row], update_conflicts=True, unique_fields=["voice"], update_fields=["person", "until"]
        )
    return row


def held(voice: Voice, now: datetime) -> Hold | None:
    """The hold on a voice that has not run out; the voice comes with it (no statement)."""
    found: Hold | None = getattr(voice, "hold", None)
    return found if found is not None and found.until > now else None
