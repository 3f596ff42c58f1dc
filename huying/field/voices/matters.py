"""The matters a voice was split into, as the desk and the citizen read them."""

from dataclasses import dataclass
from datetime import date

from huying.field.voices import queries
from huying.field.voices.commands.outcome import answers_of
from huying.field.voices.models import Voice


@dataclass(frozen=True, slots=True)
class Matter:
    """One of them: its voice, whose turn it is, and what was told, once it has ended."""

    voice: Voice
    turn: str
    answer: str


def of(voice: Voice, on: date, *, citizen: bool = False) -> list[Matter]:
    """The parts of a voice in their order. Three statements, however many; none for a voice that is a part."""
    if voice.parent_id:
        return []
    parts = list(voice.parts.exclude(state="void").select_related("station").order_by("pk"))
    if not parts:
        return []
    owed, told = queries.clocks_of(parts), {remark.voice_id: remark.text for remark in answers_of(parts)}
    return [
        Matter(
            part,
            str(queries.turn_of(part, on, owed.get(part.subject, []), citizen=citizen)),
            told.get(part.pk, "") if part.state in ("reported", "closed") else "",
        )
        for part in parts
    ]
