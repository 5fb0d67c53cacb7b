"""Sets type by the language of the page: typogrify for English, guillemets and dashes for Russian and Kazakh.

Templates write `{{ page.title|typeset }}` and `{{ block.html|typeset }}`. Plain strings are escaped first. Code,
drawings and data are left alone. What is not for readers' eyes (feeds, JSON-LD, attributes) is never sent through here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from html import escape
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from pelican import signals

from catalogues import page_language
from ledger import primary

LEFT_ALONE = ("code", "pre", "script", "style", "svg", "kbd", "samp", "math")
NO_BREAK = "\N{NO-BREAK SPACE}"
_GUILLEMETS = str.maketrans({"“": "«", "”": "»"})


def english(html: str) -> str:
    """Curly quotes, dashes, ellipses, wrapped capitals and ampersands; widows are left to the stylesheet."""
    import smartypants
    from typogrify.filters import typogrify

    smartypants.Attr.default = smartypants.Attr.set1 | smartypants.Attr.w | smartypants.Attr.u
    return str(typogrify(html, LEFT_ALONE, widont=False))


def cyrillic(html: str) -> str:
    """Guillemets for straight quotes, a no-break space before a dash and behind a one- or two-letter preposition."""
    from smartypants import Attr, smartypants
    from typogrify.filters import process_ignores

    return "".join(
        _cyrillic(str(smartypants(text, Attr.q | Attr.D | Attr.e | Attr.w | Attr.u))) if process else text
        for text, process in process_ignores(html, LEFT_ALONE)
    )


def _cyrillic(html: str) -> str:
    html = re.sub(r" +[—–](?=\s)", NO_BREAK + "—", html.translate(_GUILLEMETS))
    return re.sub(r"(?<![^\W_])([а-яёәғқңөұүһі]{1,2}) (?=[^\s<])", rf"\1{NO_BREAK}", html, flags=re.IGNORECASE)


SETTERS: dict[str, Callable[[str], str]] = {"en": english, "ru": cyrillic, "kk": cyrillic}


@lru_cache(maxsize=4096)
def typeset(html: str, language: str) -> str:
    """The HTML with its type set for a language; unchanged where nothing is known of it."""
    setter = SETTERS.get(primary(language))
    return setter(html) if setter else html


@pass_context
def typeset_filter(context: Context, value: Any) -> Markup:
    html = (
        str(value) if isinstance(value, Markup) else escape(str(value), quote=False)
    )  # smartypants must see the quotes
    return Markup(typeset(html, page_language(context)))


def install(generator: Any) -> None:
    generator.env.filters["typeset"] = typeset_filter


def register() -> None:
    signals.generator_init.connect(install)
