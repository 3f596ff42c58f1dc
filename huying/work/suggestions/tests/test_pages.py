"""The desk's pages of suggestions: who sees what, refusals that keep the words, few statements."""

import copy
import uuid
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huying.base.ledger.tests.shared import shared
from huying.base.papers import queries as papers
from huying.field.voices.tests.test_commands import PNG
from huying.work.suggestions import queries
from huying.work.suggestions.forms import CASE_FORMS, TASK_FORMS
from huying.work.suggestions.models import Commitment, Contact, Suggestion
from huying.work.suggestions.sentences import CLOCKS, DONE, TURNS
from huying.work.suggestions.states import LABELS
from huying.work.suggestions.tests import make
from huying.work.suggestions.tests.web import client_of, errors, fields, press

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"
DESK = "/desk/suggestions"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(make.NOW, tick=False):
        yield


w_once = shared(make.world)


@pytest.fixture
def w(w_once: make.World) -> make.World:
    return copy.deepcopy(w_once)


def at(case: Suggestion, tail: str = "") -> str:
    return f"{DESK}/{case.uid}{tail}"


def statements(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(path).status_code == 200, path
    return len(caught)


def test_every_verb_has_a_form_a_sentence_and_a_label() -> None:
    verbs = {*CASE_FORMS, *TASK_FORMS, "edit", "invite", "confirm_contact", "report_commitment", "keep_commitment"}
    assert verbs - set(DONE) == set() and verbs - set(LABELS) == set()
    assert set(TURNS) <= set(CLOCKS)


def test_a_stranger_logs_in_and_what_was_typed_is_kept(w: make.World) -> None:
    case = make.start(w)
    client = Client()
    sent = client.post(at(case, "/withdraw"), {"reason": "不用提了"})
    assert sent.status_code == 302 and sent.url.startswith("/desk/login?")


@pytest.mark.parametrize(
    ("name", "state", "status"),
    [
        ("lead", "draft", 200),
        ("second", "draft", 404),
        ("clerk", "draft", 404),
        ("clerk", "submitted", 200),
        ("office", "submitted", 404),
        ("office", "filed", 200),
        ("roads_clerk", "filed", 404),
        ("roads_clerk", "handling", 200),
        ("water_head", "handling", 404),
        ("auditor", "handling", 200),
        ("third", "handling", 404),
    ],
)
def test_who_opens_which_case(w: make.World, name: str, state: str, status: int) -> None:
    ways = {"draft": make.start, "submitted": make.submitted, "filed": make.filed, "handling": make.assigned}
    case = ways[state](w)
    assert client_of(w, name).get(at(case)).status_code == status
    listed = client_of(w, name).get(f"{DESK}/").text
    assert (make.TITLE in listed) == (status == 200)


def test_the_case_page_says_whose_turn_it_is_and_why(w: make.World) -> None:
    case = make.assigned(w, "second", co=("police",))
    page = client_of(w, "clerk").get(at(case)).text
    assert "等430599roads签收，还剩" in page and "这个日期怎么来的" in page
    assert "lead领衔" in page and "second联名" in page
    assert "答复送出后才能测评" in client_of(w, "lead").get(at(case)).text
    assert "签收" in client_of(w, "roads_clerk").get(at(case)).text
    assert f"{at(case)}/tasks/" not in client_of(w, "auditor").get(at(case)).text


def test_a_protected_proposer_is_nowhere_on_a_units_pages(w: make.World) -> None:
    case = make.assigned(w, "second", identity_protected=True)
    for path in (f"{DESK}/", f"{DESK}/inbox", at(case), at(case, f"/tasks/{make.task(w, case).pk}/log_contact")):
        text = client_of(w, "roads_clerk").get(path).text
        assert ">lead" not in text and "lead领衔" not in text and "second" not in text, path
    assert "lead领衔" in client_of(w, "clerk").get(at(case)).text


def test_the_seal_is_kept_on_pages(w: make.World) -> None:
    case = make.answered(w, "second")
    press(client_of(w, "lead"), at(case, "/evaluate"), attitude="satisfied", result="dissatisfied", reason="太慢了")
    assert "太慢了" in client_of(w, "lead").get(at(case)).text
    for name in ("second", "clerk", "roads_head", "office"):
        assert "太慢了" not in client_of(w, name).get(at(case)).text, name


def test_a_refusal_keeps_every_word_and_stands_at_its_field(w: make.World) -> None:
    case = make.submitted(w)
    client = client_of(w, "clerk")
    given = {**fields(client.get(at(case, "/ask_revision"))), "reason": "", "text": SCRIPT}
    page = client.post(at(case, "/ask_revision"), given)
    assert page.status_code == 422 and "&lt;script&gt;alert(1)" in page.text and SCRIPT not in page.text
    assert len(errors(page)) == 1 and 'href="#id_reason">理由' in errors(page)[0]


def test_a_stale_form_keeps_its_words_and_may_be_sent_again(w: make.World) -> None:
    case = make.submitted(w)
    client = client_of(w, "clerk")
    given = {**fields(client.get(at(case, "/ask_revision"))), "reason": "several_matters", "text": "请写明桩号"}
    make.do(w, "clerk", "ask_revision", suggestion=case.pk, reason="several_matters", text="先前的意见")
    make.do(w, "lead", "submit", suggestion=case.pk)
    page = client.post(at(case, "/ask_revision"), given)
    assert page.status_code == 409 and "请写明桩号" in page.text and "新的变化" in page.text
    sent = client.post(at(case, "/ask_revision"), fields(page) | {"reason": "several_matters"})
    assert sent.status_code == 302
    assert make.fresh(case).decision_text == "请写明桩号"


def test_a_double_tap_does_it_once(w: make.World) -> None:
    case = make.submitted(w)
    client = client_of(w, "clerk")
    given = {**fields(client.get(at(case, "/file"))), "category": "transport"}
    first, second = (client.post(at(case, "/file"), given) for _ in range(2))
    assert first.status_code == second.status_code == 302
    assert make.fresh(case).number == 1


@pytest.mark.parametrize(
    ("name", "verb", "status"),
    [
        ("clerk", "file", 409),
        ("lead", "file", 403),
        ("clerk", "refuse_filing", 403),
        ("office", "assign", 409),
        ("lead", "evaluate", 409),
        ("lead", "nonsense", 404),
        ("roads_clerk", "conclude", 403),
    ],
)
def test_forms_that_could_only_be_refused_do_not_open(w: make.World, name: str, verb: str, status: int) -> None:
    case = make.assigned(w)
    page = client_of(w, name).get(at(case, f"/{verb}"))
    assert page.status_code == status
    assert "去" in page.text or "回" in page.text
    if status != 409:
        assert client_of(w, name).post(at(case, f"/{verb}"), {"command_id": str(uuid.uuid4())}).status_code == status


def test_tasks_of_others_and_of_other_cases_cannot_be_reached(w: make.World) -> None:
    case, other = make.assigned(w, co=("police",)), make.assigned(w)
    own, mates = make.task(w, case).pk, make.task(w, case, "police").pk
    client = client_of(w, "roads_clerk")
    assert client.get(at(case, f"/tasks/{own}/accept")).status_code == 200
    assert client.get(at(case, f"/tasks/{mates}/accept")).status_code == 403
    assert client.get(at(other, f"/tasks/{own}/accept")).status_code == 404
    assert client.get(at(case, f"/tasks/{2**62}/accept")).status_code == 404
    assert client.get(at(case, f"/tasks/{own}/ask_return")).status_code == 403


def test_a_draft_keeps_what_was_typed_while_looking_things_up(w: make.World) -> None:
    make.answered(w)
    client = client_of(w, "lead")
    page = client.get(f"{DESK}/new")
    assert "适合提的" in page.text and "second" in page.text
    given = {"title": "修好桥头村的公路", "body": make.BODY, "find": "third", "look": "1", "kind": "general"}
    looked = client.post(f"{DESK}/new", {**given, "cosigners": [w.persons["second"]]})
    assert looked.status_code == 200 and make.BODY in looked.text and make.TITLE in looked.text
    kept = fields(looked)
    assert kept["cosigners"] == [str(w.persons["second"])] and "third" in looked.text
    part = client.get(f"{DESK}/new", {"look": "1", "find": "third"}, headers={"HX-Target": "picked"}).text
    assert "third" in part and "second" not in part and "<html" not in part


def test_a_draft_with_a_photo_is_kept_behind_the_gate(w: make.World) -> None:
    client = client_of(w, "lead")
    page = client.get(f"{DESK}/new")
    photo = SimpleUploadedFile("road.png", PNG, "image/png")
    sent = client.post(f"{DESK}/new", {**fields(page), "title": "一", "body": "二", "photos": photo})
    assert sent.status_code == 302, errors(sent)
    case = Suggestion.objects.get()
    (paper,) = papers.of(case.subject, ["parties"])
    gate = at(case, f"/papers/{paper.uid}")
    assert client.get(gate)["Content-Type"] == "image/png"
    assert client_of(w, "second").get(gate).status_code == 404
    assert client.get(at(make.start(w), f"/papers/{paper.uid}")).status_code == 404


@pytest.mark.parametrize("name", ["clerk", "office", "roads_clerk", "auditor"])
def test_only_deputies_draft(w: make.World, name: str) -> None:
    assert client_of(w, name).get(f"{DESK}/new").status_code == 403


@pytest.mark.parametrize(
    ("page", "may"),
    [
        ("examine", {"clerk", "leader"}),
        ("pool", {"office"}),
        ("decisions", {"clerk", "leader", "office"}),
        ("inbox", {"roads_clerk", "roads_head"}),
    ],
)
def test_offices_tables_are_for_their_offices(w: make.World, page: str, may: set[str]) -> None:
    for name in ("lead", "clerk", "leader", "office", "auditor", "roads_clerk", "roads_head"):
        status = client_of(w, name).get(f"{DESK}/{page}").status_code
        assert status == (200 if name in may else 403), (name, page)


def test_many_are_assigned_in_one_go_after_a_look(w: make.World) -> None:
    first, second, third = (make.filed(w) for _ in range(3))
    client = client_of(w, "office")
    given = fields(client.get(f"{DESK}/pool"))
    given |= {"pick": [str(first.pk), str(second.pk)], f"unit-{first.pk}": [str(w.unit("roads"))]}
    given |= {f"unit-{second.pk}": [str(w.unit("water"))], f"unit-{third.pk}": [str(w.unit("water"))]}
    seen = client.post(f"{DESK}/pool", given)
    assert seen.status_code == 200 and "2" in seen.text and make.fresh(first).state == "filed"
    sent = client.post(f"{DESK}/pool", fields(seen))
    assert sent.status_code == 302
    assert [make.fresh(c).state for c in (first, second, third)] == ["handling", "handling", "filed"]
    assert make.fresh(second).lead_unit_id == w.unit("water")


def test_one_refusal_holds_no_other_assignment_up(w: make.World) -> None:
    first, second = make.filed(w), make.filed(w)
    client = client_of(w, "office")
    units = {f"unit-{c.pk}": [str(w.unit("roads"))] for c in (first, second)}
    given = fields(client.get(f"{DESK}/pool")) | units | {"pick": [str(first.pk), str(second.pk)]}
    seen = fields(client.post(f"{DESK}/pool", given))
    make.do(w, "office", "group", suggestions=[first.pk, second.pk])
    make.do(w, "office", "ungroup", suggestion=second.pk)
    seen[f"version-{second.pk}"] = [str(make.fresh(second).version)]
    page = client.post(f"{DESK}/pool", seen)
    assert page.status_code == 409 and "新的变化" in page.text
    assert [make.fresh(c).state for c in (first, second)] == ["filed", "handling"]
    nothing = client.post(f"{DESK}/pool", {"command_id": str(uuid.uuid4())})
    assert nothing.status_code == 422


def test_the_deputy_confirms_talks_and_promises(w: make.World) -> None:
    case = make.assigned(w)
    make.planned(w, case)
    make.contacted(w, case, phases=("before",))
    talk = Contact.objects.get()
    assert client_of(w, "clerk").get(at(case, f"/contacts/{talk.pk}")).status_code == 404
    press(client_of(w, "lead"), at(case, f"/contacts/{talk.pk}"), confirmed="no")
    talk.refresh_from_db()
    assert talk.confirmed is False
    done = make.judged(w, make.answered(w, outcome="B"))
    make.do(w, "clerk", "conclude", suggestion=done.pk)
    promise = Commitment.objects.get()
    assert client_of(w, "lead").get(at(done, f"/promises/{promise.pk}/report")).status_code == 403
    press(client_of(w, "roads_clerk"), at(done, f"/promises/{promise.pk}/report"), evidence="路面已经验收")
    page = press(client_of(w, "lead"), at(done, f"/promises/{promise.pk}/keep"), kept="yes")
    assert "已兑现" in page.text


def test_filters_stay_in_the_address_and_nonsense_asks_for_nothing(w: make.World) -> None:
    make.assigned(w)
    make.filed(w, title="关于村卫生室夜间值班的建议", category="health", kind="small_urgent")
    client = client_of(w, "clerk")
    for query, title in (("?state=filed", "卫生室"), ("?fast=1", "卫生室"), ("?words=公路", make.TITLE)):
        text = client.get(f"{DESK}/{query}").text
        assert title in text and (make.TITLE in text) != ("卫生室" in text), query
    assert "没有符合这些条件的建议" in client.get(f"{DESK}/?mine=1").text
    for query in ("?before=x&unit=-1&session=99999999999999999999", "?state=drop&category=%00", "?words=" + "长" * 500):
        assert client.get(f"{DESK}/{query}").status_code == 200, query


def test_hostile_words_are_only_words(w: make.World) -> None:
    case = make.assigned(w, title=SCRIPT, body=f"{{{{ 7*7 }}}} {SCRIPT}")
    for name, path in (("clerk", f"{DESK}/"), ("clerk", at(case)), ("roads_clerk", f"{DESK}/inbox")):
        text = client_of(w, name).get(path).text
        assert "&lt;script&gt;" in text and SCRIPT not in text, path


def test_statements_do_not_grow_with_rows(w: make.World) -> None:
    make.assigned(w, "second", co=("police",))
    make.filed(w)
    make.submitted(w)
    asked = make.assigned(w)
    make.do(w, "roads_head", "ask_return", task=make.task(w, asked).pk, reason="not_ours", text="三定")
    pages = {"clerk": ["/", "/examine"], "office": ["/", "/pool", "/decisions"], "roads_clerk": ["/", "/inbox"]}
    pages |= {"lead": ["/", "/new"]}
    few = {(n, p): statements(client_of(w, n), DESK + p) for n, listed in pages.items() for p in listed}
    for _ in range(10):
        make.assigned(w, "third", separate=("roads", "water"))
        make.filed(w)
        make.submitted(w)
        more = make.assigned(w)
        make.do(w, "roads_head", "ask_return", task=make.task(w, more).pk, reason="not_ours", text="三定")
    many = {(n, p): statements(client_of(w, n), DESK + p) for n, p in few}
    assert many == few
    assert max(many.values()) <= 9, many


def test_a_case_page_takes_few_statements_however_long_its_story(w: make.World) -> None:
    short = statements(client_of(w, "clerk"), at(make.assigned(w)))
    case = make.judged(w, make.answered(w, "second"), "dissatisfied", "lead", "second")
    make.do(w, "clerk", "call_meeting", suggestion=case.pk, kind="meeting", on=w.now.date(), place="联络站")
    make.do(w, "clerk", "record_meeting", suggestion=case.pk, on=w.now.date(), resolved=False, note="没谈拢")
    make.do(w, "office", "assign_again", suggestion=case.pk, lead=w.unit("roads"), co=[w.unit("water")])
    make.sent(w, case, outcome="B", promise="年底修好", promise_by=date(2026, 12, 20), opinions_missing="等不到")
    assert statements(client_of(w, "clerk"), at(case)) <= short + 1
    assert short <= 14


def test_english_pages_open_too(w: make.World) -> None:
    case = make.answered(w)
    client = client_of(w, "lead")
    client.post("/preferences", {"language": "en", "next": "/desk/"})
    for path in (f"{DESK}/", at(case), at(case, "/evaluate"), f"{DESK}/new"):
        assert client.get(path).status_code == 200, path


def test_the_case_page_reads_the_story_and_nothing_more(w: make.World) -> None:
    """What a reader may not know of the story is not on the page: it is drawn from ``queries.story`` alone."""
    case = make.assigned(w)
    make.planned(w, case)
    make.contacted(w, case)
    own: Any = make.drafted(w, case, text="这是还没有签发的草稿")
    assert own.state == "drafting"
    assert "这是还没有签发的草稿" in client_of(w, "roads_clerk").get(at(case)).text
    for name in ("lead", "clerk", "office"):
        assert "这是还没有签发的草稿" not in client_of(w, name).get(at(case)).text
    assert queries.get_for(w.actor("lead"), case.uid) == case


def test_a_decision_offers_its_other_way(w: make.World) -> None:
    case = make.submitted(w)
    clerk, leader = (client_of(w, name).get(at(case, "/file")).text for name in ("clerk", "leader"))
    assert "/ask_revision" in clerk and "/refuse_filing" not in clerk and "/refuse_filing" in leader
