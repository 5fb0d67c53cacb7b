"""Full text for others to publish: Atom, RSS and JSON Feed of all articles and operations, and ninjs beside each page.

Settings: FEED_ADDRESSES (a mapping of `atom`, `rss` and `json` to addresses). What is syndicated needs absolute
addresses: without PUBLIC_URL nothing is written. Its text is as written, not typeset. Notes on wording stand behind the
section that refers to them, with their marks, which begin anew with each section; the text ends with the sources of its
figures. JSON Feed and ninjs carry the same sources as data, fact by fact.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pelican import signals
from pelican.generators import Generator

from assets import hashed
from ledger import published

from .items import ICON, Item, absolute, in_order, items
from .jsonfeed import json_feed
from .ninjs import as_json, news_object, ninjs_path
from .ninjs_graphics import graphic_objects
from .text import full_text
from .xml import CLASSES, xml_feed

__all__ = ["Item", "as_json", "full_text", "in_order", "items", "json_feed", "news_object", "register", "xml_feed"]


def collect(generators: Iterable[Any]) -> None:
    """Put `syndicated`, the contents of all feeds in their order, into the context."""
    generators = list(generators)
    for generator in generators[:1]:
        generator.context["syndicated"] = in_order(published(generators))


class FeedsGenerator(Generator):
    """Writes the feeds, and a news object for each of their items, once the graphics' pictures are there."""

    def generate_output(self, writer: Any) -> None:
        if not self.settings.get("PUBLIC_URL"):
            return
        found = items(self.context["syndicated"], self.settings, self.context)
        for form, address in self.settings["FEED_ADDRESSES"].items():
            if form in CLASSES:
                text = xml_feed(form, found, self.settings).writeString("utf-8") + "\n"
            else:
                text = as_json(json_feed(found, self.settings, self._icon()))
            self._write(address, text)
        for item in found:
            graphics = graphic_objects(item.content, self.settings, self.context["embeds"], Path(self.output_path))
            self._write(ninjs_path(item.content), as_json(news_object(item, graphics, self.settings)))

    def _icon(self) -> str:
        """The absolute address of the site's icon; empty where it has none."""
        icon = self.context["assets"].get(ICON)
        return absolute(hashed(ICON, icon), self.settings) if icon else ""

    def _write(self, address: str, text: str) -> None:
        path = Path(self.output_path, address)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def generator(_: Any) -> type[FeedsGenerator]:
    return FeedsGenerator


def register() -> None:
    signals.all_generators_finalized.connect(collect)
    signals.get_generators.connect(generator)
