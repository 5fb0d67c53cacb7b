"""A drawing as data: strokes, areas and words on a plane.

Units are those of the drawing's own width; x grows to the right, y downwards. Colours are roles of the theme, never
colours themselves, so that the SVG in a page takes the page's.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import combinations
from pathlib import Path

SMALL = 13.0  # the size of a label; 12 px on the smallest screen
NUMERAL = 24.0
LEADING = 1.25  # from one line of a label to the next, in its size
ASCENT, DESCENT = 0.75, 0.22  # of a letter above and below its line, in its size
ROOM = 1.1  # a reader's face may be wider than the one that is measured
TOUCH = 0.01  # what rounding adds to boxes that only touch
EDGE = 0.6  # what may stand out of the frame: half a thin stroke, and what rounding adds
UNKNOWN = 1.0  # the width of a letter that the tables do not know, in its size
ROLES = ("ink", "soft", "accent", "mark", "hairline", "paper")  # the theme's, which pens and words take
ANCHORS = {"start": 0.0, "middle": 0.5, "end": 1.0}
APOSTROPHE = str.maketrans("'", "\N{RIGHT SINGLE QUOTATION MARK}")  # words are drawn, and measured, with this one


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        across = self.left < other.right - TOUCH and other.left < self.right - TOUCH
        return across and self.top < other.bottom - TOUCH and other.top < self.bottom - TOUCH

    def inside(self, other: Box, by: float = 0.0) -> bool:
        across = other.left - by <= self.left and self.right <= other.right + by
        return across and other.top - by <= self.top and self.bottom <= other.bottom + by


@dataclass(frozen=True)
class Pen:
    """How a shape is drawn: ROLES of the stroke and the area, the stroke's width, its dashes; how dense its area is."""

    stroke: str = ""
    width: float = 1.0
    fill: str = ""
    dash: str = ""
    density: float = 1.0


@dataclass(frozen=True)
class Shape:
    """A path. `marks` is how many things it stands for, where each of its parts is one.

    The path's own units are `scale` of the drawing's.
    """

    d: str
    pen: Pen
    box: Box
    marks: int = 0
    scale: float = 1.0


@dataclass(frozen=True)
class Text:
    """Words on one line, from `x` on the line `y`. `face` is sans or serif; `about` is the entry they come from.

    `halo` keeps what lies behind the words away from them. `then` are words that follow on the line, a blank before
    each, in styles of their own; their places do not count.
    """

    x: float
    y: float
    words: str
    size: float = SMALL
    face: str = "sans"
    bold: bool = False
    italic: bool = False
    role: str = "ink"
    anchor: str = "start"
    about: tuple[str | int, ...] = ()
    halo: bool = False
    then: tuple[Text, ...] = ()

    @property
    def pieces(self) -> tuple[Text, ...]:
        return (replace(self, then=()), *self.then) if self.then else (self,)

    @property
    def told(self) -> str:
        return " ".join(piece.words for piece in self.pieces)

    @cached_property
    def box(self) -> Box:
        width = advance(" ") * len(self.then)
        width += sum(advance(piece.words, piece.size, piece.face, piece.bold) for piece in self.pieces)
        left, size = self.x - width * ROOM * ANCHORS[self.anchor], max(piece.size for piece in self.pieces)
        return Box(left, self.y - ASCENT * size, left + width * ROOM, self.y + DESCENT * size)


Item = Shape | Text


@dataclass(frozen=True)
class Drawing:
    width: float
    height: float
    items: tuple[Item, ...]

    @property
    def texts(self) -> tuple[Text, ...]:
        return tuple(item for item in self.items if isinstance(item, Text))

    @property
    def shapes(self) -> tuple[Shape, ...]:
        return tuple(item for item in self.items if isinstance(item, Shape))

    @property
    def marks(self) -> int:
        return sum(shape.marks for shape in self.shapes)

    def faults(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """(entry, message) of words that run over others, and of words, strokes and areas out of the frame."""
        frame = Box(0, 0, self.width, self.height)
        if not all(shape.box.inside(frame, by=EDGE) for shape in self.shapes):
            yield (), "its strokes leave the drawing; show fewer things"
        for text in self.texts:
            if not text.box.inside(frame, by=EDGE):
                yield text.about, f"“{text.told}” does not fit the drawing; shorten it"
        for one, other in combinations(self.texts, 2):
            if one.box.overlaps(other.box):
                yield other.about, f"“{other.told}” runs over “{one.told}” in the drawing; shorten one of them"


@dataclass(frozen=True)
class Placed:
    """A drawing on a sheet: where its upper left corner lies, and how much larger than its own units it is."""

    x: float
    y: float
    drawing: Drawing
    scale: float = 1.0


@dataclass(frozen=True)
class Sheet:
    """Drawings at their places on one ground: a picture that stands by itself."""

    width: float
    height: float
    parts: tuple[Placed, ...]


@cache
def tables() -> dict[str, dict[str, float]]:
    """The width of each letter in its size, by face; made by dev/widths.py from the faces that pictures are set in."""
    return dict(json.loads(Path(__file__).with_name("widths.json").read_text(encoding="utf-8")))


@cache
def _ems(words: str, face: str, bold: bool) -> float:
    table = tables()[f"{face}-bold" if bold else face]
    return sum(table.get(letter, UNKNOWN) for letter in words.translate(APOSTROPHE))


def advance(words: str, size: float = SMALL, face: str = "sans", bold: bool = False) -> float:
    """The width of some words on one line, in the units of `size`."""
    return size * _ems(words, face, bold)


def wrapped(words: str, width: float, size: float = SMALL, face: str = "sans", bold: bool = False) -> list[str]:
    """The words as lines that are no wider than `width`; a word that is wider by itself gets a line of its own."""
    lines: list[str] = []
    for word in words.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and advance(longer, size, face, bold) * ROOM <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def block(words: str, at: Text, width: float) -> Iterator[Text]:
    """The words set like `at` from its place downwards, broken to lines."""
    for index, line in enumerate(wrapped(words, width, at.size, at.face, at.bold)):
        yield replace(at, words=line, y=at.y + index * LEADING * at.size)


def strokes(places: Iterable[tuple[float, float]], length: float, pen: Pen) -> Shape:
    """Upright strokes with their tops at these places, in reading order; each is one mark."""
    found = [(round(x, 2), round(y, 2)) for x, y in places]  # so that steps are exact and do not drift
    d, at = [], (0.0, 0.0)
    for index, (x, y) in enumerate(found):
        d.append(f"M{n(x)} {n(y)}v{n(length)}" if not index else f"m{step(x - at[0], y - at[1] - length)}v{n(length)}")
        at = (x, y)
    return Shape("".join(d), pen, _around(found, pen.width / 2, length), len(found))


def hollows(places: Iterable[tuple[float, float]], length: float, width: float, pen: Pen) -> Shape:
    """Hollow upright marks, as wide and as long as strokes would be, with their tops' middles at these places."""
    found = [(round(x, 2), round(y, 2)) for x, y in places]
    inner, tall = width - pen.width, length - pen.width
    d, at = [], (0.0, 0.0)
    for index, (x, y) in enumerate(found):
        left, top = x - inner / 2, y + pen.width / 2
        start = f"M{n(left)} {n(top)}" if not index else f"m{step(left - at[0], top - at[1])}"
        d.append(f"{start}h{n(inner)}v{n(tall)}h{n(-inner)}z")
        at = (left, top)
    return Shape("".join(d), pen, _around(found, width / 2, length), len(found))


def _around(places: list[tuple[float, float]], half: float, length: float) -> Box:
    across, down = [x for x, _ in places] or [0.0], [y for _, y in places] or [0.0]
    return Box(min(across) - half, min(down), max(across) + half, max(down) + length)


def line(x1: float, y1: float, x2: float, y2: float, pen: Pen) -> Shape:
    half = pen.width / 2
    box = Box(min(x1, x2) - half, min(y1, y2) - half, max(x1, x2) + half, max(y1, y2) + half)
    return Shape(f"M{n(x1)} {n(y1)}L{n(x2)} {n(y2)}", pen, box)


def rectangle(box: Box, pen: Pen) -> Shape:
    across, down = n(box.right - box.left), n(box.bottom - box.top)
    return Shape(f"M{n(box.left)} {n(box.top)}h{across}v{down}h-{across}z", pen, box)


def n(value: float) -> str:
    """A number with two digits behind the point at most, as short as SVG allows."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "0") else text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def step(x: float, y: float) -> str:
    across, down = n(x), n(y)
    return across + ("" if down.startswith("-") else " ") + down
