"""Graphics as their readers meet them: one form of each, its words readable and apart, its data a key away."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.visits import address_of, folder_address, html_pages, look, settle, tab

PAPER = ("rgb(255, 255, 255)", "rgb(136, 136, 136)")  # the ground, and a grey for lines that part
SYSTEM = """names => names.map((name) => {
  const made = document.body.appendChild(document.createElement("i"));
  made.style.color = name;
  const colour = getComputedStyle(made).color;
  made.remove();
  return colour;
})"""
WIDTHS = (320, 360, 640, 768, 1024, 1280, 1920)


def with_graphics(tree: Path) -> list[str]:
    """The pages that show a graphic."""
    return [name for name in html_pages(tree) if '<figure class="graphic"' in (tree / name).read_text(encoding="utf-8")]


def test_one_form_is_seen_and_its_words_are_readable(browser: Browser, tree: Path) -> None:
    """At every width one of the two forms, no word under 12 px, over another, or outside the drawing."""
    wrong = []
    names = with_graphics(tree)
    assert names
    with tab(browser) as page:
        for name in names:
            page.goto(address_of(folder_address(tree), name))
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 800})
                settle(page)
                wrong += [f"{name} at {width} px: {text}" for text in look(page, "wrongDrawings")]
    assert wrong == []


@pytest.mark.parametrize("width", [320, 1280])
def test_the_data_is_a_key_away(browser: Browser, tree: Path, width: int) -> None:
    """Where a graphic stands in a text, Enter on the words below it opens its table; no script is needed."""
    opened = 0
    with tab(browser, java_script_enabled=False, viewport={"width": width, "height": 800}) as page:
        for name in with_graphics(tree):
            page.goto(address_of(folder_address(tree), name))
            for figure in page.locator("figure.graphic[id]").all():
                assert not figure.locator("table").is_visible()
                figure.locator("summary").press("Enter")
                assert figure.locator("table").is_visible()
                opened += 1
    assert opened


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_paper_a_graphic_is_dark_on_white_and_whole(browser: Browser, tree: Path, scheme: str) -> None:
    """One form, its words in a dark ink, its title and source; the table is not printed unless it is open."""
    with tab(browser, viewport={"width": 673, "height": 900}, color_scheme=scheme) as page:  # A4 less its margins
        page.emulate_media(media="print")
        for name in with_graphics(tree):
            page.goto(address_of(folder_address(tree), name))
            assert look(page, "wrongDrawings") == [], name
            for figure in page.locator("figure.graphic").all():
                painted = figure.locator(".drawing[data-form='wide'] :is(path, text)").evaluate_all(
                    "all => all.flatMap((each) => [getComputedStyle(each).fill, getComputedStyle(each).stroke])"
                )
                assert "rgb(0, 0, 0)" in painted, name
                assert set(painted) <= {"rgb(0, 0, 0)", "none", *PAPER}, name
                assert figure.evaluate("each => getComputedStyle(each).breakInside") == "avoid"
                assert not figure.locator("summary").first.is_visible() if figure.locator("summary").count() else True


def test_a_readers_own_colours_go_before_the_features(browser: Browser, tree: Path) -> None:
    """With forced colours (Windows' contrast themes) marks and words have the colour of the reader's text."""
    with tab(browser, forced_colors="active", viewport={"width": 1280, "height": 800}) as page:
        for name in with_graphics(tree):
            page.goto(address_of(folder_address(tree), name))
            system = page.evaluate(SYSTEM, ["CanvasText", "LinkText", "GrayText", "Canvas"])
            painted = page.locator(".drawing[data-form='wide'] :is(path, text)").evaluate_all(
                "all => all.flatMap((each) => [getComputedStyle(each).fill, getComputedStyle(each).stroke])"
            )
            assert system[0] in painted, name
            assert set(painted) <= {*system, "none"}, name
