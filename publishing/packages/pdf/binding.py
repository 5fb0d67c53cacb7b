"""Binds documents that WeasyPrint has laid out one after the other into one PDF, so that no two are in memory.

What WeasyPrint makes of a document are objects of pydyf with numbers from 1. Here they get numbers of their own in the
file and are written at once; kept is only what the whole has one of: the pages, the structure's top (ISO 32000-1,
14.7.2), names (7.9.6), bookmarks and labels of pages.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote

import pydyf
from weasyprint.document import Document
from weasyprint.pdf.anchors import add_outlines

from publishing.packages.pdf.file import PdfFile, stream
from publishing.packages.pdf.sheets import ELSEWHERE

VARIANT = "pdf/ua-1"
POINTS = 0.75  # PDF's points in a pixel of CSS
_REFERENCE = re.compile(rb"(\d+) 0 R")


class Binding:
    """The file on its way. The front matter comes last, since it names the pages of all else, and stands first."""

    def __init__(self, file: PdfFile, described: Callable[[str], str]) -> None:
        """described: what is told, to those who do not see it, of a link to the place of that name."""
        self._file, self._described = file, described
        self._tree, self._top, self._whole = file.numbers(1), file.numbers(1), file.numbers(1)
        self._parts: list[_Part] = []
        self._keys = 0  # of the structure's index of contents and links
        self._leaves: list[bytes] = []
        self._names: list[tuple[bytes, bytes]] = []
        self._ids: list[tuple[bytes, bytes]] = []

    def add(self, document: Document, lang: str) -> None:
        """Add a document of that language."""
        marked = [_Marked(page.height, page.bookmarks) for page in document.pages]
        for page in document.pages:
            page.bookmarks = []  # those of the whole are made in the end: a chapter may go on in the next document
            page.links = [link for link in page.links if link[3].link]  # not those of what stands within a link
        document.write_pdf(io.BytesIO(), finisher=lambda _, pdf: self._take(pdf, lang, marked), pdf_variant=VARIANT)

    def _take(self, pdf: pydyf.PDF, lang: str, marked: list[_Marked]) -> None:
        base = self._file.numbers(len(pdf.objects))
        catalog = pdf.catalog
        root = pdf.objects[_number(catalog["StructTreeRoot"])]
        whole = pdf.objects[_number(root["K"][0])]
        index = pdf.objects[_number(root["ParentTree"])]
        moved = {pdf.pages.number: self._tree, whole.number: self._whole}

        def reference(match: re.Match[bytes]) -> bytes:
            number = int(match[1])
            return b"%d 0 R" % moved.get(number, base + number)

        def data(value: Any) -> bytes:
            return _data(value, reference)

        for each in whole["K"]:
            pdf.objects[_number(each)]["Lang"] = pydyf.String(lang)
        gone = {0, pdf.pages.number, catalog.number, root.number, whole.number, index.number}
        for each in pdf.objects:
            if each.number in gone:
                continue
            if isinstance(each, pydyf.Dictionary):
                self._mend(each, base)
                if isinstance(each.get("ID"), pydyf.String):
                    self._ids.append((_text(each["ID"]), b"%d 0 R" % (base + each.number)))
            self._write(base + each.number, each, data)
        keys = index["Nums"][::2]
        if keys:
            pairs = b" ".join(
                b"%d %s" % (self._keys + key, data(value)) for key, value in zip(keys, index["Nums"][1::2], strict=True)
            )
            self._leaves.append(b"<</Limits[%d %d]/Nums[%s]>>" % (self._keys + keys[0], self._keys + keys[-1], pairs))
            self._keys += keys[-1] + 1
        names = catalog.get("Names", {}).get("Dests", {}).get("Names", [])
        self._names += [(_text(name), data(goal)) for name, goal in zip(names[::2], names[1::2], strict=True)]
        kept = {key: data(catalog[key]) for key in ("Lang", "Metadata", "ViewerPreferences", "MarkInfo")}
        pages = [base + number for number in pdf.pages["Kids"][::3]]
        self._parts.append(_Part(pages, [data(each) for each in whole["K"]], marked, kept, data(pdf.info)))
        del pdf.objects[1:]  # so that nothing is written twice

    def _mend(self, each: pydyf.Dictionary, base: int) -> None:
        """Give what is counted through the document the numbers of the file, and a link its goal in another part."""
        for key in ("StructParents", "StructParent"):
            if key in each:
                each[key] += self._keys
        if isinstance(each.get("ID"), pydyf.String):
            each["ID"].string = f"{base}-{each['ID'].string}"  # cells name their headers by the same object
        if each.get("Subtype") == "/Link":
            address = each["A"]["URI"].string if "A" in each else ""
            if address.startswith(ELSEWHERE):
                del each["A"]
                each["Dest"] = pydyf.String(unquote(address.removeprefix(ELSEWHERE)))
            if "Dest" in each:
                each["Contents"] = pydyf.String(self._described(each["Dest"].string))

    def _write(self, number: int, each: pydyf.Object, data: Callable[[Any], bytes]) -> None:
        if not isinstance(each, pydyf.Stream):
            self._file.put(number, data(each))
            return
        content = b"\n".join(_plain(item) for item in each.stream)
        self._file.put_stream(number, stream(data(each.extra)[2:-2], content))

    def close(self) -> None:
        """End the file. The document that was added last is its front matter."""
        file = self._file
        front = self._parts[-1]
        parts = [front, *self._parts[:-1]]
        pages = [page for part in parts for page in part.pages]
        file.put(self._tree, b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(pages), _references(pages)))
        kids = b" ".join(kid for part in parts for kid in part.kids)
        file.put(self._whole, b"<</Type/StructElem/S/Document/P %d 0 R/K[%s]>>" % (self._top, kids))
        leaves = [self._put(leaf) for leaf in self._leaves]
        index = self._put(b"<</Kids[%s]>>" % _references(leaves))
        ids = b"/IDTree<<%s>>" % _named(self._ids) if self._ids else b""
        told = b"<</Type/StructTreeRoot/K[%d 0 R]/ParentTree %d 0 R/ParentTreeNextKey %d%s>>"
        file.put(self._top, told % (self._whole, index, self._keys, ids))
        catalog = {
            "Type": b"/Catalog",
            "Pages": b"%d 0 R" % self._tree,
            "StructTreeRoot": b"%d 0 R" % self._top,
            "Names": b"<</Dests<<%s>>>>" % _named(self._names),
            "PageLabels": b"<</Nums[0<</S/r>>%d<</S/D>>]>>" % len(front.pages),
            "PageMode": b"/UseOutlines",
            **front.kept,
            **self._outlines(parts, pages),
        }
        root = self._put(b"<<" + b"".join(b"/%s %s" % (key.encode(), value) for key, value in catalog.items()) + b">>")
        file.close(root, self._put(front.info))

    def _outlines(self, parts: list[_Part], pages: list[int]) -> dict[str, bytes]:
        """The bookmarks of all, as WeasyPrint makes them of one."""
        shelf = _Shelf(self._file, [b"%d 0 R" % page for page in pages])
        pages_with_marks = SimpleNamespace(pages=[page for part in parts for page in part.marked])
        add_outlines(shelf, Document.make_bookmark_tree(pages_with_marks, POINTS, transform_pages=True))
        for each in shelf.objects:
            self._file.put(each.number, each.data)
        return shelf.catalog

    def _put(self, data: bytes) -> int:
        number = self._file.numbers(1)
        self._file.put(number, data)
        return number


@dataclass(frozen=True)
class _Marked:
    """What WeasyPrint asks of a page to make bookmarks: its height in pixels, and the headings on it."""

    height: float
    bookmarks: list[Any]


@dataclass(frozen=True)
class _Part:
    """What is kept of a document.

    kids: the tops of its structure. kept: entries of its catalogue. info: what is told of the file.
    """

    pages: list[int]
    kids: list[bytes]
    marked: list[_Marked]
    kept: Mapping[str, bytes]
    info: bytes


class _Shelf:
    """As much of a pydyf.PDF as WeasyPrint needs to make bookmarks."""

    def __init__(self, file: PdfFile, page_references: list[bytes]) -> None:
        self._file, self.page_references = file, page_references
        self.catalog: dict[str, bytes] = {}
        self.objects: list[pydyf.Object] = []

    def add_object(self, each: pydyf.Object) -> None:
        each.number = self._file.numbers(1)
        self.objects.append(each)


def _data(value: Any, reference: Callable[[re.Match[bytes]], bytes]) -> bytes:
    """A value as it stands in a file, its references changed."""
    if isinstance(value, dict):
        return b"<<%s>>" % b"".join(b"/%s %s" % (_plain(key), _data(each, reference)) for key, each in value.items())
    if isinstance(value, list | tuple):
        return b"[%s]" % b" ".join(_data(each, reference) for each in value)
    if isinstance(value, bytes) and (match := _REFERENCE.fullmatch(value)):
        return reference(match)
    return _plain(value)


def _plain(value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    if isinstance(value, pydyf.Object):
        return value.data
    if isinstance(value, float):
        return b"%d" % value if value.is_integer() else f"{value:.4f}".rstrip("0").encode()
    return str(value).encode("ascii")


def _number(reference: bytes) -> int:
    match = _REFERENCE.fullmatch(reference)
    assert match, reference
    return int(match[1])


def _references(numbers: Iterable[int]) -> bytes:
    return b" ".join(b"%d 0 R" % number for number in numbers)


def _text(string: pydyf.String) -> bytes:
    """A string as name trees are sorted by: its bytes."""
    text = str(string.string)
    return text.encode("ascii") if text.isascii() else b"\xfe\xff" + text.encode("utf-16-be")


def _named(found: Iterable[tuple[bytes, bytes]]) -> bytes:
    """A name tree of one leaf."""
    return b"/Names[%s]" % b" ".join(b"<%s>%s" % (name.hex().encode(), value) for name, value in sorted(found))
