"""The way in and out, as a browser sees it."""

import json
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP

from huying.base.organs.tests import make as places
from huying.base.organs.tests.make import NOW
from huying.base.people import commands, jobs, queries
from huying.base.people.models import Account
from huying.base.people.tests import make
from huying.base.people.tests.make import PASSWORD, form
from huying.kernel.actor import SYSTEM, Role

pytestmark = pytest.mark.django_db
LOGIN = "/desk/login"
KEY = "3132333435363738393031323334353637383930"


@pytest.fixture(autouse=True)
def _places() -> None:
    places.regions()


def log_in(client: Client, username: str = "huang", password: str = PASSWORD, **more: str):
    return client.post(LOGIN, form(username=username, password=password, **more))


def entered(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_the_right_password_opens_the_desk_under_a_new_session(client: Client) -> None:
    make.account()
    session = client.session
    session["planted"] = 1
    session.save()
    planted = session.session_key
    response = log_in(client)
    assert (response.status_code, response["Location"]) == (302, "/desk/")
    assert entered(client)
    assert client.session.session_key != planted
    assert client.get(LOGIN)["Location"] == "/desk/"


def test_log_ins_that_ran_out_are_forgotten(client: Client) -> None:
    make.account()
    log_in(client)
    assert jobs.forget_sessions(timezone.now()) == 0
    assert entered(client)
    assert jobs.forget_sessions(timezone.now() + timedelta(days=60)) == 1
    assert client.get("/desk/account/").status_code == 302


def test_a_wrong_password_and_an_unknown_name_look_the_same(client: Client) -> None:
    make.account()
    pages = [log_in(client, name, "wrong-Password-1") for name in ("huang", "stranger")]
    texts = [page.content.decode().replace("stranger", "huang") for page in pages]
    said = [text.count("用户名或者密码不对") for text in texts]
    assert [page.status_code for page in pages] == [400, 400]
    assert said[0] == said[1] > 0
    assert not entered(client)
    assert "wrong-Password-1" not in texts[0]


def test_six_wrong_tries_and_then_the_right_one_wait(client: Client) -> None:
    make.account()
    for _ in range(5):
        log_in(client, password="wrong-Password-1")
    assert "分钟后再试" in log_in(client).content.decode()
    assert not entered(client)


@pytest.mark.parametrize(
    ("to", "ends_at"),
    [
        ("/desk/voices/?q=%E8%B7%AF", "/desk/voices/?q=%E8%B7%AF"),
        ("https://evil.example/", "/desk/"),
        ("//evil.example/", "/desk/"),
        ("/\\evil.example/", "/desk/"),
        ("javascript:alert(1)", "/desk/"),
        ("http:///evil.example", "/desk/"),
    ],
)
def test_the_way_on_never_leaves_the_house(client: Client, to: str, ends_at: str) -> None:
    make.account()
    assert log_in(client, next=to)["Location"] == ends_at


def test_out_is_a_post(client: Client) -> None:
    make.account()
    log_in(client)
    assert client.get("/desk/logout").status_code == 405
    assert entered(client)
    assert client.post("/desk/logout")["Location"] == "/"
    assert not entered(client)


def test_a_form_without_its_token_is_refused() -> None:
    make.account()
    client = Client(enforce_csrf_checks=True)
    assert log_in(client).status_code == 403
    assert client.post("/desk/logout").status_code == 403


def test_the_second_factor_stands_between_password_and_desk(client: Client) -> None:
    account = make.account()
    totp = TOTP(bytes.fromhex(KEY))
    totp.time = time.time()
    row = commands.confirm_second_factor(
        actor=queries.actor_of(account, NOW.date()), now=NOW, account=account.pk, key=KEY, code=f"{totp.token():06d}"
    )
    response = log_in(client, next="/desk/account/")
    assert response["Location"] == "/desk/login/second"
    assert not entered(client)
    assert client.get("/desk/login/second").status_code == 200
    assert client.post("/desk/login/second", form(code="000000")).status_code == 400
    assert not entered(client)
    response = client.post("/desk/login/second", form(code=row.recovery_codes[0]))
    assert response["Location"] == "/desk/account/"
    assert entered(client)


def test_half_a_log_in_ends_after_five_minutes_and_nobody_starts_in_the_middle(client: Client) -> None:
    account = make.account()
    assert client.get("/desk/login/second")["Location"] == LOGIN
    session = client.session
    session["half_in"] = {"account": account.pk, "at": int(time.time()) - 301, "next": "/desk/"}
    session.save()
    assert client.post("/desk/login/second", form(code="000000"))["Location"] == LOGIN


def test_there_is_no_demo_door_on_a_real_site(client: Client, settings) -> None:
    settings.DEMO = False
    account = make.account()
    assert client.get("/desk/login/demo").status_code == 404
    assert client.post("/desk/login/demo", {"account": account.pk}).status_code == 404
    assert not entered(client)
    assert "demo" not in client.get(LOGIN).content.decode()


def test_a_demo_site_has_a_button_for_its_cast_and_for_nobody_else(client: Client, settings, tmp_path: Path) -> None:
    settings.DEMO, settings.DATA = True, tmp_path
    assert client.get("/desk/login/demo").status_code == 200
    auditor = make.holder(Role.AUDITOR, "audit")
    other = make.account()
    cast = [
        {"username": "audit", "title": "审计员", "line": "看登记册。"},
        {"username": "gone", "title": "", "line": ""},
    ]
    (tmp_path / "demo_cast.json").write_text(json.dumps(cast), encoding="utf-8")
    page = client.get("/desk/login/demo").content.decode()
    assert "看登记册。" in page
    assert page.count('name="account"') == 1
    for wrong in (other.pk, "", "x", 0):
        assert client.post("/desk/login/demo", {"account": wrong}).status_code == 404
    assert client.post("/desk/login/demo", {"account": auditor.pk, "next": "/desk/people/register"})["Location"] == (
        "/desk/people/register"
    )
    assert client.get("/desk/people/register").status_code == 200


def test_words_typed_when_the_session_ended_are_there_again(client: Client) -> None:
    unit = places.unit()
    chief = make.holder(Role.UNIT_HEAD, "chief", organ=unit.pk)
    clerk = make.holder(Role.UNIT_CLERK, "clerk", organ=unit.pk)
    where = f"/desk/delegation/{chief.person.posts.get().pk}/lend"
    typed = form(to=clerk.person_id, since="2030-05-01", until="2030-05-03")
    response = client.post(where, typed)
    assert response["Location"].startswith(LOGIN)
    assert "您刚才写的字还在" in client.get(response["Location"]).content.decode()
    response = log_in(client, "chief", next=where)
    assert response["Location"] == where
    page = client.get(where).content.decode()
    assert "2030-05-01" in page
    assert "2030-05-03" in page


def test_what_an_account_prefers_travels_to_the_browser(client: Client) -> None:
    account = make.account()
    commands.set_preferences(
        actor=SYSTEM, now=NOW, account=account.pk, large_type=True, language="en", email="a@example.org"
    )
    response = log_in(client)
    assert response.cookies["large"].value == "1"
    assert response.cookies["django_language"].value == "en"


def test_the_password_is_counted_as_last_log_in(client: Client) -> None:
    make.account()
    log_in(client)
    assert Account.objects.get().last_login is not None
