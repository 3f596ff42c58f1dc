"""The pages of account, delegation, roster and register: who sees what, and what happens."""

import re
import time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_otp.oath import TOTP

from huying.base.organs.tests import make as places
from huying.base.organs.tests.make import COUNTY, NOW, TOWN
from huying.base.people import commands, queries
from huying.base.people.middleware import SECOND
from huying.base.people.models import Account, Delegation, Mandate, Person, Post, Token
from huying.base.people.tests import make
from huying.base.people.tests.make import PASSWORD, enter, form
from huying.kernel.actor import SYSTEM, Role

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def _places() -> None:
    places.regions()


def text(client: Client, where: str, status: int = 200) -> str:
    response = client.get(where)
    assert response.status_code == status, (where, response.status_code)
    return response.content.decode()


@pytest.mark.parametrize(
    "where",
    ["account/", "account/password", "account/second", "account/keys/new", "delegation/", "people/", "people/register"],
)
def test_a_visitor_is_asked_to_log_in(client: Client, where: str) -> None:
    assert client.get(f"/desk/{where}")["Location"].startswith("/desk/login?next=")


@pytest.mark.parametrize(
    ("role", "opens"),
    [
        (Role.SYSTEM_ADMIN, {"people/", "people/add"}),
        (Role.SECURITY_ADMIN, {"people/", "people/add", "people/register"}),
        (Role.AUDITOR, {"people/register"}),
        (Role.COMMITTEE_CLERK, {"people/", "people/add"}),
        (Role.GOVERNMENT_CLERK, set()),
        (Role.CONGRESS_LEADER, set()),
    ],
)
def test_each_role_opens_its_own_pages(role: Role, opens: set[str]) -> None:
    client = enter(make.holder(role, "somebody"))
    asked = ("people/", "people/add", "people/register")
    assert {where for where in asked if client.get(f"/desk/{where}").status_code == 200} == opens
    assert text(client, "/desk/account/")
    assert text(client, "/desk/delegation/")


def test_the_roster_costs_the_same_however_long() -> None:
    clerk = enter(make.holder(Role.COMMITTEE_CLERK, "clerk"))
    for n in range(3):
        make.person(f"某{n}")
    text(clerk, "/desk/people/")
    with CaptureQueriesContext(connection) as few:
        text(clerk, "/desk/people/")
    for n in range(60):
        make.person(f"人{n}")
    with CaptureQueriesContext(connection) as many:
        page = text(clerk, "/desk/people/")
    assert len(few) == len(many) <= 8
    assert page.count("/desk/people/0") == 50
    assert text(clerk, "/desk/people/?q=某1").count("/desk/people/0") == 1
    assert text(clerk, "/desk/people/?before=5&q=")


def test_people_of_another_congress_do_not_exist_here() -> None:
    stranger, neighbour = make.person("县里人"), make.person("镇里人", TOWN)
    clerk = enter(make.holder(Role.COMMITTEE_CLERK, "clerk", region=TOWN))
    page = text(clerk, "/desk/people/")
    assert "镇里人" in page
    assert "县里人" not in page
    assert "没有找到人" in text(clerk, "/desk/people/?q=县里人")
    assert text(clerk, f"/desk/people/{neighbour.uid}")
    text(clerk, f"/desk/people/{stranger.uid}", 404)
    assert clerk.post(f"/desk/people/{stranger.uid}/edit", form(name="改名")).status_code == 404
    assert clerk.get(f"/desk/people/register?region={COUNTY}").status_code == 403


def test_from_a_name_to_a_first_log_in_through_two_administrators() -> None:
    unit = places.unit()
    system, security = (enter(make.holder(role, role)) for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN))
    where = system.post("/desk/people/add", form(region=COUNTY, name="李卫国", phone="0739-1"))["Location"]
    assert "接下来" in text(system, where)
    where = where.partition("?")[0]
    page = system.post(f"{where}/account", form(username="liwg")).content.decode()
    first = re.search(r"<code[^>]*>([^<]+)</code>", page)
    assert first is not None
    assert security.get(f"{where}/account").status_code == 404
    assert system.get(f"{where}/post").status_code == 404
    given = form(role="unit_clerk", region=COUNTY, organ=unit.pk, since="2026-01-01", until="")
    assert security.post(f"{where}/post", given)["Location"] == f"{where}?done=post"
    client = Client()
    assert client.post("/desk/login", form(username="liwg", password=first[1])).status_code == 302
    assert client.get("/desk/account/")["Location"] == "/desk/account/password"
    change = form(old=first[1], new="Cha-ling-2026", again="Cha-ling-2027")
    assert client.post("/desk/account/password", change).status_code == 400
    change = form(old=first[1], new="Cha-ling-2026", again="Cha-ling-2026")
    assert client.post("/desk/account/password", change)["Location"] == "/desk/account/?done=password"
    assert "县交通运输局" in text(client, "/desk/account/?done=password")
    page = system.post(f"{where}/reset", form()).content.decode()
    assert "<code" in page
    assert client.get("/desk/account/").status_code == 302
    assert system.post(f"{where}/close", form()).status_code == 302
    assert system.post(f"{where}/reset", form()).status_code == 404
    assert system.post(f"{where}/reopen", form()).status_code == 302
    post = Post.objects.get(person__name="李卫国")
    assert system.post(f"/desk/people/posts/{post.pk}/end").status_code == 403
    assert security.post(f"/desk/people/posts/{post.pk}/end")["Location"] == f"{where}?done=ended"
    assert queries.holders(timezone.localdate(), [Role.UNIT_CLERK]) == []
    register = text(security, "/desk/people/register")
    assert "任命职务" in register
    assert "李卫国" in register


def test_the_committee_seats_suspends_and_ends_a_deputy() -> None:
    places.congress()
    term = places.session().term_id
    clerk = enter(make.holder(Role.COMMITTEE_CLERK, "clerk"))
    who = make.person("黄秀英")
    where = f"/desk/people/{who.uid}"
    given = form(term=term, constituency="云溪选区", home=TOWN, group="")
    assert clerk.post(f"{where}/seat", given)["Location"] == f"{where}?done=seat"
    again = clerk.post(f"{where}/seat", form(term=term, constituency="云溪选区"))
    assert "已在本届代表名册上" in again.content.decode()
    seat = Mandate.objects.get()
    for verb, status in (("suspend", "suspended"), ("resume", "active"), ("end", "ended")):
        assert "云溪选区" in text(clerk, where)
        assert clerk.post(f"/desk/people/seats/{seat.pk}/{verb}")["Location"] == f"{where}?done={verb}"
        seat.refresh_from_db()
        assert seat.status == status
    assert clerk.post(f"/desk/people/seats/{seat.pk}/end").status_code == 409
    assert enter(make.holder(Role.SYSTEM_ADMIN, "sys")).post(f"/desk/people/seats/{seat.pk}/end").status_code == 403


def test_lending_and_taking_back() -> None:
    unit, other = places.unit(), places.unit("县水利局")
    chief = make.holder(Role.UNIT_HEAD, "chief", organ=unit.pk)
    clerk = make.holder(Role.UNIT_CLERK, "aide", organ=unit.pk)
    stranger = make.holder(Role.UNIT_CLERK, "stranger", organ=other.pk)
    client, post = enter(chief), Post.objects.get(person=chief.person)
    page = text(client, f"/desk/delegation/{post.pk}/lend")
    assert "aide" in page
    assert "stranger" not in page
    where = f"/desk/delegation/{post.pk}/lend"
    far = {"since": "2026-01-01", "until": "2099-01-01"}
    assert client.post(where, form(to=stranger.person_id, **far)).status_code == 400
    assert client.post(where, form(to=clerk.person_id, **far)).status_code == 400
    today = timezone.localdate().isoformat()
    assert (
        client.post(where, form(to=clerk.person_id, since=today, until=today))["Location"]
        == "/desk/delegation/?done=lent"
    )
    page = text(client, "/desk/delegation/?done=lent")
    assert "现在收回" in page and "收回后，代理人马上不能再办" in page and "随时可以收回" in page
    lent = Delegation.objects.get()
    assert enter(stranger).get(where).status_code == 404
    assert enter(clerk).post(f"/desk/delegation/{lent.pk}/revoke").status_code == 403
    assert "代理chief" in text(enter(clerk), "/desk/account/").replace(" ", "")
    assert client.post(f"/desk/delegation/{lent.pk}/revoke").status_code == 302
    assert "代理chief" not in text(enter(clerk), "/desk/account/").replace(" ", "")


def test_a_key_is_shown_once_and_can_be_taken_away() -> None:
    account = make.account()
    client = enter(account)
    once = form(name="报表", days=30)
    page = client.post("/desk/account/keys/new", once).content.decode()
    raw = re.search(r"hy_[\w-]+", page)
    assert raw is not None
    assert "hy_" not in client.post("/desk/account/keys/new", once).content.decode()
    assert Token.objects.count() == 1
    assert "hy_" not in text(client, "/desk/account/")
    token = Token.objects.get()
    other = enter(make.account(make.person("另一人"), "other"))
    assert other.post(f"/desk/account/keys/{token.pk}/revoke").status_code == 403
    assert other.post("/desk/account/keys/999/revoke").status_code == 404
    assert client.post(f"/desk/account/keys/{token.pk}/revoke").status_code == 302
    assert queries.actor_of_token(raw[0], NOW) is None


def test_an_administrator_sets_the_second_factor_up_and_cannot_drop_it() -> None:
    account = make.holder(Role.SYSTEM_ADMIN, "sys")
    client = Client()
    client.force_login(account)
    page = text(client, "/desk/account/second")
    assert "<svg" in page
    key = client.session["totp_key"]
    totp = TOTP(bytes.fromhex(key))
    totp.time = time.time()
    assert client.post("/desk/account/second", form(code="x")).status_code == 400
    page = client.post("/desk/account/second", form(code=f"{totp.token():06d}")).content.decode()
    assert page.count("<code") == 8
    assert client.session[SECOND] is True
    assert text(client, "/desk/people/")
    totp.time = time.time() + 30
    client.post("/desk/account/second", form(code=f"{totp.token():06d}"))
    assert queries.has_second_factor(account)


def test_anybody_else_may_turn_it_off_with_a_last_code() -> None:
    account = make.account()
    client = enter(account)
    text(client, "/desk/account/second")
    totp = TOTP(bytes.fromhex(client.session["totp_key"]))
    totp.time = time.time()
    page = client.post("/desk/account/second", form(code=f"{totp.token():06d}")).content.decode()
    code = re.findall(r"<code[^>]*>([^<]+)</code>", page)[0]
    assert client.post("/desk/account/second", form(code="nonsense")).status_code == 400
    assert client.post("/desk/account/second", form(code=code))["Location"] == "/desk/account/?done=second-off"
    assert not queries.has_second_factor(account)


def test_out_everywhere_and_a_new_password_end_the_other_browser() -> None:
    account = make.account()
    here, there = enter(account), enter(account)
    change = form(old=PASSWORD, new="Cha-ling-2026", again="Cha-ling-2026")
    assert here.post("/desk/account/password", change).status_code == 302
    assert here.get("/desk/account/").status_code == 200
    assert there.get("/desk/account/").status_code == 302
    there = enter(Account.objects.get())
    assert here.post("/desk/account/sessions/end").status_code == 302
    assert [client.get("/desk/account/").status_code for client in (here, there)] == [302, 302]


def test_preferences_are_kept_and_carried() -> None:
    account = make.account()
    client = enter(account)
    response = client.post("/desk/account/", form(large_type="on", language="zh-hans", email=""))
    assert response.cookies["large"].value == "1"
    account.refresh_from_db()
    assert (account.large_type, account.language) == (True, "zh-hans")
    assert client.post("/desk/account/", form(language="xx")).status_code in (200, 400)


def test_script_in_every_name_stays_text() -> None:
    unit = places.unit(f"局{SCRIPT}")
    who = make.person(SCRIPT, phone=SCRIPT[:20], trade=SCRIPT, about=SCRIPT)
    account = make.account(who, "script")
    commands.give_post(actor=SYSTEM, now=NOW, person=who.pk, role=Role.UNIT_HEAD, region=COUNTY, organ=unit.pk)
    aide = make.holder(Role.UNIT_CLERK, "aide", organ=unit.pk)
    post = Post.objects.get(person=who)
    today = timezone.localdate()
    commands.delegate(actor=SYSTEM, now=NOW, post=post.pk, to=aide.person_id, since=today, until=today)
    commands.issue_token(actor=queries.actor_of(account, today), now=NOW, account=account.pk, name=SCRIPT, days=30)
    system, security = (enter(make.holder(role, role)) for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN))
    uid = Person.objects.get(pk=who.pk).uid
    pages = [
        *(
            text(enter(account), f"/desk/{where}")
            for where in ("account/", "delegation/", f"delegation/{post.pk}/lend")
        ),
        text(enter(aide), "/desk/account/"),
        *(text(system, f"/desk/people/{where}") for where in ("", uid, f"{uid}/edit", f"?q={SCRIPT}")),
        *(text(security, f"/desk/people/{where}") for where in (f"{uid}/post", "register")),
    ]
    for page in pages:
        assert "<script>alert" not in page
    assert sum("&lt;script&gt;" in page for page in pages) >= 8


def test_a_version_nobody_asked_for_is_not_read() -> None:
    client = enter(make.holder(Role.SYSTEM_ADMIN, "admin"))
    person = make.person("王五")
    sent = client.post(f"/desk/people/{person.uid}/edit", form(name="王六", version="0"))
    assert sent.status_code == 302
    person.refresh_from_db()
    assert person.name == "王六"
