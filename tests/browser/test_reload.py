"""The page that a writer has open beside the editor."""

from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.visits import tab
from tests.served import Served


def test_the_open_page_reloads_itself(browser: Browser, tmp_path: Path) -> None:
    """An edit is seen without a hand laid on the browser; a second one likewise."""
    site = Served(tmp_path)
    try:
        with tab(browser) as page:
            page.goto(site.address + "page.html")
            for text in ("second", "third"):
                site.write(text)
                page.get_by_text(text).wait_for(timeout=30_000)
    finally:
        site.end()
