"""The pictures of a finished tree: those of each graphic to save, and the cards that other sites show."""

import re
import struct
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from lxml import etree

from dev.widths import FACES
from tests.build.trees import files, meta, pages, parsed
from tests.conftest import HARBOUR, made
from tests.helpers import PUBLIC_URL, ROOT

SVG = "{http://www.w3.org/2000/svg}"
HEAVIEST = 100_000  # bytes of a card


@pytest.fixture(params=["site", "published", "fixture_site"])
def tree(request) -> Path:
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="module")
def harbour_published(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("harbour") / "public"
    return made(HARBOUR / "settings.py", out, {"PUBLIC_URL": "https://ferry.example"})


def graphics(tree: Path) -> list[str]:
    """The addresses of a tree's graphics, without their ends."""
    return [page.removesuffix(".html") for page in pages(tree) if page.startswith("graphics/")]


def size(data: bytes) -> tuple[int, int]:
    """(width, height) of a whole PNG."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert data[-8:-4] == b"IEND"
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def words(root: etree._Element) -> str:
    """All words of a picture, without their spaces."""
    return "".join("".join("".join(text.itertext()).split()) for text in root.iter(f"{SVG}text"))


def test_each_graphic_has_its_pictures(tree):
    """An SVG and two PNGs of one shape, 1,200 and 2,400 pixels wide, beside its page."""
    assert graphics(tree)
    for graphic in graphics(tree):
        root = etree.parse(tree / f"{graphic}.svg").getroot()
        shape = float(root.get("width")) / float(root.get("height"))
        for width in (1200, 2400):
            data = (tree / f"{graphic}-{width}.png").read_bytes()
            assert size(data)[0] == width, graphic
            assert size(data)[1] == pytest.approx(width / shape, abs=1), graphic
        assert root.get("lang") == parsed(tree, f"{graphic}.html").get("lang")


def test_a_picture_says_what_it_shows_who_says_it_and_whose_it_is(tree, request):
    """Its title and its source, whole; the feature's name; its address where the site has one."""
    harbour = tree == request.getfixturevalue("fixture_site")
    for graphic in graphics(tree):
        root = etree.parse(tree / f"{graphic}.svg").getroot()
        title = parsed(tree, f"{graphic}.html").xpath("string(//h1)")
        assert "".join(title.split()) in words(root), graphic
        for name in ("Четвертьвекапереправе", "Заречныйлисток·CCBY4.0") if harbour else ("Thirtyyears",):
            assert name in words(root), graphic
        address = f"{PUBLIC_URL}/{graphic}.html".removeprefix("https://")  # as people write it
        assert (address in words(root)) == (tree == request.getfixturevalue("published")), graphic


def test_a_picture_by_itself_asks_for_nothing(tree):
    """No script, no other file; its colours are those of the day, and only of the theme's roles."""
    for graphic in graphics(tree):
        text = (tree / f"{graphic}.svg").read_text(encoding="utf-8")
        assert re.findall(r"href|url\(|<script|<style|class=|var\(", text) == [], graphic
        paper = parsed(tree, f"{graphic}.html").xpath("string(//meta[@name='theme-color'][1]/@content)")
        assert f'<rect width="100%" height="100%" fill="{paper}"/>' in text


@pytest.mark.parametrize("name", ["published", "harbour_published"])
def test_every_page_has_a_card(name, request):
    """1,200 by 630, at most 100 kB, named in its head by its whole address with its size and what it shows."""
    tree = request.getfixturevalue(name)
    shown = set()
    for page in set(pages(tree)) - {"404.html"}:
        found = meta(tree, page)
        site = found["og:url"].removesuffix(page if page != "index.html" else "")
        path = f"cards/{page.removesuffix('.html')}.png"
        assert found["og:image"] == site + path
        assert (found["og:image:width"], found["og:image:height"]) == ("1200", "630")
        assert found["og:image:type"] == "image/png"
        assert found["og:image:alt"].startswith(found["og:title"])
        assert len(found["og:image:alt"]) > len(found["og:title"]) + 10
        assert found["twitter:card"] == "summary_large_image"
        data = (tree / path).read_bytes()
        assert size(data) == (1200, 630)
        assert len(data) <= HEAVIEST, page
        shown.add(data)
    assert len(shown) == len(pages(tree)) - 1  # no two are alike
    assert len(list((tree / "cards").rglob("*.png"))) == len(shown)


def test_without_a_public_address_there_is_no_card(site, fixture_site):
    for tree in (site, fixture_site):
        assert not (tree / "cards").exists()
        for page in pages(tree):
            assert [name for name in meta(tree, page) if name.startswith("og:image")] == []


def test_every_letter_of_a_title_is_in_the_face_of_cards(site, fixture_site):
    """Latin, Cyrillic, and the letters of Kazakh."""
    letters = set(TTFont(FACES["serif-bold"]).getBestCmap())
    titles = [parsed(tree, page).xpath("string(//h1)") for tree in (site, fixture_site) for page in pages(tree)]
    assert any("қ" in title for title in titles)
    assert [title for title in titles if not {ord(letter) for letter in title if letter.isprintable()} <= letters] == []


def test_pictures_do_not_depend_on_the_cache(site, tmp_path):
    """A build that keeps nothing writes the same."""
    settings = tmp_path / "conf.py"
    text = f"import sys\nsys.path.insert(0, {str(ROOT)!r})\nfrom pelicanconf import *\nPICTURE_CACHE = ''\n"
    settings.write_text(
        text + "".join(f"{name} = {str(ROOT / path)!r}\n" for name, path in (("PATH", "content"), ("THEME", "theme")))
        + f"PLUGIN_PATHS = [{str(ROOT / 'plugins')!r}]\n",
        encoding="utf-8",
    )  # fmt: skip
    assert files(made(settings, tmp_path / "out")) == files(site)
