"""The component kit: it escapes, keeps words, pages without counting, and remembers preferences."""

import re
import uuid
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.test import Client, RequestFactory
from jinja2 import ChoiceLoader, DictLoader

from huying.base.web import acts, filters, pages, paging, views
from huying.base.web.tests import urls as trial_urls
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
    {{ ui.act_button(f, "#", x, confirm=x) }}{{ ui.copy(x) }}{{ ui.locate() }}{{ ui.switch(f["text"], x, x) }}
    {{ ui.photo_field(f["text"], x) }}{{ ui.photo(x, x, x) }}{{ ui.drawing(x, x) }}
    {{ ui.verbs(vs, {x: x}) }}{{ ui.field(f["text"], x) }}
    {{ ui.pager(pg, x) }}{{ ui.act_button(f, x, x) }}{{ ui.errors(f) }}{{ ui.filters(f, x, x) }}
    {{ ui.search_box("#", x, x) }}{{ ui.verb_form(f, "#", x, x, "#", x) }}{{ ui.icon("camera", x) }}"""
    engine = get_template("web/shell.html").backend.env  # type: ignore[attr-defined]
    form = Words({"text": HOSTILE, "command_id": HOSTILE})
    asked = [
        SimpleNamespace(name=HOSTILE, label=HOSTILE, allowed=allowed, reason=HOSTILE, consequence=HOSTILE)
        for allowed in (True, False)
    ]
    more = paging.Page([], 7)
    html = engine.from_string(source).render(x=HOSTILE, c=evil, f=form, csrf_input="", vs=asked, pg=more)
    assert "<script>alert" not in html
    assert "onerror=alert(2)>" not in html
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


@pytest.fixture
def trial(settings: Any, db: None) -> Client:
    settings.ROOT_URLCONF = "huying.base.web.tests.urls"
    return Client()


def test_a_refusal_that_no_view_answered_is_a_page_with_its_reason(trial: Client) -> None:
    answer = trial.get("/refused")
    assert answer.status_code == 403
    assert "只有联络员能办这件事。" in answer.content.decode()


def test_a_wrong_method_leads_on(trial: Client) -> None:
    answer = trial.get("/post-only")
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert "回到首页" in answer.content.decode()


def test_too_much_at_once_is_refused_in_a_sentence(trial: Client, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = trial.post("/words", {"text": "长" * 2000})
    assert answer.status_code in (200, 413)
    answer = trial.post("/words", "text=" + "a" * 2000, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413
    assert "没有收下" in answer.content.decode()


def test_a_broken_page_does_not_ask_the_database(rf: RequestFactory, django_assert_num_queries: Any, db: None) -> None:
    with django_assert_num_queries(0):
        assert views.broken(rf.get("/")).status_code == 500


def test_a_block_alone_has_the_imports_of_its_page(rf: RequestFactory, settings: Any) -> None:
    engine = get_template("web/shell.html").backend.env  # type: ignore[attr-defined]
    old = engine.loader
    engine.loader = ChoiceLoader([DictLoader({"trial.html": trial_urls.SOURCE}), old])
    try:
        request = rf.get("/words")
        whole = pages.render(request, "trial.html", {"form": Words()}).content.decode()
        part = pages.render(request, "trial.html", {"form": Words()}, block="part").content.decode()
    finally:
        engine.loader = old
    assert part in whole or "csrfmiddlewaretoken" in part
    assert part.startswith('<span class="tag tag-ok">按时</span>')
    assert "<h1>" not in part


@pytest.mark.parametrize(
    ("days", "said"), [(0, "今天"), (1, "明天"), (2, "后天"), (-1, "昨天"), (-3, "3 天前"), (-11, "2026 年 6 月 20 日")]
)
def test_days_are_said_as_people_say_them(time_machine: Any, days: int, said: str) -> None:
    time_machine.move_to("2027-07-01 10:00 +0800" if days == -11 else "2026-07-01 10:00 +0800")
    assert filters.ago(date(2026, 6, 20) if days == -11 else date(2026, 7, 1) + timedelta(days)) == said


def test_a_moment_without_an_hour_is_a_day(time_machine: Any) -> None:
    time_machine.move_to("2026-07-01 10:00 +0800")
    assert (
        str(filters.when(date(2026, 8, 3), "moment"))
        == '<time datetime="2026-08-03" title="2026-08-03">8 月 3 日</time>'
    )
    assert filters.ago(date(2026, 8, 3)) == "8 月 3 日 周一"


def test_every_page_imports_the_components_with_its_context() -> None:
    bare = [
        str(path)
        for path in Path("huying").rglob("templates/**/*.html")
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"import .*web/ui\.html|from .web/ui\.html", line)
        and "with context" not in line
        and "{#" not in line
    ]
    assert bare == [], "without the context a form has no token against forgery"


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


@pytest.mark.django_db
@pytest.mark.django_db
def test_nul_in_an_address_is_no_page_and_in_a_question_nothing(client: Client) -> None:
    assert client.get("/s/%00").status_code == 404
    assert client.get("/suggestions?category=%00&q=%0%000a").status_code == 200
