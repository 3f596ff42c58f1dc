"""A proposer who asked to stay unnamed stays so, also beside a line in which the same person is named."""

from typing import Any

import pytest
from django.test import Client

from huying.work.suggestions import queries
from huying.work.suggestions.tests import make

pytestmark = pytest.mark.django_db
SHOWN, SECRET = "关于修路的建议", "关于保护举报人的建议"


def both() -> tuple[make.World, dict[str, Any]]:
    """Two published suggestions of one deputy, who is named in the first only."""
    world, cases = make.world(), {}
    for title, secret in ((SHOWN, False), (SECRET, True)):
        case = make.answered(world, "second", title=title, identity_protected=secret)
        make.do(world, "clerk", "publish", suggestion=case.pk, publication="full", summary="")
        cases[title] = case
    return world, cases


def test_a_public_list_names_by_case_and_not_by_person() -> None:
    world, cases = both()
    assert cases[SHOWN].lead == cases[SECRET].lead
    page = queries.public_listing(queries.public(), on=world.now.date())
    assert {row.case.title: row.lead for row in page.items} == {SHOWN: "lead", SECRET: ""}
    items = Client().get("/api/v1/suggestions/published").json()["items"]
    assert {row["title"]: row["lead"] for row in items} == {SHOWN: "lead", SECRET: ""}


def test_those_inside_read_the_name() -> None:
    world, _ = both()
    found = queries.listing(world.actor("clerk"), on=world.now.date())
    assert {row.lead for row in found.items} == {"lead"}
