"""The page that tells other sites how to show a part of the feature."""

from __future__ import annotations

from typing import Any

from graphics import GraphicPage


def guide_page(settings: dict[str, Any]) -> GraphicPage:
    """The page; its title and summary are words of the theme, in the site's language."""
    language = settings["DEFAULT_LANG"]
    _ = settings["CATALOGUES"].words(language).gettext
    summary = _("How another site shows a part of this feature: by a frame, by its address, or in its own page.")
    return GraphicPage(_("Put it on your page"), summary, language, settings["ADDRESSES"]["embedding"], "embedding")
