"""Writes `offline.html`, “Take it with you”: the page that offers the feature in every form to take along.

`publishing/` knows the page by its address, and sets a link and a size where a package was made. With a public address
it also offers to save the feature in the reader's browser, which each page does at a first visit. Then
`site.webmanifest` is written too, so that the feature can stand among a reader's apps.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from babel import Locale
from pelican import signals
from pelican.generators import Generator

from graphics import GraphicPage

from .app import MANIFEST, as_json, icons

PATH = "offline.html"
SCRIPTS = ("offline.js", "keep.js")  # of the theme: on every page, and on this one


def offline_page(settings: dict[str, Any]) -> GraphicPage:
    """The page; its title and summary are words of the theme, in the site's language."""
    language = settings["DEFAULT_LANG"]
    _ = settings["CATALOGUES"].words(language).gettext
    summary = _("Four ways to keep this feature: as a folder, as an e-book, as a book to print, as a library's volume.")
    return GraphicPage(_("Take it with you"), summary, language, PATH, "offline")


def collect(generators: Iterable[Any]) -> None:
    """Add what only a published tree holds to the assets: the scripts, and the icons."""
    for each in list(generators)[:1]:
        if each.settings["PUBLIC_URL"]:
            folder = Path(each.settings["THEME"], "static", "offline")
            each.context["assets"] |= {f"theme/js/{name}": (folder / name).read_bytes() for name in SCRIPTS}
            each.context["assets"] |= icons(each.env.get_template("icon.svg"), each.context, each.settings)


class OfflineGenerator(Generator):
    """Writes the page, and the manifest of the app."""

    def generate_output(self, writer: Any) -> None:
        page, made = offline_page(self.settings), self.get_template("offline")
        mark = Locale.parse(page.lang, sep="-").number_symbols["latn"]["decimal"]
        writer.write_file(
            page.save_as, made, self.context, relative_urls=True, page=page, url=page.url, decimal_mark=mark
        )
        if self.settings["PUBLIC_URL"]:
            Path(self.output_path, MANIFEST).write_text(
                as_json(self.settings, self.context["assets"]), encoding="utf-8"
            )


def generator(_: Any) -> type[OfflineGenerator]:
    return OfflineGenerator


def register() -> None:
    signals.all_generators_finalized.connect(collect)
    signals.get_generators.connect(generator)
