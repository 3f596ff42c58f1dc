"""What every test of the house needs."""

from collections.abc import Iterator

import pytest

from huying.base.organs import memory


@pytest.fixture(autouse=True)
def _fresh_memory(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each test's rollback undoes what this process remembers of places; and no check by the clock blurs the counts."""
    monkeypatch.setattr(memory, "CHECK_SECONDS", float("inf"))
    memory.forget()
    yield
    memory.forget()
