"""Voices by API: what pages allow and refuse, in the same words; repeats, stale forms, guesses, strangers."""

import base64
import io
import uuid
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from huying.base.organs import memory
from huying.field.voices import queries
from huying.field.voices.models import Voice
from huying.field.voices.schemas import KINDS, VoiceDesk, VoicePage, VoiceTracked
from huying.field.voices.tests import make
from huying.field.voices.tests.make import County
from huying.kernel.actor import CITIZEN
from tests.api.caller import HOME, Caller

By = Callable[[str], Caller]
WORDS = {"text": "已经请电工换好，请放心"}
CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "register": ("received", {}),
    "answer": ("triaged", WORDS),
    "refer": ("triaged", {"unit": 0}),
    "unit_accept": ("referred", {}),
    "unit_return": ("referred", {"reason": "不归我们管"}),
    "unit_answer": ("referred", WORDS),
    "send_back": ("answered", {"reason": "没有写哪天修"}),
    "pass_up": ("triaged", {}),
    "fall_back": ("raised", {}),
    "guide": ("triaged", {"guide": "petition"}),
    "join": ("triaged", {"into": uuid.UUID(int=0)}),
    "explain": ("triaged", {"reason": "", "text": "不在权限内"}),
    "report_back": ("answered", WORDS),
    "confirm": ("reported", {"verdict": "solved"}),
    "reopen": ("reported", {}),
    "withdraw": ("referred", {}),
    "add_words": ("referred", {"text": "昨晚又有人摔倒"}),
    "publish": ("reported", {}),
    "unpublish": ("reported", {}),
    "withhold": ("reported", {"reason": "personal"}),
    "leave_contact": ("referred", {"phone": "13900001111"}),
    "erase": ("reported", {}),
    "undo": ("received", {}),
    "release": ("held", {}),
    "discard": ("held", {}),
    "ask": ("triaged", {"text": "哪一盏？"}),
    "stop_waiting": ("triaged", {}),
    "check": ("answered", {"found": "partly", "text": "还有一盏不亮"}),
    "revisit": ("closed", {"outcome": "solved"}),
    "split": ("triaged", {"parts": ["路灯坏了", "垃圾没人收"]}),
    "unite": ("split", {}),
    "mediate": ("triaged", {"outcome": "agreed", "text": "刘主任主持，各让一步"}),
}
SAID_BY: dict[str, tuple[str, str]] = {
    "withdraw": ("reception", "yunxi_officer"),
    "undo": ("import", "county_clerk"),
    "mediate": ("reception", "yunxi_officer"),
}
"""Verbs that only a voice of this channel takes, and who took it in."""
PEOPLE = ("yunxi_officer", "shiqiao_officer", "yunxi_clerk", "county_clerk", "yunxi_town_unit", "traffic_unit")


def photo() -> str:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "JPEG")
    return base64.b64encode(out.getvalue()).decode()


def test_a_citizen_speaks_follows_and_judges_without_an_account(county: County, by: By) -> None:
    citizen, officer = by(""), by("yunxi_officer")
    said = {"text": make.LAMP, "station": "yunxi", "photos": [{"name": "灯.jpg", "content": photo()}]}
    made = citizen.post("/voices", said)
    assert (citizen.status, made["state"], made["version"]) == (201, "received", 1)
    told = citizen.get(f"/track/{made['code']}")
    VoiceTracked.model_validate(told)
    assert told["text"] == make.LAMP and len(told["papers"]) == 1
    assert citizen.client.get(told["papers"][0]["href"]).headers["Content-Type"] == "image/jpeg"
    officer.post(f"/voices/{made['uid']}/answer", {**WORDS, "version": 1})
    assert officer.status == 200
    told = citizen.get(f"/track/{made['code']}")
    assert WORDS["text"] in [line["note"] for line in told["lines"]]
    assert "confirm" in {verb["name"] for verb in told["verbs"] if verb["allowed"]}
    citizen.post(f"/track/{made['code']}/confirm", {"verdict": "solved"})
    assert citizen.get(f"/track/{made['code']}")["verdict"] == "solved"


def test_a_repeat_tells_the_same_code_and_nothing_twice(county: County, by: By) -> None:
    citizen, key = by(""), uuid.uuid4()
    first = citizen.post("/voices", {"text": make.LAMP, "station": "yunxi"}, key=key)
    assert citizen.post("/voices", {"text": make.LAMP, "station": "yunxi"}, key=key) == first
    assert Voice.objects.count() == 1


def test_a_repeat_is_answered_though_the_act_took_the_voice_out_of_sight(county: County, by: By) -> None:
    row, key, unit = make.voice_in(county, "referred"), uuid.uuid4(), by("yunxi_town_unit")
    first = unit.post(f"/voices/{row.uid}/unit_return", {"reason": "不归我们管"}, key=key)
    assert (unit.status, first["state"]) == (200, "triaged")
    assert unit.get(f"/voices/{row.uid}")["status"] == 404
    assert unit.post(f"/voices/{row.uid}/unit_return", {"reason": "不归我们管"}, key=key) == first
    unit.post(f"/voices/{row.uid}/unit_return", {"reason": "不归我们管"}, key=uuid.uuid4())
    assert unit.status == 404
    other = make.voice_in(county, "referred")
    assert by("traffic_unit").post(f"/voices/{row.uid}/unit_return", {"reason": "x"}, key=key)["status"] in (404, 422)
    assert unit.post(f"/voices/{other.uid}/unit_answer", WORDS, key=key)["status"] == 422


def test_a_stale_version_is_refused_and_changes_nothing(county: County, by: By) -> None:
    row, officer = make.voice_in(county, "triaged"), by("yunxi_officer")
    told = officer.post(f"/voices/{row.uid}/answer", {**WORDS, "version": row.version - 1})
    assert (officer.status, told["type"]) == (409, "urn:huying:problem:stale")
    assert Voice.objects.get(pk=row.pk).state == "triaged"
    told = officer.post(f"/voices/{row.uid}/unit_answer", WORDS)
    assert officer.status == 403
    told = officer.post(f"/voices/{row.uid}/register", {"version": row.version})
    assert (officer.status, told["type"]) == (409, "urn:huying:problem:bad-move")


def test_guesses_are_answered_alike_and_counted(county: County, by: By) -> None:
    row, stranger = make.voice_in(county, "triaged"), by("traffic_unit")
    hidden, never = stranger.get(f"/voices/{row.uid}"), stranger.get(f"/voices/{uuid.uuid4()}")
    assert hidden == never and stranger.status == 404
    assert stranger.post(f"/voices/{row.uid}/answer", WORDS) == hidden
    nobody = by("")
    answers = [nobody.get(f"/track/guess{n:03d}") for n in range(31)]
    assert {told["status"] for told in answers[:30]} == {404}
    assert answers[30]["type"] == "urn:huying:problem:too-often"
    assert int(nobody.response.headers["Retry-After"]) > 0


def test_nobody_speaks_too_often_but_a_token_may(county: County, by: By) -> None:
    nobody, partner = by(""), by("yunxi_deputy")
    for caller, last in ((nobody, 429), (partner, 201)):
        for n in range(21):
            caller.post("/voices", {"text": f"第{n}件事", "station": "yunxi"})
        assert caller.status == last


def test_channels_that_need_a_post(county: County, by: By) -> None:
    said = {"text": make.LAMP, "station": "yunxi", "channel": "phone"}
    assert by("").post("/voices", said)["type"] == "urn:huying:problem:denied"
    assert by("shiqiao_officer").post("/voices", said)["type"] == "urn:huying:problem:denied"
    assert by("yunxi_officer").post("/voices", said)["state"] == "received"
    assert by("").post("/voices", {"text": "x", "station": "nowhere"})["errors"][0]["field"] == "station"
    assert by("").post("/voices", {"text": "", "station": "yunxi"})["errors"][0]["field"] == "text"


def test_who_came_along_is_told_to_the_station_alone(county: County, by: By) -> None:
    said = {"text": make.LAMP, "station": "yunxi", "channel": "reception", "contact": "王大姐", "others": "李四"}
    made = by("yunxi_officer").post("/voices", {**said, "share_contact": True, "matter": "complaint", "visitors": 2})
    by("yunxi_officer").post(f"/voices/{made['uid']}/refer", {"unit": county.organs["yunxi_town"].pk})
    for name, others in (("yunxi_officer", "李四"), ("yunxi_town_unit", "")):
        told = by(name).get(f"/voices/{made['uid']}")
        assert told["contact"] == {"name": "王大姐", "phone": "", "others": others}
        assert (told["matter"], told["visitors"]) == ("complaint", 2)


def given_for(county: County, verb: str) -> tuple[Voice, dict[str, Any]]:
    """A voice in the state where the verb is legal, and what the verb needs."""
    state, data = CASES[verb]
    channel, who = SAID_BY.get(verb, ("qr", ""))
    taken_in = {"channel": channel, "actor": county.actor(who)} if who else {}
    if verb == "mediate":
        taken_in["matter"] = "dispute"
    row = make.voice_in(county, state, **taken_in)
    if verb == "stop_waiting":
        make.do("ask", county, row, text="哪一盏？")
    if verb == "revisit":
        make.do("ask_again", county, row, "system")
    if verb == "unpublish":
        make.do("publish", county, row)
    if verb == "refer":
        data = {"unit": county.organs["yunxi_town"].pk}
    if verb == "pass_up":
        data = {"deputy": county.accounts["yunxi_deputy"].person_id}
    if verb == "explain":
        data = {**data, "reason": queries.shelf.by_edition(row.edition).voices.explain_reasons[0].code}
    if verb == "join":
        data = {"into": make.voice(county, text="桥头村口两盏路灯不亮").uid}
    return Voice.objects.get(pk=row.pk), {**data, "version": Voice.objects.get(pk=row.pk).version}


@pytest.mark.parametrize("verb", sorted(CASES))
def test_a_verb_is_allowed_and_refused_as_on_its_page(county: County, by: By, verb: str) -> None:
    row, data = given_for(county, verb)
    posted = {key: value for key, value in data.items() if value is not None}
    if verb == "join":
        posted["into"] = Voice.objects.get(uid=data["into"]).pk
    posted |= {f"part{n}": text for n, text in enumerate(posted.pop("parts", []), start=1)}
    allowed = set()
    for name in PEOPLE:
        caller, page = by(name), Client()
        page.force_login(county.accounts[name])
        shown = undone(
            lambda page=page: page.post(f"/desk/voices/{row.uid}/{verb}", {**posted, "command_id": uuid.uuid4()})
        )
        undone(lambda caller=caller: caller.post(f"/voices/{row.uid}/{verb}", data))
        if shown.status_code == 302:
            assert (name, caller.status) == (name, 200), caller.told
            allowed.add(name)
            continue
        assert caller.status == shown.status_code or (shown.status_code, caller.status) in {(422, 409), (422, 422)}
        assert caller.told["detail"] in unescape(shown.content.decode())
    assert allowed and allowed != set(PEOPLE)
    assert by("").post(f"/voices/{row.uid}/{verb}", data)["status"] == 401


def undone(act: Callable[[], Any]) -> Any:
    """The answer to an act that leaves nothing behind."""
    with transaction.atomic():
        answer = act()
        transaction.set_rollback(True)
    memory.forget()
    return answer


def test_every_verb_of_a_person_has_its_operation() -> None:
    assert set(KINDS) == {*CASES, "redact"}


def test_a_program_publishes_edited_words_and_a_blackened_photo(county: County, by: By) -> None:
    row = make.voice(county, "请打13907390001，路灯坏了", photos=[ContentFile(base64.b64decode(photo()), "门口.png")])
    officer, anybody = by("yunxi_officer"), by("")
    paper = officer.get(f"/voices/{row.uid}")["papers"][0]["uid"]
    for boxes in ([{"left": 10, "top": 10, "width": 20, "height": 0}], [{"left": 10}]):
        officer.post(f"/voices/{row.uid}/redact", {"paper": paper, "boxes": boxes})
        assert officer.status == 422
    box = {"left": 10, "top": 10, "width": 20, "height": 30}
    officer.post(f"/voices/{row.uid}/redact", {"paper": paper, "boxes": [box]})
    assert officer.status == 200
    officer.post(f"/voices/{row.uid}/publish", {"text": "路灯坏了", "photos": [paper]})
    assert officer.status == 200
    seen = anybody.get(f"/voices/published/{row.uid}")
    assert seen["text"] == "路灯坏了" and len(seen["photos"]) == 1 and str(paper) not in seen["photos"][0]
    assert Client().get(seen["photos"][0]).status_code == 200
    assert officer.get(f"/voices/{row.uid}")["original"] == "请打13907390001，路灯坏了"
    assert by("shiqiao_officer").get(f"/voices/{row.uid}")["original"] == ""
    officer.post(f"/voices/{row.uid}/withhold", {"reason": "personal"})
    assert officer.get(f"/voices/{row.uid}")["withheld"].startswith("涉及个人隐私")
    assert Client().get(seen["photos"][0]).status_code == 404


def test_lists_show_what_is_ones_own_and_page_by_key(county: County, by: By) -> None:
    rows = [make.voice(county, text=f"第{n}盏路灯坏了") for n in range(5)]
    officer = by("yunxi_officer")
    first = officer.get("/voices", size=3)
    rest = officer.get("/voices", size=3, before=first["next"])
    VoicePage.model_validate(first)
    uids = [item["uid"] for item in first["items"] + rest["items"]]
    assert uids == [str(row.uid) for row in reversed(rows)] and rest["next"] is None
    assert by("traffic_unit").get("/voices")["items"] == []
    assert len(officer.get("/voices", words="第3盏")["items"]) == 1
    assert officer.get("/voices", state="closed")["items"] == []


def test_only_what_is_published_is_public(county: County, by: By) -> None:
    row, nobody = make.voice_in(county, "reported"), by("")
    make.voice(county, text="不公开的事")
    assert nobody.get("/voices/published")["items"] == []
    assert nobody.get(f"/voices/published/{row.uid}")["status"] == 404
    make.do("add_words", county, row, "citizen", text="我是张三，电话 13900001111")
    make.do("publish", county, row)
    assert [item["uid"] for item in nobody.get("/voices/published", outcome="told")["items"]] == [str(row.uid)]
    told = nobody.get(f"/voices/published/{row.uid}")
    assert not {"contact", "papers", "channel", "clocks", "verbs"} & set(told)
    assert "13900001111" not in nobody.response.content.decode()
    assert "已经请电工换好" in [line["note"] for line in told["lines"]]
    assert nobody.get(f"/voices/{row.uid}")["status"] == 401
    assert nobody.get("/voices/published", outcome="x")["errors"][0]["field"] == "outcome"


def test_name_and_phone_are_for_those_who_may_know(county: County, by: By) -> None:
    made = by("").post("/voices", {"text": make.LAMP, "station": "yunxi", "contact": "李四", "phone": "13900001111"})
    officer, above = by("yunxi_officer"), by("county_clerk")
    told = officer.get(f"/voices/{made['uid']}")
    VoiceDesk.model_validate(told)
    assert told["contact"] == {"name": "李四", "phone": "13900001111", "others": ""}
    assert above.get(f"/voices/{made['uid']}")["contact"] is None
    assert "13900001111" not in above.response.content.decode()


def test_to_do_is_what_is_owed(county: County, by: By) -> None:
    row = make.voice_in(county, "referred")
    assert [item["uid"] for item in by("yunxi_town_unit").get("/voices/todo")] == [str(row.uid)] * 2
    assert by("traffic_unit").get("/voices/todo") == []


def test_a_list_of_fifty_takes_four_statements(
    county: County, by: By, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(52):
        make.voice(county, text=f"第{n}盏路灯坏了", actor=CITIZEN)
    officer = by("yunxi_officer")
    with django_assert_num_queries(4):
        assert len(officer.get("/voices")["items"]) == 50
    with django_assert_num_queries(1):
        by("").client.get(f"{HOME}/voices/published")
