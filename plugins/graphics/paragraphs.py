"""Whether a text places graphics as it may: there is such a graphic, it stands by itself, and once on the page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from blocks import GRAPHIC
from ledger import Document, Problem

_PARAGRAPH = re.compile(r"[^\n](?:[^\n]|\n(?![ \t]*\n))*")
_ALONE = re.compile(r" {0,3}!\[(?:[^\[\]\\]|\\.|\[[^\]]*\])*\]\([^()\s]*\)", re.DOTALL)


def placing_problems(document: Document, known: list[str]) -> Iterator[Problem]:
    """A graphic stands in a paragraph of its own, once on a page, and there must be such a graphic."""
    seen: set[str] = set()
    placed = [image for image in document.images if image.address.startswith(GRAPHIC)]
    place = document.body_start
    for image in placed:
        key = image.address.removeprefix(GRAPHIC)
        place = max(place, document.text.find(image.address, place + 1))
        if key not in known:
            yield document.problem(place, f"there is no graphic “{key}”; there are {', '.join(known) or 'none'}")
        elif key in seen:
            yield document.problem(place, f"the graphic “{key}” stands twice on this page; keep one")
        seen.add(key)
    paragraphs = [match for match in _PARAGRAPH.finditer(document.text, document.body_start) if GRAPHIC in match[0]]
    crowded = [match for match in paragraphs if not _ALONE.fullmatch(match[0].rstrip())]
    if len(paragraphs) - len(crowded) < len(placed):
        place = crowded[0].start() + crowded[0][0].find(GRAPHIC) if crowded else document.body_start
        told = "a graphic stands by itself, in no list, quote or note; put an empty line before it and behind it"
        yield document.problem(place, told)
