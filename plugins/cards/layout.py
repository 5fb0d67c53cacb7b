"""Where things lie on a card: words below or beside the year ring, or above or beside a drawing. All in pixels."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import sqrt

from graphics.drawing import Box, Drawing, Item, Pen, Placed, Sheet, Text, rectangle
from graphics.lettering import Face, Lettering, lettered
from graphics.sky import strokes
from ring import Ring

WIDTH, HEIGHT = 1200, 630  # what Open Graph's readers show whole
LEFT, HEAD, TOP, BOTTOM = 60.0, 36.0, 48.0, 584.0
INNER = WIDTH - 2 * LEFT

# The sky, as on the home page: it is cut where a year between these angles would stand.
SKY_CENTRE, SKY_RADIUS, SKY_TOP = 0.42 * WIDTH, 0.644 * WIDTH, 40.0
CUT = (62.0, 322.0)
WHOLE_CENTRE, WHOLE_RADIUS = (905.0, 315.0), 235.0
SKY = {"lit": 0.12, "named": 0.12, "plain": 0.075, "month": 0.02}  # lengths of strokes, in the radius
DIAL = {"lit": 0.26, "named": 0.2, "plain": 0.11, "month": 0.035}

# A face's own width can be relied on: a card is never set in another.
TITLE, NAME = Face(leading=1.08, room=1.01), Face("sans", leading=1.2, room=1.01)
ABOUT = Face("sans", bold=False, leading=1.3, room=1.01)
TITLES, NAMES, ABOUTS = (190.0, 40.0), (28.0, 22.0), (30.0, 26.0)
# Of the bold serif, in its size: how high a numeral is, what is empty before it, and what a line has below it.
CAPITAL, BEARING, FOOT, NUMERAL_GAP = 0.7, 0.05, 0.3, 0.05
SMALL_TITLE = 60.0  # where a title gets smaller than this, what stands below it goes
DRAWN_WIDTHS = (560.0, 480.0, 400.0, 320.0, 288.0)  # units, of drawings to try
READABLE = 22.0  # the least size of words: a third of that is left where a card is shown small
AMPLE = 26.0  # words of a drawing need not be larger; it is shown larger instead
BESIDE = 340.0  # the width of a title beside its drawing
DRAWN_TITLES, SOURCES = (84.0, 34.0), (24.0, 22.0)
MOST_DRAWN = 390.0  # the height that a drawing is given at the cost of its title's size


@dataclass(frozen=True)
class Words:
    """What a card says: the feature's name, the title, and what it is, of which the first that fits is taken."""

    name: str
    title: str
    about: tuple[str, ...] = ()


def on_ring(words: Words, ring: Ring) -> Sheet:
    """A card with the year ring: large and cut as on the home page, or whole where a year that is lit would be cut."""
    lit = [tick.angle for tick in ring.ticks if tick.state != "plain"]
    if any(CUT[0] < angle < CUT[1] for angle in lit):
        width = WHOLE_CENTRE[0] - WHOLE_RADIUS - 48 - LEFT
        items: list[Item] = [*strokes(ring, WHOLE_CENTRE, WHOLE_RADIUS, DIAL)]
        name = lettered(words.name, width, 70, NAMES, NAME, most=2)
        named, top = [*name.texts(LEFT, TOP)], TOP + name.height + 24
    else:
        centre = (SKY_CENTRE, SKY_TOP + SKY_RADIUS)
        items = [*strokes(ring, centre, SKY_RADIUS, SKY)]
        named = max((corner(words.name, end) for end in (False, True)), key=lambda found: found[0])[1]
        inner = SKY_RADIUS * (1 - SKY["lit"]) - 20
        width = 2 * (SKY_CENTRE - LEFT)
        top = centre[1] - sqrt(inner**2 - (width / 2) ** 2)
    items += named
    items += block(words, width, top)
    return Sheet(WIDTH, HEIGHT, (Placed(0, 0, Drawing(WIDTH, HEIGHT, tuple(items))),))


def corner(name: str, end: bool) -> tuple[float, list[Text]]:
    """(size, words) of the feature's name above the sky, as large as it gets, in the left corner or in the right."""
    found = []
    for width in range(60, 440, 20):
        inner = (WIDTH - LEFT - width) - SKY_CENTRE if end else SKY_CENTRE - (LEFT + width)
        if inner > 0:
            low = SKY_TOP + SKY_RADIUS - sqrt((SKY_RADIUS + 8) ** 2 - inner**2)
            if low - HEAD > NAMES[1] * NAME.leading:
                found.append(lettered(name, width, low - HEAD, NAMES, NAME, most=4))
    best = max(found, key=lambda made: (made.size, -len(made.lines)))
    return best.size, [*best.texts(WIDTH - LEFT if end else LEFT, HEAD, anchor="end" if end else "start")]


def block(words: Words, width: float, top: float) -> Iterator[Item]:
    """The title and what it is, standing on the bottom of the card and reaching no higher than `top`."""
    about = next(filter(None, (fitting(told, width) for told in words.about)), None)
    room = BOTTOM - top
    title = headed(words.title, width, room - (about.height + 18 if about else 0))
    if about and title[0].size < SMALL_TITLE:
        about, title = None, headed(words.title, width, room)
    base = BOTTOM - (about.height + 18 if about else 0)
    great = title[0]
    if len(title) > 1:  # the numeral on the line of the last words beside it, and its own stroke on the margin
        yield from great.texts(LEFT - BEARING * great.size, base - great.height + FOOT * (great.size - title[-1].size))
        yield from title[-1].texts(LEFT + great.width + NUMERAL_GAP * great.size, base - title[-1].height)
    else:
        yield from great.texts(LEFT, base - great.height)
    if about:
        yield from about.texts(LEFT, BOTTOM - about.height, "soft")


def fitting(told: str, width: float) -> Lettering | None:
    """What a page is, in two lines at most; None where it would have to be small."""
    found = lettered(told, width, 90, ABOUTS, ABOUT, most=2)
    return found if told and found.size > ABOUTS[1] else None


def headed(title: str, width: float, height: float) -> tuple[Lettering, ...]:
    """The title as one piece; where it begins with a numeral, the numeral and its words beside it if that is larger."""
    whole = lettered(title, width, height, TITLES, TITLE)
    first, _, rest = title.partition(" ")
    if not (first.isdigit() and rest):
        return (whole,)
    for size in range(90, 43, -2):
        for lines in (3, 4):
            # as high as the words: from the head of their first line to the foot of their last
            great = size * (1 + (lines - 1) * TITLE.leading / CAPITAL)
            numeral = lettered(first, width, great * 2, (great, 1.0), TITLE, most=1)
            beside = width - numeral.width - NUMERAL_GAP * numeral.size
            if numeral.size < great or beside < width / 4 or lines * size * TITLE.leading > height:
                continue
            words = lettered(rest, beside, height, (size, 1.0), TITLE, most=lines)
            if (words.size, len(words.lines)) == (size, lines):
                return numeral, words
    return (whole,)


def on_drawing(words: Words, draw: Callable[[float], Drawing]) -> Sheet | None:
    """A card with the whole of a drawing, below its title or beside it as it fills best; None where none is legible."""
    found = [
        placed(words, drawing, Box(LEFT, TOP + 38, WIDTH - LEFT, BOTTOM), beside)
        for drawing in map(draw, DRAWN_WIDTHS)
        if not any(drawing.faults())
        for beside in (0.0, BESIDE)
    ]
    return max(filter(None, found), key=lambda each: each[0], default=(0.0, None))[1]


def placed(words: Words, drawing: Drawing, room: Box, beside: float) -> tuple[float, Sheet] | None:
    """(how well the drawing fills the card, the card); None where something on it would be too small to read.

    beside: the width of a title beside the drawing, or 0.
    """
    width = beside or room.right - room.left
    source = lettered("".join(words.about[:1]), width, room.bottom - room.top, SOURCES, ABOUT, most=6)
    below = room.bottom - source.height - 20
    left, low = (room.left + beside + 48, room.bottom) if beside else (room.left, below)
    across = (room.right - left) / drawing.width
    high = below - room.top - (0 if beside else min(drawing.height * across, MOST_DRAWN) + 24)
    title = lettered(words.title, width, high, DRAWN_TITLES, TITLE, most=8 if beside else 3)
    top = room.top + (0 if beside else title.height + 24)
    scale = min(across, (low - top) / drawing.height)
    least = min((piece.size for text in drawing.texts for piece in text.pieces), default=READABLE)
    if least * scale < READABLE or source.size < READABLE or title.size < DRAWN_TITLES[1]:
        return None
    fill = min(least * scale, AMPLE) * scale**2 * drawing.width * drawing.height / ((room.right - left) * (low - top))
    spare = low - top - drawing.height * scale
    items: list[Item] = [rectangle(Box(LEFT, TOP + 14, WIDTH - LEFT, TOP + 18), Pen(fill="ink"))]
    items += lettered(words.name, INNER, 30, NAMES, NAME, most=1).texts(LEFT, TOP - 22)
    items += title.texts(LEFT, below - title.height if beside else room.top)
    items += source.texts(LEFT, room.bottom - source.height, "soft")
    parts = (
        Placed(0, 0, Drawing(WIDTH, HEIGHT, tuple(items))),
        Placed(
            left + (across - scale) * drawing.width / 2 if beside else left,
            top + spare / (2 if beside else 1),
            drawing,
            scale,
        ),
    )
    return fill, Sheet(WIDTH, HEIGHT, parts)
