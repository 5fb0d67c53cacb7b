"""A graphic as a picture that stands by itself: what it shows, how to read it, its source, and whose it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from ledger import inline_run

from .drawing import Box, Drawing, Item, Pen, Placed, Sheet, Text, line, rectangle
from .lettering import Face, lettered, plain, unknown
from .model import WIDE, Graphic, Where
from .svg import standalone

WIDTHS = (1200, 2400)  # pixels of the pictures to save
MARGIN = 40.0
RULE = 3.0
TITLE = (32.0, 16.0)  # the largest size, and the one below which a word is broken
SUMMARY = (17.0, 17.0)
BROAD = 600.0  # a line of the summary, at most
MOST = 99  # lines of words that are as many as they are
NOTE = (13.0, 13.0)
TITLES, SUMMARIES = Face(leading=1.16), Face(bold=False, leading=1.3)
NOTES, NAMES = Face("sans", bold=False, leading=1.35), Face("sans", leading=1.35)
GAP = 24.0
BETWEEN = 5.0  # from one paragraph to the next
TALL = 10_000.0  # a picture is as high as its words need
Part = tuple[str, tuple[float, float], Face, str]  # words, their sizes, their face and their role


@dataclass(frozen=True)
class Credit:
    """Whose a picture is: the feature's name and what it is, who publishes it and under what terms, where it stands."""

    name: str
    terms: tuple[str, ...] = ()
    address: str = ""
    about: str = ""

    @property
    def lines(self) -> list[Part]:
        """Each part that there is."""
        rest = (self.about, " · ".join(self.terms), self.address)
        return [(self.name, NOTE, NAMES, "ink"), *((words, NOTE, NOTES, "soft") for words in rest if words)]


@dataclass(frozen=True)
class Words:
    """What a picture says besides its drawing: plain words, set by the language."""

    title: str
    summary: str
    source: str
    notes: tuple[str, ...] = ()


def sheet(words: Words, drawing: Drawing, credit: Credit) -> Sheet:
    """The picture: a rule, title, summary and drawing; below a hairline the notes and the source beside the credit."""
    head: list[Item] = [rectangle(Box(0, 0, WIDE, RULE), Pen(fill="ink"))]
    title = lettered(words.title, WIDE, TALL, TITLE, TITLES, most=4)
    head += title.texts(0, RULE + 16)
    summary = lettered(words.summary, BROAD, TALL, SUMMARY, SUMMARIES, MOST)
    low = RULE + 16 + title.height + 8
    head += summary.texts(0, low, "soft")
    top = low + summary.height + GAP - 6
    foot: list[Item] = [line(0, 0, WIDE, 0, Pen("ink", 1))]
    x = WIDE * 0.56
    told = [(note, NOTE, NOTES, "ink") for note in words.notes] + [(words.source, NOTE, NOTES, "soft")]
    low, below = (column(foot, parts, *place) for parts, place in ((told, (0, x)), (credit.lines, (x + 32, WIDE))))
    height = max(low, below)
    foot.append(line(x + 16, 12, x + 16, height, Pen("hairline", 1)))
    start = top + drawing.height + GAP
    shown = (_known(item) if isinstance(item, Text) else item for item in drawing.items)
    parts = (
        Placed(MARGIN, MARGIN, Drawing(WIDE, top, tuple(head))),
        Placed(MARGIN, MARGIN + top, replace(drawing, items=tuple(shown))),
        Placed(MARGIN, MARGIN + start, Drawing(WIDE, height, tuple(foot))),
    )
    return Sheet(WIDE + 2 * MARGIN, round(start + height + 2 * MARGIN - 8), parts)


def column(foot: list[Item], parts: Iterable[Part], left: float, right: float) -> float:
    """Put words below each other under the hairline; the place where they end."""
    low = 12.0 - BETWEEN
    for words, sizes, face, role in parts:
        made = lettered(words, right - left, TALL, sizes, face, MOST)
        foot += made.texts(left, low + BETWEEN, role)
        low += BETWEEN + made.height
    return low


def _known(text: Text) -> Text:
    """Words as the faces have them."""
    return replace(text, words=plain(text.words), then=tuple(_known(piece) for piece in text.then))


def letter_faults(made: Graphic) -> Iterator[tuple[Where, str]]:
    """(where, message) of each letter in the words and the drawing of a graphic that the faces of pictures lack."""
    found: list[tuple[Where, str, Face]] = [(("title",), made.title, TITLES), (("summary",), made.summary, SUMMARIES)]
    found += [(("source",), made.source, NOTES)]
    found += [(("notes", index), inline_run(note).text, NOTES) for index, note in enumerate(made.notes)]
    for text in made.wide.texts:
        found += [(text.about, piece.words, Face(piece.face, piece.bold)) for piece in text.pieces]
    for where, words, face in found:
        for letter in unknown(words, face):
            yield where, f"“{letter}” is in none of the faces that pictures are set in; write it otherwise"


def svg(made: Graphic, credit: Credit, colours: Mapping[str, str], typeset: Callable[[str], str] = str) -> str:
    """The picture of a graphic as an SVG file. `colours` are those of the roles; `typeset` sets words by language."""
    notes = tuple(typeset(inline_run(note).text) for note in made.notes)
    words = Words(typeset(made.title), typeset(made.summary), typeset(made.source), notes)
    return standalone(sheet(words, made.wide, credit), made.title, made.summary, colours, made.language)
