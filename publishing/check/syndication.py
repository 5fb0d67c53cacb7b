"""What other newsrooms take over as JSON: the JSON Feed (version 1.1), and the news items (ninjs 3.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from publishing.check.addresses import Reference, parts
from publishing.check.finding import Fault, shown
from publishing.check.markup import references_of

NEWS_ITEM = ".ninjs.json"  # how the name of a news item ends
_VERSION = "https://jsonfeed.org/version/1"
_OF_FEED = ("home_page_url", "feed_url", "next_url", "icon", "favicon")
_OF_ITEM = ("url", "image", "banner_image")


def feed_faults(data: Any) -> Iterator[Fault]:
    """What is wrong with a JSON Feed."""
    if not isinstance(data, dict) or not str(data.get("version", "")).startswith(_VERSION):
        yield "syntax", f"it is no JSON Feed: its version does not begin with {_VERSION}; write it again"
        return
    if not isinstance(data.get("title"), str) or not data["title"]:
        yield "syntax", "it has no title, which a JSON Feed needs; add it"
    items = data.get("items")
    if not isinstance(items, list):
        yield "syntax", "it has no list of items, which a JSON Feed needs; add it"
    elif not items:
        yield "empty", "it has no entries; bring them, or leave it out"
    else:
        for number, item in enumerate(items, start=1):
            has = item if isinstance(item, dict) else {}
            if not isinstance(has.get("id"), str) or not has["id"]:
                yield "syntax", f"item {number} has no id that is text, so readers see it again and again; add it"
            if not isinstance(has.get("content_html", has.get("content_text")), str):
                yield "syntax", f"item {number} has neither content_html nor content_text; add one"


def in_feed(data: Any) -> Iterator[Reference]:
    """Where a JSON Feed leads: its own addresses, those of its items, and those of the HTML that they carry."""
    if not isinstance(data, dict):
        return
    yield from _named(data, _OF_FEED, "feed")
    items = data.get("items")
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict):
            yield from _named(item, _OF_ITEM, "item")
            attached = item.get("attachments")
            for each in attached if isinstance(attached, list) else []:
                yield from _named(each, ("url",), "attachment")
            if isinstance(html := item.get("content_html"), str):
                yield from references_of(html)


def _named(data: Any, names: tuple[str, ...], tag: str) -> Iterator[Reference]:
    for name in names:
        if isinstance(data, dict) and isinstance(value := data.get(name), str):
            yield Reference(value, "public", tag, name)


def item_faults(data: Any) -> Iterator[Fault]:
    """What is wrong with a news item, which says by what address it is known, and by what standard it is read."""
    uri, standard = (data.get("uri"), data.get("standard")) if isinstance(data, dict) else (None, None)
    if not isinstance(uri, str) or not parts(uri).scheme:
        yield "syntax", f"its uri is {shown(repr(uri))}; write the whole address that the item is known by"
    said = standard if isinstance(standard, dict) else {}
    if said.get("name") != "ninjs" or not isinstance(said.get("version"), str):
        yield "syntax", 'it does not say its standard; add one, as in {"name": "ninjs", "version": "3.1"}'
