"""Writes `offline.html`, “Take it with you”: the page that offers the feature in every form to take along.

`publishing/` knows the page by its address, and sets a link and a size where a package was made.
"""

from __future__ import annotations

from typing import Any

from pelican import signals
from pelican.generators import Generator

from graphics import GraphicPage

PATH = "offline.html"


def offline_page(settings: dict[str, Any]) -> GraphicPage:
    """The page; its title and summary are words of the theme, in the site's language."""
    language = settings["DEFAULT_LANG"]
    _ = settings["CATALOGUES"].words(language).gettext
    summary = _("The feature in forms to keep: for a folder, a reader, a printer, a library.")
    return GraphicPage(_("Take it with you"), summary, language, PATH, "offline")


class OfflineGenerator(Generator):
    """Writes the page."""

    def generate_output(self, writer: Any) -> None:
        page, made = offline_page(self.settings), self.get_template("offline")
        writer.write_file(page.save_as, made, self.context, relative_urls=True, page=page, url=page.url)


def generator(_: Any) -> type[OfflineGenerator]:
    return OfflineGenerator


def register() -> None:
    signals.get_generators.connect(generator)
