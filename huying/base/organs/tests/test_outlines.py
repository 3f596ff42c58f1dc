"""Borders from a file: what is read, what is refused, who may, and that the house's own command takes them."""

import json
from typing import Any

import pytest

from huying.base.ledger.models import Entry
from huying.base.organs import commands, outlines, queries
from huying.base.organs.tests import make
from huying.kernel.actor import PUBLIC, SYSTEM
from huying.kernel.errors import Denied, Invalid

SQUARE = [[111.0, 27.0], [111.2, 27.0], [111.2, 27.0001], [111.2, 27.2], [111.0, 27.2], [111.0, 27.0]]


def geojson(*features: tuple[dict[str, Any], Any]) -> str:
    shaped = [
        {"type": "Feature", "properties": named, "geometry": {"type": "Polygon", "coordinates": rings}}
        for named, rings in features
    ]
    return json.dumps({"type": "FeatureCollection", "features": shaped})


def test_rings_are_read_by_code_thinned_and_without_holes() -> None:
    hole = [[111.05, 27.05], [111.1, 27.05], [111.1, 27.1], [111.05, 27.05]]
    read = outlines.read(geojson(({"ADCODE": 430599101}, [SQUARE, hole]), ({"name": "没有代码"}, [SQUARE])))
    assert read == {"430599101": [[(111.0, 27.0), (111.2, 27.0), (111.2, 27.2), (111.0, 27.2)]]}


def test_other_systems_are_converted() -> None:
    (ring,) = outlines.read(geojson(({"code": "430599101"}, [SQUARE])), "gcj02")["430599101"]
    east, north = ring[0]
    assert 0.001 < 111.0 - east < 0.01
    assert 0.001 < abs(27.0 - north) < 0.01


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"features": 3}',
        '{"features": [3]}',
        '{"features": [{"properties": {"code": "430599101"}, "geometry": null}]}',
        geojson(({"code": "430599101"}, [[[111, 27], [111.1, 27]]])),
        geojson(({"code": "430599101"}, [[[911, 27], [111.1, 27], [111, 28]]])),
        geojson(({"code": "430599101"}, [[["a", 27], [111.1, 27], [111, 28]]])),
        geojson(({"name": "云溪镇"}, [SQUARE])),
        geojson(({"code": "430599101"}, [[[100 + n / 900, 20 + n % 2] for n in range(outlines.MOST_POINTS + 1)]])),
        "[" * 5000,
    ],
)
def test_what_is_no_border_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        outlines.read(text)
    assert refusal.value.field == "file"


@pytest.mark.django_db
def test_known_regions_get_their_borders_and_the_register_a_line() -> None:
    make.regions()
    text = geojson(({"code": make.TOWN}, [SQUARE]), ({"code": "430599999"}, [SQUARE]))
    commands.draw_outlines(actor=SYSTEM, now=make.NOW, region=make.COUNTY, geojson=text)
    assert set(queries.outlines(make.COUNTY)) == {make.TOWN}
    line = Entry.objects.latest("id")
    assert (line.verb, line.data) == ("region.outlined", {"regions": [make.TOWN]})
    again = geojson(({"code": make.TOWN}, [[[111, 27], [111.3, 27], [111.3, 27.3]]]))
    commands.draw_outlines(actor=SYSTEM, now=make.NOW, region=make.COUNTY, geojson=again)
    assert len(queries.outlines(make.TOWN)[make.TOWN][0]) == 3


@pytest.mark.django_db
def test_strangers_and_strange_codes_are_refused() -> None:
    make.regions()
    with pytest.raises(Denied):
        commands.draw_outlines(
            actor=PUBLIC, now=make.NOW, region=make.COUNTY, geojson=geojson(({"code": make.TOWN}, [SQUARE]))
        )
    with pytest.raises(Invalid):
        commands.draw_outlines(
            actor=SYSTEM, now=make.NOW, region=make.COUNTY, geojson=geojson(({"code": "110101"}, [SQUARE]))
        )
