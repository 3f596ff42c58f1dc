"""The map: counts by township, marks by outcome, no place nearer than a street, nothing unpublished."""

import copy
import json
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huying.base.ledger.tests.shared import shared
from huying.base.organs import commands as organs
from huying.field.voices.tests import make as voices
from huying.field.voices.tests.make import NOW, SHIQIAO, YUNXI, County
from huying.kernel.actor import SYSTEM

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>路灯坏了"


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def drawn() -> County:
    """The voices' county with borders of its two townships."""
    county = voices.county()
    features = [
        {
            "properties": {"code": code},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[west, 27], [west + 0.2, 27], [west + 0.2, 27.2], [west, 27.2], [west, 27]]],
            },
        }
        for code, west in ((YUNXI, 111.2), (SHIQIAO, 111.4))
    ]
    organs.draw_outlines(actor=SYSTEM, now=NOW, region=YUNXI[:6], geojson=json.dumps({"features": features}))
    return county


county_once = shared(drawn)


@pytest.fixture
def county(county_once: County) -> County:
    return copy.deepcopy(county_once)


def told(county: County, text: str = "桥头的灯坏了", lat: float = 27.12345, lng: float = 111.31234) -> None:
    row = voices.voice(county, text, latitude=lat, longitude=lng)
    voices.do("publish", county, row)


def read(path: str) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_township_has_its_number_and_leads_to_its_own_map(county: County) -> None:
    voices.voice(county, "没有公开的也算")
    told(county)
    page = read("/map")
    assert page.count('class="land land-') == 2 and 'class="land land-5"' in page and 'class="land land-0"' in page
    name = '<span lang="zh-Hans" translate="no">云溪镇</span>'  # no language translates it
    assert f'<a href="/map?town={YUNXI}">{name}</a></th><td data-label="说了">2</td>' in page
    assert "没有公开的也算" not in page


def test_a_township_shows_what_is_published_where_it_was_to_a_hundred_metres(county: County) -> None:
    told(county, HOSTILE)
    voices.voice(county, "不公开的一件", latitude=27.15, longitude=111.25)
    page = read(f"/map?town={YUNXI}")
    assert page.count('class="pin pin-open" href="/voices/') == 1
    assert "不公开的一件" not in page and "<script>alert" not in page
    assert "27.12345" not in page and "111.31234" not in page
    assert 'pin-open" href' not in read(f"/map?town={SHIQIAO}")
    assert 'class="pin pin-open" href=' not in read(f"/map?town={YUNXI}&outcome=solved")


def test_several_at_one_spot_are_one_mark_that_opens_them(county: County) -> None:
    for text in ("桥头的灯坏了", "桥头的路也坏了"):
        told(county, text)
    told(county, "渡口没有护栏", 27.18, 111.38)
    page = read(f"/map?town={YUNXI}")
    (many,) = re.findall(r'class="pin pin-many" href="([^"#]+)#here"><title>这里有 2 件</title>', page)
    near = read(many.replace("&amp;", "&"))
    assert "桥头的灯坏了" in near and "桥头的路也坏了" in near and "这个点上的" in near
    cards = near[near.index('id="here"') :]
    assert "渡口没有护栏" not in cards


@pytest.mark.parametrize("odd", ["town=x", "town=", f"town={YUNXI}&cell=%00", f"town={YUNXI}&outcome=x&cell=9-9"])
def test_nonsense_in_the_address_shows_a_map(county: County, odd: str) -> None:
    told(county)
    assert "地图" in read(f"/map?{odd}")


def test_the_map_takes_as_many_statements_with_many_as_with_one(county: County) -> None:
    def statements(path: str) -> int:
        read(path)
        with CaptureQueriesContext(connection) as caught:
            read(path)
        return len(caught)

    paths = ("/map", f"/map?town={YUNXI}")
    told(county)
    few = [statements(path) for path in paths]
    for n in range(6):
        told(county, f"第{n}处的灯坏了", 27.1 + n / 100)
    assert [statements(path) for path in paths] == few
    assert max(few) <= 7
