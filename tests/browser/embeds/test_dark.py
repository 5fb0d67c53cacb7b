"""A reader whose system is dark, on a page that says nothing of colours, as most do: the snippet as it is copied is light."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser

from embeds.offer import snippet
from tests.browser.embeds.stage import server, until
from tests.browser.visits import QUIET, tab

DARK = "matchMedia('(prefers-color-scheme: dark)').matches"
GROUND = "getComputedStyle(document.documentElement).backgroundColor"
WHITE, BLACK = "rgb(255, 255, 255)", "rgb(0, 0, 0)"
CASES = {
    "as it is copied": ("{snippet}", False),
    # What the snippet would be without its word on colours: else this would see nothing.
    "without its word": ("{bare}", True),
    "a dark host's own": ("{dark}", True),
}


@pytest.fixture(scope="module")
def dark(browser: Browser, chromium: str) -> Iterator[Browser]:
    """A browser of its own: what Playwright gives a page in the place of the system's choice overrules a frame's."""
    started = browser.browser_type.launch(executable_path=chromium, args=[*QUIET, "--force-dark-mode"])
    yield started
    started.close()


@pytest.mark.parametrize("case", CASES)
def test_a_dark_system_makes_no_dark_embed_on_a_page_that_says_nothing(dark: Browser, sample, tmp_path, case: str):
    with ExitStack() as running:
        embeds = running.enter_context(server(sample)).address
        made = snippet(f"{embeds}embed/sample.html", "T", 640, 400)
        assert "color-scheme:light" in made
        written, expected = CASES[case]
        bare, other = made.replace(";color-scheme:light", ""), made.replace(":light", ":dark")
        body = written.format(snippet=made, bare=bare, dark=other)
        (tmp_path / "portal.html").write_text(f"<!doctype html><title>P</title>{body}", encoding="utf-8")
        origin = running.enter_context(server(tmp_path)).address.replace("127.0.0.1", "localhost")
        page = running.enter_context(tab(dark, color_scheme="null"))
        page.goto(f"{origin}portal.html")
        until(page, lambda: [each for each in page.frames if "/embed/" in each.url], "the embed")
        frame = next(each for each in page.frames if "/embed/" in each.url)
        frame.wait_for_load_state("load")
        assert page.evaluate(DARK)
        assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "normal"
        assert frame.evaluate(f"[{DARK}, {GROUND}]") == [expected, BLACK if expected else WHITE]
