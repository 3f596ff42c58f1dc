"""Which voices belong together: pure."""

from datetime import date

import pytest

from huying.field.topics import rules
from huying.field.topics.rules import Said
from huying.field.topics.states import MACHINE
from huying.field.topics.tests.make import LAMPS, PIPES

DAY = date(2026, 11, 2)


def said(texts: list[str], *, first: int = 1, town: str = "101", category: str = "roads", **more: object) -> list[Said]:
    words = [rules.words_of(text, []) for text in texts]
    return [Said(pk, category, town, DAY, each, **more) for pk, each in enumerate(words, first)]  # type: ignore[arg-type]


def pks(rows: list[Said], fewest: int = 5) -> list[list[int]]:
    return [cluster.pks for cluster in rules.clusters(rows, fewest)]


def test_the_table_is_whole() -> None:
    assert MACHINE.problems() == []


def test_what_is_alike_comes_together_and_what_is_not_stays_apart() -> None:
    (cluster,) = rules.clusters(said(LAMPS) + said(PIPES, first=11), 5)
    assert cluster.pks == [1, 2, 3, 4, 5, 6]
    assert "路灯" in cluster.words and not set("水管") & set("".join(cluster.words))
    assert set(cluster.examples) <= {1, 2, 3, 4, 5, 6} and len(cluster.examples) == 3
    assert pks(said(LAMPS[:3] + PIPES[:3]), 5) == []


def test_fewer_than_asked_is_none() -> None:
    assert pks(said(LAMPS[:4])) == [] and pks(said(LAMPS[:4]), 4) == [[1, 2, 3, 4]]
    assert pks([]) == []


def test_two_places_are_two_clusters() -> None:
    rows = said(LAMPS) + said(LAMPS, first=11, town="102")
    assert pks(rows) == [[1, 2, 3, 4, 5, 6], [11, 12, 13, 14, 15, 16]]


def test_half_a_kilometre_over_the_boundary_is_one_place() -> None:
    here = said(LAMPS[:3], point=(27.0, 111.0))
    near = said(LAMPS[3:], first=11, town="102", point=(27.004, 111.0))
    far = said(LAMPS[3:], first=11, town="102", point=(27.006, 111.0))
    assert pks(here + near) == [[1, 2, 3, 11, 12, 13]] and pks(here + far) == []
    assert pks(here + said(LAMPS[3:], first=11, town="102")) == []


def test_two_categories_are_two_clusters() -> None:
    assert pks(said(LAMPS[:3]) + said(LAMPS[3:], first=11, category="water")) == []


def test_names_of_places_make_nothing_alike() -> None:
    texts = [
        f"云溪镇桥头村{what}" for what in ("路灯坏了", "水管爆了", "学校缺老师", "垃圾没人收", "狗咬人", "网络不通")
    ]
    named = [rules.words_of(text, ["桥头村", "云溪镇", "呼应县"]) for text in texts]
    assert not any("桥头" in each or "云溪" in each for each in named)
    assert pks([Said(pk, "", "101", DAY, each) for pk, each in enumerate(named)], 2) == []


def test_the_same_voices_in_any_order_make_the_same_clusters() -> None:
    rows = said(LAMPS) + said(PIPES, first=11) + said(LAMPS, first=21, town="102")
    assert rules.clusters(rows, 2) == rules.clusters(rows[::-1], 2)


@pytest.mark.slow
def test_a_flood_of_one_text_is_one_cluster_quickly() -> None:
    (cluster,) = rules.clusters(said([LAMPS[0]] * 2500), 5)
    assert len(cluster.voices) == 2500


def test_what_goes_on_from_last_night() -> None:
    last = [{1, 2, 3, 4, 5, 6}, {11, 12, 13, 14}]
    assert rules.match([{4, 5, 6, 7, 8, 9}], last) == [0]
    assert rules.match([{6, 7, 8, 9, 10}], last) == [None]
    assert rules.match([{12, 13, 14, 15}, {1, 2, 3}], last) == [1, 0]
    assert rules.match([{1, 2, 3}, {3, 4, 5, 6}], last) == [None, 0]
    assert rules.match([], last) == [] and rules.match([{1}], []) == [None]


def test_which_topic_holds_most_of_it() -> None:
    held = {7: {1, 2, 3}, 8: {4}}
    assert rules.most_of({1, 2, 3, 4, 5, 6}, held) == 7
    assert rules.most_of({1, 4, 5, 6}, held) is None and rules.most_of({1}, {}) is None


@pytest.mark.parametrize(("size", "before", "again"), [(9, 6, True), (8, 6, False), (8, 5, True), (7, 5, False)])
def test_grown_by_half(size: int, before: int, *, again: bool) -> None:
    assert rules.grew(size, before) is again


def test_weeks_have_no_gaps() -> None:
    days = {date(2026, 11, 4): 2, date(2026, 11, 8): 1, date(2026, 11, 16): 3}
    assert rules.by_week(days) == [(DAY, 3), (date(2026, 11, 9), 0), (date(2026, 11, 16), 3)]
    assert rules.by_week({}) == []


def test_places_are_townships_or_the_villages_of_one() -> None:
    assert rules.by_place(said(LAMPS[:2]) + said(LAMPS[:1], town="102")) == {"101": 2, "102": 1}
    assert rules.by_place(said(LAMPS[:2], village="101201") + said(LAMPS[:1])) == {"101201": 2, "101": 1}
