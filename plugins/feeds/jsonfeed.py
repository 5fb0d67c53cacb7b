"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/) of the items, with the sources of their figures.

The sources are an extension, `_annals`: of the feed {about, ledger, license, licenseurl}, of an item {ninjs, facts}.
Each fact has {id, label, wording, value, unit, date, words, qualifier, counts, status, time, period, place, where,
language, speaker {name, attribution}, source {title, publisher, date, url}, url, cites}; what is not known is left out.
Its `url` is its place in the ledger, its `cites` are the ids of the elements of `content_html` that cite it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from metadata import kept

from .items import Cited, Item, absolute, moment
from .ninjs import ninjs_path
from .xml import publisher

VERSION = "https://jsonfeed.org/version/1.1"
TOLD = (
    "id", "label", "wording", "value", "unit", "date", "words", "qualifier", "counts", "status", "time", "period",
    "place", "where", "note",
)  # fmt: skip


def json_feed(items: Iterable[Item], settings: dict[str, Any], favicon: str = "") -> dict[str, Any]:
    """The feed as plain data. `favicon` is the absolute address of an icon."""
    home = absolute("index.html", settings)
    ledger = settings["LEDGER_DATA"].get("json", "")
    language = settings["DEFAULT_LANG"]
    found = [_item(item, language, settings) for item in items]
    return kept(
        {
            "version": VERSION,
            "title": settings["SITENAME"],
            "home_page_url": home,
            "feed_url": absolute(settings["FEED_ADDRESSES"]["json"], settings),
            "description": settings.get("SITESUBTITLE"),
            "favicon": favicon,
            "authors": [{"name": publisher(settings), "url": home}],
            "language": language,
            "_annals": kept(
                {
                    "about": absolute(settings["ADDRESSES"]["embedding"], settings),
                    "ledger": absolute(ledger, settings) if ledger else "",
                    "license": settings.get("LICENSE"),
                    "licenseurl": settings.get("LICENSE_URL"),
                }
            ),
        }
    ) | {"items": found}


def _item(item: Item, language: str, settings: dict[str, Any]) -> dict[str, Any]:
    about = {
        "id": item.address,
        "url": item.address,
        "title": item.title,
        "summary": item.summary,
        "image": item.image,
        "date_published": moment(item.published),
        "date_modified": moment(item.modified),
        "authors": [{"name": item.author}] if item.author else [],
        "language": item.content.lang or language,
        "_annals": {
            "ninjs": absolute(ninjs_path(item.content), settings),
            "facts": [fact_data(cited) for cited in item.facts],
        },
    }
    return kept(about) | {"content_html": item.html}


def fact_data(cited: Cited) -> dict[str, Any]:
    """A fact with who says it and where it stands, as plain data."""
    fact, source = cited.fact, cited.fact.source
    data = {name: cited.known[name] for name in TOLD if name in cited.known}
    data["language"] = fact.language
    data["speaker"] = kept({"name": fact.speaker.name, "attribution": fact.speaker.attribution})
    about = {"title": source.title, "publisher": source.publisher, "date": source.date, "url": source.address}
    return kept(data | {"source": kept(about), "url": cited.address, "cites": list(cited.cites)})
