"""What is kept of an answer, and what is told of it: through the commands."""

import copy
import json
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.base.ledger import queries as ledger
from huying.base.ledger.models import Entry, Receipt
from huying.base.ledger.tests.shared import shared
from huying.base.tallies import queries as tallies
from huying.field.surveys import commands, figures, queries, rules
from huying.field.surveys.commands.steps import questions_of
from huying.field.surveys.models import Roll, Sheet, Survey, Words
from huying.field.surveys.states import VERBS
from huying.field.surveys.tests import make
from huying.field.surveys.tests.make import LAST, NOW, TODAY, do, say
from huying.kernel.actor import SYSTEM
from huying.kernel.errors import BadMove, Denied, Missing

pytestmark = pytest.mark.django_db


county_once = shared(make.county)


@pytest.fixture
def county(county_once: make.County) -> make.County:
    return copy.deepcopy(county_once)


@pytest.fixture
def full(county: make.County) -> make.County:
    return make.more_deputies(county, 12)


def fresh(row: Survey) -> Survey:
    return Survey.objects.get(pk=row.pk)


# ── anonymity ──


def stored(model: Any) -> list[dict[str, Any]]:
    """The rows as the database gives them without an order, every column."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {model._meta.db_table}")
        names = [column.name if hasattr(column, "name") else column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def test_an_anonymous_sheet_names_nobody_and_no_time(full: make.County) -> None:
    row = make.opened(full, audience="deputies")
    people = [full.actor(f"deputy{n}") for n in range(12)]
    before = (Entry.objects.count(), Receipt.objects.count(), fresh(row).version)
    for actor in people:
        say(row, actor=actor)
    assert (Entry.objects.count(), Receipt.objects.count(), fresh(row).version) == before
    do("close_survey", full, row)
    known = {str(value) for actor in people for value in (actor.person, actor.account)}
    for sheet in stored(Sheet):
        assert set(sheet) == {"id", "survey_id", "person", "place", "answers", "loose"}
        assert sheet["person"] == 0 and not sheet["loose"]
        assert not known & {str(value) for given in json.loads(sheet["answers"]).values() for value in given} - {
            "4",
            "5",
        }
    for mark in stored(Roll):
        assert set(mark) == {"id", "survey_id", "person", "ident", "token", "place", "drawn", "done"}
    for line in Entry.objects.filter(subject=row.subject):
        assert line.person not in {actor.person for actor in people}
    assert {row["text"] for row in stored(Words)} == {"添一间书法室"} and len(stored(Words)) == 12


def test_neither_ids_nor_order_lead_from_the_roll_to_the_sheets(full: make.County) -> None:
    """The order in which rows lie must not be the order in which people came: neither while open nor at the end."""
    same_open = same_closed = 0
    for _ in range(6):
        row = make.opened(full, audience="deputies")
        for n in range(10):
            say(row, {"q1": ["o1"], "q4": [str(n + 1)]}, actor=full.actor(f"deputy{n}"))
        lie = [json.loads(sheet["answers"])["q4"][0] for sheet in stored(Sheet) if sheet["survey_id"] == row.pk]
        assert not any(sheet["loose"] for sheet in stored(Sheet))
        same_open += [int(n) for n in lie] == list(range(1, 11))
        assert {int(n) for n in lie[:5]} == {1, 2, 3, 4, 5}
        do("close_survey", full, row)
        lie = [json.loads(sheet["answers"])["q4"][0] for sheet in stored(Sheet) if sheet["survey_id"] == row.pk]
        same_closed += {int(n) for n in lie[:5]} == {1, 2, 3, 4, 5}
        ids = [mark["id"] for mark in stored(Roll) if mark["survey_id"] == row.pk]
        assert not set(ids) & {sheet["id"] for sheet in stored(Sheet)}
    assert same_open == 0 and same_closed <= 1


def test_the_crowds_roll_is_gone_when_it_closes(county: make.County) -> None:
    row = make.closed(county)
    assert not Roll.objects.filter(survey=row).exists()


def test_a_named_sheet_says_whose_it_is(full: make.County) -> None:
    row = make.opened(full, audience="deputies", named=True)
    actor = full.actor("deputy3")
    say(row, actor=actor)
    assert Entry.objects.filter(verb="survey.answered", person=actor.person).count() == 1
    do("close_survey", full, row)
    (sheet,) = queries.sheets(fresh(row))
    assert sheet.person == actor.person and sheet.answers["q5"] == ["添一间书法室"]
    assert not queries.sheets(make.closed(full)).exists()


# ── results ──


def test_nothing_is_told_before_the_end(county: make.County) -> None:
    row = make.opened(county)
    for _ in range(7):
        say(row)
    assert tallies.by_region(row.subject) == {} and not Words.objects.exists()
    with pytest.raises(Missing):
        queries.results(fresh(row))


def test_figures_are_those_of_the_sheets_and_sealed(county: make.County) -> None:
    row = make.opened(county)
    for n in range(20):
        say(row, {"q1": [f"o{1 + n % 3}"], "q3": ["4"], "q5": [f"第{n}句"]}, place=(make.YUNXI, make.SHIQIAO)[n % 2])
    row = do("close_survey", county, row)
    found = queries.results(row)
    assert [(bar.label, bar.n) for bar in found.figures[0].bars] == [("常去", 7), ("偶尔去", 7), ("没去过", 6)]
    assert (found.figures[2].asked, found.figures[2].given) == (14, 14)
    assert {group.places for group in found.figures[0].groups} == {(make.YUNXI,), (make.SHIQIAO,)}
    again = figures.count(questions_of(row), ((each.place, each.answers) for each in Sheet.objects.filter(survey=row)))
    kept = {place: n for place, n in tallies.by_region(row.subject).items() if not place[1].startswith("q5")}
    assert kept == {place: n for place, n in again.items() if not place[1].startswith("q5")}
    assert queries.sealed(row)
    Sheet.objects.filter(pk=Sheet.objects.filter(survey=row)[0].pk).update(answers={"q4": ["9"]})
    assert not queries.sealed(row)


def test_few_answers_are_shown_to_nobody(county: make.County) -> None:
    row = make.closed(county, sheets=4)
    assert all(not figure.bars for figure in queries.results(row).figures)
    assert queries.words(row, "q5") == ([], "")
    with pytest.raises(BadMove):
        do("publish", county, row)


def test_words_are_public_only_when_chosen(county: make.County) -> None:
    row = make.closed(county)
    said, following = queries.words(row, "q5")
    assert len(said) == 6 and following == ""
    keys = [each.pk for each in said]
    row = do("choose", county, row, question="q5", shown=keys[:2], among=keys)
    row = do("choose", county, row, question="q5", shown=[keys[2]], among=keys[1:3])
    public, _ = queries.words(row, "q5", chosen=True)
    assert {each.pk for each in public} == {keys[0], keys[2]}


@pytest.mark.slow
def test_ten_thousand_sheets_make_the_same_few_statements(county: make.County) -> None:
    def statements(n: int) -> int:
        row = make.opened(county)
        say(row)
        sheets = [Sheet(survey=row, place=make.YUNXI, answers={"q1": [f"o{1 + k % 3}"], "q4": ["3"]}) for k in range(n)]
        Sheet.objects.bulk_create(sheets, batch_size=1000)
        row = do("close_survey", county, row)
        with CaptureQueriesContext(connection) as seen:
            found = queries.results(row)
        assert found.figures[0].given == n + 1
        return len(seen)

    assert statements(10_000) <= 2 >= statements(20)


# ── the ledger ──


def test_every_line_has_a_name_and_holds_no_personal_data(full: make.County) -> None:
    row = make.opened(full, audience="sample", intro="张三家门口的文化站")
    do("remind", full, row)
    do("extend", full, row, closes_on=make.day(15))
    drawn = Roll.objects.filter(survey=row, drawn=True).values_list("person", flat=True)
    for n in range(12):
        if (actor := full.actor(f"deputy{n}")).person in drawn:
            say(row, actor=actor)
    row = do("close_survey", full, row)
    said, _ = queries.words(row, "q5")
    row = do("choose", full, row, question="q5", shown=[said[0].pk], among=[each.pk for each in said])
    row = do("publish", full, row)
    lines = ledger.timeline(row.subject, ["public", "parties", "congress", "sealed"])
    assert {line.verb for line in lines} <= set(VERBS)
    for line in lines:
        held = json.dumps(line.data, ensure_ascii=False)
        assert not any(word in held for word in ("张三", "文化站", "书法室", "deputy"))
    assert [line.verb for line in lines if line.audience == "public"] == ["survey.published"]
    assert not [fault for fault in ledger.verify().faults if fault.subject.startswith("survey")]


def test_a_repeat_is_harmless(county: make.County) -> None:
    row = make.written(county)
    key = uuid.uuid4()
    first = do("open_survey", county, row, command_id=key)
    assert do("open_survey", county, row, command_id=key).version == first.version == row.version + 1


def test_the_clock_may_close_and_nothing_else(county: make.County) -> None:
    row = make.opened(county)
    with pytest.raises(Denied):
        commands.draft(
            actor=SYSTEM, now=NOW, region=make.COUNTY, title="x", audience="anyone", opens_on=TODAY, closes_on=LAST
        )
    assert do("close_survey", county, row, "system").state == "closed"
    assert rules.FEWEST == 5
