from collections.abc import Iterator
from typing import Any

import pytest

from huying.base.ledger.tests.make import make_table


@pytest.fixture(scope="session", autouse=True)
def _matters(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        make_table()
    yield
