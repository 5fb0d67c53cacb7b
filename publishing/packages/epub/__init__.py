"""The feature as an EPUB 3.3 book, for e-readers and telephones (W3C, EPUB 3.3).

The same tree gives the same bytes: nothing in the book comes from the clock, the machine, or an order that may change.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

from publishing.book.model import Book
from publishing.book.reading import read
from publishing.packages.epub import contents, cover, front, package
from publishing.packages.epub.chapter import page
from publishing.packages.epub.document import Item, places
from publishing.packages.source import Source
from publishing.packages.zipped import add
from publishing.progress import Progress

FOLDER = "EPUB"
MEDIA_TYPE = "application/epub+zip"
STYLE = Path(__file__).with_name("book.css")
_CONTAINER = f"""<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="{FOLDER}/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""


def make(source: Source, out: Path, progress: Progress) -> None:
    """Write the book. Raises Trouble, OSError."""
    book = read(source)
    progress.begin("EPUB", len(book.chapters))
    held: list[Item] = []
    with zipfile.ZipFile(out, "w", compresslevel=9) as archive:
        # The type first and as it is, so that it can be read from the file's beginning (EPUB 3.3, section 4.2.6.3).
        add(archive, "mimetype", MEDIA_TYPE.encode(), source.epoch, stored=True)
        add(archive, "META-INF/container.xml", _CONTAINER.encode(), source.epoch)
        for item, content in items(book, progress):
            add(archive, f"{FOLDER}/{item.path}", content, source.epoch)
            held.append(item)
        add(archive, f"{FOLDER}/package.opf", package.document(book, held, source.date), source.epoch)


def items(book: Book, progress: Progress) -> Iterator[tuple[Item, bytes]]:
    """Each file of the book, those that are read in the order in which they are."""
    where = places(book)
    yield Item("book.css", "text/css"), STYLE.read_bytes()
    if book.cover:
        yield Item("cover.png", "image/png", properties="cover-image"), cover.drawn(book.cover)
        yield Item("cover.xhtml", read=True), front.cover(book)
    yield Item("title.xhtml", read=True), front.title(book)
    yield Item("nav.xhtml", properties="nav", read=True), contents.document_of(book, where)
    graphics = False
    for chapter in book.chapters:
        if chapter.kind == "graphic" and not graphics:
            graphics = True
            yield Item(front.GRAPHICS, read=True), front.part(book, where)
        yield Item(where[chapter.path], read=True), page(book, chapter, where)
        progress.step()
    for picture in book.pictures:
        yield Item(picture.path, picture.media_type), picture.content
