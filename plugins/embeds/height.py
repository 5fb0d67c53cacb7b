"""How high an embed is at a width, worked out without a browser: its lines are counted, its drawing is measured.

The sizes are those of the theme's components/embed*.css, in pixels at a root of 16. Words are measured in the faces
that pictures are set in, and taken for as wide as they are in those that the stylesheet names, so that the height is
never too small in any that was tried.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil

from account import Figure
from graphics.lettering import Face, pieces, plain
from graphics.model import Graphic
from ledger import Fact, inline_run

from .card import Card

WIDTHS = (300, 320, 360, 400, 480, 560, 600, 640, 680, 720, 760, 800, 960)  # pixels that a snippet may have
USUAL = 640  # of a snippet that was not chosen
BROAD, WIDE = 640, 736  # from where on there are two columns; from where on a drawing is the wide one

BEYOND_LATIN = re.compile("[\u0370-\u1fff\u2c00-\ud7ff\uf900-\ufdff]")  # letters of other alphabets
BREAKS = re.compile(r"(?<=[/—–-])(?=[^\W\d])")  # where a browser breaks a line without a space (Unicode's UAX 14)


@dataclass(frozen=True)
class Faces:
    """How much wider than the measured faces a reader's are: of text, titles, labels and bold labels.

    Each is (in Latin letters, in others), with both in the size that font-size-adjust gives them.
    """

    text: tuple[float, float]
    title: tuple[float, float]
    label: tuple[float, float]
    strong: tuple[float, float]


# Measured in Chromium, and half a hundredth more. An embed is as high as the set of faces asks that asks for most.
FACES = (
    Faces((1.003, 1.026), (0.967, 0.97), (1.073, 1.104), (1.115, 1.153)),  # Noto Serif, Noto Sans; Lato asks for less
    Faces((1.023, 1.013), (1.015, 1.006), (1.017, 1.052), (1.149, 1.148)),  # DejaVu, condensed
)


@dataclass(frozen=True)
class Voice:
    """How words are set: in which of the faces, and in what size."""

    role: str
    size: float


SMALL, LINE = Voice("label", 13), 20
TARGET = 24  # the least height of what is clicked (WCAG 2.2, 2.5.8)
TEXT, NOTE, ASIDE = Voice("text", 18), Voice("label", 14), Voice("text", 14)
LISTED, LISTED_YEARS = Voice("text", 16), Voice("title", 16)
NUMERAL, WORDS, DATED = Voice("title", 36), Voice("title", 20), Voice("strong", 14)
TITLES = {
    (False, False): (32, 36),
    (True, False): (40, 44),
    (False, True): (22, 26),
    (True, True): (26, 32),
}  # size, line

EDGE, RULES, PADDING, GAP = 16, 4, 24, 16  # beside the words, of both rules, above and below, between parts
COLUMNS = 32  # between two columns
DIALS = {False: 64, True: 88}  # the ring, by whether there are two columns
MOMENT = (24, 12)  # of a list in time: what stands before its words; above and below each of its entries
LARGEST_NARROW = 432  # of the narrow drawing
PLATE = 368  # the drawing where its notes stand beside it


@dataclass(frozen=True)
class Labels:
    """The theme's words in an embed, in its language, and how words are set there."""

    whole: str  # what the link to the page says
    sources: Callable[[Card], list[str]]  # the lines that name a card's sources
    statuses: Mapping[str, str]  # what is said of a fact that is not simply reported, by its status
    set: Callable[[str], str] = str


def height(card: Card, width: int, labels: Labels) -> int:
    """The height of an embed in a frame that is so wide, in whole pixels."""
    return max(Measure(card, width, labels, faces).height for faces in FACES)


@dataclass(frozen=True)
class Measure:
    """A card in a frame of a width, set in some faces."""

    card: Card
    width: int
    labels: Labels
    faces: Faces

    @property
    def inner(self) -> float:
        return self.width - 2 * EDGE

    @property
    def broad(self) -> bool:
        return self.width >= BROAD

    @property
    def height(self) -> int:
        parts = (
            [self.head(), self.plate(self.card.graphic), TARGET] if self.card.graphic else [self.head(), self.body()]
        )
        parts.append(self.foot())
        return ceil(RULES + PADDING + sum(parts) + GAP * (len(parts) - 1))

    def lines(self, words: str, width: float, voice: Voice) -> int:
        """How many lines some words take."""
        if not words:
            return 0
        face, room = self._face(words, voice), max(width, voice.size)
        set_lines = face.lines(BREAKS.sub(" ", plain(words)), room, voice.size)
        return sum(len(list(pieces(line, room, voice.size, face))) for line in set_lines)

    def set(self, words: str, width: float, voice: Voice) -> int:
        """How many lines some words take that the ledger or a manuscript writes."""
        return self.lines(self.labels.set(words), width, voice)

    def across(self, words: str, voice: Voice) -> float:
        """The width of some words on one line."""
        return self._face(words, voice).width(plain(words), voice.size) if words else 0

    def _face(self, words: str, voice: Voice) -> Face:
        latin, beyond = getattr(self.faces, voice.role)
        room = beyond if BEYOND_LATIN.search(words) else latin
        return Face(
            "serif" if voice.role in ("text", "title") else "sans", voice.role in ("title", "strong"), room=room
        )

    def head(self) -> float:
        card = self.card
        dial = 0 if card.graphic else DIALS[self.broad]
        room = self.inner - (dial + EDGE if dial else 0)
        size, line = TITLES[self.broad, card.long]
        told = LINE * self.set(card.site, room, SMALL) + line * self.set(card.title, room, Voice("title", size))
        told += 4 + LINE * self.set(card.when, room, SMALL) if card.when else 0
        return max(told, dial)

    def body(self) -> float:
        card = self.card
        column = (self.inner - COLUMNS) / 2 if self.broad and card.figures else self.inner
        text: float = 26 * self.set(card.about, column, TEXT)
        if card.operations:
            room = column - EDGE - max(self.across(each.years, LISTED_YEARS) for each in card.operations)
            text += GAP + sum(11 + 24 * self.set(each.title, room, LISTED) for each in card.operations)
        if not card.figures:
            return text
        return max(text, self.figures(column)) if self.broad else text + GAP + self.figures(column)

    def figures(self, column: float) -> float:
        card = self.card
        room = column - EDGE - max(self.numeral(figure) for figure in card.figures)
        told = [self.told(figure.fact, room) for figure in card.figures]
        said = 8 + LINE * self.set(card.speakers[0].name, column, SMALL) if len(card.speakers) == 1 else 0
        return sum(9 + max(40, 4 + 20 * count) for count in told) + said

    def told(self, fact: Fact, room: float) -> int:
        """How many lines tell what a figure is, and who says it where not all have one speaker."""
        status = self.labels.statuses.get(fact.status, "")
        label = f"{self.card.counted(fact)} ({status})" if status else self.card.counted(fact)
        speaker = self.set(fact.speaker.name, room, SMALL) if len(self.card.speakers) > 1 else 0
        return self.set(label, room, NOTE) + speaker

    def numeral(self, figure: Figure) -> float:
        """The width of a figure's numeral with its sign and qualifier."""
        fact = figure.fact
        beside = (self.across(words, voice) for words, voice in ((fact.qualifier, ASIDE), (figure.sign, TEXT)))
        return self.across(fact.value_text, NUMERAL if fact.value is not None else WORDS) + sum(
            width + 6.4 for width in beside if width
        )

    def plate(self, graphic: Graphic) -> float:
        """The drawing with its notes and its source."""
        beside = BROAD <= self.width < WIDE
        room = self.inner - PLATE - 24 if beside else self.inner
        told = [*(inline_run(note).text for note in graphic.notes), graphic.source]
        notes = LINE * sum(self.set(words, room, SMALL) for words in told) + 8 * (len(told) - 1)
        across = PLATE if beside else self.inner
        if self.width >= WIDE:
            drawing = across * graphic.wide.height / graphic.wide.width
        elif graphic.kind.reads:
            drawing = self.moments(graphic, across)
        else:
            drawing = min(across, LARGEST_NARROW) * graphic.narrow.height / graphic.narrow.width
        return max(drawing, notes) if beside else drawing + GAP + notes

    def moments(self, graphic: Graphic, across: float) -> float:
        """The rows of a graphic in time as a list."""
        before, around = MOMENT
        total, room = 0.0, across - before - 1
        for row in graphic.rows:
            dates = row.facts[0].value_text if row.form == "open" else row.dates
            more = row.facts[1:] if row.form == "open" else ()
            count = self.lines(dates, room, DATED) + self.set(row.label, room, NOTE)
            count += sum(self.set(f"{fact.label}: {fact.value_text}", room, NOTE) for fact in more)
            total += around + 20 * count
        return total

    def foot(self) -> float:
        told = sum(self.lines(words, self.inner, SMALL) for words in self.labels.sources(self.card))
        whole = self.lines(self.labels.whole, self.inner, Voice("strong", SMALL.size))
        whole += self.lines(self.card.address, self.inner, SMALL)
        return 13 + LINE * told + max(TARGET, LINE * whole)
