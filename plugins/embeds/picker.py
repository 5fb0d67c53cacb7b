"""The theme's scripts for embeds, and what the one of “Put this on your page” is called with."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from metadata import public_address

from .height import WIDTHS
from .offer import script

SCRIPT = "embed.js"


def theirs(settings: dict[str, Any], name: str) -> str:
    """One of the theme's scripts for embeds."""
    return Path(settings["THEME"], "static", "embed", name).read_text(encoding="utf-8")


def picker(settings: dict[str, Any], languages: Iterable[str]) -> str:
    """The script of “Put this on your page”, called with what it is to know."""
    words = {}
    for language in sorted(languages):
        _ = settings["CATALOGUES"].words(language).gettext
        words[language] = {
            "width": _("Width"),
            "colours": _("Colours"),
            "light": _("light"),
            "dark": _("dark"),
            "around": _("as around it"),
            "line": _("A line of script, for the exact height"),
            "copy": _("Copy"),
            "copied": _("Copied"),
        }
    line = script(public_address(settings["PUBLIC_URL"], SCRIPT))
    text = theirs(settings, "offer.js")
    for name, value in (("WIDTHS", WIDTHS), ("WORDS", words), ("SCRIPT", line)):
        text = text.replace(f" {name}", f" {json.dumps(value, ensure_ascii=False)}")
    return text
