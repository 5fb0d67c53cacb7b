"""Words set as large as a place allows: broken to lines, balanced, and never cut."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, takewhile

from .drawing import APOSTROPHE, LEADING, ROOM, Text, advance, tables, wrapped

SMALLEST = 4.0  # a size that nobody reads, where the search ends
STEP = 0.96  # from one size that is tried to the next
SMALLER = 0.7  # of the largest size that fits: how much is given up so that no short word is left in a line by itself
SHORT = 0.42  # of the longest line
# Spaces and a hyphen that the faces lack, and what stands for them there.
_SUBSTITUTES = str.maketrans(
    {
        "\N{THIN SPACE}": "\N{NO-BREAK SPACE}",
        "\N{NARROW NO-BREAK SPACE}": "\N{NO-BREAK SPACE}",
        "\N{HYPHEN}": "-",
    }
)


@dataclass(frozen=True)
class Face:
    """How words are set. `room` is what a line may be wider than it was measured, as a factor."""

    name: str = "serif"
    bold: bool = True
    leading: float = LEADING
    room: float = ROOM

    def width(self, words: str, size: float) -> float:
        return advance(words, size, self.name, self.bold) * self.room

    def lines(self, words: str, width: float, size: float) -> list[str]:
        return wrapped(words, width * ROOM / self.room, size, self.name, self.bold)


@dataclass(frozen=True)
class Lettering:
    """Lines in one size, to be set below each other."""

    lines: tuple[str, ...]
    size: float
    face: Face

    @property
    def height(self) -> float:
        return len(self.lines) * self.size * self.face.leading

    @property
    def width(self) -> float:
        return max(self.face.width(line, self.size) for line in self.lines)

    @property
    def ragged(self) -> bool:
        """Whether a short word stands in a line by itself."""
        return any(" " not in line and self.face.width(line, self.size) < SHORT * self.width for line in self.lines)

    def texts(self, x: float, top: float, role: str = "ink", anchor: str = "start") -> Iterator[Text]:
        """The lines from `top` downwards, beginning, in the middle of, or ending at `x`."""
        at = Text(x, 0, "", self.size, self.face.name, self.face.bold, role=role, anchor=anchor)
        for index, line in enumerate(self.lines):
            y = top + self.size * (0.78 + index * self.face.leading)
            yield Text(at.x, round(y, 2), line, at.size, at.face, at.bold, role=at.role, anchor=at.anchor)


def plain(words: str) -> str:
    """Words as the faces have them: composed letters, and spaces that there are; with apostrophes that are curved."""
    return unicodedata.normalize("NFC", words).translate(_SUBSTITUTES).translate(APOSTROPHE)


def unknown(words: str, face: Face) -> str:
    """The letters that a face does not have, each once, in order."""
    table = tables()[f"{face.name}-bold" if face.bold else face.name]
    return "".join(dict.fromkeys(letter for letter in plain(words) if letter not in table))


def lettered(
    words: str, width: float, height: float, sizes: tuple[float, float], face: Face | None = None, most: int = 5
) -> Lettering:
    """The words in the largest size at which they fill at most `most` lines of `width`, and `height`.

    sizes: the largest, and the one below which a word may go on in the next line rather than get smaller still. Where
    that leaves a short word in a line by itself, they are a little smaller if the lines are even then.
    """
    fitting = _fitting(plain(words), width, height, sizes, face or Face(), most)
    largest = next(fitting)
    least = max(sizes[1], largest.size * SMALLER)
    near = takewhile(lambda made: made.size >= least, fitting)
    return next((made for made in chain((largest,), near) if not made.ragged), largest)


def _fitting(
    words: str, width: float, height: float, sizes: tuple[float, float], face: Face, most: int
) -> Iterator[Lettering]:
    """The words in each size in which they fit, the largest first; at last in the smallest, whether they fit or not."""
    size, whole = sizes
    lines: list[str] = []
    while size > SMALLEST:
        lines = face.lines(words, width, size)
        if size <= whole:
            lines = [piece for line in lines for piece in pieces(line, width, size, face)]
        fits = all(face.width(line, size) <= width for line in lines)
        if fits and len(lines) <= most and len(lines) * size * face.leading <= height:
            yield Lettering(tuple(balanced(words, lines, width, size, face)), size, face)
        size *= STEP
    yield Lettering(tuple(lines), SMALLEST, face)


def pieces(line: str, width: float, size: float, face: Face) -> Iterator[str]:
    """A line that is too long by itself, in pieces that are not: behind a slash, else a hyphen, else any letter."""
    if face.width(line, size) <= width:
        yield line
        return
    piece = ""
    for letter in line:
        if piece and not unicodedata.combining(letter) and face.width(piece + letter, size) > width:
            cut = piece.rfind("/") + 1 or piece.rfind("-") + 1 or len(piece)
            yield piece[:cut]
            piece = piece[cut:]
        piece += letter
    yield piece


def balanced(words: str, lines: list[str], width: float, size: float, face: Face) -> list[str]:
    """The same number of lines, as even as they get; as they are where a word was broken."""
    if " ".join(lines) != words:
        return lines
    low, high = 0.0, width
    for _ in range(8):
        middle = (low + high) / 2
        tried = face.lines(words, middle, size)
        if len(tried) == len(lines) and all(face.width(line, size) <= middle for line in tried):
            high, lines = middle, tried
        else:
            low = middle
    return lines
