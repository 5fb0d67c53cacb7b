"""Embeds as readers of a portal meet them: as high as the snippet says in many letters, whole in any width, on paper."""

import re
import shutil
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import pytest
from playwright.sync_api import Browser, Frame, Page

from embeds.height import WIDTHS
from tests.browser.visits import QUIET, folder_address, look, settle, tab
from tests.helpers import HARBOUR_URL, PUBLIC_URL

Serve = Callable[..., str]

# Families that the stylesheet names, and Debian has: of text and titles, of labels. Its package, where it is not there.
NAMED = {
    "Noto Serif, Noto Sans": "fonts-noto-core",
    "Noto Serif, Lato": "fonts-noto-core fonts-lato",
    "DejaVu Serif Condensed, DejaVu Sans Condensed": "fonts-dejavu-extra",
}
UNNAMED = {"Liberation Serif, Liberation Sans": "fonts-liberation"}
MOST = 1.10  # of its own height that an embed is promised at most
IS_THERE = """family => {
  const pen = document.createElement("canvas").getContext("2d");
  const width = (last) => { pen.font = `40px "${family}", ${last}`; return pen.measureText("Annals of a ferry, 1998").width; };
  return width("serif") === width("monospace");
}"""
HOST = "<!doctype html><title>Host</title><style>html, body { margin: 0 } iframe { border: 0; height: 400px }</style>"
LOADED = """address => new Promise((done) => {
  document.body.replaceChildren();
  const frame = document.createElement("iframe");
  frame.onload = () => done();
  frame.src = address;
  document.body.append(frame);
})"""
MEASURED = """([widths, serif, sans]) => {
  const frame = document.querySelector("iframe"), inside = frame.contentDocument, sheet = inside.createElement("style");
  if (serif) sheet.textContent = `* { --serif: "${serif}" !important; --sans: "${sans}" !important }`;
  const free = inside.createElement("style");
  free.textContent = ".embed__card { min-block-size: 0 !important }";
  inside.head.append(sheet);
  const height = () => inside.documentElement.getBoundingClientRect().height;
  const found = widths.map((width) => {
    frame.style.width = width + "px";
    const reserved = height();
    inside.head.append(free);
    const own = height();
    free.remove();
    return [width, own, reserved];
  });
  sheet.remove();
  return found;
}"""
OUTSIDE = """widths => {
  const frame = document.querySelector("iframe"), inside = frame.contentDocument, found = [];
  inside.querySelectorAll("details").forEach((each) => { each.open = true });
  const slips = [...inside.querySelectorAll(".slip")], shown = inside.createElement("style");
  shown.textContent = ".slip.slip { display: block !important }";
  inside.head.append(shown);
  for (const width of widths) {
    frame.style.width = width + "px";
    if (inside.documentElement.scrollWidth > width) found.push(`${width}: ${inside.documentElement.scrollWidth} px wide`);
    for (const each of inside.querySelectorAll(".embed *:not(.embed__table *, .ring *, defs *, clipPath *)")) {
      const box = each.getBoundingClientRect();
      const mark = each.closest("svg") && each.tagName !== "text";
      if (!mark && box.width && (box.left < -1 || box.right > width + 1))
        found.push(`${width}: ${each.tagName} ${each.textContent.slice(0, 40)} from ${box.left} to ${box.right}`);
    }
  }
  shown.remove();
  return found;
}"""
CONTRAST = """names => {
  const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const light = (colour) => {
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    const parts = [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3).map((part) => part / 255);
    const [r, g, b] = parts.map((part) => (part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4));
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const style = (name) => getComputedStyle(document.querySelector(name));
  const ground = light(style(".embed").backgroundColor);
  return names.map((name) => {
    const ink = light(style(name).color);
    return (Math.max(ink, ground) + .05) / (Math.min(ink, ground) + .05);
  });
}"""


@pytest.fixture(scope="module", params=["published", "published_harbour"])
def published_tree(request: pytest.FixtureRequest) -> Path:
    return request.getfixturevalue(request.param)


def embeds(tree: Path) -> list[str]:
    """The addresses of a tree's embeds, in order."""
    found = sorted(path.name for path in (tree / "embed").glob("*.html") if not path.name.endswith(".fragment.html"))
    assert found
    return [f"embed/{name}" for name in found]


def promised(tree: Path, name: str) -> dict[int, int]:
    """By width, the height that an embed's rules keep free, which is what its snippet says."""
    text = (tree / name).read_text(encoding="utf-8")
    found = re.findall(r"\(width:(\d+)px\)\{\.embed__card\{min-block-size:(\d+)px\}", text)
    return {int(width): int(height) for width, height in found}


@pytest.fixture
def host(browser: Browser, serve: Serve, published_tree: Path) -> Iterator[Callable[[str], Page]]:
    """host(embed) gives a page of the embeds' own origin with that embed as its one frame."""
    top = serve(published_tree)
    with tab(browser, viewport={"width": 1600, "height": 900}) as page:
        page.goto(f"{top}embed/home.html")
        page.set_content(HOST)

        def show(name: str) -> Page:
            page.evaluate(LOADED, top + name)
            return page

        yield show


def families(page: Page, families: str, package: str) -> list[str]:
    """The two families, where this machine has them."""
    names = families.split(", ")
    if not all(page.evaluate(IS_THERE, name) for name in names):
        pytest.skip(f"The typefaces {families} are not installed. To get them: sudo apt install {package}")
    return names


@pytest.mark.parametrize("letters", NAMED)
def test_an_embed_is_promised_what_it_needs(host: Callable[[str], Page], published_tree: Path, letters: str) -> None:
    """At each width of a snippet: never less than it needs, at most a tenth more; and it fills what is promised."""
    wrong = []
    for name in embeds(published_tree):
        page, rules = host(name), promised(published_tree, name)
        assert tuple(rules) == WIDTHS
        for width, own, reserved in page.evaluate(MEASURED, [list(rules), *families(page, letters, NAMED[letters])]):
            if not own <= rules[width] <= own * MOST or reserved != rules[width]:
                wrong.append(f"{name} at {width} px: {rules[width]} is promised, {own} needed, {reserved} filled")
    assert wrong == []


@pytest.mark.parametrize("letters", UNNAMED)
def test_in_letters_that_nobody_named_nothing_is_cut_off(
    host: Callable[[str], Page], published_tree: Path, letters: str
) -> None:
    """A reader who has none of the named families still gets an embed no higher than its frame."""
    wrong = []
    for name in embeds(published_tree):
        page, rules = host(name), promised(published_tree, name)
        for width, own, _ in page.evaluate(MEASURED, [list(rules), *families(page, letters, UNNAMED[letters])]):
            if own > rules[width]:
                wrong.append(f"{name} at {width} px: {rules[width]} is promised, {own} needed")
    assert wrong == []


def test_in_any_width_nothing_stands_outside(host: Callable[[str], Page], published_tree: Path) -> None:
    """Of a hundred widths from 240 to 1,400 px, with all that can be opened open."""
    widths = sorted(Random(7).sample(range(240, 1_400), 100))
    wrong = [f"{name} at {text}" for name in embeds(published_tree) for text in host(name).evaluate(OUTSIDE, widths)]
    assert wrong == []


def test_text_twice_as_large_is_whole_in_any_width(browser: Browser, published_tree: Path) -> None:
    """A reader who sets letters at 200 % loses nothing (WCAG 1.4.4), and the card grows beyond what was kept free."""
    wrong = []
    with tab(browser) as page:
        for name, width in product(embeds(published_tree), (320, 640, 960)):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(folder_address(published_tree) + name)
            page.add_style_tag(content=":root { font-size: 200% !important }")
            settle(page)
            if over := look(page, "wider"):
                wrong.append(f"{name} at {width} px: {over} px wider")
            wrong += [f"{name} at {width} px: {text}" for text in look(page, "textOutside")]
            wrong += [f"{name} at {width} px: {text}" for text in page.evaluate(OVER)]
    assert wrong == []


# Words of a card that stand over other words of it.
OVER = """() => {
  const boxes = [], found = [], walker = document.createTreeWalker(document.querySelector(".embed__card"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, range = document.createRange();
    if (!node.textContent.trim() || node.parentElement.closest("svg, table")) continue;
    range.selectNodeContents(node);
    const size = parseFloat(getComputedStyle(node.parentElement).fontSize);
    for (const line of range.getClientRects()) {
      const middle = (line.top + line.bottom) / 2;
      boxes.push({ words: node.textContent.trim(), left: line.left, right: line.right, top: middle - .3 * size, bottom: middle + .3 * size });
    }
  }
  boxes.forEach((one, index) => boxes.slice(0, index).forEach((other) => {
    if (one.left < other.right - 1 && other.left < one.right - 1 && one.top < other.bottom && other.top < one.bottom)
      found.push(`"${one.words.slice(0, 30)}" over "${other.words.slice(0, 30)}"`);
  }));
  return found;
}"""


def test_no_words_stand_over_others(browser: Browser, published_tree: Path) -> None:
    wrong = []
    with tab(browser) as page:
        for name in embeds(published_tree):
            page.goto(folder_address(published_tree) + name)
            for width in (240, *WIDTHS[::2], 1_200):
                page.set_viewport_size({"width": width, "height": 800})
                wrong += [f"{name} at {width} px: {text}" for text in page.evaluate(OVER)]
    assert wrong == []


def test_a_figures_source_opens_without_a_script(browser: Browser, published_tree: Path) -> None:
    """A click shows the slip of that very figure, and no other; of a graphic, the table."""
    opened = 0
    with tab(browser, java_script_enabled=False, viewport={"width": 640, "height": 900}) as page:
        for name in embeds(published_tree):
            page.goto(folder_address(published_tree) + name)
            assert page.locator(".slip:visible, table:visible").count() == 0
            for row in page.locator("a.embed__row").all():
                row.click()
                (shown,) = page.locator(".slip:visible").all()
                assert "#" + shown.get_attribute("id") == row.get_attribute("href")
                assert len(shown.inner_text()) > 10
                opened += 1
            if page.locator("summary").count():
                page.locator("summary").press("Enter")
                assert page.locator("table").is_visible()
                opened += 1
    assert opened > 10


def test_a_folder_and_a_frame_that_may_do_nothing_are_enough(
    browser: Browser, published_tree: Path, tmp_path: Path
) -> None:
    """From a folder with a name in two scripts, with scripts off, in a frame that may run none and open none.

    Its link leads nowhere there; the address stands in it to be read.
    """
    folder = tmp_path / "Моя папка & more"
    shutil.copytree(published_tree / "embed", folder / "embed")
    public = (PUBLIC_URL, HARBOUR_URL)[published_tree.parent.name.startswith("published-harbour")].partition("://")[2]
    frames = "".join(
        f'<iframe sandbox="{allowed}" width="640" height="600" src="{name}"></iframe>'
        for name in embeds(published_tree)
        for allowed in ("", "allow-scripts")
    )
    (folder / "host.html").write_text(HOST + frames, encoding="utf-8")
    for script in (True, False):
        with tab(browser, java_script_enabled=script, viewport={"width": 1300, "height": 800}) as page:
            page.goto((folder / "host.html").as_uri())
            shown = [frame for frame in page.frames if "/embed/" in frame.url]
            assert len(shown) == 2 * len(embeds(published_tree))
            for frame in shown:
                assert frame.locator(".embed__title").inner_text()
                assert stands_in_full(frame, public)


def stands_in_full(frame: Frame, public: str) -> bool:
    """Whether the link out holds its own address, each letter of it seen."""
    link = frame.locator(".embed__foot a")
    address = link.locator("span").inner_text()
    return address.startswith(public) and link.locator("span").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_hosts_accent_can_be_read_by_day_and_by_night(
    browser: Browser, serve: Serve, published: Path, scheme: str
) -> None:
    """Whatever the colour, it is bent until words in it stand out from the ground by 4.5 to 1 (WCAG 1.4.3)."""
    shades = ("00", "80", "ff")
    accents = ["".join(parts) for parts in product(shades, repeat=3)]
    top, wrong = serve(published), {}
    with tab(browser, color_scheme=scheme, viewport={"width": 800, "height": 800}) as page:
        page.goto(f"{top}embed/jusan.html")
        page.set_content(HOST)
        colours = set()
        for accent in accents:
            page.evaluate(LOADED, f"{top}embed/jusan.html#accent={accent}")
            frame = page.frames[1]
            found = frame.evaluate(CONTRAST, [".embed__foot a", "[data-sum] b"])
            colours.add(frame.evaluate("getComputedStyle(document.querySelector('.embed__foot a')).color"))
            if min(found) < 4.5:
                wrong[accent] = found
        assert len(colours) > len(accents) / 2  # the accent is heeded
    assert wrong == {}


def test_a_readers_own_colours_go_before_all(browser: Browser, published_tree: Path) -> None:
    """With forced colours the ground, the words and the marks have the system's."""
    names = ["Canvas", "CanvasText", "LinkText", "GrayText"]
    system = "names => names.map((name) => { const i = document.body.appendChild(document.createElement('i')); i.style.color = name; const c = getComputedStyle(i).color; i.remove(); return c; })"
    with tab(browser, forced_colors="active", viewport={"width": 800, "height": 800}) as page:
        for name in embeds(published_tree):
            page.goto(folder_address(published_tree) + name)
            known = set(page.evaluate(system, names))
            painted: list[Any] = page.locator(".embed :is(p, b, h1, a, li)").evaluate_all(
                "all => all.map((each) => getComputedStyle(each).color)"
            )
            painted += page.locator(".drawing :is(path, text), .ring :is(circle, path)").evaluate_all(
                "all => all.flatMap((each) => [getComputedStyle(each).fill, getComputedStyle(each).stroke])"
            )
            assert set(painted) <= {*known, "none", "rgb(0, 0, 0)"}, name
            assert len(set(painted) & known) > 1, name


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_paper_a_card_is_dark_on_white_and_whole(browser: Browser, published_tree: Path, scheme: str) -> None:
    """All its words but what is there to be clicked; on one sheet."""
    with tab(browser, viewport={"width": 673, "height": 960}, color_scheme=scheme) as page:  # A4 less its margins
        for name in embeds(published_tree):
            page.emulate_media(media="screen")
            page.goto(folder_address(published_tree) + name + "#" + "x")
            clicked = page.locator(".embed summary")
            on_screen = page.locator(".embed").inner_text()
            for words in clicked.all_inner_texts():
                on_screen = on_screen.replace(words, "")
            page.emulate_media(media="print")
            assert page.locator(".embed").inner_text().split() == on_screen.split(), name
            assert (
                page.evaluate("getComputedStyle(document.querySelector('.embed')).backgroundColor")
                == "rgb(255, 255, 255)"
            )
            assert min(page.evaluate(CONTRAST, [".embed__title", ".embed__foot a", ".embed__site"])) > 7, name
            assert look(page, "wider") == 0, name
            assert page.locator(".embed__card").evaluate("each => getComputedStyle(each).breakInside") == "avoid"
            sheets = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", print_background=True)))
            assert sheets == 1, (name, sheets)


def test_a_scroll_bar_that_takes_room_makes_no_line_shorter(
    browser: Browser, chromium: str, published_tree: Path, tmp_path: Path
) -> None:
    """Playwright hides scroll bars; most readers have them. No frame has one at the height that it is promised."""
    shown = browser.browser_type.launch(executable_path=chromium, args=QUIET, ignore_default_args=["--hide-scrollbars"])
    try:
        for name in embeds(published_tree):
            heights, address = promised(published_tree, name), folder_address(published_tree) + name
            frames = "".join(f'<iframe src="{address}" width="{w}" height="{h}"></iframe>' for w, h in heights.items())
            bar = '<div id="bar" style="width:100px;height:100px;overflow:scroll"></div>'
            (tmp_path / "host.html").write_text(f"<!doctype html>{bar}{frames}", encoding="utf-8")
            with tab(shown, viewport={"width": 1200, "height": 8000}) as page:
                page.goto((tmp_path / "host.html").as_uri())
                assert page.evaluate("bar.offsetWidth - bar.clientWidth") > 0
                for frame, width in zip(page.query_selector_all("iframe"), heights, strict=True):
                    inside = frame.content_frame()
                    inside.wait_for_load_state()
                    whole, high, room = inside.evaluate(
                        "(({scrollHeight, clientWidth}) => [scrollHeight, innerHeight, clientWidth])(document.documentElement)"
                    )
                    assert (whole, room) == (high, width), (name, width)
    finally:
        shown.close()
