"""The day stands still, pictures land in a folder of their own, everything is switched on."""

import copy
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from pytest_django import Settings

from huying.base.ledger.tests.shared import shared
from huying.front.opendata.tests import make
from huying.front.opendata.tests.make import NOW, Api


@pytest.fixture(autouse=True)
def _house(tmp_path: Path, settings: Settings) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    settings.OPEN = make.EVERYTHING
    with time_machine.travel(NOW, tick=False):
        yield


api_once = shared(make.api)


@pytest.fixture
def api(api_once: Api, db: None) -> Api:
    return copy.deepcopy(api_once)
