"""What the documents of the book have in common: the head, the language, how one leads to another."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from publishing.book.elements import LANG, child, x
from publishing.book.model import XHTML, Book

OPS = "http://www.idpf.org/2007/ops"
TYPE = f"{{{OPS}}}type"
XHTML_TYPE = "application/xhtml+xml"
TEXT = "text"  # the folder of the chapters
_NAMES: Any = {None: XHTML, "epub": OPS}


@dataclass(frozen=True)
class Item:
    """A file of the book. path: from the package document. read: whether it stands in the order of reading."""

    path: str
    media_type: str = XHTML_TYPE
    properties: str = ""
    read: bool = False


def places(book: Book) -> dict[str, str]:
    """Where each chapter stands, by the path of its page."""
    return {chapter.path: f"{TEXT}/{chapter.id}.xhtml" for chapter in book.chapters}


def document(title: str, lang: str, path: str, kind: str = "") -> tuple[etree._Element, etree._Element]:
    """(a document, its body). path: where it stands. kind: the epub:type of the body."""
    root = etree.Element(x("html"), {"lang": lang, LANG: lang}, nsmap=_NAMES)
    head = child(root, "head")
    child(head, "title", text=title)
    style = posixpath.relpath("book.css", posixpath.dirname(path) or ".")
    child(head, "link", {"rel": "stylesheet", "type": "text/css", "href": style})
    return root, child(root, "body", {TYPE: kind} if kind else {})


def written(root: etree._Element) -> bytes:
    """A document as the bytes of its file."""
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, doctype="<!DOCTYPE html>") + b"\n"


def led(href: str, path: str, where: Mapping[str, str]) -> str:
    """A link as the document at `path` has it, where `href` is one of a chapter's: see publishing.book.model."""
    there, _, place = href.partition("#")
    if there not in where:
        return href
    target = where[there]
    way = "" if target == path and place else posixpath.relpath(target, posixpath.dirname(path) or ".")
    return f"{way}#{place}" if place else way
