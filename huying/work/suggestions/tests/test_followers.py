"""A suggestion is followed by whoever may read it, until and after it is published."""

import pytest

from huying.base.notices import following
from huying.base.notices.models import Notice
from huying.work.suggestions.followers import ROOM
from huying.work.suggestions.tests import make

pytestmark = pytest.mark.django_db


def test_only_whoever_may_read_it_is_told() -> None:
    world = make.world()
    following.spread(world.now, {"suggestion": ROOM})
    case = make.filed(world)
    reader, stranger = world.actor("clerk").person, world.actor("water_clerk").person
    for person in (reader, stranger):
        following.follow(person, "suggestion", str(case.uid), now=world.now.replace(year=2020))
    make.do(world, "office", "assign", suggestion=case.pk, lead=world.unit("roads"), co=[])
    following.spread(world.now, {"suggestion": ROOM})
    mine = Notice.objects.filter(verb="suggestion.followed")
    assert {notice.person for notice in mine} == {reader}
    assert {notice.url for notice in mine} == {f"/desk/suggestions/{case.uid}"}
