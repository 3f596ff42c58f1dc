"""The template house is founded once; each test works on a copy."""

from collections.abc import Iterator

import pytest

from tests.faults.house import House, copy, founded


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with founded(tmp_path_factory.mktemp("template")) as made:
        yield made


@pytest.fixture
def house(template: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with copy(template, tmp_path_factory.mktemp("house")) as made:
        yield made
