"""Embeds: the core of the home page, of each operation and of each graphic, to stand in other sites.

Each gets `embed/<slug>.html`, which carries all that it needs. Where PUBLIC_URL is set it also gets its oEmbed answers
(.json and .xml), a fragment for server-side includes (.fragment.html), and `embed.js` and `embedding.html` are written
for those who take them. Templates ask `{{ offer(page) }}` for what a page has to offer; None where it has nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from markupsafe import Markup
from pelican import signals
from pelican.generators import Generator

from graphics import make, page_of
from ledger import Field, Problem, Sources, published, shown_path, sources_read
from ledger.wording import date
from metadata import public_address
from pictures import as_plain_text

from .card import Card, cards
from .guide import guide_page
from .height import USUAL, WIDTHS, Labels, height
from .offer import as_json, as_xml, discovery, in_policy, oembed, script, snippet
from .picker import SCRIPT, picker, theirs
from .style import apart, reserved

PICKER = "theme/js/offer.js"  # by what name templates call the script of “Put this on your page”


@dataclass(frozen=True)
class Offer:
    """What a page has to offer to other sites. `heights`: by width, in pixels. `json`, `xml`: where its answers are."""

    card: Card
    heights: dict[int, int]
    address: str
    json: str
    xml: str

    def snippet(self, width: int = USUAL) -> str:
        return snippet(self.address, self.card.title, width, self.heights[width])


def check(sources: Sources) -> Iterator[Problem]:
    """No two embeds may have one slug."""
    taken: dict[str, str] = {"home": "the home page"}
    for document in sources.documents:
        if document.meta("template") == "operation":
            slug = document.meta("slug") or document.path.stem
            if slug in taken:
                field = document.field("slug") or document.field("template") or Field("", 1, 1)
                message = f"the slug of its embed, {slug}, is taken by {taken[slug]}; give it another Slug"
                yield document.field_problem(field, message)
            taken[slug] = shown_path(document.path)
    for file in sources.settings["GRAPHIC_FILES"]:
        if file.id in taken:
            message = f"the slug of its embed, {file.id}, is taken by {taken[file.id]}; give the file another name"
            yield file.problem((), message)
        taken[file.id] = shown_path(file.path)


def labels(settings: dict[str, Any], language: str) -> Labels:
    """The theme's words in the embeds of a language."""
    _ = settings["CATALOGUES"].words(language).gettext
    statuses = {"derived": _("derived by us"), "context": _("another account")}
    words = partial(as_plain_text, language=language)
    return Labels(_("The whole page"), partial(source_lines, settings), statuses, words)


def source_lines(settings: dict[str, Any], card: Card) -> list[str]:
    """A line for each source of a card that has figures of its own: its title, its publisher, its date."""
    if card.graphic:
        return []
    catalogues = settings["CATALOGUES"]
    _ = catalogues.words(card.lang).gettext
    tag = catalogues.tags.get(card.lang, card.lang)
    told = []
    for source in card.sources:
        about = ", ".join(filter(None, (source.title, source.publisher, date(source.date, tag) if source.date else "")))
        told.append(as_plain_text(_("Source: %(source)s") % {"source": about}, card.lang))
    return told


def as_written(address: str) -> str:
    """An address as people write it: without its scheme, and without a slash at its end."""
    return address.partition("://")[2].rstrip("/")


def collect(generators: Iterable[Any]) -> None:
    """Put the cards of all embeds, by the address of their page, and their heights, by their slug, into the context."""
    generators = list(generators)
    if not generators:
        return
    settings, context = generators[0].settings, generators[0].context
    pages = [page_of(made, settings) for made in make(settings).values()]

    def written(page: Any) -> tuple[str, str]:
        return settings["SITENAME"], as_written(public_address(settings["PUBLIC_URL"], page.save_as))

    found = list(cards(published(generators), pages, context["operations"], written))
    words = {language: labels(settings, language) for language in {card.lang for card in found}}
    context["embeds"] = {card.page.save_as: card for card in found}
    context["embed_heights"] = {
        card.slug: {width: height(card, width, words[card.lang]) for width in WIDTHS} for card in found
    }
    if settings["PUBLIC_URL"]:  # no page asks for it elsewhere
        context["assets"][PICKER] = picker(settings, {card.lang for card in found}).encode()


def offer(context: dict[str, Any], settings: dict[str, Any], page: Any) -> Offer | None:
    """What a page has to offer; None where it has no embed, or the site no public address."""
    card = context["embeds"].get(page.save_as)
    return offered(card, context["embed_heights"][card.slug], settings) if card and settings["PUBLIC_URL"] else None


def offered(card: Card, heights: dict[int, int], settings: dict[str, Any]) -> Offer:
    """What a card is offered as."""
    absolute = partial(public_address, settings["PUBLIC_URL"])
    whole = absolute(card.page.save_as)
    return Offer(
        card,
        heights,
        absolute(card.save_as),
        discovery(absolute(card.beside(".json")), whole),
        absolute(card.beside(".xml")),
    )


class EmbedsGenerator(Generator):
    """Writes the embeds and what belongs to them."""

    def generate_output(self, writer: Any) -> None:
        child = Markup(theirs(self.settings, "child.js").strip())
        public = bool(self.settings["PUBLIC_URL"])
        css = Markup(apart(self.settings["STYLESHEETS"]["embed"]))
        for card in self.context["embeds"].values():
            rules = reserved(self.context["embed_heights"][card.slug])
            self._write(writer, card, card.save_as, "embed", embed_rules=rules, embed_script=child)
            if public:
                self._write(writer, card, card.beside(".fragment.html"), "fragment", style=css)
                for suffix, write in ((".json", as_json), (".xml", as_xml)):
                    Path(self.output_path, card.beside(suffix)).write_text(write(self._answer(card)), encoding="utf-8")
        if public:
            Path(self.output_path, SCRIPT).write_text(theirs(self.settings, SCRIPT), encoding="utf-8")
            self._write_guide(writer)

    def _write(self, writer: Any, card: Card, path: str, template: str, **more: Any) -> None:
        made = self.get_template(template)
        writer.write_file(path, made, self.context, relative_urls=True, page=card.page, embed=card, url=path, **more)

    def _answer(self, card: Card) -> dict[str, str | int]:
        has = offered(card, self.context["embed_heights"][card.slug], self.settings)
        picture = self.env.globals["card"](card.page)
        about = {
            "title": card.title,
            "author_name": self.settings.get("BYLINE") or "",
            "provider_name": self.settings["SITENAME"],
            "provider_url": public_address(self.settings["PUBLIC_URL"], "index.html"),
            "width": USUAL,
            "height": has.heights[USUAL],
            "thumbnail_url": picture.address if picture else "",
            "thumbnail_width": picture.width if picture else "",
            "thumbnail_height": picture.height if picture else "",
        }
        return oembed(about, has.snippet(), public_address(self.settings["PUBLIC_URL"], card.page.save_as))

    def _write_guide(self, writer: Any) -> None:
        page, made = guide_page(self.settings), self.get_template("embedding")
        line = script(public_address(self.settings["PUBLIC_URL"], SCRIPT))
        writer.write_file(
            page.save_as, made, self.context, relative_urls=True, page=page, url=page.url, embed_script_line=line
        )


def install(generator: Any) -> None:
    """Give the templates what pages offer."""
    settings, context = generator.settings, generator.context
    generator.env.globals["offer"] = lambda page: offer(context, settings, page)
    generator.env.globals["in_policy"] = in_policy
    generator.env.globals["embed_sources"] = lambda card: source_lines(settings, card)


def generator(_: Any) -> type[EmbedsGenerator]:
    return EmbedsGenerator


def register() -> None:
    sources_read.connect(check)
    signals.generator_init.connect(install)
    signals.all_generators_finalized.connect(collect)
    signals.get_generators.connect(generator)
