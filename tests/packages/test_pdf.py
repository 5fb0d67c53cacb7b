"""The PDF, read back: a book in order, tagged, in which every link leads to the page that is told."""

import io
import re
import subprocess
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from lxml import etree
from PIL import Image

from dev import tools
from publishing.book.model import Book, Picture
from publishing.book.reading import read
from publishing.packages import pdf
from publishing.packages.pdf import press, sheets, symbols
from publishing.packages.pdf.file import MOST, PdfFile, stream
from publishing.packages.pdf.press import BASE, Press, overheard
from publishing.packages.pdf.sheets import numbered, place
from publishing.packages.source import source
from publishing.progress import Progress
from publishing.trouble import MissingTool, Trouble
from tests.packages.conftest import Packaged, publishing

A_PART = 20_000  # letters: some chapters are longer, and most parts hold one


class Bound:
    """A PDF with the book that it was made of."""

    def __init__(self, path: Path, book: Book) -> None:
        self.file, self.book = pikepdf.open(path), book
        self.root = self.file.Root
        self.numbers = {page.objgen: index for index, page in enumerate(each.obj for each in self.file.pages)}

    def elements(self, held: Any = None) -> Iterator[Any]:
        """Every element of the structure, in order."""
        held = self.root.StructTreeRoot.K if held is None else held
        for each in held if isinstance(held, pikepdf.Array) else [held]:
            if isinstance(each, pikepdf.Dictionary) and "/S" in each:
                yield each
                if "/K" in each:
                    yield from self.elements(each.K)

    def tagged(self, tag: str) -> list[Any]:
        return [each for each in self.elements() if str(each.S) == f"/{tag}"]

    def links(self) -> Iterator[Any]:
        for page in self.file.pages:
            yield from (each for each in page.get("/Annots", []) if each.Subtype == "/Link")

    def places(self) -> dict[str, str]:
        """The page, as it is numbered, of each place that has a name."""
        names = self.root.Names.Dests.Names
        pairs = zip(list(names)[::2], list(names)[1::2], strict=True)
        return {str(name): self.file.pages[self.numbers[goal[0].objgen]].label for name, goal in pairs}


@pytest.fixture(scope="session", params=["as it is made", "in many parts"])
def bound(request: pytest.FixtureRequest, each_packaged: Packaged, tmp_path_factory: pytest.TempPathFactory) -> Bound:
    """The PDF of each feature, in as few parts as can be, and in many, as of a book of thousands."""
    found = source(each_packaged.tree)
    if request.param == "as it is made":
        return Bound(each_packaged.package("pdf"), read(found))
    made = tmp_path_factory.mktemp("parts") / "book.pdf"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sheets, "PART", A_PART)
        patch.setenv("SOURCE_DATE_EPOCH", str(found.epoch))
        pdf.make(found, made, Progress(io.StringIO()))
    return Bound(made, read(found))


def test_it_says_what_it_is(bound: Bound) -> None:
    """Its title is shown in place of its file's name; it is PDF/UA-1; its days are the content's."""
    book, info = bound.book, bound.file.docinfo
    assert bound.file.check_pdf_syntax() == []
    assert str(bound.root.Lang) == book.lang
    assert bound.root.MarkInfo.Marked
    assert bound.root.ViewerPreferences.DisplayDocTitle
    assert bound.root.PageMode == "/UseOutlines"
    assert str(info.Title) == book.title
    assert str(info.get("/Author", "")) == (book.author or book.publisher)
    assert f"{book.date:D:%Y%m%d}" == str(info.CreationDate) == str(info.ModDate)
    with bound.file.open_metadata() as told:
        assert told["pdfuaid:part"] == "1"
        assert told["dc:title"] == book.title


def test_its_bookmarks_are_its_chapters_with_their_headings(bound: Bound) -> None:
    def headings(body: etree._Element) -> list[str]:
        found = body.iter(*(f"{{*}}h{level}" for level in (2, 3, 4)))
        return [words("".join(each.itertext())) for each in found]

    with bound.file.open_outline() as outline:
        chapters = {words(each.title): each for each in outline.root}
        first, *titles = chapters
        assert first == bound.book.words["contents"]
        assert titles == [words(chapter.title) for chapter in bound.book.chapters]
        for chapter in bound.book.chapters:
            expected = headings(chapter.body)
            if any(note.kind == "figure" for note in chapter.notes):
                expected.append(bound.book.words["notes"])
            assert [words(each.title) for each in below(chapters[words(chapter.title)])] == expected


def below(item: Any) -> Iterator[Any]:
    for each in item.children:
        yield each
        yield from below(each)


def words(text: str) -> str:
    return " ".join(text.split())


def test_headings_leave_no_level_out(bound: Bound) -> None:
    before = 0
    for level in (int(str(each.S)[2]) for each in bound.elements() if str(each.S)[1:] in ("H1", "H2", "H3", "H4")):
        assert level <= before + 1
        before = level
    assert len(bound.tagged("H1")) >= 1 + len(bound.book.chapters)


def test_each_picture_says_what_it_shows(bound: Bound) -> None:
    """With the words that the pages have, in the same order; the cover comes first."""
    alts = [str(each.Alt) for each in bound.tagged("Figure")]
    held = [image.get("alt", "") for chapter in bound.book.chapters for image in chapter.body.iter("{*}img")]
    assert alts[0] == f"{bound.book.words['cover']}: {bound.book.title}"
    assert [words(alt) for alt in alts[1:]] == [words(alt) for alt in held]
    assert len(held) > 5


def test_each_chapter_is_in_its_language(bound: Bound) -> None:
    """The top elements of the page on which it begins say so."""
    places = bound.places()
    document = bound.tagged("Document")[0]
    languages: dict[str, set[str]] = {}
    for each in document.K:
        label = bound.file.pages[bound.numbers[each.Pg.objgen]].label
        languages.setdefault(label, set()).add(str(each.Lang))
    for chapter in bound.book.chapters:
        assert languages[places[chapter.id]] == {chapter.lang}


def test_links_lead_to_the_page_that_is_told(bound: Bound) -> None:
    """Of the place they name, and in words for those who do not see it; one for each note and back, at least."""
    places = bound.places()
    goals = set()
    for link in bound.links():
        assert str(link.Contents)
        if "/A" in link:
            assert str(link.A.URI).startswith(("https://", "http://", "mailto:"))
            continue
        goal = str(link.Dest)
        goals.add(goal)
        assert str(link.Contents) == bound.book.words["at_page"].replace("#", places[goal])
    for chapter in bound.book.chapters:
        assert chapter.id in goals, "the contents do not lead to it"
        for note in chapter.notes:
            assert {f"{chapter.id}--{name}" for name in (note.id, *note.cited[:1])} <= goals


def test_every_link_and_every_page_stand_in_the_structure(bound: Bound) -> None:
    """Each link is an element of that kind; each piece of a page belongs to one."""
    index: dict[int, Any] = {}
    for leaf in bound.root.StructTreeRoot.ParentTree.Kids:
        held = list(leaf.Nums)
        keys = [int(key) for key in held[::2]]
        assert [int(limit) for limit in leaf.Limits] == [min(keys), max(keys)]
        index |= dict(zip(keys, held[1::2], strict=True))
    for link in bound.links():
        assert index[int(link.StructParent)].S == "/Link"
    for page in bound.file.pages:
        assert all(each.Pg.objgen == page.obj.objgen for each in index[int(page.StructParents)])
    keys = [int(page.StructParents) for page in bound.file.pages] + [int(link.StructParent) for link in bound.links()]
    assert sorted(keys) == sorted(index)


def test_cells_name_their_headers(bound: Bound) -> None:
    """By ids that lead to them, each of which one cell has."""
    names = list(bound.root.StructTreeRoot.IDTree.Names)
    ids = {str(name): element for name, element in zip(names[::2], names[1::2], strict=True)}
    assert len(ids) == len(names) // 2
    cells = bound.tagged("TD")
    assert cells
    for cell in cells:
        assert {ids[str(header)].S for header in cell.A.Headers} == {"/TH"}


def test_only_its_own_fonts_are_in_it(bound: Bound) -> None:
    """A letter that they lack would be taken from the machine's, and another machine would write another file."""
    names = {str(font.BaseFont) for page in bound.file.pages for font in page.Resources.Font.values()}
    assert names
    assert all("+PT-" in name or "+Signs" in name for name in names), names
    assert any("+Signs" in name for name in names)  # or they would be drawn with another face's glyphs


def test_the_signs_that_the_faces_lack_are_a_font_of_our_own() -> None:
    """With a glyph for each, and the same bytes whenever it is made."""
    found = TTFont(io.BytesIO(symbols.symbols()))
    assert set(found.getBestCmap()) == symbols.LETTERS
    assert symbols.symbols() == symbols.symbols()
    drawn = {code for code, name in found.getBestCmap().items() if found["glyf"][name].numberOfContours}
    assert drawn == symbols.LETTERS - set(symbols.SPACES)
    styles = press.STYLES.read_text(encoding="utf-8")
    for _, family, _ in press.FONTS:
        assert styles.count(f'"{family}", "Signs"') == styles.count(f'"{family}"') > 0


def test_every_page_is_printed_within_its_margins(bound: Bound, tmp_path: Path) -> None:
    """Each has something on it, and nothing in the outermost 8 mm, which many printers do not reach; but the cover."""
    tool = tools.poppler()
    if tool.path is None:
        pytest.skip(tool.reason)
    command = [
        Path(tool.path).with_name("pdftoppm"),
        "-gray",
        "-r",
        "25.4",
        str(bound.file.filename),
        tmp_path / "page",
    ]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    pictures = sorted(tmp_path.glob("page-*.pgm"))
    assert len(pictures) == len(bound.file.pages)
    for number, path in enumerate(pictures):
        with Image.open(path) as page:
            inked = page.point(lambda light: 255 * (light < 250)).getbbox()
            assert inked, path.name
            edge = min(inked[0], inked[1], page.width - inked[2], page.height - inked[3])
        assert edge >= 8 or number == 0, (path.name, inked)  # pixels, of a millimetre each


def test_front_matter_has_numbers_of_its_own(bound: Bound) -> None:
    labels = [page.label for page in bound.file.pages]
    front = labels.index("1")
    assert labels[:front] == ["i", "ii", "iii", "iv", "v"][:front]
    assert labels[front:] == [str(number) for number in range(1, len(labels) - front + 1)]


def test_the_same_tree_gives_the_same_bytes(each_packaged: Packaged, tmp_path: Path) -> None:
    """In another process, too."""
    found = source(each_packaged.tree)
    pdf.make(found, tmp_path / "book.pdf", Progress(io.StringIO()))
    first = each_packaged.package("pdf").read_bytes()
    assert (tmp_path / "book.pdf").read_bytes() == first
    assert str(each_packaged.tree).encode() not in first


def test_nothing_is_fetched_but_the_book() -> None:
    """Neither of the web nor of the machine; what is asked for is told."""
    for address in ("https://news.example/a.png", Path(__file__).as_uri(), f"{BASE}other.svg"):
        with pytest.raises(Trouble, match=re.escape(address.removeprefix(BASE))), overheard():
            Press({}).laid_out(f'<img src="{address}" alt="x">')


def drawing(path: str) -> Picture:
    return Picture(
        path, "image/svg+xml", b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9"/></svg>'
    )


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit])
def test_a_stop_while_a_picture_is_drawn_is_a_stop(stop: type[BaseException], monkeypatch: pytest.MonkeyPatch) -> None:
    """WeasyPrint itself would go on without the picture."""

    def draw(*_: object) -> None:
        raise stop

    monkeypatch.setattr("weasyprint.svg.SVG.draw", draw)
    page = Press({"a.svg": drawing("a.svg")}).laid_out('<img src="a.svg" alt="x">')
    with pytest.raises(stop), overheard():
        page.write_pdf(io.BytesIO())


@pytest.mark.parametrize(
    ("held", "told"),
    [(b"<svg", "a.svg"), (b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><image href="https://elsewhere.example/b.png" width="9" height="9"/></svg>', "b.png")],
)  # fmt: skip
def test_a_picture_that_cannot_be_drawn_makes_no_book(held: bytes, told: str) -> None:
    with pytest.raises(Trouble, match=told), overheard():
        Press({"a.svg": Picture("a.svg", "image/svg+xml", held)}).laid_out('<img src="a.svg" alt="x">').write_pdf(
            io.BytesIO()
        )


def test_its_styles_are_understood() -> None:
    """WeasyPrint passes over what it does not know, and says so."""
    with overheard() as told:
        Press({}).laid_out('<p lang="en">x')
    assert told == []


def test_a_machine_without_pango_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Any:
        if name == "weasyprint":
            print("how to install it on every system there is")
            raise OSError("cannot load library 'libpango-1.0-0'")
        return import_module(name)

    monkeypatch.setattr(press, "import_module", missing)
    with pytest.raises(MissingTool, match=r"apt install libpango.* brew install pango"):
        Press({})


def test_a_number_takes_the_room_of_the_longest() -> None:
    """So no line moves when it becomes known."""
    text = f"see <a>{place('a--b')}</a>."
    assert numbered(text, {"a--b": 7}, "с. #", 2) == 'see <a><i class="pad"></i>с. 7</a>.'
    assert numbered(text, {"a--b": 12}, "#-бет", 2) == "see <a>12-бет</a>."
    assert numbered(text, {}, "page #", 3) == "see <a>page 100</a>."


def test_pages_that_never_come_to_rest_are_told(
    each_packaged: Packaged, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    passes = iter(range(100))
    monkeypatch.setattr(pdf._Making, "through", lambda *_: {"a": next(passes)})
    with pytest.raises(Trouble, match="come to rest"):
        pdf.make(source(each_packaged.tree), tmp_path / "book.pdf", Progress(io.StringIO()))


def test_a_file_of_many_objects_is_read(tmp_path: Path) -> None:
    """More than one stream of them holds, in any order, with numbers that nothing has."""
    with (tmp_path / "a.pdf").open("wb") as out:
        file = PdfFile(out)
        pages, root, info = (file.numbers(1) for _ in range(3))
        first = file.numbers(2 * MOST)
        for number in reversed(range(first, first + 2 * MOST, 2)):
            file.put(number, b"(%d)" % number)
        content = file.numbers(1)
        file.put_stream(content, stream(b"", b"0 0 1 rg"))
        file.put(pages, b"<</Type/Pages/Count 0/Kids[]>>")
        kept = b" ".join(b"%d 0 R" % number for number in (*range(first, first + 2 * MOST), content))
        file.put(root, b"<</Type/Catalog/Pages %d 0 R/Kept[%s]>>" % (pages, kept))
        file.put(info, b"<<>>")
        file.close(root, info)
    with pikepdf.open(tmp_path / "a.pdf") as found:
        assert found.check_pdf_syntax() == []
        *held, last = found.Root.Kept
        assert [str(each) if each is not None else None for each in held] == [
            str(first + index) if index % 2 == 0 else None for index in range(2 * MOST)
        ]
        assert last.read_bytes() == b"0 0 1 rg"


def test_the_command_makes_it(each_packaged: Packaged) -> None:
    """Without a word on standard error, where WeasyPrint's warnings would stand."""
    done = publishing("package", "pdf", each_packaged.tree, "--hosts", each_packaged.tree.parent / "deploy")
    assert (done.returncode, done.stderr) == (0, "")
    assert "PDF" in done.stdout
