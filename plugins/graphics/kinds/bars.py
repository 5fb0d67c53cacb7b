"""Bars: few quantities of one unit and thing, from zero, to one scale; open on the side where the value may lie."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from ledger import Fact, primary
from ledger.numerals import qualifier_kind
from ledger.units import UNITS

from ..drawing import ASCENT, NUMERAL, SMALL, Box, Drawing, Item, Pen, Shape, Text, block, line, n
from ..labels import DIGIT, RAIL, RAIL_GAP, bottom, labelled
from ..model import WIDE, Graphic, Kind, Where

FEWEST, MOST = 2, 12
VISIBLE = 1_000  # how many times as long the longest bar may be
BELOW, ABOVE = {"almost", "almost-all", "under", "at-most"}, {"over", "at-least"}
THICK = 16.0  # of a bar
CAP, BEYOND = 1.6, 4.0  # a stroke of this width, reaching beyond the bar on both sides, where it is sure to come to
COMB, TEETH = 30.0, (3.8, 2.9, 2.1, 1.4, 0.8)  # an open end: strokes that grow thinner over this length
ZERO = 3.0  # the width of the tick that a zero is drawn as
UNDER, BETWEEN = 9.0, 18.0  # from a label to its bar, from one bar to the next
INDENT = 8.0  # of labels that stand above their bars, from the baseline


@dataclass(frozen=True)
class Bar:
    """A bar's value in units of the drawing, how far it is solid, and the (left, right) of each stroke of its open end.

    `sure` is whether the true value is at least the bar's.
    """

    value: float
    solid: float
    sure: bool
    teeth: tuple[tuple[float, float], ...]


def sides(fact: Fact) -> tuple[bool, bool]:
    """Whether the true value may lie (below, above) what the ledger has; neither where it has no qualifier."""
    if not fact.qualifier:
        return False, False
    kind = qualifier_kind(fact.qualifier, primary(fact.language)) or ""
    plain = kind.removeprefix("well-").removeprefix("just-").removeprefix("not-")
    below, above = plain in BELOW, plain in ABOVE
    if kind.startswith("not-"):
        below, above = above, below
    return (below, above) if below or above else (True, True)


def reach(fact: Fact) -> float:
    """How far a fact's bar reaches beyond its value."""
    below, above = sides(fact)
    return (COMB / 2 if below else COMB) if above else 0.0


def scale(facts: list[Fact], room: float) -> float:
    """Units of the drawing for one of what is measured, so that each bar with its open end has room."""
    return min(((room - reach(fact)) / float(fact.value) for fact in facts if fact.value), default=0.0)


def bar(fact: Fact, unit: float) -> Bar:
    """The bar of a fact, where one of what is measured has `unit` units."""
    value, (below, above) = float(fact.value or 0) * unit, sides(fact)
    if not (below or above):
        return Bar(value, value, True, ())
    end = value + reach(fact)
    start = max(0.0, end - COMB)
    step = (end - start) / len(TEETH)
    wide = [min(tooth, step * 0.7) for tooth in TEETH]
    ends = [start + step * (i + 1) for i in range(len(TEETH))]
    return Bar(value, start, not below, tuple((end - w, end) for end, w in zip(ends, wide, strict=True)))


def shape(drawn: Bar, left: float, middle: float) -> Shape:
    """The bar as one area, from `left` on both sides of the line `middle`."""
    half = THICK / 2
    parts = [(0.0, drawn.solid, half), *((start, end, half) for start, end in drawn.teeth)]
    if not drawn.value:
        parts = [(0.0, ZERO, half)]
    elif drawn.sure:
        parts.append((max(0.0, drawn.value - CAP), drawn.value, half + BEYOND))
    parts = [part for part in parts if part[1] > part[0]]
    d = (f"M{n(left + a)} {n(middle - h)}h{n(b - a)}v{n(2 * h)}h{n(a - b)}z" for a, b, h in parts)
    high = max(part[2] for part in parts)
    return Shape("".join(d), Pen(fill="ink"), Box(left, middle - high, left + max(p[1] for p in parts), middle + high))


def draw(graphic: Graphic, width: float) -> Drawing:
    facts, wide = list(graphic.facts.values()), width >= WIDE
    left = round(width * RAIL, 2) if wide else 0.5
    x, room = (0.0, left - RAIL_GAP) if wide else (INDENT, width - INDENT)
    unit = scale(facts, width - left)
    measure = ", ".join(filter(None, (" ".join(graphic.data["measure"].split()), facts[0].period)))
    at = Text(left if wide else 0, ASCENT * SMALL, measure, role="soft", about=("measure",))
    above = list(block(measure, at, width - at.x))
    items: list[Item] = [*above]
    top = first = bottom(above) + UNDER
    for index, fact in enumerate(facts):
        labels = labelled(fact, x, top + ASCENT * NUMERAL, room, ("facts", index))
        middle = top + (ASCENT - DIGIT / 2) * NUMERAL if wide else labels[-1].y + UNDER + BEYOND + THICK / 2
        items += [*labels, shape(bar(fact, unit), left, middle)]
        end = middle + THICK / 2 + BEYOND
        top = max(bottom(labels), end) + BETWEEN
    items.append(line(left, first - BEYOND, left, end + BEYOND, Pen("ink")))
    return Drawing(width, round(max(top - BETWEEN, end + BEYOND) + 1), tuple(items))


def faults(graphic: Graphic) -> Iterator[tuple[Where, str]]:
    """Only values of one unit, one thing and one period can stand beside each other, each counted in one bar."""
    facts = list(graphic.facts.values())
    if not FEWEST <= len(facts) <= MOST:
        mend = "name it in the text" if len(facts) < FEWEST else "leave some out"
        yield ("facts",), f"bars compare {FEWEST} to {MOST} quantities, and here are {len(facts)}: {mend}"
    for index, fact in enumerate(facts):
        if fact.value is None:
            yield ("facts", index), f"{fact.id} is “{fact.wording}”, and no value; leave it out"
        elif fact.value < 0:
            yield ("facts", index), f"{fact.id} is {fact.value}; a bar from zero shows no negative value: leave it out"
        elif not (fact.unit or fact.thing):
            told = f"{fact.id} has neither unit nor thing, so nobody knows whether it can be compared"
            yield ("facts", index), f"{told}; say in the ledger what kind of thing it counts: `thing: …`"
    values = [
        (index, fact)
        for index, fact in enumerate(facts)
        if fact.value is not None and fact.value >= 0 and (fact.unit or fact.thing)
    ]
    for index, fact in values[1:]:
        first = values[0][1]
        if (fact.unit, fact.thing) != (first.unit, first.thing):
            told = f"{_unit(first)}, and {_unit(fact)}"
            yield ("facts", index), f"{told}: one graphic, one unit and one thing; leave one of them out"
        if fact.period != first.period:
            told = f"{_period(first)}, and {_period(fact)}"
            yield ("facts", index), f"{told}: bars would compare them as equals; leave one of them out"
    for one, other in combinations(facts, 2):
        for whole, part in ((one, other), (other, one)):
            if part.id in whole.parts or part.part_of == whole.id:
                told = f"{whole.id} already counts {part.id}"
                yield ("facts", facts.index(other)), f"{told}: show the whole or what it is made of, never both"
    largest = max((fact for _, fact in values), key=lambda fact: fact.value or 0, default=None)
    for index, fact in values:
        if largest and fact.value and largest.value and fact.value * VISIBLE < largest.value:
            told = f"{fact.id} is less than a thousandth of {largest.id}, so its bar could not be seen"
            yield ("facts", index), f"{told}; leave one of them out, and say so in a note"
    if values:
        yield from (
            (("measure",), message)
            for message in _measure_faults(" ".join(graphic.data["measure"].split()), values[0][1].unit)
        )


def _measure_faults(measure: str, unit: str) -> Iterator[str]:
    """The words for what is measured name the unit where there is one, and no unit where things are counted."""
    names = next((each for each in UNITS.values() if re.fullmatch(each, unit, re.IGNORECASE)), re.escape(unit))
    if unit and not _named(names, measure):
        yield f"the values are in {unit}, which “{measure}” does not say; name the unit"
    for name in [] if unit else _named("|".join(UNITS.values()), measure):
        if len(name) > 1 or not name.isalpha():  # one letter may be short for anything
            yield f"“{name}” is a unit that the values do not have; take it away, or give them their unit in the ledger"


def _named(names: str, words: str) -> list[str]:
    """The names of units that stand in some words."""
    return re.findall(rf"(?<![^\W_])(?:{names})(?![^\W_])", words, re.IGNORECASE)


def _unit(fact: Fact) -> str:
    counted = f"counts {fact.thing}" * bool(fact.thing)
    return f"{fact.id} " + " and ".join(filter(None, (f"is in {fact.unit}" * bool(fact.unit), counted)))


def _period(fact: Fact) -> str:
    return f"{fact.id} is for {fact.period}" if fact.period else f"{fact.id} states no period"


def said(data: Mapping[str, Any]) -> Iterator[tuple[Where, str]]:
    yield ("measure",), data["measure"]


KIND = Kind(
    "bars",
    draw,
    keys={
        "facts": {"type": "array", "uniqueItems": True, "items": {"type": "string"}},
        "measure": {"type": "string", "pattern": r"\S"},
    },
    required=("facts", "measure"),
    faults=faults,
    said=said,
)
