"""Ring: one tick for each year of a span, clockwise from the top, lit and named where an entry has dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations
from math import ceil, pi, sqrt
from typing import Any

from ledger.wording import NO_BREAK
from ring import Point, Ring, Tick, lit, outside, point, span, span_faults

from .. import entries as dated
from ..drawing import ASCENT, DESCENT, ROOM, SMALL, Box, Drawing, Item, Pen, Shape, Text, advance, line, n, wrapped
from ..entries import Entry
from ..flags import BASE, LINE, YEARS, dated_words, pushed
from ..model import Graphic, Kind, Row, Where

LARGEST, SMALLEST, LESS = 136.0, 52.0, 7.0  # radii to try
PLAIN, LIT = 0.14, 0.24  # how far ticks go inwards, in the radius
AWAY = 8.0  # from the rim to words
BROAD, CLOSE, SLIM = 180.0, 92.0, 48.0  # lines of words, at most: where there is room, where not; and at least
UPRIGHT = 0.17  # words whose ticks are nearer to the middle than this, in the radius, are centred where there is room
GAP = 4.0  # from the middle to words at one side of it
YEAR = 36.0  # the width of a year's name
NUMERAL = 0.62  # of the radius
EVERY, MOST = (1, 5, 10, 25, 50), 8  # years from one year named at the rim to the next, and how many are named
DISPLACED = 6.0  # words that are moved further than this are tied to their ticks
SOFT = Pen("soft", 1)


@dataclass(frozen=True)
class Words:
    """Lines beside the tick at `place`, on a plane with the middle 0, 0: at its right (1), left (-1) or middle (0)."""

    place: Point
    side: int
    lines: tuple[Text, ...]
    top: float

    @property
    def height(self) -> float:
        return len(self.lines) * LINE

    def texts(self, rim: float) -> list[Text]:
        """The lines in their places, clear of the rim."""
        x = self.side * self.clear(rim)
        anchor = ("end", "middle", "start")[self.side + 1]
        return [
            replace(text, x=x, y=self.top + index * LINE + BASE, anchor=anchor) for index, text in enumerate(self.lines)
        ]

    def clear(self, rim: float) -> float:
        """How far from the middle the words begin: where the circle is behind them, or above it beside their tick."""
        nearest = max(self.top, -self.top - self.height, 0.0)
        behind = sqrt(rim**2 - nearest**2) if nearest < rim else 0.0
        return max(behind, abs(self.place.x) * rim, GAP)


def dial(graphic: Graphic) -> Ring:
    found = [(entry, entry.years) for entry in dated.entries(graphic)]
    return lit(*span(graphic.facts, _span(graphic)), found)


def _span(graphic: Graphic) -> dict[str, str]:
    return {role: graphic.data[role] for role in ("from", "years")}


def beside(place: Point, rim: float, lines: Sequence[Text], upright: bool = True) -> Words:
    """Words at their tick, leaning outwards."""
    side = 0 if upright and abs(place.x) < UPRIGHT else 1 if place.x >= 0 else -1
    return Words(place, side, tuple(lines), rim * place.y - len(lines) * LINE * (1 - place.y) / 2)


def entry_words(
    of: Ring, rim: float, width: float, upright: bool, broad: float = BROAD, told: bool = True
) -> list[Words]:
    """The entries' words around the rim, those of one side pushed apart; `told`: with what the last date named is."""
    made = []
    for label in of.labels:
        entry: Entry = label.page
        between = f"{NO_BREAK}/{NO_BREAK}" if entry.open else "–"
        years = between.join(str(year) for year in dict.fromkeys((label.years[0], label.years[-1])))
        least = max(SLIM, advance(years, YEARS, "serif", True) * ROOM)
        room = min(max(width - rim * (1 + abs(label.point.x)) - YEAR, least), max(broad, least))
        lines = dated_words(years, entry.told if told else entry.told[:1], room, entry.about)
        made.append(beside(label.point, rim, lines, upright))
    return [*(words for words in made if not words.side), *apart(made, -1, rim), *apart(made, 1, rim)]


def over(texts: Sequence[Text]) -> bool:
    """Whether some of these words run over others."""
    return any(one.box.overlaps(other.box) for one, other in combinations(texts, 2))


def apart(made: Sequence[Words], side: int, rim: float) -> list[Words]:
    """The words of one side from the top downwards, none over another."""
    found = sorted((words for words in made if words.side == side), key=lambda words: words.place.y)
    above = 2 * rim  # room above the middle, and below it
    tops = pushed([words.top + above for words in found], [words.height for words in found], 2 * above)
    return [replace(words, top=top - above) for words, top in zip(found, tops, strict=True)]


def year_words(of: Ring, rim: float, taken: Sequence[Text]) -> Iterator[Text]:
    """Years at the rim, in even steps, where there is room."""
    step = next((step for step in EVERY if len(of.ticks) / step <= MOST), EVERY[-1])
    boxes = [text.box for text in taken]
    for tick in of.ticks[::step]:
        text = beside(point(tick.angle), rim, [Text(0, 0, str(tick.year), role="soft")]).texts(rim)[0]
        if tick.state == "plain" and not any(text.box.overlaps(box) for box in boxes):
            boxes.append(text.box)
            yield text


def middle(graphic: Graphic, radius: float) -> Iterator[Text]:
    """The number of years, and what it counts below."""
    fact = graphic.facts[graphic.data["years"]]
    inner = 2 * radius * (1 - LIT) * 0.8
    size = NUMERAL * radius
    size = min(size, size * inner / (advance(fact.value_text, size, "serif", True) * ROOM))
    lines = wrapped(fact.counts, inner) if fact.counts else []
    base = (ASCENT * size - len(lines) * LINE) / 2 - 0.04 * size
    if fact.qualifier:
        y = base - ASCENT * size - DESCENT * SMALL - 2
        yield Text(0, y, fact.qualifier, face="serif", italic=True, role="soft", anchor="middle", about=("years",))
    yield Text(0, base, fact.value_text, size, "serif", True, anchor="middle", about=("years",))
    for index, each in enumerate(lines):
        y = base + DESCENT * size + ASCENT * SMALL + 1 + index * LINE
        yield Text(0, y, each, anchor="middle", about=("years",))


def rays(ticks: Iterable[Tick], at: Point, radius: float, styles: Mapping[str, tuple[float, Pen]]) -> Iterator[Shape]:
    """The strokes of a ring, from the rim inwards: one shape for the ticks of each state that `styles` names, in order.

    styles: how far the strokes of a state go inwards, in the radius, and their pen; what is lit goes furthest and is
    thickest. The theme draws the same strokes in components/ring.html, where the radius is 1000.
    """
    ticks = list(ticks)
    for state, (inwards, pen) in styles.items():
        own = tuple(tick for tick in ticks if tick.state == state)
        if own:
            yield _rays(own, at, radius, inwards, pen)


@cache  # the cards of a feature show the same months, each at the same place
def _rays(ticks: tuple[Tick, ...], at: Point, radius: float, inwards: float, pen: Pen) -> Shape:
    d, across, along = [], list[float](), list[float]()
    half = pen.width / 2
    for tick in ticks:
        outer, inner = point(tick.angle, radius), point(tick.angle, radius * (1 - inwards))
        ends = [round(place, 1) for place in (at.x + outer.x, at.y + outer.y, at.x + inner.x, at.y + inner.y)]
        d.append("M{} {}L{} {}".format(*map(n, ends)))
        turned = point(tick.angle + 90, half)  # from the middle of a stroke to its side
        across += [at.x + end.x + side * turned.x for end in (outer, inner) for side in (1, -1)]
        along += [at.y + end.y + side * turned.y for end in (outer, inner) for side in (1, -1)]
    return Shape("".join(d), pen, Box(min(across), min(along), max(across), max(along)), len(ticks))


def drawn(graphic: Graphic, of: Ring, width: float, radius: float, broad: float, told: bool) -> Drawing:
    """The ring with this radius, whether or not its words find room."""
    rim = radius + AWAY
    named = entry_words(of, rim, width, True, broad, told)
    if over([text for words in named for text in words.texts(rim)]):
        named = entry_words(of, rim, width, False, broad, told)
    around = [text for words in named for text in words.texts(rim)]
    around += year_words(of, rim, around)
    left, right = max(radius, *(-text.box.left for text in around)), max(radius, *(text.box.right for text in around))
    x = min(max(width / 2, left), width - right) if left + right <= width else width / 2
    at = Point(x, ceil(max(radius, *(-text.box.top for text in around))) + 2)
    pitch = 2 * pi * radius / len(of.ticks)
    plain, bright = min(max(pitch * 0.1, 0.8), 2.2), min(max(pitch * 0.34, 1.2), 9.0)
    styles = {"plain": (PLAIN, Pen("ink", round(plain, 1))), "lit": (LIT, Pen("mark", round(bright, 1)))}
    items: list[Item] = [*rays(of.ticks, at, radius, styles)]
    for words in named:
        moved = words.top - beside(words.place, rim, words.lines).top  # where they would lean
        if abs(moved) > DISPLACED:
            x, y = words.side * (words.clear(rim) - 3), words.top + (words.height if moved < 0 else 0)
            items.append(
                line(at.x + words.place.x * (radius + 2), at.y + words.place.y * (radius + 2), at.x + x, at.y + y, SOFT)
            )
    texts = [*around, *middle(graphic, radius)]
    items += [replace(text, x=round(at.x + text.x, 1), y=round(at.y + text.y, 1)) for text in texts]
    height = ceil(at.y + max(radius, *(text.box.bottom for text in texts))) + 2
    return Drawing(width, height, tuple(items))


def draw(graphic: Graphic, width: float) -> Drawing:
    """The largest ring whose words find room, if it can be with what each last date named is; else the smallest."""
    largest = min(LARGEST, width * 0.4)
    radii = [largest - LESS * step for step in range(1 + max(0, ceil((largest - SMALLEST) / LESS)))]
    ways = [(radius, broad, True) for radius in radii for broad in (BROAD, CLOSE)]
    ways += [(radius, BROAD, False) for radius in radii]
    of = dial(graphic)
    for way in ways:
        drawing = drawn(graphic, of, width, *way)
        if not any(drawing.faults()):
            break
    return drawing


def named(data: Mapping[str, Any]) -> Iterator[tuple[Where, str]]:
    yield from (((role,), data[role]) for role in ("from", "years"))
    yield from dated.named(data)


def rows(graphic: Graphic) -> Iterator[Row]:
    """The span, then the entries in order of time."""
    listed = list(dated.rows(graphic))
    shown = {fact.id for row in listed for fact in row.facts}
    for role in ("from", "years"):
        fact = graphic.facts[graphic.data[role]]
        if fact.id not in shown:
            yield Row(fact.label, (fact,))
    yield from listed


def faults(graphic: Graphic) -> Iterator[tuple[Where, str]]:
    """A span that is none, and entries without a place on it."""
    found: list[tuple[Where, str]] = [
        ((role,), message) for role, message in span_faults(graphic.facts, _span(graphic), "the ring")
    ]
    found += dated.faults(graphic)
    yield from found
    if found:
        return
    first, years = span(graphic.facts, _span(graphic))
    for entry in dated.entries(graphic):
        message = outside(entry.years, first, years)
        if message:
            yield entry.about, f"“{entry.label}”: {message}; leave it out, or name another span"


KIND = Kind(
    "ring",
    draw,
    keys={"from": dated.TEXT, "years": dated.TEXT, "entries": dated.KEY},
    required=("from", "years", "entries"),
    named=named,
    faults=faults,
    rows=rows,
)
