"""The package document: what the book is, what it holds, and in what order it is read (EPUB 3.3, section 5)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from lxml import etree

from publishing.book.elements import LANG
from publishing.book.model import Book
from publishing.packages.epub.document import Item

OPF, DC = "http://www.idpf.org/2007/opf", "http://purl.org/dc/elements/1.1/"
_NAMES: Any = {None: OPF, "dc": DC}
# EPUB Accessibility 1.1, section 3; the values are those of the Schema.org Accessibility Properties for Discoverability
# Vocabulary. No conformance is claimed: that asks for an evaluation of the words and pictures of each feature.
ACCESS = (
    ("accessMode", "textual"),
    ("accessMode", "visual"),
    ("accessModeSufficient", "textual"),
    ("accessibilityFeature", "alternativeText"),
    ("accessibilityFeature", "displayTransformability"),
    ("accessibilityFeature", "readingOrder"),
    ("accessibilityFeature", "structuralNavigation"),
    ("accessibilityFeature", "tableOfContents"),
    ("accessibilityHazard", "none"),
)


def document(book: Book, items: Iterable[Item], date: datetime.date) -> bytes:
    """The file."""
    items = list(items)
    root = etree.Element(
        f"{{{OPF}}}package", {"version": "3.0", "unique-identifier": "identifier", LANG: book.lang}, nsmap=_NAMES
    )
    metadata(_child(root, "metadata"), book, date)
    manifest, spine = _child(root, "manifest"), _child(root, "spine")
    for number, item in enumerate(items, 1):
        about = {"id": f"item-{number}", "href": item.path, "media-type": item.media_type}
        _child(manifest, "item", about | ({"properties": item.properties} if item.properties else {}))
        if item.read:
            _child(spine, "itemref", {"idref": about["id"]})
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)


def metadata(parent: etree._Element, book: Book, date: datetime.date) -> None:
    """What libraries and readers know the book by."""
    _dc(parent, "identifier", book.identifier, "identifier")
    for number, (kind, words) in enumerate((("main", book.title), ("subtitle", book.subtitle)), 1):
        if words:
            _dc(parent, "title", words, f"title-{number}")
            _meta(parent, "title-type", kind, f"#title-{number}")
            _meta(parent, "display-seq", str(number), f"#title-{number}")
    for lang in dict.fromkeys((book.lang, *(chapter.lang for chapter in book.chapters))):
        _dc(parent, "language", lang)
    if book.author:
        _dc(parent, "creator", book.author)
    if book.publisher:
        _dc(parent, "publisher", book.publisher)
    _dc(parent, "date", date.isoformat())
    if rights := ", ".join(filter(None, (book.license, book.license_url))):
        _dc(parent, "rights", rights)
    if book.address:
        _dc(parent, "source", book.address)
    _meta(parent, "dcterms:modified", f"{date.isoformat()}T00:00:00Z")
    for name, value in (*ACCESS, ("accessibilitySummary", book.words["accessibility"])):
        _meta(parent, f"schema:{name}", value)


def _child(parent: etree._Element, tag: str, attributes: dict[str, str] | None = None) -> etree._Element:
    return etree.SubElement(parent, f"{{{OPF}}}{tag}", attributes or {})


def _dc(parent: etree._Element, tag: str, words: str, own: str = "") -> None:
    etree.SubElement(parent, f"{{{DC}}}{tag}", {"id": own} if own else {}).text = words


def _meta(parent: etree._Element, name: str, words: str, refines: str = "") -> None:
    _child(parent, "meta", {"property": name, **({"refines": refines} if refines else {})}).text = words
