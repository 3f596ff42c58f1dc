"""What every test of the house needs."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template import engines
from django.test import TransactionTestCase
from hypothesis import settings
from jinja2 import FileSystemBytecodeCache
from whitenoise.middleware import WhiteNoiseMiddleware

from huying.base.ledger import guard
from huying.base.organs import memory
from huying.base.people.hashers import Argon2

settings.register_profile("quick", max_examples=20, deadline=None)


@pytest.fixture(autouse=True)
def _fresh_memory(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each test's rollback undoes what this process remembers of places; and no check by the clock blurs the counts."""
    monkeypatch.setattr(memory, "CHECK_SECONDS", float("inf"))
    memory.forget()
    yield
    memory.forget()


@pytest.fixture(autouse=True, scope="session")
def _tables_can_be_emptied() -> Iterator[None]:
    """A test with real transactions ends by emptying every table, which the ledger's triggers refuse: lift them."""
    empty = TransactionTestCase._fixture_teardown

    def without_guards(case: TransactionTestCase) -> None:
        with guard.lifted():
            empty(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", without_guards)
        yield


@pytest.fixture(autouse=True, scope="session")
def _templates_are_compiled_once() -> None:
    """For all workers and runs; a changed template is compiled anew, its text is part of the key."""
    folder = Path(__file__).parent / ".cache" / "templates"
    folder.mkdir(parents=True, exist_ok=True)
    for engine in engines.all():
        engine.env.bytecode_cache = FileSystemBytecodeCache(str(folder))  # type: ignore[attr-defined]  # all are Jinja's


@pytest.fixture(autouse=True, scope="session")
def _passwords_cost_nothing() -> Iterator[None]:
    """Hashing takes time by design; a test that logs in proves nothing by waiting."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Argon2, "time_cost", 1)
        patch.setattr(Argon2, "memory_cost", 8)
        yield


@pytest.fixture(autouse=True, scope="session")
def _static_files_are_looked_for_once() -> Iterator[None]:
    """Every test client makes the middleware anew, which would read the folders of all rooms each time."""
    search, found = WhiteNoiseMiddleware.add_files_from_finders, {}

    def once(middleware: WhiteNoiseMiddleware) -> None:
        if not found:
            search(middleware)
            found.update(middleware.files)
        middleware.files.update(found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", once)
        yield
