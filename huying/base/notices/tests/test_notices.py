import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from huying.base.notices import commands, queries, sentences
from huying.base.notices.models import Notice
from huying.base.notices.tests.make import NOW, told

pytestmark = pytest.mark.django_db


def test_one_event_is_told_once_to_each(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        told(7, 8, 7, 0, number=47)
    told(7, 9, number=47)
    assert sorted(Notice.objects.values_list("person", flat=True)) == [7, 8, 9]


def test_nobody_to_tell_costs_nothing(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        told()
        told(0)
        assert queries.unread(0) == 0


def test_a_refused_act_tells_nobody() -> None:
    def act() -> None:
        with transaction.atomic():
            told(7, number=47)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act()
    assert queries.unread(7) == 0


def test_the_box_is_paged_and_counted(django_assert_num_queries: Any) -> None:
    for n in range(35):
        told(7, number=n, key=f"suggestion:1:{n}")
    told(8, number=99)
    with django_assert_num_queries(1):
        first = queries.box(7)
    assert [notice.data["number"] for notice, _ in first.items] == list(range(34, 4, -1))
    rest = queries.box(7, first.next)
    assert (len(rest.items), rest.next) == (5, None)
    assert queries.unread(7) == 35


def test_reading_marks_only_ones_own() -> None:
    told(7, number=1)
    told(8, number=1)
    mine, theirs = Notice.objects.get(person=7), Notice.objects.get(person=8)
    assert commands.read(7, theirs.pk, now=NOW) is None
    assert commands.read(7, mine.pk, now=NOW) == "/desk/suggestions/1"
    assert commands.read(7, mine.pk, now=NOW + timedelta(days=1)) == "/desk/suggestions/1"
    assert Notice.objects.get(pk=mine.pk).read_at == NOW
    assert (queries.unread(7), queries.unread(8)) == (0, 1)


def test_marking_all_read_leaves_what_came_since() -> None:
    told(7, number=1)
    top = queries.box(7).items[0][0].pk
    told(7, number=2, key="later")
    assert commands.read_all(7, top, now=NOW) == 1
    assert queries.unread(7) == 1


def test_sentences_name_days_and_kinds_and_survive_what_is_missing() -> None:
    told(7, verb="task.offered", number=47, due="2026-07-08")
    told(7, verb="clock.soon", key="a", kind="reply", due="2026-10-08")
    told(7, verb="clock.soon", key="b", kind="strange", due="soon")
    told(7, verb="suggestion.filed", key="c")
    told(7, verb="no.such", key="d")
    told(7, verb="task.offered", number=48, key="e")
    said = [text for _, text in queries.box(7).items][::-1]
    assert said[0] == "交来第 47 号建议，请在 7 月 8 日 前签收；不该由本单位办的，请同时提出退办。"
    assert said[1] == "答复代表快到期了：10 月 8 日 前要办好。"
    assert said[2].startswith("一件事快到期了：soon")
    assert "第 … 号" in said[3]
    assert said[4] == sentences.OTHERWISE
    assert said[5].startswith("交来第 48 号建议，请签收；")


def test_no_sentence_has_room_for_a_name_a_text_or_a_score() -> None:
    allowed = sentences.ORGANS | sentences.DAYS | {"number", "kind", "counts", "made", "refused", "undone", "kept"}
    for verb, text in sentences.SENTENCES.items():
        assert set(re.findall(r"%\((\w+)\)s", text)) <= allowed, verb
        assert verb.count(".") == 1
        assert len(verb) <= 40
