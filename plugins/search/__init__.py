"""Search without a server: `search.html`, and the index and the stemmers that its script loads when somebody asks.

The index is the texts themselves; what is looked up in is made of them by the reader's browser, so that one program
alone tells what a word is. Setting: TEMPLATE_CACHE, where the stemmers that were made once are kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from pelican import signals
from pelican.generators import Generator

from assets import hashed
from book import in_order
from graphics import GraphicPage, list_page, make, page_of
from ledger import Problem, primary, published, refuse
from offline import offline_page

from .entries import Entry, entries
from .stemmers import GLOBAL, script

PATH = "search.html"
PAGE_SCRIPT = "theme/js/search.js"  # what the page asks for; the others it loads when somebody asks, in this order
STEMMERS, DATA = "search/stemmers.js", "search/index.js"
LOADED = (*(f"theme/js/search-{name}.js" for name in ("words", "excerpts", "index")), STEMMERS, DATA)


def search_page(settings: dict[str, Any]) -> GraphicPage:
    """The page; its title and summary are words of the theme, in the site's language."""
    language = settings["DEFAULT_LANG"]
    _ = settings["CATALOGUES"].words(language).gettext
    return GraphicPage(_("Search"), _("Titles, texts, facts and graphics, by any word."), language, PATH, "search")


def kinds(settings: dict[str, Any]) -> dict[str, str]:
    """What each kind of entry is called in the site's language."""
    _ = settings["CATALOGUES"].words(settings["DEFAULT_LANG"]).gettext
    text, page = _("Text"), _("Page")
    return {
        "article": text,
        "home": text,
        "operation": _("Operation"),
        "page": page,
        "sources": page,
        "fact": _("Fact"),
        "graphic": _("Graphic"),
    }


def told(settings: dict[str, Any]) -> dict[str, str]:
    """What the page tells; # stands for how many there are, ## for how many are shown."""
    _ = settings["CATALOGUES"].words(settings["DEFAULT_LANG"]).gettext
    return {
        "loading": _("One moment …"),
        "failed": _("The index of the words could not be loaded."),
        "found": _("Found: #"),
        "first": _("Found: #; the best ## are shown"),
        "some": _("No place has all these words. Places that have some: #"),
        "nothing": _("Nothing was found."),
    }


def literal(value: Any) -> str:
    """A value as JavaScript writes it, which can end no script element and no line.

    >>> literal("</script>")
    '"\\\\u003c/script>"'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def data(found: Iterable[Entry], names: dict[str, str], ledger: str = "") -> str:
    """The script that gives `annalsSearch` all that is found. names: what each kind is called. ledger: its language."""
    lines = ",\n".join(literal(each) for each in found)
    return f'({GLOBAL}).data = {{"kinds":{literal(names)},"ledger":{literal(ledger)},"pages":[\n{lines}\n]}};\n'


def page_script(source: str, files: list[str], words: dict[str, str]) -> str:
    """The page's own script, called with what it is to know."""
    return source.replace(" FILES,", f" {literal(files)},").replace(" WORDS)", f" {literal(words)})")


def collect(generators: Iterable[Any]) -> None:
    """Add the index, the stemmers, and the page's script with their names, to the assets. Raises Refused."""
    generators = list(generators)
    if not generators:
        return
    settings, assets = generators[0].settings, generators[0].context["assets"]
    pages = [page_of(each, settings) for each in make(settings).values()]
    written = list(in_order(published(generators), (), settings["MENU"]))
    others = [*([list_page(settings)] if pages else ()), offline_page(settings)]
    ledger, catalogues = settings["LEDGER"], settings["CATALOGUES"]
    places = {each.lang: catalogues.words(each.lang).gettext("Place") for each in written}
    found = list(entries(written, others, pages, ledger, catalogues.tags, places))
    try:
        stemmers = script({each[1] for each in found}, settings["TEMPLATE_CACHE"])
    except (ImportError, ValueError) as error:
        refuse([Problem("search", 0, 0, f"the stemmers cannot be made: {error}")])
        raise
    assets |= {STEMMERS: stemmers.encode()} if stemmers else {}
    assets[DATA] = data(found, kinds(settings), primary(ledger.language)).encode()
    files = [hashed(path, assets[path]) for path in LOADED if path in assets]
    assets[PAGE_SCRIPT] = page_script(assets[PAGE_SCRIPT].decode(), files, told(settings)).encode()


class SearchGenerator(Generator):
    """Writes the page."""

    def generate_output(self, writer: Any) -> None:
        page, template = search_page(self.settings), self.get_template("search")
        writer.write_file(page.save_as, template, self.context, relative_urls=True, page=page, url=page.url)


def generator(_: Any) -> type[SearchGenerator]:
    return SearchGenerator


def register() -> None:
    signals.all_generators_finalized.connect(collect)
    signals.get_generators.connect(generator)
