"""Writes Atom and RSS feeds with the full text of articles and operations, the newest first.

Settings: FEED_ADDRESSES (a mapping of `atom` and `rss` to addresses). Feeds need absolute addresses: without PUBLIC_URL
none is written. Their text is as written, not typeset. Notes on wording stand behind the section that refers to them,
with their marks, which begin anew with each section; the text ends with the sources of its figures.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from html import escape
from pathlib import Path
from typing import Any

from feedgenerator import Atom1Feed, Rss201rev2Feed
from pelican import signals

from account import Heading, Note, Section, account, endnotes
from blocks import GRAPHIC
from graphics import PICTURE, beside
from ledger import Fact, published
from ledger.credit import credit, shared_source, source_name
from metadata import public_address

CLASSES = {"atom": Atom1Feed, "rss": Rss201rev2Feed}
TEMPLATES = ("article", "operation")
_ADDRESS = re.compile(r"""(?P<before><[^>]*\s(?:href|src)=")(?P<address>[^"]*)""")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.I)
_NUMBER = re.compile(r' data-(?:n|note)="[0-9]+"')  # of a figure's note, which the text elsewhere does not have
_AROUND = re.compile(r"\A\s*<div>\s*|\s*</div>\s*\Z")  # a note's own element


def in_order(contents: Iterable[Any]) -> list[Any]:
    """Articles and operations, the newest first; of one date, by address."""
    found = [content for content in contents if content.template in TEMPLATES]
    return sorted(sorted(found, key=lambda c: c.save_as), key=lambda c: c.date, reverse=True)


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


def feed(form: str, contents: list[Any], settings: dict[str, Any]) -> Any:
    """A feedgenerator feed of the contents. An Atom feed needs an author (RFC 4287, 4.1.1), if only the site's name."""

    def absolute(path: str) -> str:
        if path.startswith(GRAPHIC):
            page = settings["ADDRESSES"]["graphic"].format(slug=path.removeprefix(GRAPHIC))
            path = beside(page, PICTURE)
        return public_address(settings["PUBLIC_URL"], path)

    made = CLASSES[form](
        title=settings["SITENAME"],
        link=absolute("index.html"),
        feed_url=absolute(settings["FEED_ADDRESSES"][form]),
        description=settings.get("SITESUBTITLE") or settings["SITENAME"],
        language=settings["DEFAULT_LANG"],
        author_name=settings.get("PUBLISHER") or settings.get("BYLINE") or settings["SITENAME"],
    )
    for content in contents:
        text = full_text(account(content), (note.fact for note in endnotes(content)), content.save_as, absolute)
        summary = escape(str(content.summary))
        made.add_item(
            title=str(content.title),
            link=absolute(content.save_as),
            unique_id=absolute(content.save_as),
            unique_id_is_permalink=True,
            author_name=getattr(content, "author", None) or None,
            description=summary if form == "atom" else text,
            content=text if form == "atom" else None,
            pubdate=content.date,
            updateddate=getattr(content, "modified", content.date),
        )
    return made


def write(generators: Iterable[Any]) -> None:
    """Write each feed below the output, when all contents are known."""
    generators = list(generators)
    settings = generators[0].settings
    contents = in_order(published(generators))
    if not settings.get("PUBLIC_URL"):
        return
    for form, address in settings["FEED_ADDRESSES"].items():
        path = Path(settings["OUTPUT_PATH"], address)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="\n") as file:
            feed(form, contents, settings).write(file, "utf-8")
            file.write("\n")


def register() -> None:
    signals.all_generators_finalized.connect(write)
