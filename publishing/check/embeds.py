"""What stands in pages of other sites: an embed, in a frame, and a fragment, set into a page by a server.

Neither may need a file beside it, lead readers astray in the page around it, or touch what that page has of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from publishing.check.addresses import parts
from publishing.check.finding import Fault, shown
from publishing.check.links import written
from publishing.check.markup import Page
from publishing.check.tags import of_piece
from publishing.inline import RUN

_OUT = ("_blank", "_top")
_SET_IN = ("data", "about")  # schemes of what needs no file
_WHOLE = re.compile(rb"<(!doctype|html|head|body)\b", re.IGNORECASE)
_OF_PAGES = ("base", "link", "meta", "script")


def of_embed(root: etree._Element, html: bytes, page: Page) -> Iterator[Fault]:
    """What is wrong with a page for frames. What it loads is told here, and taken from what other rules look at."""
    yield from _loaded(page)
    if not {"noindex", "indexifembedded"} <= page.robots:
        what = 'it lacks <meta name="robots" content="noindex, indexifembedded">'
        yield "embed", f"{what}, so search engines list it beside its page; add it"
    run = (each for each in root.iter("script") if RUN.fullmatch(each.get("type", "").strip()))
    scripts = [each for each in run if each.get("src") is None]
    if len(scripts) > 1:
        yield "embed", f"it has {len(scripts)} scripts, and every portal's reader pays for each; join them"
    base = next((each.get("target") for each in root.iter("base") if each.get("target") is not None), None)
    for link in root.iter("a", "area"):
        address = (link.get("href") or link.get("xlink:href") or "#").strip()
        if not address.startswith("#") and (link.get("target", base) or "").lower() not in _OUT:
            yield "embed", f'<{link.tag} href="{shown(address)}"> would open inside the frame; add target="_blank"'


def of_fragment(root: etree._Element, html: bytes, page: Page) -> Iterator[Fault]:
    """What is wrong with a piece of a page. The ids in its shadow root become those that its addresses may name."""
    if found := _WHOLE.search(html):
        yield "embed", f"it holds <{found[1].decode().lower()}>, and the page around it has one; leave it out"
    elif not any(rule in ("unclosed", "syntax") for rule, _ in page.faults):
        yield from (("embed", what) for what in of_piece(html.decode("utf-8", "replace")))
    for element in root.iter(*_OF_PAGES):
        yield "embed", f"it holds <{element.tag}>, which would do its work in the page around it; leave it out"
    shadows = [each for each in root.iter("template") if each.get("shadowrootmode")]
    inside = dict.fromkeys(element for each in shadows for element in each.iterdescendants(etree.Element))
    if not shadows:
        yield "embed", "it has no <template shadowrootmode>, so the styles around it reach it; set it into one"
    if any(style not in inside for style in root.iter("style")):
        yield "embed", "a <style> stands outside its shadow root, and restyles the page around it; set it into that"
    for name in page.ids:
        yield "embed", f'id="{shown(name)}" stands outside its shadow root, among those of another page; take it out'
    first = next(root.iterfind("body/*"), None)
    if first is not None and not first.get("lang"):
        yield (
            "language",
            f'<{first.tag}> has no lang, and what is around it may be in another; add it, as in lang="en"',
        )
    own = [str(element.get("id")) for element in inside if element.get("id") is not None]
    page.names.update(own)
    page.ids.update(own)
    yield from _loaded(page, "style")
    for place, reference in enumerate(page.references):
        if reference.use == "link" and reference.address.lstrip().startswith("#"):
            what = "leads into the page around it; write the whole address, or leave it out"
            yield "embed", f"{written(reference)} {what}"
            page.references[place] = replace(reference, use="told")


def _loaded(page: Page, tag: str = "") -> Iterator[Fault]:
    """What a page, or its elements of that name, would load."""
    for place, reference in enumerate(page.references):
        if reference.use == "load" and tag in ("", reference.tag) and parts(reference.address).scheme not in _SET_IN:
            what = "is another file, and this has to stand alone; set it in, or leave it out"
            yield "embed", f"{written(reference)} {what}"
            page.references[place] = replace(reference, use="told")
