"""Notes of a chapter: what stands on a page's slips and in its editor's notes, with the places that lead to each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from publishing.book.elements import LANG, append, detached, element, loose, texts, x
from publishing.book.model import Note
from publishing.book.names import name

MARKS = "*†‡§‖¶"
ENDS = ".!?…"
BLOCKS = {x(each) for each in ("p", "div", "ul", "ol", "dl", "table", "blockquote", "figure", "pre")}
Fill = Callable[[etree._Element, etree._Element], None]


@dataclass
class Draft:
    """A note before its words are read. source: the element of the page that holds them."""

    id: str
    kind: str
    number: str
    source: etree._Element
    cited: list[str] = field(default_factory=list)


@dataclass
class Notes:
    """The notes of a page. slips, remarks: the elements of figures' notes and of the editor's, by their ids."""

    slips: dict[str, etree._Element]
    remarks: dict[str, etree._Element]
    drafts: dict[tuple[str, str], Draft] = field(default_factory=dict)

    def figure(self, place: etree._Element) -> Draft | None:
        """The note of a figure; None of one that has none."""
        slip = self.slips.get(place.get("href", "").removeprefix("#"))
        number = place.get("data-note", "")
        return None if slip is None or not number else self._cited(("figure", number), number, slip, place)

    def editor(self, place: etree._Element) -> Draft | None:
        """The editor's note that a mark leads to; marks are counted through the chapter."""
        told = place.get("href", "").removeprefix("#")
        remark = self.remarks.get(told)
        count = sum(draft.kind == "editor" for draft in self.drafts.values())
        return None if remark is None else self._cited(("editor", told), mark(count), remark, place)

    def _cited(self, key: tuple[str, str], number: str, source: etree._Element, place: etree._Element) -> Draft:
        told = name(source.get("id", ""))
        own = told if key[0] == "editor" else f"note-{told}"  # a record of the ledger may bear the same
        draft = self.drafts.setdefault(key, Draft(own, key[0], number, source))
        draft.cited.append(name(place.get("id") or f"to-{draft.id}-{len(draft.cited)}"))
        return draft

    def read(self, fill: Fill) -> Iterator[Note]:
        """Each note with its words. `fill` copies what an element holds into another, and may cite further notes."""
        done: dict[tuple[str, str], tuple[etree._Element, ...]] = {}
        while left := [key for key in self.drafts if key not in done]:
            for key in left:
                draft = self.drafts[key]
                done[key] = (slip_body if draft.kind == "figure" else remark_body)(draft.source, fill)
        for key, draft in self.drafts.items():
            yield Note(draft.id, draft.number, draft.kind, tuple(draft.cited), done[key])


def mark(index: int) -> str:
    """*, †, ‡, §, ‖, ¶, **, †† … for 0, 1, 2 …"""
    return MARKS[index % len(MARKS)] * (index // len(MARKS) + 1)


def slip_body(slip: etree._Element, fill: Fill) -> tuple[etree._Element, ...]:
    """A figure's note as one paragraph: how the source words it, who says it and where, and what is to be noted.

    The slip's last paragraph has only links; that to the ledger is set on the source's words.
    """
    *told, last = slip.findall("p") or [slip]
    ledger = last.find("a")
    paragraph = element("p")
    for each in told:
        wording = each.find("b")
        if wording is not None and ledger is not None and each is told[0]:
            link = etree.SubElement(wording, "a", href=ledger.get("href", ""))
            link.text, wording.text = wording.text, None
            link.extend([child for child in wording if child is not link])
        holder = etree.Element("span")
        fill(holder, each)
        words = "".join(texts(holder)).rstrip()
        if words:
            if len(paragraph) or paragraph.text:
                _begin(holder)
            _run_on(paragraph, holder, "" if words[-1] in ENDS else ".")
    if lang := slip.get("lang"):
        paragraph.set("lang", lang)
        paragraph.set(LANG, lang)
    return (paragraph,)


def _begin(holder: etree._Element) -> None:
    """Let what follows a full stop begin with a capital letter: on a slip it is a paragraph of its own.

    It is the letter of a title: Georgian has capitals that begin no sentence.
    """
    for each in holder.iter():
        if text := (each.text or "").lstrip():
            each.text = text[0].title() + text[1:]
        if text or (each is not holder and (each.tail or "").strip()):
            return


def _run_on(paragraph: etree._Element, holder: etree._Element, end: str) -> None:
    """Add what the holder has to the paragraph, as a sentence of it."""
    append(paragraph, (" " if len(paragraph) or paragraph.text else "") + (holder.text or "").lstrip())
    paragraph.extend(list(holder))
    if len(paragraph):
        paragraph[-1].tail = (paragraph[-1].tail or "").rstrip() + end
    else:
        paragraph.text = (paragraph.text or "").rstrip() + end


def remark_body(remark: etree._Element, fill: Fill) -> tuple[etree._Element, ...]:
    """An editor's note without its mark, as block elements."""
    holder = element("div")
    mark = remark.find("a")
    if mark is not None:
        detached(mark)
    fill(holder, remark)
    if all(each.tag in BLOCKS for each in holder) and not any(text.strip() for text in loose(holder)):
        return tuple(holder)
    holder.tag = x("p")
    return (holder,)
