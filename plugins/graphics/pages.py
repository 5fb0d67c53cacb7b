"""What is made of a graphic besides its drawing in a text: its page, its data, and the files to take along."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from ledger.data import COLUMNS, inert, row
from metadata import public_address
from pictures import as_plain_text, png

from . import plate
from .model import Graphic

PICTURE = f"-{plate.WIDTHS[0]}.png"  # how the address of a graphic's picture goes on behind that of its page


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

    @property
    def picture(self) -> str:
        """The address of the graphic's picture to show elsewhere."""
        return beside(self.save_as, PICTURE)


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


def picture(made: Graphic, page: GraphicPage, settings: dict[str, Any]) -> str:
    """A graphic as an SVG to take along, with its source and credit."""
    terms = tuple(settings[name] for name in ("PUBLISHER", "LICENSE") if settings.get(name))
    address = public_address(settings["PUBLIC_URL"], page.save_as).partition("://")[2]  # as people write it
    about = as_plain_text(settings.get("SITESUBTITLE") or "", settings["DEFAULT_LANG"])
    credit = plate.Credit(settings["SITENAME"], terms, address, about)
    words = partial(as_plain_text, language=made.language)
    return plate.svg(made, credit, {role: day for role, (day, _) in settings["ROLES"].items()}, words)


def saved(made: Graphic, svg: str, settings: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    """(suffix, bytes) of each file of a graphic to take along: its data, and its picture."""
    yield ".csv", as_csv(made).encode()
    yield ".svg", svg.encode()
    for width in plate.WIDTHS:
        yield f"-{width}.png", png(svg, width, settings)
