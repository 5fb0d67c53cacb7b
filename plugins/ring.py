"""The year ring: one tick for each year of the feature's span, lit where an operation has its dates.

The setting RING names the ledger's facts for the span: `from` (a date) and `years` (a value). Templates write
`{{ year_ring(operations) }}` or `{{ year_ring(operations, page) }}` and get ticks and labels with their places.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import cos, pi, sin
from typing import Any

from pelican import signals

from ledger import Ledger, Problem, Sources, edtf, shown_path, sources_read

MONTHS = 12
FULL_CIRCLE = 2 * pi
DIGITS = 2


@dataclass(frozen=True)
class Point:
    """A place on the ring's plane: the centre is 0, 0, the rim has radius 1, x grows to the right and y downwards."""

    x: float
    y: float


@dataclass(frozen=True)
class Tick:
    """One year. `state` is lit (the page's own operation's; without a page, any's), named (another's) or plain."""

    year: int
    angle: float  # degrees, clockwise from the top
    state: str


@dataclass(frozen=True)
class Label:
    """The name and years of one operation, to be set near the middle of its ticks."""

    page: Any
    years: tuple[int, ...]
    angle: float
    point: Point


@dataclass(frozen=True)
class Ring:
    first: int
    last: int
    ticks: tuple[Tick, ...]
    labels: tuple[Label, ...]
    month_angles: tuple[float, ...]


def angle(position: float, years: int) -> float:
    """Degrees clockwise from the top of a point in time, `position` years after the beginning of the span."""
    return round(360 * position / years, DIGITS)


def point(degrees: float, radius: float = 1.0) -> Point:
    """The place of an angle at a radius."""
    turn = degrees / 360 * FULL_CIRCLE
    return Point(round(radius * sin(turn), 4), round(-radius * cos(turn), 4))


def ring(first: int, years: int, operations: Iterable[Any], page: Any = None) -> Ring:
    """The ring of a span of `years` ticks from `first`, an operation's own years lit on its page."""
    operations = list(operations)
    of = {year: operation for operation in operations for year in operation.dates.years}
    ticks = tuple(
        Tick(year, angle(year - first, years), _state(of.get(year), page)) for year in range(first, first + years)
    )
    months = tuple(angle(month / MONTHS, years) for month in range(years * MONTHS) if month % MONTHS)
    return Ring(first, first + years, ticks, tuple(_labels(operations, first, years)), months)


def _state(operation: Any, page: Any) -> str:
    if operation is None:
        return "plain"
    return "lit" if page is None or operation is page else "named"


def _labels(operations: list[Any], first: int, years: int) -> Iterator[Label]:
    for operation in operations:
        inside = [year for year in operation.dates.years if first <= year < first + years]
        if inside:
            middle = angle((inside[0] + inside[-1]) / 2 - first, years)
            yield Label(operation, tuple(inside), middle, point(middle))


def span(ledger: Ledger, setting: dict[str, str]) -> tuple[int, int]:
    """(first year, number of years) from the two facts that the setting RING names. Raises KeyError or ValueError."""
    began = edtf.parts(edtf.ends(ledger.facts[setting["from"]].date)[0])[0]
    years = ledger.facts[setting["years"]].value
    if began is None or years is None or years != int(years) or not 1 <= years <= 200:
        raise ValueError("RING needs a fact with a year as `from` and one with 1 to 200 whole years as `years`")
    return began, int(years)


def check(sources: Sources) -> Iterator[Problem]:
    """The span must be two facts, and every operation must lie in it."""
    if not sources.ledger.facts:
        return
    try:
        first, years = span(sources.ledger, sources.settings["RING"])
    except (KeyError, ValueError) as error:
        yield Problem(shown_path(sources.ledger_path), 0, 0, f"the setting RING does not fit the ledger: {error}")
        return
    for document in sources.documents:
        field = document.field("began")
        try:
            began = edtf.years(field.value, document.meta("ended") or document.meta("latest")) if field else ()
        except ValueError:
            continue  # told with the metadata
        if field and not all(first <= year <= first + years for year in began):
            yield document.field_problem(
                field, f"{began[0]} to {began[-1]} is not within the ring, {first} to {first + years}"
            )


def install(generator: Any) -> None:
    settings = generator.settings
    first, years = span(settings["LEDGER"], settings["RING"])
    generator.env.globals["year_ring"] = lambda operations, page=None: ring(first, years, operations, page)


def register() -> None:
    sources_read.connect(check)
    signals.generator_init.connect(install)
