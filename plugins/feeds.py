"""Writes Atom and RSS feeds with the full text of articles and operations, the newest first.

Settings: FEED_ADDRESSES (a mapping of `atom` and `rss` to addresses). Feeds need absolute addresses: without PUBLIC_URL
none is written. Their text is as written, not typeset, and ends with the sources of its figures.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from html import escape
from pathlib import Path
from typing import Any

from feedgenerator import Atom1Feed, Rss201rev2Feed
from pelican import signals

from ledger import published
from manuscript import BORDER, Endnote, endnotes
from metadata import public_address

CLASSES = {"atom": Atom1Feed, "rss": Rss201rev2Feed}
TEMPLATES = ("article", "operation")
_ADDRESS = re.compile(r"""(?P<before><[^>]*\s(?:href|src)=")(?P<address>[^"]*)""")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.I)


def in_order(contents: Iterable[Any]) -> list[Any]:
    """Articles and operations, the newest first; of one date, by address."""
    found = [content for content in contents if content.template in TEMPLATES]
    return sorted(sorted(found, key=lambda c: c.save_as), key=lambda c: c.date, reverse=True)


def full_text(html: str, notes: Iterable[Endnote], page: str, absolute: Callable[[str], str]) -> str:
    """A text for a reader elsewhere: every address absolute, and the sources of its figures as a list at its end."""

    def mended(match: re.Match[str]) -> str:
        address = match["address"]
        if address.startswith("#"):
            address = absolute(page) + address
        elif not _SCHEME.match(address):
            address = absolute(re.sub(r"^(?:\.{1,2}/)+", "", address))
        return match["before"] + address

    return _ADDRESS.sub(mended, html.replace(BORDER, "").strip()) + "".join(_sources(notes))


def _sources(notes: Iterable[Endnote]) -> Iterator[str]:
    notes = list(notes)
    if not notes:
        return
    yield "<ol>"
    for note in notes:
        fact = note.fact
        said = " ".join(filter(None, (fact.speaker.name, fact.speaker.attribution)))
        yield f"<li>{escape('. '.join(filter(None, (fact.wording, said, fact.source.title, fact.where))))}.</li>"
    yield "</ol>"


def feed(form: str, contents: list[Any], settings: dict[str, Any]) -> Any:
    """A feedgenerator feed of the contents."""

    def absolute(path: str) -> str:
        return public_address(settings["PUBLIC_URL"], path)

    made = CLASSES[form](
        title=settings["SITENAME"],
        link=absolute("index.html"),
        feed_url=absolute(settings["FEED_ADDRESSES"][form]),
        description=settings.get("SITESUBTITLE") or settings["SITENAME"],
        language=settings["DEFAULT_LANG"],
        author_name=settings.get("PUBLISHER") or None,
    )
    for content in contents:
        text = full_text(content.get_content("."), endnotes(content), content.save_as, absolute)
        summary = escape(str(content.summary))
        made.add_item(
            title=str(content.title),
            link=absolute(content.save_as),
            unique_id=absolute(content.save_as),
            unique_id_is_permalink=True,
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
