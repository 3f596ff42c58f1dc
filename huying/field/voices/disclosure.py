"""What anybody may read of voices: those decided to be published, and how many stand where."""

import uuid
from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from huying.base.ledger.models import Audience
from huying.base.papers import queries as papers
from huying.base.papers.commands import REDACTED
from huying.base.papers.rules import EXTENSIONS
from huying.base.search import queries as search
from huying.base.tallies import queries as tallies
from huying.field.voices.commands.away import GUIDED
from huying.field.voices.commands.publication import PHOTO, PUBLIC_KIND, WITHHELD
from huying.field.voices.commands.visits import VISITED
from huying.field.voices.masking import masked
from huying.field.voices.models import Voice
from huying.kernel.errors import Missing
from huying.kernel.words import N_
from huying.playbooks import shelf
from huying.playbooks.schema import Guide, Option

OUTCOMES = {
    "open": Q(state__in=["received", "triaged", "referred", "answered", "raised", "joined", "split"]),
    "told": Q(state="reported"),
    "solved": Q(state="closed", verdict="solved"),
    "partly": Q(state="closed", verdict="partly"),
    "not_solved": Q(state="closed", verdict="not_solved"),
    "silent": Q(state="closed", verdict__in=["", "unknown"]) & ~Q(exit="withdrawn"),
    "withdrawn": Q(state="closed", exit="withdrawn"),
}
"""What became of a voice, as the public asks: every voice is in exactly one."""
SEEN = (PHOTO, REDACTED)
"""The kinds of papers that the public may be shown: what a citizen sent, or its blackened copy."""
GIVEN_UP = ("withdrawn", "undone")


def public(
    *, region: str = "", station: int = 0, category: str = "", outcome: str = "", ended: bool = False, words: str = ""
) -> QuerySet[Voice]:
    """What anybody may read, newest first.

    Args:
        region: division code prefix; a township's own code is the cheap way.
        outcome: a key of ``OUTCOMES``.
        ended: only those whose result was told.
        words: what the text must hold.
    """
    rows = Voice.objects.filter(published=True).select_related("station").order_by("-id")
    if region:
        near = {"town": region[:9]} if len(region) >= 9 else {}
        rows = rows.filter(**near) if len(region) == 9 else rows.filter(**near, region__startswith=region)
    if station:
        rows = rows.filter(station=station)
    if category:
        rows = rows.filter(category=category)
    if outcome:
        rows = rows.filter(OUTCOMES[outcome])
    if ended:
        # Said as a "not", or SQLite gathers every closed voice to find the newest few.
        rows = rows.exclude(OUTCOMES["open"])
    return rows.filter(search.holding(PUBLIC_KIND, words, region)) if words.strip() else rows


def public_outcomes(station: int) -> dict[str, int]:
    """How the published voices of one station ended, by key of ``OUTCOMES``, in their order. One statement."""
    counted = {key: Count("station", filter=fits) for key, fits in OUTCOMES.items()}
    return dict(Voice.objects.filter(published=True, station=station).aggregate(**counted))


def photos(rows: Iterable[Voice]) -> dict[str, list[papers.Paper]]:
    """The photos that were picked for the public, by subject of the published voice. At most one statement."""
    subjects = [row.subject for row in rows if row.published and row.photos]
    found = papers.of_many(subjects, [Audience.PUBLIC]) if subjects else {}
    return {subject: [row for row in listed if row.kind in SEEN] for subject, listed in found.items()}


def plain_name(paper: papers.Paper) -> str:
    """What a photo is called before strangers: people write names into the names of files."""
    return f"photo.{EXTENSIONS[paper.mime]}"


def sent(row: Voice) -> list[papers.Paper]:
    """The photos as the citizen sent them, for their own page."""
    found = papers.of(row.subject, [Audience.PUBLIC, Audience.PARTIES]) if row.photos or row.sounds else []
    return [each for each in found if each.origin_id is None]


def photo(row: Voice, uid: uuid.UUID) -> papers.Paper:
    """One of them.

    Raises:
        Missing: it is not for the public.
    """
    for each in photos([row]).get(row.subject, []):
        if each.uid == uid:
            return each
    raise Missing(N_("没有这张照片，或者它不公开。"))


ROUNDED = 3
"""Decimals of a public place: about a hundred metres, so that it is a street and not a door."""


def spot(row: Voice) -> tuple[float | None, float | None]:
    """Latitude and longitude as strangers are told them: rounded, unless the voice's playbook says exact."""
    if row.latitude is None or row.longitude is None or row.anonymised:
        return None, None
    if shelf.by_edition(row.edition).voices.public_places == "exact":
        return row.latitude, row.longitude
    return round(row.latitude, ROUNDED), round(row.longitude, ROUNDED)


def address(row: Voice) -> str:
    """The place in the citizen's words as strangers are told it: without what leads to somebody's door."""
    return masked(row.place)


def stands(region: str) -> dict[str, int]:
    """How many voices stand where inside a region, published or not, from counters. Keys as in ``counts``."""
    found: dict[str, int] = {}
    for key, n in tallies.by_key("voices", region).items():
        stand = key.partition(":")[2]
        found[stand] = found.get(stand, 0) + n
    return found


def stands_by_town(region: str) -> dict[str, dict[str, int]]:
    """The same for each township and street inside: its code -> how many stand where. One statement."""
    found: dict[str, dict[str, int]] = {}
    for (town, key), n in tallies.by_region("voices").items():
        if town.startswith(region):
            stands, stand = found.setdefault(town, {}), key.partition(":")[2]
            stands[stand] = stands.get(stand, 0) + n
    return found


def guided_away(region: str, guides: Iterable[Guide], language: str, station: int = 0) -> list[tuple[str, int]]:
    """How many took the other door they were shown before anything was sent: (door, n), from counters."""
    counted = [(key.partition(":"), n) for key, n in tallies.by_key(GUIDED, region[:9]).items()]
    fits = [(code, n) for (at, _, code), n in counted if not station or at == str(station)]
    sums = ((guide, sum(n for code, n in fits if code == guide.code)) for guide in guides)
    return [(guide.shown(language), n) for guide, n in sums if n]


def withheld(region: str, reasons: Iterable[Option], language: str) -> list[tuple[str, int]]:
    """How many were decided not to be published, and why: (reason, n), from counters. One statement."""
    counted = tallies.by_key(WITHHELD, region)
    return [(reason.shown(language), n) for reason in reasons if (n := counted.get(reason.code, 0))]


def station_stands(station: int, region: str) -> dict[str, int]:
    """How many voices said at a station stand where, published or not, from counters. ``region`` is the station's."""
    found = tallies.by_key("voices", region[:6])
    return {key.partition(":")[2]: n for key, n in found.items() if key.partition(":")[0] == str(station)}


def visits(station: int, region: str) -> dict[str, int]:
    """Return visits of a station: asked, reached, still solved, given up (counters). ``region`` is the station's."""
    found = tallies.by_key(VISITED, region[:9])
    return {each: found.get(f"{station}:{each}", 0) for each in ("asked", "reached", "solved", "unreached")}
