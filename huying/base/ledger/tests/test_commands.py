import uuid
from datetime import date, timedelta

import pytest

from huying.base.ledger.commands import record
from huying.base.ledger.models import Entry, Receipt
from huying.base.ledger.tests.make import NOW, ZHANG, Matter, matter, move, open_matter
from huying.kernel.actor import PUBLIC, Post, Role
from huying.kernel.errors import Invalid, Stale

pytestmark = pytest.mark.django_db


def test_a_command_leaves_one_line_and_steps_the_version() -> None:
    case = matter(2)
    assert (case.version, case.state) == (3, "step1")
    lines = list(Entry.objects.filter(subject=case.subject).order_by("seq"))
    assert [line.verb for line in lines] == ["matter.opened", "matter.moved", "matter.moved"]
    assert [line.seq for line in lines] == [1, 2, 3]
    assert lines[-1].hash == case.head
    assert lines[-1].data == {"to": "step1"} and lines[-1].person == 3


def test_a_repeat_returns_the_first_result() -> None:
    """Pitfall 24."""
    once = uuid.uuid4()
    first = open_matter(actor=ZHANG, now=NOW, command_id=once)
    again = open_matter(actor=ZHANG, now=NOW + timedelta(minutes=1), command_id=once)
    assert again.pk == first.pk
    assert Matter.objects.count() == 1 and Entry.objects.count() == 1 and Receipt.objects.count() == 1


def test_a_repeat_of_something_that_may_not_follow_again() -> None:
    case = matter()
    once = uuid.uuid4()
    first = move(actor=ZHANG, now=NOW, matter=case.pk, version=1, command_id=once)
    assert move(actor=ZHANG, now=NOW, matter=case.pk, version=1, command_id=once) == first
    with pytest.raises(Stale):
        move(actor=ZHANG, now=NOW, matter=case.pk, version=1, command_id=uuid.uuid4())


def test_an_id_of_another_form_or_another_account_is_refused() -> None:
    case = matter()
    once = uuid.uuid4()
    open_matter(actor=ZHANG, now=NOW, command_id=once)
    with pytest.raises(Invalid):
        move(actor=ZHANG, now=NOW, matter=case.pk, command_id=once)
    with pytest.raises(Invalid):
        open_matter(actor=PUBLIC, now=NOW, command_id=once)


def test_the_line_says_in_which_post_and_when_it_took_effect() -> None:
    case = matter()
    post = Post(id=4, role=Role.UNIT_CLERK, region="430599", organ=5, on_behalf_of=9)
    line = record(case, "matter.noted", ZHANG, now=NOW, post=post, effective=date(2026, 6, 20))
    assert (line.role, line.organ, line.on_behalf_of, line.effective) == ("unit_clerk", 5, 9, date(2026, 6, 20))


def test_the_local_day_is_the_day_of_effect() -> None:
    late = NOW.replace(hour=16, minute=30)
    assert open_matter(actor=ZHANG, now=late).effective == date(2026, 7, 2)


def test_what_would_read_back_differently_is_refused() -> None:
    case = matter()
    with pytest.raises(TypeError):
        record(case, "matter.noted", ZHANG, now=NOW, data={"share": 0.5})
