"""A real Chromium for the tests in this folder, and servers that end with the test that asked for them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from dev import tools
from dev.httpd import serving
from tests.browser.visits import QUIET


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium that starts; without one the test is told as not run."""
    tool = tools.chromium()
    if tool.path is None:
        pytest.skip(tool.reason)
    return tool.path


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One headless browser for the whole run; a page of it belongs to the test that opened it."""
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=chromium, args=QUIET)
        yield started
        started.close()


@pytest.fixture
def serve() -> Iterator[Callable[..., str]]:
    """serve(tree, prefix="/") mounts a tree on this machine and gives its address; ends with the test."""
    with ExitStack() as running:
        yield lambda tree, prefix="/": running.enter_context(serving(tree, prefix))


@pytest.fixture(params=["site", "fixture_site"])
def tree(request: pytest.FixtureRequest) -> Path:
    """Each built feature in turn: the real one, and the invented one."""
    return request.getfixturevalue(request.param)
