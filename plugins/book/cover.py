"""The cover of the book: the year ring as large as the page and the title in it; or the ring whole, above the title."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt

from graphics.drawing import Drawing, Item, Placed, Sheet
from graphics.lettering import Face, Lettering, lettered
from graphics.sky import strokes
from ring import Ring

WIDTH, HEIGHT = 1200, 1920
MARGIN = 90.0
INNER = WIDTH - 2 * MARGIN
# The great ring reaches over both sides; years between these angles would lie outside.
CENTRE, RADIUS = (0.42 * WIDTH, 830.0), 0.644 * WIDTH
OUTSIDE = ((62.0, 118.0), (219.0, 321.0))
WHOLE_CENTRE, WHOLE_RADIUS = (WIDTH / 2, 630.0), 480.0
LENGTHS = {"lit": 0.13, "named": 0.13, "plain": 0.08, "month": 0.022}  # of strokes, in the radius
AIR = 0.04  # between the strokes and the title, in the radius
TITLES, SUBTITLES, NAMES = (300.0, 82.0), (40.0, 28.0), (34.0, 24.0)
TITLE = Face(leading=1.08, room=1.01)
SUBTITLE, NAME = Face(bold=False, leading=1.28, room=1.01), Face("sans", bold=False, leading=1.3, room=1.01)
GAP = 40.0
FOOT = HEIGHT - MARGIN


@dataclass(frozen=True)
class Words:
    """What the cover says. names: whose book it is, each on a line."""

    title: str
    subtitle: str = ""
    names: tuple[str, ...] = ()


def cover(words: Words, ring: Ring) -> Sheet:
    """The cover, in pixels."""
    lit = [tick.angle for tick in ring.ticks if tick.state != "plain"]
    whole = any(first < angle < last for angle in lit for first, last in OUTSIDE)
    centre, radius = (WHOLE_CENTRE, WHOLE_RADIUS) if whole else (CENTRE, RADIUS)
    items: list[Item] = [*strokes(ring, centre, radius, LENGTHS)]
    names = tuple(lettered(name, INNER, 70, NAMES, NAME, most=2) for name in words.names if name)
    top = FOOT - sum(name.height for name in names)
    low = top
    for name in names:
        items += name.texts(MARGIN, low, "soft")
        low += name.height
    items += beneath(words, top - GAP) if whole else within(words, top)
    return Sheet(WIDTH, HEIGHT, (Placed(0, 0, Drawing(WIDTH, HEIGHT, tuple(items))),))


def within(words: Words, end: float) -> Iterator[Item]:
    """The title in the middle of the great ring, from the margin on, and the subtitle at the foot."""
    inner = RADIUS * (1 - LENGTHS["lit"] - AIR)
    across = CENTRE[0] - MARGIN
    high = sqrt(inner**2 - across**2)
    title = lettered(words.title, 2 * across, 2 * high, TITLES, TITLE)
    yield from title.texts(MARGIN - 0.04 * title.size, CENTRE[1] - title.height / 2)
    if words.subtitle:
        room = end - (CENTRE[1] + RADIUS) - GAP
        subtitle = lettered(words.subtitle, INNER, max(room, 56.0), SUBTITLES, SUBTITLE, most=5)
        yield from subtitle.texts(MARGIN, end - GAP / 2 - subtitle.height)


def beneath(words: Words, end: float) -> Iterator[Item]:
    """The title below the whole ring, the subtitle under it."""
    top = WHOLE_CENTRE[1] + WHOLE_RADIUS + GAP
    subtitle = lettered(words.subtitle, INNER, (end - top) * 0.4, SUBTITLES, SUBTITLE) if words.subtitle else None
    low = end - (subtitle.height + GAP / 2 if subtitle else 0)
    title: Lettering = lettered(words.title, INNER, low - top, TITLES, TITLE, most=4)
    yield from title.texts(MARGIN - 0.04 * title.size, top)
    if subtitle:
        yield from subtitle.texts(MARGIN, top + title.height + GAP / 2)
