"""The component kit: it escapes, keeps words, pages without counting, and remembers preferences."""

import uuid
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.test import Client, RequestFactory

from huying.base.web import acts, paging
from huying.kernel.actor import PUBLIC
from huying.kernel.errors import Invalid, Stale

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


class Words(acts.ActForm):
    text = forms.CharField()


def test_every_component_escapes_what_it_is_given() -> None:
    evil = SimpleNamespace(
        due_text=HOSTILE,
        due_level="soon",
        provisional=True,
        steps=[HOSTILE],
        text=HOSTILE,
        at=None,
        who=HOSTILE,
        note=HOSTILE,
        state="now",
    )
    source = """{% import "web/ui.html" as ui with context %}
    {{ ui.turn(x, c) }}{{ ui.due(c) }}{{ ui.tag("ok", x) }}{{ ui.button(x, "#") }}{{ ui.crumbs([(x, "#"), (x, "")]) }}
    {{ ui.tabs([(x, "#", True, 1)], x) }}{{ ui.facts([(x, x)]) }}{{ ui.table([x], [[x]], x) }}{{ ui.empty(x, "#", x) }}
    {{ ui.flash(x) }}{{ ui.stages([(x, "now", None)]) }}{{ ui.timeline([c]) }}{{ ui.figure(x, x, "#", x, x) }}
    {{ ui.bar_chart([(x, 3, "")], x, x) }}{{ ui.line_chart([(x, 1), (x, 2)], x, x) }}{{ ui.papers([(x, "#", 10, "")]) }}
    {{ ui.search_box("#", x, x) }}{{ ui.verb_form(f, "#", x, x, "#", x) }}{{ ui.icon("camera", x) }}"""
    engine = get_template("web/shell.html").backend.env  # type: ignore[attr-defined]
    form = Words({"text": "", "command_id": HOSTILE})
    html = engine.from_string(source).render(x=HOSTILE, c=evil, f=form, csrf_input="")
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert html.count("&lt;script&gt;") > 20


def test_a_refusal_stands_at_its_field_and_the_words_are_kept() -> None:
    def refuse(**given: Any) -> None:
        raise Invalid("太长了", field="text")

    form = Words({"text": "路灯坏了", "command_id": str(uuid.uuid4())})
    assert acts.perform(form, refuse) is None
    assert form.errors["text"] == ["太长了"]
    assert form["text"].value() == "路灯坏了"


def test_a_stale_form_says_so_and_keeps_the_words() -> None:
    def refuse(**given: Any) -> None:
        raise Stale("已经有了新的变化")

    form = Words({"text": "路灯坏了", "command_id": str(uuid.uuid4()), "version": "3"})
    assert acts.perform(form, refuse) is None
    assert form.stale
    assert form["text"].value() == "路灯坏了"


def test_a_version_is_passed_only_when_the_page_carried_one() -> None:
    seen: dict[str, Any] = {}
    acts.perform(Words({"text": "a", "command_id": str(uuid.uuid4())}), lambda **given: seen.update(given))
    assert "version" not in seen


def test_words_of_an_ended_session_come_back_after_the_log_in(rf: RequestFactory) -> None:
    @acts.signed_in
    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse(acts.form_for(Words, request)["text"].value())

    session = SessionStore()
    posted = rf.post("/desk/x", {"text": "写了半天的话", "command_id": "1", "csrfmiddlewaretoken": "t"})
    posted.actor, posted.session = PUBLIC, session  # type: ignore[attr-defined]
    answer = page(posted)
    assert answer.status_code == 302
    assert answer["Location"] == "/desk/login?next=%2Fdesk%2Fx"
    again = rf.get("/desk/x")
    again.actor, again.session = SimpleNamespace(signed_in=True), session  # type: ignore[attr-defined]
    assert page(again).content.decode() == "写了半天的话"
    assert acts.kept(again) == {}


@pytest.mark.parametrize("text", ["", "x", "-1", "9" * 40, "１２", "1 or 1=1", None])
def test_nonsense_page_keys_are_the_first_page(text: str | None) -> None:
    assert paging.number(text) is None


@pytest.mark.django_db
def test_large_type_and_language_are_remembered_and_lead_back(client: Client) -> None:
    answer = client.post("/preferences", {"large": "1", "next": "/desk/login"})
    assert answer["Location"] == "/desk/login"
    assert answer.cookies["large"].value == "1"
    assert 'class="large"' in client.get("/desk/login").content.decode()
    client.post("/preferences", {"language": "en", "next": "/"})
    assert '<html lang="en"' in client.get("/desk/login").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("evil", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_preferences_never_lead_to_another_host(client: Client, evil: str) -> None:
    assert client.post("/preferences", {"large": "1", "next": evil})["Location"] == "/"


@pytest.mark.django_db
def test_pages_for_what_went_wrong_say_what_to_do(client: Client) -> None:
    missing = client.get("/nowhere")
    assert missing.status_code == 404
    assert "没有找到" in missing.content.decode()
    strict = Client(enforce_csrf_checks=True)
    refused = strict.post("/preferences", {"large": "1", "text": "我写的很长的话<b>"})
    assert refused.status_code == 403
    assert "我写的很长的话&lt;b&gt;" in refused.content.decode()


@pytest.mark.django_db
def test_styleguide_is_not_for_the_public(client: Client, settings: Any) -> None:
    assert client.get("/desk/styleguide").status_code == 404
    settings.DEMO = True
    assert client.get("/desk/styleguide").status_code == 200


@pytest.mark.django_db
def test_pages_carry_a_policy_that_allows_no_inline_script(client: Client) -> None:
    policy = client.get("/desk/login")["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe-inline" not in policy
