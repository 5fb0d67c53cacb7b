"""Checks the shapes of the settings before anything uses them, and tells every wrong one at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ledger import Problem, before_reading, languages, refuse

LONGEST = 200  # letters of what stands in pictures
_ADDRESS = re.compile(r"(?!.*\.\.)[A-Za-z0-9_{-][A-Za-z0-9._/{}-]*")


def words(value: Any) -> bool:
    """Whether a value is a list or tuple of words; a single word in brackets without a comma is none."""
    return isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value)


def pairs(value: Any) -> bool:
    """Whether a value maps words to (by day, by night)."""
    return isinstance(value, dict) and all(
        isinstance(k, str) and isinstance(v, (list, tuple)) and len(v) == 2 for k, v in value.items()
    )


def addresses(value: Any) -> bool:
    """Whether a value maps words to addresses below the output."""
    return isinstance(value, dict) and all(isinstance(v, str) and _ADDRESS.fullmatch(v) for v in value.values())


def drawn(one: str, every: str) -> bool:
    """Whether these can be the addresses of a graphic's page and of the list of all."""
    named = one.count("{") == one.count("{slug}") == 1 and one.endswith(".html")
    return named and every.endswith(".html") and "{" not in every and one.format(slug="") != every


def zone(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(value) and ZoneInfo(value) is not None
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return False


def language(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(languages.load(value))
    except languages.UnknownLanguage:
        return False


def public_url(value: Any) -> bool:
    """Whether a value is empty, or the address of a site: a scheme, a host, perhaps a port and a path, nothing else."""
    if not isinstance(value, str) or re.search(r"[\s<>\"'\\]", value):
        return False
    parts = urlsplit(value)
    plain = not (parts.query or parts.fragment or parts.username or "?" in value or "#" in value)
    return value == "" or (parts.scheme in ("http", "https") and bool(parts.hostname) and plain)


def text(value: Any) -> bool:
    return isinstance(value, str)


def line(value: Any) -> bool:
    """Whether a value is words that pictures have room for."""
    return isinstance(value, str) and len(value) <= LONGEST and (value.isprintable() or not value)


SHAPES: dict[str, tuple[Callable[[Any], bool], str]] = {
    "SITENAME": (lambda v: line(v) and bool(v.strip()), f"the feature's name, in at most {LONGEST} letters"),
    "SITESUBTITLE": (line, f"at most {LONGEST} letters, or ''"),
    "DEFAULT_LANG": (language, "a language whose numbers can be read: en, kk or ru"),
    "LOCALES": (words, "a tuple of language tags, such as ('en-GB',)"),
    "TIMEZONE": (zone, "a time zone, such as 'Europe/Helsinki'"),
    "BUILD_TIME": (text, "a moment, such as '2026-11-22T09:30:00+00:00', or ''"),
    "BYLINE": (line, f"at most {LONGEST} letters, or ''"),
    "PUBLISHER": (line, f"at most {LONGEST} letters, or ''"),
    "LICENSE": (line, f"at most {LONGEST} letters, or ''"),
    "LICENSE_URL": (lambda v: v == "" or public_url(v), "an address, or ''"),
    "SITE_FACTS": (words, "a tuple of ids of facts, such as ('age',)"),
    "RING": (
        lambda v: isinstance(v, dict) and set(v) == {"from", "years"},
        "{'from': a fact's id, 'years': a fact's id}",
    ),
    "MENU": (words, "a tuple of slugs, such as ('about', 'sources')"),
    "COLOURS": (pairs, "roles with two colours each, such as {'accent': ('#224466', '#88bbee')}"),
    "ADDRESSES": (
        lambda v: (
            addresses(v)
            and {"article", "page", "embedding"} <= set(v)
            and drawn(v.get("graphic", ""), v.get("graphics", ""))
        ),
        "addresses below the output of 'article', 'page', 'graphic', 'graphics', 'embedding': {'page': '{slug}.html'}",
    ),
    "GRAPHICS_PATH": (
        lambda v: text(v) and re.fullmatch(r"[A-Za-z0-9_-]+", v) is not None,
        "the name of a folder below PATH, such as 'graphics'",
    ),
    "PICTURE_CACHE": (text, "the folder where drawn pictures are kept, or ''"),
    "TEMPLATE_CACHE": (text, "the folder where compiled templates are kept, or ''"),
    "LEDGER_DATA": (lambda v: addresses(v) and set(v) <= {"json", "csv"}, "addresses for 'json' and 'csv'"),
    "FEED_ADDRESSES": (
        lambda v: addresses(v) and set(v) <= {"atom", "rss", "json"},
        "addresses for 'atom', 'rss' and 'json'",
    ),
    "PUBLIC_URL": (public_url, "'' or an address such as 'https://news.example/30-years', without query or fragment"),
}


def shape_faults(settings: dict[str, Any]) -> Iterator[str]:
    """What is wrong with the settings by themselves."""
    for name, (fits, mend) in SHAPES.items():
        if name not in settings:
            yield f"{name} is missing; set it to {mend}"
        elif not fits(settings[name]):
            yield f"{name} is {settings[name]!r}; set it to {mend}"


def check(pelican: Any) -> None:
    """Refuse to go on with settings that other plugins could not use."""
    refuse(Problem("settings", 0, 0, message) for message in shape_faults(pelican.settings))


def register() -> None:
    before_reading.connect(check)
