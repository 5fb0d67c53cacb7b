"""The front matter of the printed book: cover, title page, contents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

from lxml import etree

from publishing.book.model import Book, Picture
from publishing.packages.pdf.sheets import ELSEWHERE, Entry
from publishing.trouble import Trouble

COVER = "cover.svg"
RATIO = 297 / 210  # of A4
SVG = "http://www.w3.org/2000/svg"


def front(book: Book, lines: Iterable[Entry], numbers: Mapping[str, int]) -> str:
    """The body of the front matter. numbers: the page of each id."""
    alt = escape(f"{book.words['cover']}: {book.title}")
    sheet = f'<div class="cover"><img src="{COVER}" alt="{alt}"></div>' if book.cover else ""
    return sheet + title_page(book) + contents(book, lines, numbers)


def cover(svg: bytes) -> Picture:
    """The cover for A4: as much wider as the page is, and on the white of the paper. Raises Trouble."""
    try:
        root = etree.fromstring(svg, etree.XMLParser(resolve_entities=False, no_network=True))
        _, _, width, height = map(float, root.get("viewBox", "").split())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Trouble(f"the cover cannot be read: {error}") from error
    wide = max(width, height / RATIO)
    root.set("viewBox", f"{(width - wide) / 2:g} 0 {wide:g} {height:g}")
    root.set("width", f"{wide:g}")
    root.set("height", f"{height:g}")
    for ground in root.findall(f"{{{SVG}}}rect[@width='100%'][@height='100%']"):
        root.remove(ground)
    return Picture(COVER, "image/svg+xml", etree.tostring(root))


def title_page(book: Book) -> str:
    """The title, who made the book, and at its foot what it is, how it may be used, and how its notes are read."""
    names = [name for name in (book.author, book.publisher) if name]
    rights = _link(book.license_url, book.license) if book.license_url else escape(book.license)
    address = _link(book.address, book.address) if book.address else ""
    words = book.words
    told = [escape(words["edition"]), rights, address, escape(words["reading_notes"]), escape(words["accessibility"])]
    return (
        f'<section class="title-page"><div><p class="book-title">{escape(book.title)}</p>'
        f'<p class="book-subtitle">{escape(book.subtitle)}</p>'
        f'<div class="names">{_paragraphs(map(escape, names))}</div></div>'
        f'<div class="imprint">{_paragraphs(told)}</div></section>'
    )


def _paragraphs(lines: Iterable[str]) -> str:
    return "".join(f"<p>{line}</p>" for line in lines if line)


def contents(book: Book, lines: Iterable[Entry], numbers: Mapping[str, int]) -> str:
    """The contents, with the page of each chapter."""
    rows = []
    for line in lines:
        title = escape(line.title)
        if line.id:
            folio = f'<span class="folio">{numbers.get(line.id, 0)}</span>'
            title = f'<span><a href="{ELSEWHERE}{escape(line.id)}">{title}</a></span>{folio}'
        rows.append(f'<li lang="{escape(line.lang)}" data-level="{line.level}">{title}</li>')
    heading = escape(book.words["contents"])
    return f'<nav class="contents"><h1 id="contents">{heading}</h1><ul>{"".join(rows)}</ul></nav>'


def _link(address: str, words: str) -> str:
    return f'<a href="{escape(address)}">{escape(words or address)}</a>'
