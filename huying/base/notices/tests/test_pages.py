from typing import Any

import pytest
from django.test import Client

from huying.base.notices import queries
from huying.base.notices.models import Notice
from huying.base.notices.tests.make import told
from huying.base.organs.tests import make as places
from huying.base.people.tests import make as folk

pytestmark = pytest.mark.django_db


@pytest.fixture
def me(client: Client) -> int:
    places.regions()
    account = folk.account()
    client.force_login(account)
    return int(account.person_id)


def test_strangers_are_asked_to_log_in(client: Client) -> None:
    for path in ("/desk/notices/", "/desk/notices/1"):
        answer = client.get(path)
        assert (answer.status_code, answer["Location"][:12]) == (302, "/desk/login?")
    assert client.post("/desk/notices/read").status_code == 302


def test_an_empty_box_says_what_belongs_here(client: Client, me: int) -> None:
    assert "还没有通知" in client.get("/desk/notices/").content.decode()


def test_the_box_shows_only_ones_own_and_pages(client: Client, me: int) -> None:
    for n in range(32):
        told(me, number=n, key=str(n))
    told(me + 1, number=999)
    page = client.get("/desk/notices/").content.decode()
    assert "编为第 31 号" in page
    assert "还有 32 条没有看" in page
    assert "999" not in page
    older = client.get(f"/desk/notices/?before={queries.box(me).next}").content.decode()
    assert "编为第 0 号" in older
    assert client.get("/desk/notices/?before=-1;drop").status_code == 200


def test_opening_one_marks_it_and_leads_on(client: Client, me: int) -> None:
    told(me, me + 1, number=47)
    mine, theirs = Notice.objects.get(person=me), Notice.objects.get(person=me + 1)
    assert client.get(f"/desk/notices/{mine.pk}")["Location"] == "/desk/suggestions/1"
    assert queries.unread(me) == 0
    assert client.get(f"/desk/notices/{theirs.pk}")["Location"] == "/desk/notices/"
    assert client.get(f"/desk/notices/{10**30}")["Location"] == "/desk/notices/"
    assert queries.unread(me + 1) == 1


def test_marking_all_read(client: Client, me: int) -> None:
    told(me, number=1)
    top = queries.box(me).items[0][0].pk
    told(me, number=2, key="later")
    assert client.post("/desk/notices/read", {"up_to": top})["Location"] == "/desk/notices/"
    assert queries.unread(me) == 1
    assert client.get("/desk/notices/read").status_code == 405


def test_the_page_asks_a_fixed_number_of_statements(
    client: Client, me: int, django_assert_max_num_queries: Any
) -> None:
    for n in range(30):
        told(me, number=n, key=str(n))
    client.get("/desk/notices/")  # the first one writes the session
    with django_assert_max_num_queries(6):  # the desk's frame counts the unread as well
        client.get("/desk/notices/")
