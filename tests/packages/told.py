"""What a chapter tells, read from each form for itself: a page of the tree or the ZIM, the EPUB, the PDF.

Nothing here knows how the forms are made. Texts are compared without white space, soft hyphens and the hyphen that ends a
line in the PDF: where lines break is each form's own. A note is compared without the full stops between its pieces,
which are paragraphs on a page and sentences in a book, each of them with a capital letter there, and without the numbers
and marks that lead to other notes, which are counted anew in each form.
"""

import re
import zipfile
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import lxml.html
import pikepdf
from lxml import etree

XHTML = "{http://www.w3.org/1999/xhtml}"
OPF = "{http://www.idpf.org/2007/opf}"
NUMBER, MARK = re.compile(r"\[\d+\]"), re.compile(r"[*†‡§‖¶#]+")
_SPACE = re.compile(r"[\s\u00ad]+|\u2010\s*")
_STOP = re.compile(r"\.(?=\s|$)")


@dataclass
class Told:
    """What one chapter tells. Facts: each figure's words in the text, with its note. Records: the ledger's entries.

    dates, figures, cells and records of a PDF are not told apart there, so all of its list items, cells and blocks
    stand in `items`, in their order.
    """

    lang: str
    langs: set[str] = field(default_factory=set)
    headings: list[str] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)
    editors: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    records: list[str] = field(default_factory=list)
    items: list[str] | None = None


def plain(text: str) -> str:
    return _SPACE.sub("", text)


def loose(text: str) -> str:
    """A text of pieces that end with a full stop in one form and not in another."""
    return plain(_STOP.sub("", text))


def words(element: etree._Element) -> str:
    """An element's text; one inside another is a piece of its own."""
    return "".join(element.itertext())


# A page


def of_page(html: bytes, *, whole: bool) -> Told:
    """A page of the tree or the ZIM. whole: with the tables and teasers that a book leaves out or has elsewhere."""
    root = lxml.html.document_fromstring(html, parser=lxml.html.HTMLParser(encoding="utf-8"))
    (main,) = root.iterfind(".//main")
    told = Told(root.get("lang"))
    # What is of the site: ways through it, offers, what is derived from the notes and stands with them already.
    apart = ["nav", "*[@role='doc-endnotes']", "section[contains(@class, 'offer')]"]
    if not whole:
        apart += ["*[@data-web]", "details[@class='graphic__data']"]
    for path in apart:
        _drop(main, f".//{path}")
    slips = {slip.get("id"): _slip(slip) for slip in main.xpath(".//aside[@class='slip']")}
    _drop(main, ".//aside[@class='slip']")
    for image in main.xpath(".//svg[@role='img'] | .//*[@role='img'][@aria-label] | .//img"):
        drawn = f"{image.findtext('title')}. {image.findtext('desc') or ''}" if image.tag == "svg" else ""
        named = loose(image.get("aria-label") or image.get("alt") or drawn)
        if not (image.get("data-form") == "wide" and named in told.pictures[-1:]):  # the narrow one told the same
            told.pictures.append(named)
    _drop(main, ".//svg | .//*[@role='img']")
    for link in main.xpath(".//a[@class='fact']"):
        told.facts.append((plain(words(link)), slips[link.get("href").removeprefix("#")]))
    _drop(main, ".//a[@class='note-ref'] | .//a[@class='mark']")
    told.editors = [loose(words(note)) for note in main.xpath(".//*[@class='note'][@role='note']")]
    _common(told, main)
    return told


def _drop(root: etree._Element, path: str) -> None:
    for element in root.xpath(path):
        element.drop_tree()


def _slip(slip: etree._Element) -> str:
    """A note's wording, who says it, and the rest; without its last paragraph, which leads to the ledger and back."""
    wording, *parts = [words(each).strip() for each in slip.findall("p")[:-1]]
    return loose(" ".join([wording, *(part[:1].upper() + part[1:] for part in parts)]))


def _common(told: Told, root: etree._Element) -> None:
    """What a page and a chapter of the EPUB have the same marks for."""
    told.langs = {each.get("lang") for each in root.xpath(".//*[@lang]")} - {told.lang}
    told.headings = [plain(words(each)) for each in root.xpath(".//h1 | .//h2 | .//h3 | .//h4")]
    told.dates = [plain(words(each)) for each in root.xpath(".//dl[@class='dates']//dt | .//dl[@class='dates']//dd")]
    told.figures = [plain(words(each)) for each in root.xpath(".//li[@class='figure']")]
    told.cells = [plain(words(each)) for each in root.xpath(".//th | .//td")]
    for record in root.xpath(".//ul[@class='records']/li"):
        said, *more = record.findall("div")
        told.records += plain(words(said)), *(plain(each.text or "") for each in more)


# An EPUB


def of_epub(path: Path) -> list[Told]:
    """The chapters that the spine names, in order; without the cover, the title page and the pages that only divide."""
    with zipfile.ZipFile(path) as archive:
        container = ElementTree.fromstring(archive.read("META-INF/container.xml"))
        (root_file,) = container.iter("{urn:oasis:names:tc:opendocument:xmlns:container}rootfile")
        place = Path(root_file.get("full-path", ""))
        package = etree.fromstring(archive.read(place.as_posix()))
        items = {item.get("id"): item.get("href") for item in package.iter(f"{OPF}item")}
        spine = [items[each.get("idref")] for each in package.iter(f"{OPF}itemref")]
        pages = [etree.fromstring(archive.read((place.parent / href).as_posix())) for href in spine]
    roles = ("doc-chapter", "doc-introduction", "doc-appendix", "doc-foreword", "doc-preface", "doc-afterword")
    return [_epub_chapter(page) for page in pages if any(each.get("role") in roles for each in page.iter())]


def _epub_chapter(root: etree._Element) -> Told:
    for element in root.iter(etree.Element):
        element.tag = element.tag.rpartition("}")[2]
    assert root.get("lang") == root.get("{http://www.w3.org/XML/1998/namespace}lang")
    told = Told(root.get("lang"))
    body = root.find("body")
    told.pictures = [loose(image.get("alt")) for image in body.iter("img")]
    notes, editors = {}, set()
    for link in body.xpath(".//a[contains(@class, 'noteref')]"):
        notes[link] = link.get("href").removeprefix("#")
    cited = [(link, body.xpath(".//*[@id=$name]", name=name)[0]) for link, name in notes.items()]
    pairs = []
    for link, note in cited:
        before = link.getprevious()
        if NUMBER.fullmatch(words(link)):
            pairs.append((before, note))
        else:
            editors.add(note)
    facts = [(plain(_without(before)), loose(_without(note))) for before, note in pairs]
    told.facts = facts
    told.editors = [loose(_without(note)) for note in body.iter("aside") if note in editors]
    for section in body.xpath(".//section[contains(@class, 'notes')]"):
        section.getparent().remove(section)
    for link in body.xpath(".//a[contains(@class, 'noteref')]"):
        link.text = ""
    _common(told, body)
    return told


def _without(element: etree._Element) -> str:
    """The words of a note, without its number, the way back, and what leads to other notes."""
    copy = deepcopy(element)
    for each in copy.xpath(".//*[@class='number'] | .//*[@role='doc-backlink'] | .//*[@role='doc-noteref']"):
        each.text = ""
    return words(copy)


# A PDF


@dataclass
class Node:
    """An element of the PDF's structure: its kind, and what is in it, texts and other elements."""

    kind: str
    inside: "list[Node | str]" = field(default_factory=list)
    lang: str = ""
    alt: str = ""

    def nodes(self) -> "Iterator[Node]":
        """This and all below, in order."""
        yield self
        for each in self.inside:
            if isinstance(each, Node):
                yield from each.nodes()

    def text(self) -> str:
        """Lines are pieces, and so are the elements of one line. The letters of a drawing are no text."""
        if self.kind == "Figure":
            return ""
        return " ".join(each if isinstance(each, str) else each.text() for each in self.inside)

    def children(self) -> "list[Node]":
        return [each for each in self.inside if isinstance(each, Node)]


def _letters(font: pikepdf.Object) -> dict[int, str]:
    """What the codes of a font say, by its ToUnicode (ISO 32000-1, 9.10.3)."""
    known = {}
    for kind, rows in re.findall(
        r"begin(bfchar|bfrange)(.*?)endbf", font.ToUnicode.read_bytes().decode("latin-1"), re.S
    ):
        codes = [bytes.fromhex(code) for code in re.findall(r"<([0-9A-Fa-f]+)>", rows)]
        step = 2 if kind == "bfchar" else 3
        assert "[" not in rows
        for row in range(0, len(codes), step):
            first, text = int.from_bytes(codes[row]), codes[row + step - 1].decode("utf-16-be")
            for number in range(int.from_bytes(codes[row + step - 2]) - first + 1 if step == 3 else 1):
                known[first + number] = text[:-1] + chr(ord(text[-1]) + number) if number else text
    return known


def _marked(page: pikepdf.Object) -> dict[int, str]:
    """The texts of a page's marked content, by their number (ISO 32000-1, 14.7.4)."""
    fonts = {name: _letters(font) for name, font in page.Resources.get("/Font", {}).items()}
    found: dict[int, str] = {}
    numbers: list[int | None] = []
    letters: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BDC" | "BMC":
                about = operands[1] if len(operands) > 1 else {}
                numbers.append(
                    int(about["/MCID"]) if isinstance(about, pikepdf.Dictionary) and "/MCID" in about else None
                )
            case "EMC":
                numbers.pop()
            case "Tf":
                letters = fonts[str(operands[0])]
            case "Tj" | "TJ":
                number = next((each for each in reversed(numbers) if each is not None), None)
                pieces = [operands[0]] if str(operator) == "Tj" else operands[0]
                codes = b"".join(bytes(each) for each in pieces if isinstance(each, pikepdf.String))
                said = "".join(letters[int.from_bytes(codes[at : at + 2])] for at in range(0, len(codes), 2))
                if number is not None:
                    found[number] = found.get(number, "") + said
    return found


def structure(pdf: pikepdf.Pdf) -> Node:
    """The structure of a PDF, with its texts, descriptions and languages."""
    texts = {page.obj.objgen: _marked(page.obj) for page in pdf.pages}

    def read(element: pikepdf.Object, lang: str, page: pikepdf.Object | None) -> Node:
        lang, page = str(element.get("/Lang", lang)), element.get("/Pg", page)
        node = Node(str(element.S).removeprefix("/"), lang=lang, alt=str(element.get("/Alt", "")))
        inside = element.get("/K", [])
        for each in inside if isinstance(inside, pikepdf.Array) else [inside]:
            if not isinstance(each, pikepdf.Dictionary):
                node.inside.append(texts[page.objgen].get(int(each), ""))
            elif "/S" in each:
                node.inside.append(read(each, lang, page))
            elif "/MCID" in each:
                node.inside.append(texts[each.get("/Pg", page).objgen].get(int(each.MCID), ""))
        return node

    document = pdf.Root.StructTreeRoot.K
    if isinstance(document, pikepdf.Array):
        (document,) = document
    return read(document, str(pdf.Root.Lang), None)


def of_pdf(path: Path) -> list[Told]:
    """The chapters: each begins with an H1 and ends before the next; the front matter is left out."""
    with pikepdf.open(path) as pdf:
        parts = structure(pdf).children()
    chapters: list[list[Node]] = []
    for part in parts:
        if part.kind == "Sect" and any(each.kind == "H1" for each in part.nodes()):
            chapters.append([])
        if chapters:
            chapters[-1].append(part)
    return [_pdf_chapter(Node("", list(each))) for each in chapters]


def _pdf_chapter(chapter: Node) -> Told:
    lang, *_ = [each.lang for each in chapter.nodes() if each.kind]
    told = Told(lang, {each.lang for each in chapter.nodes() if each.kind} - {lang})
    told.items = []
    told.pictures = [loose(each.alt) for each in chapter.nodes() if each.kind == "Figure"]
    notes: dict[str, str] = {}
    label = ""
    of_notes = []
    for node in chapter.nodes():
        for heading, following in pairwise([*node.children(), Node("")]):
            if following.kind == "L" and any(map(_number, following.nodes())):
                of_notes.append(heading)
        if node.kind == "LI" and (inside := node.children()):
            if number := _number(inside[0]):
                label = number
                notes[label] = ""
                inside.pop(0)
            elif inside[0].kind in ("Lbl", "LBody"):  # of another list; a note that goes on on another page has none
                continue
            notes[label] += loose(" ".join(map(_note, inside)))
    headings = [node for node in chapter.nodes() if re.fullmatch(r"H\d", node.kind)]
    told.headings = [plain(_unnumbered(each)) for each in headings if not any(each is other for other in of_notes)]
    for node in chapter.nodes():
        told.facts += _facts(node, notes)
        if node.kind == "P" and node.children() and node.children()[0].kind == "Link":
            first, *rest = node.children()
            if MARK.fullmatch(first.text().strip()):
                told.editors.append(loose(_unnumbered(Node("", rest))))
        if node.kind in ("LBody", "TH", "TD", "Div"):
            told.items.append(plain(_unnumbered(node)))
            before = []
            for each in node.inside:
                if isinstance(each, Node) and each.kind == "Link":
                    break
                before.append(each)
            told.items.append(plain(Node("", before).text()))
    return told


def _number(node: Node) -> str:
    """The number of a note; "" for anything else."""
    found = re.fullmatch(r"(\d+)\.", plain(node.text())) if node.kind == "Lbl" else None
    return found[1] if found else ""


def _note(node: Node) -> str:
    """A note's words, without the pages that it names at its end, which are all links."""
    inside = [each for each in node.inside if isinstance(each, str) or each.text().strip()]
    while inside and isinstance(inside[-1], Node) and inside[-1].kind in ("Span", "Link"):
        if inside[-1].kind == "Span" and not any(each.kind == "Link" for each in inside[-1].nodes()):
            break
        inside.pop()
    return Node("", inside).text()


def _unnumbered(node: Node) -> str:
    """A text without what leads to notes."""
    pieces = []
    for each in node.inside:
        if isinstance(each, str):
            pieces.append(each)
        elif not (
            each.kind == "Link" and (NUMBER.fullmatch(each.text().strip()) or MARK.fullmatch(each.text().strip()))
        ):
            pieces.append(_unnumbered(each))
    return " ".join(pieces)


def _facts(node: Node, notes: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The figures whose number stands in this element itself: what stands before it, in elements of their own."""
    words_before: list[str] = []
    for each in node.children():
        said = each.text().strip()
        if each.kind == "Link" and NUMBER.fullmatch(said):
            yield plain(" ".join(words_before)), notes[said.strip("[]")]
            words_before = []
        elif each.kind == "Span" and each.children() and not any(sub.kind == "Link" for sub in each.nodes()):
            words_before.append(each.text())
        elif said:
            words_before = []
