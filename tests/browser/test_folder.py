"""The feature as a folder on a reader's disk, whatever that is called: the built one, and the published one unpacked."""

import csv
import io
import json
import os
import shutil
import signal
import subprocess
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import lxml.html
import pytest
from lxml import etree
from PIL import Image
from playwright.sync_api import Browser

from tests.browser.conftest import PUPPETEER
from tests.browser.visits import address_of, folder_address, html_pages, listen, settle, tab
from tests.helpers import HARBOUR_URL, PUBLIC_URL
from tests.packages.conftest import publishing

NAME = "Мои файлы (копия) 100% 'ok' #1 ? & более"
DRIVER = Path(__file__).with_name("folder.mjs")
# Each link as the browser reads it, with a name for its kind and whether it can be seen; what it loads; and the drawings
# that are not drawn. Of the forms of a drawing, one for each width, one is drawn.
LOOK = """(async () => {
  const links = [...document.querySelectorAll('a[href]')].map((a) => {
    const given = a.getAttribute('href'), whole = typeof a.href === 'string' ? a.href : new URL(given, location).href;
    const part = a.closest('nav, aside, figure, footer, header, main')?.localName, box = a.getBoundingClientRect();
    const where = given.startsWith('#') ? 'here' : given.includes('#') ? 'there' : 'page';
    const seen = a.checkVisibility({visibilityProperty: true}) && box.width > 1 && box.height > 1 && box.right > 0 && box.bottom > 0;
    return {whole, kind: [part, a.getAttribute('class'), a.rel, where].join(' '), seen, offered: a.hasAttribute('download')};
  });
  const undrawn = [];
  for (const image of document.images) {
    image.loading = 'eager';
    await image.decode().catch(() => undrawn.push(image.src));
    if (image.checkVisibility() && !image.getBoundingClientRect().width) undrawn.push(image.src);
  }
  for (const parent of new Set([...document.querySelectorAll('svg')].map((each) => each.parentElement)))
    if (parent.checkVisibility() && !parent.closest('svg')) {
      const sizes = [...parent.children].map((each) => each.getBoundingClientRect());
      if (!sizes.some((box) => box.width > 1 && box.height > 1)) undrawn.push(parent.outerHTML.slice(0, 80));
    }
  const loads = [...document.querySelectorAll('script[src], link[href], img, iframe')].map((each) => each.src || each.href);
  return {links, loads, undrawn};
})()"""
OPEN = "document.querySelector('.slip:target')?.checkVisibility() ? location.hash : ''"


@dataclass(frozen=True)
class Folder:
    """A folder of pages, and what its files hold. book: what the tree tells of it, which a ZIP does not hold."""

    path: Path
    book: dict[str, Any]

    @cached_property
    def pages(self) -> list[str]:
        """All but fragments, which are pieces of pages."""
        return [page for page in html_pages(self.path) if not page.endswith(".fragment.html")]

    @cached_property
    def chapters(self) -> list[str]:
        return [each["path"] for each in self.book["chapters"]]

    @cached_property
    def ids(self) -> dict[str, set[str]]:
        """The ids of each page."""
        found = {}
        for page in self.pages:
            root = lxml.html.document_fromstring((self.path / page).read_bytes())
            found[page] = {element.get("id") for element in root.iter() if element.get("id")}
        return found

    def address(self, page: str = "") -> str:
        return address_of(folder_address(self.path), page)

    def file(self, address: str) -> Path:
        """Where an address of the browser leads, as it reads it from a disk."""
        return Path(unquote(urlsplit(address).path))

    def wrong(self, page: str, address: str) -> str | None:
        """What is wrong with a link of a page, by the address that the browser made of it."""
        if not address.startswith("file:"):
            outside = address.startswith(("https://", "http://", "mailto:", "data:"))
            return None if outside else f"{page}: {address} leads nowhere"
        file, fragment = self.file(address), unquote(urlsplit(address).fragment)
        if not file.is_file() or self.path not in file.parents:
            return f"{page}: {address} is no file of the folder"
        ids = self.ids.get(file.relative_to(self.path).as_posix())
        return f"{page}: {address} has no such place" if fragment and ids is not None and fragment not in ids else None


def unpacked(published: Path, address: str, room: Path) -> Path:
    """The folder that a reader gets who unpacks the ZIP of a published tree."""
    tree = Path(shutil.copytree(published, room / "public"))
    hosts = room / "deploy"
    for command in (["finish", tree, "--address", address], ["package", "zip", tree]):
        done = publishing(*command, "--hosts", hosts)
        assert done.returncode == 0, done.stderr
    (archive,) = tree.glob("packages/*.zip")
    place = room / NAME
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(place)
    (folder,) = place.iterdir()
    return folder


@pytest.fixture(scope="module", params=["site", "fixture_site", "published", "published_harbour"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """What `make site` built, and the unpacked ZIP of what was published, of each feature."""
    tree: Path = request.getfixturevalue(request.param)
    room = tmp_path_factory.mktemp("folder").resolve()
    book = json.loads((tree / "book.json").read_text(encoding="utf-8"))
    if not request.param.startswith("published"):
        return Folder(Path(shutil.copytree(tree, room / NAME)), book)
    return Folder(unpacked(tree, HARBOUR_URL if "harbour" in request.param else PUBLIC_URL, room), book)


def wrongs(folder: Folder, page: str, looked: dict) -> Iterator[str]:
    """What is wrong with the links and drawings of a page, as a browser sees it."""
    addresses = (*(link["whole"] for link in looked["links"]), *looked["loads"])
    yield from (wrong for address in addresses if (wrong := folder.wrong(page, address)))
    yield from (f"{page}: not drawn: {each}" for each in looked["undrawn"])


def leaves(folder: Folder, complaints: list[str]) -> Callable[[object], None]:
    """What notes a request for anything outside the folder."""

    def note(request: object) -> None:
        if not request.url.startswith((folder.address(), "data:", "blob:")):
            complaints.append(f"outside the folder: {request.url}")

    return note


def test_every_page_opens_whole_in_chromium(browser: Browser, folder: Folder) -> None:
    """No complaint, no request outside the folder; every drawing is drawn; every link leads to a file, and a place."""
    found: list[str] = []
    with tab(browser) as page:
        listen(page, found)
        page.on("request", leaves(folder, found))
        for name in folder.pages:
            page.goto(folder.address(name))
            settle(page)
            found += wrongs(folder, name, page.evaluate(LOOK))
            assert page.title(), name
    assert len(folder.pages) > 10
    assert found == []


def sample(links: Iterable[dict]) -> list[int]:
    """The first link of each kind that can be seen and leads into the folder, but downloads; by their numbers."""
    kinds: dict[str, int] = {}
    for number, link in enumerate(links):
        if link["seen"] and not link["offered"] and link["whole"].startswith("file:"):
            kinds.setdefault(link["kind"], number)
    return list(kinds.values())


@pytest.mark.parametrize("folder", ["site", "published_harbour"], indirect=True)
def test_links_of_each_kind_arrive_when_they_are_clicked(browser: Browser, folder: Folder) -> None:
    """On every page, at the address that the link says, and at what is there; with no complaint on the way."""
    found: list[str] = []
    clicked = 0
    with tab(browser) as page:
        listen(page, found)
        for name in folder.pages:
            if name.startswith("embed/"):
                continue  # its links open in another tab, out of the frame
            page.goto(folder.address(name))
            links = page.evaluate(LOOK)["links"]
            for number in sample(links):
                if page.url != folder.address(name):
                    page.goto(folder.address(name))
                page.locator("a[href]").nth(number).click()
                page.wait_for_url(links[number]["whole"], wait_until="load")
                target = unquote(urlsplit(page.url).fragment)
                if target and page.evaluate("document.querySelector(':target')?.id") != target:
                    found.append(f"{name}: {page.url} shows another place")
                clicked += 1
    assert clicked > 3 * len(folder.chapters)
    assert found == []


@pytest.mark.parametrize("scripts", [True, False])
def test_a_slip_opens_and_closes(browser: Browser, folder: Folder, scripts: bool) -> None:
    """By a click on a figure, and on its own link; with the site's script by Escape too."""
    with tab(browser, java_script_enabled=scripts) as page:
        for name in folder.chapters:
            page.goto(folder.address(name))
            facts = page.locator("a.fact")
            if not facts.count():
                continue
            slip = facts.first.get_attribute("href")
            facts.first.click()
            assert page.evaluate(OPEN) == slip, name
            page.locator(".slip:target a[href^='#cite-']").click()
            assert page.evaluate(OPEN) == "", name
            if scripts:
                facts.first.click()
                page.keyboard.press("Escape")
                assert page.evaluate(OPEN) == "", name


def test_what_is_offered_to_save_is_whole(folder: Folder) -> None:
    """Each file that a page offers is there, and is what its name says."""
    offered = set()
    for name in folder.pages:
        root = lxml.html.document_fromstring((folder.path / name).read_bytes())
        for link in root.iterfind(".//a[@download]"):
            offered.add((folder.path / name).parent.joinpath(unquote(link.get("href"))).resolve())
    assert {path.suffix for path in offered} >= {".csv", ".json", ".svg", ".png"}
    for path in offered:
        content = path.read_bytes()
        if path.suffix == ".csv":
            rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
            assert len(rows) > 1, path
            assert len({len(row) for row in rows}) == 1, path
        elif path.suffix == ".json":
            assert json.loads(content), path
        elif path.suffix == ".svg":
            assert etree.fromstring(content).tag == "{http://www.w3.org/2000/svg}svg", path
        else:
            with Image.open(io.BytesIO(content)) as picture:
                picture.verify()


# What is typed into the search: a word of a page, and that page.
WORDS = {"en": ("orphans", "operations/jusan.html"), "ru": ("льдины", "operations/ledohod.html")}
FOUND = "[...document.querySelectorAll('.found a')].map((each) => each.href)"


def sought(folder: Folder) -> tuple[str, str]:
    return WORDS[folder.book["lang"]]


def test_the_search_finds_a_page(browser: Browser, folder: Folder) -> None:
    """A word is typed; a link to its page is there; clicked, it leads to it."""
    complaints: list[str] = []
    word, target = sought(folder)
    with tab(browser) as page:
        listen(page, complaints)
        page.on("request", leaves(folder, complaints))
        page.goto(folder.address("search.html"))
        page.locator("[role=search] input").type(word)
        link = page.locator(f".found a[href*='{target}']").first
        link.click()
        page.wait_for_url(lambda address: folder.file(address) == folder.path / target)
    assert complaints == []


def driven(firefox: str, profile: Path, pages: list[str], steps: list[list]) -> dict:
    """What Firefox saw of the pages, and what the steps gave; see folder.mjs."""
    task = {"firefox": firefox, "driver": str(PUPPETEER), "profile": str(profile), "look": LOOK}
    with subprocess.Popen(
        ["node", DRIVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as node:
        try:
            said, _ = node.communicate(json.dumps({**task, "pages": pages, "steps": steps}), timeout=240)
        except BaseException:
            os.killpg(node.pid, signal.SIGKILL)  # the driver, and the browser that it began
            raise
    answer = json.loads(said)
    assert "failed" not in answer, answer["failed"]
    return answer


@pytest.mark.parametrize("folder", ["fixture_site", "published"], indirect=True)
def test_every_page_opens_whole_in_firefox(firefox: str, folder: Folder, tmp_path: Path) -> None:
    """The same as in Chromium; then a slip opens and closes, and the search finds a page."""
    facts = next(page for page in folder.chapters if page.startswith("operations/"))
    word, target = sought(folder)
    steps = [
        ["goto", folder.address(facts)],
        ["click", "a.fact"],
        ["tell", OPEN],
        ["press", "Escape"],
        ["tell", OPEN],
        ["click", "nav a[href]:not([aria-current])"],
        ["until", "document.readyState === 'complete'"],
        ["tell", "location.href"],
        ["goto", folder.address("search.html")],
        ["type", "[role=search] input", word],
        ["until", f"{FOUND}.length"],
        ["tell", FOUND],
    ]
    answer = driven(firefox, tmp_path / "profile", [folder.address(page) for page in folder.pages], steps)
    found = []
    for name, seen in zip(folder.pages, answer["pages"], strict=True):
        assert seen["title"], name
        found += [f"{name}: {each}" for each in seen["complaints"]]
        found += [f"{name}: {each}" for each in seen["loaded"] if not each.startswith((folder.address(), "data:"))]
        found += wrongs(folder, name, seen["looked"])
    assert found == []
    _, _, opened, _, closed, _, _, arrived, *_, results = answer["steps"]
    assert opened.startswith("#fact-")
    assert closed == ""
    assert folder.wrong(facts, arrived) is None
    assert folder.file(arrived) != folder.path / facts
    assert folder.path / target in [folder.file(each) for each in results]
