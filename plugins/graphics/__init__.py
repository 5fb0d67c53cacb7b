"""Draws graphics from the ledger while the site is built.

A graphic is a YAML file in the folder that the setting GRAPHICS_PATH names, below PATH. A text places it as a picture:
`![what it shows](graphic:<id>)`. Templates find all graphics as `graphics`, by their ids, and draw one with
`{{ drawn(graphic, description, "wide") }}`; each graphic gets a page, its data as CSV, and pictures to save.

Settings: GRAPHICS_PATH, and ADDRESSES with `graphic` (its page, with {slug}) and `graphics` (the list of all).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from markupsafe import Markup
from pelican import signals
from pelican.generators import Generator

from ledger import Document, Ledger, Problem, Sources, Use, before_reading, primary, published, shown_path, sources_read
from ledger.data import COLUMNS, inert, row
from ledger.wording import inline_html
from pictures import as_plain_text, png

from . import basemaps, plate, reading
from .kinds import KINDS
from .model import NARROW, WIDE, Graphic, Kind, Row
from .svg import inline

__all__ = [
    "KINDS", "NARROW", "SCHEME", "WIDE", "Graphic", "GraphicPage", "Kind", "Row", "as_csv", "beside", "folder",
    "pictures", "register",
]  # fmt: skip

SCHEME = "graphic:"
ALONE = "\N{OBJECT REPLACEMENT CHARACTER}"  # what stands for a picture in the words of a paragraph


@dataclass(frozen=True)
class GraphicPage:
    """The page of one graphic, or, without a graphic, of the list of all: what templates ask of any page."""

    title: str
    summary: str
    lang: str
    save_as: str
    template: str
    graphic: Graphic | None = None
    graphics: tuple[str, ...] = ()
    parent: GraphicPage | None = None
    citations: tuple[()] = ()

    @property
    def slug(self) -> str:
        return PurePosixPath(self.save_as).stem

    @property
    def url(self) -> str:
        return self.save_as


def folder(settings: dict[str, Any]) -> Path:
    return Path(settings["PATH"], settings["GRAPHICS_PATH"])


def pictures(files: Iterable[reading.File]) -> dict[str, tuple[str, ...]]:
    """The ids of the facts that each graphic shows, by its address in a text."""
    return {SCHEME + file.id: tuple(key for _, key in file.named) for file in files}


def begin(pelican: Any) -> None:
    """Read the graphics' files, and tell the ledger what each shows."""
    settings = pelican.settings
    settings["GRAPHIC_FILES"] = reading.read_all(folder(settings))
    settings["LEDGER_PICTURES"] = pictures(settings["GRAPHIC_FILES"])


def check(sources: Sources) -> Iterator[Problem]:
    """Every problem of the graphics and of where they are placed."""
    settings = sources.settings
    files: list[reading.File] = settings["GRAPHIC_FILES"]
    for file in files if sources.ledger.facts else ():
        yield from reading.problems(file, sources.ledger, settings)
    for path, message in basemaps.unused(folder(settings), [file.data.get("land") for file in files]):
        yield Problem(shown_path(path), 1, 1, message)
    for document in sources.documents:
        yield from placing_problems(document, [file.id for file in files])


def placing_problems(document: Document, known: list[str]) -> Iterator[Problem]:
    """A graphic stands in a paragraph of its own, once on a page, and there must be such a graphic."""
    seen: set[str] = set()
    placed = [image for image in document.images if image.address.startswith(SCHEME)]
    alone = sum(run.text.strip() == ALONE for run in document.runs if run.kind == "p")
    place = document.body_start
    for image in placed:
        key = image.address.removeprefix(SCHEME)
        place = max(place, document.text.find(image.address, place + 1))
        if key not in known:
            yield document.problem(place, f"there is no graphic “{key}”; there are {', '.join(known) or 'none'}")
        elif key in seen:
            yield document.problem(place, f"the graphic “{key}” stands twice on this page; keep one")
        seen.add(key)
    if alone < len(placed):
        place = document.text.find(f"]({SCHEME}", document.body_start) + 2
        yield document.problem(place, "a graphic stands by itself; put an empty line before it and behind it")


def make(settings: dict[str, Any]) -> dict[str, Graphic]:
    """All graphics by their ids, whose files were found sound."""
    if "GRAPHICS" not in settings:
        ledger: Ledger = settings["LEDGER"]
        files: list[reading.File] = settings["GRAPHIC_FILES"]
        settings["GRAPHICS"] = {file.id: reading.graphic(file, ledger, settings) for file in files}
    return dict(settings["GRAPHICS"])


def address(settings: dict[str, Any], made: Graphic) -> str:
    return str(settings["ADDRESSES"]["graphic"].format(slug=made.id))


def beside(path: str, suffix: str) -> str:
    """The address of a file of a page: graphics/a.csv beside graphics/a.html."""
    return path.removesuffix(".html") + suffix


def page_of(made: Graphic, settings: dict[str, Any]) -> GraphicPage:
    save_as = address(settings, made)
    return GraphicPage(
        made.title, made.summary, made.language, save_as, "graphic", made, (made.id,), list_page(settings)
    )


def list_page(settings: dict[str, Any]) -> GraphicPage:
    """The page that lists all graphics; its title and summary are words of the theme, in the site's language."""
    language = settings["DEFAULT_LANG"]
    _ = settings["CATALOGUES"].words(language).gettext
    summary = _("Every graphic of this feature, with its data and its source.")
    return GraphicPage(_("Graphics"), summary, language, settings["ADDRESSES"]["graphics"], "graphics")


def drawn(made: Graphic, description: str, form: str) -> Markup:
    """The SVG of a graphic in one form for a page: wide, narrow, or index, which is the narrow one by itself."""
    drawing = made.wide if form == "wide" else made.narrow
    language = made.ledger_language if primary(made.ledger_language) != primary(made.language) else ""
    spare = form == ("wide" if made.kind.reads else "narrow")
    return Markup(inline(drawing, made.title, description, form, language, spare))


def as_csv(made: Graphic) -> str:
    """A graphic's data: one line for each fact of each row, under the ledger's names of columns and the kind's own."""
    out = io.StringIO()
    writer = csv.DictWriter(out, ["row", *COLUMNS, *made.columns])
    writer.writeheader()
    for each in made.rows:
        for fact in each.facts:
            cells = row(fact) | {"parts": " ".join(fact.parts), **each.extra, "row": each.label}
            writer.writerow({key: inert(value) for key, value in cells.items()})
    return out.getvalue()


def saved(made: Graphic, page: GraphicPage, settings: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    """(suffix, bytes) of each file of a graphic to take along: its data, and its picture with its source and credit."""
    yield ".csv", as_csv(made).encode()
    from metadata import public_address  # here, for it reads the pages of graphics itself

    terms = tuple(settings[name] for name in ("PUBLISHER", "LICENSE") if settings.get(name))
    address = public_address(settings["PUBLIC_URL"], page.save_as).partition("://")[2]  # as people write it
    credit = plate.Credit(settings["SITENAME"], terms, address)
    words = partial(as_plain_text, language=made.language)
    svg = plate.svg(made, credit, {role: day for role, (day, _) in settings["ROLES"].items()}, words)
    yield ".svg", svg.encode()
    for width in plate.WIDTHS:
        yield f"-{width}.png", png(svg, width, settings)


def install(generator: Any) -> None:
    """Give the templates the graphics."""
    settings = generator.settings
    made = make(settings)
    generator.env.globals |= {"graphics": made, "drawn": drawn, "beside": beside}
    generator.env.filters["inline"] = inline_html
    generator.env.globals["graphic_address"] = lambda each: address(settings, each)


def add_uses(generators: Iterable[Any]) -> None:
    """Put `graphic_uses`, each graphic's id with the pages that show it, into the context of all templates."""
    generators = list(generators)
    uses: dict[str, list[Any]] = {}
    for content in published(generators):
        content.graphics = tuple(entry.graphic for entry in content.outline if entry.graphic)
        for key in content.graphics:
            uses.setdefault(key, []).append(content)
    if not generators:
        return
    context = generators[0].context
    context["graphic_uses"] = uses
    for made in make(generators[0].settings).values():
        for key in made.facts:
            page = page_of(made, generators[0].settings)
            context["ledger_uses"].setdefault(key, []).append(Use(page, (f"data-{key}",)))


class GraphicsGenerator(Generator):
    """Writes each graphic's page and files, and the page that lists them."""

    def generate_output(self, writer: Any) -> None:
        made = make(self.settings)
        if not made:
            return
        for each in made.values():
            page = page_of(each, self.settings)
            self._write(writer, page)
            for suffix, data in saved(each, page, self.settings):
                Path(self.output_path, beside(page.save_as, suffix)).write_bytes(data)
        self._write(writer, list_page(self.settings))

    def _write(self, writer: Any, page: GraphicPage) -> None:
        writer.write_file(
            page.save_as, self.get_template(page.template), self.context, relative_urls=True, page=page, url=page.url
        )


def generator(_: Any) -> type[GraphicsGenerator]:
    return GraphicsGenerator


def register() -> None:
    before_reading.connect(begin)
    sources_read.connect(check)
    signals.generator_init.connect(install)
    signals.all_generators_finalized.connect(add_uses)
    signals.get_generators.connect(generator)
