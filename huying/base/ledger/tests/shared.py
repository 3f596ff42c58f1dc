"""A world built once for all tests of a module. Each test works in a savepoint, so it finds the world untouched."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction


def shared(build: Callable[[], Any]) -> Any:
    """A module's fixture that holds what ``build`` makes by commands.

    Hand each test a ``copy.deepcopy`` of it: rows are rolled back after a test, Python objects are not. Not for
    modules whose tests commit for real (``transaction=True``).
    """

    @pytest.fixture(scope="module")
    def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
        with django_db_blocker.unblock(), transaction.atomic():
            yield build()
            transaction.set_rollback(True)

    return built
