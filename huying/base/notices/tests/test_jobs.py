import smtplib
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core import mail as django_mail

from huying.base.clocks import commands as clocks
from huying.base.notices import commands, jobs, mail, outbox, queries, rules
from huying.base.notices.models import Delivery, Notice
from huying.base.notices.tests import make
from huying.base.notices.tests.make import NOW, told
from huying.base.organs.tests import make as places
from huying.base.people import commands as people
from huying.base.people.tests import make as folk
from huying.kernel.actor import SYSTEM, Role
from huying.kernel.calendar import national
from huying.kernel.periods import Period

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def posted(settings: Any) -> int:
    """A person with an e-mail address, on a site that sends mail."""
    settings.MAIL = True
    places.regions()
    who = folk.person()
    people.open_account(
        actor=SYSTEM, now=folk.NOW, person=who.pk, username="huang", password=folk.PASSWORD, email="huang@example.org"
    )
    return int(who.pk)


def owe(number: int, debtor: str, anchor: date, days: int) -> None:
    case: Any = SimpleNamespace(subject=f"suggestion:{number}", region="430599", edition="county@2026-01-01#0")
    period = Period(value=days, unit="days", roll="none")
    url = f"/desk/suggestions/{number}"
    clocks.start(case, "reply", debtor=debtor, anchor=anchor, period=period, calendar=national(), url=url)


def boxes() -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for notice in Notice.objects.order_by("id"):
        found.setdefault(notice.person, []).append(queries.sentence(notice))
    return found


def test_one_thing_is_told_by_itself_and_several_as_a_digest() -> None:
    owe(1, "person:7", TODAY - timedelta(days=10), 10)
    owe(2, "person:8", TODAY - timedelta(days=20), 10)
    owe(3, "person:8", TODAY - timedelta(days=10), 10)
    assert jobs.remind(NOW) == 2
    assert boxes() == {
        7: ["答复代表今天到期，请今天办好。"],
        8: ["您名下有时限要留意：超期 1 件，今天到期 1 件。"],
    }
    assert Notice.objects.get(person=7).url == "/desk/suggestions/1"


def test_nobody_is_reminded_twice_and_an_outage_ends_in_one_message() -> None:
    owe(1, "person:7", TODAY, 30)
    assert jobs.remind(NOW) == 0
    later = NOW + timedelta(days=60)
    assert jobs.remind(later) == 1
    assert jobs.remind(later) == 0
    assert jobs.remind(later + timedelta(days=1)) == 0
    assert boxes() == {7: ["答复代表已经超期，原定 7 月 31 日，请马上办。"]}


def test_more_debts_than_a_batch_are_told_in_one_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "BATCH", 3)
    for number in range(8):
        owe(number, "person:7", TODAY - timedelta(days=20), 10)
    jobs.remind(NOW)
    assert boxes() == {7: ["您名下有时限要留意：超期 8 件。"]}


def test_a_unit_is_its_clerks_and_when_late_its_head() -> None:
    places.regions()
    unit = places.unit()
    clerk = folk.holder(Role.UNIT_CLERK, "clerk", organ=unit.pk).person_id
    head = folk.holder(Role.UNIT_HEAD, "head", organ=unit.pk).person_id
    owe(1, f"organ:{unit.pk}", TODAY - timedelta(days=10), 10)
    jobs.remind(NOW)
    assert set(boxes()) == {clerk}
    jobs.remind(NOW + timedelta(days=1))
    assert {person: len(said) for person, said in boxes().items()} == {clerk: 2, head: 1}


def test_a_letter_goes_once(posted: int) -> None:
    told(posted, 999, number=47)
    told(posted, number=47)
    assert jobs.deliver(NOW) == 1
    assert jobs.deliver(NOW + timedelta(days=1)) == 0
    (letter,) = django_mail.outbox
    assert letter.to == ["huang@example.org"]
    assert letter.subject.startswith("呼应：您的建议已立案，编为第 47 号")
    assert "黄秀英" not in letter.subject + str(letter.body)
    assert letter.extra_headers["Message-ID"] == f"<notice-{Notice.objects.get(person=posted).pk}@huying>"


def test_no_letters_where_no_mail_is_set(posted: int, settings: Any) -> None:
    settings.MAIL = False
    told(posted, number=47)
    assert not Delivery.objects.exists()


def test_a_failing_server_is_tried_again_less_and_less_and_then_given_up(
    posted: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(posted, number=47)
    refusal = smtplib.SMTPRecipientsRefused({"huang@example.org": (550, b"no such user huang@example.org")})

    def fail(*_: Any, **__: Any) -> int:
        raise refusal

    monkeypatch.setattr("django.core.mail.EmailMessage.send", fail)
    now = NOW
    for _ in range(rules.TRIES):
        assert jobs.deliver(now) == 0
        row = Delivery.objects.get()
        now = row.next_try or now
    assert (row.state, row.tries) == (Delivery.State.FAILED, 7)
    assert "550" in row.error
    assert "@" not in row.error
    assert timedelta(hours=12) < now - NOW < timedelta(days=2)
    assert queries.stuck(now) == [row]
    monkeypatch.undo()
    commands.try_again(actor=make.keeper(), now=now, channel="email", pk=row.pk)
    assert jobs.deliver(now) == 1
    assert queries.stuck(now) == []


def test_one_bad_letter_does_not_hold_up_the_rest(posted: int, monkeypatch: pytest.MonkeyPatch) -> None:
    told(posted, number=1, key="bad")
    told(posted, number=2, key="good")
    real = mail.letter

    def fussy(notice: Notice, *rest: Any) -> Any:
        if notice.key == "bad":
            raise ValueError("odd letter")
        return real(notice, *rest)

    monkeypatch.setattr(mail, "letter", fussy)
    assert jobs.deliver(NOW) == 1
    assert Delivery.objects.get(notice__key="bad").tries == 1


def test_what_a_dead_sender_held_is_taken_up_after_its_lease(posted: int) -> None:
    told(posted, number=47)
    assert len(outbox._lease(Delivery, NOW, 50, "notice")) == 1
    assert jobs.deliver(NOW + timedelta(minutes=9)) == 0
    assert jobs.deliver(NOW + rules.LEASE) == 1


def test_nothing_can_be_slipped_into_the_head_of_a_letter(posted: int) -> None:
    told(posted, number="47\r\nBcc: all@example.org")
    jobs.deliver(NOW)
    (letter,) = django_mail.outbox
    assert "\n" not in letter.subject
    assert letter.recipients() == ["huang@example.org"]
    assert "Bcc" not in letter.message()


def test_an_address_withdrawn_before_sending_is_given_up(posted: int) -> None:
    told(posted, number=47)
    account = get_user_model().objects.get().pk
    people.set_preferences(actor=SYSTEM, now=NOW, account=account, large_type=False, language="", email="")
    assert jobs.deliver(NOW) == 0
    assert Delivery.objects.get().state == Delivery.State.FAILED


def test_the_box_of_many_organs_asks_once(django_assert_num_queries: Any) -> None:
    places.regions()
    unit = places.unit()
    for n in range(20):
        told(7, verb="suggestion.assigned", number=n, unit=unit.pk, key=str(n))
    with django_assert_num_queries(3):  # the box, whether organs changed, and the one organ
        first = queries.box(7).items[0][1]
    assert unit.short in first
