"""Fixtures of the API's tests: the day stands still, and pictures land in a folder of their own."""

import copy
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import time_machine
from pytest_django import Settings

from huying.base.ledger.tests.shared import shared
from huying.field.voices.tests import make as voices
from huying.field.voices.tests.make import County
from huying.work.suggestions.tests import make as suggestions
from huying.work.suggestions.tests.make import World
from tests.api.caller import Caller

TRAFFIC = "traffic_unit"


@pytest.fixture(autouse=True)
def _media(tmp_path: Path, settings: Settings) -> None:
    settings.MEDIA_ROOT = tmp_path


county_once = shared(voices.county)
world_once = shared(suggestions.world)
"""A module asks for one of them only: both found the same county."""


@pytest.fixture
def county(county_once: County, db: None) -> Iterator[County]:
    """The voices' county on its day."""
    with time_machine.travel(voices.NOW, tick=False):
        yield copy.deepcopy(county_once)


@pytest.fixture
def world(world_once: World, db: None) -> Iterator[World]:
    """The suggestions' congress on its first day."""
    with time_machine.travel(suggestions.NOW, tick=False):
        yield copy.deepcopy(world_once)


@pytest.fixture
def by(county: County) -> Callable[[str], Caller]:
    """``by("yunxi_officer")`` calls with that person's token; ``by("")`` as nobody."""
    return lambda name: Caller(county.accounts[name], voices.NOW) if name else Caller()


@pytest.fixture
def of(world: World) -> Callable[[str], Caller]:
    """``of("roads_clerk")`` calls with that person's token."""
    return lambda name: Caller(world.accounts[name], world.now) if name else Caller()
