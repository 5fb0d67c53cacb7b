"""Timeline: spans and moments on one axis, to scale in time, each with its words beside it.

A wide drawing has its axis along the foot, and words on flags above; a narrower one runs from the top downwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from math import ceil, floor
from typing import Any

from .. import entries as dated
from ..axis import (
    LANE,
    OUT,
    SHORT,
    THICK,
    THIN,
    THREAD,
    TICK,
    Mark,
    Part,
    drawn,
    ends,
    marks,
    months,
    ticks,
    words,
    years_named,
)  # fmt: skip
from ..drawing import SMALL, Box, Drawing, Item, Pen, Shape, Text, line, n, strokes
from ..flags import BASE, FOLD, LINE, Flag, NoRoom, hung, pushed
from ..model import WIDE, Graphic, Kind, Where

BROAD = 190.0  # a line of a flag, at most
LEVEL = 0.35  # from the middle of a line of words to where they stand, in their size
YEAR, LEAST, MOST = 14.0, 250.0, 560.0  # of an upright axis: a year, and its length
AXIS = 42.0  # from the left to an upright axis


def even(year: float) -> float:
    """The length of a year with so few digits that ticks stand in steps that are all the same."""
    digits = 1 if year >= YEAR else 2
    return floor(year * 10**digits) / 10**digits


def wide_marks(graphic: Graphic, width: float) -> tuple[float, list[Mark], list[Flag]]:
    """(units of a year, marks, flags) of a drawing whose axis lies along its foot. Raises NoRoom."""
    low, high = ends(graphic)
    found = dated.entries(graphic)
    rooms = [(width - 2 - OUT) / (entry.stop - low) for entry in found if entry.open]
    year = even(min([(width - 2) / (high - low), *rooms]))
    made = marks(found, lambda when: 1 + (when - low) * year, 1 + (high - low) * year)
    flags = [
        Flag(mark.start + (0.5 if mark.stop - mark.start > THIN else THIN / 2), words(mark.entry, BROAD))
        for mark in made
    ]
    return year, made, hung(flags, width)


def across(graphic: Graphic, width: float) -> Drawing:
    low, high = ends(graphic)
    year, made, flags = wide_marks(graphic, width)
    top = max(flag.up + flag.height for flag in flags)
    axis = round(top + FOLD + LANE * (1 + max(mark.lane for mark in made)))
    items: list[Item] = []  # of one kind after another, which makes the page's text repeat itself and pack well
    areas, told = list[Item](), list[Item]()
    for mark, flag in zip(made, flags, strict=True):
        foot = axis - 2 - LANE * mark.lane
        head = top - flag.up - flag.height
        items.append(line(flag.x, head + 1, flag.x, foot - THICK, THREAD))
        areas += drawn(mark, lying(foot))
        for index, text in enumerate(flag.words):
            at = flag.x - FOLD if flag.left else flag.x + FOLD
            y = head + index * LINE + BASE
            told.append(replace(text, x=at, y=y, anchor="end" if flag.left else "start"))
    items += [*areas, *told]
    items.append(line(1, axis, 1 + (high - low) * year, axis, Pen("ink", 1)))
    for found, length in ((ticks(low, high, year), TICK), (months(low, high), SHORT)):
        items += [strokes(((1 + (each - low) * year, axis) for each in found), length, THREAD)] * bool(found)
    for each in years_named(low, high, year):
        x, y = 1 + (each - low + 0.5) * year, axis + TICK + SMALL
        items.append(Text(x if each > low else max(x, 17), y, str(each), role="soft", anchor="middle"))
    return Drawing(width, axis + TICK + SMALL + 5, tuple(items))


def down(graphic: Graphic, width: float) -> Drawing:
    low, high = ends(graphic)
    year = even(min(max(YEAR, LEAST / (high - low)), MOST / (high - low)))
    begin = LINE / 2
    end = begin + (high - low) * year
    made = marks(dated.entries(graphic), lambda when: begin + (when - low) * year, end)
    left = AXIS + 2 + LANE * (1 + max(mark.lane for mark in made)) + 22
    blocks = [words(mark.entry, width - left) for mark in made]
    middles = [mark.start + min(mark.stop - mark.start, 12) / 2 for mark in made]
    heights = [len(block) * LINE for block in blocks]
    tops = pushed([middle - begin for middle in middles], heights, end + 8)
    items: list[Item] = []
    for mark, block, middle, top in zip(made, blocks, middles, tops, strict=True):
        side = AXIS + 2 + LANE * mark.lane
        items.append(thread(side + THICK + 2, middle, left - 4, top + begin))
        items += drawn(mark, standing(side))
        for index, text in enumerate(block):
            items.append(replace(text, x=left, y=top + begin + index * LINE + LEVEL * SMALL))
    items.append(line(AXIS, begin, AXIS, end, Pen("ink", 1)))
    marked = [*((each, TICK) for each in ticks(low, high, year)), *((each, SHORT) for each in months(low, high))]
    path = "".join(f"M{n(AXIS - long)} {n(begin + (each - low) * year)}h{n(long)}" for each, long in marked)
    items.append(Shape(path, THREAD, Box(AXIS - TICK, begin - 0.5, AXIS, end + 0.5), len(marked)))
    for each in years_named(low, high, year):
        y = begin + (each - low + 0.5) * year + LEVEL * SMALL
        items.append(Text(AXIS - TICK - 3, y, str(each), role="soft", anchor="end"))
    lowest = max(top + height for top, height in zip(tops, heights, strict=True))
    return Drawing(width, ceil(max(lowest, end + OUT * any(mark.entry.open for mark in made)) + 4), tuple(items))


def thread(x: float, y: float, right: float, to: float) -> Shape:
    """The way from a mark to its words: level past the lanes, then up or down to the words."""
    bend = right - 12
    box = Box(x, min(y, to) - 0.5, right, max(y, to) + 0.5)
    return Shape(f"M{n(x)} {n(y)}H{n(bend)}L{n(right)} {n(to)}", THREAD, box)


def lying(foot: float) -> Part:
    return lambda start, stop, out: Box(start, foot - THICK - out, stop, foot + out)


def standing(side: float) -> Part:
    return lambda start, stop, out: Box(side - out, start, side + THICK + out, stop)


def draw(graphic: Graphic, width: float) -> Drawing:
    return (across if width >= WIDE else down)(graphic, width)


def named(data: Mapping[str, Any]) -> Iterator[tuple[Where, str]]:
    yield from (((role,), data[role]) for role in ("from", "to") if role in data)
    yield from dated.named(data)


def faults(graphic: Graphic) -> Iterator[tuple[Where, str]]:
    """Entries without a place on the axis, or whose words find none."""
    found: list[tuple[Where, str]] = list(dated.faults(graphic))
    for role in ("from", "to"):
        message = dated.date_fault(graphic.facts[graphic.data[role]]) if role in graphic.data else ""
        found += [((role,), message)] * bool(message)
    yield from found
    if found:
        return
    low, high = ends(graphic)
    if high <= low:
        yield ("to",), "the axis ends before it begins; swap `from` and `to`"
        return
    off = [entry for entry in dated.entries(graphic) if entry.start < low or entry.stop > high]
    for entry in off:
        told = f"“{entry.label}” ({entry.dates}) is not on the axis, {low} to {high - 1}"
        yield entry.about, f"{told}; widen `from` and `to`, or leave them out"
    if off:
        return
    try:
        wide_marks(graphic, WIDE)
    except NoRoom as crowded:
        entry = dated.entries(graphic)[crowded.index]
        told = f"there is no room for the words of “{entry.label}” ({entry.dates})"
        yield entry.about, f"{told}; shorten them and those around them, or leave one out"


KIND = Kind(
    "timeline",
    draw,
    keys={"entries": dated.KEY, "from": dated.TEXT, "to": dated.TEXT},
    required=("entries",),
    named=named,
    faults=faults,
    rows=dated.rows,
    reads=True,
)
