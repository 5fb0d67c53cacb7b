"""A page of the tree as elements, with its drawings cut out: the parser of HTML forgets upper case."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import html

DRAWING = "data-drawing"  # on the <img> that stands in a drawing's place: which of the drawings
_SVG = re.compile(r"<svg\b[^>]*?(?P<empty>/)?>|(?P<end></svg\s*>)", re.IGNORECASE)
_TOLD = re.compile(r' (?:data-form|aria-hidden|aria-label)="[^"]*"')  # what the <img> says of its drawing, too


def main_of(page: str) -> tuple[html.HtmlElement, list[str]]:
    """The element `main` of a page, else its body, and the text of each drawing in it.

    Where a drawing stood there is <img data-drawing="N"> with the N-th of them.
    """
    pieces: list[str] = []
    drawings: list[str] = []
    done = 0
    for start, end in _spans(page):
        drawing = page[start:end]
        told = "".join(match[0] for match in _TOLD.finditer(drawing.partition(">")[0]))
        pieces += [page[done:start], f'<img {DRAWING}="{len(drawings)}"{told}>']
        drawings.append(drawing)
        done = end
    pieces.append(page[done:])
    document = html.document_fromstring("".join(pieces), parser=html.HTMLParser(remove_comments=True, remove_pis=True))
    found = document.find(".//main")
    return (document if found is None else found), drawings


def _spans(page: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each drawing that is not within another."""
    depth, start = 0, 0
    for match in _SVG.finditer(page):
        if match["end"]:
            depth = max(0, depth - 1)
            if depth == 0:
                yield start, match.end()
        elif match["empty"]:
            if depth == 0:
                yield match.span()
        else:
            start = match.start() if depth == 0 else start
            depth += 1
