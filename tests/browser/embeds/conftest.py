"""Embeds on one origin, a host's page on another; the scripts that portals run, as they are published."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from dev import servers, tools
from tests.browser.embeds.stage import Stage, server, write_sample
from tests.browser.visits import tab
from tests.helpers import ROOT

MODULES = ROOT / "tests" / "browser" / "node_modules"
PUBLISHED_SCRIPTS = {
    "pym": "pym.js/dist/pym.v1.js",
    "frames": "@newswire/frames/dist/frames.umd.js",
    "sidechain": "@nprapps/sidechain/dist/sidechain.js",
}
VIEWPORT = {"width": 800, "height": 700}


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tree with one embed that has everything, and embed.js."""
    tree = tmp_path_factory.mktemp("sample") / "tree"
    write_sample(tree)
    return tree


@pytest.fixture
def running() -> Iterator[ExitStack]:
    """Servers that end with the test."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def staged(browser: Browser, running: ExitStack, tmp_path: Path) -> Callable[..., Stage]:
    """staged(tree, **options) gives a stage for a tree of embeds; options as Playwright's new_context takes them."""

    def stage(tree: Path, **options: object) -> Stage:
        portal = tmp_path / "portal"
        portal.mkdir(exist_ok=True)
        embeds = running.enter_context(server(tree))
        # Playwright would else have every page prefer light colours, whatever its frame says.
        page = running.enter_context(tab(browser, **{"viewport": VIEWPORT, "color_scheme": "null", **options}))
        return Stage(page, embeds.address, portal, running, embeds.noted)

    return stage


@pytest.fixture
def stage(staged: Callable[..., Stage], sample: Path) -> Iterator[Stage]:
    """The sample's stage. Nothing on it may complain."""
    made = staged(sample)
    yield made
    assert made.complaints == []


@pytest.fixture(scope="session")
def published_script() -> Callable[[str], Path]:
    """published_script(name) gives the file of what portals run; where it is missing, the test is told as not run."""

    def find(name: str) -> Path:
        if name in ("wp-embed", "datawrapper"):
            tool = tools.datawrapper() if name == "datawrapper" else servers.find(name)
            if tool.path is None:
                pytest.skip(tool.reason)
            return Path(tool.path)
        file = MODULES / PUBLISHED_SCRIPTS[name]
        if not file.is_file():
            package = PUBLISHED_SCRIPTS[name].partition("/dist")[0]
            pytest.skip(f"The npm package {package} is not installed. To get it: npm ci --prefix tests/browser")
        return file

    return find
