"""Flags: words on poles over a line, hung so high that no words run over others and no pole runs through words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from ledger.wording import NO_BREAK

from .drawing import ROOM, SMALL, Text, advance, wrapped
from .model import Where

FOLD = 6.0  # from a pole to its words, and from one flag to another
LINE = 16.0  # from one line to the next
BASE = 12.0  # from the top of a line to where its words stand
HIGHEST = 400.0
YEARS = 15.0  # the size of a date that names an entry


def dated_words(date: str, words: Iterable[tuple[str, str]], width: float, about: Where) -> tuple[Text, ...]:
    """The lines of an entry, not yet in place: its date as its name, then (words, role) below."""
    named = folded(date, width, YEARS, "serif", True)
    if any(advance(each, YEARS, "serif", True) * ROOM > width for each in named):
        named = folded(date.replace(NO_BREAK, " "), width, YEARS, "serif", True)
    lines = [Text(0, 0, each, YEARS, "serif", bold=True, about=about) for each in named]
    lines += [Text(0, 0, each, role=role, about=about) for told, role in words for each in folded(told, width)]
    return tuple(lines)


def folded(words: str, width: float, size: float = SMALL, face: str = "sans", bold: bool = False) -> list[str]:
    """The words broken to as few lines as the width allows, and these as even as can be."""
    lines = wrapped(words, width, size, face, bold)
    while len(lines) > 1:
        tighter = max(advance(each, size, face, bold) for each in lines) * ROOM - 1
        shorter = wrapped(words, tighter, size, face, bold)
        if len(shorter) > len(lines) or max(advance(each, size, face, bold) for each in shorter) * ROOM > tighter:
            break
        lines = shorter
    return lines


class NoRoom(ValueError):
    """There is no way to hang these flags; `index` is the one that is most in the way."""

    def __init__(self, index: int) -> None:
        super().__init__(index)
        self.index = index


@dataclass(frozen=True)
class Flag:
    """Words, one line each, on a pole at `x`, to its right or to its `left`, `up` units above its foot."""

    x: float
    words: tuple[Text, ...]
    left: bool = False
    up: float = 0.0

    @property
    def height(self) -> float:
        return len(self.words) * LINE

    @cached_property
    def reach(self) -> tuple[float, float]:
        """From where to where it goes, pole and words."""
        broad = FOLD + max(text.box.right - text.box.left for text in self.words)
        return (self.x - broad, self.x + 1) if self.left else (self.x - 1, self.x + broad)

    def over(self, other: Flag) -> bool:
        """Whether the other's pole stands below these words."""
        low, high = self.reach
        return low - 2 < other.x < high + 2 and abs(other.x - self.x) > 1

    def beside(self, other: Flag) -> bool:
        """Whether the two could hang at one height."""
        return self.reach[1] + FOLD <= other.reach[0] or other.reach[1] + FOLD <= self.reach[0]


def hung(flags: Sequence[Flag], width: float) -> list[Flag]:
    """The flags, in order of their poles, each at its height: the first to the right, the last to the left.

    Where the turn is made is what keeps them lowest. Raises NoRoom.
    """
    turns = (
        [replace(flag, left=index >= turn) for index, flag in enumerate(flags)] for turn in range(len(flags), -1, -1)
    )
    ways = [way for turned in turns if (way := _raised(turned, width))]
    if not ways:
        raise NoRoom(max(range(len(flags)), key=lambda index: _in_the_way(flags, index, width)))
    return min(ways, key=lambda way: max(flag.up + flag.height for flag in way))


def _in_the_way(flags: Sequence[Flag], index: int, width: float) -> tuple[float, float, int]:
    """How far a flag reaches out of the frame on either side, its height, how many others have no room beside it."""
    right, left = flags[index], replace(flags[index], left=True)
    out = min(right.reach[1] - width, -left.reach[0])
    return max(out, 0.0), right.height, sum(not right.beside(other) for other in flags)


def _raised(flags: list[Flag], width: float) -> list[Flag]:
    """The flags at their heights; none where one cannot be hung."""
    if any(flag.reach[0] < -1 or flag.reach[1] > width + 1 for flag in flags):
        return []
    waiting = [i for i in reversed(range(len(flags))) if not flags[i].left]
    waiting += [i for i in range(len(flags)) if flags[i].left]
    done: dict[int, Flag] = {}
    while waiting:
        # a flag hangs above all whose poles stand below its words, so these come first
        free = (i for i in waiting if not any(flags[i].over(flags[j]) for j in waiting if j != i))
        index = next(free, None)
        if index is None:
            return []
        flag = flags[index]
        below = [other.up + other.height + FOLD for other in done.values() if not flag.beside(other)]
        done[index] = replace(flag, up=max(below, default=0.0))
        waiting.remove(index)
        if done[index].up + flag.height > HIGHEST:
            return []
    return [done[index] for index in range(len(flags))]


def pushed(wanted: Sequence[float], heights: Sequence[float], end: float) -> list[float]:
    """The tops of blocks of words one below the other, as near to where they are wanted as there is room.

    They begin at 0, and reach below `end` only where there are too many.
    """
    tops = list(wanted)
    for index in reversed(range(len(tops))):
        limit = tops[index + 1] - FOLD if index + 1 < len(tops) else end
        tops[index] = min(tops[index], limit - heights[index])
    free = 0.0
    for index, top in enumerate(tops):
        tops[index] = max(top, free)
        free = tops[index] + heights[index] + FOLD
    return tops
