"""The county is sound: codes fit, counts are those of the brief, no two places or stations share a name."""

from huying.front.demo import world
from huying.front.demo.corpus import load, topics


def test_places_nest_by_code() -> None:
    county = world.build()
    assert len(county.towns) == 11
    for town in county.towns:
        assert town.code.startswith(world.COUNTY) and len(town.code) == 9
        assert 5 <= len(town.villages) <= 12
        assert all(village.code.startswith(town.code) and len(village.code) == 12 for village in town.villages)
    names = [village.name for town in county.towns for village in town.villages]
    assert len(names) == len(set(names))


def test_stations_are_one_eleven_and_the_rest() -> None:
    stations = world.build().stations
    assert len(stations) == 66
    assert len({station.code for station in stations}) == len({station.name for station in stations}) == 66
    kinds = [station.kind for station in stations]
    assert kinds.count("home") == 1 and kinds.count("station") == 11
    assert {station.mode for station in stations} == {"fixed", "mobile", "cloud"}


def test_deputies_have_names_trades_and_homes() -> None:
    county = world.build()
    assert len(county.deputies) == 352
    assert all(40 <= len(seats) <= 60 for seats in county.town_deputies.values())
    assert set(county.town_deputies) == {town.code for town in county.towns if town.congress}
    codes = {village.code for town in county.towns for village in town.villages}
    assert all(one.home in codes and one.trade and 2 <= len(one.name) <= 4 for one in county.deputies)
    assert len({one.name for one in county.deputies}) > 330


def test_every_topic_goes_to_a_unit_that_exists() -> None:
    known = {unit["short"] for unit in world.build().units}
    for topic in topics():
        assert {topic.county, *topic.co} <= known
        assert topic.unit in known | {"镇"}
    assert len(topics()) >= 30 and len(known) >= 30


def test_the_same_seed_builds_the_same_county() -> None:
    assert world.build(5) == world.build(5)
    assert world.build(5).deputies != world.build(6).deputies


def test_the_cast_is_named_once() -> None:
    cast = load("cast.toml")["cast"]
    assert len({one["key"] for one in cast}) == len({one["name"] for one in cast}) == len(cast)
