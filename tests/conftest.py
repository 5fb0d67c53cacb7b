"""Builds that many tests read, made once a run; and what could not run is told at the end, with the mend."""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from dev import tools
from tests.browser.visits import QUIET
from tests.helpers import HARBOUR_URL, PUBLIC_URL, ROOT, build

HARBOUR = ROOT / "tests" / "fixtures" / "harbour"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--require-all", action="store_true", help="fail when any test did not run, as CI=true does")


def everything_must_run(config: pytest.Config) -> bool:
    named = (os.environ.get("CI", ""), os.environ.get("ANNALS_REQUIRE_ALL", ""))
    return config.getoption("--require-all") or any(value.lower() in ("1", "true", "yes") for value in named)


def not_run(reporter: pytest.TerminalReporter) -> Iterator[tuple[str, str]]:
    """Each test that did not run, and why.

    A parametrised test goes by its name alone; a whole file that was left out, by the file's.
    """
    for report in reporter.stats.get("skipped", []):
        why = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        yield report.nodeid.partition("[")[0], why.removeprefix("Skipped: ")
    for report in reporter.stats.get("xfailed", []):
        yield report.nodeid.partition("[")[0], f"expected to fail: {report.wasxfail}"
    for item in reporter.stats.get("deselected", []):
        yield item.nodeid.partition("[")[0], "deselected"


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and exitstatus == pytest.ExitCode.OK and everything_must_run(session.config) and any(not_run(reporter)):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    left_out = Counter((why, name) for name, why in not_run(terminalreporter) if why != "deselected")
    if left_out:
        required = everything_must_run(config)
        terminalreporter.section("Not run here" + (", and every test is required" if required else ""), red=required)
    told = None
    for (why, name), count in sorted(left_out.items()):
        if why != told:
            terminalreporter.line(why)
            told = why
        terminalreporter.line(f"    {name}" + (f" ({count} cases)" if count > 1 else ""))


def made(settings: Path, out: Path, env: dict[str, str] | None = None) -> Path:
    """Build, and fail every test that asked for it with what the build said."""
    done = build(settings, out, env=env)
    if done.returncode != 0:
        pytest.fail(f"{settings} did not build:\n{done.stdout}{done.stderr}", pytrace=False)
    return out


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The feature of this repository, as `make site` builds it."""
    return made(ROOT / "pelicanconf.py", tmp_path_factory.mktemp("site") / "output")


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, as `make publish` builds it for PUBLIC_URL of tests/helpers.py."""
    out = tmp_path_factory.mktemp("published") / "public"
    return made(ROOT / "publishconf.py", out, {"PUBLIC_URL": PUBLIC_URL})


@pytest.fixture(scope="session")
def fixture_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented second feature, which knows nothing of the first."""
    return made(HARBOUR / "settings.py", tmp_path_factory.mktemp("harbour") / "output")


@pytest.fixture(scope="session")
def published_harbour(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented feature, as it is published."""
    out = tmp_path_factory.mktemp("published-harbour") / "public"
    return made(HARBOUR / "settings.py", out, {"PUBLIC_URL": HARBOUR_URL})


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
