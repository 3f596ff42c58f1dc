from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.base.ledger import queries
from huying.base.ledger.commands import grow
from huying.base.ledger.models import Audience, Trace
from huying.base.ledger.tests.make import NOW, ZHANG, matter, move

pytestmark = pytest.mark.django_db
ALL = list(Audience.values)


def test_a_timeline_shows_what_its_reader_may_read() -> None:
    case = matter()
    move(actor=ZHANG, now=NOW, matter=case.pk, audience=Audience.PUBLIC)
    move(actor=ZHANG, now=NOW, matter=case.pk, audience=Audience.SEALED)
    assert [line.seq for line in queries.timeline(case.subject, ALL)] == [1, 2, 3]
    assert [line.seq for line in queries.timeline(case.subject, [Audience.PUBLIC])] == [2]
    assert queries.timeline(case.subject, []) == []
    assert queries.last(case.subject).seq == 3
    assert queries.last("matter:0") is None


def test_a_story_goes_up_and_down_but_not_sideways() -> None:
    voice, other, suggestion, project = (
        matter(1, now=NOW + timedelta(hours=n), audience=Audience.PUBLIC) for n in range(4)
    )
    grow([voice, other], suggestion)
    grow([suggestion], project)
    grow([suggestion], project)
    assert Trace.objects.count() == 3
    assert queries.family(voice.subject) == sorted([suggestion.subject, project.subject])
    assert queries.family(project.subject) == sorted([suggestion.subject, voice.subject, other.subject])
    told = [line.subject for line in queries.story(voice.subject, ALL)]
    assert told == [voice.subject] * 2 + [suggestion.subject] * 2 + [project.subject] * 2


def test_of_related_cases_only_public_lines_are_told() -> None:
    voice, suggestion = matter(), matter(1)
    move(actor=ZHANG, now=NOW, matter=suggestion.pk, audience=Audience.PUBLIC)
    grow([voice], suggestion)
    told = [(line.subject, line.seq) for line in queries.story(voice.subject, ALL)]
    assert told == [(voice.subject, 1), (suggestion.subject, 3)]
    assert len(queries.story(voice.subject, ALL, others=ALL)) == 4


def test_a_ring_of_traces_ends() -> None:
    one, two = matter(), matter()
    grow([one], two)
    grow([two], one)
    assert queries.family(one.subject) == [two.subject]


def test_a_story_takes_two_statements_however_long() -> None:
    first = before = matter()
    for _ in range(8):
        after = matter(3, audience=Audience.PUBLIC)
        grow([before], after)
        before = after
    with CaptureQueriesContext(connection) as seen:
        assert len(queries.story(first.subject, ALL)) == 1 + 8 * 4
    assert len(seen) == 2


def test_what_one_person_did_page_by_page() -> None:
    for n in range(5):
        matter(1, now=NOW + timedelta(hours=n // 2))
    whole = queries.by_person(3)
    assert len(whole) == 10 and whole == sorted(whole, key=lambda line: (line.at, line.id), reverse=True)
    paged, before = [], None
    while page := queries.by_person(3, before=before, limit=3):
        paged += page
        before = page[-1].at, page[-1].id
    assert paged == whole
    assert queries.by_person(4) == []
    assert len(queries.by_person(3, verbs=["matter.opened"])) == 5
    assert len(queries.by_person(3, since=NOW + timedelta(hours=1), until=NOW + timedelta(hours=2))) == 4
