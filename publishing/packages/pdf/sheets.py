"""A book set as HTML for print: one document for each part of it, in which every id is the book's own.

Page numbers that stand in the text (`page 12`) are known only when all is laid out. Until then a mark stands for each,
which `numbered` replaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from html import escape

from lxml import etree

from publishing.book.elements import child, element
from publishing.book.model import XHTML, Book, Chapter, Note

ELSEWHERE = "book:"  # what a link to another part of the book begins with
PART = 200_000  # letters of HTML in a part; its pages take about 80 MB while they are laid out
SOURCES = "sources"  # the kind of the chapter that lists them
HOLDERS = ("section", "div", "blockquote", "body")  # what paragraphs stand in
DIVIDED = ("section", "div", "ul", "ol")
PAD = '<i class="pad"></i>'  # as wide as a digit
_PLACE = re.compile("\ue000([^\ue001]*)\ue001")


@dataclass(frozen=True)
class Sheet:
    """A chapter in HTML."""

    chapter: str
    lang: str
    html: str


@dataclass(frozen=True)
class Entry:
    """A line of the contents. level: 1 for a chapter, 2 for one that belongs to a group. id: "" for a group's name."""

    level: int
    title: str
    id: str
    lang: str


def sheets_of(book: Book) -> Iterator[Sheet]:
    """Each chapter as HTML, in order; one that is longer than a part is several."""
    paths = {chapter.path: chapter.id for chapter in book.chapters}
    listing = next((chapter.id for chapter in book.chapters if chapter.kind == SOURCES), "")
    for chapter in book.chapters:
        for html in _Setting(book, chapter, paths, listing).html():
            yield Sheet(chapter.id, chapter.lang, html)


def parts(found: Iterator[Sheet] | list[Sheet]) -> list[list[Sheet]]:
    """The chapters in parts that are laid out one after the other: each of one language, and none too long."""
    made: list[list[Sheet]] = []
    length = 0
    for sheet in found:
        if not made or made[-1][0].lang != sheet.lang or length + len(sheet.html) > PART:
            made.append([])
            length = 0
        made[-1].append(sheet)
        length += len(sheet.html)
    return made


def entries(book: Book) -> Iterator[Entry]:
    """The lines of the contents. Graphics stand under a name of their own."""
    within = False
    for chapter in book.chapters:
        grouped = chapter.kind == "graphic"
        if grouped and not within:
            yield Entry(1, book.words["graphics"], "", book.lang)
        within = grouped
        yield Entry(2 if grouped else 1, chapter.title, chapter.id, chapter.lang)


def numbered(html: str, numbers: Mapping[str, int], pattern: str, digits: int) -> str:
    """The HTML with the page of each place that it names: the words of `pattern` with the number for its `#`.

    Every number takes the room of one of so many digits, so that no line moves when numbers become known.
    """
    before, _, after = map(escape, pattern.partition("#"))

    def folio(match: re.Match[str]) -> str:
        number = str(numbers.get(match[1], 10 ** (digits - 1)))
        return PAD * (digits - len(number)) + before + number + after

    return _PLACE.sub(folio, html)


def place(target: str) -> str:
    """What stands for the page of an id, until that is known: letters for private use, which no text holds."""
    return f"\ue000{target}\ue001"


class _Setting:
    """One chapter on its way to HTML. paths: the id of each chapter by its path. sources: that of the ledger."""

    def __init__(self, book: Book, chapter: Chapter, paths: Mapping[str, str], sources: str) -> None:
        self.book, self.chapter, self.paths, self.sources = book, chapter, paths, sources
        self.remarks = {note.id: note for note in chapter.notes if note.kind == "editor"}
        self.shown: set[str] = set()

    def html(self) -> Iterator[str]:
        """The chapter, in pieces none of which is longer than a part."""
        chapter = self.chapter
        body = deepcopy(chapter.body)
        self.mend(body, led=True)
        title, whole = escape(chapter.title), escape(self.book.title)
        pieces = divided(body)
        for index, piece in enumerate(pieces):
            heading = f'<h1 id="{escape(chapter.id)}">{title}</h1>' if index == 0 else ""
            yield (
                f'<section class="chapter" data-kind="{escape(chapter.kind)}">'
                f'<header data-book="{whole}" data-title="{title}">{heading}</header>'
                f"{_inner(piece)}{self.notes() if index + 1 == len(pieces) else ''}</section>"
            )

    def notes(self) -> str:
        """The notes on figures, at the end of the chapter."""
        lines = "".join(self.note(note) for note in self.chapter.notes if note.kind == "figure")
        if not lines:
            return ""
        heading = escape(self.book.words["notes"])
        return f'<section class="notes"><h2 id="{self.own("notes")}">{heading}</h2><ol>{lines}</ol></section>'

    def note(self, note: Note) -> str:
        """A note, and behind it the pages of its record in the sources and of the words that it belongs to."""
        whole = "".join(map(_outer, self.body(note)))
        ways = [f'<a href="#{each}">{place(each)}</a>' for each in map(self.own, note.cited)]
        if record := re.search(rf'href="#({re.escape(self.sources)}--[^"]*)"', whole):
            words = escape(self.book.words["sources"])
            ways.insert(0, f'<a href="#{record[1]}">{words}, {place(record[1])}</a>')
        back = f'<span class="ways"> {" · ".join(ways)}</span>'  # a space before it would break the line elsewhere
        end = whole.rfind("</p>")
        whole = whole[:end] + back + whole[end:] if end >= 0 else f"{whole}<p>{back}</p>"
        return f'<li id="{self.own(note.id)}" value="{escape(note.number)}">{whole}</li>'

    def own(self, name: str) -> str:
        """An id of this chapter in the book, as it stands in an attribute."""
        return escape(self.own_id(name))

    def own_id(self, name: str) -> str:
        return f"{self.chapter.id}--{name}"

    def body(self, note: Note) -> list[etree._Element]:
        """What a note says."""
        holder = element("div")
        holder.extend(deepcopy(block) for block in note.body)
        for each in holder:
            each.tail = None
        self.mend(holder)
        return list(holder)

    def mend(self, whole: etree._Element, led: bool = False) -> None:
        """Give ids and links of the chapter those of the book, and set each editor's note where it is first cited.

        led: links to other chapters are followed by the page that they lead to, since on paper nobody presses them; but
        not those of a figure to its record, which has a note with that page.
        """
        for each in list(whole.iter(etree.Element)):
            if told := each.get("id"):
                each.set("id", self.own_id(told))
            if "data-narrow" in each.attrib:
                del each.attrib["data-narrow"]
            path, _, name = each.get("href", "").partition("#")
            if path in self.paths:
                target = f"{self.paths[path]}--{name}" if name else self.paths[path]
                each.set("href", f"#{target}")
                if led and (self.paths[path] != self.sources or not name):
                    listed = self.chapter.kind == SOURCES and name
                    child(each, "span", {"class": "folio"}, f" {place(target)}" if listed else f" ({place(target)})")
            elif name and not path:
                each.set("href", f"#{self.own_id(name)}")
                if name in self.remarks and name not in self.shown:
                    self.shown.add(name)
                    self.remark(each, self.remarks[name])

    def remark(self, link: etree._Element, note: Note) -> None:
        """An editor's note behind the paragraph, the list or the table that cites it."""
        block = link
        while (around := block.getparent()) is not None and etree.QName(around).localname not in HOLDERS:
            block = around
        made = element("div", {"class": "remark", "id": self.own_id(note.id)})
        made.extend(self.body(note))
        first = made[0] if len(made) and etree.QName(made[0]).localname == "p" else made
        mark = element("a", {"class": "mark", "href": f"#{link.get('id', '')}"}, note.number)
        mark.tail, first.text = f" {first.text or ''}", None
        first.insert(0, mark)
        made.tail, block.tail = block.tail, None
        while (following := block.getnext()) is not None and following.get("class") == "remark":
            block = following
        block.addnext(made)


def divided(held: etree._Element) -> list[etree._Element]:
    """An element, or, where it is longer than a part, as many like it that share out what it holds."""
    tag = etree.QName(held).localname
    if len(_outer(held)) <= PART or tag not in DIVIDED:
        return [held]
    found: list[etree._Element] = []
    length = PART
    for each in [piece for inner in list(held) for piece in divided(inner)]:
        size = len(_outer(each))
        if length + size > PART:
            found.append(element(tag, {"class": held.get("class", "")}, "" if found else held.text or ""))
            length = 0
        found[-1].append(each)
        length += size
    if found and (own := held.get("id")):
        found[0].set("id", own)
    return found or [held]


def _outer(held: etree._Element) -> str:
    text = etree.tostring(held, method="html", encoding="unicode", with_tail=False)
    return text.replace(f' xmlns="{XHTML}"', "")


def _inner(held: etree._Element) -> str:
    text = _outer(held)
    return text[text.index(">") + 1 : text.rindex("</")]
