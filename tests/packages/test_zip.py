"""The ZIP: unpacked anywhere, it is the feature as a folder that opens."""

import hashlib
import io
import re
import shutil
import subprocess
import zipfile
import zlib
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request

from publishing import manifest
from publishing.manifest import OFFLINE
from publishing.packages import zipped
from publishing.packages.source import source
from publishing.progress import Progress
from tests.packages import trees
from tests.packages.conftest import Packaged, publishing


@pytest.fixture
def unpacked(each_packaged: Packaged, tmp_path: Path) -> Path:
    """The top of the feature, unpacked where a reader might."""
    room = tmp_path / "Мои документы и другое"
    with zipfile.ZipFile(each_packaged.package("zip")) as archive:
        archive.extractall(room)
    (top,) = room.iterdir()
    return top


def made(tree: Path, out: Path) -> bytes:
    zipped.make(source(tree), out, Progress(io.StringIO()))
    return out.read_bytes()


def test_it_holds_the_tree_in_one_folder(each_packaged: Packaged, unpacked: Path) -> None:
    """File by file, but for packages, what is only asked for from the web, and the page that offers the packages."""
    tree = each_packaged.tree
    assert unpacked.name == each_packaged.package("zip").stem
    inside = {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file()}
    there = {entry.path for entry in manifest.read(tree).files if entry.kind not in ("package", "worker")}
    web = {
        "_headers",
        "_redirects",
        ".nojekyll",
        "robots.txt",
        "sitemap.xml",
        "404.html",
        "site.webmanifest",
        "book.json",
    }
    pictures = {path for path in there if path.startswith(("cards/", "icons/"))}
    assert len(pictures) > 3
    assert there - inside == web | pictures
    assert inside - there == {"manifest.json"}
    for path in inside - {OFFLINE, "manifest.json"}:
        assert (unpacked / path).read_bytes() == (tree / path).read_bytes(), path


def test_what_a_page_leads_to_comes_along(tmp_path: Path) -> None:
    """Whatever it is for on the web, and however its address is written; and what that leads to in its turn."""
    tree = trees.write(tmp_path / "public")
    for path in ("cards/карта.png", "cards/b.png", "icons/c.png"):
        (tree / path).parent.mkdir(exist_ok=True)
        (tree / path).write_bytes(b"picture")
    whole = set(source(tree).files)
    assert whole - set(zipped.held(source(tree))) == {
        "404.html",
        "book.json",
        "cards/карта.png",
        "cards/b.png",
        "icons/c.png",
    }
    page = tree / "дом" / "page.html"
    links = '<a href="../404.html#x">a</a><img src="../cards/%D0%BA%D0%B0%D1%80%D1%82%D0%B0.png"><a href=../book&#46;json?a>'
    page.write_text(page.read_text(encoding="utf-8") + links, encoding="utf-8")
    (tree / "404.html").write_text('<img src="cards/b.png">', encoding="utf-8")
    assert whole - set(zipped.held(source(tree))) == {"icons/c.png"}


def test_its_own_page_shows_no_sizes(unpacked: Path) -> None:
    """It could not name its own; but it says where the others are."""
    page = (unpacked / OFFLINE).read_text(encoding="utf-8")
    assert page.count("data-package=") == 5
    assert 'href="packages/' not in page
    assert re.search(r"<p data-copy>[^<]+ <b>https://[^<]+/offline\.html</b>", page)


def test_its_manifest_lists_what_it_holds(unpacked: Path) -> None:
    held = {entry.path: entry.sha256 for entry in manifest.read(unpacked).files}
    inside = {path.relative_to(unpacked).as_posix(): path for path in unpacked.rglob("*") if path.is_file()}
    del inside["manifest.json"]
    assert held == {path: hashlib.sha256(file.read_bytes()).hexdigest() for path, file in inside.items()}


def test_other_tools_read_it(each_packaged: Packaged) -> None:
    """Names are told to be UTF-8, files may be read by anybody, and the time is the content's."""
    path = each_packaged.package("zip")
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        for each in archive.infolist():
            assert each.external_attr >> 16 == 0o100644
            assert each.date_time == archive.infolist()[0].date_time
            assert each.filename.isascii() or each.flag_bits & 0x800
    tool = shutil.which("unzip")
    if tool is None:
        pytest.skip("There is no unzip. To get it: apt-get install unzip")
    done = subprocess.run([tool, "-tqq", str(path)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_names_of_other_letters_are_told_as_utf_8(tmp_path: Path) -> None:
    tree, out = trees.write(tmp_path / "public"), tmp_path / "small.zip"
    made(tree, out)
    with zipfile.ZipFile(out) as archive:
        (page,) = (each for each in archive.infolist() if each.filename == "small/дом/page.html")
    assert page.flag_bits & 0x800


def test_the_same_tree_gives_the_same_bytes(tmp_path: Path) -> None:
    """Wherever it lies, whenever it was built, and in whatever order its disk lists it."""
    one = made(trees.write(tmp_path / "public"), tmp_path / "one.zip")
    other = trees.write(tmp_path / "elsewhere" / "site")
    for path in [path for path in sorted(other.rglob("*"), reverse=True) if path.is_file()]:
        content = path.read_bytes()
        path.unlink()
        path.write_bytes(content)
        path.chmod(0o600)
    assert made(other, tmp_path / "other.zip") == one


@pytest.mark.parametrize("date", ["1975-07-13", "2124-02-04"])
def test_a_day_that_a_zip_cannot_tell_is_the_nearest_that_it_can(tmp_path: Path, date: str) -> None:
    made(trees.write(tmp_path / "public", date=date), tmp_path / "small.zip")
    with zipfile.ZipFile(tmp_path / "small.zip") as archive:
        assert archive.infolist()[0].date_time[0] == (1980 if date < "1980" else 2107)


def test_all_is_packed_as_tightly_as_it_can_be(each_packaged: Packaged) -> None:
    """Pictures too: most of them become smaller."""
    with zipfile.ZipFile(each_packaged.package("zip")) as archive:
        for each in archive.infolist():
            packer = zlib.compressobj(9, zlib.DEFLATED, -15)
            content = archive.read(each)
            assert each.compress_size == len(packer.compress(content) + packer.flush()), each.filename


def test_the_check_finds_nothing_in_what_was_unpacked(unpacked: Path) -> None:
    """Every address in it leads somewhere."""
    done = publishing("check", unpacked)
    assert done.returncode in (0, 1), done.stderr
    # No host asks for a 404 of it, and what other sites show of a page stays where the feature is published.
    left_out = ("404.html: entry: ", "https://news.example/30-years/cards/", "https://ferry.example/25/cards/")
    assert [line for line in done.stderr.splitlines() if not any(each in line for each in left_out)] == []


def test_every_link_of_it_leads_a_browser_somewhere(unpacked: Path, browser: Browser) -> None:
    """From the home page on, by a browser that opens files: each page, each place in a page, each file to save."""
    page = browser.new_page()
    try:
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
        page.on("requestfailed", lambda request: errors.extend(failed(request)))
        seen, waiting = set(), [(unpacked / "index.html").as_uri()]
        while waiting:
            address = waiting.pop()
            if address in seen:
                continue
            seen.add(address)
            page.goto(address)
            waiting += [each for each in targets(page, unpacked, errors) if each not in seen]
    finally:
        page.close()
    assert errors == []
    pages = {path for path in unpacked.rglob("*.html") if "embed" not in path.parts and path.name != "404.html"}
    assert {Path(unquote(urlsplit(each).path)) for each in seen} >= pages


def failed(request: Request) -> list[str]:
    """An icon that is still on its way when the next page is opened did not fail."""
    return [] if request.failure == "net::ERR_ABORTED" else [f"{request.frame.url} asked for {request.url}"]


def targets(page: Page, top: Path, errors: list[str]) -> set[str]:
    """The pages of the folder that a page leads to; what leads nowhere goes to the errors."""
    found = set()
    ids = set(page.evaluate("[...document.querySelectorAll('[id]')].map(each => each.id)"))
    for href in page.evaluate("[...document.querySelectorAll('a[href]')].map(each => each.href)"):
        parts = urlsplit(href)
        if parts.scheme != "file":
            continue
        path = Path(unquote(parts.path))
        if not path.is_file() or not path.is_relative_to(top):
            errors.append(f"{page.url} leads to {href}")
        elif path == Path(unquote(urlsplit(page.url).path)):
            if parts.fragment and unquote(parts.fragment) not in ids:
                errors.append(f"{page.url} has no place {parts.fragment}")
        elif path.suffix == ".html":
            found.add(parts._replace(fragment="", query="").geturl())
    return found
