"""The full text of a page for a reader elsewhere: whole addresses, notes behind their sections, sources at the end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from html import escape, unescape

from account import Heading, Note, Section
from blocks import GRAPHIC
from ledger import Fact
from ledger.credit import credit, shared_source, source_name

_ADDRESS = re.compile(r"""(?P<before><[^>]*\s(?:href|src)=")(?P<address>[^"]*)""")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.I)
_NUMBER = re.compile(r' data-(?:n|note)="[0-9]+"')  # of a figure's note, which the text elsewhere does not have
_AROUND = re.compile(r"\A\s*<div>\s*|\s*</div>\s*\Z")  # a note's own element
_VOID = ("area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr")  # HTML, 13.1.2
_APART = re.compile(  # tags between whose words a reader sees a break
    r"</?(?:blockquote|br|caption|dd|div|dl|dt|figcaption|figure|h[1-6]|hr|img|li|ol|p|pre|section|table|tbody|td|tfoot"
    r"|th|thead|tr|ul)\b[^>]*>",
    re.I,
)
_TAG = re.compile(r"<[^>]*>")


def full_text(sections: Iterable[Section], facts: Iterable[Fact], page: str, absolute: Callable[[str], str]) -> str:
    """A text for a reader elsewhere: every address absolute, its notes and the sources of its figures written out.

    `absolute` makes an address of the site whole, and a graphic's own address that of its picture.
    """

    def mended(match: re.Match[str]) -> str:
        address = match["address"]
        if address.startswith("#"):
            address = absolute(page) + address
        elif address.startswith(GRAPHIC):
            address = absolute(address)
        elif not _SCHEME.match(address):
            address = absolute(re.sub(r"^(?:\.{0,2}/)+", "", address))
        return match["before"] + address

    html = _NUMBER.sub("", "\n".join(piece for section in sections for piece in _section(section)))
    return "\n".join(filter(None, (_ADDRESS.sub(mended, html), *_sources(facts))))


def _section(section: Section) -> Iterator[str]:
    """A section's headings and blocks, then its notes."""
    blocks = [block for part in section.parts for block in part.blocks]
    yield from _heading(section.heading)
    for part in section.parts:
        yield from _heading(part.heading)
        yield from (str(block.html) for block in part.blocks)
    yield from _notes([note for block in blocks for note in block.notes])


def _heading(heading: Heading | None) -> Iterator[str]:
    if heading:
        yield f"<h{heading.level}>{heading.html}</h{heading.level}>"


def _notes(notes: list[Note]) -> Iterator[str]:
    """Notes on wording as a list of marks and words."""
    if notes:
        yield "<dl>"
        for note in notes:
            yield f"<dt>{escape(note.mark)}</dt><dd>{_AROUND.sub('', note.html)}</dd>"
        yield "</dl>"


def _sources(facts: Iterable[Fact]) -> Iterator[str]:
    """The facts with their credits as a list; a source that all of them share is named once, above it."""
    facts = list(facts)
    shared = shared_source(facts)
    if shared:
        yield f"<p>{escape(source_name(shared), quote=False)}</p>"
    if facts:
        yield "<ul>"
        yield from (f"<li>{escape(credit(fact, titled=not shared), quote=False)}</li>" for fact in facts)
        yield "</ul>"


def xhtml(html: str) -> str:
    """The same elements, well-formed as XML, which a parser of HTML reads alike (XHTML 1.0, appendix C)."""
    from lxml import etree  # slow to load, and needed only where something is published

    body = etree.HTML(f"<body><div>{html}</div></body>")[0]
    for element in body.iter(etree.Element):
        if element.tag not in _VOID and element.text is None and len(element) == 0:
            element.text = ""  # else it is written as <p/>, which HTML takes for an opening tag
    written = str(etree.tostring(body[0], encoding="unicode", with_tail=False))
    return written.removeprefix("<div>").removesuffix("</div>")


def words(html: str) -> str:
    """What a reader sees of an HTML text as plain words, with one space between them."""
    return " ".join(unescape(_TAG.sub("", _APART.sub(" ", html))).split())
