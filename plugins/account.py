"""What a template sees of a text: sections of parts of blocks, with slips, notes and speakers beside each block.

The Jinja filters are `content|account`, `content|endnotes` and `content|contents`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from markupsafe import Markup
from pelican import signals
from pelican.contents import Content

from blocks import BORDER, Outline, Slip
from ledger import Fact, Ledger, Speaker

_DOT_SLASH = re.compile(r"""(<[^>]*\s(?:href|src)=")\./""")  # Pelican's way to a file beside the page
LONG_READ = 4  # minutes from which a page shows its contents


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

    `kind` is prose, tally (a list of nothing but facts), list, table, quote, figure, graphic or other. A graphic has
    its id and its alternative text.
    `speakers` are those of its facts, its notes' left out, and empty where they are the same as of the block before.
    """

    kind: str
    html: Markup
    slips: tuple[Slip, ...]
    notes: tuple[Note, ...]
    speakers: tuple[Speaker, ...]
    graphic: str = ""
    alternative: str = ""


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
    return _sections(content, content.content)


@lru_cache(maxsize=8)  # a template asks more than once for the page that it writes
def _sections(content: Content, html: str) -> tuple[Section, ...]:
    pieces = _DOT_SLASH.sub(r"\1", html).split(BORDER)[1:]
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
    entry: Outline, html: str, notes: dict[str, Markup], said: tuple[Speaker, ...]
) -> tuple[Block, tuple[Speaker, ...]]:
    shown = entry.speakers if entry.speakers != said else ()
    beside = tuple(Note(key, mark, notes[key]) for key, mark in entry.notes)
    words = Markup(html.strip())
    block = Block(entry.kind, words, entry.slips, beside, shown, entry.graphic, entry.alternative)
    return block, entry.speakers or said


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
    pelican.settings["JINJA_FILTERS"] |= {"account": account, "endnotes": endnotes, "contents": contents}


def register() -> None:
    signals.initialized.connect(set_up)
