"""Social cards: the picture of a page or a graphic that other sites show beside a link to it.

A card stands at `cards/<address of the page>.<hash>.png` and is drawn only where PUBLIC_URL is set, for its address
must be absolute. Templates write `{{ card(content) }}` and get its address, its size and what is on it; or None.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pelican import signals
from pelican.generators import Generator

from assets import hashed
from embeds.card import years
from embeds.guide import guide_page
from graphics import list_page, make, page_of
from graphics.drawing import Drawing, Sheet
from graphics.lettering import unknown
from graphics.svg import standalone
from ledger import Problem, Sources, published, sources_read
from metadata import public_address
from offline import offline_page
from pictures import ahead, as_plain_text, png
from ring import ring, span
from search import search_page

from . import layout

FOLDER = "cards"
HEAVIEST = 100_000  # bytes of a card; a drawing that needs more leaves it to the ring
SHORTEST = 30  # letters of a beginning of a summary; what is shorter says little, or ended at an abbreviation
MISSING = "is in none of the faces that cards are set in; write it otherwise"
_END = re.compile(r"(?<=[.!?…])\s+")


@dataclass(frozen=True)
class Card:
    """What a page's head says of its card. `graphic`: whether the page's graphic is drawn on it, not the ring.

    `operation` is the page whose years are lit on the ring; None where those of all are.
    """

    address: str
    width: int
    height: int
    graphic: bool
    operation: Any


@dataclass(frozen=True)
class Draft:
    """What may be a page's card; the rest is as in `Card`."""

    page: Any
    sheet: Sheet
    graphic: bool = False
    operation: Any = None


@dataclass(frozen=True)
class Plan:
    """What is a page's card, as PNG."""

    draft: Draft
    png: bytes

    @property
    def path(self) -> str:
        """Where the card stands: cards/operations/a.0f1e2d3c4b.png for operations/a.html."""
        return hashed(f"{FOLDER}/{self.draft.page.save_as.removesuffix('.html')}.png", self.png)


def beginnings(summary: str) -> Iterator[str]:
    """The summary, then what is left when its last sentence is taken away, and so on."""
    sentences: list[str] = []
    for piece in _END.split(summary):
        if sentences and not piece.lstrip("«“‘\"'(")[:1].isupper():
            sentences[-1] += f" {piece}"  # the point was an abbreviation’s
        else:
            sentences.append(piece)
    for count in range(len(sentences), 0, -1):
        told = " ".join(sentences[:count])
        if len(told) >= SHORTEST or count == len(sentences):
            yield told


def about(page: Any) -> Iterator[str]:
    """What a page is, the better first: when an operation was, else what its summary says."""
    dates = getattr(page, "dates", None)
    if dates:
        yield getattr(page, "when", "") or years(page)
    else:
        yield from beginnings(str(page.summary))


def drafts(page: Any, settings: dict[str, Any], operations: list[Any], uses: list[Any]) -> Iterator[Draft]:
    """What a page's card may be, the better first; the last is light. `uses`: the pages that a graphic stands on.

    A generator, since the second is rarely asked for.
    """
    language = page.lang
    told = tuple(as_plain_text(each, language) for each in about(page))
    told = tuple(each for each in told if not unknown(each, layout.ABOUT))
    words = layout.Words(settings["SITENAME"], as_plain_text(str(page.title), language), told)
    made = getattr(page, "graphic", None)
    if made:
        sourced = replace(words, about=(as_plain_text(made.source, language),))
        drawn = layout.on_drawing(sourced, lambda width: plain(made.kind.draw(made, width)))
        if drawn:
            yield Draft(page, drawn, graphic=True)
    shown = page if page in operations else next((use for use in uses if use in operations), None)
    sheet = layout.on_ring(words, ring(*span(settings["LEDGER"].facts, settings["RING"]), operations, shown))
    yield Draft(page, sheet, operation=shown)


def planned(found: Sequence[Iterator[Draft]], settings: dict[str, Any]) -> Iterator[Plan]:
    """The first of each page's drafts that is light enough, drawn. The first ones are drawn several at a time."""
    firsts = [next(each) for each in found]
    ahead(((svg(draft, settings), layout.WIDTH) for draft in firsts), settings)
    for first, others in zip(firsts, found, strict=True):
        for draft in (first, *others) if first.graphic else (first,):
            card = png(svg(draft, settings), layout.WIDTH, settings)
            if len(card) <= HEAVIEST or not draft.graphic:
                yield Plan(draft, card)
                break


def plain(drawing: Drawing) -> Drawing:
    """The drawing without halos, which would take a good part of what a card may weigh."""
    texts = (replace(text, halo=False) for text in drawing.texts)
    return replace(drawing, items=(*drawing.shapes, *texts))


def svg(draft: Draft, settings: dict[str, Any]) -> str:
    """A card in the feature's colours by day."""
    colours = {role: day for role, (day, _) in settings["ROLES"].items()}
    return standalone(draft.sheet, "", "", colours, draft.page.lang)


def check(sources: Sources) -> Iterator[Problem]:
    """A title, and the feature's name, must be in letters that the faces of cards have."""
    for name in ("SITENAME", "SITESUBTITLE", "PUBLISHER", "LICENSE"):
        for letter in unknown(sources.settings.get(name) or "", layout.NAME):
            yield Problem("settings", 0, 0, f"{name} has “{letter}”, which {MISSING}")
    for document in sources.documents:
        field = document.field("title")
        if field:
            for letter in unknown(field.value, layout.TITLE):
                yield document.field_problem(field, f"the title has “{letter}”, which {MISSING}")


def plan(generators: Iterable[Any]) -> None:
    """Put `cards`, the plan of each page's card by the page's address, into the context."""
    generators = list(generators)
    for generator in generators[:1]:
        settings, context = generator.settings, generator.context
        graphics = make(settings) if settings["PUBLIC_URL"] else {}
        pages = [*published(generators)] if settings["PUBLIC_URL"] else []
        pages += [page_of(made, settings) for made in graphics.values()]
        pages += [list_page(settings)] if graphics else []
        pages += [each(settings) for each in (guide_page, offline_page, search_page)] if settings["PUBLIC_URL"] else []
        uses = context["graphic_uses"]
        found = [drafts(page, settings, context["operations"], _uses(page, uses)) for page in pages]
        context["cards"] = {plan.draft.page.save_as: plan for plan in planned(found, settings)}


def _uses(page: Any, uses: dict[str, list[Any]]) -> list[Any]:
    made = getattr(page, "graphic", None)
    return uses.get(made.id, []) if made else []


class CardsGenerator(Generator):
    """Writes the cards."""

    def generate_output(self, writer: Any) -> None:
        for plan in self.context["cards"].values():
            path = Path(self.output_path, plan.path)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(plan.png)


def install(generator: Any) -> None:
    settings, context = generator.settings, generator.context

    def card(content: Any) -> Card | None:
        plan = context["cards"].get(content.save_as)
        if not plan:
            return None
        address = public_address(settings["PUBLIC_URL"], plan.path)
        return Card(address, layout.WIDTH, layout.HEIGHT, plan.draft.graphic, plan.draft.operation)

    generator.env.globals["card"] = card


def generator(_: Any) -> type[CardsGenerator]:
    return CardsGenerator


def register() -> None:
    sources_read.connect(check)
    signals.generator_init.connect(install)
    signals.all_generators_finalized.connect(plan)
    signals.get_generators.connect(generator)
