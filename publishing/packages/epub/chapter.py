"""A chapter as a document: its title, its text, and its notes, which readers show where they are asked for."""

from __future__ import annotations

import copy
import posixpath
from collections.abc import Iterator, Mapping

from lxml import etree

from publishing.book.elements import child, element, words_of, x
from publishing.book.model import Book, Chapter, Note
from publishing.book.words import said
from publishing.packages.epub.document import TYPE, document, led, written

# What a chapter is (EPUB Structural Semantics Vocabulary 1.1; DPUB-ARIA 1.1), by its kind.
KINDS = {
    "home": ("introduction", "bodymatter"),
    "article": ("chapter", "bodymatter"),
    "operation": ("chapter", "bodymatter"),
    "graphic": ("appendix", "backmatter"),
    "page": ("appendix", "backmatter"),
    "sources": ("appendix", "backmatter"),
}
NO_BREAK = "\N{NO-BREAK SPACE}"
NARROW = "(max-width: 34em)"  # of a screen on which the words of a wide drawing get too small


def page(book: Book, chapter: Chapter, where: Mapping[str, str]) -> bytes:
    """The file of a chapter. where: the file of each chapter, by the path of its page."""
    path = where[chapter.path]
    kind, matter = KINDS.get(chapter.kind, KINDS["page"])
    root, body = document(chapter.title, chapter.lang, path, matter)
    head = f"{chapter.id}.title"
    attributes = {TYPE: kind, "role": f"doc-{kind}", "aria-labelledby": head}
    section = child(body, "section", attributes)
    child(section, "h1", {"id": head}, chapter.title)
    section.extend(copy.deepcopy(each) for each in chapter.body)
    if chapter.notes:
        section.append(notes(book, chapter))
    _mended(section, path, where, chapter.narrow)
    return written(root)


def notes(book: Book, chapter: Chapter) -> etree._Element:
    """The notes below the text: those of the editor, then those of figures."""
    found = element("section", {"class": "notes", TYPE: "footnotes"})
    child(found, "h2", {"id": f"{chapter.id}.notes"}, said(book.words, "notes", chapter.lang))
    back = said(book.words, "back", chapter.lang)
    for each in sorted(chapter.notes, key=_in_order):
        found.append(note(each, back))
    return found


def _in_order(note: Note) -> tuple[bool, int]:
    return note.kind != "editor", int(note.number) if note.number.isdigit() else 0


def note(told: Note, back: str) -> etree._Element:
    """One note, which leads back to each place that leads to it. back: the words for that."""
    aside = element("aside", {"id": told.id, TYPE: "footnote", "role": "doc-footnote"})
    for block in told.body:
        aside.append(copy.deepcopy(block))
    first = aside[0] if len(aside) and aside[0].tag == x("p") else None
    if first is None:
        first = element("p")
        aside.insert(0, first)
    _begin(first, told.number)
    last = aside[-1] if aside[-1].tag == x("p") else child(aside, "p")
    for index, place in enumerate(told.cited, 1):
        words = back if len(told.cited) == 1 else f"{back}, {index}"
        if len(last):
            last[-1].tail = (last[-1].tail or "").rstrip() + NO_BREAK
        child(last, "a", {"class": "back", "href": f"#{place}", "role": "doc-backlink", "aria-label": words}, "↑")
    return aside


def _begin(paragraph: etree._Element, number: str) -> None:
    """Put a note's number before its words."""
    label = element("b", {"class": "number"}, number)
    label.tail = f" {paragraph.text or ''}"
    paragraph.text = None
    paragraph.insert(0, label)


def _mended(section: etree._Element, path: str, where: Mapping[str, str], narrow: Mapping[str, etree._Element]) -> None:
    """Turn what the book model says of links, notes and pictures into what EPUB says."""
    to = posixpath.dirname(path) or "."
    for link in section.iter(x("a")):
        link.set("href", led(link.get("href", ""), path, where))
        if link.get("class") == "noteref":
            link.set(TYPE, "noteref")
            link.set("role", "doc-noteref")
    for image in [*section.iter(x("img"))]:
        if (listed := narrow.get(image.get("src", ""))) is not None:
            image.set("class", "broad")
            image.addnext(copy.deepcopy(listed))
        image.set("src", posixpath.relpath(image.get("src", ""), to))
        if other := image.get("data-narrow"):
            del image.attrib["data-narrow"]
            _two_forms(image, posixpath.relpath(other, to))
    for table in section.iterfind(f".//{x('div')}[@data-wide]/{x('table')}"):
        _named_cells(table)
    for each in _labelled(section):
        each.set("role", "group")


def _two_forms(image: etree._Element, narrow: str) -> None:
    """Let a reader with a narrow screen show the drawing that is made for it."""
    parent = image.getparent()
    if parent is not None:
        both = element("picture")
        both.tail, image.tail = image.tail, None
        parent.replace(image, both)
        child(both, "source", {"media": NARROW, "srcset": narrow, "type": "image/svg+xml"})
        both.append(image)


def _named_cells(table: etree._Element) -> None:
    """Let each cell know the name of its column: on a narrow screen a row is a block, and its cells are lines of it."""
    names = [words_of(each) for each in table.iterfind(f"{x('thead')}/{x('tr')}/{x('th')}")]
    for row in table.iterfind(f"{x('tbody')}/{x('tr')}"):
        for name, cell in zip(names, row, strict=False):
            if cell.tag == x("td") and words_of(cell):
                cell.set("data-label", name)


def _labelled(section: etree._Element) -> Iterator[etree._Element]:
    """Elements with a label that say nothing by themselves, so that they could not have one (ARIA in HTML)."""
    return (each for each in section.iter(x("div")) if each.get("aria-label"))
