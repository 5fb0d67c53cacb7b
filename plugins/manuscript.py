"""Reads Markdown manuscripts for Pelican.

A content object gets, besides Pelican's own: `outline` and `citations` (which `account` makes readable to a template),
`figures` (its key figures with the signs between them) and `reading_minutes`. A manuscript that is a draft or dated
after BUILD_TIME is skipped: it is written nowhere.

Settings: BUILD_TIME (ISO 8601; now, unless set), ADDRESSES (template or kind: address with {slug}), WORDS_PER_MINUTE.
"""

from __future__ import annotations

import datetime
import re
from math import ceil
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from markdown import Markdown
from pelican import signals
from pelican.readers import BaseReader

from account import key_figures
from ledger import Document, primary
from ledger.document import read_text, split


class ManuscriptReader(BaseReader):
    """Reads a Markdown file whose soundness was checked before."""

    enabled = True
    file_extensions = ("md",)
    _parser: Markdown | None = None

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        """(HTML with a border before each block, metadata) of a file."""
        path = Path(source_path)
        document = split(path, read_text(path)[0])
        if self._parser is None:
            self._parser = Markdown(**self.settings["MARKDOWN"])
        parser = self._parser.reset()
        parser.language = primary(document.meta("lang") or self.settings["DEFAULT_LANG"])  # type: ignore[attr-defined]
        html = parser.convert(document.body)
        metadata = {name: self.process_metadata(name, values[0].value) for name, values in document.fields.items()}
        if not is_published(document, self.settings):
            metadata["status"] = "skip"
        address = page_address(document, self.settings)
        outline = parser.outline  # type: ignore[attr-defined]  # left by BlockExtension
        words = len(re.sub(r"<[^>]*>", " ", html).split())
        minutes = max(1, ceil(words / self.settings.get("WORDS_PER_MINUTE", 220)))
        metadata |= {
            "url": address,
            "save_as": address,
            "outline": outline,
            "citations": tuple(parser.citations),  # type: ignore[attr-defined]  # left by FactExtension
            "figures": key_figures(self.settings["LEDGER"], document.meta("figures")),
            "reading_minutes": minutes,
        }
        return html, metadata


def build_time(settings: dict[str, Any]) -> datetime.datetime:
    """The moment from which on a date lies in the future: BUILD_TIME, or now. Raises ValueError."""
    zone = ZoneInfo(settings.get("TIMEZONE", "UTC"))
    told = settings.get("BUILD_TIME")
    moment = datetime.datetime.fromisoformat(told) if told else datetime.datetime.now(zone)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def is_published(document: Document, settings: dict[str, Any]) -> bool:
    """Whether a manuscript is no draft, not hidden, and not of the future. An unreadable date counts as past."""
    if document.meta("status", "published").lower() != "published":
        return False
    try:
        date = datetime.datetime.fromisoformat(document.meta("date"))
        zone = ZoneInfo(document.meta("timezone") or settings.get("TIMEZONE", "UTC"))
        return (date if date.tzinfo else date.replace(tzinfo=zone)) <= build_time(settings)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return True


def page_address(document: Document, settings: dict[str, Any]) -> str:
    """Where a manuscript's page is written, from the root of the output: operations/slug.html."""
    if document.meta("save_as"):
        return document.meta("save_as")
    folder = document.path.relative_to(settings["PATH"]).parts[0]
    kind = "article" if folder in settings["ARTICLE_PATHS"] else "page"
    addresses = settings["ADDRESSES"]
    pattern = addresses.get(document.meta("template")) or addresses[kind]
    return str(pattern.format(slug=document.meta("slug") or document.path.stem))


def add_reader(readers: Any) -> None:
    readers.reader_classes["md"] = ManuscriptReader


def register() -> None:
    signals.readers_init.connect(add_reader)
