"""A small news portal with an operation, two graphics and a fragment beside text of its own, as its readers get it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.portal import assemble
from tests.browser.visits import tab

SHIFTS = """
window.moved = 0;
new PerformanceObserver(list => { for (const each of list.getEntries()) moved += each.value })
    .observe({type: "layout-shift", buffered: true});
"""
LAST = 4  # frames that the portal's page and those in it are


@pytest.fixture(params=["published", "published_harbour"])
def published_tree(request: pytest.FixtureRequest) -> Path:
    return request.getfixturevalue(request.param)


@pytest.fixture
def portal(published_tree: Path, serve: Callable[..., str], tmp_path: Path) -> str:
    """The portal's address; what it carries is of another origin."""
    embeds = serve(published_tree, "/somewhere/").rstrip("/")
    assemble.write(published_tree, tmp_path / "portal", embeds)
    return serve(tmp_path / "portal")


def opened(page: Page, address: str) -> Page:
    """The portal with all that it carries, each frame as high as what is in it."""
    page.goto(address)
    for frame in page.query_selector_all("iframe"):
        frame.scroll_into_view_if_needed()
        frame.content_frame().wait_for_load_state()
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_function("[...document.querySelectorAll('iframe')].every(each => each.style.height)")
    dressed = page.query_selector("iframe[data-annals-type]").content_frame()
    dressed.wait_for_function("document.documentElement.dataset.type")  # letters of another width may need another line
    assert len(page.frames) == LAST
    return page


def heights(page: Page) -> dict[str, tuple[float, float]]:
    """(height of the frame, height of what is in it) by the frame's title."""
    found = {}
    for frame in page.query_selector_all("iframe"):
        inside = frame.content_frame().evaluate("Math.ceil(document.documentElement.getBoundingClientRect().height)")
        found[frame.get_attribute("title")] = (frame.bounding_box()["height"], inside)
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 768, 1280])
def test_everything_stands_in_it_at_its_height(browser: Browser, portal: str, width: int, scheme: str) -> None:
    with tab(browser, viewport={"width": width, "height": 900}, color_scheme=scheme) as page:
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        opened(page, portal)
        told = heights(page)
        assert len(told) == 3
        assert all(frame == inside for frame, inside in told.values()), told
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        ground = page.frames[1].evaluate("getComputedStyle(document.querySelector('.embed')).backgroundColor")
        light = sum(int(part) for part in ground.removeprefix("rgb(").removesuffix(")").split(",")) > 3 * 127
        assert light == (scheme == "light")
        fragment = page.locator("annals-embed")
        assert (
            fragment.evaluate("each => each.shadowRoot.querySelector('.embed__title').getBoundingClientRect().height")
            > 20
        )
        assert fragment.evaluate("each => each.getBoundingClientRect().width") <= width
        assert not said


def test_nothing_moves_when_it_loads(browser: Browser, portal: str) -> None:
    """In the column that the snippets were chosen for, the place that each frame gets is the one that it keeps."""
    with tab(browser, viewport={"width": 1280, "height": 4000}) as page:
        page.add_init_script(SHIFTS)
        opened(page, portal)
        written = page.evaluate("[...document.querySelectorAll('iframe')].map(each => each.height + 'px')")
        assert page.evaluate("[...document.querySelectorAll('iframe')].map(each => each.style.height)") == written
        assert page.evaluate("moved") == 0


def test_it_reads_without_scripts(browser: Browser, portal: str) -> None:
    with tab(browser, viewport={"width": 1280, "height": 4000}, java_script_enabled=False) as page:
        page.goto(portal)
        for frame in page.query_selector_all("iframe"):
            assert frame.bounding_box()["height"] == float(frame.get_attribute("height"))
            assert frame.content_frame().locator(".embed__title").inner_text()
        assert page.locator("annals-embed .embed__title").inner_text()


def test_all_requests_go_to_the_two_of_them(browser: Browser, portal: str) -> None:
    with tab(browser, viewport={"width": 1280, "height": 4000}) as page:
        asked: set[str] = set()
        page.on("request", lambda request: asked.add(request.url.split("/")[2]))
        opened(page, portal)
        assert len(asked) == 2, asked
        assert not page.context.cookies()


def test_a_source_is_opened_and_closed_in_place(browser: Browser, portal: str) -> None:
    with tab(browser, viewport={"width": 1280, "height": 900}) as page:
        opened(page, portal)
        frame = page.query_selector("iframe")
        before, entries = frame.bounding_box()["height"], page.evaluate("history.length")
        figure = frame.content_frame().locator(".embed__row").first
        figure.click()
        page.wait_for_function(f"document.querySelector('iframe').getBoundingClientRect().height > {before}")
        assert frame.content_frame().locator(".slip:target").count() == 1
        figure.click()
        page.wait_for_function(f"document.querySelector('iframe').getBoundingClientRect().height == {before}")
        assert page.evaluate("history.length") == entries
