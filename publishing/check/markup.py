"""An HTML page or an SVG drawing, read once: its ids, every address that it holds, and what its rules look at.

lxml's parser of HTML makes its tokens as HTML says, and its tree as HTML 4 did. The tree is not relied on: every start
tag and attribute of a page is met in its order, wherever the parser hung it. Names come in lower case, those of inline
drawings too, and `xlink:href` with its colon; drawings of their own, read as XML, are brought to the same form.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from publishing.check import seen
from publishing.check.addresses import Reference, Use, in_refresh, in_srcset, parts
from publishing.check.elements import DISCOVERY, HANDLERS, IDREFS, LOADED_LINKS, PAINTS, PUBLIC, SETS, USES
from publishing.check.finding import Fault, shown
from publishing.check.stylesheets import addresses

_ELEMENT = re.compile(rb"<[a-z]", re.IGNORECASE)
DEEPEST = 2_048  # elements inside each other: libxml2 reads no further


@dataclass
class Page:
    """What is known of a page or a drawing.

    names: ids, and names of anchors, to which a fragment leads. faults: what was seen wrong on the way, by rule.
    """

    ids: Counter[str] = field(default_factory=Counter)
    names: set[str] = field(default_factory=set)
    references: list[Reference] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    title: str | None = None
    language: str | None = None
    languages: list[tuple[str, str]] = field(default_factory=list)  # (attribute, its value) of every element
    canonical: list[str] = field(default_factory=list)
    declared: list[str] = field(default_factory=list)  # og:url
    robots: set[str] = field(default_factory=set)  # what search engines are asked for

    @property
    def noindex(self) -> bool:
        return not self.robots.isdisjoint(("noindex", "none"))


Look = Callable[[etree._Element, bytes, Page], Iterator[Fault]]


def page_of(html: bytes, look: Look | None = None, *, whole: bool = True) -> Page | None:
    """Read an HTML page from UTF-8; None where no element stands in it.

    look: what else is wrong with a page of its kind. whole: whether it is no piece that is set into another page.
    """
    page = Page()
    root = _tree(html + seen.END, page) if _ELEMENT.search(html) else None
    if root is None:
        return None
    if not page.faults:  # else the rest of it was not read
        page.faults += seen.faults(root, html, whole=whole)
    page.language = root.get("lang")
    title = next((e for e in root.iter("title") if next(e.iterancestors("svg"), None) is None), None)
    if title is not None:
        page.title = " ".join("".join(map(str, title.itertext())).split())
    _walk(root, page, is_html=True)
    if look:
        page.faults += look(root, html, page)
    return page


def drawing_of(root: etree._Element) -> Page:
    """Read a drawing that is a file of its own."""
    page = Page()
    _walk(root, page, is_html=False)
    return page


def references_of(html: str) -> list[Reference]:
    """The addresses of a piece of HTML, as a feed carries it."""
    page = Page()
    root = _tree(html.encode("utf-8", "replace"), page)
    if root is not None:
        _walk(root, page, is_html=True)
    return page.references


def _tree(html: bytes, page: Page) -> etree._Element | None:
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True)
    try:
        root: etree._Element | None = etree.fromstring(html, parser)
    except etree.XMLSyntaxError:
        return None
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        page.faults.append(("syntax", f"its elements stand in each other more than {DEEPEST:,} deep; close them"))
    return root


def _walk(root: etree._Element, page: Page, *, is_html: bool) -> None:
    """Meet every element in order. A template's content has no place in the page: its ids are not the page's."""
    inert = {inner for template in root.iter("template") for inner in template.iterdescendants()} if is_html else set()
    for element in root.iter(etree.Element):
        tag = str(element.tag) if is_html else _plain(str(element.tag))
        for name, value in element.attrib.items():
            if not is_html:
                name = _plain(str(name))
            elif name == "xlink:href":
                name = "href"
            if name == "id" or (name == "name" and tag == "a"):
                if element not in inert:
                    page.names.add(str(value))
                    page.ids[str(value)] += name == "id"
            else:
                _attribute(element, tag, str(name), str(value), page, is_html)
        if tag == "style":
            found = addresses("".join(map(str, element.itertext())))
            page.references += (Reference(address, _paint(address), "style") for address in found)
        elif tag == "script" and "ld+json" in element.get("type", "").lower():
            page.faults += not_json("its JSON-LD", element.text or "")


def _attribute(element: etree._Element, tag: str, name: str, value: str, page: Page, is_html: bool) -> None:
    use = USES.get((tag, name))
    if use:
        page.references.append(Reference(value, use, tag, name))
    elif name == "lang" or name == "xml:lang" or (name == "hreflang" and value != "x-default"):
        page.languages.append((name, value))
    elif name in IDREFS:
        if is_html:
            page.references += (Reference(f"#{word}", "idref", tag, name) for word in value.split())
    elif name in PAINTS:
        page.references += (Reference(address, "use", tag, name) for address in addresses(value))
    elif (tag, name) in SETS:
        page.references += (Reference(address, "load", tag, name) for address in in_srcset(value))
    elif name == "style":
        page.references += (Reference(address, _paint(address), tag, name) for address in addresses(value))
        if is_html:
            what = f'<{tag} style="{shown(value)}">: a policy of hashes blocks it; give it a class'
            page.faults.append(("style-attribute", what))
    elif name in HANDLERS:
        what = f"<{tag} {shown(name)}>: a policy of hashes blocks it; listen from a script"
        page.faults.append(("inline-handler", what))
    elif name == "integrity" or (name == "crossorigin" and not (tag == "link" and element.get("as") == "font")):
        what = f"<{tag} {name}>: opened from a folder, a browser refuses the file; leave the attribute out"
        page.faults.append(("integrity", what))
    elif name == "ping":
        page.references += (Reference(address, "load", tag, name) for address in value.split())
    elif name == "srcdoc":
        page.references += references_of(value)
    elif tag == "script" and name == "type" and value.strip().lower() == "module":
        what = "<script type=module>: opened from a folder, a browser refuses it; make it a classic script"
        page.faults.append(("module", what))
    elif name == "href" and tag == "link":
        _link(element, value, page)
    elif name == "href" and tag == "base":
        what = f'<base href="{shown(value)}"> moves every address of the page; leave it out, or its href'
        page.faults.append(("base", what))
    elif name == "content" and tag == "meta":
        _meta(element, value, page)
    elif '"' in name or "'" in name or "<" in name:
        page.faults.append(("unclosed", f"a quote or a tag is not closed before {shown(name)} in a <{tag}>; close it"))


def _link(element: etree._Element, value: str, page: Page) -> None:
    kinds = set(element.get("rel", "").lower().split())
    if "canonical" in kinds:
        page.canonical.append(value)
        page.references.append(Reference(value, "told", "link", "href"))
    elif (kind := element.get("type", "").strip().lower()).endswith("+oembed"):
        page.references.append(Reference(value, "public", "link", "href"))
        suffix = DISCOVERY.get(kind)
        if not suffix or not parts(value).path.endswith(suffix):
            what = f"portals take {' as .json, '.join(DISCOVERY)} as .xml; correct it"
            page.faults.append(("oembed", f'<link type="{shown(kind)}" href="{shown(value)}">: {what}'))
    else:
        page.references.append(Reference(value, "load" if kinds & LOADED_LINKS else "whole", "link", "href"))


def _meta(element: etree._Element, value: str, page: Page) -> None:
    name = (element.get("property") or element.get("name") or "").lower()
    if name in PUBLIC:
        page.references.append(Reference(value, "public", "meta", name))
    elif name == "og:url":
        page.declared.append(value)
        page.references.append(Reference(value, "told", "meta", name))
    elif name == "robots":
        page.robots.update(value.lower().replace(",", " ").split())
    elif element.get("http-equiv", "").lower() == "refresh":
        page.references += (Reference(address, "load", "meta", "refresh") for address in in_refresh(value))


def _paint(address: str) -> Use:
    return "use" if address.lstrip().startswith("#") else "load"


def _plain(name: str) -> str:
    """A name of XML without its namespace; xml:lang is told from lang."""
    space, brace, local = name.rpartition("}")
    return f"xml:{local}" if brace and space.endswith("/XML/1998/namespace") else local.lower()


def not_json(what: str, text: str) -> Iterator[Fault]:
    """The fault of a text that should be JSON and is not, or is another thing to each reader (RFC 8259, section 4)."""
    doubled: list[str] = []

    def pairs(held: list[tuple[str, object]]) -> None:
        doubled.extend(name for name, times in Counter(name for name, _ in held).items() if times > 1)

    try:
        json.loads(text, object_pairs_hook=pairs)
    except RecursionError:
        yield "syntax", f"{what} is nested too deep; make it flat"
    except ValueError as error:
        yield "syntax", f"{what} is not JSON: {shown(str(error))}; write it again"
    if doubled:
        yield "syntax", f'{what} has "{shown(doubled[0])}" twice in one object, and readers take either; leave one'
