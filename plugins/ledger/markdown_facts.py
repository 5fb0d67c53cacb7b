"""The Markdown extension that turns `[words](fact:id)` into a link to the fact's note, and unmarks denials."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from .binding import FACT
from .credit import credit, shared_source, source_name
from .model import Fact, Ledger
from .never import DENIES

AFTER_INLINE_BEFORE_TOC = 15  # inline patterns run at 20, the table of contents at 5


@dataclass(frozen=True)
class Citation:
    """One place of a page where a fact is cited.

    `number` is that of the fact's note, from 1 in order of first citation; `slip` is the id of what the citation opens,
    `fact-<id>` or, from the second time on, `fact-<id>.2`; `cite` is the id of the citation itself.
    """

    fact: Fact
    number: int
    slip: str
    cite: str


def citation_ids(key: str, time: int) -> tuple[str, str]:
    """(id of the slip, id of the citation) of a page's `time`-th citation of a fact, from 1."""
    suffix = f"{key}.{time}" if time > 1 else key
    return f"fact-{suffix}", f"cite-{suffix}"


class FactExtension(Extension):
    """Facts as links. With `endnotes`, a list of the facts cited is added to the text, and citations lead there."""

    def __init__(self, ledger: Ledger, endnotes: bool = True, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.ledger, self.endnotes = ledger, endnotes

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # Markdown calls it by this name
        md.treeprocessors.register(_Facts(md, self.ledger, self.endnotes), "facts", AFTER_INLINE_BEFORE_TOC)


class _Facts(Treeprocessor):
    def __init__(self, md: Markdown, ledger: Ledger, endnotes: bool) -> None:
        super().__init__(md)
        self.ledger, self.endnotes = ledger, endnotes

    def run(self, root: Element) -> None:
        """Rewrite the links in place and leave the page's citations as `md.citations`."""
        citations: list[Citation] = []
        times: Counter[str] = Counter()
        numbers: dict[str, int] = {}
        for link in root.iter("a"):
            href = link.get("href", "")
            fact = self.ledger.facts.get(href.removeprefix(FACT)) if href.startswith(FACT) else None
            if fact:
                times[fact.id] += 1
                number = numbers.setdefault(fact.id, len(numbers) + 1)
                slip, cite = citation_ids(fact.id, times[fact.id])
                citation = Citation(fact, number, slip, cite)
                citations.append(citation)
                _rewrite(link, citation, f"#note-{fact.id}" if self.endnotes else f"#{slip}")
            elif href.startswith(DENIES):
                link.tag = "span"
                link.attrib.clear()
        self.md.citations = citations  # type: ignore[attr-defined]  # how an extension hands on what it found
        if self.endnotes and citations:
            root.append(_endnotes(citations))


def _rewrite(link: Element, citation: Citation, href: str) -> None:
    if not "".join(link.itertext()).strip():
        for child in list(link):
            link.remove(child)
        link.text = AtomicString(citation.fact.wording)
    link.set("class", "fact")
    link.set("href", href)
    link.set("id", citation.cite)
    link.set("data-note", str(citation.number))


def _endnotes(citations: list[Citation]) -> Element:
    """The list of the facts cited; a source that all of them share is named once, above it."""
    section = Element("section", {"class": "endnotes", "role": "doc-endnotes"})
    first: dict[int, Citation] = {}
    for citation in citations:
        first.setdefault(citation.number, citation)
    shared = shared_source(citation.fact for citation in first.values())
    if shared:
        SubElement(section, "p").text = AtomicString(source_name(shared))
    notes = SubElement(section, "ol")
    for citation in first.values():
        fact = citation.fact
        item = SubElement(notes, "li", {"id": f"note-{fact.id}"})
        SubElement(item, "span").text = AtomicString(credit(fact, titled=not shared) + " ")
        back = SubElement(item, "a", {"href": f"#{citation.cite}", "role": "doc-backlink"})
        back.text = AtomicString("↩")
    return section
