"""One county and one browser for all stories; each story brings its own voices, suggestions and people."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser import house
from tests.browser.house import Site
from tests.browser.walker import Walk, walking

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",  # a microphone that hums
)
Walks = Callable[..., AbstractContextManager[Walk]]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The served county."""
    folder = tmp_path_factory.mktemp("county")
    house.build(folder / "data")
    with house.served(folder / "data") as found:
        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as started:
        chromium = started.chromium.launch(executable_path="/usr/bin/chromium", args=list(FLAGS))
        yield chromium
        chromium.close()


def _folder() -> Path:
    """Where the pictures of this run are kept, whichever of its processes took them."""
    run = os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()
    return Path(tempfile.gettempdir()) / f"huying-browser-{run}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say where they are."""
    if _folder().exists():
        terminalreporter.write_line(f"pictures: {_folder()}")


@pytest.fixture
def walk(browser: Browser, site: Site, request: pytest.FixtureRequest) -> Walks:
    """``with walk("phone", "zh") as story:`` everything noted on the way fails the test at its end."""

    def start(size: str = "phone", language: str = "zh") -> AbstractContextManager[Walk]:
        return walking(browser, site, size, language, _folder() / request.node.name)

    return start
