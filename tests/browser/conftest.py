"""Trees for a real Chromium, and servers that end with the test that asked for them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from dev.httpd import serving


@pytest.fixture
def serve() -> Iterator[Callable[..., str]]:
    """serve(tree, prefix="/") mounts a tree on this machine and gives its address; ends with the test."""
    with ExitStack() as running:
        yield lambda tree, prefix="/": running.enter_context(serving(tree, prefix))


@pytest.fixture(params=["site", "fixture_site"])
def tree(request: pytest.FixtureRequest) -> Path:
    """Each built feature in turn: the real one, and the invented one."""
    return request.getfixturevalue(request.param)
