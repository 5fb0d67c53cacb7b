"""A news object of an item, for editorial systems: IPTC ninjs 3.1 (https://iptc.org/standards/ninjs/).

The standard allows no property that it does not know, but an association may use all that it does. So each fact of the
item is an association of the type component: its uri is its place in the ledger, its name the ledger's wording, its
infoSources are who says it and where it was published, and its descriptions are the rest of what the ledger knows, each
with its column's name in the ledger's data as its role.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote, urlsplit

from graphics import beside
from ledger import Fact
from metadata import kept

from .items import Cited, Item, moment
from .text import words, xhtml

SUFFIX = ".ninjs.json"
STANDARD = {"name": "ninjs", "version": "3.1", "schema": "https://www.iptc.org/std/ninjs/ninjs-schema_3.1.json"}
PLAIN, PAGE, TEXT = "text/plain", "text/html", "application/xhtml+xml"
TOLD = (
    "value", "unit", "date", "words", "qualifier", "counts", "status", "time", "period", "place", "attribution",
    "source", "where", "note",
)  # fmt: skip
_OF_ADDRESSES = ":/?#[]@!$&'()*+,;=%~"  # RFC 3986, section 2.2, and what is quoted already


def ninjs_path(content: Any) -> str:
    """Where a page's news object is written: articles/a.ninjs.json beside articles/a.html."""
    return beside(content.save_as, SUFFIX)


def as_json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False) + "\n"


def news_object(item: Item, graphics: Sequence[dict[str, Any]], settings: dict[str, Any]) -> dict[str, Any]:
    """The item as plain data. `graphics` are the news objects of those in its text."""
    content = item.content
    body = words(item.html)
    files = [rendition("page", item.address, PAGE)]
    files += [rendition("embed", item.embed, PAGE)] if item.embed else []
    files += [rendition("preview", item.image, "image/png")] if item.image else []
    return kept(
        {
            "uri": uri(item.address),
            "standard": STANDARD,
            "type": "text",
            "representationType": "full",
            "profile": "text-graphic" if graphics else "text-only",
            "version": f"{item.modified.astimezone(datetime.UTC):%Y%m%d%H%M%S}",
            "firstCreated": moment(item.published),
            "versionCreated": moment(item.modified),
            "pubStatus": "usable",
            "language": content.lang,
            "title": item.title,
            "slugline": content.slug,
            "by": item.author or settings.get("BYLINE"),
            "headlines": told(main=item.title, short=getattr(content, "short", "")),
            "descriptions": told(summary=item.summary, standfirst=getattr(content, "standfirst", "")),
            "bodies": [
                {
                    "role": "main",
                    "contentType": TEXT,
                    "charCount": len(body),
                    "wordCount": len(body.split()),
                    "value": xhtml(item.html),
                }
            ],
            **rights(settings),
            "places": [{"name": content.place, "rel": "about"}] if getattr(content, "place", "") else [],
            "infoSources": [*publisher(settings), *parties(cited.fact for cited in item.facts)],
            "renditions": files,
            "associations": [*graphics, *(fact_object(cited) for cited in item.facts)],
        }
    )


def told(**values: str) -> list[dict[str, str]]:
    """Plain words by their roles; those that say nothing are left out."""
    return [{"role": role, "contentType": PLAIN, "value": str(value)} for role, value in values.items() if value]


def rights(settings: dict[str, Any]) -> dict[str, Any]:
    """Under which terms a text or a graphic may be used, where the feature says so."""
    linked = uri(settings.get("LICENSE_URL") or "")
    return kept({"usageTerms": settings.get("LICENSE"), "rightsInfo": kept({"linkedRights": linked})})


def rendition(name: str, address: str, kind: str, **sizes: int) -> dict[str, Any]:
    """A file of a news object. `sizes` are its width and height in pixels, and sizeInBytes."""
    return {"name": name, "href": uri(address), "contentType": kind, **sizes}


def publisher(settings: dict[str, Any]) -> list[dict[str, str]]:
    return [{"name": settings["PUBLISHER"], "role": "publisher"}] if settings.get("PUBLISHER") else []


def parties(facts: Iterable[Fact]) -> list[dict[str, str]]:
    """Who says the facts, and what they were published in, each once, in order of first use."""
    facts = list(facts)
    found = [_speaker(fact) for fact in facts] + [_source(fact) for fact in facts]
    return list({(party["role"], party["literal"]): party for party in found}.values())


def _speaker(fact: Fact) -> dict[str, str]:
    return {"name": fact.speaker.name, "role": "speaker", "literal": fact.speaker.id}


def _source(fact: Fact) -> dict[str, str]:
    """What published a fact, by the name of its publisher, where that is known; the literal is its id in the ledger."""
    source = fact.source
    about = {"name": source.publisher or source.title, "role": "source", "literal": source.id}
    return kept(about | {"uri": uri(source.address)})


def fact_object(cited: Cited) -> dict[str, Any]:
    """A fact as a news object of its own, to be associated."""
    fact = cited.fact
    about = {name: str(cited.known[name]) for name in TOLD if name in cited.known}
    return {
        "name": fact.wording,
        "rel": "fact",
        "uri": uri(cited.address),
        "type": "component",
        "language": fact.language,
        "title": fact.label,
        "descriptions": told(**about, published=fact.source.date),
        "infoSources": [_speaker(fact), _source(fact)],
        "altIds": [{"role": "fact", "value": fact.id}, *({"role": "cite", "value": cite} for cite in cited.cites)],
    }


def uri(address: str) -> str:
    """An address as a URI (RFC 3986): a host in ASCII, and what else is not ASCII quoted; empty where it has no such.

    >>> uri("https://пример.example/паром#лёд")
    'https://xn--e1afmkfd.example/%D0%BF%D0%B0%D1%80%D0%BE%D0%BC#%D0%BB%D1%91%D0%B4'
    """
    try:
        host = urlsplit(address).netloc
        own = host if host.isascii() else host.encode("idna").decode("ascii")
    except ValueError:  # UnicodeError is one
        return ""
    return quote(address.replace(host, own, 1) if host else address, safe=_OF_ADDRESSES)
