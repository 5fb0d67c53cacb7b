"""Every page as its reader meets it: from a folder and below any address, narrow and wide, day and night, on paper."""

import itertools
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.browser.visits import address_of, folder_address, html_pages, listen, look, settle, tab

Serve = Callable[..., str]

WIDTHS = (320, 360, 640, 768, 1024, 1280, 1920, 2560)
NARROW, WIDE = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
AXE_OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},  # off unless named
    "resultTypes": ["violations"],
}


@pytest.mark.parametrize("way", ["folder", "folder with a name in two scripts", "/", "/a/b/c/"])
def test_a_page_opens_without_a_complaint(browser: Browser, tree: Path, serve: Serve, tmp_path: Path, way: str) -> None:
    """No console error, no failed request, none to another host: from a folder, at a root, and below a path."""
    if way == "folder":
        top = folder_address(tree)
    elif way.startswith("/"):
        top = serve(tree, way)
    else:
        top = folder_address(Path(shutil.copytree(tree, tmp_path / "Моя папка & more" / "output #1")))
    complaints: list[str] = []
    with tab(browser) as page:
        listen(page, complaints)
        for name in html_pages(tree):
            page.goto(address_of(top, name))
            page.mouse.wheel(0, 20_000)  # what loads late loads now
            settle(page)
    assert complaints == []


def test_nothing_is_wider_than_the_window(browser: Browser, tree: Path) -> None:
    """From 320 px, which is 1,280 px at 400 % (WCAG 1.4.10), to 2,560 px: no sideways scroll, no text cut off."""
    wrong = []
    with tab(browser) as page:
        for name in html_pages(tree):
            page.goto(address_of(folder_address(tree), name))
            page.eval_on_selector_all("details", "all => all.forEach((each) => { each.open = true })")
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 800})
                settle(page)
                over = look(page, "wider")
                if over > 0:
                    wrong.append(f"{name} at {width} px: {over} px wider than the window")
                wrong += [f"{name} at {width} px: {text}" for text in look(page, "textOutside")]
    assert wrong == []


def test_text_twice_as_large_still_fits(browser: Browser, tree: Path) -> None:
    """A reader who sets letters at 200 % loses nothing (WCAG 1.4.4)."""
    wrong = []
    with tab(browser, viewport=WIDE, bypass_csp=True) as page:
        for name in html_pages(tree):
            page.goto(address_of(folder_address(tree), name))
            page.add_style_tag(content=":root { font-size: 200% !important }")
            settle(page)
            over = look(page, "wider")
            if over > 0:
                wrong.append(f"{name}: {over} px wider than the window")
            wrong += [f"{name}: {text}" for text in look(page, "textOutside")]
    assert wrong == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, tree: Path, scheme: str) -> None:
    """WCAG 2.2 A and AA and axe's best practices, by day and by night, wide and narrow."""
    axe, wrong = Axe(), []
    with tab(browser, color_scheme=scheme, reduced_motion="reduce") as page:
        for name in html_pages(tree):
            page.goto(address_of(folder_address(tree), name))
            for size in (WIDE, NARROW):
                page.set_viewport_size(size)
                page.eval_on_selector_all("details", "all => all.forEach((each) => { each.open = true })")
                settle(page)
                for violation in axe.run(page, options=AXE_OPTIONS).response["violations"]:
                    where = "; ".join(str(node["target"]) for node in violation["nodes"][:5])
                    wrong.append(f"{name} at {size['width']} px: {violation['id']}: {violation['help']} ({where})")
    assert wrong == []


def test_without_a_script_the_text_is_the_same(browser: Browser, tree: Path) -> None:
    """A script may add a control; it never adds, changes or takes away what a page says."""
    said: dict[bool, dict[str, str]] = {}
    for script in (True, False):
        with tab(browser, java_script_enabled=script, viewport=WIDE) as page:
            said[script] = {}
            for name in html_pages(tree):
                page.goto(address_of(folder_address(tree), name))
                said[script][name] = page.locator("main").inner_text()
    assert said[False] == said[True]
    assert all(said[False].values())


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
def test_a_figure_opens_its_source(browser: Browser, tree: Path, size: dict[str, int]) -> None:
    """A click, no script: the slip of that very figure is seen, and covers none of the paragraph it stands in."""
    wrong, opened = [], 0
    with tab(browser, java_script_enabled=False, viewport=size, reduced_motion="reduce") as page:
        for name in html_pages(tree):
            page.goto(address_of(folder_address(tree), name))
            ids = page.eval_on_selector_all("a.fact", "links => links.map((link) => link.id)")
            for id_ in ids:
                page.locator(f"[id='{id_}']").click()
                if said := look(page, "opened", id_):
                    wrong.append(f"{name}: {said}")
                opened += 1
    assert wrong == []
    assert opened


def test_a_source_is_closed_by_a_key_or_a_second_click(browser: Browser, tree: Path) -> None:
    """With scripts, Escape or the figure itself closes what is open, and the reader is where they were."""
    wrong = []
    with tab(browser, viewport=WIDE, reduced_motion="reduce") as page:
        for name in html_pages(tree):
            page.goto(address_of(folder_address(tree), name))
            figures = page.eval_on_selector_all("main a.fact", "links => links.map((link) => link.id)")
            for figure, key in itertools.product(figures[:2], (True, False)):
                page.locator(f"[id='{figure}']").click()
                before = look(page, "figure", figure)
                if key:
                    page.keyboard.press("Escape")
                else:
                    page.mouse.click(before["x"], before["y"])  # a locator's click would scroll first
                after = look(page, "figure", figure)
                if not before["open"] or after["open"]:
                    wrong.append(f"{name}: {figure} is not opened, or not closed again")
                if after["y"] != before["y"]:
                    wrong.append(f"{name}: the page jumps when the source of {figure} is closed")
                if not after["focused"]:
                    wrong.append(f"{name}: {figure} does not get the focus back")
    assert wrong == []


def test_every_stop_of_the_keyboard_is_seen(browser: Browser, tree: Path) -> None:
    """Tab goes from link to link, in the order of the page, and the one it is at is marked and in view."""
    wrong = []
    with tab(browser, viewport=WIDE, reduced_motion="reduce") as page:
        for name in html_pages(tree):
            page.goto(address_of(folder_address(tree), name))
            last, stops = -1, 0
            while stops < 400:
                page.keyboard.press("Tab")
                stop = look(page, "focus")
                if stop is None or stop["order"] < last:
                    break
                last, stops = stop["order"], stops + 1
                if not stop["marked"]:
                    wrong.append(f"{name}: no mark of the focus on {stop['name']}")
                if not stop["inView"]:
                    wrong.append(f"{name}: out of view while it has the focus: {stop['name']}")
            if not stops and look(page, "hasStops"):
                wrong.append(f"{name}: nothing takes the focus")
    assert wrong == []


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
def test_targets_are_large_enough(browser: Browser, tree: Path, size: dict[str, int]) -> None:
    """At least 24 by 24 px, or a link within a sentence (WCAG 2.2, 2.5.8)."""
    wrong = []
    with tab(browser, viewport=size) as page:
        for name in html_pages(tree):
            page.goto(address_of(folder_address(tree), name))
            settle(page)
            wrong += [f"{name}: {text}" for text in look(page, "smallTargets")]
    assert wrong == []


def test_on_paper_figures_have_numbered_notes(browser: Browser, tree: Path) -> None:
    """In print each figure is followed by the number of a note that is printed; slips, menus and skip links are not."""
    wrong = []
    with tab(browser, viewport=WIDE, color_scheme="dark") as page:
        for name in html_pages(tree):
            page.goto(address_of(folder_address(tree), name))
            page.emulate_media(media="print")
            wrong += [f"{name}: {text}" for text in look(page, "wrongOnPaper")]
            if not page.pdf(format="A4").startswith(b"%PDF-"):
                wrong.append(f"{name}: no PDF")
    assert wrong == []
