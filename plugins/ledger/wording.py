"""How the ledger itself words a fact, in a language: numbers grouped, dates written out."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from functools import cache
from typing import Any

from markupsafe import Markup, escape

from . import edtf

NO_BREAK = "\N{NO-BREAK SPACE}"
LINK = re.compile(r"\[(?P<words>[^\]\n]*)\]\((?P<href>[^()\s]+)\)")
_LEAP_YEAR = 2000  # a day of no stated year may be 29 February
EMPHASIS = re.compile(r"\*([^*\n]+)\*")


@cache
def locale(language: str) -> Any:
    """Babel's locale of a language tag such as en, en-GB or kk."""
    from babel import Locale

    return Locale.parse(language, sep="-" if "-" in language else "_")


def number(value: Any, language: str) -> str:
    """The value with the language's grouping: 17000 is 17,000 in English and 17 000 (no-break) in Russian."""
    from babel.numbers import format_decimal

    return str(format_decimal(value, locale=locale(language)))


def date(value: str, language: str) -> str:
    """An EDTF date or interval in words: 2019-01 is January 2019, --07-13 is 13 July, 2019/ is 2019."""
    first, last = edtf.ends(value)
    if value.endswith("X"):
        return first + {"ru": "-е", "kk": "-жылдар"}.get(language[:2].lower(), "s")
    if not last or last == first:
        return _single(first, language)
    low, high = edtf.parts(first), edtf.parts(last)
    if low[:2] == high[:2] and low[2] and high[2]:
        return _single(last, language, before_day=f"{low[2]}–")
    return f"{_single(first, language)}–{_single(last, language)}"


def _single(value: str, language: str, before_day: str = "") -> str:
    """A date in words, as the language's own long form has it. `before_day` is set before the day's number."""
    from babel.dates import format_date

    year, month, day = edtf.parts(value)
    if not month:
        return str(year)
    known = locale(language)
    if day and year:
        pattern = known.date_formats["long"].pattern
    else:
        skeletons = known.datetime_skeletons
        pattern = skeletons["MMMMd" if day else "yMMMM"].pattern if day or year else "LLLL"
    if before_day:
        pattern = re.sub("d+", f"'{before_day}'d", pattern, count=1)
    return str(format_date(datetime.date(year or _LEAP_YEAR, month, day or 1), pattern, locale=known))


def value_text(value: Decimal | None, unit: str, day: str, words: str, language: str) -> str:
    """A fact's value with its unit and without its qualifier: 12 kg, January 2019; a fact of words gives its words."""
    if value is not None:
        return number(value, language) + (f"{NO_BREAK}{unit}" if unit else "")
    return date(day, language) if day else words


def inline_html(text: str) -> Markup:
    """A note's HTML: `*emphasis*` and `[words](https://…)` are set; a link to a fact or a denial keeps its words."""
    html = str(escape(text))
    html = LINK.sub(lambda m: _anchor(m) if m["href"].startswith("http") else m["words"], html)
    return Markup(EMPHASIS.sub(r"<em>\1</em>", html))


def _anchor(match: re.Match[str]) -> str:
    return f'<a href="{match["href"]}">{match["words"]}</a>'
