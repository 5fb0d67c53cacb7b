"""Timeline: spans and moments on one axis, to scale in time, each with its words beside it.

A wide drawing has its axis along the foot, and words on flags above; a narrower one runs from the top downwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor
from typing import Any

from .. import entries as dated
from ..drawing import SMALL, Box, Drawing, Item, Pen, Shape, Text, line, n, rectangle, strokes
from ..entries import Entry, unbroken
from ..flags import BASE, FOLD, LINE, Flag, NoRoom, dated_words, hung, pushed
from ..model import WIDE, Graphic, Kind, Where

THICK, LANE = 10.0, 13.0  # of a mark, and from one lane of marks to the next
THIN = 2.5  # the least length of a mark: a day on an axis of decades
FADE, OUT = ((2.5, 5.0), (10.0, 3.5), (15.5, 2.0)), 17.5  # the dashes that an open span goes out in; how far they go
BREAK = 8.0  # from these dashes to the next mark, which might be taken for one of them
CAP = 3.0  # how far the line across a span's end stands out
TICK, LEVEL = 5.0, 0.35  # of a year; from the middle of a line of words to where they stand, in their size
STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000, 2000)  # years from one label of the axis to the next
APART, CLOSE = 50.0, 3.0  # from one of these labels to the next, and from one tick to the next, at least
BROAD = 190.0  # a line of a flag, at most
YEAR, LEAST, MOST = 14.0, 250.0, 560.0  # of an upright axis: a year, and its length
AXIS = 42.0  # from the left to an upright axis
MARK, THREAD = Pen(fill="mark"), Pen("soft", 1)
Part = Callable[[float, float, float], Box]  # the place of a part of a mark: from, to, and how far it stands out


@dataclass(frozen=True)
class Mark:
    """An entry's mark along the axis, in its lane: lane 0 lies at the axis."""

    entry: Entry
    start: float
    stop: float
    lane: int


def ends(graphic: Graphic) -> tuple[int, int]:
    """(first, last) of the axis in whole years: it ends where the year `last` begins."""
    found = dated.entries(graphic)
    given = {
        role: dated.extent(graphic.facts[graphic.data[role]].date) for role in ("from", "to") if role in graphic.data
    }
    low = given["from"][0] if "from" in given else found[0].start
    high = given["to"][1] if "to" in given else max(low + 1, *(entry.stop for entry in found))
    return floor(low), ceil(high)


def marks(found: Sequence[Entry], place: Callable[[float], float]) -> list[Mark]:
    """The marks of entries, each a lane above those that it would lie on.

    So no mark lies over the beginning of one in a lower lane, from where the way to its words leads.
    """
    made: list[Mark] = []
    for entry in found:
        start = round(place(entry.start), 1)
        met = [mark.lane for mark in made if start < mark.stop + (OUT + BREAK) * mark.entry.open + 1]
        made.append(Mark(entry, start, max(round(place(entry.stop), 1), start + THIN), 1 + max(met, default=-1)))
    return made


def words(entry: Entry, width: float) -> tuple[Text, ...]:
    """The lines of an entry's words, not yet in place; without an end, the last date named is one of them."""
    told = [(entry.label, "ink")]
    if entry.open and len(entry.facts) > 1:
        last = entry.facts[-1]
        told.append((f"{last.label}: {unbroken(last)}", "soft"))
    date = unbroken(entry.facts[0]) if entry.open else entry.dates
    return dated_words(date, told, width, entry.about)


def labelled(low: int, high: int, year: float) -> list[int]:
    """The years that the axis names, where one is `year` units long."""
    step = next((step for step in STEPS if step * year >= APART), STEPS[-1])
    found = [each for each in range(low, high) if each % step == 0]
    return [low, *(each for each in found if (each - low) * year >= APART)]


def ticks(low: int, high: int, year: float) -> list[int]:
    """The years whose beginnings have a tick."""
    step = next((step for step in STEPS if step * year >= CLOSE), STEPS[-1])
    return [each for each in range(low, high + 1) if (each - low) % step == 0]


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
    made = marks(found, lambda when: 1 + (when - low) * year)
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
    items.append(strokes(((1 + (each - low) * year, axis) for each in ticks(low, high, year)), TICK, THREAD))
    for each in labelled(low, high, year):
        x, y = 1 + (each - low + 0.5) * year, axis + TICK + SMALL
        items.append(Text(x if each > low else max(x, 17), y, str(each), role="soft", anchor="middle"))
    return Drawing(width, axis + TICK + SMALL + 5, tuple(items))


def down(graphic: Graphic, width: float) -> Drawing:
    low, high = ends(graphic)
    year = even(min(max(YEAR, LEAST / (high - low)), MOST / (high - low)))
    begin = LINE / 2
    made = marks(dated.entries(graphic), lambda when: begin + (when - low) * year)
    left = AXIS + 2 + LANE * (1 + max(mark.lane for mark in made)) + 22
    blocks = [words(mark.entry, width - left) for mark in made]
    middles = [mark.start + min(mark.stop - mark.start, 12) / 2 for mark in made]
    end = begin + (high - low) * year
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
    marked = [begin + (each - low) * year for each in ticks(low, high, year)]
    path = "".join(f"M{n(AXIS - TICK)} {n(y)}h{n(TICK)}" for y in marked)
    items.append(Shape(path, THREAD, Box(AXIS - TICK, begin - 0.5, AXIS, end + 0.5), len(marked)))
    for each in labelled(low, high, year):
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


def drawn(mark: Mark, box: Part) -> Iterator[Shape]:
    """The mark of an entry: one without an end goes out in dashes, a span that ends has a line across its end."""
    yield rectangle(box(mark.start, mark.stop, 0), MARK)
    if mark.entry.open:
        dashes = [rectangle(box(mark.stop + at, mark.stop + at + long, 0), MARK) for at, long in FADE]
        around = box(mark.stop + FADE[0][0], mark.stop + OUT, 0)
        yield Shape("".join(dash.d for dash in dashes), MARK, around)
    elif len(mark.entry.facts) > 1:
        yield rectangle(box(mark.stop - 1.5, mark.stop, CAP), Pen(fill="ink"))


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
