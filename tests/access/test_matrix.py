"""Three audiences, every channel. What is planted in a voice, and who reads it:

| planted                                   | public, strangers at a desk | unit that handles it | station | author |
|-------------------------------------------|-----------------------------|----------------------|---------|--------|
| wording for the public, street            | reads                       | reads                | reads   | reads  |
| original words, place, answers            | –                           | reads                | reads   | reads  |
| words added later, between the offices    | –                           | reads                | reads   | own    |
| photos that were not picked, file names   | –                           | reads                | reads   | reads  |
| name and phone                            | –                           | – (unless shared)    | reads   | –      |
| voices not agreed to, withheld            | –                           | –                    | reads   | reads  |
| place to the metre as numbers             | –                           | –                    | –       | –      |

``planted.READERS`` says the same for the tests. Every address of the route table is asked by the public and by a
stranger with an account; a new one is asked without being named here.
"""

import copy
import io
import logging

import pytest
from django.core import mail
from django.utils import timezone
from PIL import Image
from pytest_django import Settings

from huying.base.ledger.tests.shared import shared
from huying.base.notices import following
from huying.base.notices import jobs as notices
from huying.base.notices.models import Notice
from huying.field.voices.followers import ROOM
from huying.field.voices.tests import make
from tests.access import planted
from tests.access.planted import KEPT_IN, READERS, World, said, told

pytestmark = pytest.mark.django_db
world_once = shared(planted.world)


@pytest.fixture
def world(settings: Settings, world_once: World) -> World:
    settings.OPEN = ("open311", "voices", "suggestions", "stations", "figures")
    return copy.deepcopy(world_once)


@pytest.mark.parametrize("who", ["public", "far"])
def test_no_address_tells_strangers_what_is_not_theirs(
    world: World, who: str, caplog: pytest.LogCaptureFixture
) -> None:
    client, leaks, read = world.client(who), [], 0
    client.raise_request_exception = False
    caplog.set_level(logging.DEBUG)
    for path in planted.paths(world):
        answer = client.get(path)
        text = said(answer)
        leaks += [(path, what) for what in told(text, "public")]
        leaks += [(path, "broken")] if answer.status_code >= 500 else []
        read += "有一位女士家门口的路灯" in text
    assert leaks == []
    assert read >= (8 if who == "public" else 4), "pages, lists, open data and feeds show the published wording"
    assert told(caplog.text, "public") == []


@pytest.mark.parametrize("who", ["public", "far"])
def test_programs_are_told_no_more(world: World, who: str) -> None:
    caller = world.caller(who)
    for row in (world.shown, world.private, world.withheld, world.secret):
        for path in (f"/voices/{row.uid}", f"/voices/published/{row.uid}", "/voices", "/voices/published"):
            caller.get(path)
            assert told(said(caller.response), "public") == [], path
        for uid in world.photos[:2]:
            caller.get(f"/voices/{row.uid}/papers/{uid}")
            assert caller.status in (401, 404)


@pytest.mark.parametrize("who", ["public", "far"])
@pytest.mark.parametrize("size", ["", "?thumb=1"])
def test_of_the_photos_strangers_get_the_blackened_copy_alone(world: World, who: str, size: str) -> None:
    client, (face, other, copy_) = world.client(who), world.photos
    for row, statuses in ((world.shown, (404, 404, 200)), (world.private, (404,) * 3), (world.withheld, (404,) * 3)):
        for uid, status in zip((face, other, copy_), statuses, strict=True):
            assert client.get(f"/voices/{row.uid}/photo/{uid}{size}").status_code == status
    answer = client.get(f"/voices/{world.shown.uid}/photo/{copy_}{size}")
    assert 'filename="photo.jpg"' in answer["Content-Disposition"]
    picture = Image.open(io.BytesIO(b"".join(answer.streaming_content))).convert("L")
    (width, height), dark = picture.size, 40
    assert max(picture.crop((width // 8, height // 8, width * 3 // 8, height * 3 // 8)).tobytes()) < dark
    assert max(picture.crop((width // 2, height // 2, width, height)).tobytes()) > dark
    page = client.get(f"/voices/{world.shown.uid}").text
    assert str(copy_) in page and str(face) not in page and str(other) not in page


@pytest.mark.parametrize("who", ["public", "far"])
@pytest.mark.parametrize("words", ["翠莲", "13907390001", "501室", "村头第三家", "杆号", "王富贵", "赵铁柱", "欧冶子"])
def test_search_and_its_count_do_not_know_private_words(world: World, who: str, words: str) -> None:
    assert planted.found(world, who, words) == 0
    assert planted.found(world, who, "女士家门口") == 1
    client = world.client(who)
    for path in ("/voices", "/desk/search", "/desk/voices/", "/api/v1/voices/published", "/speak/beside"):
        answer = client.get(path, {"q": words, "words": words, "text": f"{words}{words}{words}"})
        assert str(world.shown.uid) not in said(answer), path


def test_a_circle_does_not_find_the_door(world: World) -> None:
    def around(north: float, east: float, metres: int) -> int:
        query = {"near": f"{north},{east},{metres}"}
        return len(world.client("public").get("/open311/v2/requests.json", query).json())

    assert around(27.123, 111.654, 5) == 1
    assert around(planted.NORTH, planted.EAST, 5) == 0


def test_those_who_handle_it_read_what_is_theirs(world: World) -> None:
    for who in ("unit", "station"):
        client, caller = world.client(who), world.caller(who)
        text = said(client.get(f"/desk/voices/{world.shown.uid}"))
        text += str(caller.get(f"/voices/{world.shown.uid}"))
        for row in (world.private, world.withheld, world.secret):
            text += said(client.get(f"/desk/voices/{row.uid}"))
        assert told(text, who) == []
        missed = [
            what
            for what, (marks, readers) in READERS.items()
            if who in readers and what != "street" and not all(mark in text for mark in marks)
        ]
        assert missed == []
        assert client.get(f"/desk/voices/{world.shown.uid}/photo/{world.photos[0]}?thumb=1").status_code == 200


def test_no_table_keeps_a_second_copy(world: World) -> None:
    for label, rows in planted.tables():
        leaks = {what for what in told(rows, "public") if what != "street"}
        if label == "voices.VoiceContact":
            assert "contact" not in leaks
        elif label not in KEPT_IN:
            assert leaks == set(), label


def test_letters_and_short_messages_hold_no_words(world: World) -> None:
    following.spread(make.later(1), {"voice": ROOM})
    follower = world.county.actor("shiqiao_officer").person
    assert set(Notice.objects.filter(person=follower).values_list("subject", flat=True)) == {world.shown.subject}
    notices.deliver(timezone.now())
    assert told("\n".join(f"{letter.subject} {letter.body}" for letter in mail.outbox), "nobody") == []
    for who in ("unit", "station", "far"):
        assert told(said(world.client(who).get("/desk/notices/")), "nobody") == []
