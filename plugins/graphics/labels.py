"""A fact as it is labelled in a drawing: its qualifier quiet, its numeral large, what it counts right behind it."""

from __future__ import annotations

from dataclasses import replace

from ledger import Fact

from .drawing import LEADING, NUMERAL, ROOM, SMALL, Text, advance, wrapped
from .model import Where

RAIL = 0.348  # of a wide drawing's width: its labels stand in the page's rail, its marks begin where the text begins
RAIL_GAP = 24.0  # between the labels and the marks
DIGIT = 0.7  # the height of a digit, in its size


def counted(fact: Fact) -> str:
    """What a fact counts, or its name where it counts nothing."""
    return fact.counts or fact.label


def labelled(
    fact: Fact, x: float, y: float, width: float, about: Where = (), size: float = NUMERAL, light: bool = False
) -> list[Text]:
    """The label of a fact from `x` on the line `y`: almost 700 guns. Words that do not fit go to lines below.

    `light` sets the numeral of a subset, which is not added to others.
    """
    first = numeral(fact, x, y, about, size, light)
    room = width - (first.box.right - first.box.left) - advance(" ") * ROOM
    words = counted(fact).split(" ")
    beside = 0
    while beside < len(words) and advance(" ".join(words[: beside + 1])) * ROOM <= room:
        beside += 1
    if beside:
        first = replace(first, then=(*first.then, Text(0, 0, " ".join(words[:beside]))))
    rest = wrapped(" ".join(words[beside:]), width) if words[beside:] else []
    return [first, *(Text(x, y + (i + 1) * LEADING * SMALL, line, about=about) for i, line in enumerate(rest))]


def numeral(fact: Fact, x: float, y: float, about: Where = (), size: float = NUMERAL, light: bool = False) -> Text:
    """A fact's value on one line behind its qualifier, which is smaller and never bold."""
    value = Text(x, y, fact.value_text, size, "serif", bold=not light, about=about)
    if not fact.qualifier:
        return value
    small = max(SMALL, round(size * 0.55, 1))
    return Text(x, y, fact.qualifier, small, "serif", italic=True, role="soft", about=about, then=(value,))


def bottom(texts: list[Text]) -> float:
    """The lowest line that some words reach."""
    return max(text.box.bottom for text in texts)
