"""The day stands still, pictures land in a folder of their own, everything is switched on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from pytest_django import Settings

from huying.front.opendata.tests import make
from huying.front.opendata.tests.make import NOW, Api


@pytest.fixture(autouse=True)
def _house(tmp_path: Path, settings: Settings) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    settings.OPEN = make.EVERYTHING
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def api(db: None) -> Api:
    return make.api()
