"""The manifest of the feature as an app (W3C Web Application Manifest), and its icons, drawn from the year ring."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from babel import Locale

from assets import hashed
from pictures import ahead, png

MANIFEST = "site.webmanifest"
START = "index.html"
# Path to (width in pixels, purpose). Of a maskable icon, a system shows no less than a circle of four fifths.
ICONS: Mapping[str, tuple[int, str]] = {
    "icons/192.png": (192, "any"),
    "icons/512.png": (512, "any"),
    "icons/maskable.png": (512, "maskable"),
}


def icons(template: Any, context: Mapping[str, Any], settings: dict[str, Any]) -> dict[str, bytes]:
    """The icons by their paths, as assets are named."""
    drawn = {
        path: (template.render({**context, "purpose": purpose}), width) for path, (width, purpose) in ICONS.items()
    }
    ahead(drawn.values(), settings)
    return {path: png(svg, width, settings) for path, (svg, width) in drawn.items()}


def app(settings: dict[str, Any], assets: Mapping[str, bytes]) -> dict[str, Any]:
    """What the manifest holds. Its addresses are relative to its own, so that they hold wherever the tree lies.

    Without an id it goes by its start_url. A relative id would be resolved against the host, not the folder (section
    on id): two features of one host would be one app.
    """
    paper = settings["ROLES"]["paper"][0]
    return {
        "name": settings["SITENAME"],
        "short_name": settings["SITENAME"],
        "description": settings.get("SITESUBTITLE") or settings["SITENAME"],
        "lang": settings["DEFAULT_LANG"],
        "dir": Locale.parse(settings["DEFAULT_LANG"], sep="-").text_direction,
        "start_url": START,
        "scope": "./",
        "display": "minimal-ui",  # a reader keeps the way back, and sees whose pages these are
        "theme_color": paper,
        "background_color": paper,
        "icons": [
            {"src": hashed(path, assets[path]), "sizes": f"{width}x{width}", "type": "image/png", "purpose": purpose}
            for path, (width, purpose) in ICONS.items()
        ],
    }


def as_json(settings: dict[str, Any], assets: Mapping[str, bytes]) -> str:
    return json.dumps(app(settings, assets), ensure_ascii=False, indent=1) + "\n"
