"""How suggestions are followed (关注): one by itself."""

from collections.abc import Collection

from huying.base.notices.following import Case, Room
from huying.kernel.actor import Actor
from huying.work.suggestions import queries
from huying.work.suggestions.models import Suggestion


def _cases(ids: Collection[int]) -> dict[int, Case]:
    rows = Suggestion.objects.filter(pk__in=ids).values_list("pk", "uid", "published_at")
    return {
        # Everybody who follows a published one can open its public page; the others have the desk's.
        pk: Case(f"{'' if published else '/desk'}/suggestions/{uid}", (("suggestion", str(uid)),))
        for pk, uid, published in rows
    }


def _readable(actor: Actor, ids: Collection[int]) -> set[int]:
    may = queries.visible_to(actor).filter(pk__in=ids)
    shown = Suggestion.objects.filter(pk__in=ids, published_at__isnull=False)
    return {*may.values_list("pk", flat=True), *shown.values_list("pk", flat=True)}


ROOM = Room(news={}, told="suggestion.followed", cases=_cases, readable=_readable)
