"""Draws graphics from the ledger while the site is built.

A graphic is a YAML file in the folder that the setting GRAPHICS_PATH names, below PATH. A text places it as a picture:
`![what it shows](graphic:<id>)`. Templates find all graphics as `graphics`, by their ids, and draw one with
`{{ drawn(graphic, description, "wide") }}`; each graphic gets a page, its data as CSV, and pictures to save.

Settings: GRAPHICS_PATH, and ADDRESSES with `graphic` (its page, with {slug}) and `graphics` (the list of all).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from markupsafe import Markup
from pelican import signals
from pelican.generators import Generator

from blocks import GRAPHIC
from ledger import Problem, Sources, Use, before_reading, primary, published, refuse, shown_path, sources_read
from ledger.wording import inline_html
from pictures import ahead

from . import basemaps, faults, plate, reading
from .kinds import KINDS
from .model import Graphic
from .pages import PICTURE, GraphicPage, address, as_csv, beside, list_page, page_of, picture, saved
from .paragraphs import placing_problems
from .svg import inline

__all__ = [
    "KINDS", "PICTURE", "GraphicPage", "as_csv", "beside", "folder", "list_page", "make", "page_of", "pictures",
    "register",
]  # fmt: skip


def folder(settings: dict[str, Any]) -> Path:
    return Path(settings["PATH"], settings["GRAPHICS_PATH"])


def pictures(files: Iterable[reading.File]) -> dict[str, tuple[str, ...] | None]:
    """The ids of the facts that each graphic shows, by its address in a text; None where its file is at fault."""
    return {GRAPHIC + file.id: None if file.problems else tuple(key for _, key in file.named) for file in files}


def begin(pelican: Any) -> None:
    """Read the graphics' files, and tell the ledger what each shows."""
    settings = pelican.settings
    settings["GRAPHIC_FILES"] = reading.read_all(folder(settings))
    settings["LEDGER_PICTURES"] = pictures(settings["GRAPHIC_FILES"])


def check(sources: Sources) -> Iterator[Problem]:
    """Every problem of the graphics and of where they are placed."""
    settings = sources.settings
    files: list[reading.File] = settings["GRAPHIC_FILES"]
    made: dict[str, Graphic] = {}
    settings["GRAPHICS"] = made
    for file in files if sources.ledger.facts else ():
        yield from faults.problems(file, sources.ledger, settings, made)
    if all(file.data for file in files):  # a file that cannot be read may name any of them
        for path, message in basemaps.unused(folder(settings), [file.data.get("land") for file in files]):
            yield Problem(shown_path(path), 1, 1, message)
    for document in sources.documents:
        yield from placing_problems(document, [file.id for file in files])


def make(settings: dict[str, Any]) -> dict[str, Graphic]:
    """All graphics by their ids, as they were made when they were checked."""
    return dict(settings["GRAPHICS"])


def drawn(made: Graphic, description: str, form: str) -> Markup:
    """The SVG of a graphic in one form for a page: wide, narrow, or index, which is the narrow one by itself."""
    drawing = made.wide if form == "wide" else made.narrow
    language = made.ledger_language if primary(made.ledger_language) != primary(made.language) else ""
    spare = form == ("wide" if made.kind.reads else "narrow")
    return Markup(inline(drawing, made.title, description, form, language, spare))


def install(generator: Any) -> None:
    """Give the templates the graphics."""
    settings = generator.settings
    made = make(settings)
    generator.env.globals |= {"graphics": made, "drawn": drawn, "beside": beside, "picture_widths": plate.WIDTHS}
    generator.env.filters["inline"] = inline_html
    generator.env.globals["graphic_address"] = lambda each: address(settings, each)


def add_uses(generators: Iterable[Any]) -> None:
    """Put `graphic_uses`, each graphic's id with the pages that show it, into the context of all templates."""
    generators = list(generators)
    uses: dict[str, list[Any]] = {}
    for content in published(generators):
        content.graphics = tuple(entry.graphic for entry in content.outline if entry.graphic)
        if content._content.count(f'src="{GRAPHIC}') != len(content.graphics):  # what no check has foreseen
            refuse([Problem(shown_path(Path(content.source_path)), 0, 0, "a graphic of it stands where none can")])
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
        pages = [(each, page_of(each, self.settings)) for each in made.values()]
        svgs = [picture(each, page, self.settings) for each, page in pages]
        ahead(((svg, width) for svg in svgs for width in plate.WIDTHS), self.settings)
        for (each, page), svg in zip(pages, svgs, strict=True):
            self._write(writer, page)
            for suffix, data in saved(each, svg, self.settings):
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
