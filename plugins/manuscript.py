"""Reads Markdown manuscripts for Pelican, and keeps the order of their sections, parts and blocks for the theme.

A content object gets, besides Pelican's own: `outline` and `citations` (see `account` and `endnotes`, the Jinja filters
that make them readable to a template), `figures` (its key figures with the signs between them), `toc`,
`reading_minutes`. A manuscript that is a draft, hidden, or dated after BUILD_TIME is skipped: it is written nowhere.

Settings: BUILD_TIME (ISO 8601; now, unless set), ADDRESSES (template or kind: address with {slug}), WORDS_PER_MINUTE.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Comment, Element
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.footnotes import NBSP_PLACEHOLDER
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE
from markupsafe import Markup
from pelican import signals
from pelican.contents import Content
from pelican.readers import BaseReader

from ledger import Citation, Document, Fact, Ledger, Speaker, primary
from ledger.document import read_text, split
from ledger.numerals import find_mentions

BORDER = "<!--|-->"  # stands before each block of a text
AFTER_ALL = 1
MARKS = "*†‡§‖¶"
KINDS = {"p": "prose", "ul": "list", "ol": "list", "table": "table", "blockquote": "quote", "figure": "figure"}
_DOT_SLASH = re.compile(
    r"""(<[^>]*\s(?:href|src)=")\./"""
)  # Pelican's way to a file beside the page; one address needs one name
LONG_READ = 4  # minutes from which a page shows its contents


@dataclass(frozen=True)
class Slip:
    """A citation, its number within its block, from 1, and its words split at the one number or date they hold."""

    index: int
    citation: Citation
    before: str
    figure: str
    after: str


@dataclass(frozen=True)
class Heading:
    level: int
    id: str
    html: Markup
    classes: tuple[str, ...] = ()
    slips: tuple[Slip, ...] = ()


@dataclass(frozen=True)
class Note:
    """A note on wording, the mark that leads to it, and its words."""

    id: str
    mark: str
    html: Markup


@dataclass(frozen=True)
class Block:
    """One paragraph, list, table or quotation, with what stands beside it.

    `kind` is prose, tally (a list of nothing but facts), list, table, quote, figure or other.
    `speakers` are those of its facts, its notes' left out, and empty where they are the same as of the block before.
    """

    kind: str
    html: Markup
    slips: tuple[Slip, ...]
    notes: tuple[Note, ...]
    speakers: tuple[Speaker, ...]


@dataclass(frozen=True)
class Part:
    heading: Heading | None
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Section:
    heading: Heading | None
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Endnote:
    """A fact that a page cites, the number of its note, and the ids of its citations."""

    number: int
    fact: Fact
    cites: tuple[str, ...]


@dataclass(frozen=True)
class Figure:
    """A key figure and the sign before it: "=" or "+" in an equation, else empty. A subset is never added."""

    fact: Fact
    sign: str
    subset: bool


@dataclass(frozen=True)
class _Outline:
    """What the parser knows of one block; its words come later, when Pelican has set the links."""

    kind: str
    level: int = 0
    id: str = ""
    classes: tuple[str, ...] = ()
    slips: tuple[Slip, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    speakers: tuple[Speaker, ...] = ()


class AccountExtension(Extension):
    """Sets a border before each block, makes notes of footnotes, and leaves the order of blocks as `md.outline`."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # Markdown calls it by this name
        md.treeprocessors.register(_Account(md), "account", AFTER_ALL)


class _Account(Treeprocessor):
    def run(self, root: Element) -> None:
        citations = {c.cite: c for c in getattr(self.md, "citations", ())}
        notes = _take_notes(root)
        placed: set[str] = set()
        marked = 0
        outline: list[_Outline] = []
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
            outline.append(_Outline("note", id=key))
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
) -> _Outline:
    tag = str(block.tag)
    classes = tuple(block.get("class", "").split())
    if re.fullmatch("h[1-6]", tag):
        return _Outline("heading", int(tag[1]), block.get("id", ""), classes, slips, notes, speakers)
    kind = "tally" if tag == "ul" and slips and _is_tally(block) else KINDS.get(tag, "other")
    return _Outline(kind, 0, block.get("id", ""), classes, slips, notes, speakers)


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


class ManuscriptReader(BaseReader):
    """Reads a Markdown file whose soundness was checked before."""

    enabled = True
    file_extensions = ("md",)
    _parser: Markdown | None = None

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        """(HTML with a border before each block, metadata) of a file."""
        path = Path(source_path)
        document = split(path, read_text(path)[0])
        if self._parser is None:
            self._parser = Markdown(**self.settings["MARKDOWN"])
        parser = self._parser.reset()
        parser.language = primary(document.meta("lang") or self.settings["DEFAULT_LANG"])  # type: ignore[attr-defined]
        html = parser.convert(document.body)
        metadata = {name: self.process_metadata(name, values[0].value) for name, values in document.fields.items()}
        if not is_published(document, self.settings):
            metadata["status"] = "skip"
        address = page_address(document, self.settings)
        outline = parser.outline  # type: ignore[attr-defined]  # left by AccountExtension
        words = len(re.sub(r"<[^>]*>", " ", html).split())
        minutes = max(1, ceil(words / self.settings.get("WORDS_PER_MINUTE", 220)))
        metadata |= {
            "url": address,
            "save_as": address,
            "outline": outline,
            "citations": tuple(parser.citations),  # type: ignore[attr-defined]  # left by FactExtension
            "figures": key_figures(self.settings["LEDGER"], document.meta("figures")),
            "reading_minutes": minutes,
        }
        return html, metadata


def build_time(settings: dict[str, Any]) -> datetime.datetime:
    """The moment from which on a date lies in the future: BUILD_TIME, or now. Raises ValueError."""
    zone = ZoneInfo(settings.get("TIMEZONE", "UTC"))
    told = settings.get("BUILD_TIME")
    moment = datetime.datetime.fromisoformat(told) if told else datetime.datetime.now(zone)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def is_published(document: Document, settings: dict[str, Any]) -> bool:
    """Whether a manuscript is no draft, not hidden, and not of the future. An unreadable date counts as past."""
    if document.meta("status", "published").lower() != "published":
        return False
    try:
        date = datetime.datetime.fromisoformat(document.meta("date"))
        zone = ZoneInfo(document.meta("timezone") or settings.get("TIMEZONE", "UTC"))
        return (date if date.tzinfo else date.replace(tzinfo=zone)) <= build_time(settings)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return True


def page_address(document: Document, settings: dict[str, Any]) -> str:
    """Where a manuscript's page is written, from the root of the output: operations/jusan.html."""
    if document.meta("save_as"):
        return document.meta("save_as")
    folder = document.path.relative_to(settings["PATH"]).parts[0]
    kind = "article" if folder in settings["ARTICLE_PATHS"] else "page"
    addresses = settings["ADDRESSES"]
    pattern = addresses.get(document.meta("template")) or addresses[kind]
    return str(pattern.format(slug=document.meta("slug") or document.path.stem))


def key_figures(ledger: Ledger, keys: str) -> tuple[Figure, ...]:
    """The strip that `Figures: a, b, c` names, with signs where the first is the sum of those that follow."""
    facts = [ledger.facts[key.strip()] for key in keys.split(",") if key.strip() in ledger.facts]
    parts = facts[0].parts if facts else ()
    equation = bool(parts) and set(parts) <= {fact.id for fact in facts}
    figures, sign = [], "="
    for fact in facts:
        summand = equation and fact.id in parts
        figures.append(Figure(fact, sign if summand else "", bool(fact.part_of) and not summand))
        sign = "+" if summand else sign
    return tuple(figures)


def account(content: Content) -> tuple[Section, ...]:
    """The text of a content object as sections of parts of blocks, its links set for the page that is being written."""
    pieces = _DOT_SLASH.sub(r"\1", content.content).split(BORDER)[1:]
    outline = content.outline
    notes = {o.id: Markup(html.strip()) for o, html in zip(outline, pieces, strict=True) if o.kind == "note"}
    sections: list[tuple[Heading | None, list[tuple[Heading | None, list[Block]]]]] = [(None, [(None, [])])]
    said: tuple[Speaker, ...] = ()
    for entry, html in zip(outline, pieces, strict=True):
        if entry.kind == "note":
            continue
        if entry.kind == "heading" and entry.level <= 3:
            words = Markup(re.sub(r"^\s*<h\d[^>]*>|</h\d>\s*$", "", html))
            heading = Heading(entry.level, entry.id, words, entry.classes, entry.slips)
            if entry.level == 2:
                sections.append((heading, [(None, [])]))
                said = ()
            else:
                sections[-1][1].append((heading, []))
            continue
        block, said = _block(entry, html, notes, said)
        sections[-1][1][-1][1].append(block)
    return tuple(
        Section(heading, tuple(Part(h, tuple(blocks)) for h, blocks in parts if h or blocks))
        for heading, parts in sections
        if heading or any(h or blocks for h, blocks in parts)
    )


def _block(
    entry: _Outline, html: str, notes: dict[str, Markup], said: tuple[Speaker, ...]
) -> tuple[Block, tuple[Speaker, ...]]:
    shown = entry.speakers if entry.speakers != said else ()
    beside = tuple(Note(key, mark, notes[key]) for key, mark in entry.notes)
    return Block(entry.kind, Markup(html.strip()), entry.slips, beside, shown), entry.speakers or said


def endnotes(content: Content) -> tuple[Endnote, ...]:
    """The facts that a page cites, each once, in order of their notes' numbers."""
    facts: dict[int, tuple[Fact, list[str]]] = {}
    for citation in content.citations:
        facts.setdefault(citation.number, (citation.fact, []))[1].append(citation.cite)
    return tuple(Endnote(number, fact, tuple(cites)) for number, (fact, cites) in sorted(facts.items()))


def contents(content: Content) -> tuple[Heading, ...]:
    """The headings of a long page's sections; none where the page is short."""
    headings = tuple(section.heading for section in account(content) if section.heading)
    return headings if content.reading_minutes >= LONG_READ and len(headings) > 2 else ()


def set_up(pelican: Any) -> None:
    """Add the extension behind the ledger's, and the filters for templates."""
    pelican.settings["MARKDOWN"].setdefault("extensions", []).append(AccountExtension())
    pelican.settings["JINJA_FILTERS"] |= {"account": account, "endnotes": endnotes, "contents": contents}


def add_reader(readers: Any) -> None:
    readers.reader_classes["md"] = ManuscriptReader


def register() -> None:
    signals.initialized.connect(set_up)
    signals.readers_init.connect(add_reader)
