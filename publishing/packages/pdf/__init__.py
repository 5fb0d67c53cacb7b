"""The feature as a PDF to print and to keep: a book, tagged for those who do not see it (PDF/UA-1, ISO 14289-1).

Its chapters are laid out in parts, twice: the pages that the text names are known only after the first time. Each part
is written before the next is laid out, so that the memory that is needed does not grow with the book.
"""

from __future__ import annotations

import gc
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from publishing.book.model import Book
from publishing.book.reading import read
from publishing.packages.pdf.file import PdfFile
from publishing.packages.pdf.front import cover, front
from publishing.packages.pdf.press import Press, overheard
from publishing.packages.pdf.sheets import ELSEWHERE, Sheet, entries, numbered, parts, sheets_of
from publishing.packages.source import Source
from publishing.progress import Progress
from publishing.trouble import Trouble

if TYPE_CHECKING:
    from publishing.packages.pdf.binding import Binding

PASSES = 5  # at most; a number that grows by a digit may move a line, and with it another number
A_PAGE = 4000  # letters of HTML, about
ACCENT = re.compile(r"#[0-9a-fA-F]{6}")
_LINK = re.compile(r'href="#([^"]*)"')
_ID = re.compile(r'\bid="([^"]*)"')


def make(source: Source, out: Path, progress: Progress) -> None:
    """Write the book. Raises MissingTool, Trouble, OSError."""
    with overheard() as warnings:
        _Making(source, progress).write(out)
    for warning in warnings:
        print(f"PDF: {warning}", file=sys.stderr)


class _Making:
    """A book on its way through the press."""

    def __init__(self, source: Source, progress: Progress) -> None:
        book = read(source)
        pictures = [*book.pictures, cover(book.cover)] if book.cover else book.pictures
        self.press = Press({picture.path: picture for picture in pictures})
        self.parts = parts(sheets_of(book))
        self.lines = list(entries(book))
        self.book: Book = replace(book, chapters=())  # whose elements take more than the HTML that was made of them
        self.accent = source.about.get("drawing", {}).get("ring__lit", {}).get("stroke", "")
        self.digits = max(2, len(str(sum(len(sheet.html) for part in self.parts for sheet in part) // A_PAGE)))
        self.progress = progress

    def write(self, out: Path) -> None:
        """Lay out until the pages that the text names are those where things stand. Raises Trouble, OSError."""
        from publishing.packages.pdf.binding import Binding  # which needs WeasyPrint; the press has seen to it

        numbers = self.through("PDF, laid out", {}, None)
        for _ in range(PASSES):
            known = numbers
            with out.open("wb") as file:
                binding = Binding(PdfFile(file), partial(self.at, known))
                numbers = self.through("PDF, set", known, binding)
                body = front(self.book, self.lines, known)
                binding.add(self.press.laid_out(self.document(body, self.book.lang, 1, "front")), self.book.lang)
                binding.close()
            if numbers == known:
                return
        raise Trouble("the pages of the book do not come to rest")

    def through(self, name: str, known: Mapping[str, int], binding: Binding | None) -> dict[str, int]:
        """Lay all parts out with those numbers of pages, and bind them; return the numbers that came out."""
        self.progress.begin(name, sum(map(len, self.parts)))
        numbers: dict[str, int] = {}
        first = 1
        for part in self.parts:
            with unhindered():
                document = self.press.laid_out(self.part(part, known, first))
                if binding is not None:
                    binding.add(document, part[0].lang)
            for index, page in enumerate(document.pages):
                for anchor in page.anchors:
                    numbers.setdefault(anchor, first + index)
            first += len(document.pages)
            for _ in part:
                self.progress.step()
        return numbers

    def at(self, known: Mapping[str, int], place: str) -> str:
        """Where a place is: `page 12`."""
        return self.book.words["at_page"].replace("#", str(known.get(place, 0)))

    def part(self, part: Sequence[Sheet], known: Mapping[str, int], first: int) -> str:
        """A part as HTML. Links to another part are marked so."""
        html = "".join(sheet.html for sheet in part)
        own = set(_ID.findall(html))
        html = _LINK.sub(lambda link: link[0] if link[1] in own else f'href="{ELSEWHERE}{link[1]}"', html)
        html = numbered(html, known, self.book.words["at_page"], self.digits)
        return self.document(html, part[0].lang, first, "body")

    def document(self, body: str, lang: str, first: int, kind: str) -> str:
        accent = self.accent if ACCENT.fullmatch(self.accent) else "#1b1713"
        style = f"@page:first{{counter-reset:page {first}}}html{{--accent:{accent}}}"
        names = (self.book.author or self.book.publisher,)
        authors = "".join(f'<meta name="author" content="{escape(name)}">' for name in names if name)
        day = self.book.date.isoformat()
        return (
            f'<!doctype html><html lang="{escape(lang)}" class="{kind}"><head><meta charset="utf-8">'
            f'<title>{escape(self.book.title)}</title><meta name="description" content="{escape(self.book.subtitle)}">'
            f'{authors}<meta name="dcterms.created" content="{day}"><meta name="dcterms.modified" content="{day}">'
            f"<style>{style}</style></head><body>{body}</body></html>"
        )


@contextmanager
def unhindered() -> Iterator[None]:
    """Without a search for waste in between: what is laid out lives to the end, and that search takes a quarter."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect()
