"""The stylesheet of an embed: the heights that it keeps to, and what it is in a fragment."""

from __future__ import annotations

import re

from markupsafe import Markup

_REM = re.compile(r"(?<![\w.#])(?<!\w-)(-?\d*\.?\d+)rem\b")
PIXELS = 16  # of a rem, where nobody has changed it
HOST_RULES = (
    ":host{all:initial!important;display:block!important;inline-size:100%!important;color-scheme:inherit!important;"
    "direction:ltr!important;unicode-bidi:isolate!important}"
    "@media not print{.embed{color-scheme:inherit!important}}"
    ".embed{contain-intrinsic-inline-size:min(300px,80vw)}"  # in a place that is as wide as what stands in it
)


def reserved(heights: dict[int, int]) -> Markup:
    """The rules by which a card is as high as the snippet of a width promises."""
    return Markup(
        "".join(f"@container page (width:{w}px){{.embed__card{{min-block-size:{h}px}}}}" for w, h in heights.items())
    )


def apart(css: str) -> str:
    """A stylesheet of an embed for a shadow root, where the host's sizes hold for no letter, and its rules for nothing.

    What the host says of the element is undone by important rules: of two such, that of the inner tree holds. Custom
    properties are not undone by `all`, so the roles are given to what is within.
    """
    sized = _REM.sub(lambda match: f"{float(match[1]) * PIXELS:g}px", css.replace(":root", ".embed"))
    return f"{HOST_RULES}{sized}"
