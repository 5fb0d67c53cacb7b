"""A graphic: what its file says, with the facts that it shows taken from the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from ledger import Fact

from .drawing import Drawing

NARROW, WIDE = 288, 720  # units of the two drawings: a phone of 320 px less its margins; a page's text with its rail
Where = tuple[str | int, ...]  # the way to an entry in a graphic's file: ("places", 0, "at")


@dataclass(frozen=True)
class Row:
    """One line of a graphic's data: what it is about, the facts it shows, and columns of the kind's own.

    `form` is that of a row in time: a day, a vague moment, a span, or an open one, whose end is not stated; `dates` are
    its dates in words.
    """

    label: str
    facts: tuple[Fact, ...]
    extra: Mapping[str, str | float] = field(default_factory=dict)
    form: str = ""
    dates: str = ""


@dataclass(frozen=True)
class Graphic:
    """One graphic. `data` is what its file says for its kind; `facts` are those that it names, in the file's order.

    `language` is that of its title, `ledger_language` that of its facts; `folder` is where its file lies.
    """

    id: str
    kind: Kind
    title: str
    summary: str
    source: str
    notes: tuple[str, ...]
    language: str
    ledger_language: str
    data: Mapping[str, Any]
    facts: Mapping[str, Fact]
    folder: Path

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        return tuple(self.kind.rows(self))

    @cached_property
    def wide(self) -> Drawing:
        return self.kind.draw(self, WIDE)

    @cached_property
    def narrow(self) -> Drawing:
        return self.kind.draw(self, NARROW)

    @cached_property
    def first_rows(self) -> Mapping[str, int]:
        """The number of the row that a fact stands in first, from 0, by the fact's id: one may stand in several."""
        first: dict[str, int] = {}
        for index, row in enumerate(self.rows):
            for fact in row.facts:
                first.setdefault(fact.id, index)
        return first

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the kind's own columns, in order of their first use."""
        return tuple(dict.fromkeys(name for row in self.rows for name in row.extra))


def listed(data: Mapping[str, Any]) -> Iterator[tuple[Where, str]]:
    """The facts of a kind that names them under `facts` and nowhere else."""
    for index, key in enumerate(data["facts"]):
        yield ("facts", index), key


def one_each(graphic: Graphic) -> Iterator[Row]:
    """One row for each fact."""
    for fact in graphic.facts.values():
        yield Row(fact.label, (fact,))


def wordless(_: Mapping[str, Any]) -> Iterator[tuple[Where, str]]:
    """No words in the keys of the kind's own."""
    yield from ()


def nothing(_: Graphic) -> Iterator[tuple[Where, str]]:
    """No fault beyond those that every graphic is looked through for."""
    yield from ()


@dataclass(frozen=True)
class Kind:
    """A kind of graphic.

    `draw` makes the drawing at a width in units. `keys` is the JSON Schema of each key that the kind has besides those
    of all graphics, `required` are those it cannot do without. `named` yields (where, id) of each fact in the file,
    `faults` what is wrong with a graphic whose keys and facts are sound, `rows` its data. On a narrow screen a kind
    with `reads` shows its rows as a list in the place of the narrow drawing. `said` yields (where, words) of the keys
    whose words are read as they stand, so that their numbers are looked at.
    """

    name: str
    draw: Callable[[Graphic, float], Drawing]
    keys: Mapping[str, Any]
    required: tuple[str, ...] = ("facts",)
    named: Callable[[Mapping[str, Any]], Iterator[tuple[Where, str]]] = listed
    faults: Callable[[Graphic], Iterator[tuple[Where, str]]] = nothing
    rows: Callable[[Graphic], Iterator[Row]] = one_each
    reads: bool = False
    said: Callable[[Mapping[str, Any]], Iterator[tuple[Where, str]]] = wordless
