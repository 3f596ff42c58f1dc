"""What is asked besides: checked at the door, kept with the voice, told to the desk, the citizen and programs."""

from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from huying.field.voices import answers, forms, queries, telling
from huying.field.voices.tests import make
from huying.kernel.errors import Invalid
from huying.playbooks import shelf
from huying.playbooks.schema import Question

ROADS, WATER = (shelf.open_book("county").voices.questions(code) for code in ("roads", "water"))
AIR, POWER = (shelf.open_book("county").voices.questions(code) for code in ("environment", "utilities"))


@pytest.mark.parametrize(
    ("questions", "given", "kept"),
    [
        (ROADS, {}, {}),
        (ROADS, {"passable": "", "lamp_post": None}, {}),
        (ROADS, {"lamp_post": " 12-3\u202e号 ", "passable": "no"}, {"passable": "no", "lamp_post": "12-3号"}),
        (WATER, {"dry_days": "３", "households": 2.5}, {"dry_days": 3, "households": 2.5}),
        (WATER, {"dry_days": "0"}, {"dry_days": 0}),
        (AIR, {"worst_when": ["night", "day", "night"]}, {"worst_when": ["day", "night"]}),
        (AIR, {"worst_when": "always"}, {"worst_when": ["always"]}),
        (POWER, {"since": "2026-03-06"}, {"since": "2026-03-06"}),
        (POWER, {"since": "2026-03-06T09:30:00+08:00"}, {"since": "2026-03-06"}),
    ],
)
def test_answers_are_kept_in_the_order_of_the_questions(questions: Any, given: Any, kept: Any) -> None:
    found = answers.checked(questions, given)
    assert found == kept
    assert list(found) == list(kept)


@pytest.mark.parametrize(
    ("questions", "given", "field"),
    [
        (ROADS, {"colour": "red"}, "answers.colour"),
        (ROADS, {"passable": "perhaps"}, "answers.passable"),
        (ROADS, {"passable": ["yes", "no"]}, "answers.passable"),
        (ROADS, {"lamp_post": "字" * 201}, "answers.lamp_post"),
        (ROADS, {"lamp_post": {"a": 1}, "passable": {}}, "answers.passable"),
        (WATER, {"dry_days": "很久"}, "answers.dry_days"),
        (WATER, {"dry_days": "nan"}, "answers.dry_days"),
        (WATER, {"dry_days": "inf"}, "answers.dry_days"),
        (WATER, {"dry_days": "1_000"}, "answers.dry_days"),
        (WATER, {"dry_days": "1e99"}, "answers.dry_days"),
        (WATER, {"dry_days": True}, "answers.dry_days"),
        (AIR, {"worst_when": ["day", "never"]}, "answers.worst_when"),
        (POWER, {"since": "昨天"}, "answers.since"),
        (POWER, {"since": "2026-02-30"}, "answers.since"),
    ],
)
def test_answers_of_another_kind_are_refused_at_their_field(questions: Any, given: Any, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        answers.checked(questions, given)
    assert refusal.value.field == field


def needed(kind: str, **more: Any) -> Question:
    return Question(code="must", text="多久了？", kind=kind, required=True, **more)  # type: ignore[arg-type]


def test_a_needed_answer_is_asked_for_and_a_long_one_may_be_long() -> None:
    for given in ({}, {"must": "  "}, {"must": []}):
        with pytest.raises(Invalid, match="请回答：多久了"):
            answers.checked([needed("long")], given)
    assert answers.checked([needed("long")], {"must": "字" * 2000})["must"] == "字" * 2000


@pytest.mark.django_db
def test_a_voice_keeps_its_answers_and_tells_them_in_the_readers_language() -> None:
    row = make.voice(make.county(), category="roads", answers={"passable": "detour", "lamp_post": "<b>7</b>"})
    assert row.answers == {"passable": "detour", "lamp_post": "<b>7</b>"}
    assert telling.besides(row)[0] == ("还能通行吗？", "要绕行")
    with override("en"):
        assert telling.besides(row)[0] == ("Can one still pass?", "Only by a detour")
    row.answers = {"passable": "gone", "dropped": "x"}
    assert telling.besides(row) == [("还能通行吗？", "gone")]


@pytest.mark.django_db
def test_answers_without_their_category_are_refused() -> None:
    county = make.county()
    for category in ("", "water"):
        with pytest.raises(Invalid) as refusal:
            make.voice(county, category=category, answers={"passable": "no"})
        assert refusal.value.field == "answers.passable"
    assert not queries.Voice.objects.exists()


@pytest.mark.django_db
def test_desk_and_track_page_show_them_and_strangers_do_not_read_them() -> None:
    county = make.county()
    row = make.voice(county, category="roads", answers={"passable": "no", "lamp_post": "<b>7</b>"})
    desk = Client()
    desk.force_login(county.accounts["yunxi_officer"])
    for page in (desk.get(f"/desk/voices/{row.uid}"), Client().get(f"/track/{row.code}")):
        text = page.content.decode()
        assert "还能通行吗？" in text
        assert "过不去" in text
        assert "&lt;b&gt;7&lt;/b&gt;" in text
    make.do("publish", county, row)
    assert "过不去" not in Client().get(f"/voices/{row.uid}").content.decode()


def test_a_form_asks_the_questions_and_hands_the_answers_on() -> None:
    data = {"command_id": "0190f3d2-0000-7000-8000-000000000001", "answers.worst_when": ["day", "night"]}
    form = forms.AskingForm(data, questions=(*AIR, *WATER, *POWER))
    assert form.is_valid(), form.errors
    given = form.given()["answers"]
    assert given == {"worst_when": ["day", "night"], "dry_days": "", "households": "", "since": ""}
    assert answers.checked((*AIR, *WATER, *POWER), given) == {"worst_when": ["day", "night"]}
    assert 'type="checkbox"' in str(form["answers.worst_when"])
    assert 'type="date"' in str(form["answers.since"])
    unasked = forms.AskingForm(data)
    assert unasked.is_valid()
    assert "answers" not in unasked.given()


@pytest.mark.parametrize(
    ("kind", "says"), [("long", "<textarea"), ("one", 'type="radio"'), ("text", 'type="text"'), ("number", "decimal")]
)
def test_every_kind_has_its_input(kind: str, says: str) -> None:
    options = ({"code": "a", "label": "甲"}, {"code": "b", "label": "乙"}) if kind == "one" else ()
    form = forms.AskingForm(questions=[needed(kind, options=options)])
    assert says in str(form["answers.must"])
    assert form.fields["answers.must"].required


def test_a_chosen_answer_or_the_words_stop_before_sending() -> None:
    asks = {"code": "danger", "text": "危险吗？", "kind": "one"}
    options = ({"code": "yes", "label": "有", "guide": "emergency"}, {"code": "no", "label": "没有"})
    danger = Question(**asks, options=options)  # type: ignore[arg-type]  # read as TOML is
    guides = shelf.open_book("county").voices.guides
    assert answers.stopper("路灯坏了", [danger], {"danger": ["yes"]}, guides) == "emergency"
    assert answers.stopper("路灯坏了", [danger], {"danger": ["no"]}, guides) == ""
    assert answers.stopper("法院判决了不执行", [danger], {}, guides) == "court"
    assert answers.stopper("法院判决了不执行", [danger], {"danger": ["yes"]}, guides) == "emergency"
