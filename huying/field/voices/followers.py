"""How voices are followed (关注): one by itself, or what is new at a station, in a village, of a category."""

from collections.abc import Collection

from huying.base.notices.following import Case, Room, Topic
from huying.field.voices import queries
from huying.field.voices.models import Voice
from huying.field.voices.states import UNCOUNTED
from huying.kernel.actor import Actor

NEW = "voice.new_here"


def _cases(ids: Collection[int]) -> dict[int, Case]:
    rows = Voice.objects.filter(pk__in=ids).exclude(state__in=UNCOUNTED).select_related("station")
    return {row.pk: Case(f"/desk/voices/{row.uid}", (("voice", str(row.uid)), *_around(row))) for row in rows}


def _around(voice: Voice) -> list[Topic]:
    """What it is news of; what comes from an old ledger is none."""
    if voice.channel == "import":
        return []
    place = voice.village or (voice.region if len(voice.region) == 12 else "")
    around: list[Topic] = [("station", str(voice.station.merged_into_id or voice.station_id))]
    around += [("village", place)] if place else []
    around += [("category", f"{voice.region[:6]}:{voice.category}")] if voice.category else []
    return around


def _readable(actor: Actor, ids: Collection[int]) -> set[int]:
    return set(queries.visible_to(actor).filter(pk__in=ids).values_list("pk", flat=True))


ROOM = Room(
    news=dict.fromkeys(("voice.received", "voice.released", "voice.registered", "voice.published"), NEW),
    told="voice.followed",
    cases=_cases,
    readable=_readable,
)
