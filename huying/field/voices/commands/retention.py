"""When the days of keeping are over, what a voice said goes; what was done about it stays (匿名处理)."""

from datetime import datetime

from huying.base.clocks import commands as clocks
from huying.base.ledger.commands import command
from huying.base.papers import commands as papers
from huying.base.search import commands as search
from huying.field.voices.commands import steps
from huying.field.voices.commands.publication import PUBLIC_KIND
from huying.field.voices.models import Remark, Voice, VoiceContact
from huying.kernel.actor import Actor
from huying.kernel.words import N_

GONE = N_("（已按保存期限匿名处理）")
"""What stands where words were."""


@command
def anonymise(*, actor: Actor, now: datetime, voice: int, version: int | None = None) -> Voice:
    """Delete words, place, answers, photos, contact for good (匿名处理); codes, days, verdict and every line stay.

    Only the clock does it, when the days of the voice's playbook (``voices.anonymise_days``) are over.
    """
    move = steps.begin("anonymise", voice=voice, actor=actor, now=now, version=version)
    row = move.voice
    row.anonymised, row.share_contact, row.photos, row.sounds = True, False, 0, 0
    row.text, row.original, row.answers = GONE, "", {}
    row.place, row.latitude, row.longitude, row.datum = "", None, None, ""
    row.revisit_on, row.visiting = None, False
    save = ["anonymised", "share_contact", "photos", "sounds", "text", "original", "answers"]
    save += ["revisit_on", "visiting"]
    steps.finish(move, save=[*save, "place", "latitude", "longitude", "datum"])
    clocks.cancel(row, on=move.on)
    Remark.objects.filter(voice=row.pk).update(text=GONE)
    VoiceContact.objects.filter(pk=row.pk).delete()
    papers.discard_all(row.subject)
    for kind in ("voice", PUBLIC_KIND):
        search.forget(kind, row.pk)
    return row
