"""What could not be sent, as whoever runs the site deals with it."""

from typing import Any

import pytest
from django.test import Client

from huying.base.ledger.models import Entry
from huying.base.notices import commands, gateway, jobs
from huying.base.notices.models import Delivery, Message
from huying.base.notices.tests.make import NOW, told
from huying.base.organs.tests import make as places
from huying.base.people.tests import make as folk
from huying.kernel.actor import Role

pytestmark = pytest.mark.django_db
PHONE = "13907390001"


@pytest.fixture
def admin(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The system administrator, on a site where a letter and a message could not go."""
    settings.MAIL, settings.GATEWAY = True, "https://sms.example.org/"
    places.regions()
    account = folk.holder(Role.SYSTEM_ADMIN, "keeper")
    account.email = "keeper@example.org"
    account.save()

    def refuse(*_: Any, **__: Any) -> None:
        raise gateway.Refused("HTTP 422")

    monkeypatch.setattr(gateway, "send", refuse)
    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    told(account.person_id, number=47)
    commands.text("voice:12", "voice.received", now=NOW, data={"station": "云溪镇联络站", "tail": "9TWP"})
    jobs.deliver(NOW, {"voice": lambda pk: PHONE})
    return folk.enter(account)


def test_the_list_says_why_and_not_what(admin: Client, django_assert_max_num_queries: Any) -> None:
    admin.get("/desk/outbox/")
    with django_assert_max_num_queries(11):
        page = admin.get("/desk/outbox/").text
    assert page.count("短信网关没有收（HTTP 422）") >= 2
    assert "keeper" in page
    for secret in (PHONE, "9TWP", "第 47 号"):
        assert secret not in page


def test_one_is_sent_again_and_another_no_more(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway, "send", lambda *_, **__: None)
    letter, message = Delivery.objects.get(), Message.objects.get()
    again = admin.post(f"/desk/outbox/sms/{message.pk}/again", follow=True).text
    assert "下一分钟再发" in again
    assert jobs.deliver(NOW.replace(year=2030), {"voice": lambda pk: PHONE}) == 1
    admin.post(f"/desk/outbox/email/{letter.pk}/drop")
    letter.refresh_from_db()
    assert letter.state == "dropped"
    assert "都发出去了" in admin.get("/desk/outbox/").text
    verbs = list(Entry.objects.filter(verb__startswith="outbox.").values_list("verb", "data"))
    assert verbs == [
        ("outbox.retried", {"channel": "sms", "row": message.pk}),
        ("outbox.dropped", {"channel": "email", "row": letter.pk}),
    ]


@pytest.mark.parametrize("way", ["sms/0/again", "fax/1/again", "sms/1/burn", f"sms/{10**30}/drop"])
def test_what_is_not_there_is_not_sent(admin: Client, way: str) -> None:
    assert admin.post(f"/desk/outbox/{way}").status_code == 404


def test_a_sent_one_cannot_be_sent_again(admin: Client) -> None:
    Message.objects.update(state="sent")
    assert admin.post(f"/desk/outbox/sms/{Message.objects.get().pk}/again").status_code == 404


def test_others_have_no_business_here(admin: Client) -> None:
    clerk = folk.enter(folk.holder(Role.COMMITTEE_CLERK, "clerk"))
    assert clerk.get("/desk/outbox/").status_code == 403
    assert clerk.post(f"/desk/outbox/sms/{Message.objects.get().pk}/drop").status_code == 403
    assert Client().get("/desk/outbox/").status_code == 302


def test_after_a_long_outage_all_of_it_is_sent_again(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for way in (gateway, "send"), ("django.core.mail.EmailMessage.send",):
        monkeypatch.setattr(*way, lambda *_, **__: None)
    assert admin.post("/desk/outbox/again")["Location"] == "/desk/outbox/?done=again"
    assert jobs.deliver(NOW.replace(year=2030), {"voice": lambda pk: PHONE}) == 2
    assert Entry.objects.get(verb="outbox.retried").data == {"letters": 1, "messages": 1}
    assert folk.enter(folk.holder(Role.COMMITTEE_CLERK, "clerk")).post("/desk/outbox/again").status_code == 403
