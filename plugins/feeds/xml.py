"""Atom (RFC 4287) and RSS 2.0 of the items."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

from feedgenerator import Atom1Feed, Rss201rev2Feed

from .items import Item, absolute

CLASSES = {"atom": Atom1Feed, "rss": Rss201rev2Feed}


def publisher(settings: dict[str, Any]) -> str:
    """Whose a feed is, if only the site's name: an Atom feed needs an author (RFC 4287, 4.1.1)."""
    return settings.get("PUBLISHER") or settings.get("BYLINE") or settings["SITENAME"]


def xml_feed(form: str, items: Iterable[Item], settings: dict[str, Any]) -> Any:
    """A feedgenerator feed of the items; `form` is atom or rss."""
    made = CLASSES[form](
        title=settings["SITENAME"],
        link=absolute("index.html", settings),
        feed_url=absolute(settings["FEED_ADDRESSES"][form], settings),
        description=settings.get("SITESUBTITLE") or settings["SITENAME"],
        language=settings["DEFAULT_LANG"],
        author_name=publisher(settings),
    )
    for item in items:
        made.add_item(
            title=item.title,
            link=item.address,
            unique_id=item.address,
            unique_id_is_permalink=True,
            author_name=item.author or None,
            description=escape(item.summary) if form == "atom" else item.html,
            content=item.html if form == "atom" else None,
            pubdate=item.published,
            updateddate=item.modified,
        )
    return made
