"""Cuts a text into its blocks: sets a border before each, makes notes of footnotes, and keeps what stands in which.

What is left as `outline` on the Markdown parser tells of each block its kind, its citations and its notes; its words
come later, when Pelican has set the links.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Comment, Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.footnotes import NBSP_PLACEHOLDER
from markdown.treeprocessors import Treeprocessor, UnescapeTreeprocessor
from markdown.util import AMP_SUBSTITUTE
from pelican import signals

from ledger import Citation, Speaker
from ledger.numerals import find_mentions

BORDER = "<!--|-->"  # a manuscript can hold no comment, so nothing else looks like this
AFTER_ALL = 1
GRAPHIC = "graphic:"  # the address of a picture that is drawn
MARKS = "*†‡§‖¶"
KINDS = {"p": "prose", "ul": "list", "ol": "list", "table": "table", "blockquote": "quote", "figure": "figure"}


@dataclass(frozen=True)
class Slip:
    """A citation, its number within its block, from 1, and its words split at the one number or date they hold."""

    index: int
    citation: Citation
    before: str
    figure: str
    after: str


@dataclass(frozen=True)
class Outline:
    """What the parser knows of one block. `kind` is heading, note, or one of those of a block."""

    kind: str
    level: int = 0
    id: str = ""
    classes: tuple[str, ...] = ()
    slips: tuple[Slip, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    speakers: tuple[Speaker, ...] = ()
    graphic: str = ""  # the id of the graphic that the block is, and what it shows, in words
    alternative: str = ""


class BlockExtension(Extension):
    """Sets a border before each block, makes notes of footnotes, and leaves the order of blocks as `md.outline`."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # Markdown calls it by this name
        md.treeprocessors.register(_Blocks(md), "blocks", AFTER_ALL)


class _Blocks(Treeprocessor):
    def run(self, root: Element) -> None:
        citations = {c.cite: c for c in getattr(self.md, "citations", ())}
        notes = _take_notes(root)
        placed: set[str] = set()
        marked = 0
        outline: list[Outline] = []
        children: list[Any] = []
        for block in list(root):
            if block.tag == "h2":
                marked = 0  # marks begin anew with each section
            found = _set_references(block, notes, placed, marked)
            marked += len(found)
            language = getattr(self.md, "language", "en")
            own = [citations[link.get("id", "")] for link in block.iter("a") if link.get("id") in citations]
            beside = (block, *(notes[key] for key, _ in found))
            slips = tuple(_slips((link for element in beside for link in element.iter("a")), citations, language))
            speakers = tuple(dict.fromkeys(citation.fact.speaker for citation in own))
            outline.append(_outlined(block, slips, tuple(found), speakers))
            children += [Comment("|"), block]
        for key, note in notes.items():
            outline.append(Outline("note", id=key))
            children += [Comment("|"), note]
        root[:] = children
        self.md.outline = tuple(outline)  # type: ignore[attr-defined]  # how an extension hands on what it found


def _take_notes(root: Element) -> dict[str, Element]:
    """The footnotes that Python-Markdown appended, taken out of the text, by their names."""
    notes: dict[str, Element] = {}
    for division in [e for e in root if e.get("class") == "footnote"]:
        root.remove(division)
        for item in division.iter("li"):
            for parent in list(item.iter()):
                for link in [e for e in parent if e.get("class") == "footnote-backref"]:
                    parent.remove(link)
            note = Element("div")
            note.extend(list(item))
            _trim(note)
            notes[item.get("id", "").split(":", 1)[-1]] = note
    return notes


def _trim(note: Element) -> None:
    """Take away the no-break space that stood before the way back."""
    for element in note.iter():
        element.text = element.text.removesuffix(NBSP_PLACEHOLDER) if element.text else element.text
        element.tail = element.tail.removesuffix(NBSP_PLACEHOLDER) if element.tail else element.tail


def note_mark(index: int) -> str:
    """*, †, ‡, §, ‖, ¶, **, †† … for 0, 1, 2 …"""
    return MARKS[index % len(MARKS)] * (index // len(MARKS) + 1)


def _set_references(block: Element, notes: dict[str, Element], placed: set[str], marked: int) -> list[tuple[str, str]]:
    """Turn footnote references into marks; (name, mark) of each note that is referred to here for the first time.

    `marked` is how many notes the section has had before this block.
    """
    found: list[tuple[str, str]] = []
    for reference in [e for e in block.iter("sup") if e.get("id", "").startswith("fnref")]:
        key = reference.get("id", "").split(":", 1)[-1]
        if key not in notes:
            continue
        mark = dict(found).get(key) or note_mark(marked + len(found))
        tail = reference.tail
        reference.clear()
        reference.tag, reference.text, reference.tail = "a", mark, tail
        reference.attrib.update({"class": "note-ref", "href": f"#note-{key}", "role": "doc-noteref"})
        if key not in placed:
            reference.set("id", f"noteref-{key}")
            placed.add(key)
            found.append((key, mark))
    return found


def _slips(links: Iterable[Element], citations: dict[str, Citation], language: str) -> Iterator[Slip]:
    index = 0
    for link in links:
        citation = citations.get(link.get("id", ""))
        if citation:
            index += 1
            link.set("data-n", str(index))
            words = "".join(link.itertext()).replace(AMP_SUBSTITUTE, "&")
            yield Slip(index, citation, *split_at_figure(words, language))


def split_at_figure(words: str, language: str) -> tuple[str, str, str]:
    """("almost ", "700", " guns seized"): the words before, at and behind their number; (words, "", "") without one."""
    mentions = sorted(find_mentions(words, language, weak=True), key=lambda mention: mention.weak)
    if not mentions:
        return words, "", ""
    return words[: mentions[0].start], mentions[0].text, words[mentions[0].end :]


def _outlined(
    block: Element, slips: tuple[Slip, ...], notes: tuple[tuple[str, str], ...], speakers: tuple[Speaker, ...]
) -> Outline:
    tag = str(block.tag)
    classes = tuple(block.get("class", "").split())
    if re.fullmatch("h[1-6]", tag):
        return Outline("heading", int(tag[1]), block.get("id", ""), classes, slips, notes, speakers)
    picture = _graphic(block)
    if picture is not None:
        words = UnescapeTreeprocessor().unescape(picture.get("alt", "")).replace(AMP_SUBSTITUTE, "&")
        return Outline("graphic", graphic=picture.get("src", "").removeprefix(GRAPHIC), alternative=words)
    kind = "tally" if tag == "ul" and slips and _is_tally(block) else KINDS.get(tag, "other")
    return Outline(kind, 0, block.get("id", ""), classes, slips, notes, speakers)


def _graphic(block: Element) -> Element | None:
    """The graphic that a paragraph is, and nothing else."""
    words = (block.text or "") + "".join(child.tail or "" for child in block)
    alone = block.tag == "p" and len(block) == 1 and block[0].tag == "img" and not words.strip()
    return block[0] if alone and block[0].get("src", "").startswith(GRAPHIC) else None


def _is_tally(block: Element) -> bool:
    """Whether every item of a list is one fact and nothing else."""
    for item in block:
        inner = list(item)
        while len(inner) == 1 and inner[0].tag == "p" and not (item.text or "").strip():
            item, inner = inner[0], list(inner[0])
        alone = len(inner) == 1 and inner[0].get("class") == "fact"
        if not alone or (item.text or "").strip() or (inner[0].tail or "").strip():
            return False
    return True


def set_up(pelican: Any) -> None:
    """Add the extension behind the ledger's, whose citations it counts."""
    pelican.settings["MARKDOWN"].setdefault("extensions", []).append(BlockExtension())


def register() -> None:
    signals.initialized.connect(set_up)
