"""Sets type by the language of the page: typogrify for English, guillemets and dashes for Russian and Kazakh.

In every language a number stands in one line with its unit.

Templates write `{{ page.title|typeset }}` and `{{ block.html|typeset }}`. Plain strings are escaped first. Code,
drawings and data are left alone. What is not for readers' eyes (feeds, JSON-LD, attributes) is never sent through here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, partial
from html import escape
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from pelican import signals

from catalogues import page_language
from ledger import primary
from ledger.units import UNITS

LEFT_ALONE = ("code", "pre", "script", "style", "svg", "kbd", "samp", "math")
NO_BREAK = "\N{NO-BREAK SPACE}"
_GUILLEMETS = str.maketrans({"“": "«", "”": "»"})
_IGNORED = re.compile(rf"<(?:{'|'.join(LEFT_ALONE)})", re.I)
_TAG = re.compile(r"(<!--.*?-->|<[^>]*>)", re.S)  # Markdown and Jinja escape < and > in attributes
_MARKUP = re.compile(r"<(?!!--)[^>]*>")  # as smartypants tells tags; it sets what stands in some comments
# Without one of these in its text, a filter of typogrify gives back what it got, and is not called: it costs far more.
_SMART = re.compile(r"""["'`&\\]|--|\.\.\.|\. \. \.""")
_CAPS = re.compile(r"[A-Z](?:\d*|\.\s?)[A-Z]")
_QUOTES = re.compile("""["'&]""")
_BEFORE_UNIT = re.compile(rf" (?<=[0-9] )(?=(?:{'|'.join(UNITS.values())})(?![^\W_]))")


def english(html: str) -> str:
    """Curly quotes, dashes, ellipses, wrapped capitals and ampersands; widows are left to the stylesheet."""
    return _set(html, _english)


def cyrillic(html: str) -> str:
    """Guillemets for straight quotes, a no-break space before a dash and behind a one- or two-letter preposition."""
    return _set(html, _cyrillic)


def _set(html: str, setter: Callable[[str], str]) -> str:
    """The HTML with all set but what is left alone."""
    from typogrify.filters import process_ignores

    if not _IGNORED.search(html):
        return setter(html)
    return "".join(setter(text) if process else text for text, process in process_ignores(html, LEFT_ALONE))


def _english(html: str) -> str:
    """What typogrify.filters.typogrify does, widows aside, each filter only where it finds something."""
    from smartypants import Attr
    from typogrify.filters import amp, caps, initial_quotes

    if "&" in html:
        html = _between_tags(html, amp)
    html = _smart(html, Attr.set1 | Attr.w | Attr.u)
    text = _MARKUP.sub("", html)
    if _CAPS.search(text):
        html = caps(html)
    if _QUOTES.search(text):
        html = initial_quotes(html)
    return html


def _cyrillic(html: str) -> str:
    from smartypants import Attr

    return _between_tags(_smart(html, Attr.q | Attr.D | Attr.e | Attr.w | Attr.u), _cyrillic_text)


def _cyrillic_text(text: str) -> str:
    text = re.sub(r" +[—–](?=\s)", NO_BREAK + "—", text.translate(_GUILLEMETS))
    return re.sub(r"(?<![^\W_])([а-яёәғқңөұүһі]{1,2}) (?=\S)", rf"\1{NO_BREAK}", text, flags=re.IGNORECASE)


def _smart(html: str, attributes: int) -> str:
    """The HTML as smartypants sets it, told its attributes by each call: its own default is global."""
    from smartypants import smartypants

    return str(smartypants(html, attributes)) if _SMART.search(_MARKUP.sub("", html)) else html


def _between_tags(html: str, setter: Callable[[str], str]) -> str:
    """The HTML with the text between its tags set; tags with their attributes, and comments, stay as they are."""
    pieces = _TAG.split(html)
    pieces[::2] = map(setter, pieces[::2])
    return "".join(pieces)


SETTERS: dict[str, Callable[[str], str]] = {"en": english, "ru": cyrillic, "kk": cyrillic}


@lru_cache(maxsize=4096)
def typeset(html: str, language: str) -> str:
    """The HTML with its type set for a language; where nothing is known of it, a number is held to its unit only."""
    setter = SETTERS.get(primary(language))
    html = setter(html) if setter else html
    return _set(html, _with_units) if _BEFORE_UNIT.search(html) else html


def _with_units(html: str) -> str:
    return _between_tags(html, partial(_BEFORE_UNIT.sub, NO_BREAK))


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
