"""Who asks, as the whole stack sees it."""

from datetime import timedelta

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.utils import timezone

from huying.base.organs.tests import make as places
from huying.base.people import commands, middleware
from huying.base.people.models import Account
from huying.base.people.tests import make
from huying.kernel.actor import SYSTEM, Role

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def who(request: HttpRequest) -> HttpResponse:
    roles = ",".join(post.role for post in request.actor.posts)  # type: ignore[attr-defined]
    return HttpResponse(f"{request.actor.kind} {request.actor.name} {roles}")  # type: ignore[attr-defined]


urlpatterns = [path("who", who), path("desk/account/password", who), path("desk/account/second", who)]


@pytest.fixture(autouse=True)
def _places() -> None:
    places.regions()


def said(client: Client) -> str:
    return client.get("/who").content.decode()


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def test_a_visitor_costs_no_statement(client: Client, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert said(client) == "public  "


def test_somebody_signed_in_costs_two(django_assert_num_queries) -> None:
    client = signed_in(make.holder(Role.COMMITTEE_CLERK, "clerk"))
    assert said(client) == "account clerk committee_clerk"
    with django_assert_num_queries(2):
        said(client)


def test_the_session_is_written_every_five_minutes_only(monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(make.account())
    said(client)
    start = client.session[middleware.SEEN]
    for later, expected in ((299, start), (301, start + 301)):
        monkeypatch.setattr(middleware.time, "time", lambda later=later: start + later)
        said(client)
        assert client.session[middleware.SEEN] == expected


def test_thirty_idle_minutes_end_it(monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(make.account())
    said(client)
    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() + timedelta(minutes=31))
    assert said(client) == "public  "


def test_an_open_page_loses_its_rights_with_the_post_the_account_or_the_sessions() -> None:
    account = make.holder(Role.COMMITTEE_CLERK, "clerk")
    client = signed_in(account)
    assert "committee_clerk" in said(client)
    commands.end_post(actor=SYSTEM, now=make.NOW, post=account.person.posts.get().pk)
    assert said(client) == "account clerk "
    commands.end_sessions(actor=SYSTEM, now=make.NOW, account=account.pk)
    assert said(client) == "public  "
    client = signed_in(Account.objects.get(pk=account.pk))
    assert said(client) == "account clerk "
    commands.close_account(actor=SYSTEM, now=make.NOW, account=account.pk)
    assert said(client) == "public  "


def test_a_first_password_is_changed_before_all_else() -> None:
    client = signed_in(make.account(must_change=True))
    assert client.get("/who")["Location"] == "/desk/account/password"
    assert client.get("/desk/account/password").status_code == 200


def test_an_administrator_sets_a_second_factor_before_all_else() -> None:
    client = signed_in(make.holder(Role.AUDITOR, "audit"))
    assert client.get("/who")["Location"] == "/desk/account/second"
    assert client.get("/desk/account/second").status_code == 200
    session = client.session
    session[middleware.SECOND] = True
    session.save()
    assert said(client) == "account audit auditor"
