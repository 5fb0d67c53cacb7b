"""Lighthouse, as for a phone: 100 on every kind of page."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from dev import tools
from tests.browser.unsteady import copied, finish
from tests.browser.visits import QUIET
from tests.helpers import PUBLIC_URL, ROOT

CATEGORIES = ["performance", "accessibility", "best-practices", "seo"]
KINDS = {
    "home": "index.html",
    "article": "articles/story.html",
    "operation": "operations/jusan.html",
    "sources": "sources.html",
    "page": "about.html",
    "search": "search.html",
    "packages": "offline.html",
    "not found": "404.html",
}
TRIES = 3  # performance is a measurement: a machine that was busy with something else gets another try


@pytest.fixture(scope="session")
def lighthouse() -> str:
    """The path of Lighthouse's command; without it the test is told as not run."""
    tool = tools.lighthouse()
    if tool.path is None:
        pytest.skip(tool.reason)
    return tool.path


@pytest.fixture(scope="session")
def finished(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published tree with what finish adds to it: pages ask for the worker that is among that."""
    return finish(copied(published, tmp_path_factory.mktemp("lighthouse") / "public"), PUBLIC_URL)


@pytest.fixture(scope="session")
def debugger(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The port of a Chromium that Lighthouse may drive; the browser ends, with all it started, after the last test."""
    command = [chromium, "--headless=new", "--remote-debugging-port=0", *QUIET]
    profile = tmp_path_factory.mktemp("profile")
    process = subprocess.Popen(
        [*command, *(["--no-sandbox"] if os.geteuid() == 0 else []), f"--user-data-dir={profile}", "about:blank"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield port_of(profile)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def port_of(profile: Path) -> str:
    """The port that a Chromium just started writes into its profile, waited for."""
    for _ in range(300):
        with suppress(FileNotFoundError):
            if lines := (profile / "DevToolsActivePort").read_text(encoding="utf-8").splitlines():
                return lines[0]
        time.sleep(0.1)
    pytest.fail("Chromium did not open a port for Lighthouse in 30 seconds")


def measure(lighthouse: str, port: str, address: str, categories: list[str]) -> dict:
    """Lighthouse's report on one address."""
    command = ["node", lighthouse, address, "--quiet", "--output=json", f"--port={port}"]
    done = subprocess.run(
        [*command, f"--only-categories={','.join(categories)}"],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def shortcomings(report: dict) -> list[str]:
    """What keeps a category from 100, each with the audits that cost points; empty where all have 100."""
    found = []
    for category in report["categories"].values():
        if category["score"] == 1:
            continue
        lost = []
        for reference in category["auditRefs"]:
            audit = report["audits"][reference["id"]]
            if reference["weight"] and audit["score"] is not None and audit["score"] < 1:
                lost.append(f"{audit['title']} {audit.get('displayValue', '')}".strip())
        found.append(f"{category['title']} {category['score']}: {'; '.join(lost)}")
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_lighthouse_gives_a_hundred(
    kind: str, finished: Path, serve: Callable[..., str], lighthouse: str, debugger: str
) -> None:
    """Each category has 100, on the published tree below the path of its public address; the page for what is not
    found is no page to search for, and exempt from that."""
    top = serve(finished, urlsplit(PUBLIC_URL).path + "/")
    categories = [each for each in CATEGORIES if each != "seo" or kind != "not found"]
    found: list[str] = []
    for _ in range(TRIES):
        found = shortcomings(measure(lighthouse, debugger, top + KINDS[kind], categories))
        if not found or not all(text.startswith("Performance ") for text in found):
            break
    assert found == []
