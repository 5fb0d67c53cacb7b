"""A Pelican plugin that binds every figure of a site to a ledger of facts, and refuses to build where it is not so.

Settings: LEDGER_PATH (the ledger, below PATH; default facts.yaml), LEDGER_ENDNOTES (add a list of the facts cited to
each text; default True), LEDGER_FIELDS (metadata keys whose numbers must be bound in the text), LEDGER_DATA (a
mapping of `json` and `csv` to addresses to write the ledger to; default none), LEDGER_PICTURES (a mapping of a
picture's address in a text to the ids of the facts that it shows; a plugin that draws sets it before all is read).

Other plugins may add checks of their own: a receiver of the signal `sources_read` gets the `Sources` that were read
and returns problems. All problems are told at once, and nothing is written when there is one. What must be done
before anything is read is connected to the signal `before_reading`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from blinker import Namespace
from markdown import Markdown
from pelican import signals
from pelican.contents import Content
from pelican.generators import Generator

from . import languages
from .audit import document_problems, ledger_faults, loose_faults, unused, words_faults
from .binding import inline_run, primary, unknown
from .data import as_csv, as_json
from .document import Document, Field, Run, read_text, split
from .load import load
from .markdown_facts import Citation, FactExtension
from .markup import OriginExtension
from .model import Fact, Ledger, Never, Source, Speaker
from .never import never_faults
from .parsing import parse
from .problems import Problem, Refused, refuse, shown_path

__all__ = [
    "Citation", "Document", "Fact", "FactExtension", "Field", "Ledger", "Never", "Problem", "Refused", "Source",
    "Sources", "Speaker", "Use", "before_reading", "inline_run", "loose_faults", "never_faults", "primary", "published",
    "read_sources", "refuse", "register", "shown_path", "sources_problems", "sources_read", "unknown", "unused",
    "words_faults",
]  # fmt: skip

FIELDS = ("title", "summary")
NOT_NAMED = "no fact in SITE_FACTS is “{}”; name it there, or reword"
_CITE = re.compile(r' id="(?P<cite>cite-(?P<key>[a-z0-9-]+)(?:\.[0-9]+)?)"')

_signals = Namespace()
before_reading = _signals.signal("before_reading", "sent with Pelican before anything is read")
sources_read = _signals.signal("sources_read", "sent with Sources when all were read; returns problems")


@dataclass(frozen=True)
class Sources:
    """Everything that people wrote, as read: the ledger, its file, and the Markdown files in order of their paths."""

    ledger: Ledger
    ledger_path: Path
    documents: tuple[Document, ...]
    settings: dict[str, Any]


@dataclass(frozen=True)
class Use:
    """A page that cites a fact, and the ids of the citations there."""

    content: Content
    cites: tuple[str, ...]


def source_files(settings: dict[str, Any]) -> list[Path]:
    """Every Markdown file that Pelican makes an article or a page of, hidden ones left out, in order of path."""
    root = Path(settings["PATH"])
    excluded = {*settings.get("ARTICLE_EXCLUDES", ()), *settings.get("PAGE_EXCLUDES", ())}
    excluded -= {*settings["ARTICLE_PATHS"], *settings["PAGE_PATHS"]}  # Pelican leaves pages out of articles so
    found = set()
    for top in (*settings["ARTICLE_PATHS"], *settings["PAGE_PATHS"]):
        for folder, folders, files in os.walk(root / top):
            inside = Path(folder).relative_to(root)
            folders[:] = [f for f in folders if not f.startswith(".") and (inside / f).as_posix() not in excluded]
            found |= {Path(folder, name) for name in files if name.endswith(".md") and not name.startswith(".")}
    return sorted(found)


def read_sources(settings: dict[str, Any], exact: bool = True) -> tuple[Sources, list[Problem]]:
    """The sources below the setting PATH, and what cannot be read in them or is wrong with a file by itself.

    Without `exact` the lines and columns of problems are only about right, and it takes half the time.
    """
    root = Path(settings["PATH"])
    path = root / settings.get("LEDGER_PATH", "facts.yaml")
    text, problems = read_text(path, "language, title, sources, speakers and facts")
    ledger = Ledger()
    if text:
        ledger, faults, places = load(text, shown_path(path))
        problems += faults
        for where, message in ledger_faults(ledger):
            line, column = next((places[where[:n]] for n in range(len(where), 0, -1) if where[:n] in places), (1, 1))
            problems.append(Problem(shown_path(path), line, column, message))
    markdown = Markdown(**plain_markdown(settings))
    documents = []
    for file in source_files(settings):
        text, unsound = read_text(file)
        problems += unsound
        if text:
            document = split(file, text)
            field = document.field("lang")
            if field:
                problems += [document.field_problem(field, message) for message in language_faults(field.value)]
            document, faults = parse(document, markdown, known_language(document, settings), exact)
            documents.append(document)
            problems += faults
    return Sources(ledger, path, tuple(documents), settings), problems


def language_faults(tag: str) -> list[str]:
    """Why numbers cannot be read in a language, if they cannot."""
    try:
        languages.load(tag)
    except languages.UnknownLanguage as error:
        return [str(error)]
    return []


def known_language(document: Document, settings: dict[str, Any]) -> str:
    """The document's language if its numbers can be read, else the site's; a wrong Lang is told by itself."""
    language = document.meta("lang")
    return primary(settings["DEFAULT_LANG"] if not language or language_faults(language) else language)


def plain_markdown(settings: dict[str, Any]) -> dict[str, Any]:
    """The arguments for a Markdown parser like the site's, without the ledger's extension and without metadata."""
    own = settings["MARKDOWN"]
    left_out = ("markdown.extensions.meta", "meta")
    extensions = [*own.get("extensions", []), *own.get("extension_configs", {})]
    kept = [e for e in dict.fromkeys(extensions) if not isinstance(e, FactExtension) and e not in left_out]
    configs = {key: dict(value) for key, value in own.get("extension_configs", {}).items() if key not in left_out}
    return {**own, "extensions": [*kept, OriginExtension()], "extension_configs": configs}


def sources_problems(sources: Sources) -> Iterator[Problem]:
    """Every problem of the sources' figures, then what other plugins find."""
    fields = sources.settings.get("LEDGER_FIELDS", FIELDS)
    pictures = sources.settings.get("LEDGER_PICTURES", {})
    if sources.ledger.facts:
        for document in sources.documents:
            language = known_language(document, sources.settings)
            yield from document_problems(sources.ledger, document, language, fields, pictures)
    used = "\n".join(document.text for document in sources.documents)
    for name in sources.ledger.names:
        if name not in used:
            yield Problem(
                shown_path(sources.ledger_path), 0, 0, f"the name “{name}” stands in no page; take it out of names"
            )
    yield from _settings_problems(sources)
    for _, found in sources_read.send(sources):
        yield from found or ()


def _settings_problems(sources: Sources) -> Iterator[Problem]:
    """Numbers in the site's own name must be those of the facts that the setting SITE_FACTS names."""
    settings, ledger = sources.settings, sources.ledger
    facts = [ledger.facts[key] for key in settings.get("SITE_FACTS", ()) if key in ledger.facts]
    for key in settings.get("SITE_FACTS", ()):
        if ledger.facts and key not in ledger.facts:
            yield Problem("settings", 0, 0, f"SITE_FACTS names “{key}”, which is not in the ledger")
    for name in ("SITENAME", "SITESUBTITLE"):
        words = settings.get(name) or ""
        told = loose_faults(ledger, facts, words, primary(settings["DEFAULT_LANG"]), NOT_NAMED)
        for _, message in told if ledger.facts else ():
            yield Problem("settings", 0, 0, f"{name}: {message}")
        for _, message in never_faults(ledger, Run(words, "field")):
            yield Problem("settings", 0, 0, f"{name}: {message}")


def check(pelican: Any) -> None:
    """Read and check all sources before anything is written; raises Refused with every problem told."""
    settings = pelican.settings
    before_reading.send(pelican)
    unknown = language_faults(settings["DEFAULT_LANG"])  # nothing can be read without it
    refuse(Problem("settings", 0, 0, f"DEFAULT_LANG: {message}") for message in unknown)
    sources, problems = read_sources(settings, exact=False)
    problems += sources_problems(sources)
    if problems:  # only a build that fails needs to know exactly where
        exact, again = read_sources(settings)
        again += sources_problems(exact)
        refuse(again or problems)
    settings["LEDGER"] = sources.ledger
    settings["LEDGER_SOURCES"] = sources
    extension = FactExtension(sources.ledger, settings.get("LEDGER_ENDNOTES", True))
    settings["MARKDOWN"].setdefault("extensions", []).append(extension)


def add_uses(generators: Iterable[Any]) -> None:
    """Put `ledger_uses`, each fact's id with the pages that cite it, into the context of all templates."""
    uses: dict[str, list[Use]] = {}
    generators = list(generators)
    for content in published(generators):
        cites: dict[str, list[str]] = {}
        for match in _CITE.finditer(content._content or ""):
            cites.setdefault(match["key"], []).append(match["cite"])
        for key, found in cites.items():
            uses.setdefault(key, []).append(Use(content, tuple(found)))
    for generator in generators[:1]:
        generator.context["ledger_uses"] = uses


def published(generators: Iterable[Any]) -> Iterator[Content]:
    """Every article and page that is written, each once, in the generators' own order."""
    for generator in generators:
        for name in ("pages", "articles", "translations"):
            yield from getattr(generator, name, ()) or ()


class DataGenerator(Generator):
    """Writes the ledger as data, at the addresses of the setting LEDGER_DATA."""

    def generate_output(self, writer: Any) -> None:
        forms = {"json": as_json, "csv": as_csv}
        for form, address in self.settings.get("LEDGER_DATA", {}).items():
            path = Path(self.output_path, address)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(forms[form](self.settings["LEDGER"]), encoding="utf-8", newline="")


def data_generator(_: Any) -> type[DataGenerator]:
    return DataGenerator


def register() -> None:
    signals.initialized.connect(check)
    signals.all_generators_finalized.connect(add_uses)
    signals.get_generators.connect(data_generator)
