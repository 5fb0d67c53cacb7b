"""What the classes of drawings mean in a book: attributes of SVG, in the feature's colours by day, on white.

The theme says the same to browsers, in components/drawing.css, ring.css and sky.css.
"""

from __future__ import annotations

from collections.abc import Mapping

from graphics.drawing import ROLES, SMALL
from graphics.svg import FAMILIES, HALO

GROUND = "#ffffff"  # a page of paper; a reader that is dark shows the drawing as a plate
Styles = dict[str, dict[str, str]]


def styles(colours: Mapping[str, str]) -> Styles:
    """SVG attributes by class; "" is for the whole of any drawing, and `a b` for b where a is around it or on it."""
    colours = {**colours, "paper": GROUND}
    ink, mark = colours["ink"], colours["mark"]
    found: Styles = {
        "": {
            "background": GROUND,
            "fill": ink,
            "font-family": FAMILIES["sans"],
            "font-size": f"{SMALL:g}",
            "style": "font-size-adjust:.5",  # of the face that words are measured in; browsers take it in a style only
        },
        "serif": {"font-family": FAMILIES["serif"]},
        "bold": {"font-weight": "700", "style": "font-size-adjust:.48"},
        "italic": {"font-style": "italic"},
        "halo": {
            "paint-order": "stroke",
            "stroke": GROUND,
            "stroke-width": f"{HALO:g}",
            "stroke-linejoin": "round",
        },
        "ring": {"fill": "none", "stroke": ink},
        "ring__rim": {"stroke-width": "1.2"},
        "ring__months": {"stroke-width": "32", "stroke-opacity": ".6"},
        "ring__years": {"stroke-width": "83"},
        "ring__named": {"stroke-width": "40"},
        "ring__lit": {"stroke": mark, "stroke-width": "22"},
        "dial ring__years": {"stroke-width": "120"},
        "dial ring__lit": {"stroke-width": "70"},
        "dial middle": {
            "fill": ink,
            "stroke": "none",
            "font-family": FAMILIES["serif"],
            "font-size": "300",
            "font-weight": "700",
            "text-anchor": "middle",
        },
        "sky__ring": {"font-size": "38", "font-weight": "700", "text-anchor": "middle"},
        "sky__ring ring__years": {"stroke-dasharray": ".04 .96", "stroke-dashoffset": ".02"},
        "sky__ring ring__lit": {"stroke-width": "34"},
    }
    for role in ROLES:
        found |= {f"area-{role}": {"fill": colours[role]}, f"line-{role}": {"stroke": colours[role]}}
    return found
