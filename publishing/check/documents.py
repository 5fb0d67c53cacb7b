"""Files of XML, CSS, JSON and scripts, read once: the addresses that they hold."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from lxml import etree

from publishing.check.addresses import Reference
from publishing.check.finding import Fault, shown
from publishing.check.markup import references_of
from publishing.manifest import EMBEDS, FEEDS

_DRAWING = "{http://www.w3.org/2000/svg}svg"
_SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_PICTURE = "{http://www.google.com/schemas/sitemap-image/1.1}loc"
_ATOM = "{http://www.w3.org/2005/Atom}"
_ENTRIES = ("item", f"{_ATOM}entry")
_RICH = ("description", f"{_ATOM}content", f"{_ATOM}summary", "{http://purl.org/rss/1.0/modules/content/}encoded")
_AT: dict[str, str] = {"enclosure": "url", f"{_ATOM}link": "href", f"{_ATOM}content": "src"}
_QUOTED = re.compile(r"""["'`]([\w./%-]+\.\w+)["'`]""")


def is_feed(path: str) -> bool:
    return path.startswith(f"{FEEDS}/")


def parsed(data: bytes, path: str) -> tuple[etree._Element | None, list[Fault]]:
    """(the root of an XML file, what is wrong with it). Nothing is fetched, and nothing put in an entity's place."""
    if b"<!ENTITY" in data:
        return None, [("syntax", "it declares entities, which may swell or name files; write what they stand for")]
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError as error:
        return None, [("syntax", f"it is not XML: {shown(str(error.msg))}; write it again")]
    roots = _roots(path)
    name = etree.QName(root).localname
    if roots and root.tag not in roots:
        named = " or ".join(f"<{etree.QName(tag).localname}>" for tag in roots)
        return None, [("syntax", f"it is <{shown(name)}>, not {named}; write it again")]
    if path == "sitemap.xml" and next(in_sitemap(root), None) is None:
        return root, [("empty", "it names no page; list them, or leave it out")]
    if is_feed(path) and next(root.iter(*_ENTRIES), None) is None:
        return root, [("empty", "it has no entries; bring them, or leave it out")]
    return root, []


def _roots(path: str) -> tuple[str, ...]:
    """What an XML file must be, by its name; () for anything."""
    if path.endswith(".svg"):
        return (_DRAWING,)
    if path == "sitemap.xml":
        return (f"{_SITEMAP}urlset", f"{_SITEMAP}sitemapindex")
    if path.startswith(f"{EMBEDS}/"):
        return ("oembed",)
    return (f"{_ATOM}feed", "rss") if is_feed(path) else ()


def in_sitemap(root: etree._Element) -> Iterator[Reference]:
    """Where a sitemap leads."""
    for element in root.iter(f"{_SITEMAP}loc", _PICTURE):
        yield Reference((element.text or "").strip(), "public", "loc")


def in_feed(root: etree._Element) -> Iterator[Reference]:
    """Where a feed, RSS or Atom, leads: its own links, and those of the HTML that it carries."""
    for element in root.iter(etree.Element):
        tag = str(element.tag)
        local = etree.QName(element).localname
        if (name := _AT.get(tag)) and (address := element.get(name)) is not None:
            yield Reference(address, "link", local, name)
        text = element.text or ""
        if tag == "link":
            yield Reference(text.strip(), "link", local)
        elif tag in _RICH and "<" in text:
            yield from references_of(text)


def in_app_manifest(text: str) -> Iterator[Reference]:
    """Where a web app's manifest leads: its icons, pictures and shortcuts (W3C Application Manifest)."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):  # told as a fault of its own
        return
    found = [data] if isinstance(data, dict) else []
    while found:
        node = found.pop()
        for name, value in node.items():
            if isinstance(value, str) and name in ("src", "url", "start_url"):
                yield Reference(value, "load" if name == "src" else "whole", name)
            found += [inner for inner in (value if isinstance(value, list) else [value]) if isinstance(inner, dict)]


def in_script(text: str) -> Iterator[str]:
    """Every string of a script that may be the path of a file."""
    for match in _QUOTED.finditer(text):
        yield match[1]
