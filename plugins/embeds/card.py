"""What an embed shows: the core of the home page, of an operation, or of a graphic, in words and facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from account import Figure, endnotes
from graphics.model import Graphic
from imprint import EMBEDS
from ledger import Fact, Source, Speaker

LONG = 30  # letters of a title


@dataclass(frozen=True)
class Entry:
    """An operation in the list of the home page's embed: its years as names, and its title."""

    years: str
    title: str


@dataclass(frozen=True)
class Card:
    """One embed. `page` is the page whose core it is; `address` is the page's public one as people write it, or "".

    `about` is what the page says of itself: a standfirst, empty for a graphic, which says it by its drawing.
    `facts` are those of its figures; `sources` theirs, in order of first use.
    """

    slug: str
    page: Any
    site: str
    when: str = ""
    about: str = ""
    figures: tuple[Figure, ...] = ()
    operations: tuple[Entry, ...] = ()
    sources: tuple[Source, ...] = ()
    graphic: Graphic | None = None
    description: str = ""  # of the drawing, for those who do not see it
    address: str = ""
    lit: Any = None  # the operation whose years are lit on the ring; None where those of all are

    @property
    def title(self) -> str:
        return str(self.page.title)

    @property
    def lang(self) -> str:
        return str(self.page.lang)

    @property
    def long(self) -> bool:
        """Whether the title is set small: a graphic's is a sentence."""
        return bool(self.graphic) or len(self.title) > LONG

    @property
    def speakers(self) -> tuple[Speaker, ...]:
        return tuple(dict.fromkeys(figure.fact.speaker for figure in self.figures))

    @property
    def facts(self) -> tuple[Fact, ...]:
        return tuple(self.graphic.facts.values()) if self.graphic else tuple(figure.fact for figure in self.figures)

    @staticmethod
    def counted(fact: Fact) -> str:
        """What a fact counts, or its name where it counts nothing, and over what period."""
        return ", ".join(filter(None, (fact.counts or fact.label, fact.period)))

    @property
    def save_as(self) -> str:
        return self.beside(".html")

    def beside(self, suffix: str) -> str:
        """The address of a file of this embed: embed/a.json."""
        return f"{EMBEDS}/{self.slug}{suffix}"


def years(page: Any) -> str:
    """The years of an operation as names: the first and the latest, never a span."""
    return " / ".join(str(year) for year in dict.fromkeys((page.dates.years[0], page.dates.years[-1])))


def of_page(page: Any, operations: Iterable[Any], site: str, address: str) -> Card:
    """The card of the home page or of an operation."""
    home = page.template == "home"
    facts = [figure.fact for figure in page.figures]
    cited = facts or [note.fact for note in endnotes(page)]
    when = "" if home else getattr(page, "when", "") or years(page)
    return Card(
        "home" if home else page.slug,
        page,
        site,
        when,
        str(getattr(page, "standfirst", "") or page.summary),
        tuple(page.figures),
        tuple(Entry(years(each), str(each.title)) for each in operations) if home else (),
        tuple(dict.fromkeys(fact.source for fact in cited)),
        address=address,
        lit=None if home else page,
    )


def of_graphic(page: Any, site: str, address: str) -> Card:
    """The card of a graphic, from its page."""
    return Card(page.graphic.id, page, site, graphic=page.graphic, description=str(page.summary), address=address)


def cards(contents: Iterable[Any], graphics: Iterable[Any], operations: Iterable[Any], written: Any) -> Iterator[Card]:
    """All embeds: the home page's, those of operations in their order, those of graphics.

    `written` gives (the feature's name, the public address as people write it) for a page.
    """
    operations = list(operations)
    homes = [content for content in contents if content.template == "home"]
    for page in (*homes, *operations):
        yield of_page(page, operations, *written(page))
    for page in graphics:
        yield of_graphic(page, *written(page))
