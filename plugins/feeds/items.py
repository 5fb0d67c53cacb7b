"""The items of all feeds: each article and operation with its full text, made once, and the facts that it shows."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from account import account, endnotes
from blocks import GRAPHIC
from graphics import PICTURE, beside, make
from ledger import Fact
from ledger.data import row
from metadata import public_address

from .text import full_text

TEMPLATES = ("article", "operation")
ICON = "favicon.svg"


@dataclass(frozen=True)
class Cited:
    """A fact of an item, the ids of its citations in the text, and the absolute address of its entry in the ledger.

    A fact that only a graphic shows has no citation. Where the site has no page for the ledger, the address is that of
    the fact's note on the page, or of its row on the graphic's.
    """

    fact: Fact
    cites: tuple[str, ...]
    address: str

    @cached_property
    def known(self) -> dict[str, Any]:
        """All that the ledger knows of the fact, by the names of its columns."""
        return row(self.fact)


@dataclass(frozen=True)
class Item:
    """One article or operation as it is syndicated. Addresses are absolute; `author`, `image`, `embed` may be empty."""

    content: Any
    address: str
    html: str
    facts: tuple[Cited, ...]
    image: str = ""
    embed: str = ""

    @property
    def title(self) -> str:
        return str(self.content.title)

    @property
    def summary(self) -> str:
        return str(self.content.summary)

    @property
    def author(self) -> str:
        """Who is named as the author of this one, not of the whole site."""
        return str(getattr(self.content, "author", None) or "")

    @property
    def published(self) -> datetime.datetime:
        return self.content.date

    @property
    def modified(self) -> datetime.datetime:
        return getattr(self.content, "modified", self.content.date)


def in_order(contents: Iterable[Any]) -> list[Any]:
    """Articles and operations, the newest first; of one date, by address."""
    found = [content for content in contents if content.template in TEMPLATES]
    return sorted(sorted(found, key=lambda c: c.save_as), key=lambda c: c.date, reverse=True)


def absolute(path: str, settings: Mapping[str, Any]) -> str:
    """The absolute address of a path of the site; for a graphic's own address that of its picture."""
    if path.startswith(GRAPHIC):
        page = settings["ADDRESSES"]["graphic"].format(slug=path.removeprefix(GRAPHIC))
        path = beside(page, PICTURE)
    return public_address(settings["PUBLIC_URL"], path)


def moment(date: datetime.datetime) -> str:
    """A date and time as JSON Feed and JSON Schema have it (RFC 3339, section 5.6), whose zones know no seconds."""
    offset = date.utcoffset()
    whole = offset is not None and not offset % datetime.timedelta(minutes=1)
    return (date if whole else date.astimezone(datetime.UTC)).isoformat()


def items(contents: Iterable[Any], settings: dict[str, Any], context: Mapping[str, Any]) -> list[Item]:
    """The items of the contents, in their order."""
    whole = partial(absolute, settings=settings)
    ledger = next((page.save_as for page in context["pages"] if page.template == "sources"), "")
    found = []
    for content in contents:
        html = full_text(account(content), (note.fact for note in endnotes(content)), content.save_as, whole)
        card, embed = (context[name].get(content.save_as) for name in ("cards", "embeds"))
        image, frame = whole(card.path) if card else "", whole(embed.save_as) if embed else ""
        facts = tuple(_facts(content, settings, ledger))
        found.append(Item(content, whole(content.save_as), html, facts, image, frame))
    return found


def _facts(content: Any, settings: dict[str, Any], ledger: str) -> Iterator[Cited]:
    """The facts that a text cites, by their notes' numbers, then those that only its graphics show."""

    def place(fact: Fact, otherwise: str) -> str:
        return absolute(f"{ledger}#fact-{fact.id}" if ledger else otherwise, settings)

    known = set()
    for note in endnotes(content):
        known.add(note.fact.id)
        yield Cited(note.fact, note.cites, place(note.fact, f"{content.save_as}#fact-{note.fact.id}"))
    made = make(settings)
    for key in content.graphics:
        page = settings["ADDRESSES"]["graphic"].format(slug=key)
        for fact in made[key].facts.values():
            if fact.id not in known:
                known.add(fact.id)
                yield Cited(fact, (), place(fact, f"{page}#data-{fact.id}"))
