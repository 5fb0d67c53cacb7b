"""The page that offers what to take along, the app's manifest with its icons, and what it all costs each page."""

import gzip
import json
import re
import struct
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import pytest
from lxml import html

from publishing import manifest
from publishing.packages.offer import emptied, filled
from publishing.worker import precache
from tests.build.trees import files, pages, parsed
from tests.helpers import unhashed

PAGE = "offline.html"
FORMS = ("zip", "epub", "pdf", "zim")
ONLY_PUBLISHED = ["icons/192.png", "icons/512.png", "icons/maskable.png", "site.webmanifest", "theme/js/keep.js", "theme/js/offline.js"]  # fmt: skip


@pytest.fixture(params=["published", "published_harbour"])
def tree(request) -> Path:
    return request.getfixturevalue(request.param)


@pytest.fixture(params=["site", "fixture_site"])
def folder(request) -> Path:
    """A tree to be opened from its folder."""
    return request.getfixturevalue(request.param)


def app(tree: Path) -> SimpleNamespace:
    return SimpleNamespace(**json.loads((tree / "site.webmanifest").read_text(encoding="utf-8")))


def test_each_form_has_its_place(tree: Path):
    """A heading, what it is for, how it is opened, and a place for its link, which packaging fills and empties again."""
    about = json.loads((tree / "book.json").read_text(encoding="utf-8"))
    root = parsed(tree, PAGE)
    for form in FORMS:
        part = root.get_element_by_id(form)
        assert part.find("h2").text_content().split()[0] == form.upper()
        assert len(part.xpath("./div/p")) == 2
        assert part.xpath("./p/@data-package") == [about["packages"][form]]
    assert root.xpath("//*[@id='sums']//p/@data-package") == ["packages/SHA256SUMS"]
    lines = "\n".join(each.text_content() for each in root.get_element_by_id("sums").iter("pre"))
    name = about["packages"]["zip"].rpartition("/")[2]
    assert lines.splitlines() == [
        "sha256sum --ignore-missing -c SHA256SUMS",
        "shasum -a 256 --ignore-missing -c SHA256SUMS",
        f"certutil -hashfile {name} SHA256",
    ]
    (copy,) = root.xpath("//p[@data-copy]")
    assert copy.get("hidden") is not None
    assert copy.findtext("b") == f"{about['address']}/{PAGE}"
    text = (tree / PAGE).read_text(encoding="utf-8")
    sizes = dict.fromkeys(about["packages"].values(), 4_100_000) | {"packages/SHA256SUMS": 400}
    full = filled(text, sizes)
    assert full.count(" download>") == text.count(" download>") + len(sizes)
    words = [each.text_content() for each in html.fromstring(full).xpath("//p[@data-get]/a")]
    assert [each.split()[-1] for each in words] == [form.upper() for form in FORMS]
    assert all(len(each.split()) == 2 for each in words)
    assert not re.search(r"#\s*\w*B<", full)
    assert emptied(full) == emptied(text)


def test_the_way_in_the_browser_is_for_scripts_alone(tree: Path):
    """Hidden until the script shows it, and with all the words that the script says."""
    part = parsed(tree, PAGE).get_element_by_id("browser")
    assert part.get("hidden") is not None
    said = part.find(".//output")
    script = next(tree.glob("theme/js/keep.*.js")).read_text(encoding="utf-8")
    words = set(re.findall(r"words\.(\w+)", script)) | {"room", "changed", "network", "forgotten"}
    assert {name.removeprefix("data-") for name in said.attrib} == words
    assert all(said.get(f"data-{name}") for name in words)
    for name in ("saved", "save", "kb", "mb"):
        assert said.get(f"data-{name}").count("#") == 1
    worker = (Path(manifest.__file__).parent / "worker" / "worker.js").read_text(encoding="utf-8")
    assert set(re.findall(r'"(room|changed|network)"', worker)) == {"room", "changed", "network"}


def test_a_tree_for_a_folder_has_none_of_it(folder: Path):
    root = parsed(folder, PAGE)
    assert root.xpath("//*[@id='browser']|//*[@data-copy]") == []
    assert {unhashed(path) for path in files(folder)} & set(ONLY_PUBLISHED) == set()
    scripts = [address for page in pages(folder) for address in parsed(folder, page).xpath("//script/@src")]
    assert [each for each in scripts if "offline." in each or "keep." in each] == []


def test_every_page_saves_but_those_for_others(tree: Path):
    """An embed, a fragment and the page of a missing address register nothing."""
    assert set(ONLY_PUBLISHED) <= {unhashed(path) for path in files(tree)}
    for page in tree.rglob("*.html"):
        path = page.relative_to(tree).as_posix()
        scripts = parsed(tree, path).xpath("//script/@src")
        count = sum("/offline." in each for each in scripts)
        assert count == (0 if path == "404.html" or path.startswith("embed/") else 1), path
        assert sum("/keep." in each for each in scripts) == (path == PAGE), path
        assert parsed(tree, path).xpath("//link[@rel='manifest']") == []  # the script adds it: a folder would complain


def test_it_costs_a_page_almost_nothing(tree: Path):
    """In bytes under gzip -9."""
    for page in pages(tree):
        whole = (tree / page).read_text(encoding="utf-8")
        without = re.sub(r"<script src=\"[^\"]*/offline\.[^\"]*\" defer></script>", "", whole)
        assert (whole == without) == (page == "404.html")
        cost = len(gzip.compress(whole.encode(), 9, mtime=0)) - len(gzip.compress(without.encode(), 9, mtime=0))
        assert cost <= 30, (page, cost)


def test_what_a_browser_keeps_is_less_than_a_megabyte(published: Path):
    kept = precache(manifest.of_tree(published, ""))
    assert 0 < sum(each.size for each in kept) < 1_000_000


def test_the_app_is_the_feature(tree: Path, published: Path):
    about = json.loads((tree / "book.json").read_text(encoding="utf-8"))
    made = app(tree)
    assert (made.name, made.short_name, made.lang, made.dir) == (about["title"], about["title"], about["lang"], "ltr")
    assert made.description == about["subtitle"]
    assert (made.start_url, made.scope, made.display) == ("index.html", "./", "minimal-ui")
    paper = re.search(
        r'name="theme-color" media="\(prefers-color-scheme: light\)" content="(#\w+)"', (tree / PAGE).read_text()
    )
    assert {made.theme_color, made.background_color} == {paper[1]}


def test_its_icons_are_as_large_as_it_says(tree: Path):
    """Two for anything, one that a system may cut to a circle; each is drawn, and differs by feature."""
    icons = app(tree).icons
    assert [(each["sizes"], each["purpose"]) for each in icons] == [
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    ]
    for each in icons:
        content = (tree / each["src"]).read_bytes()
        assert content.startswith(b"\x89PNG")
        assert "{}x{}".format(*struct.unpack(">II", content[16:24])) == each["sizes"]
        assert manifest.kind_of(each["src"], manifest.entry_of(each["src"], content).sha256) == "asset"


def test_features_have_icons_of_their_own(published: Path, published_harbour: Path):
    assert {each["src"] for each in app(published).icons}.isdisjoint(
        each["src"] for each in app(published_harbour).icons
    )


def test_sizes_are_written_as_the_language_writes_them(published: Path, published_harbour: Path):
    for tree, words in ((published, "4.1 MB"), (published_harbour, "4,1 МБ")):
        path = json.loads((tree / "book.json").read_text(encoding="utf-8"))["packages"]["zip"]
        assert words in filled((tree / PAGE).read_text(encoding="utf-8"), {path: 4_100_000}).replace("\u00a0", " ")


def test_the_page_speaks_the_features_language(published_harbour: Path):
    text = unescape((published_harbour / PAGE).read_text(encoding="utf-8"))
    for words in ("Взять с собой", "В этом браузере", "Сохранено для чтения без сети (#).", "Папка", "На бумаге"):
        assert words in text.replace("\u00a0", " ")
