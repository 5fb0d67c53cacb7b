"""The ring of years as a picture has it, alone on its sheet: a card of a page, the cover of a book."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import pi

from ring import Point, Ring, Tick

from .drawing import Box, Pen, Shape, n
from .kinds.ring import rays

MOST_MONTHS = 720  # hairlines that can be told apart


def strokes(ring: Ring, centre: tuple[float, float], radius: float, lengths: Mapping[str, float]) -> Iterator[Shape]:
    """The ring: its rim, a hairline for each month, a stroke for each year, thick and in its colour where it is lit."""
    years = len(ring.ticks)
    thick = min(22.0, 0.35 * 2 * pi * radius / years)
    x, y = centre
    around = Box(x - radius, y - radius, x + radius, y + radius)
    half = f"a{n(radius)} {n(radius)} 0 1 1 "
    rim = f"M{n(x - radius)} {n(y)}{half}{n(2 * radius)} 0{half}{n(-2 * radius)} 0"
    yield Shape(rim, Pen("soft", 1.2), around)
    pens = {
        "month": Pen("soft", 0.8),
        "plain": Pen("soft", max(1.5, thick * 0.16)),
        "named": Pen("ink", thick * 0.6),
        "lit": Pen("mark", thick),
    }
    months = [Tick(0, 30 * month / years, "month") for month in range(12 * years if 12 * years <= MOST_MONTHS else 0)]
    styles = {state: (lengths[state], pen) for state, pen in pens.items()}
    yield from rays((*months, *ring.ticks), Point(x, y), radius, styles)
