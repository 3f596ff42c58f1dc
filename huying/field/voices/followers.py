"""How voices are followed (关注): one by itself, or what is new at a station, in a village, of a category."""

from collections.abc import Collection

from huying.base.notices.following import Case, Room, Topic
from huying.field.voices import queries
from huying.field.voices.models import Voice
from huying.field.voices.states import UNCOUNTED
from huying.kernel.actor import Actor

NEW = "voice.new_here"


def _cases(ids: Collection[int]) -> dict[int, Case]:
    rows = (
        Voice.objects.filter(pk__in=ids)
        .exclude(state__in=UNCOUNTED)
        .values_list("pk", "uid", "station", "station__merged_into", "region", "village", "category")
    )
    return {
        pk: Case(f"/desk/voices/{uid}", tuple(_topics(str(uid), merged or station, region, village, category)))
        for pk, uid, station, merged, region, village, category in rows
    }


def _topics(uid: str, station: int, region: str, village: str, category: str) -> list[Topic]:
    where = village or (region if len(region) == 12 else "")
    around: list[Topic] = [("station", str(station))]
    around += [("village", where)] if where else []
    around += [("category", f"{region[:6]}:{category}")] if category else []
    return [("voice", uid), *around]


def _readable(actor: Actor, ids: Collection[int]) -> set[int]:
    return set(queries.visible_to(actor).filter(pk__in=ids).values_list("pk", flat=True))


ROOM = Room(
    news={"voice.received": NEW, "voice.registered": NEW, "voice.published": NEW},
    told="voice.followed",
    cases=_cases,
    readable=_readable,
)
