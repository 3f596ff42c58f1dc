"""Who somebody is today: posts, seats, delegations; who may give them; what the register says."""

from datetime import date, timedelta

import pytest

from huying.base.ledger.models import Entry
from huying.base.organs.models import Register
from huying.base.organs.tests import make as places
from huying.base.organs.tests.make import COUNTY, NOW, TOWN
from huying.base.people import commands, queries
from huying.base.people.models import Account, Post
from huying.base.people.tests import make
from huying.kernel.actor import PUBLIC, SYSTEM, Role
from huying.kernel.errors import BadMove, Denied, Invalid, Missing

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _places() -> None:
    places.regions()


def fresh(account: Account) -> Account:
    return Account.objects.select_related("person").get(pk=account.pk)


def test_an_actor_costs_one_statement_and_knows_every_post(django_assert_num_queries) -> None:
    unit = places.unit()
    chief = make.holder(Role.UNIT_HEAD, "chief", organ=unit.pk)
    clerk = make.holder(Role.UNIT_CLERK, "clerk", organ=unit.pk)
    lent = Post.objects.get(person=chief.person)
    commands.delegate(actor=SYSTEM, now=NOW, post=lent.pk, to=clerk.person_id, since=TODAY, until=TODAY)
    asked = fresh(clerk)
    with django_assert_num_queries(1):
        actor = queries.actor_of(asked, TODAY)
    assert actor.name == "clerk"
    assert [(post.role, post.organ, post.on_behalf_of) for post in actor.posts] == [
        (Role.UNIT_CLERK, unit.pk, 0),
        (Role.UNIT_HEAD, unit.pk, chief.person_id),
    ]
    bare = Account.objects.get(pk=clerk.pk)
    with django_assert_num_queries(2):
        queries.actor_of(bare, TODAY)


def test_a_post_holds_from_its_first_to_its_last_day() -> None:
    clerk = make.holder(Role.COMMITTEE_CLERK, "clerk", since=TODAY, until=TODAY + DAY)
    held = [bool(queries.actor_of(clerk, day).posts) for day in (TODAY - DAY, TODAY, TODAY + DAY, TODAY + 2 * DAY)]
    assert held == [False, True, True, False]


def test_a_post_that_is_ended_ends_at_once() -> None:
    clerk = make.holder(Role.COMMITTEE_CLERK, "clerk")
    post = Post.objects.get(person=clerk.person)
    commands.end_post(actor=SYSTEM, now=NOW, post=post.pk)
    assert queries.actor_of(clerk, TODAY).posts == ()
    assert queries.holders(TODAY, [Role.COMMITTEE_CLERK]) == []
    with pytest.raises(BadMove):
        commands.end_post(actor=SYSTEM, now=NOW, post=post.pk)


def test_a_lent_post_ends_by_date_by_revocation_and_with_the_post() -> None:
    unit = places.unit()
    chief = make.holder(Role.UNIT_HEAD, "chief", organ=unit.pk)
    clerk = make.holder(Role.UNIT_CLERK, "clerk", organ=unit.pk)
    post = Post.objects.get(person=chief.person)
    boss = queries.actor_of(chief, TODAY)

    def lend():
        return commands.delegate(
            actor=boss, now=NOW, post=post.pk, to=clerk.person_id, since=TODAY, until=TODAY + 3 * DAY
        )

    def leads(day: date) -> bool:
        return queries.actor_of(clerk, day).post(Role.UNIT_HEAD) is not None

    first = lend()
    assert [leads(TODAY - DAY), leads(TODAY), leads(TODAY + 3 * DAY), leads(TODAY + 4 * DAY)] == [
        False,
        True,
        True,
        False,
    ]
    assert queries.holders(TODAY, [Role.UNIT_HEAD], organ=unit.pk) == [chief.person_id, clerk.person_id]
    commands.revoke_delegation(actor=boss, now=NOW, delegation=first.pk)
    assert not leads(TODAY)
    with pytest.raises(BadMove):
        commands.revoke_delegation(actor=boss, now=NOW, delegation=first.pk)
    lend()
    assert leads(TODAY)
    commands.end_post(actor=SYSTEM, now=NOW, post=post.pk)
    assert not leads(TODAY)


def test_what_may_not_be_lent_and_to_whom() -> None:
    places.congress()
    unit, other = places.unit(), places.unit("县水利局")
    chief = make.holder(Role.UNIT_HEAD, "chief", organ=unit.pk)
    clerk = make.holder(Role.UNIT_CLERK, "clerk", organ=unit.pk)
    stranger = make.holder(Role.UNIT_CLERK, "stranger", organ=other.pk)
    post = Post.objects.get(person=chief.person)
    boss, aide = queries.actor_of(chief, TODAY), queries.actor_of(clerk, TODAY)

    def lend(actor=boss, to=clerk, since=TODAY, until=TODAY + DAY, what=post) -> None:
        commands.delegate(actor=actor, now=NOW, post=what.pk, to=to.person_id, since=since, until=until)

    for wrong in (
        {"to": chief},
        {"to": stranger},
        {"until": TODAY - DAY},
        {"since": TODAY - 3 * DAY, "until": TODAY - DAY},
        {"until": TODAY + 400 * DAY},
    ):
        with pytest.raises(Invalid):
            lend(**wrong)
    with pytest.raises(Denied):
        lend(actor=aide, to=clerk)
    session = places.session()
    seat = make.deputy(session.term_id, username="huang")
    deputy = queries.actor_of(Account.objects.get(username="huang"), TODAY)
    with pytest.raises(Denied, match="本人"):
        lend(actor=deputy, to=clerk, what=Post.objects.get(person=seat.person_id))
    lend()
    with pytest.raises(Invalid, match="已经交给"):
        lend()
    assert [person.pk for person in queries.colleagues(boss.posts[0], TODAY)] == [chief.person_id, clerk.person_id]


def test_a_borrowed_post_gives_no_right_to_hand_it_on() -> None:
    unit = places.unit()
    chief = make.holder(Role.UNIT_HEAD, "chief", organ=unit.pk)
    clerk = make.holder(Role.UNIT_CLERK, "clerk", organ=unit.pk)
    post = Post.objects.get(person=chief.person)
    commands.delegate(actor=SYSTEM, now=NOW, post=post.pk, to=clerk.person_id, since=TODAY, until=TODAY)
    with pytest.raises(Denied):
        commands.delegate(
            actor=queries.actor_of(clerk, TODAY),
            now=NOW,
            post=post.pk,
            to=clerk.person_id,
            since=TODAY,
            until=TODAY,
        )


def test_three_administrators_three_people() -> None:
    unit = places.unit()
    system, security = make.admin(Role.SYSTEM_ADMIN, "sys"), make.admin(Role.SECURITY_ADMIN, "sec")
    auditor, clerk = make.admin(Role.AUDITOR, "audit"), make.admin(Role.COMMITTEE_CLERK, "clerk")
    who = commands.add_person(actor=system, now=NOW, region=COUNTY, name="李卫国")

    def give(actor, role=Role.UNIT_CLERK, person=who.pk, region=COUNTY, organ=unit.pk, station=0):
        return commands.give_post(
            actor=actor, now=NOW, person=person, role=role, region=region, organ=organ, station=station
        )

    for actor in (system, auditor, clerk, PUBLIC):
        with pytest.raises(Denied):
            give(actor)
    for actor in (security, auditor, clerk, PUBLIC):
        with pytest.raises(Denied):
            commands.open_account(actor=actor, now=NOW, person=who.pk, username="li", password=make.PASSWORD)
    with pytest.raises(Denied, match="自己"):
        give(security, person=security.person)
    with pytest.raises(Invalid, match="不同的人"):
        give(security, role=Role.SYSTEM_ADMIN, person=auditor.person, organ=None)
    with pytest.raises(Invalid, match="单位"):
        give(security, organ=None)
    with pytest.raises(Invalid, match="联络站"):
        give(security, role=Role.STATION_HEAD)
    with pytest.raises(Denied, match="名册"):
        give(security, role=Role.DEPUTY)
    post = give(security)
    with pytest.raises(Invalid, match="已经担任"):
        give(security)
    give(clerk, role=Role.STATION_OFFICER, region=TOWN, organ=None, station=3)
    last = Entry.objects.order_by("-id")[1]
    assert (last.verb, last.data) == ("post.given", {"person": who.pk, "post": post.pk, "role": "unit_clerk"})
    assert (last.role, last.person) == (Role.SECURITY_ADMIN, security.person)


def test_an_administrator_of_one_congress_is_nobody_in_another() -> None:
    system = make.admin(Role.SYSTEM_ADMIN, "sys", region=TOWN)
    with pytest.raises(Denied):
        commands.add_person(actor=system, now=NOW, region=COUNTY, name="某某")
    commands.add_person(actor=system, now=NOW, region=TOWN, name="某某")
    with pytest.raises(Missing):
        commands.add_person(actor=SYSTEM, now=NOW, region="430598", name="某某")


def test_a_seat_brings_the_post_and_its_end_leaves_a_former_deputy() -> None:
    congress = places.congress()
    term = places.session().term_id
    seat = make.deputy(term, username="huang")
    account = Account.objects.get(username="huang")

    def me(day: date = TODAY):
        return queries.actor_of(account, day)

    assert me().post(Role.DEPUTY, region=COUNTY, organ=congress.pk)
    assert not me().former_deputy
    assert queries.mandate_of(seat.person_id, TODAY) == seat
    assert [row.person.name for row in queries.deputies(COUNTY, TODAY)] == ["黄秀英"]
    with pytest.raises(Invalid, match="名册"):
        commands.seat_deputy(actor=SYSTEM, now=NOW, person=seat.person_id, term=term, constituency="二")
    assert me(date(2027, 1, 1)).former_deputy
    commands.suspend_mandate(actor=SYSTEM, now=NOW, mandate=seat.pk)
    assert (me().posts, me().former_deputy, queries.deputies(COUNTY, TODAY)) == ((), True, [])
    commands.resume_mandate(actor=SYSTEM, now=NOW, mandate=seat.pk)
    assert me().post(Role.DEPUTY)
    commands.end_mandate(actor=SYSTEM, now=NOW, mandate=seat.pk)
    assert (me().posts, me().former_deputy, me().person) == ((), True, seat.person_id)
    with pytest.raises(BadMove):
        commands.resume_mandate(actor=SYSTEM, now=NOW, mandate=seat.pk)


def test_a_former_clerk_is_no_former_deputy_and_has_nothing_left() -> None:
    clerk = make.holder(Role.COMMITTEE_CLERK, "clerk", until=TODAY)
    actor = queries.actor_of(clerk, TODAY + DAY)
    assert (actor.posts, actor.former_deputy) == ((), False)


def test_only_the_committee_keeps_the_roster_of_deputies() -> None:
    places.congress()
    term = places.session().term_id
    who = make.person()
    for actor in (make.admin(Role.SYSTEM_ADMIN, "sys"), make.admin(Role.SECURITY_ADMIN, "sec"), PUBLIC):
        with pytest.raises(Denied):
            commands.seat_deputy(actor=actor, now=NOW, person=who.pk, term=term, constituency="一")
    clerk = make.admin(Role.COMMITTEE_CLERK, "clerk")
    commands.seat_deputy(actor=clerk, now=NOW, person=who.pk, term=term, constituency="一")


def test_names_and_an_empty_question_cost_what_they_should(django_assert_num_queries) -> None:
    one, two = make.person("甲"), make.person("乙")
    with django_assert_num_queries(1):
        assert queries.names([one.pk, two.pk, 0, 999]) == {one.pk: "甲", two.pk: "乙"}
    with django_assert_num_queries(0):
        assert queries.names([0]) == {}


def test_the_register_holds_no_names() -> None:
    make.account(make.person("欧阳建军", phone="13907390000"), "ouyang")
    book = Register.objects.get(region=COUNTY)
    lines = Entry.objects.filter(subject=book.subject).order_by("seq")
    assert [line.verb for line in lines] == ["register.opened", "person.added", "account.opened"]
    assert book.version == 3
    text = "".join(str(line.data) for line in lines)
    assert "欧阳" not in text
    assert "1390739" not in text
    assert "ouyang" not in text
