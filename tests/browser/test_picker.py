"""“Put this on your page”: a snippet that one click takes, and with a script width, colours and a line to choose, live."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from embeds.height import USUAL, WIDTHS
from embeds.offer import script
from tests.browser.test_reading import AXE_OPTIONS
from tests.browser.visits import address_of, folder_address, html_pages, listen, look, settle, tab

Serve = Callable[..., str]

WIDE = {"width": 1280, "height": 900}
SELECTED = "() => getSelection().toString().trim()"


@pytest.fixture(scope="module", params=["published", "published_harbour"])
def published_tree(request: pytest.FixtureRequest) -> Path:
    return request.getfixturevalue(request.param)


def offering(tree: Path) -> list[str]:
    """The pages with a picker: of operations and graphics."""
    found = [name for name in html_pages(tree) if name.startswith(("operations/", "graphics/"))]
    assert len(found) > 4
    return found


def slug(name: str) -> str:
    return Path(name).stem


def promised(tree: Path, name: str) -> dict[int, int]:
    text = (tree / "embed" / f"{slug(name)}.html").read_text(encoding="utf-8")
    found = re.findall(r"\(width:(\d+)px\)\{\.embed__card\{min-block-size:(\d+)px\}", text)
    return {int(width): int(height) for width, height in found}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with tab(browser, viewport=WIDE) as page:
        yield page


def code(page: Page) -> str:
    return page.locator(".offer pre").text_content()


def test_without_a_script_one_click_takes_the_snippet(browser: Browser, published_tree: Path) -> None:
    """It is there, for the usual width; what needs a script is not."""
    with tab(browser, java_script_enabled=False, viewport=WIDE) as page:
        for name in offering(published_tree):
            page.goto(folder_address(published_tree) + name)
            assert not page.locator(".offer form").is_visible()
            assert page.locator(".offer iframe").count() == 0
            snippet = code(page)
            assert f'width="{USUAL}" height="{promised(published_tree, name)[USUAL]}"' in snippet
            assert snippet.startswith("<iframe ")
            assert snippet.endswith(f'/embed/{slug(name)}.html"></iframe>')
            page.locator(".offer pre").click()
            assert page.evaluate(SELECTED) == snippet


def test_what_is_chosen_stands_in_the_snippet(page: Page, published_tree: Path) -> None:
    """Each width with the height that was worked out for it, colours in the style, the line below."""
    name = offering(published_tree)[0]
    page.goto(folder_address(published_tree) + name)
    written, heights = code(page), promised(published_tree, name)
    width, colours = page.locator(".offer select").all()
    assert [
        int(value) for value in width.locator("option").evaluate_all("all => all.map((each) => each.value)")
    ] == list(WIDTHS)
    assert width.input_value() == str(USUAL)
    size = f'width="{USUAL}" height="{heights[USUAL]}"'
    for chosen in WIDTHS:
        width.select_option(str(chosen))
        assert code(page) == written.replace(size, f'width="{chosen}" height="{heights[chosen]}"')
    width.select_option(str(USUAL))
    assert written.count(";color-scheme:light") == 1
    for chosen in ("dark", ""):
        colours.select_option(chosen)
        assert code(page) == written.replace(";color-scheme:light", f";color-scheme:{chosen}" if chosen else "")
    colours.select_option("light")
    assert code(page) == written
    page.locator(".offer input").check()
    address = re.search(r'src="(.*)/embed/', written)[1]
    assert code(page) == f"{written}\n{script(address + '/embed.js')}"
    page.locator(".offer input").uncheck()
    assert code(page) == written


@pytest.mark.parametrize("way", ["folder", "server"])
def test_without_a_network_no_frame_shows_an_error(page: Page, published_tree: Path, serve: Serve, way: str) -> None:
    """What a browser keeps of the feature has no embeds; a folder has them, and needs no network."""
    name = offering(published_tree)[0]
    page.add_init_script("Object.defineProperty(Navigator.prototype, 'onLine', { value: false })")
    page.goto((folder_address(published_tree) if way == "folder" else serve(published_tree)) + name)
    assert page.locator(".offer iframe").count() == (way == "folder")
    page.locator(".offer select").first.select_option(str(WIDTHS[0]))
    assert f'width="{WIDTHS[0]}"' in code(page)


@pytest.mark.parametrize("way", ["folder", "server"])
def test_its_look_is_live(page: Page, published_tree: Path, serve: Serve, way: str) -> None:
    """The very embed, in the colours and width that are chosen, as high as what is in it, wherever the page lies."""
    top = folder_address(published_tree) if way == "folder" else serve(published_tree, "/a/b/")
    for name in offering(published_tree)[::3]:
        page.goto(top + name)
        page.locator(".offer iframe").scroll_into_view_if_needed()
        width, colours = page.locator(".offer select").all()
        for chosen, scheme in ((300, "dark"), (560, "light"), (300, ""), (300, "light")):
            width.select_option(str(chosen))
            colours.select_option(scheme)
            frame = page.locator(".offer iframe")
            assert frame.evaluate("each => getComputedStyle(each).colorScheme") == (
                scheme or page.evaluate("getComputedStyle(document.body).colorScheme")
            )
            page.wait_for_function("document.querySelector('.offer iframe').offsetHeight > 100")
            (inside,) = (each for each in page.frames if "/embed/" in each.url)
            inside.wait_for_function(f"innerWidth === {chosen}")
            inside.wait_for_function(
                "Math.ceil(document.documentElement.getBoundingClientRect().height) === innerHeight"
            )


@pytest.mark.parametrize("width", [320, 400])
def test_its_look_is_whole_where_the_page_is_narrower_than_the_frame(
    browser: Browser, published_tree: Path, width: int
) -> None:
    """Also after a choice that changes nothing of its size: nothing of it has to be scrolled to."""
    with tab(browser, viewport={"width": width, "height": 800}) as page:
        for name in offering(published_tree)[::3]:
            page.goto(folder_address(published_tree) + name)
            page.locator(".offer iframe").scroll_into_view_if_needed()
            (inside,) = (each for each in page.frames if "/embed/" in each.url)
            whole = "Math.ceil(document.documentElement.getBoundingClientRect().height) === innerHeight"
            inside.wait_for_function(whole)
            for choose in (
                lambda: page.locator(".offer select").nth(1).select_option("dark"),
                lambda: page.locator(".offer select").nth(0).select_option("960"),
            ):
                choose()
                page.wait_for_timeout(50)
                inside.wait_for_function(whole)
            assert look(page, "wider") == 0
            assert look(page, "textOutside") == []


@pytest.mark.parametrize("way", ["folder", "server"])
@pytest.mark.parametrize("key", ["click", "Enter", "Space"])
def test_the_button_copies_and_says_so(page: Page, published_tree: Path, serve: Serve, way: str, key: str) -> None:
    """What is pasted is the snippet to the letter; those who listen are told, until another is chosen."""
    name = offering(published_tree)[0]
    page.goto((folder_address(published_tree) if way == "folder" else serve(published_tree)) + name)
    page.locator(".offer input").check()
    button, said = page.locator(".offer button"), page.get_by_role("status")
    assert said.text_content() == ""
    if key == "click":
        button.click()
    else:
        button.press(key)
    assert said.text_content() not in ("", button.text_content())
    page.evaluate("document.querySelector('main').append(document.createElement('textarea'))")
    page.locator("textarea").focus()
    page.keyboard.press("ControlOrMeta+V")
    assert page.locator("textarea").input_value().strip() == code(page)
    page.locator(".offer select").first.select_option("300")
    assert said.text_content() == ""


def test_every_control_has_its_name_and_is_reached_by_the_keyboard(page: Page, published_tree: Path) -> None:
    """In the order they stand in; each is at least 24 px high and wide."""
    for name in offering(published_tree)[::3]:
        page.goto(folder_address(published_tree) + name)
        settle(page)
        controls = page.locator(".offer :is(select, input, button, pre)")
        first = page.locator(".offer select").first
        first.focus()
        for index in range(controls.count()):
            assert controls.nth(index).evaluate("each => each === document.activeElement"), index
            page.keyboard.press("Tab")
        names = page.locator(".offer :is(select, input)").evaluate_all(
            "all => all.map((each) => each.labels[0].textContent.trim())"
        )
        assert all(names)
        assert look(page, "smallTargets") == [], name


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, published_tree: Path, scheme: str) -> None:
    """On the guide, and on pages with a picker, wide and narrow; the embed in the picker has its own test."""
    axe, wrong = Axe(), []
    with tab(browser, color_scheme=scheme, reduced_motion="reduce") as page:
        for name in ("embedding.html", *offering(published_tree)[::4]):
            page.goto(address_of(folder_address(published_tree), name))
            for width in (1280, 360):
                page.set_viewport_size({"width": width, "height": 800})
                settle(page)
                for violation in axe.run(page, options=AXE_OPTIONS).response["violations"]:
                    where = "; ".join(str(node["target"]) for node in violation["nodes"][:5])
                    wrong.append(f"{name} at {width} px: {violation['id']}: {violation['help']} ({where})")
    assert wrong == []


def test_nothing_is_wider_than_the_window(browser: Browser, published_tree: Path) -> None:
    """From 320 px on, and with letters twice as large: the pages with a picker, and the guide."""
    wrong = []
    with tab(browser) as page:
        for name in ("embedding.html", *offering(published_tree)):
            page.goto(folder_address(published_tree) + name)
            for width, letters in ((320, "100%"), (640, "100%"), (1280, "100%"), (1280, "200%")):
                page.set_viewport_size({"width": width, "height": 800})
                page.evaluate(
                    "size => document.documentElement.style.setProperty('font-size', size, 'important')", letters
                )
                settle(page)
                if over := look(page, "wider"):
                    wrong.append(f"{name} at {width} px, {letters}: {over} px")
                wrong += [f"{name} at {width} px, {letters}: {text}" for text in look(page, "textOutside")]
                wrong += [f"{name} at {width} px: {text}" for text in look(page, "smallTargets")]
    assert wrong == []


def test_print_leaves_it_out(page: Page, published_tree: Path) -> None:
    page.goto(folder_address(published_tree) + offering(published_tree)[0])
    assert page.locator(".offer").is_visible()
    page.emulate_media(media="print")
    assert not page.locator(".offer").is_visible()


def test_it_complains_of_nothing_in_a_folder_with_a_name_in_two_scripts(
    page: Page, published_tree: Path, tmp_path: Path
) -> None:
    top = folder_address(Path(shutil.copytree(published_tree, tmp_path / "Моя папка & more")))
    complaints: list[str] = []
    listen(page, complaints)
    for name in ("embedding.html", *offering(published_tree)[::3]):
        page.goto(address_of(top, name))
        if name != "embedding.html":
            page.locator(".offer iframe").scroll_into_view_if_needed()
        settle(page)
    assert complaints == []
