"""A lost tracking code (补发查询码): the station makes sure who asks, the old code dies, the new one is shown once."""

import uuid
from datetime import datetime

from huying.base.ledger.commands import command
from huying.base.ledger.models import Audience
from huying.field.voices import codes, rules
from huying.field.voices.commands import steps
from huying.field.voices.models import Voice, VoiceContact
from huying.field.voices.states import CHECKED
from huying.kernel.actor import Actor
from huying.kernel.errors import Invalid
from huying.kernel.words import N_


def reissue_code(
    *,
    actor: Actor,
    now: datetime,
    command_id: uuid.UUID | None = None,
    voice: int,
    version: int | None = None,
    checked: str,
) -> Voice:
    """Give whoever lost the code a new one; it comes back as the voice's plain ``code``.

    Args:
        command_id: of the form; the same id always gives the same code.
        checked: how it was made sure who asks, one of states.CHECKED; kept in the line.

    Raises:
        Invalid: nobody left a name or a phone, so there is nothing to check against.
    """
    key = command_id or uuid.uuid4()
    row = _reissue(actor=actor, now=now, command_id=command_id, key=key, voice=voice, version=version, checked=checked)
    row.code = codes.derive(key)
    return row


@command
def _reissue(*, actor: Actor, now: datetime, key: uuid.UUID, voice: int, version: int | None, checked: str) -> Voice:
    rules.one_of(checked, CHECKED, field="checked")
    move = steps.begin("reissue_code", voice=voice, actor=actor, now=now, version=version)
    row = move.voice
    if not VoiceContact.objects.filter(pk=row.pk).exists():
        raise Invalid(N_("没有留过姓名和电话，核对不了是不是本人，不能补发。请本人再反映一次。"))
    row.code_hash = codes.digest(codes.derive(key))
    steps.finish(move, save=["code_hash"], audience=Audience.PARTIES, data={"checked": checked})
    return row
