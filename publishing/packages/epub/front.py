"""What goes before the text: the cover and the title page; and the leaf that opens the part of the graphics."""

from __future__ import annotations

from collections.abc import Mapping

from publishing.book.elements import LANG, child
from publishing.book.model import Book
from publishing.packages.epub.document import TEXT, TYPE, document, led, written

GRAPHICS = f"{TEXT}/part.graphics.xhtml"  # no chapter's: an id has no point in it


def cover(book: Book) -> bytes:
    """The page that shows the cover."""
    root, body = document(book.words["cover"], book.lang, "cover.xhtml", "cover")
    body.set("class", "cover")
    names = ", ".join(name for name in (book.title, book.subtitle, book.author, book.publisher) if name)
    child(child(body, "p"), "img", {"src": "cover.png", "alt": names, "role": "doc-cover"})
    return written(root)


def title(book: Book) -> bytes:
    """The title page: what it is, who made it and when, and under what terms."""
    root, body = document(book.title, book.lang, "title.xhtml", "frontmatter")
    section = child(body, "section", {TYPE: "titlepage", "class": "titlepage"})
    child(section, "h1", {TYPE: "title"}, book.title)
    if book.subtitle:
        child(section, "p", {TYPE: "subtitle", "class": "subtitle"}, book.subtitle)
    for name in (book.author, book.publisher):
        if name:
            child(section, "p", {"class": "name"}, name)
    imprint = child(section, "div", {"class": "imprint"})
    if book.words.get("edition"):
        child(imprint, "p", text=book.words["edition"])
    if book.license and book.license_url:
        child(child(imprint, "p"), "a", {"href": book.license_url}, book.license)
    elif book.license:
        child(imprint, "p", text=book.license)
    if book.address:
        child(child(imprint, "p"), "a", {"href": book.address}, book.address)
    if not len(imprint):
        section.remove(imprint)
    return written(root)


def part(book: Book, where: Mapping[str, str]) -> bytes:
    """The leaf that opens the part of the graphics, and lists them."""
    word = book.words["graphics"]
    root, body = document(word, book.lang, GRAPHICS, "backmatter")
    section = child(body, "section", {TYPE: "part", "role": "doc-part", "class": "part", "aria-labelledby": "graphics"})
    child(section, "h1", {"id": "graphics"}, word)
    listed = child(section, "ol", {"class": "list"})
    for chapter in book.chapters:
        if chapter.kind == "graphic":
            attributes = {"href": led(chapter.path, GRAPHICS, where)}
            if chapter.lang != book.lang:
                attributes |= {"lang": chapter.lang, LANG: chapter.lang}
            child(child(listed, "li"), "a", attributes, chapter.title)
    return written(root)
