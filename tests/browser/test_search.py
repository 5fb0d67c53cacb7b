"""Search as a reader meets it: opened from a folder, by keyboard, shared, with no script, in two browsers."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_reading import AXE_OPTIONS, NARROW, WIDE
from tests.browser.visits import address_of, folder_address, listen, look, settle, tab

Serve = Callable[..., str]
Drive = Callable[..., list[Any]]
TOLD = "[role=status]"
RESULTS = ".found a"


@pytest.fixture
def folder(tree: Path, tmp_path: Path) -> Path:
    """Each feature in a folder whose name has spaces and letters of two scripts."""
    return Path(shutil.copytree(tree, tmp_path / "Моя папка & more" / "output #1"))


@pytest.fixture
def word(tree: Path) -> str:
    """A word that each feature has in places of several kinds."""
    return "паром" if (tree / "operations" / "most.html").is_file() else "hostages"


@pytest.fixture
def opened(browser: Browser, folder: Path) -> Iterator[Page]:
    """The page, opened from the folder; nothing may complain."""
    complaints: list[str] = []
    with tab(browser, viewport=WIDE, reduced_motion="reduce") as page:
        listen(page, complaints)
        page.goto(address_of(folder_address(folder), "search.html"))
        yield page
    assert complaints == []


def test_nothing_is_loaded_until_somebody_asks(opened: Page, word: str) -> None:
    """The page brings its own two scripts. The field's first focus brings the rest, once; nothing leaves the folder."""

    def scripts() -> list[str]:
        return opened.eval_on_selector_all(
            "script[src]", "all => all.map((each) => each.getAttribute('src').split('.')[0])"
        )

    assert scripts() == ["theme/js/search", "theme/js/slips"]
    opened.locator("#q").focus()
    wanted = [
        "theme/js/search-words",
        "theme/js/search-excerpts",
        "theme/js/search-index",
        "search/stemmers",
        "search/index",
    ]
    assert sorted(scripts()) == sorted(["theme/js/search", "theme/js/slips", *wanted])
    opened.keyboard.type(word)
    expect(opened.locator(RESULTS).first).to_be_visible()
    opened.locator("h1").click()
    opened.locator("#q").focus()
    assert len(scripts()) == 7


def test_results_come_as_one_types_and_lead_to_their_place(opened: Page, word: str) -> None:
    """Each with a title, what it is, an excerpt with the words marked; the count is told; the link opens the place."""
    opened.locator("#q").focus()
    for letter in word:
        opened.keyboard.type(letter)
        expect(opened.locator(RESULTS).first).to_be_visible()
    results = opened.locator(".found > li")
    expect(opened.locator(TOLD)).to_contain_text(str(results.count()))
    for item in results.all():
        assert item.locator("h2 a").inner_text().strip()
        assert item.locator("> .meta").inner_text().strip()
        assert item.locator("mark").count()
    link = opened.locator(f"{RESULTS}[href*='#']").first
    fragment = (link.get_attribute("href") or "").partition("#")[2]
    link.click()
    assert opened.url.endswith(f"#{fragment}")
    assert opened.locator(f"[id='{fragment}']").bounding_box()


def test_who_says_it_stands_below_an_excerpt(opened: Page, word: str) -> None:
    """As on the page, so that no claim is shown bare."""
    opened.locator("#q").fill(word)
    expect(opened.locator(".found div > .meta").first).to_be_visible()
    assert all(line.strip() for line in opened.locator(".found div > .meta").all_inner_texts())


def test_the_field_has_a_label_that_is_seen(opened: Page) -> None:
    assert opened.locator("label[for=q]").inner_text().strip()
    assert opened.locator("label[for=q]").is_visible()


def test_the_keyboard_does_it_all(opened: Page, word: str) -> None:
    """Arrows go through the results and back to the field, Escape empties it, Enter goes to the first, and opens it."""

    def here() -> str:
        return opened.evaluate("document.activeElement.getAttribute('href') || document.activeElement.id")

    opened.keyboard.press("Tab")  # the skip link
    for _ in range(30):
        if here() == "q":
            break
        opened.keyboard.press("Tab")
    assert here() == "q"
    opened.keyboard.type(word)
    expect(opened.locator(RESULTS).first).to_be_visible()
    addresses = opened.eval_on_selector_all(RESULTS, "all => all.map((each) => each.getAttribute('href'))")
    for key, where in (
        ("ArrowDown", 0),
        ("ArrowDown", 1),
        ("ArrowUp", 0),
        ("ArrowUp", None),
        ("Tab", 0),
        ("Escape", None),
    ):
        opened.keyboard.press(key)
        assert here() == ("q" if where is None else addresses[where]), key
    assert opened.locator("#q").input_value() == ""
    expect(opened.locator(".found")).to_be_hidden()
    opened.keyboard.type(word)
    expect(opened.locator(TOLD)).not_to_be_empty()
    gone = """(told) => {
      q.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
      return told.textContent;
    }"""
    assert opened.locator(TOLD).evaluate(gone) == ""  # at once
    opened.keyboard.type(word)
    expect(opened.locator(RESULTS)).to_have_count(len(addresses))
    opened.keyboard.press("Enter")
    assert here() == addresses[0]
    opened.keyboard.press("Enter")
    opened.wait_for_url(lambda address: "search.html" not in address)


def test_a_question_has_an_address_and_the_way_back_leads_to_it(opened: Page, word: str) -> None:
    """The address that the page shows brings the same results; so does going back from one of them."""
    opened.locator("#q").focus()
    opened.keyboard.type(word)
    opened.wait_for_url("**/search.html?q=*")
    shared = opened.url
    found = opened.locator(RESULTS).all_inner_texts()
    assert found
    opened.locator(RESULTS).first.click()
    opened.go_back()
    expect(opened.locator(RESULTS)).to_have_text(found)
    assert opened.locator("#q").input_value() == word
    opened.goto("about:blank")
    opened.goto(shared)
    expect(opened.locator(RESULTS)).to_have_text(found)
    opened.locator("#q").fill("")
    opened.wait_for_url("**/search.html")


def test_what_is_not_found_and_what_only_in_part_is_told(opened: Page, word: str) -> None:
    told = opened.locator(TOLD)
    opened.locator("#q").fill("zzzzqqq")
    expect(told).not_to_be_empty()
    none = told.inner_text()
    opened.locator("#q").fill(f"{word} zzzzqqq")
    expect(opened.locator(RESULTS).first).to_be_visible()
    expect(told).not_to_have_text(none)
    some = told.inner_text()
    opened.locator("#q").fill(word)
    expect(told).not_to_have_text(some)
    assert len({none, some, told.inner_text()}) == 3


@pytest.mark.parametrize(
    "question", ["x" * 10_000, "<img src=x onerror=alert(1)> </script>", ".*+?^${}()|[]\\", "\u202eabc שלום", "%00%ff"]
)
def test_a_strange_question_does_no_harm(opened: Page, question: str) -> None:
    opened.locator("#q").fill(question)
    opened.wait_for_url("**/search.html?q=*")
    opened.goto(opened.url)
    expect(opened.locator(TOLD)).not_to_be_empty()
    assert opened.locator(".found img, .found script").count() == 0


def test_a_lone_half_of_a_letter_does_no_harm(opened: Page) -> None:
    opened.locator("#q").focus()
    opened.evaluate("() => { q.value = '\\ud800 a\\udc00'; q.dispatchEvent(new Event('input')) }")
    opened.wait_for_url("**/search.html?q=*")


def test_an_index_that_is_missing_is_told(browser: Browser, folder: Path) -> None:
    next((folder / "search").glob("index.*.js")).unlink()
    with tab(browser) as page:
        page.goto(address_of(folder_address(folder), "search.html"))
        page.locator("#q").focus()
        expect(page.locator(TOLD)).to_contain_text(".")


@pytest.mark.parametrize("content", ["", "null;", "annalsSearch.data = null;", "annalsSearch.data = {pages: [1]};"])
def test_an_index_that_is_none_is_told(browser: Browser, folder: Path, content: str) -> None:
    """A host may answer with another thing than was asked for; what then goes wrong ends in words."""
    for index in (folder / "search").glob("index.*.js"):
        index.write_text(content, encoding="utf-8")
    with tab(browser, viewport=WIDE) as page:
        page.goto(address_of(folder_address(folder), "search.html"))
        page.locator("#q").fill("a")
        expect(page.locator(TOLD)).to_have_text(re.compile("could not be loaded|не загрузился", re.IGNORECASE))
        expect(page.locator(RESULTS)).to_have_count(0)


def test_it_works_on_a_site_below_a_path(browser: Browser, tree: Path, serve: Serve, word: str) -> None:
    complaints: list[str] = []
    with tab(browser) as page:
        listen(page, complaints)
        page.goto(address_of(serve(tree, "/a/b/"), "search.html") + f"?q={word}")
        expect(page.locator(RESULTS).first).to_be_visible()
        page.locator(RESULTS).first.click()
        page.wait_for_url(lambda address: "search.html" not in address)
    assert complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_results_are_in_order_for_all_readers(browser: Browser, tree: Path, word: str, scheme: str) -> None:
    """With results shown: axe finds nothing, nothing is wider than the window, down to 320 px."""
    axe, wrong = Axe(), []
    with tab(browser, color_scheme=scheme, reduced_motion="reduce") as page:
        page.goto(address_of(folder_address(tree), "search.html") + f"?q={word}")
        expect(page.locator(RESULTS).first).to_be_visible()
        for size in (WIDE, NARROW, {"width": 320, "height": 600}):
            page.set_viewport_size(size)
            settle(page)
            over = look(page, "wider")
            if over > 0:
                wrong.append(f"{size['width']} px: {over} px wider than the window")
            wrong += [f"{size['width']} px: {text}" for text in look(page, "textOutside")]
            for violation in axe.run(page, options=AXE_OPTIONS).response["violations"]:
                wrong.append(
                    f"{size['width']} px: {violation['id']}: {[node['target'] for node in violation['nodes'][:5]]}"
                )
    assert wrong == []


def test_without_a_script_there_is_no_field_but_the_contents(browser: Browser, folder: Path) -> None:
    with tab(browser, java_script_enabled=False) as page:
        page.goto(address_of(folder_address(folder), "search.html"))
        assert not page.locator("#q").is_visible()
        links = page.locator(".search a")
        assert links.count() > 5
        assert all(link.is_visible() for link in links.all())


def test_results_are_printed(browser: Browser, tree: Path, word: str) -> None:
    with tab(browser, viewport=WIDE) as page:
        page.goto(address_of(folder_address(tree), "search.html") + f"?q={word}")
        expect(page.locator(RESULTS).first).to_be_visible()
        page.emulate_media(media="print")
        assert all(link.is_visible() for link in page.locator(RESULTS).all())


def test_it_works_in_firefox_from_a_folder(drive: Drive, folder: Path, word: str) -> None:
    """Letter by letter, by the keys, and by the address that is shared."""
    address = address_of(folder_address(folder), "search.html")
    count = "document.querySelectorAll('.found a').length"
    answers = drive(
        ["goto", address],
        ["host", "document.scripts.length"],
        ["host", "document.getElementById('q').focus()"],
        *(["press", letter] for letter in word),
        ["until", None, f"{count} > 2"],
        ["until", None, "location.search.startsWith('?q=')"],
        ["host", count],
        ["press", "ArrowDown"],
        ["until", None, "document.activeElement === document.querySelector('.found a')"],
        ["press", "Escape"],
        ["until", None, f"{count} === 0"],
        ["goto", f"{address}?q={word}"],
        ["until", None, f"{count} > 2"],
        ["host", count],
        ["complaints"],
    )
    assert False not in answers
    counts = [each for each in answers if type(each) is int]
    assert counts[0] <= 3  # of scripts: JSON-LD is none that is loaded
    assert counts[1] == counts[2] > 2
    assert answers[-1] == []
