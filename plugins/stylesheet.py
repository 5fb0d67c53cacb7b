"""Makes the theme's stylesheet one string to set into each page, with the feature's colours, and checks their contrast.

`index.css` of the theme names its layers and imports its files by name. The setting COLOURS maps a role to its colour
by day and by night; roles that it leaves out keep the theme's. A file beside `index.css` that it does not import is a
stylesheet of its own, for one kind of page; one that imports the roles is all that its page carries. Templates write
`{{ stylesheet }}`, `{{ stylesheets.home }}`, and `{{ roles.paper[0] }}` for a colour by day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup
from pelican import signals

from ledger import Problem, Sources, sources_read

_IMPORT = re.compile(r"""@import\s+(?:url\()?["']?(?P<file>[^"')]+)["']?\)?(?:\s+layer\((?P<layer>[\w.-]+)\))?\s*;""")
_ROLE = re.compile(
    r"--(?P<role>[a-z-]+):\s*light-dark\(\s*(?P<day>#[0-9a-f]{6})\s*,\s*(?P<night>#[0-9a-f]{6})\s*\)", re.I
)
_COLOUR = re.compile(r"#[0-9a-f]{6}", re.I)

# WCAG 2.2: 1.4.3 asks 4.5:1 of text, 1.4.11 asks 3:1 of drawings. Each role against each ground it stands on.
TEXT, DRAWN = 4.5, 3.0
CONTRASTS = {"ink": TEXT, "soft": TEXT, "accent": TEXT, "mark-text": TEXT, "mark": DRAWN}
GROUNDS = ("paper", "raised")
ROLES = "tokens.css"  # where the theme's roles stand


@cache
def bundle(path: Path) -> str:
    """The text of a stylesheet with its imports in their places, each in the layer it names. Raises OSError."""

    def imported(match: re.Match[str]) -> str:
        text = bundle(path.parent / match["file"])
        return f"@layer {match['layer']}{{{text}}}" if match["layer"] else text

    return _IMPORT.sub(imported, path.read_text(encoding="utf-8"))


def minified(css: str) -> str:
    from rcssmin import cssmin

    return str(cssmin(css))


def roles(css: str, own: dict[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """(colour by day, colour by night) of each role: the theme's `--role: light-dark(…, …)`, then the feature's own."""
    return {m["role"]: (m["day"], m["night"]) for m in _ROLE.finditer(css)} | own


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours such as #1b1713, from 1 to 21 (WCAG 2.2, relative luminance)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def colour_faults(css: str, own: dict[str, tuple[str, str]]) -> Iterator[str]:
    """What is wrong with a feature's colours: unknown roles, no colours, too little contrast by day or by night."""
    theme = roles(css, {})
    sound = {}
    for role, pair in own.items():
        if role not in theme:
            yield f"COLOURS: the theme has no role “{role}”; it has {', '.join(theme)}"
        elif len(pair) != 2 or not all(_COLOUR.fullmatch(str(c)) for c in pair):
            yield f"COLOURS: “{role}” needs two colours, by day and by night, such as #224466"
        else:
            sound[role] = pair
    all_roles = theme | sound
    for role, least in CONTRASTS.items():
        for ground in GROUNDS:
            for when, index in (("day", 0), ("night", 1)):
                ratio = contrast(all_roles[role][index], all_roles[ground][index])
                if ratio < least:
                    yield f"COLOURS: “{role}” on “{ground}” has {ratio:.2f}:1 by {when}; at least {least}:1 is needed"


def own_colours(own: dict[str, tuple[str, str]]) -> str:
    """The rule that sets a feature's colours over the theme's."""
    if not own:
        return ""
    return "@layer tokens{:root{" + "".join(f"--{r}:light-dark({d},{n});" for r, (d, n) in own.items()) + "}}"


def own_sheets(folder: Path) -> list[Path]:
    """The stylesheets of a folder, index.css and what it imports left out, in order of their names."""
    imported = {match["file"] for match in _IMPORT.finditer((folder / "index.css").read_text(encoding="utf-8"))}
    return sorted(path for path in folder.glob("*.css") if path.name not in imported | {"index.css"})


def has_roles(path: Path) -> bool:
    """Whether a stylesheet imports the theme's roles itself."""
    return any(match["file"] == ROLES for match in _IMPORT.finditer(path.read_text(encoding="utf-8")))


def _folder(settings: dict[str, Any]) -> Path:
    return Path(settings["THEME"], "static", "css")


def _theme_css(settings: dict[str, Any]) -> str:
    return bundle(_folder(settings) / "index.css")


def check(sources: Sources) -> Iterator[Problem]:
    for message in colour_faults(_theme_css(sources.settings), sources.settings.get("COLOURS", {})):
        yield Problem("settings", 0, 0, message)


def install(generator: Any) -> None:
    settings = generator.settings
    if "STYLESHEET" not in settings:
        own = own_colours(settings.get("COLOURS", {}))
        css = _theme_css(settings) + own
        settings["STYLESHEET"] = Markup(minified(css))
        sheets = own_sheets(_folder(settings))
        settings["STYLESHEETS"] = {
            path.stem: Markup(minified(bundle(path) + (own if has_roles(path) else ""))) for path in sheets
        }
        settings["ROLES"] = roles(css, settings.get("COLOURS", {}))
    generator.env.globals |= {
        "stylesheet": settings["STYLESHEET"],
        "stylesheets": settings["STYLESHEETS"],
        "roles": settings["ROLES"],
    }


def register() -> None:
    sources_read.connect(check)
    signals.generator_init.connect(install)
