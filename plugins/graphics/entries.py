"""Entries in time: what a graphic of time names, with the place of each on an axis of years."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from ledger import Fact, edtf
from ledger.wording import NO_BREAK

from .model import Graphic, Row, Where

ROLES = ("date", "began", "ended", "latest")
TEXT = {"type": "string", "pattern": r"\S"}
KEY = {
    "type": "array",
    "minItems": 1,
    "items": {
        "type": "object",
        "properties": dict.fromkeys(("label", *ROLES), TEXT),
        "additionalProperties": False,
    },
}


@dataclass(frozen=True)
class Entry:
    """What stands on the axis from `start` to `stop`, in years: 1992.0 is the beginning of 1992.

    `facts` are its date, or its beginning with what is named after it. An `open` entry has no end that is stated:
    `stop` is the end of the last date named.
    """

    label: str
    facts: tuple[Fact, ...]
    start: float
    stop: float
    open: bool
    about: Where

    @property
    def dates(self) -> str:
        """Its dates: a span that ends is written with a dash, one without an end never."""
        named = list(dict.fromkeys(unbroken(fact) for fact in self.facts))
        dash = "–" if all(each.isdigit() for each in named) else f"{NO_BREAK}– "
        return (" / " if self.open else dash).join(named)

    @property
    def form(self) -> str:
        """open, span, or one moment: a `day`, or a `vague` one that may lie anywhere in its month, year or decade."""
        if self.open:
            return "open"
        if len(self.facts) > 1 or "/" in self.facts[0].date:
            return "span"
        return "day" if len(self.facts[0].date) == len("1992-07-13") else "vague"

    @property
    def told(self) -> tuple[tuple[str, str], ...]:
        """(words, role) below its date: its label, and where no end is stated, what the last date named is."""
        last = self.facts[-1]
        more = ((f"{last.label}: {unbroken(last)}", "soft"),) if self.open and len(self.facts) > 1 else ()
        return ((self.label, "ink"), *more)

    @property
    def years(self) -> tuple[int, ...]:
        """Every calendar year that it touches."""
        return edtf.years(self.facts[0].date, self.facts[-1].date)


def unbroken(fact: Fact) -> str:
    """A fact's date in words, not to be broken to lines."""
    return fact.value_text.replace(" ", NO_BREAK)


def named(data: Mapping[str, Any]) -> Iterator[tuple[Where, str]]:
    """(where, id) of each fact that the entries name."""
    for index, entry in enumerate(data["entries"]):
        for role in ROLES:
            if role in entry:
                yield ("entries", index, role), entry[role]


def entries(graphic: Graphic) -> tuple[Entry, ...]:
    """The entries of a graphic that were found sound."""
    return tuple(_entry(graphic, index, data) for index, data in enumerate(graphic.data["entries"]))


def _entry(graphic: Graphic, index: int, data: Mapping[str, str]) -> Entry:
    facts = tuple(graphic.facts[data[role]] for role in ROLES if role in data)
    label = " ".join(data.get("label", facts[0].label).split())
    start, stop = extent(facts[0].date)[0], extent(facts[-1].date)[1]
    endless = ("began" in data and "ended" not in data) or facts[-1].date.endswith("/")
    return Entry(label, facts, start, stop, endless, ("entries", index))


def rows(graphic: Graphic) -> Iterator[Row]:
    """One row for each entry, in order of time."""
    for entry in entries(graphic):
        yield Row(entry.label, tuple(dict.fromkeys(entry.facts)), form=entry.form, dates=entry.dates)


def faults(graphic: Graphic) -> Iterator[tuple[Where, str]]:
    """What keeps entries from having a place, facts named twice, and entries out of order."""
    found = [fault for index, data in enumerate(graphic.data["entries"]) for fault in _faults(graphic, index, data)]
    seen: dict[str, int] = {}
    for (_, index, role), key in named(graphic.data):
        if seen.setdefault(key, int(index)) != index:
            found.append((("entries", index, role), f"“{key}” stands in two entries; keep one"))
    yield from found
    if found:
        return
    made = entries(graphic)
    for entry in made:
        if entry.stop <= entry.start:
            told = f"{entry.facts[-1].value_text} is before {entry.facts[0].value_text}"
            yield entry.about, f"“{entry.label}” ends before it begins: {told}; swap the two"
    for before, entry in pairwise(made):
        if entry.start < before.start:
            told = f"({entry.facts[0].value_text}) begins before “{before.label}” ({before.facts[0].value_text})"
            yield entry.about, f"“{entry.label}” {told}; put entries in order of time"


def _faults(graphic: Graphic, index: int, data: Mapping[str, str]) -> Iterator[tuple[Where, str]]:
    where: Where = ("entries", index)
    if ("date" in data) == ("began" in data):
        told = "both `date` and `began`; keep one" if "date" in data else "no date; give it `date`, or `began`"
        yield where, f"the entry has {told}"
    elif "date" in data and ("ended" in data or "latest" in data):
        yield where, "an entry with `date` has no `ended` and no `latest`; write `began` for a span"
    elif "ended" in data and "latest" in data:
        yield where, "the entry has both `ended` and `latest`; keep `latest` where no end is stated"
    elif "label" not in data and sum(role in data for role in ROLES) > 1:
        yield where, "the entry has two dates and no label; say in `label` what they are dates of"
    for role in ROLES:
        message = date_fault(graphic.facts[data[role]]) if role in data else ""
        if message:
            yield (*where, role), message


def date_fault(fact: Fact) -> str:
    """Why a fact has no place on an axis of years; empty where it has one."""
    if not fact.date:
        return f"{fact.id} is “{fact.wording}”, and no date; name a fact that is one"
    if edtf.parts(edtf.ends(fact.date)[0])[0] is None:
        return f"{fact.id} is “{fact.value_text}”, which states no year; name a fact with a year"
    return ""


def extent(date: str) -> tuple[float, float]:
    """(start, stop) of an EDTF date in years: 1992 is (1992.0, 1993.0). Raises ValueError where it states no year."""
    first, last = edtf.ends(date)
    return _edge(first, 0), _edge(last or first, 1)


def _edge(date: str, after: int) -> float:
    """The beginning of a single date, or its end with `after` 1; a day is a 365th or a 366th of its year."""
    year, month, day = edtf.parts(date)
    if year is None:
        raise ValueError(f"{date!r} states no year")
    if month is None:
        return float(year + after)
    if day is None:
        month, after = month + after, 0
    days = sum(calendar.monthrange(year, each)[1] for each in range(1, month)) + (day or 1) - 1 + after
    return year + days / (365 + calendar.isleap(year))
