"""The year ring: one tick for each year of the feature's span, lit where an operation has its dates.

The setting RING names the ledger's facts for the span: `from` (a date) and `years` (a value). Templates write
`{{ year_ring(operations) }}` or `{{ year_ring(operations, page) }}` and get ticks and labels with their places.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import cos, pi, sin
from typing import Any

from pelican import signals

from ledger import Fact, Problem, Sources, edtf, sources_read

FULL_CIRCLE = 2 * pi
DIGITS = 2
MOST_YEARS = 200


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
    """One operation and its years within the span, to be named near the middle of its ticks."""

    page: Any
    years: tuple[int, ...]
    point: Point


@dataclass(frozen=True)
class Ring:
    first: int
    ticks: tuple[Tick, ...]
    labels: tuple[Label, ...]


def angle(position: float, years: int) -> float:
    """Degrees clockwise from the top of a point in time, `position` years after the beginning of the span."""
    return round(360 * position / years, DIGITS)


def point(degrees: float, radius: float = 1.0) -> Point:
    """The place of an angle at a radius."""
    turn = degrees / 360 * FULL_CIRCLE
    return Point(round(radius * sin(turn), 4), round(-radius * cos(turn), 4))


def ring(first: int, years: int, operations: Iterable[Any], page: Any = None) -> Ring:
    """The ring of a span of `years` ticks from `first`, an operation's own years lit on its page."""
    return lit(first, years, [(operation, operation.dates.years) for operation in operations], page)


def lit(first: int, years: int, dated: Iterable[tuple[Any, tuple[int, ...]]], page: Any = None) -> Ring:
    """The ring of a span of `years` ticks from `first`, lit by anything that has years."""
    dated = list(dated)
    of: dict[int, list[Any]] = {}
    for each, own in dated:
        for year in own:
            of.setdefault(year, []).append(each)
    ticks = tuple(
        Tick(year, angle(year - first, years), _state(of.get(year, []), page)) for year in range(first, first + years)
    )
    return Ring(first, ticks, tuple(_labels(dated, first, years)))


def _state(operations: list[Any], page: Any) -> str:
    """The state of a year of these operations; one that several share is lit on the page of each."""
    if not operations:
        return "plain"
    return "lit" if page is None or any(operation is page for operation in operations) else "named"


def _labels(dated: list[tuple[Any, tuple[int, ...]]], first: int, years: int) -> Iterator[Label]:
    for each, own in dated:
        inside = [year for year in own if first <= year < first + years]
        if inside:
            yield Label(each, tuple(inside), point(angle((inside[0] + inside[-1]) / 2 - first, years)))


def span(facts: Mapping[str, Fact], named: Mapping[str, str]) -> tuple[int, int]:
    """(first year, number of years) from the two sound facts that are named as `from` and `years`."""
    return _year(facts[named["from"]]) or 0, int(facts[named["years"]].value or 0)


def span_faults(facts: Mapping[str, Fact], named: Mapping[str, Any], who: str) -> Iterator[tuple[str, str]]:
    """(role, message) of what keeps two facts from giving a span; `who` names them, as the setting RING does."""
    for role in ("from", "years"):
        fact = facts.get(str(named[role]))
        if fact is None:
            yield role, f"{who} names “{named[role]}”, which is not in the ledger"
        elif role == "from" and not _year(fact):
            yield role, f"{who} needs a fact with a year as “from”"
        elif role == "years" and fact.value not in range(1, MOST_YEARS + 1):
            yield role, f"{who} needs a fact with 1 to {MOST_YEARS} whole years as “years”"


def outside(told: tuple[int, ...], first: int, years: int) -> str:
    """Why these years are not on the ring; empty where they are."""
    if all(first <= year < first + years for year in told):
        return ""
    words = " to ".join(str(year) for year in dict.fromkeys((told[0], told[-1])))
    return f"{words} is not within the ring, {first} to {first + years - 1}"


def _year(fact: Fact) -> int | None:
    return edtf.parts(edtf.ends(fact.date)[0])[0] if fact.date else None


def check(sources: Sources) -> Iterator[Problem]:
    """The span must be two facts, and every operation must lie in it."""
    if not sources.ledger.facts:
        return
    facts, named = sources.ledger.facts, sources.settings["RING"]
    faults = [Problem("settings", 0, 0, fault) for _, fault in span_faults(facts, named, "RING")]
    yield from faults
    if faults:
        return
    first, years = span(facts, named)
    for document in sources.documents:
        field = document.field("began")
        try:
            told = edtf.years(field.value, document.meta("ended") or document.meta("latest")) if field else ()
        except ValueError:
            continue  # told with the metadata
        fault = outside(told, first, years)
        if field and fault:
            yield document.field_problem(field, fault)


def install(generator: Any) -> None:
    settings = generator.settings
    first, years = span(settings["LEDGER"].facts, settings["RING"])
    generator.env.globals["year_ring"] = lambda operations, page=None: ring(first, years, operations, page)


def register() -> None:
    sources_read.connect(check)
    signals.generator_init.connect(install)
