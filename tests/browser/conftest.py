"""Trees for a real Chromium, a Firefox that is driven, and servers that end with the test that asked for them."""

import json
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from dev import tools
from dev.httpd import serving

DRIVER = Path(__file__).with_name("embeds") / "firefox.mjs"
PUPPETEER = Path(__file__).with_name("node_modules") / "puppeteer-core/lib/esm/puppeteer/puppeteer-core.js"


@pytest.fixture
def serve() -> Iterator[Callable[..., str]]:
    """serve(tree, prefix="/") mounts a tree on this machine and gives its address; ends with the test."""
    with ExitStack() as running:
        yield lambda tree, prefix="/": running.enter_context(serving(tree, prefix))


@pytest.fixture(params=["site", "fixture_site"])
def tree(request: pytest.FixtureRequest) -> Path:
    """Each built feature in turn: the real one, and the invented one."""
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="session")
def firefox() -> str:
    """The path of a Firefox that starts; without one, or without its driver, the test is told as not run."""
    tool = tools.firefox()
    if tool.path is None:
        pytest.skip(tool.reason)
    if not PUPPETEER.is_file():
        pytest.skip("The npm package puppeteer-core is not installed. To get it: npm ci --prefix tests/browser")
    return tool.path


@pytest.fixture
def drive(firefox: str, tmp_path: Path) -> Callable[..., list]:
    """drive(*steps) runs them in a Firefox of their own and gives what each gave; see firefox.mjs."""

    def run(*steps: list) -> list:
        task = {"firefox": firefox, "driver": str(PUPPETEER), "profile": str(tmp_path / "profile"), "steps": steps}
        with subprocess.Popen(
            ["node", DRIVER, json.dumps(task)], stdout=subprocess.PIPE, text=True, start_new_session=True
        ) as node:
            try:
                said, _ = node.communicate(timeout=120)
            except BaseException:
                stop(node)
                raise
        answers = json.loads(said)
        assert not any(isinstance(each, dict) and "failed" in each for each in answers), answers[-1]
        return answers

    return run


def stop(node: subprocess.Popen) -> None:
    """End the driver and, with its whole group, the browser that it began."""
    os.killpg(node.pid, signal.SIGKILL)
