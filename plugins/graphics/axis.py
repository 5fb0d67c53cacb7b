"""An axis of years: how far it reaches, its ticks and the years that it names, and the marks of entries along it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor

from .drawing import Box, Pen, Shape, Text, rectangle
from .entries import Entry, entries, extent, unbroken
from .flags import dated_words
from .model import Graphic

THICK, LANE = 10.0, 13.0  # of a mark, and from one lane of marks to the next
THIN = 2.5  # the least length of a mark: a day on an axis of decades
LINED, VAGUE = 1.5, 5.0  # the line of a hollow mark, and its least length, so that it is seen to be hollow
FADE, OUT = ((2.5, 5.0), (10.0, 3.5), (15.5, 2.0)), 17.5  # the dashes that an open span goes out in; how far they go
BREAK = 8.0  # from these dashes to the next mark, which might be taken for one of them
CAP = 3.0  # how far the line across a span's end stands out
TICK, SHORT = 5.0, 3.0  # of a year, and of a month
STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000, 2000)  # years from one that the axis names to the next
APART, CLOSE = 50.0, 3.0  # from one name to the next, and from one tick to the next, at least
FEW = 3  # years on an axis that has no ticks for months
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
    found = entries(graphic)
    given = {role: extent(graphic.facts[graphic.data[role]].date) for role in ("from", "to") if role in graphic.data}
    low = floor(given["from"][0] if "from" in given else found[0].start)
    high = given["to"][1] if "to" in given else max(low + 1, *(entry.stop for entry in found))
    return low, ceil(high)


def marks(found: Sequence[Entry], place: Callable[[float], float], end: float) -> list[Mark]:
    """The marks of entries on an axis that goes to `end`, each a lane above those that it would lie on.

    So no mark lies over the beginning of one in a lower lane, from where the way to its words leads.
    """
    made: list[Mark] = []
    for entry in found:
        least = VAGUE if entry.form == "vague" else THIN
        start = min(round(place(entry.start), 1), end - least)
        met = [mark.lane for mark in made if start < mark.stop + (OUT + BREAK) * mark.entry.open + 1]
        made.append(Mark(entry, start, max(round(place(entry.stop), 1), start + least), 1 + max(met, default=-1)))
    return made


def words(entry: Entry, width: float) -> tuple[Text, ...]:
    """The lines of an entry's words, not yet in place; without an end, the last date named is one of them."""
    date = unbroken(entry.facts[0]) if entry.open else entry.dates
    return dated_words(date, entry.told, width, entry.about)


def years_named(low: int, high: int, year: float) -> list[int]:
    """The years that the axis names, where one is `year` units long."""
    step = next((step for step in STEPS if step * year >= APART), STEPS[-1])
    found = [each for each in range(low, high) if each % step == 0]
    return [low, *(each for each in found if (each - low) * year >= APART)]


def ticks(low: int, high: int, year: float) -> list[int]:
    """The years whose beginnings have a tick."""
    step = next((step for step in STEPS if step * year >= CLOSE), STEPS[-1])
    return [each for each in range(low, high + 1) if (each - low) % step == 0]


def months(low: int, high: int) -> list[float]:
    """The beginnings of the months within the years of a short axis; a longer one has none."""
    short = range(low, high) if high - low < FEW else ()
    return [extent(f"{year:04}-{month:02}")[0] for year in short for month in range(2, 13)]


def drawn(mark: Mark, box: Part) -> Iterator[Shape]:
    """The mark of an entry: a moment known to a year or a month is hollow, all else solid.

    A span without an end goes out in dashes, one that ends has a line across its end.
    """
    whole = box(mark.start, mark.stop, 0)
    if mark.entry.form == "vague":
        inner = box(mark.start + LINED / 2, mark.stop - LINED / 2, -LINED / 2)
        yield replace(rectangle(inner, Pen("mark", LINED)), box=whole)
        return
    yield rectangle(whole, MARK)
    if mark.entry.form == "open":
        dashes = [rectangle(box(mark.stop + at, mark.stop + at + long, 0), MARK) for at, long in FADE]
        around = box(mark.stop + FADE[0][0], mark.stop + OUT, 0)
        yield Shape("".join(dash.d for dash in dashes), MARK, around)
    elif mark.entry.form == "span":
        yield rectangle(box(mark.stop - 1.5, mark.stop, CAP), Pen(fill="ink"))
