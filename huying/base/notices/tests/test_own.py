"""How one is told: at once, once a day, only on the site; and the calendar of what one owes."""

import re
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail as outbox
from django.test import Client

from huying.base.clocks import commands as clocks
from huying.base.notices import commands, ical, jobs, wishes
from huying.base.notices.models import Delivery, Notice, Wish
from huying.base.notices.tests.make import NOW, told
from huying.base.organs.tests import make as places
from huying.base.people import commands as people
from huying.base.people.tests import make as folk
from huying.kernel.actor import SYSTEM, Role
from huying.kernel.calendar import national
from huying.kernel.periods import Period

pytestmark = pytest.mark.django_db
MORNING = NOW.replace(hour=0) + timedelta(days=1)  # eight o'clock here, the day after


@pytest.fixture
def me(settings: Any) -> Any:
    settings.MAIL = True
    places.regions()
    account = folk.account()
    account.email = "huang@example.org"
    account.save()
    return account


def wish(client: Client, pace: str) -> Any:
    return client.post("/desk/notices/settings", folk.form(pace=pace))


def test_a_digest_comes_once_a_day_with_sentences_and_links(me: Any, settings: Any) -> None:
    settings.PUBLIC_URL = "https://rd.example.org"
    assert wish(folk.enter(me), "daily")["Location"] == "/desk/notices/settings?done=pace"
    for n in (46, 47):
        told(me.person_id, number=n, key=str(n))
    assert jobs.deliver(NOW) == 0
    assert jobs.deliver(MORNING) == 1
    assert jobs.deliver(MORNING + timedelta(minutes=1)) == 0
    (letter,) = outbox.outbox
    assert letter.subject == "呼应：2 条新通知"
    body = str(letter.body)
    assert "编为第 46 号" in body
    assert "编为第 47 号" in body
    assert body.count("https://rd.example.org/desk/suggestions/1") == 2


def test_an_outage_ends_in_one_letter_however_long(me: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    wishes.set_pace(me.person_id, "daily")
    for n in range(70):  # more than a batch
        commands.tell([me.person_id], "suggestion.filed", case="", url="/", key=str(n), now=NOW + timedelta(hours=n))
    assert jobs.deliver(NOW + timedelta(days=9)) == 1
    (letter,) = outbox.outbox
    assert "70 条新通知" in letter.subject
    assert "另有 40 条" in str(letter.body)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


def test_a_digest_that_could_not_go_comes_later_with_what_is_new(me: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    wishes.set_pace(me.person_id, "daily")
    told(me.person_id, number=46, key="46")
    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMessage.send", lambda *_, **__: 1 / 0)
        assert jobs.deliver(MORNING) == 0
    commands.tell([me.person_id], "suggestion.filed", case="", url="/", key="b", now=MORNING + timedelta(hours=1))
    assert jobs.deliver(MORNING + timedelta(days=1)) == 1
    assert "2 条" in outbox.outbox[0].subject


def test_what_was_read_is_not_written_again(me: Any) -> None:
    wishes.set_pace(me.person_id, "daily")
    told(me.person_id, number=46, key="46")
    commands.read(me.person_id, Notice.objects.get().pk, now=NOW)
    assert jobs.deliver(MORNING) == 0
    assert outbox.outbox == []
    assert Delivery.objects.get().state == "dropped"


def test_only_in_the_app_means_no_letter(me: Any) -> None:
    wishes.set_pace(me.person_id, "app")
    told(me.person_id, number=46)
    assert Notice.objects.count() == 1
    assert not Delivery.objects.exists()


def test_digests_of_two_people_are_two_letters(me: Any) -> None:
    other = folk.account(folk.person("李四"), "lisi")
    other.email = "li@example.org"
    other.save()
    for person in (me.person_id, other.person_id):
        wishes.set_pace(person, "daily")
    for n in range(3):
        told(me.person_id, other.person_id, number=n, key=str(n))
    assert jobs.deliver(MORNING) == 2
    assert sorted(letter.to[0] for letter in outbox.outbox) == ["huang@example.org", "li@example.org"]


def test_a_wish_nobody_knows_is_refused(me: Any) -> None:
    assert wish(folk.enter(me), "hourly").status_code == 400
    assert not Wish.objects.exists()


def test_the_next_digest_is_eight_oclock_here() -> None:
    assert wishes.next_digest(NOW) == MORNING
    assert wishes.next_digest(MORNING) == MORNING + timedelta(days=1)
    assert wishes.next_digest(MORNING - timedelta(minutes=1)) == MORNING


def owe(number: int, debtor: str, days: int) -> None:
    case: Any = SimpleNamespace(subject=f"suggestion:{number}", region="430599", edition="county@2026-01-01#0")
    period = Period(value=days, unit="days", roll="none")
    url = f"/desk/suggestions/{number}"
    clocks.start(case, "reply", debtor=debtor, anchor=date(2026, 7, 1), period=period, calendar=national(), url=url)


def events(text: str) -> list[dict[str, str]]:
    """The events of a calendar, held against what RFC 5545 asks of its lines."""
    assert text.endswith("END:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    lines = re.sub("\r\n[ \t]", "", text).split("\r\n")
    found: list[dict[str, str]] = []
    alarm = False
    for line in lines[:-1]:
        name, _, value = line.partition(":")
        alarm = (alarm or line == "BEGIN:VALARM") and line != "END:VALARM"
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and line != "END:VALARM":
            found[-1][("ALARM-" if alarm else "") + name] = value
    return found


def link(client: Client) -> str:
    page = client.post("/desk/notices/settings/calendar").text
    found = re.search(r"/desk/calendar\.ics\?token=[\w-]{43}", page)
    assert found
    return found[0]


def test_a_calendar_holds_what_one_owes_and_says_not_about_whom(me: Any) -> None:
    unit = places.unit()
    people.give_post(
        actor=SYSTEM, now=NOW, person=me.person_id, role=Role.UNIT_CLERK, region="430599", organ=unit.pk,
        since=date(2026, 1, 1),
    )  # fmt: skip
    owe(1, f"person:{me.person_id}", 30)
    owe(2, f"organ:{unit.pk}", 60)
    owe(3, "person:999999", 10)
    address = link(folk.enter(me))
    answer = Client().get(address)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "private" in answer["Cache-Control"]
    first, second = events(answer.content.decode())
    assert first["DTSTART;VALUE=DATE"] == "20260731"
    assert first["DTEND;VALUE=DATE"] == "20260801"
    assert first["SUMMARY"] == "答复代表到期"
    assert first["URL"].endswith("/desk/suggestions/1")
    assert first["ALARM-TRIGGER"] == "-PT15H"
    assert first["UID"] != second["UID"]
    assert Client().get(address, headers={"if-none-match": answer["ETag"]}).status_code == 304
    assert events(Client().get(address).content.decode()) == [first, second]


def test_a_key_can_be_changed_and_taken_back(me: Any) -> None:
    client = folk.enter(me)
    old = link(client)
    assert old.partition("=")[2] not in str(list(Wish.objects.values()))
    new = link(client)
    assert Client().get(old).status_code == 404
    assert Client().get(new).status_code == 200
    assert new not in client.get("/desk/notices/settings").text
    client.post("/desk/notices/settings/calendar/drop")
    assert Client().get(new).status_code == 404


def test_who_may_not_log_in_has_no_calendar(me: Any) -> None:
    address = link(folk.enter(me))
    people.close_account(actor=SYSTEM, now=NOW, account=me.pk)
    assert Client().get(address).status_code == 404


@pytest.mark.parametrize("token", ["", "x", "'", "%00", "a" * 500])
def test_a_wrong_key_opens_nothing(me: Any, token: str) -> None:
    assert Client().get(f"/desk/calendar.ics?token={token}").status_code == 404


def test_lines_are_folded_between_characters_and_nothing_is_slipped_in() -> None:
    said = "答复，代表;" * 20 + "\\\r\nBEGIN:VEVENT\x07,𠀀"
    event = ical.Event("1@huying", date(2026, 7, 1), date(2026, 6, 1), said, "https://x/\r\nX:1")
    (found,) = events(ical.document("呼应\n待办", [event]))
    assert found["SUMMARY"] == "答复，代表\\;" * 20 + "\\\\\\nBEGIN:VEVENT\\,𠀀"
    assert found["URL"] == "https://x/X:1"
