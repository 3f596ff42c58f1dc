"""Suggestions by API: the same right and the same words as the commands, from the draft to the second assignment."""

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from huying.base.organs import memory
from huying.base.web.acts import sentence
from huying.kernel.errors import HouseError
from huying.playbooks import shelf
from huying.playbooks.schema import Suggestions
from huying.work.suggestions import commands
from huying.work.suggestions.models import Contact, Evaluation, Suggestion
from huying.work.suggestions.schemas import CASE, COMMITMENT, CONTACT, TASK
from huying.work.suggestions.shapes import (
    SuggestionDetail,
    SuggestionPage,
    SuggestionPublicPage,
    SuggestionPublished,
    SuggestionTodo,
)
from huying.work.suggestions.tests import make
from huying.work.suggestions.tests.make import World
from tests.api.caller import HOME, Caller

Of = Callable[[str], Caller]
PEOPLE = ("lead", "second", "third", "clerk", "leader", "auditor", "office", "roads_clerk", "roads_head", "water_clerk")
PLAN = {"leader": "王局长", "handler": "小李", "phone": "07391234567", "text": "先勘察", "until": "2026-12-01"}
TALK = {"phase": "before", "form": "visit", "on": "2026-03-02", "note": "上门听取了意见"}
REPLY = {"text": "经研究，现答复如下", "outcome_class": "A"}


WAYS: dict[str, Callable[[World], Suggestion]] = {
    "draft": make.start,
    "cosigning": lambda made: make.start(made, cosigners=[made.persons["second"]]),
    "submitted": make.submitted,
    "filed": make.filed,
    "assigned": lambda made: make.assigned(made, co=("water",)),
    "answered": make.answered,
    "judged": lambda made: make.judged(made, make.answered(made)),
    "unsatisfied": lambda made: make.judged(made, make.answered(made), "dissatisfied"),
}
ON_CASE: dict[str, tuple[str, dict[str, Any]]] = {
    "edit": ("draft", {"title": make.TITLE, "body": make.BODY}),
    "invite": ("draft", {"people": ["third"]}),
    "cosign": ("cosigning", {"agree": True}),
    "submit": ("draft", {}),
    "discard": ("draft", {}),
    "withdraw": ("submitted", {"reason": "另行提出"}),
    "ask_revision": ("submitted", {"reason": "revise_reasons", "text": "请写明路段"}),
    "refuse_filing": ("submitted", {"reason": "refuse_reasons", "text": "属于诉讼事项"}),
    "file": ("submitted", {"category": "transport", "kind": "general"}),
    "assign": ("filed", {"lead": "roads", "co": ["water"]}),
    "evaluate": ("answered", {"attitude": "satisfied", "result": "satisfied"}),
    "publish": ("answered", {"publication": "summary", "summary": "路将在七月底前修好"}),
    "conclude": ("judged", {}),
    "call_meeting": ("unsatisfied", {"kind": "meeting", "on": "2026-03-09", "place": "人大会议室"}),
}
ON_TASK: dict[str, dict[str, Any]] = {
    "accept": {},
    "ask_return": {"reason": "return_reasons", "text": "不在三定职责内"},
    "plan": PLAN,
    "log_contact": TALK,
    "draft_reply": REPLY,
    "ask_extension": {"reason": "要等设计批复"},
    "grant_return": {"new_unit": "police"},
}


def resolved(made: World, case: Suggestion, data: dict[str, Any]) -> dict[str, Any]:
    """The data with names turned to numbers and playbook codes."""
    section, found = _section(case), dict(data)
    if str(found.get("reason", "")).endswith("_reasons"):
        found["reason"] = getattr(section, found["reason"])[0].code
    for name in ("lead", "new_unit"):
        if name in found:
            found[name] = made.unit(found[name])
    if "co" in found:
        found["co"] = [made.unit(key) for key in found["co"]]
    if "people" in found:
        found["people"] = [made.persons[name] for name in found["people"]]
    return found


def _section(case: Suggestion) -> Suggestions:
    return shelf.by_edition(case.edition).suggestions


def undone(act: Callable[[], Any]) -> Any:
    """What an act answers, leaving nothing behind."""
    with transaction.atomic():
        answer = act()
        transaction.set_rollback(True)
    memory.forget()
    return answer


def by_command(made: World, name: str, verb: str, given: dict[str, Any]) -> str:
    """What the command itself says to this person: "" when it does it."""
    days = {key: date.fromisoformat(value) for key, value in given.items() if key in ("on", "until")}
    try:
        make.do(made, name, verb, **{**given, **days})
    except HouseError as refusal:
        return sentence(refusal)
    return ""


@pytest.mark.parametrize("verb", sorted(ON_CASE))
def test_a_verb_is_allowed_and_refused_as_the_command_says(world: World, of: Of, verb: str) -> None:
    way, data = ON_CASE[verb]
    case = make.fresh(WAYS[way](world))
    given = resolved(world, case, data)
    compare(world, of, case, verb, f"/suggestions/{case.uid}/{verb}", given, {"suggestion": case.pk})


@pytest.mark.parametrize("verb", sorted(ON_TASK))
def test_so_is_a_verb_on_a_task(world: World, of: Of, verb: str) -> None:
    case = make.fresh(WAYS["assigned"](world))
    if verb == "plan":
        make.do(world, "roads_clerk", "accept", task=make.task(world, case).pk)
    own, given = make.task(world, case), resolved(world, case, ON_TASK[verb])
    if verb in ("log_contact", "draft_reply", "ask_extension"):
        make.planned(world, case)
    if verb == "grant_return":
        asked = {"reason": _section(case).return_reasons[0].code, "text": "不归我们"}
        make.do(world, "roads_head", "ask_return", task=own.pk, **asked)
    compare(world, of, case, verb, f"/suggestions/{case.uid}/tasks/{own.pk}/{verb}", given, {"task": own.pk})


def compare(
    made: World, of: Of, case: Suggestion, verb: str, path: str, given: dict[str, Any], root: dict[str, int]
) -> None:
    """Each of the cast by command and by API: done by both, or refused in the same words, or unseen by the API."""
    allowed = set()
    for name in PEOPLE:
        said = undone(lambda name=name: by_command(made, name, verb, {**given, **root}))
        caller = of(name)
        undone(lambda caller=caller: caller.post(path, given))
        if caller.status == 200:
            assert said == ""
            allowed.add(name)
        elif caller.status != 404:
            assert caller.told["detail"] == said
        else:
            assert caller.get(f"/suggestions/{case.uid}")["status"] == 404 and said
    assert allowed and allowed != set(PEOPLE)
    assert of("").post(path, given)["status"] == 401


def test_every_command_of_a_person_has_its_operation() -> None:
    house = {"deem_accepted", "take_over"}
    offered = {*CASE, *TASK, *CONTACT, *COMMITMENT, "draft", "group"}
    assert offered == set(commands.__all__) - house


def test_the_unsatisfied_way_by_api_alone(world: World, of: Of) -> None:
    lead, clerk, office = of("lead"), of("clerk"), of("office")
    unit, head = of("roads_clerk"), of("roads_head")
    made = lead.post("/suggestions", {"region": world.region, "title": make.TITLE, "body": make.BODY})
    home = f"/suggestions/{made['uid']}"
    lead.post(f"{home}/submit", {"version": made["version"]})
    clerk.post(f"{home}/file", {"category": "transport"})
    office.post(f"{home}/assign", {"lead": world.unit("roads")})
    told = unit.get(home)
    SuggestionDetail.model_validate(told)
    assert (told["state"], told["number"]) == ("handling", "第 1 号")
    task = f"{home}/tasks/{told['rounds'][0]['tasks'][0]['id']}"
    steps: list[tuple[Caller, str, dict[str, Any]]] = [
        (unit, "accept", {}),
        (unit, "plan", PLAN),
        (unit, "log_contact", TALK),
        (unit, "log_contact", {**TALK, "phase": "during"}),
        (unit, "draft_reply", REPLY),
        (unit, "ask_signature", {}),
        (head, "sign", {}),
        (office, "vet", {"passed": True}),
        (unit, "send", {"number": "呼交函〔2026〕8号"}),
    ]
    for caller, verb, given in steps:
        if verb == "vet" and unit.get(home)["rounds"][0]["tasks"][0]["state"] != "vetting":
            continue
        caller.post(f"{task}/{verb}", given)
        assert caller.status == 200, (verb, caller.told)
    talk = Contact.objects.first()
    assert lead.post(f"{home}/contacts/{talk.pk}/confirm_contact", {"confirmed": True})["part"] == talk.pk
    lead.post(f"{home}/evaluate", {"attitude": "satisfied", "result": "dissatisfied", "reason": "没有修"})
    assert clerk.post(f"{home}/close_evaluation")["state"] == "evaluated"
    assert "conclude" not in {verb["name"] for verb in clerk.get(home)["verbs"] if verb["allowed"]}
    clerk.post(f"{home}/call_meeting", {"on": "2026-03-09", "place": "会议室"})
    with time_machine.travel(make.at("2026-03-09"), tick=False):
        clerk.post(f"{home}/record_meeting", {"on": "2026-03-09", "resolved": False, "note": "代表不认可"})
        assert office.post(f"{home}/assign_again", {"lead": world.unit("roads")})["state"] == "handling"
    assert [part["number"] for part in lead.get(home)["rounds"]] == [1, 2]


def test_a_repeat_files_once(world: World, of: Of) -> None:
    case, key, clerk = make.submitted(world), uuid.uuid4(), of("clerk")
    first = clerk.post(f"/suggestions/{case.uid}/file", {"category": "transport", "version": case.version}, key=key)
    again = clerk.post(f"/suggestions/{case.uid}/file", {"category": "transport", "version": case.version}, key=key)
    assert first == again and clerk.status == 200
    assert clerk.post(f"/suggestions/{case.uid}/file", {"category": "transport"}, key=uuid.uuid4())["status"] == 409


def test_a_repeat_is_answered_though_the_case_is_out_of_sight(world: World, of: Of) -> None:
    case, key, second = WAYS["cosigning"](world), uuid.uuid4(), of("second")
    first = second.post(f"/suggestions/{case.uid}/cosign", {"agree": False}, key=key)
    assert second.get(f"/suggestions/{case.uid}")["status"] == 404
    assert second.post(f"/suggestions/{case.uid}/cosign", {"agree": False}, key=key) == first


def test_a_stale_version_says_so(world: World, of: Of) -> None:
    case = make.filed(world)
    told = of("office").post(f"/suggestions/{case.uid}/assign", {"lead": world.unit("roads"), "version": 1})
    assert told["type"] == "urn:huying:problem:stale"
    assert make.fresh(case).state == "filed"


def test_a_part_of_another_case_is_not_found_under_this_one(world: World, of: Of) -> None:
    one, other = make.assigned(world), make.assigned(world)
    task = make.task(world, other).pk
    unit = of("roads_clerk")
    assert unit.post(f"/suggestions/{one.uid}/tasks/{task}/accept")["status"] == 404
    assert unit.post(f"/suggestions/{other.uid}/tasks/{task}/accept")["part"] == task
    assert unit.post(f"/suggestions/{one.uid}/tasks/{2**62}/accept")["status"] == 404


def test_judgements_stay_sealed(world: World, of: Of) -> None:
    case = make.answered(world)
    make.do(
        world, "lead", "evaluate", suggestion=case.pk, attitude="satisfied", result="dissatisfied", reason="路没有修"
    )
    assert Evaluation.objects.count() == 1
    for name in ("roads_clerk", "roads_head", "office", "clerk", "auditor"):
        caller = of(name)
        told = caller.get(f"/suggestions/{case.uid}")
        assert told["rounds"][0]["evaluations"] == [] and "路没有修" not in caller.response.content.decode()
    assert of("lead").get(f"/suggestions/{case.uid}")["rounds"][0]["evaluations"][0]["reason"] == "路没有修"
    make.do(world, "clerk", "close_evaluation", suggestion=case.pk)
    judged = of("roads_clerk").get(f"/suggestions/{case.uid}")["rounds"][0]["evaluations"]
    assert [(row["reason"], row["who"]) for row in judged] == [("路没有修", "")]


def test_a_protected_proposer_stays_unnamed(world: World, of: Of) -> None:
    case = make.assigned(world, identity_protected=True)
    unit, own = of("roads_clerk"), of("lead")
    assert unit.get(f"/suggestions/{case.uid}")["lead"] == ""
    assert unit.get("/suggestions")["items"][0]["lead"] == ""
    assert own.get("/suggestions", mine=True)["items"][0]["lead"] == "lead"


def test_only_what_is_published_is_public(world: World, of: Of) -> None:
    case, nobody = make.answered(world), of("")
    assert nobody.get("/suggestions/published")["items"] == []
    assert nobody.get(f"/suggestions/published/{case.uid}")["status"] == 404
    make.do(world, "clerk", "publish", suggestion=case.pk, publication="summary", summary="路将修好")
    SuggestionPublicPage.model_validate(nobody.get("/suggestions/published"))
    told = nobody.get(f"/suggestions/published/{case.uid}")
    SuggestionPublished.model_validate(told)
    assert (told["summary"], told["body"], told["replies"][0]["text"]) == ("路将修好", "", "")
    assert nobody.get("/suggestions/published", before="zzz")["items"]


def test_to_do_and_lists(world: World, of: Of) -> None:
    case = make.assigned(world)
    owed = of("roads_clerk").get("/suggestions/todo")
    assert {item["uid"] for item in owed} == {str(case.uid)}
    SuggestionTodo.model_validate(owed[0])
    assert of("water_clerk").get("/suggestions")["items"] == []
    page = of("clerk").get("/suggestions", state="handling", category="transport", unit=world.unit("roads"))
    SuggestionPage.model_validate(page)
    assert [item["unit"]["id"] for item in page["items"]] == [world.unit("roads")]


def test_a_list_takes_four_statements(world: World, of: Of, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(3):
        make.filed(world)
    clerk = of("clerk")
    with django_assert_num_queries(4):
        assert len(clerk.get("/suggestions")["items"]) == 3
    with django_assert_num_queries(1):
        of("").client.get(f"{HOME}/suggestions/published")


def test_group_and_ungroup(world: World, of: Of) -> None:
    one, other, clerk = make.filed(world), make.filed(world), of("clerk")
    assert clerk.post(f"/suggestions/{one.uid}/group", {"others": [str(other.uid)]})["state"] == "filed"
    assert make.fresh(other).group_id == make.fresh(one).group_id is not None
    clerk.post(f"/suggestions/{other.uid}/ungroup")
    assert make.fresh(other).group_id is None
    assert of("third").post(f"/suggestions/{one.uid}/group", {"others": [str(other.uid)]})["status"] == 404
