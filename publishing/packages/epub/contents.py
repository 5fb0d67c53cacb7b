"""The contents of the book: its chapters with their headings, its graphics, and the places that readers jump to."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping

from lxml import etree

from publishing.book.elements import LANG, child, words_of, x
from publishing.book.model import Book, Chapter
from publishing.packages.epub.document import TYPE, document, led, written
from publishing.packages.epub.front import GRAPHICS

PATH = "nav.xhtml"
DEEPEST = 3  # the level of headings that the contents name


def document_of(book: Book, where: Mapping[str, str]) -> bytes:
    """The navigation document (EPUB 3.3, section 7)."""
    word = book.words["contents"]
    root, body = document(word, book.lang, PATH, "frontmatter")
    toc = child(body, "nav", {TYPE: "toc", "role": "doc-toc", "id": "toc", "aria-labelledby": "contents"})
    child(toc, "h1", {"id": "contents"}, word)
    listed = child(toc, "ol")
    part: etree._Element | None = None
    for chapter in book.chapters:
        if chapter.kind == "graphic":
            if part is None:
                part = child(entry(listed, GRAPHICS, book.words["graphics"]), "ol")
            entry(part, where[chapter.path], chapter.title, chapter.lang, book.lang)
        else:
            place = entry(listed, where[chapter.path], chapter.title, chapter.lang, book.lang)
            nested(place, chapter, where[chapter.path], book.lang)
    graphics(body, book, where)
    landmarks(body, book, where)
    return written(root)


def entry(listed: etree._Element, href: str, words: str, lang: str = "", around: str = "") -> etree._Element:
    """An entry of a list. lang: of its words; around: of what it stands in."""
    item = child(listed, "li")
    attributes = {"lang": lang, LANG: lang} if lang != around else {}
    child(item, "a", {"href": href, **attributes}, words)
    return item


def nested(item: etree._Element, chapter: Chapter, path: str, around: str) -> None:
    """The headings of a chapter below its entry, each below that of the level above it."""
    open_: list[tuple[int, etree._Element]] = [(1, item)]
    for level, own, words in headings(chapter):
        while open_[-1][0] >= level:
            open_.pop()
        above = open_[-1][1]
        listed = above[-1] if above[-1].tag == x("ol") else child(above, "ol")
        open_.append((level, entry(listed, f"{path}#{own}", words, chapter.lang, around)))


def headings(chapter: Chapter) -> Iterator[tuple[int, str, str]]:
    """(level, id, words) of each heading that the contents name, without the numbers of notes."""
    for heading in chapter.body.iter(*(x(f"h{level}") for level in range(2, DEEPEST + 1))):
        plain = copy.deepcopy(heading)
        for place in [each for each in plain.iter(x("a")) if each.get("class") == "noteref"]:
            place.text = None
        yield int(heading.tag[-1]), heading.get("id", ""), words_of(plain)


def graphics(body: etree._Element, book: Book, where: Mapping[str, str]) -> None:
    """The list of graphics, for readers that offer one; on the page itself the contents have them."""
    made = [chapter for chapter in book.chapters if chapter.kind == "graphic"]
    if made:
        listed = hidden(body, "loi", book.words["graphics"])
        for chapter in made:
            entry(listed, where[chapter.path], chapter.title, chapter.lang, book.lang)


def landmarks(body: etree._Element, book: Book, where: Mapping[str, str]) -> None:
    """Where the cover, the contents and the text begin."""
    listed = hidden(body, "landmarks", book.words["contents"])
    found = [("cover", "cover.xhtml", book.words["cover"])] if book.cover else []
    found += [("titlepage", "title.xhtml", book.words["title_page"]), ("toc", "#toc", book.words["contents"])]
    found += [("bodymatter", led(each.path, PATH, where), each.title) for each in book.chapters[:1]]
    found += [("loi", GRAPHICS, book.words["graphics"])] * any(each.kind == "graphic" for each in book.chapters)
    for kind, href, words in found:
        entry(listed, href, words)[0].set(TYPE, kind)


def hidden(body: etree._Element, kind: str, words: str) -> etree._Element:
    """The list of a navigation that the page itself does not show."""
    nav = child(body, "nav", {TYPE: kind, "hidden": "hidden", "aria-label": words})
    child(nav, "h2", text=words)
    return child(nav, "ol")
