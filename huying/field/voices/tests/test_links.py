"""Signed QR codes: who makes them, what they fill in, and what nobody can forge."""

import copy
import re
import uuid
from collections.abc import Iterator
from urllib.parse import quote

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huying.base.ledger.tests.shared import shared
from huying.base.notices.models import Notice
from huying.base.people import queries as people
from huying.field.stations import queries as stations
from huying.field.voices import commands
from huying.field.voices.models import Voice
from huying.field.voices.tests import make
from huying.field.voices.tests.test_pages import say, signed_in
from huying.kernel.errors import Invalid

pytestmark = pytest.mark.django_db
CODES = "/desk/voices/codes/yunxi"
DAY = "3月6日进站接待"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(make.NOW, tick=False):
        yield


county_once = shared(make.county)


@pytest.fixture
def county(county_once: make.County) -> make.County:
    return copy.deepcopy(county_once)


def seat(county: make.County) -> people.Mandate:
    return people.deputies(make.YUNXI, make.TODAY)[0]


def made(county: make.County, who: str = "yunxi_officer", **given: str) -> tuple[str, str]:
    """The page where a code was made, and the address that it holds."""
    page = signed_in(county, who).get(CODES, {"make": "1", **given})
    assert page.status_code == 200, page.text
    return page.text, re.search(r'translate="no">http://testserver(/s/[^<]*)<', page.text)[1]


def test_the_station_makes_a_code_that_fills_in_and_tells_whom_one_speaks_to(
    county: make.County, client: Client
) -> None:
    deputy = seat(county)
    given = {"campaign": DAY, "deputy": str(deputy.person.uid), "category": "roads", "place": "村口"}
    page, path = made(county, **given)
    assert "<svg" in page and "打印海报" in page
    told = client.get(path.replace("/s/yunxi", "/s/yunxi/speak", 1)).text
    assert f"您在对{deputy.person.name}代表说" in told and DAY in told
    assert 'value="村口"' in told and '<option value="roads" selected' in told
    token = re.search(r'name="k" value="([^"]+)"', told)[1]
    sent = say(client, k=token, category="roads", asked_for="roads", seen="1")
    assert sent.status_code == 302
    row = Voice.objects.get()
    assert (row.said_to, row.campaign, row.channel) == (deputy.person_id, DAY, "qr")
    assert Notice.objects.filter(person=deputy.person_id, verb="voice.said_to").exists()
    desk = signed_in(county, "yunxi_officer").get(f"/desk/voices/{row.uid}").text
    assert deputy.person.name in desk and DAY in desk


def test_the_poster_says_what_the_code_holds(county: make.County) -> None:
    _, path = made(county, campaign=DAY, village=make.QIAOTOU)
    officer = signed_in(county, "yunxi_officer")
    poster = officer.get(f"{CODES}/poster{path.removeprefix('/s/yunxi')}")
    assert poster.status_code == 200 and DAY in poster.text and "桥头村" in poster.text and "<svg" in poster.text
    assert officer.get(f"{CODES}/poster?k=forged").status_code == 404


@pytest.mark.parametrize(
    "spoil", [lambda k: k[:-2] + "xx", lambda k: "x" + k, lambda k: k.partition(":")[0], str.upper]
)
def test_a_forged_link_fills_in_nothing_and_is_told_gently(county: make.County, client: Client, spoil) -> None:
    token = stations.qr_url(county.yunxi, campaign=DAY, deputy=str(seat(county).person.uid)).partition("?k=")[2]
    bad = spoil(token)
    page = client.get(f"/s/yunxi/speak?k={quote(bad)}")
    assert page.status_code == 200 and "不要紧" in page.text and DAY not in page.text and 'name="k"' not in page.text
    assert say(client, k=bad).status_code == 302
    assert (Voice.objects.get().campaign, Voice.objects.get().said_to) == ("", 0)


def test_a_link_of_another_station_and_plain_fields_do_not_count(county: make.County, client: Client) -> None:
    other = stations.qr_url(county.shiqiao, campaign=DAY).partition("?k=")[2]
    assert say(client, k=other, campaign=DAY, said_to=str(seat(county).person_id)).status_code == 302
    assert (Voice.objects.get().campaign, Voice.objects.get().said_to) == ("", 0)


def test_who_is_no_deputy_any_more_is_not_named_and_the_rest_counts(county: make.County, client: Client) -> None:
    link = stations.qr_url(county.yunxi, campaign=DAY, deputy=str(uuid.uuid4()))
    page = client.get(link.replace("/s/yunxi", "/s/yunxi/speak", 1)).text
    assert "您在对" not in page and DAY in page and "不要紧" not in page


def test_figures_by_campaign_open_into_their_list(county: make.County) -> None:
    rows = [make.voice(county, campaign=DAY), make.voice(county, text="桥头的水管破了", campaign=DAY)]
    make.voice(county, text="镇上的班车太少", campaign="入户走访")
    make.voice(county, text="没有活动的一件")
    officer = signed_in(county, "yunxi_officer")
    page = officer.get(CODES).text
    links = re.findall(r'href="(/desk/voices/\?[^"]*campaign[^"]*)">(\d) 件', page)
    assert [n for _, n in links] == ["2", "1"]
    listed = officer.get(links[0][0].replace("&amp;", "&")).text
    assert all(f'id="v-{row.pk}"' in listed for row in rows) and listed.count('<li id="v-') == 2


def test_a_name_that_is_too_long_is_refused_everywhere(county: make.County) -> None:
    page = signed_in(county, "yunxi_officer").get(CODES, {"make": "1", "campaign": "长" * 31})
    assert page.status_code == 200 and "做好了" not in page.text
    with pytest.raises(Invalid):
        make.voice(county, campaign="长" * 31)


def test_only_its_people_make_a_stations_codes(county: make.County) -> None:
    for who, status in (
        ("yunxi_officer", 200),
        ("yunxi_clerk", 200),
        ("county_clerk", 200),
        ("shiqiao_officer", 403),
        ("yunxi_deputy", 403),
        ("traffic_unit", 403),
    ):
        assert signed_in(county, who).get(CODES).status_code == status, who
    assert signed_in(county, "yunxi_officer").get("/desk/voices/codes/nowhere").status_code == 404
    assert signed_in(county, "yunxi_officer").get("/desk/voices/codes").status_code == 403


def test_a_deputy_has_a_code_of_their_own(county: make.County, client: Client) -> None:
    page = signed_in(county, "yunxi_deputy").get("/desk/voices/codes")
    assert page.status_code == 200 and "<svg" in page.text and "有话对" in page.text
    assert "/desk/voices/codes" in signed_in(county, "yunxi_deputy").get("/desk/voices/snap").text


def test_what_was_said_to_a_deputy_stands_in_their_own_list(county: make.County) -> None:
    client = signed_in(county, "yunxi_deputy")
    to = county.actor("yunxi_deputy").person
    row = make.voice(county, said_to=to, station=county.main.pk, village="", region=make.COUNTY)
    make.voice(county, text="没有对谁说的一件")
    page = client.get("/desk/voices/?stand=mine").text
    assert page.count('<li id="v-') == 1 and f'id="v-{row.pk}"' in page
    assert client.get(f"/desk/voices/{row.uid}").status_code == 200


def test_pages_take_few_statements(county: make.County) -> None:
    officer = signed_in(county, "yunxi_officer")
    officer.get(CODES)
    for n in (1, 4):
        for nth in range(n):
            make.voice(county, text=f"第{nth}件事", campaign=f"活动{n}{nth}")
        with CaptureQueriesContext(connection) as seen:
            officer.get(CODES, {"make": "1", "campaign": DAY})
        assert len(seen) <= 9, [query["sql"][:90] for query in seen]


def test_what_is_kept_aside_counts_for_its_campaign_once_it_is_let_through(county: make.County) -> None:
    for _ in range(make.FLOOD):
        row = make.voice(county, campaign=DAY, sender="203.0.113.7", said_to=seat(county).person_id)
    officer = signed_in(county, "yunxi_officer")
    assert f"{make.FLOOD - 1} 件" in officer.get(CODES).text
    told = Notice.objects.filter(verb="voice.said_to").count()
    commands.release(actor=county.actor("yunxi_officer"), now=make.NOW, voice=row.pk)
    assert f"{make.FLOOD} 件" in officer.get(CODES).text
    assert Notice.objects.filter(verb="voice.said_to").count() == told + 1
