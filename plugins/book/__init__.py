"""Writes `book.json`: what packages of the feature have to know besides its pages: their order, their titles, its date.

`publishing/` makes a ZIP, an EPUB, a PDF and a ZIM of the finished tree. It knows no Pelican; what only the build knows
stands in this file, with the cover, and with what the classes of drawings mean. The order is that of a book: the home
page as its introduction, the texts as the menu has them, the graphics with their data, then what the feature says of
itself, and the ledger as the last.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from babel.dates import format_date
from pelican import signals
from pelican.generators import Generator
from pelican.utils import slugify

from graphics import make, page_of
from graphics.svg import standalone
from ledger import primary, published, wording
from pictures import as_plain_text
from ring import ring, span

from .cover import Words, cover
from .drawing import styles

PATH = "book.json"
FORMAT = 1
FOLDER = "packages"
FORMS = ("zip", "epub", "pdf", "zim")
LONGEST = 60  # letters of a package's name without its suffix
TAKEN = re.compile(r"con|prn|aux|nul|(?:com|lpt)[0-9]")  # names that Windows keeps to itself
TEXTS = ("article", "operation")


def name(settings: dict[str, Any]) -> str:
    """The name of the packages without a suffix: the feature's, in letters that any system takes.

    >>> name({"SITENAME": "Четверть века"})
    'chetvert-veka'
    """
    words = slugify(settings["SITENAME"], [(r"[^\w\s-]", ""), (r"[-\s]+", "-"), (r"^-+|-+$", "")])
    short = words[:LONGEST].strip("-") or "feature"
    return f"{short}-feature" if TAKEN.fullmatch(short) else short


def package(settings: dict[str, Any], form: str) -> str:
    """The path of a package in the tree."""
    return f"{FOLDER}/{name(settings)}.{form}"


def in_order(contents: Iterable[Any], graphics: Iterable[Any], menu: Iterable[str]) -> Iterator[Any]:
    """The pages of a book, in its order. A text that the menu does not name comes behind those that it does."""
    contents = list(contents)
    places = {slug: place for place, slug in enumerate(menu)}
    texts = [each for each in contents if each.template in TEXTS]
    yield from (each for each in contents if each.template == "home")
    yield from sorted(texts, key=lambda each: (places.get(each.slug, len(places)), each.date, each.slug))
    yield from graphics
    for template in ("page", "sources"):
        yield from sorted((each for each in contents if each.template == template), key=lambda each: each.slug)


def description(contents: Iterable[Any], settings: dict[str, Any]) -> dict[str, Any]:
    """What `book.json` holds."""
    contents = list(contents)
    made = [page_of(each, settings) for each in make(settings).values()]
    language = settings["DEFAULT_LANG"]
    dates = [getattr(each, "modified", each.date) for each in contents]
    chapters = [
        {
            "path": each.save_as,
            "kind": each.template,
            "title": str(each.title),
            "short": str(getattr(each, "short", "") or each.title),
            "lang": each.lang,
        }
        for each in in_order(contents, made, settings["MENU"])
    ]
    return {
        "format": FORMAT,
        "name": name(settings),
        "title": settings["SITENAME"],
        "subtitle": settings.get("SITESUBTITLE") or "",
        "lang": language,
        "date": max(dates).date().isoformat() if dates else "",
        "author": settings.get("BYLINE") or "",
        "publisher": settings.get("PUBLISHER") or "",
        "license": settings.get("LICENSE") or "",
        "license_url": settings.get("LICENSE_URL") or "",
        "address": settings["PUBLIC_URL"].rstrip("/"),
        "packages": {form: package(settings, form) for form in FORMS},
        "words": words(settings, language, {each.lang for each in contents}, max(dates) if dates else None),
        "chapters": chapters,
    }


def words(settings: dict[str, Any], language: str, others: set[str], latest: datetime.date | None) -> dict[str, str]:
    """The theme's words in books, by the names that `publishing/` knows them by.

    What stands in a chapter is there in each language that a text has, `kk:notes` say.
    """
    catalogues = settings["CATALOGUES"]
    _ = catalogues.words(language).gettext
    locale = wording.locale(catalogues.tags.get(primary(language), language))
    day = format_date(latest, "long", locale=locale) if latest else ""
    found = {
        "contents": _("Contents"),
        "graphics": _("Graphics"),
        "sources": _("Sources"),
        "cover": _("Cover"),
        "title_page": _("Title page"),
        "page": _("Page"),
        "at_page": _("page #"),
        "reading_notes": " ".join(
            (
                _("A number in brackets leads to a note at the end of the chapter."),
                _("After each note come the page of its source and the pages that cite it."),
                _("A mark such as * leads to a note below its paragraph."),
            )
        ),
        "edition": _("Edition of %(date)s") % {"date": day} if day else "",
        "accessibility": " ".join(
            (
                _("The book can be read in order by its headings."),
                _("Every picture has a description, and the data of each graphic are given in a table."),
                _("Notes are linked both ways. There is no animation."),
            )
        ),
    }
    for each in sorted({language, *others}):
        _ = catalogues.words(each).gettext
        mark = "" if each == language else f"{each}:"
        found |= {f"{mark}notes": _("Notes"), f"{mark}note": _("Note"), f"{mark}back": _("Back to the text")}
    return found


def cover_of(settings: dict[str, Any], operations: list[Any]) -> str:
    """The cover as SVG, in the feature's colours by day."""
    language = settings["DEFAULT_LANG"]

    def told(name: str) -> str:
        return as_plain_text(settings.get(name) or "", language)

    words = Words(told("SITENAME"), told("SITESUBTITLE"), (told("BYLINE"), told("PUBLISHER")))
    sheet = cover(words, ring(*span(settings["LEDGER"].facts, settings["RING"]), operations))
    return standalone(sheet, words.title, "", colours(settings), language)


def colours(settings: dict[str, Any]) -> dict[str, str]:
    """The colour of each role by day."""
    return {role: day for role, (day, _) in settings["ROLES"].items()}


class BookGenerator(Generator):
    """Writes `book.json`."""

    def generate_output(self, writer: Any) -> None:
        text = json.dumps(self.context["book"], ensure_ascii=False, indent=1) + "\n"
        Path(self.output_path, PATH).write_text(text, encoding="utf-8")


def collect(generators: Iterable[Any]) -> None:
    """Put `book`, what the file holds, into the context: templates name the packages by it."""
    generators = list(generators)
    for each in generators[:1]:
        made = description(published(generators), each.settings)
        made["cover"] = cover_of(each.settings, each.context["operations"])
        each.context["book"] = made | {"drawing": styles(colours(each.settings))}


def generator(_: Any) -> type[BookGenerator]:
    return BookGenerator


def register() -> None:
    signals.all_generators_finalized.connect(collect)
    signals.get_generators.connect(generator)
