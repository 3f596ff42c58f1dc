"""Following (关注): a private preference of whoever is signed in, so no line of the ledger is written.

What happened is read from the ledger, not told by the rooms: the tick reads on from where it stopped, asks each room
what its cases are followed by and who may still read them, and tells every follower once. Nobody is told of what they
did themselves, of what was before they followed, or of an event they were told of anyway.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from huying.base.ledger.models import Audience, Entry
from huying.base.notices.commands import tell
from huying.base.notices.models import Follow, Notice, Reading
from huying.base.people import queries as people
from huying.kernel.actor import Actor
from huying.kernel.errors import Invalid
from huying.kernel.words import N_

KINDS: dict[str, str] = {
    "voice": N_("一件民声"),
    "suggestion": N_("一件建议"),
    "station": N_("联络站"),
    "village": N_("村、社区"),
    "category": N_("类别"),
}
CASES = ("voice", "suggestion")
"""What is followed by itself; the rest is followed for what is new in it."""
MOST = 200
BATCH, ROUNDS = 500, 20
"""Lines read at once, and how often in one go of the tick."""
OVERLAP = 100
"""Lines read again each time: on PostgreSQL a line may become visible after one with a higher number."""
_READING = "follow"

Topic = tuple[str, str]
"""Kind and target: ("voice", uid), ("station", id), ("village", code), ("category", "430523:roads")."""


@dataclass(frozen=True, slots=True)
class Case:
    """How one case is followed: where it is read on the desk, and by what."""

    url: str
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class Room:
    """What a room that has cases says about following them.

    Args:
        news: ledger verb by which a case becomes readable -> sentence for those who follow its surroundings.
        told: sentence for those who follow the case itself, of every public line.
        cases: how the cases with these ids are followed; unknown ids are left out.
        readable: which of these ids the actor may read at this moment.
    """

    news: Mapping[str, str]
    told: str
    cases: Callable[[Collection[int]], dict[int, Case]]
    readable: Callable[[Actor, Collection[int]], set[int]]


def follow(person: int, kind: str, target: str, *, now: datetime) -> None:
    """Follow something; the caller has made sure that it is there and may be read. Twice is once.

    Raises:
        Invalid: more than ``MOST``.
    """
    if Follow.objects.filter(person=person)[: MOST + 1].count() >= MOST:
        raise Invalid(N_("最多关注 %(most)s 项，请先去掉一些。"), most=MOST)
    Follow.objects.get_or_create(person=person, kind=kind, target=target, defaults={"at": now})


def unfollow(person: int, kind: str, target: str) -> None:
    """Follow it no more."""
    Follow.objects.filter(person=person, kind=kind, target=target).delete()


def followed(person: int) -> list[Topic]:
    """What this person follows, newest first. One statement."""
    return list(Follow.objects.filter(person=person).order_by("-id").values_list("kind", "target")[:MOST])


def follows(person: int, kind: str, target: str) -> bool:
    """Whether this person follows it."""
    return Follow.objects.filter(person=person, kind=kind, target=target).exists()


def spread(now: datetime, rooms: Mapping[str, Room]) -> int:
    """Tell the followers what the ledger has had to say since the last time; returns how many were told.

    A first start, and a day on which nobody follows anything, tell nothing of the past.
    """
    told = 0
    for _ in range(ROUNDS):
        read, more = _read_on(now, rooms)
        told += more
        if read < BATCH:
            break
    return told


def _read_on(now: datetime, rooms: Mapping[str, Room]) -> tuple[int, int]:
    """One batch: how many new lines were read, and how many people told."""
    with transaction.atomic():
        mark, new = Reading.objects.select_for_update().get_or_create(name=_READING)
        if new or not Follow.objects.exists():
            newest = Entry.objects.order_by("-pk").values_list("pk", flat=True).first()
            Reading.objects.filter(pk=mark.pk).update(line=newest or 0)
            return 0, 0
        lines = Entry.objects.filter(pk__gt=max(mark.line - OVERLAP, 0)).order_by("pk")[: BATCH + OVERLAP]
        read = [(line, *_case_of(line)) for line in lines]
        told = sum(_tell(kind, room, [row for row in read if row[1] == kind], now) for kind, room in rooms.items())
        if read and (last := read[-1][0].pk) > mark.line:
            Reading.objects.filter(pk=mark.pk).update(line=last)
    return sum(line.pk > mark.line for line, *_ in read), told


def _case_of(line: Entry) -> tuple[str, int]:
    kind, _, pk = line.subject.partition(":")
    return kind, int(pk) if pk.isdigit() else 0


def _tell(kind: str, room: Room, rows: list[tuple[Entry, str, int]], now: datetime) -> int:
    cases = room.cases({pk for _, _, pk in rows}) if rows else {}
    followers = _followers(case.topics for case in cases.values())
    wanted = [
        (line, pk, person, verb)
        for line, _, pk in rows
        if pk in cases
        for person, verb in _whom(line, kind, room, cases[pk], followers).items()
    ]
    wanted = _still_readable(room, wanted, now)
    known = _known({person for *_, person, _ in wanted}, {line.subject for line, *_ in wanted})
    told = 0
    for line, pk, person, verb in wanted:
        about = (person, line.subject)
        if f"{line.seq}" in known[about] or (verb in room.news.values() and verb in known[about]):
            continue
        tell([person], verb, case=line.subject, url=cases[pk].url, key=f"{line.subject}:{line.seq}:follow", now=now)
        known[about] |= {str(line.seq), verb}
        told += 1
    return told


def _followers(topics: Iterable[tuple[Topic, ...]]) -> dict[Topic, list[tuple[int, datetime]]]:
    """Who follows one of these, and since when. One statement."""
    asked = {topic for each in topics for topic in each}
    found: dict[Topic, list[tuple[int, datetime]]] = defaultdict(list)
    rows = Follow.objects.filter(kind__in={kind for kind, _ in asked}, target__in={target for _, target in asked})
    for row in rows.iterator() if asked else ():
        found[row.kind, row.target].append((row.person, row.at))
    return found


def _whom(
    line: Entry, kind: str, room: Room, case: Case, followers: Mapping[Topic, list[tuple[int, datetime]]]
) -> dict[int, str]:
    """Who is to hear of this line, and in which sentence: one a person, however many ways they follow it."""
    whom: dict[int, str] = {}
    for topic in case.topics:
        itself = topic[0] == kind
        verb = room.told if itself and line.audience == Audience.PUBLIC else room.news.get(line.verb, "")
        if verb and not (itself and verb != room.told):
            for person, since in followers.get(topic, ()):
                if person != line.person and since < line.at:
                    whom.setdefault(person, verb)
    return whom


def _still_readable(
    room: Room, wanted: list[tuple[Entry, int, int, str]], now: datetime
) -> list[tuple[Entry, int, int, str]]:
    """Only what each of them may read at this moment, by the post they hold today."""
    asked: dict[int, set[int]] = defaultdict(set)
    for _, pk, person, _ in wanted:
        asked[person].add(pk)
    actors = people.actors(asked, timezone.localdate(now))
    may = {person: room.readable(actors[person], pks) for person, pks in asked.items() if person in actors}
    return [row for row in wanted if row[1] in may.get(row[2], ())]


def _known(persons: set[int], subjects: set[str]) -> dict[tuple[int, str], set[str]]:
    """What these people were told of these cases: the numbers of the lines, and the sentences. One statement."""
    found: dict[tuple[int, str], set[str]] = defaultdict(set)
    rows = Notice.objects.filter(person__in=persons, subject__in=subjects) if persons else Notice.objects.none()
    for person, subject, verb, key in rows.values_list("person", "subject", "verb", "key"):
        rest = key.removeprefix(f"{subject}:") if key.startswith(f"{subject}:") else ""
        found[person, subject] |= {verb, rest.partition(":")[0]}
    return found
