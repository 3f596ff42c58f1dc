import random
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.base.search import commands, jobs, queries
from huying.base.search.models import Document, Gram, Habit
from huying.base.search.tests.make import COUNTY, NOW, indexed, texts

pytestmark = pytest.mark.django_db


@pytest.mark.slow
def test_every_two_character_word_is_found_with_recall_one() -> None:
    """Pitfall 55, against substring search as the truth, over 2 000 texts."""
    made = indexed(2000)
    rng = random.Random(3)
    words = {rng.choice(list(made.values()))[at : at + 2] for at in range(40) for _ in range(3)}
    words = {word for word in words if word.isalpha() and len(word) == 2}
    assert len(words) > 40
    for word in words:
        truth = [number for number in sorted(made, reverse=True) if word in made[number]]
        assert queries.find("voice", word) == truth, word
        assert _within(word) == truth, word


def _within(word: str) -> list[int]:
    """As a room asks it of its own rows, newest first; any table will do whose keys are those of the cases."""
    if not Habit.objects.exists():
        numbers = Document.objects.filter(kind="voice").values_list("object_id", flat=True)
        Habit.objects.bulk_create([Habit(id=n, region="", unit=n, token="") for n in numbers])
    return list(Habit.objects.filter(queries.holding("voice", word)).order_by("-id").values_list("id", flat=True))


@pytest.mark.parametrize(("few", "many", "how"), [(3, 8000, "search_document d"), (3, 3, "INSTR"), (0, 0, "INSTR")])
def test_the_commoner_the_words_the_less_is_gathered_and_the_same_is_found(
    monkeypatch: pytest.MonkeyPatch, few: int, many: int, how: str
) -> None:
    made = indexed(300)
    for words in ("路灯", "灯", "村 灯"):
        everywhere = [n for n in sorted(made, reverse=True) if all(word in made[n] for word in words.split())]
        assert len(everywhere) > 3, words
        assert _within(words) == everywhere, words
        with monkeypatch.context() as patch:
            patch.setattr(queries, "_FEW", few)
            patch.setattr(queries, "_MANY", many)
            with CaptureQueriesContext(connection) as caught:
                assert _within(words) == everywhere, words
        if len(words) == 2:
            sql = caught[-1]["sql"].replace("STRPOS", "INSTR")
            assert how in sql


def test_common_words_keep_to_their_kind_and_region(monkeypatch: pytest.MonkeyPatch) -> None:
    commands.index("voice", 1, "430599101", NOW, "路灯不亮")
    commands.index("voice", 2, "430599102", NOW, "路灯不亮")
    commands.index("suggestion", 3, "430599101", NOW, "路灯不亮")
    Habit.objects.bulk_create([Habit(id=n, region="", unit=n, token="") for n in (1, 2, 3)])
    for few in (0, 200):
        monkeypatch.setattr(queries, "_FEW", few)
        monkeypatch.setattr(queries, "_MANY", few)
        rows = Habit.objects.filter(queries.holding("voice", "路灯", "430599101"))
        assert list(rows.values_list("id", flat=True)) == [1]


@pytest.mark.parametrize("word", ["桥", "村", "和", "幼儿园", "红绿灯", "多次反映", "路灯 盼回复", "12组"])
def test_other_lengths_too(word: str) -> None:
    made = indexed(300)
    truth = [n for n in sorted(made, reverse=True) if all(part in made[n] for part in word.split())]
    assert queries.find("voice", word) == truth


def test_pairs_that_only_stand_apart_are_not_a_hit() -> None:
    commands.index("voice", 1, "430599101", NOW, "红绿相间，绿灯")
    commands.index("voice", 2, "430599101", NOW, "红绿灯")
    assert queries.find("voice", "红绿灯") == [2]


def test_kind_region_and_order() -> None:
    commands.index("voice", 1, "430599101", NOW, "路灯不亮")
    commands.index("voice", 2, "430599102", NOW + timedelta(days=1), "路灯不亮")
    commands.index("suggestion", 3, "430599", NOW, "路灯不亮")
    assert queries.find("voice", "路灯") == [2, 1]
    assert queries.find("voice", "路灯", region="430599101") == [1]
    assert queries.find("suggestion", "路灯", region="430599") == [3]
    assert queries.find("suggestion", "路灯", region="430599101") == []


def test_new_text_replaces_the_old_and_forgetting_forgets() -> None:
    commands.index("voice", 1, "430599101", NOW, "路灯不亮")
    commands.index("voice", 1, "430599101", NOW, "校车太挤")
    assert queries.find("voice", "路灯") == []
    assert queries.find("voice", "校车") == [1]
    assert Document.objects.count() == 1
    commands.forget("voice", 1)
    assert queries.find("voice", "校车") == []
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_index(search_index, rank) VALUES ('integrity-check', 1)")


ODD = [
    '"',
    "'",
    '路灯"',
    "路灯'",
    "NEAR(路灯)",
    "-路灯",
    "路灯*",
    "tokens:路灯",
    "路灯)",
    "^路",
    "😀",
    "路灯😀",
    "%",
    "_",
    "\\",
    "路&灯",
    "!路",
    "<->",
    "a:b:*",
    "1e5",
    "-3.14",
    "http://a.b/c?d=e",
    "ﷺ",
    "\u202e路",
    "{路}",
]


@pytest.mark.parametrize("odd", ["", "  ", "路灯 OR 校车", "AND NOT", "\x00路灯", "路" * 10_000, "x" * 10_000, *ODD])
def test_odd_input_never_errors(odd: str) -> None:
    commands.index("voice", 1, "430599101", NOW, "路灯不亮")
    commands.index("voice", 2, "430599101", NOW, odd)
    assert set(queries.find("voice", odd)) <= {1, 2}
    assert isinstance(queries.similar("voice", odd, COUNTY, NOW - timedelta(days=1)), list)
    commands.learn(odd, 5, COUNTY)
    assert isinstance(queries.usual_unit(odd, COUNTY), list)


def test_a_word_with_a_sign_in_it_is_checked_as_typed() -> None:
    commands.index("voice", 1, "430599101", NOW, "按GB/T 9704排版")
    commands.index("voice", 2, "430599101", NOW, "GB 9704 T恤")
    assert queries.find("voice", "gb/t 9704") == [1]


@pytest.mark.slow
def test_what_is_like_this_one() -> None:
    made = indexed(1500)
    assert jobs.recount(NOW) == 1500
    assert Gram.objects.get(token="").n == 1500
    rng = random.Random(5)
    hits = 0
    asked = rng.sample(list(made), 60)
    for number in asked:
        words = made[number]
        again = "您好，" + words[: len(words) // 2] + "，麻烦了。" + words[len(words) // 2 :].replace("！", "")
        found = queries.similar("voice", again, COUNTY, NOW)
        hits += number in [object_id for object_id, _ in found]
        assert all(0 < score <= 1 for _, score in found)
    assert hits >= 57


def test_likeness_stays_in_the_county_and_in_time_and_leaves_itself_out() -> None:
    text = "云口村三组的路灯坏了半年，晚上看不见路"
    commands.index("voice", 1, "430599101", NOW, text)
    commands.index("voice", 2, "430588101", NOW, text)
    commands.index("voice", 3, "430599102", NOW - timedelta(days=900), text)
    commands.index("suggestion", 4, "430599", NOW, text)
    since = NOW - timedelta(days=730)
    assert queries.similar("voice", text, COUNTY, since) == [(1, 1.0)]
    assert queries.similar("voice", text, COUNTY, since, without=1) == []
    assert queries.similar("voice", "完全是别的事情", COUNTY, since) == []


def test_who_usually_handles_it() -> None:
    for unit, words in texts(300):
        commands.learn(words, unit, COUNTY)
    asked = texts(200, seed=99)
    right = 0
    for unit, words in asked:
        guesses = queries.usual_unit(words, COUNTY)
        assert len(guesses) <= 3
        right += guesses[0][0] == unit
    assert right / len(asked) > 0.9
    unit, because = queries.usual_unit("青龙村的路灯坏了", COUNTY)[0]
    assert unit == 1
    assert because[0] == "路灯"
    assert queries.usual_unit("青龙村的路灯坏了", "430588") == []


def test_a_unit_with_one_text_has_no_habits() -> None:
    commands.learn("路灯坏了", 9, COUNTY)
    assert queries.usual_unit("路灯坏了", COUNTY) == []


def test_learning_the_same_text_counts_up() -> None:
    for _ in range(3):
        commands.learn("路灯", 9, COUNTY)
    assert dict(Habit.objects.values_list("token", "n")) == {"": 3, "路灯": 3}


def test_statements_do_not_grow() -> None:
    indexed(50)
    for call in (
        lambda: queries.find("voice", "路灯"),
        lambda: queries.usual_unit("路灯坏了", COUNTY),
        lambda: commands.index("voice", 51, "430599101", NOW, "路灯坏了"),
        lambda: commands.learn("路灯坏了", 1, COUNTY),
    ):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            call()
        assert len([q for q in seen if "SAVEPOINT" not in q["sql"]]) == 1
    with CaptureQueriesContext(connection) as seen:
        queries.similar("voice", "路灯坏了", COUNTY, NOW)
    assert len(seen) == 2


def test_the_index_is_used() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("EXPLAIN QUERY PLAN SELECT rowid FROM search_index WHERE tokens MATCH '\"路灯\"'")
            assert "VIRTUAL TABLE INDEX" in str(cursor.fetchall())
        else:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(
                "EXPLAIN SELECT id FROM search_document "
                "WHERE to_tsvector('simple', tokens) @@ to_tsquery('simple', '路灯')"
            )
            assert "search_tokens" in str(cursor.fetchall())
