"""The ledger: facts, who says them, where they stand, and what must never be said."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from markupsafe import Markup

from . import wording


@dataclass(frozen=True)
class Source:
    """A publication that facts are taken from. Everything but the title may be unknown, and is then empty."""

    id: str
    title: str
    publisher: str = ""
    date: str = ""
    address: str = ""
    note: str = ""


@dataclass(frozen=True)
class Speaker:
    """Who says a fact, and how we know it."""

    id: str
    name: str
    attribution: str = ""


@dataclass(frozen=True)
class Never:
    """A claim that no rendered text may make, unless it is marked as a denial."""

    id: str
    pattern: re.Pattern[str]
    reason: str


@dataclass(frozen=True)
class Fact:
    """One figure, date or statement, with exactly one of `value`, `date` (EDTF) and `words`.

    `thing` is an id for the kind of thing that a value counts. `parts` and `part_of` are ids of other facts;
    `language` is the ledger's, which its words are written in.
    """

    id: str
    label: str
    status: str
    speaker: Speaker
    source: Source
    value: Decimal | None = None
    date: str = ""
    words: str = ""
    qualifier: str = ""
    unit: str = ""
    counts: str = ""
    thing: str = ""
    nouns: tuple[str, ...] = ()
    own_wording: str = ""
    time: str = ""
    period: str = ""
    place: str = ""
    where: str = ""
    note: str = ""
    parts: tuple[str, ...] = ()
    part_of: str = ""
    language: str = "en"

    @cached_property
    def value_text(self) -> str:
        """The value, date or words as a reader sees them, with the unit, without the qualifier."""
        return wording.value_text(self.value, self.unit, self.date, self.words, self.language)

    @cached_property
    def wording(self) -> str:
        """What `[](fact:id)` says: almost 700 guns."""
        return self.own_wording or " ".join(filter(None, (self.qualifier, self.value_text, self.counts)))

    @cached_property
    def note_html(self) -> Markup:
        """The note, set from its inline Markdown."""
        return wording.inline_html(self.note)


@dataclass(frozen=True)
class Ledger:
    """Everything that a ledger's file says. `language` is a tag such as en-GB; `names` hold numbers that are names."""

    language: str = "en"
    title: str = ""
    description: str = ""
    facts: dict[str, Fact] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    speakers: dict[str, Speaker] = field(default_factory=dict)
    never: dict[str, Never] = field(default_factory=dict)
    names: tuple[str, ...] = ()
