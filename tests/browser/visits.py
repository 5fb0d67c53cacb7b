"""Opens pages of a built tree as readers do, and notes what a page complains of."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from playwright.sync_api import Browser, Page

LOOKS = Path(__file__).with_name("looks.js").read_text(encoding="utf-8").partition("\n")[2].strip()

# Chromium asks nobody anything of its own accord.
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]


def html_pages(tree: Path) -> list[str]:
    """The pages of a tree, as paths from its top, in order of their names."""
    return sorted(path.relative_to(tree).as_posix() for path in tree.rglob("*.html"))


def address_of(top: str, page: str) -> str:
    """The address of a page below the address of its tree, which ends in a slash."""
    return top + quote(page)


def folder_address(tree: Path) -> str:
    """A tree's address as a folder opened from disk."""
    return tree.resolve().as_uri() + "/"


@contextmanager
def tab(browser: Browser, **options: object) -> Iterator[Page]:
    """A page in a context of its own, closed with the block. options: as Playwright's new_context takes them."""
    context = browser.new_context(**options)
    context.set_default_timeout(10_000)
    try:
        yield context.new_page()
    finally:
        context.close()


def listen(page: Page, complaints: list[str]) -> None:
    """Note console errors, scripts that fail, requests that fail, and any that leave the page's own host."""

    def host(address: str) -> str:
        return urlsplit(address).netloc

    def note(text: str) -> None:
        complaints.append(f"{page.url}: {text}")

    loud = ("error", "warning")
    page.on("console", lambda message: note(f"console: {message.text}") if message.type in loud else None)
    page.on("pageerror", lambda error: note(f"script: {error}"))
    # A request that the reader's going on cut short (an icon still on its way) is no fault of the page.
    page.on(
        "requestfailed",
        lambda request: note(f"failed: {request.url}") if request.failure != "net::ERR_ABORTED" else None,
    )
    page.on("response", lambda response: note(f"{response.status}: {response.url}") if response.status >= 400 else None)

    def outside(address: str) -> bool:
        return not address.startswith(("data:", "blob:")) and host(address) != host(page.url or address)

    # The page's own address is not known yet while it is asked for, so the first request is never "outside".
    page.on(
        "request",
        lambda request: (
            note(f"another host: {request.url}")
            if not request.is_navigation_request() and outside(request.url)
            else None
        ),
    )


def look(page: Page, name: str, *arguments: str) -> Any:
    """What one function of looks.js says of the page as it is now. Works where the page's own scripts are off."""
    return page.evaluate(f"(given) => {LOOKS}.{name}(...given)", list(arguments))


def settle(page: Page) -> None:
    """Wait until the page with its styles and fonts is drawn."""
    page.wait_for_load_state("load")
    look(page, "drawn")
