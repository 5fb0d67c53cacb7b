"""The text of a page as a chapter's: what a book keeps of it, in clean XHTML."""

from __future__ import annotations

import posixpath
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import unquote

from lxml import etree

from publishing.book.elements import LANG, append, blank, child, element, in_line, texts
from publishing.book.kept import ATTRIBUTES, BLOCKS, CLASSES, INLINE, MARKS, MAY_BE_EMPTY, beside, classes, gone, layout
from publishing.book.names import name, target
from publishing.book.notes import Draft, Notes
from publishing.book.page import DRAWING


class Pictures(Protocol):
    """What takes a chapter's pictures, and tells the path of each in the book."""

    def drawn(self, drawing: str, around: Collection[str], lines: Collection[str]) -> tuple[str, str]:
        """(path, alternative text) of a drawing. around: classes of what it stands in. lines: words for its middle."""

    def placed(self, path: str) -> str:
        """The path of a picture that stands at a path of the tree; "" where readers could not show it."""


@dataclass
class Text:
    """A page on its way. chapters: the paths of the book's pages. drawings: those of this page. ids: those given.

    narrow: lists that stand for pictures on narrow screens, by the picture's path.
    """

    path: str
    chapters: Collection[str]
    drawings: list[str]
    notes: Notes
    pictures: Pictures
    ids: set[str] = field(default_factory=set)
    narrow: dict[str, etree._Element] = field(default_factory=dict)

    def fill(self, parent: etree._Element, source: etree._Element) -> None:
        """Copy what an element of the page holds behind what the parent holds."""
        append(parent, source.text)
        for each in source:
            if isinstance(each.tag, str) and not gone(each):
                self.put(parent, each)
            append(parent, each.tail)

    def put(self, parent: etree._Element, element: etree._Element) -> None:
        """Copy an element of the page."""
        if element.tag == "a" and "fact" in classes(element):
            self.fill(child(parent, "span", {"class": "fact"}), element)
            self.refer(parent, self.notes.figure(element), "[{}]")  # in brackets, for most stand behind a number
        elif element.tag == "a" and "note-ref" in classes(element):
            self.refer(parent, self.notes.editor(element), "{}")
        elif element.tag == "img":
            self.picture(parent, element)
        elif element.get("role") == "img" and (inner := element.find(f".//img[@{DRAWING}]")) is not None:
            self.labelled(parent, element, inner)
        elif element.tag == "a":
            self.link(parent, element)
        elif element.tag in BLOCKS | INLINE and not layout(element):
            made = child(parent, str(element.tag), self.attributes(element))
            self.fill(made, element)
            if blank(made) and element.tag not in MAY_BE_EMPTY and not made.get("id"):
                parent.remove(made)
        else:
            self.fill(parent, element)

    def attributes(self, element: etree._Element) -> dict[str, str]:
        """What a book keeps of an element's attributes."""
        kept = {name: value for name in ATTRIBUTES if (value := element.get(name))}
        if named := [each for each in classes(element) if each in CLASSES]:
            kept["class"] = " ".join(named)
        kept |= {mark: "" for mark in MARKS if mark in element.attrib}
        if lang := kept.get("lang"):
            kept[LANG] = lang
        told = element.get("id")
        if told and (own := name(told)) not in self.ids:
            self.ids.add(own)
            kept["id"] = own
        return dict(sorted(kept.items()))

    def refer(self, parent: etree._Element, draft: Draft | None, words: str) -> None:
        """A place that leads to a note, behind the words that the note is about."""
        if draft:
            place = draft.cited[-1]
            self.ids.add(place)
            child(parent, "a", {"class": "noteref", "id": place, "href": f"#{draft.id}"}, words.format(draft.number))

    def link(self, parent: etree._Element, element: etree._Element) -> None:
        """A link that leads somewhere from a book; of any other one the words stay."""
        if href := target(element.get("href", ""), self.path, self.chapters):
            self.fill(child(parent, "a", self.attributes(element) | {"href": href}), element)
        else:
            self.fill(parent, element)

    def picture(self, parent: etree._Element, element: etree._Element) -> None:
        """A drawing or a placed picture. The drawing for narrow screens beside it is named in `data-narrow`."""
        drawing = element.get(DRAWING)
        if drawing is None:
            there = posixpath.join(posixpath.dirname(self.path), unquote(element.get("src", "")))
            path, told = self.pictures.placed(posixpath.normpath(there)), element.get("alt", "")
        else:
            path, told = self.pictures.drawn(self.drawings[int(drawing)], (), ())
        if not path:
            append(parent, told)
            return
        if element.get("aria-label"):  # a ring, which stands by itself
            parent = child(parent, "p", {"class": "ring"})
        made = child(parent, "img", self.attributes(element) | {"src": path, "alt": told})
        for other in beside(element):
            if other.get("data-form") == "narrow" and (narrow := other.get(DRAWING)):
                made.set("data-narrow", self.pictures.drawn(self.drawings[int(narrow)], (), ())[0])
            elif other.get("data-form") == "narrow" and other.tag == "ol":
                self.narrow[path] = self.moments(other)

    def moments(self, source: etree._Element) -> etree._Element:
        """A list that a page shows for a drawing where it is narrow; data-time says what each mark would be."""
        made = element("ol", self.attributes(source) | {"class": "moments"})
        self.fill(made, source)
        for item, told in zip(made, source, strict=False):
            item.set("data-time", told.get("data-time", ""))
        return made

    def labelled(self, parent: etree._Element, element: etree._Element, inner: etree._Element) -> None:
        """An element that is one picture to those who do not see it: its drawing, with the words in its middle."""
        around = [each for holder in inner.iterancestors() for each in classes(holder)]
        words = inner.getnext()
        lines = [in_line(each) for each in texts(words)] if words is not None else []
        path, _ = self.pictures.drawn(self.drawings[int(inner.get(DRAWING, ""))], around, lines)
        child(child(parent, "p", {"class": "ring"}), "img", {"src": path, "alt": element.get("aria-label", "")})
