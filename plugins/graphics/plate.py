"""A graphic as a picture that stands by itself: its title, its drawing, its source, and whose it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from .drawing import Box, Drawing, Item, Pen, Placed, Sheet, Text, line, rectangle
from .lettering import Face, lettered, plain, unknown
from .model import WIDE, Graphic, Where
from .svg import standalone

WIDTHS = (1200, 2400)  # pixels of the pictures to save
MARGIN = 40.0
RULE = 3.0
TITLE = (32.0, 16.0)  # the largest size, and the one below which a word is broken
MOST = 12  # lines of words that are as many as they are
NOTE, ADDRESS = (13.0, 11.0), (13.0, 13.0)
TITLES = Face(leading=1.16)
NOTES, NAMES = Face("sans", bold=False, leading=1.35), Face("sans", leading=1.35)
GAP = 24.0
TALL = 10_000.0  # a picture is as high as its words need


@dataclass(frozen=True)
class Credit:
    """Whose a picture is: the feature's name, who publishes it and under what terms, and where it stands."""

    name: str
    terms: tuple[str, ...] = ()
    address: str = ""

    @property
    def lines(self) -> tuple[tuple[str, tuple[float, float], Face, str], ...]:
        """(words, sizes, face, role) of each part that there is."""
        terms = " · ".join(self.terms)
        found = (
            (self.name, NOTE, NAMES, "ink"), (terms, NOTE, NOTES, "soft"), (self.address, ADDRESS, NOTES, "soft"),
        )  # fmt: skip
        return tuple(part for part in found if part[0])


def sheet(title: str, drawing: Drawing, source: str, credit: Credit) -> Sheet:
    """The picture: a rule, the title, the drawing, and below a hairline the source beside the credit."""
    items: list[Item] = [rectangle(Box(0, 0, WIDE, RULE), Pen(fill="ink"))]
    head = lettered(title, WIDE, TALL, TITLE, TITLES, most=4)
    items += head.texts(0, RULE + 16)
    top = RULE + 16 + head.height + GAP - 6
    foot: list[Item] = [line(0, 0, WIDE, 0, Pen("ink", 1))]
    wide, gutter = WIDE * 0.56, 32.0
    told = lettered(source, wide, TALL, NOTE, NOTES, MOST)
    foot += told.texts(0, 12, "soft")
    low, x = 12 + told.height, wide + gutter
    below = 12.0
    for words, sizes, face, role in credit.lines:
        part = lettered(words, WIDE - x, TALL, sizes, face, MOST)
        foot += part.texts(x, below, role)
        below += part.height
    height = max(low, below)
    foot.append(line(wide + gutter / 2, 12, wide + gutter / 2, height, Pen("hairline", 1)))
    start = top + drawing.height + GAP
    shown = (_known(item) if isinstance(item, Text) else item for item in drawing.items)
    parts = (
        Placed(MARGIN, MARGIN, Drawing(WIDE, top, tuple(items))),
        Placed(MARGIN, MARGIN + top, replace(drawing, items=tuple(shown))),
        Placed(MARGIN, MARGIN + start, Drawing(WIDE, height, tuple(foot))),
    )
    return Sheet(WIDE + 2 * MARGIN, round(start + height + 2 * MARGIN - 8), parts)


def _known(text: Text) -> Text:
    """Words as the faces have them."""
    return replace(text, words=plain(text.words), then=tuple(_known(piece) for piece in text.then))


def letter_faults(made: Graphic) -> Iterator[tuple[Where, str]]:
    """(where, message) of each letter in the title, the source and the drawing that the faces of pictures lack."""
    found: list[tuple[Where, str, Face]] = [(("title",), made.title, TITLES), (("source",), made.source, NOTES)]
    for text in made.wide.texts:
        found += [(text.about, piece.words, Face(piece.face, piece.bold)) for piece in text.pieces]
    for where, words, face in found:
        for letter in unknown(words, face):
            yield where, f"“{letter}” is in none of the faces that pictures are set in; write it otherwise"


def svg(made: Graphic, credit: Credit, colours: Mapping[str, str], typeset: Callable[[str], str] = str) -> str:
    """The picture of a graphic as an SVG file. `colours` are those of the roles; `typeset` sets words by language."""
    shown = sheet(typeset(made.title), made.wide, typeset(made.source), credit)
    return standalone(shown, made.title, made.summary, colours, made.language)
