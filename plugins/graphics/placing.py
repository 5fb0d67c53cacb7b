"""Finds a place on a map for words: a name beside its dot, a name across an area, words along a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

from .curves import Curve, Point
from .drawing import ASCENT, DESCENT, ROOM, SMALL, Box, Text, advance
from .model import Where

BESIDE = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (1, 1), (-1, -1), (-1, 1))  # a dot, right and left of it first
# Of an area's name down and along, in its size and length, the least first: its point stays under it, or all but.
SHIFTS = tuple(sorted(product((0, -0.5, 0.5), (0, -0.12, 0.12, -0.25, 0.25)), key=lambda by: abs(by[0]) + abs(by[1])))
ALONG = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82)  # shares of a line
AWAY = (6.0, 10.0, 16.0)  # from a line
SLANT = 0.4  # from where on words stand beside a line rather than above or below it
MIDDLE = (ASCENT - DESCENT) / 2  # from the middle of words down to their line, in their size
MARGIN = 2.0  # between words and the frame, words and a line


def around(at: Point, by: float) -> Box:
    return Box(at[0] - by, at[1] - by, at[0] + by, at[1] + by)


def grown(box: Box, by: float) -> Box:
    return Box(box.left - by, box.top - by, box.right + by, box.bottom + by)


def held(box: Box, points: Iterable[Point]) -> int:
    """How many of the points lie in the box."""
    return sum(box.left < x < box.right and box.top < y < box.bottom for x, y in points)


def best(
    candidates: Iterable[Text], frame: Box, taken: Iterable[Box], lines: Iterable[Point] = (), firm: bool = False
) -> Text | None:
    """The candidate in the frame, on nothing that is taken, that lies across lines the least; of equals, the first.

    `firm` takes none that lies across a line.
    """
    taken, lines, found, least = list(taken), list(lines), None, float("inf")
    for text in candidates:
        if text.box.inside(frame, by=-MARGIN) and not any(map(text.box.overlaps, taken)):
            crossed = held(grown(text.box, MARGIN), lines)
            if not crossed:
                return text
            if crossed < least and not firm:
                found, least = text, crossed
    return found


def point_names(name: str, at: Point, away: float, about: Where) -> Iterator[Text]:
    """A name `away` from the middle of its dot."""
    for x, y in BESIDE:
        across = at[0] + x * away * (0.6 if y else 1)
        down = at[1] + MIDDLE * SMALL + y * (away + SMALL / 2)
        yield Text(across, down, name, bold=True, anchor={1: "start", 0: "middle", -1: "end"}[x], about=about)


def area_names(name: str, at: Point, size: float, about: Where) -> Iterator[Text]:
    """A name across its area, set as no dot's name is."""
    length = advance(name, size, "serif") * ROOM
    for y, x in SHIFTS:
        across, down = at[0] + x * length, at[1] + (MIDDLE + y) * size
        yield Text(across, down, name, size, "serif", italic=True, role="soft", anchor="middle", about=about)


def line_words(words: str, curve: Curve, about: Where) -> Iterator[Text]:
    """Words beside a line, on the side that it bends to if they can."""
    for away, side, t in product(AWAY, (1, -1), ALONG):
        (x, y), (across, down) = curve.at(t), (side * share for share in curve.outwards())
        anchor = "start" if across > SLANT else "end" if across < -SLANT else "middle"
        drop = ASCENT if down > SLANT else -DESCENT if down < -SLANT else MIDDLE
        yield Text(x + across * away, y + down * away + drop * SMALL, words, anchor=anchor, about=about)
