"""Every address x everybody: who gets a page, who is asked to log in, who is told nothing."""

import copy
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from huying.base.ledger.tests.shared import shared
from tests.access.addresses import fill, routes
from tests.access.cast import PHONE, SAID, SEALED, VISITOR, Cast, cast
from tests.api.caller import Caller

pytestmark = pytest.mark.django_db
TABLE = [line.split() for line in Path(__file__).with_name("table.txt").read_text().splitlines() if line[:1] not in "#"]
WHO = [name.replace("_", " ") for name in TABLE[0][1:]]
EXPECTED = {row[0]: dict(zip(WHO, row[1:], strict=True)) for row in TABLE[1:]}
SEES_CONTACT = {"officer"}
SEES_SAID = {"clerk"}
SEES_SEALED = {"proposer"}
"""Nobody else before the round closes, the committee included (背靠背)."""


house_once = shared(cast)


@pytest.fixture
def house(settings: Settings, house_once: Cast) -> Cast:
    settings.OPEN = ("open311", "voices", "suggestions", "stations", "figures")
    return copy.deepcopy(house_once)


def pages() -> list[str]:
    return sorted(route or "-" for route in routes() if not route.startswith("api/"))


def met(client: Client, path: str) -> tuple[str, str]:
    """What came back: a status, or "in" for the way to the log-in; and the text of it."""
    answer = client.get(path)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    inward = answer.status_code == 302 and answer["Location"].startswith("/desk/login")
    return "in" if inward else str(answer.status_code), body.decode(errors="replace")


def test_every_address_has_a_row() -> None:
    assert pages() == sorted(EXPECTED)


def test_everybody_gets_what_the_table_says_and_no_secret_of_others(house: Cast) -> None:
    wrong, told = [], []
    for who in WHO:
        client = house.client(who)
        client.raise_request_exception = False
        for route in pages():
            path = fill("" if route == "-" else route, house)
            status, text = met(client, path)
            if status != EXPECTED[route][who]:
                wrong.append(f"{who} at {path}: {status}, not {EXPECTED[route][who]}")
            if who not in SEES_CONTACT and (PHONE in text or VISITOR in text):
                told.append(f"{who} reads the citizen's contact at {path}")
            if who not in SEES_SEALED and SEALED in text:
                told.append(f"{who} reads the sealed evaluation at {path}")
            if who not in SEES_SAID and SAID in text:
                told.append(f"{who} reads a citizen's words in a questionnaire at {path}")
    assert wrong == []
    assert told == []


def test_those_who_may_read_the_secrets_do(house: Cast) -> None:
    voice, case = f"/desk/voices/{house.private.uid}", f"/desk/suggestions/{house.suggestion.uid}"
    assert PHONE in met(house.client("officer"), voice)[1]
    for who in SEES_SEALED:
        assert SEALED in met(house.client(who), case)[1]
    for who in SEES_SAID:
        assert SAID in met(house.client(who), f"/desk/surveys/{house.survey.uid}/words/q2")[1]


def test_the_api_gives_everybody_what_the_pages_give(house: Cast) -> None:
    for who in WHO:
        account = house.accounts.get(who)
        if account is None or "admin" not in who:
            caller = Caller(account, timezone.now()) if account else Caller()
            for kind, row in (("voices", house.private), ("suggestions", house.suggestion)):
                page = EXPECTED[f"desk/{kind}/<uuid:uid>"][who]
                text = str(caller.get(f"/{kind}/{row.uid}"))
                assert str(caller.status) == {"in": "401"}.get(page, page), (who, kind)
                assert (PHONE in text) == (kind == "voices" and who in SEES_CONTACT), who
                assert (SEALED in text) == (kind == "suggestions" and who in SEES_SEALED), who


def test_search_tells_nobody_what_they_may_not_open(house: Cast) -> None:
    for who in ("nobody", "other unit", "deputy"):
        client = house.client(who)
        for words in ("斑马线", "路面", SEALED[-4:], PHONE):
            assert str(house.suggestion.uid) not in met(client, f"/desk/search?q={words}")[1]
